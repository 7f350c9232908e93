from bot.storage.storage import Storage
from tests.support.clock import Clock
from tests.support.people import message, person_with_everything


async def test_counts_are_kept_by_day_for_the_last_days(storage: Storage, clock: Clock) -> None:
    await storage.usage.count("selfies")
    clock.move(days=6)
    await storage.usage.count("selfies", "no_face")
    await storage.usage.count("selfies")
    statistics = await storage.usage.statistics(days=7)
    assert list(statistics.usage) == ["2026-03-07", "2026-03-01"]
    assert statistics.usage["2026-03-07"] == {"selfies": 2, "no_face": 1}
    assert list((await storage.usage.statistics(days=6)).usage) == ["2026-03-07"]


async def test_everything_is_counted(storage: Storage, clock: Clock) -> None:
    await person_with_everything(storage, "1")
    clock.move(days=2)
    other = await person_with_everything(storage, "2")
    await storage.selfies.receive(other, "file", message(9), consented=False)
    statistics = await storage.usage.statistics()
    assert (statistics.people, statistics.active_today, statistics.active_this_week) == (2, 1, 2)
    assert (statistics.answers, statistics.opinions, statistics.waiting_selfies) == (2, 2, 3)
