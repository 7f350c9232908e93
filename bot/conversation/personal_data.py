"""/mydata: all that is stored about a person, in a file. /forget: none of it any more."""

import json
from collections.abc import Mapping

from bot.conversation.access import in_private
from bot.conversation.actions import encode_action
from bot.conversation.replies import Button, Delivery, Document, Reply
from bot.conversation.turns import Handlers, Turn
from bot.errors import PersonForgottenError
from bot.storage.records import Preferences

_FORGET, _KEEP = "forget", "keep"


@in_private
async def _hand_out(turn: Turn, _words: tuple[str, ...]) -> None:
    records = await turn.services.storage.privacy.export(turn.person.id)
    if records is None:
        raise PersonForgottenError("data was asked for by a person who was forgotten meanwhile")
    data = json.dumps(records, ensure_ascii=False, indent=2).encode()
    document = Document(f"moodring-{turn.services.now().date().isoformat()}.json", data)
    await turn.send(Reply(turn.language.say("mydata"), document=document, is_private=True))


@in_private
async def _ask(turn: Turn, _words: tuple[str, ...]) -> None:
    forget = Button(str(turn.language.say("forget-button")), encode_action(_FORGET))
    keep = Button(str(turn.language.say("keep-button")), encode_action(_KEEP))
    buttons = ((forget,), (keep,))
    await turn.send(Reply(turn.language.say("forget-ask"), buttons=buttons, is_private=True))


@in_private
async def _forget(turn: Turn, _arguments: tuple[str, ...]) -> None:
    deleted = await turn.services.storage.privacy.forget(turn.person.id)
    if _is_nothing(deleted) and turn.person.preferences == Preferences():
        # Pressed twice: the second press met somebody new.
        said = turn.language.say("forgotten-nothing")
    else:
        feedback = deleted["opinions"] + deleted["corrections"]
        said = turn.language.say("forgotten", answers=deleted["answers"], feedback=feedback)
    await turn.send(Reply(said, Delivery.EDIT, is_private=True, is_farewell=True))


@in_private
async def _keep(turn: Turn, _arguments: tuple[str, ...]) -> None:
    await turn.send(Reply(turn.language.say("forget-kept"), Delivery.EDIT, is_private=True))


def _is_nothing(deleted: Mapping[str, int]) -> bool:
    """Return whether nothing was stored but that the person was here."""
    return not any(count for name, count in deleted.items() if name != "people")


COMMANDS: Handlers = {"mydata": _hand_out, "forget": _ask}
ACTIONS: Handlers = {_FORGET: _forget, _KEEP: _keep}
