from datetime import datetime

from bot.clock import Clock, wall_now


def test_real_time_knows_its_zone() -> None:
    assert wall_now().tzinfo is not None
    assert Clock().now() >= wall_now().replace(year=2020)


def test_a_rehearsed_clock_starts_where_told_and_runs_faster() -> None:
    starts_at = datetime.fromisoformat("2025-10-06T10:00:00+02:00")
    clock = Clock(starts_at, speed=86_400)
    first = clock.now()
    assert first >= starts_at
    while clock.now() == first:
        pass
    assert clock.now().tzinfo is not None
