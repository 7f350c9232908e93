import json
from pathlib import Path

import pytest

from tests.bot.platforms.telegram.flows.conftest import PATIENCE_S, agree, answer_to, labels
from tests.support.answering_bots import AnsweringBot, Workers, answering_bot, portrait
from tests.support.bot_api import BotApiEmulator, ChatMessage, Person

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def press(person: Person, message: ChatMessage, label: str) -> ChatMessage:
    """Press a button that changes its message, and return the message."""
    edits = len(message.edits)
    person.press(message, label)
    return await person.wait_for_edit(message, PATIENCE_S, edits=edits + 1)


async def press_for_reply(person: Person, message: ChatMessage, label: str) -> ChatMessage:
    person.press(message, label)
    return await person.wait_for_reply(PATIENCE_S)


async def test_mood_by_word_and_by_button(agreed: Person) -> None:
    agreed.send_command("mood", "sad")
    assert "Sad songs" in (await agreed.wait_for_reply(PATIENCE_S)).words
    agreed.send_command("mood")
    question = await agreed.wait_for_reply(PATIENCE_S)
    assert labels(question) == [["😊 Happy", "😌 Calm", "😢 Sad"]]
    agreed.press(question, "😊 Happy")
    await agreed.wait_until(lambda chat: "Happy songs" in chat.bot_messages[-1].words, PATIENCE_S)


async def test_a_preview_plays_in_the_chat_and_its_file_id_serves_the_next(
    telegram: BotApiEmulator, agreed: Person
) -> None:
    answer = await answer_to(agreed, portrait())
    first = await press_for_reply(agreed, answer, "▶ 1")
    second = await press_for_reply(agreed, answer, "▶ 1")
    assert first.audio is not None
    assert first.audio.title
    assert first.audio.performer
    assert first.audio.thumbnail is not None
    assert second.audio == first.audio
    values = [str(call.parameters.get("audio")) for call in telegram.calls_of("sendAudio")]
    assert values[1] == first.audio.file.file_id


async def test_a_song_without_a_preview_is_linked(agreed: Person, bot: AnsweringBot) -> None:
    bot.media.is_silent = True
    answer = await answer_to(agreed, portrait())
    reply = await press_for_reply(agreed, answer, "▶ 2")
    assert reply.audio is None
    assert reply.links()


async def test_a_provider_that_is_away_leaves_a_link(agreed: Person, bot: AnsweringBot) -> None:
    answer = await answer_to(agreed, portrait())
    bot.media.unreachable = True
    reply = await press_for_reply(agreed, answer, "▶ 1")
    assert reply.audio is None
    assert reply.links()


async def test_more_songs_take_the_place_of_the_first(agreed: Person) -> None:
    answer = await answer_to(agreed, portrait())
    words, picture, count = answer.words, answer.photo_bytes, len(agreed.chat.bot_messages)
    await press(agreed, answer, "🔀 More songs")
    assert answer.words != words
    assert answer.photo_bytes != picture
    assert len(agreed.chat.bot_messages) == count


async def test_not_my_mood_offers_three_and_corrects_in_place(
    agreed: Person, bot: AnsweringBot
) -> None:
    answer = await answer_to(agreed, portrait())
    await press(agreed, answer, "🤔 Not my mood")
    assert labels(answer)[0] == ["😊 Happy", "😌 Calm", "😢 Sad"]
    await press(agreed, answer, "😢 Sad")
    assert "sad songs" in answer.words.lower()
    person = await bot.storage.people.meet("telegram", str(agreed.id))
    told = await bot.storage.privacy.export(person.id)
    assert "sad" in json.dumps(told)


async def test_a_liked_song_stays_liked(agreed: Person, bot: AnsweringBot) -> None:
    answer = await answer_to(agreed, portrait())
    await press(agreed, answer, "👍")
    await press(agreed, answer, "👍 3")
    assert "👍 3 ✓" in labels(answer)[0]
    person = await bot.storage.people.meet("telegram", str(agreed.id))
    assert len((await bot.storage.feedback.taste(person.id)).liked) == 1


async def test_the_same_button_pressed_twice_is_answered_once(
    telegram: BotApiEmulator, agreed: Person
) -> None:
    answer = await answer_to(agreed, portrait())
    button = answer.keyboard[2][0]
    queries = [agreed.press(answer, button) for _ in range(2)]
    await agreed.wait_for_edit(answer, PATIENCE_S)
    for query in queries:
        await agreed.wait_for_answer(query)
    assert len(telegram.calls_of("editMessageMedia")) == 1


async def test_buttons_work_after_a_restart(
    telegram: BotApiEmulator, ada: Person, tmp_path: Path, workers: Workers
) -> None:
    async with answering_bot(telegram, tmp_path, workers):
        answer = await answer_to(await agree(ada), portrait())
    async with answering_bot(telegram, tmp_path, workers):
        words = answer.words
        await press(ada, answer, "🔀 More songs")
        assert answer.words != words
        assert (await press_for_reply(ada, answer, "▶ 1")).audio is not None


async def test_history_is_paged_and_has_a_chart(agreed: Person) -> None:
    agreed.send_command("history")
    assert (await agreed.wait_for_reply(PATIENCE_S)).words.startswith("Nothing here yet")
    await answer_to(agreed, portrait())
    agreed.send_command("history")
    history = await agreed.wait_for_reply(PATIENCE_S)
    assert "happy" in history.words
    agreed.press(history, "📈 Chart")
    await agreed.wait_until(
        lambda chat: any("bands show" in message.words for message in chat.bot_messages),
        PATIENCE_S,
    )


async def test_settings_change_the_next_answer(agreed: Person) -> None:
    agreed.send_command("settings")
    settings = await agreed.wait_for_reply(PATIENCE_S)
    await press(agreed, settings, "🎵 3")
    assert "Songs per answer: 3" in settings.words
    answer = await answer_to(agreed, portrait())
    assert labels(answer)[0] == ["▶ 1", "▶ 2", "▶ 3"]


async def test_everything_stored_is_handed_out_and_deleted(
    agreed: Person, bot: AnsweringBot
) -> None:
    await answer_to(agreed, portrait())
    agreed.send_command("privacy")
    assert "Run by" in (await agreed.wait_for_reply(PATIENCE_S)).words
    agreed.send_command("mydata")
    data = await agreed.wait_for_reply(PATIENCE_S)
    assert data.document_bytes is not None
    assert json.loads(data.document_bytes)
    agreed.send_command("forget")
    question = await agreed.wait_for_reply(PATIENCE_S)
    agreed.press(question, "🗑 Delete everything")
    await agreed.wait_until(
        lambda chat: any("Nothing about you is left" in one.words for one in chat.bot_messages),
        PATIENCE_S,
    )
    assert await bot.storage.people.find("telegram", str(agreed.id)) is None


async def test_personal_data_stays_out_of_groups(telegram: BotApiEmulator, agreed: Person) -> None:
    there = telegram.group([agreed]).participant(agreed)
    there.send_command("mydata")
    reply = await there.wait_for_reply(PATIENCE_S)
    assert reply.document is None
    assert "private chat" in reply.words


async def test_statistics_are_for_the_admin_alone(agreed: Person, operator: Person) -> None:
    agreed.send_command("stats")
    assert "👥" not in (await agreed.wait_for_reply(PATIENCE_S)).words
    operator.send_command("stats")
    assert "👥" in (await operator.wait_for_reply(PATIENCE_S)).words
