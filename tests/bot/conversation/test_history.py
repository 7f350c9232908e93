"""/history: pages of answers with songs, and the chart."""

import re
from pathlib import Path

import pytest

from bot.conversation.people import Speaker
from bot.conversation.replies import Delivery
from bot.errors import PictureError
from bot.pictures.mood_chart import ChartLabels, MoodEntry
from bot.storage.records import AnswerContent
from inference.moods import Mood
from tests.support.conversations import Stage, a_speaker, open_stage, shipped_catalogue
from tests.support.people import calm_answer

NEWER, OLDER, CHART = "\u2039", "Older", "📈"
TELEGRAM_MESSAGE_CHARACTERS = 4096


def song_ids(count: int, start: int = 0) -> tuple[str, ...]:
    return tuple(shipped_catalogue().song(index).id for index in range(start, start + count))


async def answered(stage: Stage, *contents: AnswerContent, who: str = "ada") -> Speaker:
    """Return somebody who was given answers, a day apart, the last one now."""
    speaker = a_speaker(who)
    person = await stage.person(speaker)
    for content in contents:
        stage.clock.move(days=1)
        await stage.storage.answers.add(person.id, content)
    return speaker


async def test_an_empty_history_says_what_to_do(stage: Stage) -> None:
    (sent,) = await stage.command(a_speaker(), "history")
    assert sent.reply.text == stage.say("history-empty")
    assert sent.reply.buttons == ()


async def test_it_shows_mood_day_and_songs_that_link_to_their_pages(stage: Stage) -> None:
    one, two = song_ids(2)
    ada = await answered(stage, calm_answer(one, two))
    (sent,) = await stage.command(ada, "history")
    song = shipped_catalogue().find(one)
    assert song is not None
    assert f"{stage.say('history-title')}\n\n📷 Mar 2, 2026 · <b>calm</b>\n1. " in sent.reply.text
    assert f'<a href="{song.audio_url}">' in sent.reply.text
    assert sent.reply.text.count("<a ") == 2


async def test_a_picked_and_a_corrected_mood_are_those_that_the_person_named(stage: Stage) -> None:
    picked = calm_answer(*song_ids(1), mood=Mood.SAD, faces=(), face=None, felt=Mood.SAD)
    ada = await answered(stage, picked, calm_answer(*song_ids(1), felt=Mood.HAPPY))
    (sent,) = await stage.command(ada, "history")
    assert "📷 Mar 3, 2026 · <b>happy</b>" in sent.reply.text
    assert "👆 Mar 2, 2026 · <b>sad</b>" in sent.reply.text


async def test_a_lifted_answer_shows_the_mood_of_the_face(stage: Stage) -> None:
    ada = await answered(stage, calm_answer(*song_ids(1), mood=Mood.HAPPY, lift=True))
    (sent,) = await stage.command(ada, "history")
    assert "<b>calm</b>" in sent.reply.text


async def test_somebodys_answers_are_nobody_elses_history(stage: Stage) -> None:
    await answered(stage, calm_answer(*song_ids(1)))
    (sent,) = await stage.command(a_speaker("bob"), "history")
    assert sent.reply.text == stage.say("history-empty")


async def test_pages_of_five_turn_in_place(stage: Stage) -> None:
    ada = await answered(stage, *(calm_answer(*song_ids(1, start=n)) for n in range(12)))
    (first,) = await stage.command(ada, "history")
    assert "1/3" in first.reply.text
    assert first.reply.text.count("📷") == 5
    assert NEWER not in [button.label[0] for row in first.reply.buttons for button in row]
    (second,) = await stage.press(ada, first, OLDER)
    assert second.message == first.message
    assert second.reply.delivery is Delivery.EDIT
    (third,) = await stage.press(ada, second, OLDER)
    assert third.reply.text.count("📷") == 2
    with pytest.raises(LookupError):
        third.button(OLDER)
    (back,) = await stage.press(ada, third, NEWER)
    assert back.reply.text == second.reply.text


async def test_a_page_that_is_no_more_shows_the_nearest_one(stage: Stage) -> None:
    ada = await answered(stage, calm_answer(*song_ids(1)))
    (sent,) = await stage.press_action(ada, "history:7")
    assert sent.reply.text.count("📷") == 1


@pytest.mark.parametrize("action", ["history", "history:x", "history:-1", "history:1:2"])
async def test_a_button_that_makes_no_sense_is_called_outdated(stage: Stage, action: str) -> None:
    (sent,) = await stage.press_action(a_speaker(), action)
    assert sent.reply.text == stage.say("hint-outdated")


async def test_a_page_of_the_longest_names_fits_into_a_message(stage: Stage) -> None:
    catalogue = shipped_catalogue()
    songs = [catalogue.song(index) for index in range(len(catalogue))]
    songs.sort(key=lambda song: len(song.title) + len(song.artist), reverse=True)
    longest = [song.id for song in songs[:50]]
    contents = (calm_answer(*longest[start : start + 10]) for start in range(0, 50, 10))
    (sent,) = await stage.command(await answered(stage, *contents), "history")
    shown = re.sub(r"<[^>]*>", "", sent.reply.text)
    assert sent.reply.text.count("<a ") == 50
    assert len(shown) <= TELEGRAM_MESSAGE_CHARACTERS


async def test_a_song_that_the_catalogue_no_longer_has_is_left_out(stage: Stage) -> None:
    ada = await answered(stage, calm_answer("no longer there", *song_ids(1)))
    (sent,) = await stage.command(ada, "history")
    assert sent.reply.text.count("<a ") == 1
    assert "\n2. " in sent.reply.text


async def test_the_chart_is_a_picture_light_first_and_dark_in_place(stage: Stage) -> None:
    ada = await answered(stage, calm_answer(), calm_answer())
    (page,) = await stage.command(ada, "history")
    (light,) = await stage.press(ada, page, CHART)
    assert light.reply.delivery is Delivery.MESSAGE
    assert light.reply.picture is not None
    assert light.reply.picture.alt == stage.say("history-chart")
    assert stage.studio.drawn == ["chart of 2, Your moods over time, dark: False"]
    (dark,) = await stage.press(ada, light, "🌙")
    assert (dark.reply.delivery, dark.message) == (Delivery.EDIT, light.message)
    assert stage.studio.drawn[-1].endswith("dark: True")
    await stage.press(ada, dark, "☀️")
    assert stage.studio.drawn[-1].endswith("dark: False")


async def test_the_chart_has_the_shares_of_each_selfie_and_words_of_the_language(
    tmp_path: Path,
) -> None:
    class Studio:
        entries: tuple[MoodEntry, ...] = ()
        labels: ChartLabels | None = None

        async def draw_mood_chart(
            self, entries: list[MoodEntry], labels: ChartLabels, *, dark: bool
        ) -> bytes:
            del dark
            self.entries, self.labels = tuple(entries), labels
            return b"png"

    studio = Studio()
    async with open_stage(tmp_path, studio=studio) as stage:
        await answered(stage, calm_answer(), calm_answer(felt=Mood.SAD))
        await stage.press_action(a_speaker(language_code="ru"), "chart")
    assert [entry.weights for entry in studio.entries] == [(0.1, 0.8, 0.1), (0, 0, 1)]
    assert studio.labels is not None
    assert studio.labels.locale == "ru"
    assert studio.labels.moods[Mood.SAD] == "грустное"


async def test_without_selfies_there_is_no_chart_but_a_kind_word(stage: Stage) -> None:
    ada = await answered(stage, calm_answer(faces=(), face=None))
    (sent,) = await stage.press_action(ada, "chart")
    assert sent.reply.text == stage.say("history-chart-empty")


async def test_a_chart_that_cannot_be_drawn_is_a_failure_to_apologise_for(stage: Stage) -> None:
    ada = await answered(stage, calm_answer())
    stage.studio.is_broken = True
    with pytest.raises(PictureError):
        await stage.press_action(ada, "chart")
