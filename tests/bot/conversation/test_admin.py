from tests.support.conversations import ADMIN, Stage, a_speaker
from tests.support.people import person_with_everything


async def test_stats_counts_everybody_together(stage: Stage) -> None:
    await person_with_everything(stage.storage, "ada")
    stage.clock.move(days=2)
    await person_with_everything(stage.storage, "bob")
    (sent,) = await stage.command(a_speaker(ADMIN), "stats")
    assert sent.reply.text == stage.say(
        "stats",
        people=3,
        active_today=2,
        active_week=3,
        answers=2,
        today=1,
        opinions=2,
        waiting=2,
        happy=0,
        calm=2,
        sad=0,
    )
    assert sent.reply.is_private


async def test_for_others_there_is_no_such_command(stage: Stage) -> None:
    (sent,) = await stage.command(a_speaker(), "stats")
    (unknown,) = await stage.command(a_speaker(), "nonsense")
    assert sent.reply.text == unknown.reply.text == stage.say("hint-text")


async def test_an_admin_on_one_platform_is_nobody_on_another(stage: Stage) -> None:
    namesake = a_speaker(ADMIN)
    elsewhere = type(namesake)("discord", ADMIN, "en")
    (sent,) = await stage.command(elsewhere, "stats")
    assert sent.reply.text == stage.say("hint-text")
