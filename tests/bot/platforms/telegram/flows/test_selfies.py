import io
from pathlib import Path

import pytest
from PIL import Image

from tests.bot.platforms.telegram.flows.conftest import (
    AGREE,
    PATIENCE_S,
    agree,
    answer_to,
    labels,
)
from tests.support.answering_bots import (
    AnsweringBot,
    Workers,
    answering_bot,
    nobody,
    portrait,
    two_portraits,
)
from tests.support.bot_api import BotApiEmulator, Person

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.usefixtures("bot")
async def test_a_selfie_before_consent_is_answered_right_after_the_tap(
    telegram: BotApiEmulator, ada: Person
) -> None:
    question = await answer_to(ada, portrait())
    assert AGREE in labels(question)[0]
    assert telegram.calls_of("getFile") == []
    ada.press(question, AGREE)
    await ada.wait_until(lambda chat: chat.bot_messages[-1].photo is not None, PATIENCE_S)
    assert "You look happy" in ada.chat.bot_messages[-1].words
    assert question.keyboard == ()


async def test_a_selfie_is_answered_in_one_message(
    telegram: BotApiEmulator, agreed: Person
) -> None:
    sent_before = len(agreed.chat.bot_messages)
    answer = await answer_to(agreed, portrait())
    assert len(agreed.chat.bot_messages) == sent_before + 1
    assert agreed.chat.actions[0] == "upload_photo"
    assert answer.photo_bytes is not None
    with Image.open(io.BytesIO(answer.photo_bytes)) as picture:
        assert min(picture.size) >= 600
    assert answer.words.startswith("You look happy: here are happy songs.")
    songs = [line for line in answer.words.splitlines() if line[:2] in {f"{n}." for n in range(6)}]
    assert len(songs) == 5
    assert len(answer.links()) >= 5
    assert labels(answer) == [
        ["▶ 1", "▶ 2", "▶ 3", "▶ 4", "▶ 5"],
        ["👍", "👎"],
        ["🔀 More songs"],
        ["🤔 Not my mood"],
    ]
    assert len(telegram.calls_of("sendPhoto")) == 1


async def test_a_selfie_as_a_file_is_answered_too(agreed: Person) -> None:
    agreed.send_document(portrait(), "image/jpeg", file_name="IMG_1.jpg")
    assert "You look happy" in (await agreed.wait_for_reply(PATIENCE_S)).words


async def test_each_photo_of_an_album_is_answered_once(agreed: Person) -> None:
    album = agreed.send_album([portrait(), nobody()])
    before = len(agreed.chat.bot_messages)
    await agreed.wait_until(lambda chat: len(chat.bot_messages) >= before + 2, PATIENCE_S)
    answers = sorted(message.words[:8] for message in agreed.chat.bot_messages[before:])
    assert answers == ["I can't ", "You look"]
    assert len(album) == 2


async def test_of_several_faces_one_is_chosen(agreed: Person) -> None:
    question = await answer_to(agreed, two_portraits())
    assert question.words.startswith("I see 2 faces")
    assert question.photo is not None
    agreed.press(question, question.keyboard[0][1])
    answer = await agreed.wait_for_reply(PATIENCE_S)
    assert answer.words.startswith("You look happy")


async def test_without_a_face_there_are_tips_and_moods_to_pick(agreed: Person) -> None:
    tips = await answer_to(agreed, nobody())
    assert tips.words.startswith("I can't find a face")
    agreed.press(tips, "😌 Calm")
    await agreed.wait_until(
        lambda chat: any(message.photo for message in chat.bot_messages), PATIENCE_S
    )
    assert any("Calm songs" in message.words for message in agreed.chat.bot_messages)


async def test_an_unsure_bot_asks_rather_than_tells(
    telegram: BotApiEmulator, ada: Person, tmp_path: Path, workers: Workers
) -> None:
    async with answering_bot(telegram, tmp_path, workers, unsure_threshold=1.1):
        await agree(ada)
        question = await answer_to(ada, portrait())
        assert question.words.startswith("I am not sure")
        ada.press(question, question.keyboard[0][0])
        await ada.wait_until(
            lambda chat: any(message.photo for message in chat.bot_messages), PATIENCE_S
        )


@pytest.mark.usefixtures("agreed")
async def test_a_person_is_answered_in_their_language(telegram: BotApiEmulator) -> None:
    ines = telegram.person(7, "Inés", "es-MX")
    ines.send_command("help")
    assert "elegir" in (await ines.wait_for_reply(PATIENCE_S)).words


async def test_other_content_gets_a_friendly_hint(agreed: Person) -> None:
    for send, words in (
        (agreed.send_sticker, "Nice sticker"),
        (agreed.send_video, "I can't watch"),
        (agreed.send_voice, "I can't listen"),
        (lambda: agreed.send_text("hello"), "Send me a selfie"),
    ):
        send()
        assert (await agreed.wait_for_reply(PATIENCE_S)).words.startswith(words)


async def test_a_damaged_photo_is_told(agreed: Person) -> None:
    torn = portrait()[:2000]
    agreed.send_document(torn, "image/jpeg", file_name="photo.jpg", declared_bytes=len(torn))
    assert (await agreed.wait_for_reply(PATIENCE_S)).words.startswith("I can't read that photo")


async def test_a_photo_over_20_mb_is_told(telegram: BotApiEmulator, agreed: Person) -> None:
    telegram.faults.files_too_big()
    answer = await answer_to(agreed, portrait())
    assert answer.words.startswith("That photo is too large")


async def test_in_a_group_a_mentioned_selfie_is_answered_below_it(
    telegram: BotApiEmulator, agreed: Person
) -> None:
    group = telegram.group([agreed])
    there = group.participant(agreed)
    sent = there.send_photo(portrait(), caption="@moodring_test_bot and?")
    answer = await there.wait_for_reply(PATIENCE_S)
    assert answer.reply_to == sent
    assert "You look happy" in answer.words


async def test_a_second_delivery_of_a_selfie_is_not_answered_again(
    telegram: BotApiEmulator, agreed: Person, bot: AnsweringBot
) -> None:
    del bot
    sent = agreed.send_photo(portrait())
    await agreed.wait_for_reply(PATIENCE_S)
    telegram.world.updates.push("message", sent.to_json())
    agreed.send_command("help")
    await agreed.wait_for_reply(PATIENCE_S)
    assert len(telegram.calls_of("sendPhoto")) == 1
