"""The real conversation on Discord; every flow of it runs in `test_same_conversation.py`."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from simcord.env import Env

from bot.conversation.conversation import Conversation
from bot.conversation.retrainer import RetrainingProgress, RetrainingStage
from bot.platforms.discord.photos import MAX_PHOTO_BYTES
from inference.emotions import Emotion
from tests.support.conversations import SOUND, Stage, a_face, open_stage
from tests.support.discord_chats import Chat, DiscordWorld, make_client, running_env

SELFIE = b"a happy selfie"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path) as opened:
        opened.analyzer.faces[SELFIE] = (a_face(Emotion.HAPPY),)
        yield opened


@pytest.fixture
async def env(stage: Stage) -> AsyncIterator[Env]:
    async with running_env(make_client(stage.conversation)) as running:
        yield running


async def agree(chat: Chat) -> None:
    await chat.command("start")
    await chat.press("✅")


async def test_a_selfie_before_consent_is_answered_after_the_tap(ada: Chat, stage: Stage) -> None:
    await ada.send_photo(SELFIE)
    assert stage.analyzer.seen == []
    await ada.press("✅")
    assert stage.analyzer.seen == [SELFIE]
    assert ada.last.files == ("picture.jpg",)
    assert ada.last.label("▶ 5")


async def test_in_a_server_all_of_it_is_whispered(bob: Chat) -> None:
    await bob.selfie(SELFIE)
    await bob.press("✅")
    assert bob.last.files == ("picture.jpg",)
    await bob.press("▶ 1")
    await bob.command("history")
    assert all(shown.is_whispered for shown in bob.shown)
    assert bob.private.shown == []


async def test_in_a_server_people_learn_how_to_send_a_selfie(ada: Chat, bob: Chat) -> None:
    for chat in (ada, bob):
        await agree(chat)
    assert "/selfie" in bob.last.words
    assert "/selfie" not in ada.last.words
    await bob.command("start")
    assert "/selfie" in bob.last.words


async def test_a_picked_mood_is_answered(ada: Chat) -> None:
    await ada.command("mood", mood="sad")
    assert "sad" in ada.last.words.lower()
    assert ada.last.files == ("picture.jpg",)


async def test_a_song_plays(ada: Chat, env: Env) -> None:
    await ada.command("mood", mood="happy")
    await ada.press("▶ 1")
    sound, cover = env.backend.get_message(ada.channel.id, ada.last.id).attachments
    assert sound["filename"].endswith(".mp3")
    blob = env.backend.cdn.get(sound["url"])
    assert blob is not None
    assert blob.startswith(SOUND)
    assert cover["filename"] == "cover.jpg"


async def test_more_songs_take_the_place_of_the_songs(ada: Chat) -> None:
    await ada.command("mood", mood="happy")
    before = ada.last
    await ada.press("🔀")
    assert ada.last.id == before.id
    assert ada.last.words != before.words


async def test_songs_link_to_where_they_can_be_heard(ada: Chat) -> None:
    await ada.command("mood", mood="happy")
    links = [line for line in ada.last.words.splitlines() if "](<https://" in line]
    assert len(links) > 5
    assert ada.last.embed is not None
    assert len(ada.last.embed["description"]) <= 4096


@pytest.mark.parametrize("count", [3, 5, 8, 10])
async def test_answers_of_every_length_fit(ada: Chat, count: int) -> None:
    await ada.command("settings")
    if f"🎵 {count}" in ada.last.actions:  # not the one that is set already
        await ada.press(f"🎵 {count}")
    await ada.command("mood", mood="calm")
    assert ada.last.label(f"▶ {count}")
    await ada.press("👍")
    assert ada.last.label(f"👍 {count}")


async def test_a_photo_too_large_is_refused_kindly(ada: Chat, stage: Stage) -> None:
    await agree(ada)
    await ada.send_photo(SELFIE, size_bytes=MAX_PHOTO_BYTES + 1)
    assert stage.analyzer.seen == []
    assert ada.last.words.startswith(stage.say("error-photo-large"))


async def test_a_failure_is_told_with_an_id_in_the_persons_language(
    ada: Chat, world: DiscordWorld, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    world.set_locale("ru")
    await agree(ada)
    stage.analyzer.faces[b"poison"] = RuntimeError("a bug")
    await ada.send_photo(b"poison")
    [record] = [one for one in caplog.records if one.levelname == "ERROR"]
    error_id = record.getMessage()[1:7]
    assert ada.last.words == stage.say("error-unknown", "ru", id=error_id)
    assert str(ada.person.id) not in caplog.text


async def test_mydata_is_a_file(ada: Chat, env: Env) -> None:
    await agree(ada)
    await ada.command("mydata")
    [attachment] = env.backend.get_message(ada.channel.id, ada.last.id).attachments
    blob = env.backend.cdn.get(attachment["url"])
    assert blob is not None
    assert json.loads(blob)


async def test_statistics_are_for_admins_alone(
    ada: Chat, env: Env, stage: Stage, world: DiscordWorld
) -> None:
    admin = world.private_chat("admin")
    conversation = Conversation(stage.services, [("discord", str(admin.person.id))])
    await env.restart_bot(make_client(conversation))
    await admin.command("stats")
    assert "👥" in admin.last.words
    await ada.command("stats")
    assert ada.last.words == stage.say("hint-text")


async def test_a_retraining_tells_its_progress_in_one_message(
    env: Env, stage: Stage, world: DiscordWorld
) -> None:
    admin = world.private_chat("admin")
    conversation = Conversation(stage.services, [("discord", str(admin.person.id))])
    await env.restart_bot(make_client(conversation))
    stage.retrainer.progress = [
        RetrainingProgress(RetrainingStage.RUNNING, 0.5),
        RetrainingProgress(RetrainingStage.TOO_LITTLE, 1.0, songs=3),
    ]
    await admin.command("retrain")
    assert len(admin.shown) == 1
    assert stage.retrainer.feedback


async def test_what_a_process_left_unanswered_is_answered_by_the_next(
    ada: Chat, bob: Chat, env: Env, stage: Stage
) -> None:
    for chat in (ada, bob):
        await agree(chat)

    async def die() -> None:
        await env.external_wait(asyncio.Event().wait(), reason="the process ends")

    stage.analyzer.meanwhile = die
    await ada.send_photo(SELFIE)
    await bob.selfie(SELFIE)
    shown_before = len(ada.shown)
    stage.analyzer.meanwhile = None
    client = make_client(stage.conversation)
    await env.restart_bot(client)
    with env.time_context():
        await stage.conversation.answer_owed([client.platform])
    assert ada.last.files == ("picture.jpg",)
    assert len(ada.shown) == shown_before + 1
    assert not any(shown.files for shown in bob.shown)
    assert bob.private.last.files == ("picture.jpg",)


async def test_buttons_work_in_the_next_process(ada: Chat, env: Env, stage: Stage) -> None:
    await ada.command("mood", mood="happy")
    songs = ada.last
    await env.restart_bot(make_client(stage.conversation))
    await ada.press("▶ 2", songs)
    assert ada.last.files[0].endswith(".mp3")
    await ada.press("🔀", songs)
    assert [shown.words for shown in ada.shown if shown.id == songs.id] != [songs.words]
