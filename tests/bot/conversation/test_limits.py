import asyncio
from datetime import timedelta

from bot.conversation.limits import Pace, PersonLocks
from tests.support.clock import Clock
from tests.support.conversations import a_speaker

ADA, BO = a_speaker("ada"), a_speaker("bo")


def test_so_many_a_minute_may_come_and_then_one_for_each_that_is_a_minute_old() -> None:
    pace, clock = Pace(), Clock()
    for _ in range(3):
        assert pace.take(ADA, 3, clock()) is None
        clock.move(seconds=10)
    assert pace.take(ADA, 3, clock()) == timedelta(seconds=30)
    clock.move(seconds=30)
    assert pace.take(ADA, 3, clock()) is None
    assert pace.take(ADA, 3, clock()) == timedelta(seconds=10)


def test_what_was_refused_does_not_count() -> None:
    pace, clock = Pace(), Clock()
    assert pace.take(ADA, 1, clock()) is None
    for _ in range(5):
        clock.move(seconds=10)
        assert pace.take(ADA, 1, clock()) is not None
    clock.move(seconds=10)
    assert pace.take(ADA, 1, clock()) is None


def test_people_and_platforms_do_not_share_a_limit() -> None:
    pace, clock = Pace(), Clock()
    elsewhere = type(ADA)("discord", ADA.platform_id)
    assert [pace.take(who, 1, clock()) for who in (ADA, BO, elsewhere)] == [None] * 3


def test_no_limit_is_never_reached() -> None:
    pace, clock = Pace(), Clock()
    assert [pace.take(ADA, 0, clock()) for _ in range(100)] == [None] * 100


def test_the_same_is_told_once_in_a_while_and_another_thing_at_once() -> None:
    pace, clock = Pace(), Clock()
    assert pace.may_tell(ADA, "limit", clock())
    clock.move(seconds=9)
    assert not pace.may_tell(ADA, "limit", clock())
    assert pace.may_tell(ADA, "consent", clock())
    assert pace.may_tell(BO, "limit", clock())
    clock.move(seconds=1)
    assert pace.may_tell(ADA, "limit", clock())


def test_whoever_is_long_gone_is_not_remembered_and_nobodys_id_is_kept() -> None:
    pace, clock = Pace(), Clock()
    for number in range(100):
        pace.take(a_speaker(f"person-{number}"), 5, clock())
        pace.may_tell(a_speaker(f"person-{number}"), "limit", clock())
        clock.move(seconds=6)
    remembered = repr(vars(pace))
    assert "person" not in remembered
    assert remembered.count("deque(") <= 11


async def test_a_person_is_worked_for_once_at_a_time_and_others_meanwhile() -> None:
    locks = PersonLocks()
    async with locks.of("ada"), asyncio.timeout(10):
        assert locks.of("ada").locked()
        async with locks.of("bo"):
            pass
    assert not locks.of("ada").locked()
