"""Before, during, after; today in the event's zone; what is next."""

from datetime import UTC, datetime, time

import pytest

from bot.core.brain import Brain
from bot.core.knowledge import Knowledge
from bot.core.schedule import (
    Phase,
    coming,
    event_days,
    phase_of,
    phase_of_event,
    sessions_at,
    sessions_on,
    today,
)
from tests.helpers import AFTER, BEFORE, FIRST_DAY, LAST_DAY, SECOND_DAY, announced, at


@pytest.fixture
def knowledge(brain: Brain) -> Knowledge:
    return brain.knowledge


def test_today_is_the_date_where_the_event_is(knowledge: Knowledge) -> None:
    assert today(knowledge, datetime(2025, 10, 7, 22, 30, tzinfo=UTC)).isoformat() == "2025-10-08"


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        ("2025-10-06 23:59", Phase.BEFORE),
        ("2025-10-07 00:00", Phase.DURING),
        ("2025-10-09 23:59", Phase.DURING),
        ("2025-10-10 00:00", Phase.AFTER),
    ],
)
def test_the_event_lasts_from_its_first_midnight_to_its_last(knowledge: Knowledge, now: str, phase: Phase) -> None:
    assert phase_of_event(knowledge, at(now)) is phase


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        ("2025-10-07 23:59", Phase.BEFORE),
        ("2025-10-08 12:00", Phase.DURING),
        ("2025-10-09 00:00", Phase.AFTER),
    ],
)
def test_a_session_without_times_takes_its_day(knowledge: Knowledge, now: str, phase: Phase) -> None:
    assert phase_of(knowledge.session("concert"), knowledge, at(now)) is phase


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        ("2025-10-08 19:29", Phase.BEFORE),
        ("2025-10-08 19:30", Phase.DURING),
        ("2025-10-08 21:59", Phase.DURING),
        ("2025-10-08 22:00", Phase.AFTER),
    ],
)
def test_announced_times_decide_to_the_minute(brain: Brain, now: str, phase: Phase) -> None:
    knowledge = announced(brain, "concert", start=time(19, 30), end=time(22)).knowledge
    assert phase_of(knowledge.session("concert"), knowledge, at(now)) is phase


@pytest.mark.parametrize(
    ("now", "ids"),
    [
        (BEFORE, ["opening"]),
        (FIRST_DAY, ["opening"]),
        (SECOND_DAY, ["festival", "concert"]),
        (at("2025-10-08 22:30"), ["forum"]),
        (LAST_DAY, ["forum"]),
        (AFTER, []),
    ],
)
def test_next_is_what_may_still_begin_on_the_nearest_day_that_has_any(
    knowledge: Knowledge, now: datetime, ids: list[str]
) -> None:
    assert [session.id for session in coming(knowledge, now)] == ids


def test_with_times_next_is_the_nearest_session_alone(brain: Brain) -> None:
    first = announced(brain, "festival", start=time(10))
    knowledge = announced(first, "concert", start=time(19)).knowledge
    assert [s.id for s in coming(knowledge, at("2025-10-08 09:00"))] == ["festival"]
    assert [s.id for s in coming(knowledge, at("2025-10-08 12:00"))] == ["concert"]


def test_sessions_are_found_by_day_and_by_venue(knowledge: Knowledge) -> None:
    days = event_days(knowledge)
    assert [[s.id for s in sessions_on(knowledge, day)] for day in days] == [
        ["opening"],
        ["festival", "concert"],
        ["forum"],
    ]
    assert [s.id for s in sessions_at(knowledge, "zinar")] == ["forum"]
    assert sessions_at(knowledge, "nowhere") == ()


def test_an_evening_comes_after_what_has_no_time(knowledge: Knowledge) -> None:
    assert [s.id for s in knowledge.programme] == ["opening", "festival", "concert", "forum"]
