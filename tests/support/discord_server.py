"""A Discord of its own for the service: REST and gateway over TLS, reached by the real library.

simcord stands in for the library's transport; what that transport itself meets (a refused token,
an outage, a closed gateway) is told by this server. It knows just enough to log in, to bring a
private message, and to take the answer.
"""

import asyncio
import json
import socket
import ssl
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.secret.of-the-discord-bot"  # noqa: S105
BOT_ID, ADA_ID, CHANNEL_ID = "100", "200", "300"

_DISPATCH, _HEARTBEAT, _IDENTIFY, _RESUME, _HELLO, _HEARTBEAT_ACK = 0, 1, 2, 6, 10, 11
_AUTHENTICATION_FAILED = 4004
_BOT = {"id": BOT_ID, "username": "moodring", "discriminator": "0", "avatar": None, "bot": True}
_ADA = {"id": ADA_ID, "username": "ada", "discriminator": "0", "avatar": None}
_APPLICATION = {
    "id": BOT_ID,
    "name": "moodring",
    "icon": None,
    "description": "",
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "",
    "flags": 0,
    "owner": _ADA,
}


class _Resolver(AbstractResolver):
    """Finds every name at one local port."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        del port, family
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=self._port,
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        return


@dataclass
class DiscordServer:
    """What the server was told, and what it is to do.

    Attributes:
        token: That it accepts.
        outages: Statuses of the next answers to a login.
        logins: How often a login was tried.
        commands: As published.
        sent: Bodies of the messages that the bot sent.
    """

    port: int = 0
    token: str = TOKEN
    outages: deque[int] = field(default_factory=deque)
    logins: int = 0
    commands: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    _sockets: list[web.WebSocketResponse] = field(default_factory=list)

    def connector(self) -> aiohttp.TCPConnector:
        """Return what brings every connection here; the certificate is nobody's."""
        return aiohttp.TCPConnector(resolver=_Resolver(self.port), ssl=False)

    async def write(self, words: str) -> None:
        """Let Ada write to the bot in private."""
        await self._sockets[-1].send_json(
            {
                "op": _DISPATCH,
                "t": "MESSAGE_CREATE",
                "s": 2,
                "d": {**_message(words), "author": _ADA, "channel_type": 1},
            }
        )

    async def close_gateway(self, code: int) -> None:
        await self._sockets[-1].close(code=code)

    async def log_in(self, request: web.Request) -> web.Response:
        self.logins += 1
        if self.outages:
            return _json({"message": "out of order"}, status=self.outages.popleft())
        if request.headers.get("Authorization") != f"Bot {self.token}":
            return _json({"message": "401: Unauthorized", "code": 0}, status=401)
        return _json(_BOT)

    async def tell_application(self, _request: web.Request) -> web.Response:
        return _json(_APPLICATION)

    async def publish(self, request: web.Request) -> web.Response:
        self.commands = await request.json()
        published = [
            {**command, "id": str(number), "application_id": BOT_ID, "version": "1"}
            for number, command in enumerate(self.commands, start=1000)
        ]
        return _json(published)

    async def open_chat(self, _request: web.Request) -> web.Response:
        return _json({"id": CHANNEL_ID, "type": 1, "recipients": [_ADA]})

    async def take_message(self, request: web.Request) -> web.Response:
        self.sent.append(await request.json())
        return _json({**_message(""), "author": _BOT})

    async def meet(self, request: web.Request) -> web.WebSocketResponse:
        """Speak the gateway's protocol."""
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        self._sockets.append(ws)
        await ws.send_json({"op": _HELLO, "d": {"heartbeat_interval": 41250}})
        async for message in ws:
            await self._hear(ws, json.loads(message.data))
        return ws

    async def _hear(self, ws: web.WebSocketResponse, told: dict[str, Any]) -> None:
        if told["op"] == _HEARTBEAT:
            await ws.send_json({"op": _HEARTBEAT_ACK})
        elif told["op"] in {_IDENTIFY, _RESUME}:
            await self._let_in(ws, told)

    async def _let_in(self, ws: web.WebSocketResponse, told: dict[str, Any]) -> None:
        if told["d"]["token"] != self.token:
            await ws.close(code=_AUTHENTICATION_FAILED)
            return
        event, data = ("READY", _ready()) if told["op"] == _IDENTIFY else ("RESUMED", {})
        await ws.send_json({"op": _DISPATCH, "t": event, "s": 1, "d": data})
        self.connected.set()


@asynccontextmanager
async def discord_server(folder: Path) -> AsyncIterator[DiscordServer]:
    """Run the server while the context is open; its certificate lies in `folder`."""
    server = DiscordServer()
    app = web.Application()
    for method, path, handler in _routes(server):
        app.router.add_route(method, path, handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=_tls_context(folder))
    await site.start()
    server.port = runner.addresses[0][1]
    try:
        yield server
    finally:
        await runner.cleanup()


def _routes(
    server: DiscordServer,
) -> list[tuple[str, str, Callable[[web.Request], Awaitable[web.StreamResponse]]]]:
    api = "/api/v{version}"
    return [
        ("GET", f"{api}/users/@me", server.log_in),
        ("GET", f"{api}/oauth2/applications/@me", server.tell_application),
        ("PUT", f"{api}/applications/{{id}}/commands", server.publish),
        ("POST", f"{api}/users/@me/channels", server.open_chat),
        ("POST", f"{api}/channels/{{id}}/messages", server.take_message),
        ("GET", "/", server.meet),
    ]


def _json(data: Any, status: int = 200) -> web.Response:
    # The library wants Discord's very type, which names no character set.
    return web.Response(
        body=json.dumps(data).encode(), status=status, content_type="application/json"
    )


def _ready() -> dict[str, Any]:
    return {
        "v": 10,
        "user": _BOT,
        "guilds": [],
        "session_id": "session",
        "resume_gateway_url": "wss://gateway.discord.gg",
        "shard": [0, 1],
        "application": {"id": BOT_ID, "flags": 0},
    }


def _message(words: str) -> dict[str, Any]:
    return {
        "id": "400",
        "channel_id": CHANNEL_ID,
        "content": words,
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
    }


def _tls_context(folder: Path) -> ssl.SSLContext:
    """Return a context with a certificate of its own, for an hour."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "discord.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "discord.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
