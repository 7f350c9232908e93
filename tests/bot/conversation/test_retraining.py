from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bot.conversation.replies import Delivery
from bot.conversation.retrainer import (
    RetrainingFigures,
    RetrainingProgress,
    RetrainingStage,
)
from bot.errors import (
    RetrainingBusyError,
    RetrainingFailedError,
    RetrainingUnavailableError,
)
from bot.retraining import ProcessRetrainer
from bot.songs.catalogue import Catalogue
from bot.songs.live_catalogue import LiveCatalogue
from bot.storage.records import Correction, Opinion, Purpose, TrainingFeedback
from inference.moods import Mood
from tests.support.conversations import ADMIN, Sent, Stage, a_speaker, open_stage
from tests.support.opinions import SPOKEN, discerning_opinions, write_small_catalogue

FIGURES = RetrainingFigures(0.8, 0.85, 0.95)


class ScriptedRetrainer:
    """Tells what it was told to tell, or raises it."""

    def __init__(self, *script: RetrainingProgress | Exception) -> None:
        self._script = script
        self.feedback: list[TrainingFeedback] = []
        self.between_steps: Callable[[], None] = lambda: None

    async def retrain(self, feedback: TrainingFeedback) -> AsyncGenerator[RetrainingProgress]:
        self.feedback.append(feedback)
        for step in self._script:
            self.between_steps()
            if isinstance(step, Exception):
                raise step
            yield step


def running(share: float) -> RetrainingProgress:
    return RetrainingProgress(RetrainingStage.RUNNING, share)


def ended(
    stage: RetrainingStage, figures: RetrainingFigures | None = FIGURES
) -> RetrainingProgress:
    return RetrainingProgress(stage, 1.0, songs=7, figures=figures)


async def opine(stage: Stage, name: str, *opinions: Opinion) -> None:
    person = await stage.storage.people.meet("telegram", name)
    await stage.storage.people.record_consent(
        person.id, Purpose.TRAINING, given=True, text_version="1.0"
    )
    for opinion in opinions:
        await stage.storage.feedback.add_opinion(person.id, opinion)


async def told(tmp_path: Path, *script: RetrainingProgress | Exception) -> list[Sent]:
    """Return what an admin reads of a retraining."""
    async with open_stage(tmp_path, retrainer=ScriptedRetrainer(*script)) as stage:
        return await stage.command(a_speaker(ADMIN), "retrain")


def texts(sent: Sequence[Sent]) -> list[str]:
    return [str(one.reply.text) for one in sent]


async def test_for_others_there_is_no_such_command(tmp_path: Path) -> None:
    retrainer = ScriptedRetrainer(ended(RetrainingStage.DONE))
    async with open_stage(tmp_path, retrainer=retrainer) as stage:
        (sent,) = await stage.command(a_speaker(), "retrain")
        assert sent.reply.text == stage.say("hint-text")
    assert not retrainer.feedback


async def test_one_message_is_edited_until_the_report(tmp_path: Path) -> None:
    first, *edits = await told(tmp_path, running(0.5), ended(RetrainingStage.DONE))
    assert first.reply.delivery is Delivery.MESSAGE
    assert edits
    for edit in edits:
        assert edit.reply.delivery is Delivery.EDIT
        assert edit.reply.replaces == edit.message == first.message
    assert all(sent.reply.is_private for sent in (first, *edits))


async def test_progress_that_comes_fast_is_not_shown(tmp_path: Path) -> None:
    steps = [running(number / 100) for number in range(100)]
    assert len(await told(tmp_path, *steps, ended(RetrainingStage.DONE))) == 2


async def test_progress_is_shown_every_few_seconds(tmp_path: Path) -> None:
    shares = [number / 10 for number in range(10)]
    retrainer = ScriptedRetrainer(*map(running, shares), ended(RetrainingStage.DONE))
    async with open_stage(tmp_path, retrainer=retrainer) as stage:
        retrainer.between_steps = lambda: stage.clock.move(seconds=1)
        sent = await stage.command(a_speaker(ADMIN), "retrain")
    assert [text[-3:] for text in texts(sent[1:-1])] == ["20%", "50%", "80%"]


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (RetrainingStage.DONE, "in place"),
        (RetrainingStage.NOT_BETTER, "not fit your listeners clearly better"),
        (RetrainingStage.FORGETS, "changes too many other songs"),
    ],
)
async def test_the_end_tells_what_was_measured(
    tmp_path: Path, stage: RetrainingStage, words: str
) -> None:
    text = (await told(tmp_path, ended(stage)))[-1].reply.text
    assert words in text
    assert all(share in text for share in ("80.0%", "85.0%", "95.0%"))


async def test_without_training_there_are_no_figures(tmp_path: Path) -> None:
    text = (await told(tmp_path, ended(RetrainingStage.TOO_LITTLE, figures=None)))[-1].reply.text
    assert "too few songs" in text
    assert "%" not in text


async def test_only_feedback_of_those_who_agreed_is_learnt_from_and_told(tmp_path: Path) -> None:
    retrainer = ScriptedRetrainer(ended(RetrainingStage.DONE))
    liked, disliked = (Opinion("a", flag, Mood.SAD) for flag in (True, False))
    async with open_stage(tmp_path, retrainer=retrainer) as stage:
        await opine(stage, "ada", liked)
        await opine(stage, "bob", disliked)
        stranger = await stage.storage.people.meet("telegram", "eve")
        await stage.storage.feedback.add_opinion(stranger.id, liked)
        ada = await stage.storage.people.meet("telegram", "ada")
        await stage.storage.feedback.add_correction(ada.id, Correction(Mood.CALM, Mood.SAD))
        text = (await stage.command(a_speaker(ADMIN), "retrain"))[-1].reply.text
        assert stage.say("retrain-feedback", likes=1, dislikes=1, songs=7) in text
        assert stage.say("retrain-corrections", count=1) in text
    (feedback,) = retrainer.feedback
    assert set(feedback.opinions) == {liked, disliked}


@pytest.mark.parametrize(
    ("error", "message_id"),
    [
        (RetrainingUnavailableError("no tensorflow"), "retrain-unavailable"),
        (RetrainingBusyError("one runs"), "retrain-busy"),
    ],
)
async def test_why_none_runs_is_told(
    stage: Stage, tmp_path: Path, error: Any, message_id: str
) -> None:
    sent = await told(tmp_path / "other", error)
    assert sent[-1].reply.text == stage.say(message_id)
    assert sent[-1].message == sent[0].message


async def test_a_failure_is_told_with_the_id_that_the_log_has(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sent = await told(tmp_path, running(0.1), RetrainingFailedError("exit code 2"))
    (record,) = [record for record in caplog.records if "retraining failed" in record.message]
    error_id = record.message[1:7]
    assert error_id in sent[-1].reply.text
    assert "exit code 2" in record.message
    assert "exit code" not in sent[-1].reply.text


async def test_when_the_admin_cannot_be_written_to_the_retraining_ends(tmp_path: Path) -> None:
    retrainer = ScriptedRetrainer(running(0.1), running(0.2), ended(RetrainingStage.DONE))
    async with open_stage(tmp_path, retrainer=retrainer) as stage:
        stage.platform.send_faults.append(RuntimeError("the chat is gone"))
        with pytest.raises(RuntimeError):
            await stage.command(a_speaker(ADMIN), "retrain")
    assert not retrainer.feedback


@pytest.mark.slow
async def test_listeners_change_what_the_bot_offers(tmp_path: Path) -> None:
    """From 👍 in storage to another catalogue in the running bot, through a real process."""
    pytest.importorskip("tensorflow", reason="TensorFlow comes with the training extra")
    source = write_small_catalogue(tmp_path / "songs.parquet", songs=1500)
    live = LiveCatalogue(Catalogue.load(source))
    before = live.current
    retrainer = ProcessRetrainer(live, tmp_path / "retrained", source=source)
    async with open_stage(tmp_path, retrainer=retrainer, catalogue=live) as stage:
        said = discerning_opinions(source)
        await opine(stage, "ada", *(Opinion(song, liked, mood) for song, mood, liked in said))
        sent = await stage.command(a_speaker(ADMIN), "retrain")
        assert stage.say("retrain-done") in sent[-1].reply.text
    spoken = spoken_songs(source)
    was, became = (
        sum(catalogue.song(at).mood is Mood.CALM for at in spoken)
        for catalogue in (before, live.current)
    )
    assert became > 2 * was


def spoken_songs(source: Path) -> list[int]:
    return pl.read_parquet(source).select(SPOKEN.arg_true()).to_series().to_list()
