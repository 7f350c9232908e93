from typing import Any

import discord
import pytest
from markupsafe import Markup
from simcord.env import Env

from bot.conversation.menu import entries
from bot.conversation.people import SentPhoto
from bot.conversation.replies import Reply
from bot.platforms.discord.client import needed_intents
from bot.texts.texts import LANGUAGES
from inference.moods import Mood
from tests.support.discord_chats import (
    Chat,
    DiscordWorld,
    make_client,
    running_env,
    strict_texts,
)
from tests.support.listeners import RecordingListener, Turn

FOR_ALL = (
    "selfie",
    "start",
    "mood",
    "history",
    "settings",
    "privacy",
    "mydata",
    "forget",
    "help",
)
FOR_ADMINS = ("stats", "retrain")
IN_SERVERS, IN_PRIVATE = 0, 1


def published(env: Env) -> dict[str, dict[str, Any]]:
    return {name: command for (name, _), command in env.backend.commands[None].items()}


async def test_every_command_is_published(env: Env) -> None:
    assert set(published(env)) == {*FOR_ALL, *FOR_ADMINS}


async def test_without_admins_their_commands_are_not_published(
    listener: RecordingListener,
) -> None:
    async with running_env(make_client(listener, with_admins=False)) as env:
        assert set(published(env)) == set(FOR_ALL)


async def test_commands_for_admins_are_not_shown_in_servers(env: Env) -> None:
    for name, command in published(env).items():
        expected = [IN_PRIVATE] if name in FOR_ADMINS else [IN_SERVERS, IN_PRIVATE]
        assert command["contexts"] == expected, name


@pytest.mark.parametrize(
    ("locale", "code"),
    [
        (discord.Locale.spain_spanish, "es"),
        (discord.Locale.latin_american_spanish, "es"),
        (discord.Locale.brazil_portuguese, "pt"),
        (discord.Locale.russian, "ru"),
        (discord.Locale.chinese, "zh"),
        (discord.Locale.taiwan_chinese, "zh"),
    ],
)
async def test_commands_are_described_in_each_language(
    env: Env, locale: discord.Locale, code: str
) -> None:
    texts = strict_texts()
    language = texts.for_language(code)
    expected = {entry.name: entry.description for entry in entries(language, for_admin=True)}
    expected["selfie"] = str(language.say("command-selfie"))
    found = {
        name: command["description_localizations"][locale.value]
        for name, command in published(env).items()
    }
    assert found == expected


async def test_every_language_of_the_texts_is_one_of_discords(env: Env) -> None:
    texts = strict_texts()
    locales = published(env)["mood"]["description_localizations"]
    assert {texts.for_language(locale).code for locale in locales} == {*LANGUAGES} - {"en"}


async def test_descriptions_and_names_are_within_discords_limits(env: Env) -> None:
    for command in published(env).values():
        told = [command["description"], *command["description_localizations"].values()]
        told += [option["description"] for option in command["options"]]
        assert all(1 <= len(words) <= 100 for words in told)


async def test_moods_are_offered_in_the_persons_language(env: Env) -> None:
    [option] = published(env)["mood"]["options"]
    assert option["name"] == "mood"
    assert not option.get("required")
    assert [choice["value"] for choice in option["choices"]] == list(Mood)
    russian = strict_texts().for_language("ru")
    assert [choice["name_localizations"]["ru"] for choice in option["choices"]] == [
        str(russian.say(f"mood-{mood}-button")) for mood in Mood
    ]


def test_nothing_privileged_is_asked_for() -> None:
    asked_for = {name for name, is_on in needed_intents() if is_on}
    assert asked_for == {"guilds", "dm_messages"}


async def test_the_bot_starts_where_nothing_privileged_is_allowed(
    listener: RecordingListener,
) -> None:
    approved = discord.Intents.all()
    approved.message_content = approved.members = approved.presences = False
    async with running_env(make_client(listener), approved_intents=approved) as env:
        await DiscordWorld(env).private_chat().send_photo(b"x")
    assert isinstance(listener.heard[0], SentPhoto)


@pytest.mark.parametrize("name", [*FOR_ALL[1:], *FOR_ADMINS])
async def test_a_command_is_heard(ada: Chat, listener: RecordingListener, name: str) -> None:
    await ada.command(name)
    assert listener.heard == [(name, ())]


async def test_a_word_chosen_with_a_command_is_heard(
    bob: Chat, listener: RecordingListener
) -> None:
    await bob.command("mood", mood="calm")
    assert listener.heard == [("mood", ("calm",))]


@pytest.mark.parametrize("name", FOR_ALL[1:])
async def test_in_a_server_every_answer_is_whispered(bob: Chat, name: str) -> None:
    result = await bob.command(name)
    assert result.ephemeral
    assert [shown.words for shown in bob.shown] == ["heard"]
    assert all(shown.is_whispered for shown in bob.shown)


async def test_in_a_server_a_selfie_is_answered_in_a_whisper(bob: Chat) -> None:
    result = await bob.selfie(b"x")
    assert result.ephemeral
    assert bob.last.is_whispered


async def test_in_private_answers_stay(ada: Chat) -> None:
    result = await ada.command("help")
    assert not result.ephemeral
    assert not ada.last.is_whispered


async def test_discord_is_told_of_an_answer_before_it_is_made(
    ada: Chat, listener: RecordingListener, world: DiscordWorld
) -> None:
    asked_before: list[Any] = []

    async def answer(turn: Turn) -> None:
        asked_before.extend(world.requests("POST", "/callback"))
        await turn.outlet.send(Reply(Markup("done")))

    listener.answer = answer
    result = await ada.command("help")
    assert len(asked_before) == 1
    assert result.response is not None
    assert result.response.content == "done"
    assert result.followups == []


async def test_further_replies_follow_the_first(ada: Chat, listener: RecordingListener) -> None:
    async def answer(turn: Turn) -> None:
        for words in ("one", "two", "three"):
            await turn.outlet.send(Reply(Markup("{}").format(words)))

    listener.answer = answer
    await ada.command("help")
    assert [shown.words for shown in ada.shown] == ["one", "two", "three"]


async def test_a_command_without_an_answer_does_not_think_for_ever(
    ada: Chat, listener: RecordingListener
) -> None:
    async def say_nothing(_turn: Turn) -> None:
        return

    listener.answer = say_nothing
    await ada.command("help")
    assert ada.shown == []


async def test_a_command_of_an_earlier_version_is_handed_on(
    ada: Chat, env: Env, listener: RecordingListener
) -> None:
    [command] = [one for one in env.backend.commands[None].values() if one["name"] == "help"]
    env.backend.commands[None]["dance", 1] = {**command, "name": "dance"}
    await ada.command("dance")
    assert listener.heard == [("dance", ())]
    assert ada.last.words == "heard"
    assert [type(error).__name__ for error in env.errors] == ["CommandNotFound"]
