"""When people are reminded: laws that hold for any programme, any quiet hours, any outage, over both clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.brain import Brain
from bot.core.knowledge import Knowledge, Reminders, Session
from bot.core.reminders import (
    EVERYTHING,
    QUIET_CHOICES,
    THANKS,
    Fate,
    Following,
    Quiet,
    Reminder,
    Wish,
    default_quiet,
    due,
    fate_of,
    instant,
    offsets_of,
    plan,
    reminders_of,
    starts_at,
    wanted,
)
from tests.helpers import updated

WARSAW = ZoneInfo("Europe/Warsaw")
NIGHT = Quiet(time(22), time(8))
NEVER = Quiet(time(0), time(0))
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # the days on which the clocks change
STARTS = st.none() | st.times().map(lambda t: t.replace(second=0, microsecond=0))
DAYS = st.sampled_from([SPRING, AUTUMN]).flatmap(
    lambda day: st.integers(-2, 2).map(lambda shift: day + timedelta(shift))
)
QUIETS = st.sampled_from([NIGHT, *QUIET_CHOICES])
PARTS = st.sampled_from([None, "morning", "afternoon", "evening"])


def on(brain: Brain, *sessions: tuple[date, time | None, str | None], **rules: object) -> Knowledge:
    """The event with these sessions alone."""
    first = brain.knowledge.sessions[0]
    made = tuple(
        updated(first, id=f"s{number}", on=day, start=start, end=None, part_of_day=part)
        for number, (day, start, part) in enumerate(sessions)
    )
    days = [session.on for session in made]
    event = updated(brain.knowledge.event, starts_on=min(days), ends_on=max(days))
    return updated(brain.knowledge, event=event, sessions=made, topics=(), reminders=Reminders.model_validate(rules))


def local(reminders: list[Reminder]) -> list[str]:
    return [f"{each.due_at.astimezone(WARSAW):%d %H:%M} {each.offset}" for each in reminders]


def of_one(
    brain: Brain, day: date, start: time | None, quiet: Quiet = NIGHT, part: str | None = None
) -> tuple[Session, Knowledge, list[Reminder]]:
    knowledge = on(brain, (day, start, part))
    session = knowledge.sessions[0]
    return session, knowledge, reminders_of(session, knowledge, quiet)


def test_only_days_are_reminded_of_while_only_a_day_is_known(brain: Brain) -> None:
    assert local(of_one(brain, date(2026, 5, 14), None)[2]) == ["13 18:00 eve", "14 09:00 day"]


def test_two_hours_and_half_an_hour_before_a_start_that_is_known(brain: Brain) -> None:
    found = local(of_one(brain, date(2026, 5, 14), time(19, 30))[2])
    assert found == ["13 18:00 eve", "14 09:00 day", "14 17:30 120", "14 19:00 30"]


def test_what_falls_into_quiet_hours_comes_at_their_end_else_before_them(brain: Brain) -> None:
    assert local(of_one(brain, date(2026, 5, 14), time(9, 30))[2]) == ["13 18:00 eve", "14 08:00 120", "14 09:00 30"]
    assert local(of_one(brain, date(2026, 5, 14), time(7, 30))[2]) == ["13 18:00 eve", "13 21:30 120", "13 21:30 30"]
    assert "14 21:30 30" in local(of_one(brain, date(2026, 5, 14), time(23, 0))[2])


@pytest.mark.parametrize(
    ("day", "start", "two_hours_before"),
    [
        (SPRING, time(3, 30), "29 00:30 120"),
        (AUTUMN, time(3, 30), "25 02:30 120"),
        (AUTUMN, time(4, 30), "25 02:30 120"),
    ],
)
def test_hours_before_a_start_are_real_hours_when_the_clocks_change(
    brain: Brain, day: date, start: time, two_hours_before: str
) -> None:
    session, knowledge, found = of_one(brain, day, start, NEVER)
    begins_at = starts_at(session, knowledge.zone)
    assert begins_at is not None
    before = next(each for each in found if each.offset == "120")
    assert begins_at - before.due_at == timedelta(hours=2)
    assert two_hours_before in local(found)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 14), (AUTUMN, 16)])
def test_wall_times_stay_as_they_are_when_the_clocks_change(brain: Brain, day: date, hours: int) -> None:
    """From 18:00 on the eve until 9:00 the night is an hour shorter, or longer."""
    eve, morning = of_one(brain, day, None)[2]
    assert local([eve, morning]) == [f"{day - timedelta(1):%d} 18:00 eve", f"{day:%d} 09:00 day"]
    assert morning.due_at - eve.due_at == timedelta(hours=hours)


def test_a_wall_time_that_is_skipped_or_comes_twice_is_one_moment() -> None:
    assert instant(SPRING, time(2, 30), WARSAW) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert instant(AUTUMN, time(2, 30), WARSAW) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_end_of_quiet_hours_lies_ahead_even_in_the_hour_that_comes_twice() -> None:
    quiet = Quiet(time(1), time(2, 30))
    second_two_fifteen = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    assert quiet.holds(second_two_fifteen, WARSAW)
    assert quiet.end_after(second_two_fifteen, WARSAW) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@given(day=DAYS, start=STARTS, quiet=QUIETS, part=PARTS)
def test_no_reminder_is_early_or_in_quiet_hours_or_after_the_start(
    brain: Brain, day: date, start: time | None, quiet: Quiet, part: str | None
) -> None:
    session, knowledge, found = of_one(brain, day, start, quiet, part)
    begins_at = starts_at(session, knowledge.zone)
    for reminder in found:
        meant = datetime.fromisoformat(reminder.wall)
        shown = reminder.due_at.astimezone(WARSAW)
        assert not quiet.holds(reminder.due_at, WARSAW)
        assert begins_at is None or reminder.due_at <= begins_at
        if reminder.due_at < meant.replace(tzinfo=WARSAW).astimezone(UTC) - timedelta(hours=1):  # not the fold alone
            ends_at = quiet.end_after(meant.replace(tzinfo=WARSAW).astimezone(UTC), WARSAW)
            assert ends_at >= (begins_at or reminder.useful_until), "early only where it could not wait"
            assert (shown + timedelta(minutes=30)).time() == quiet.begins


SESSIONS = st.lists(st.tuples(DAYS, STARTS, PARTS), min_size=1, max_size=5)
MOMENTS = st.integers(0, 12 * 24 * 60).map(lambda m: datetime(2026, 3, 22, tzinfo=UTC) + timedelta(minutes=m))


@given(sessions=SESSIONS, quiet=QUIETS, ticks=st.lists(MOMENTS, min_size=2, max_size=30), since=MOMENTS)
def test_found_tick_by_tick_is_what_is_found_in_one_jump(
    brain: Brain,
    sessions: list[tuple[date, time | None, str | None]],
    quiet: Quiet,
    ticks: list[datetime],
    since: datetime,
) -> None:
    """Apart from what becomes of it: late, or too late. Ticks in quiet hours find nothing and lose nothing."""
    knowledge = on(brain, *sessions, thank_you=True)
    planned = plan(knowledge, quiet)
    follows = {"s0": since, **({EVERYTHING: since} if len(sessions) > 2 else {})}
    ticks = sorted(ticks)
    last = next((tick for tick in reversed(ticks) if not quiet.holds(tick, WARSAW)), ticks[0])
    found: list[Reminder] = []
    done = ticks[0]
    for tick in ticks:
        if not quiet.holds(tick, WARSAW):
            found += wanted(due(planned, after=done, now=tick), follows)
            done = tick
    jumped = wanted(due(planned, after=ticks[0], now=last), follows)
    assert [each.key for each in found] == [each.key for each in jumped]
    assert all(since < each.due_at <= last for each in found)


@given(sessions=SESSIONS, quiet=QUIETS, late=st.timedeltas(timedelta(), timedelta(days=3)))
def test_what_becomes_of_a_reminder_depends_on_how_late_it_is(
    brain: Brain, sessions: list[tuple[date, time | None, str | None]], quiet: Quiet, late: timedelta
) -> None:
    knowledge = on(brain, *sessions)
    for reminder in plan(knowledge, quiet):
        fate = fate_of(reminder, reminder.due_at + late)
        session = knowledge.session(reminder.item)
        begins_at = starts_at(session, knowledge.zone)
        if begins_at:
            is_stale = reminder.due_at + late > begins_at + timedelta(minutes=15)
            assert (fate is Fate.MISFIRED) == is_stale
        if late <= timedelta(minutes=5) and fate is not Fate.MISFIRED:
            assert fate is Fate.ON_TIME
        assert fate_of(reminder, reminder.due_at) is Fate.ON_TIME


@given(sessions=SESSIONS, quiet=QUIETS)
def test_keys_are_unique_and_the_same_each_time(
    brain: Brain, sessions: list[tuple[date, time | None, str | None]], quiet: Quiet
) -> None:
    planned = plan(on(brain, *sessions, thank_you=True), quiet)
    assert plan(on(brain, *sessions, thank_you=True), quiet) == planned
    assert len({each.key for each in planned}) == len(planned)
    assert list(planned) == sorted(planned, key=lambda each: each.due_at)


def test_a_session_that_moves_is_another_reason_to_write_and_one_that_stays_is_not(brain: Brain) -> None:
    keys = {each.key for each in of_one(brain, date(2026, 5, 14), None)[2]}
    timed = {each.key for each in of_one(brain, date(2026, 5, 14), time(19, 30))[2]}
    later = {each.key for each in of_one(brain, date(2026, 5, 14), time(20, 30))[2]}
    moved = {each.key for each in of_one(brain, date(2026, 5, 15), None)[2]}
    assert keys < timed
    assert timed & later == keys
    assert not keys & moved


def test_thanks_come_once_on_the_day_after_and_only_if_they_are_switched_on(brain: Brain) -> None:
    session = (date(2026, 5, 14), None, None)
    assert not any(each.offset == THANKS for each in plan(on(brain, session), NIGHT))
    [thanks] = [each for each in plan(on(brain, session, thank_you=True), NIGHT) if each.offset == THANKS]
    assert local([thanks]) == ["15 10:00 thanks"]
    assert wanted([thanks], {"s0": thanks.due_at - timedelta(days=1)}) == (thanks,)
    assert wanted([thanks], {}) == ()


def test_the_organiser_chooses_the_moments(brain: Brain) -> None:
    rules = {"day_before": "20:00", "on_the_day": None, "minutes_before": [45], "quiet_until": "07:00"}
    knowledge = on(brain, (date(2026, 5, 14), time(19, 30), None), **rules)
    assert local(reminders_of(knowledge.sessions[0], knowledge, default_quiet(knowledge))) == [
        "13 20:00 eve",
        "14 18:45 45",
    ]


def test_what_a_chat_has_muted_does_not_come(brain: Brain) -> None:
    session, knowledge, found = of_one(brain, date(2026, 5, 14), time(19, 30))
    assert offsets_of(knowledge) == ["eve", "day", "120", "30"]
    for offset in offsets_of(knowledge):
        heard = reminders_of(session, knowledge, NIGHT, frozenset({offset}))
        assert [each.offset for each in heard] == [each.offset for each in found if each.offset != offset]
    assert reminders_of(session, knowledge, NIGHT, frozenset(offsets_of(knowledge))) == []


def test_the_morning_counts_again_for_who_mutes_what_would_have_come_before_it(brain: Brain) -> None:
    session, knowledge, found = of_one(brain, date(2026, 5, 14), time(10, 30))
    assert "day" not in {each.offset for each in found}
    assert "14 09:00 day" in local(reminders_of(session, knowledge, NIGHT, frozenset({"120"})))
    planned = plan(knowledge, NIGHT)
    since = {session.id: datetime(2026, 5, 1, tzinfo=UTC)}
    assert list(wanted(planned, since)) == found
    assert list(wanted(planned, since, frozenset({"120"}))) == reminders_of(
        session, knowledge, NIGHT, frozenset({"120"})
    )


ALL = Wish(frozenset({EVERYTHING}))


def test_wishes_come_true_in_their_order(brain: Brain) -> None:
    knowledge = on(brain, *[(date(2026, 5, 14), None, None)] * 3)
    nothing = Following()
    assert nothing.after([Wish(frozenset({"s0"})), Wish(frozenset({"s1"}))], knowledge) == {"s0", "s1"}
    assert nothing.after([Wish(frozenset({"s0"})), ALL], knowledge) == {EVERYTHING}
    everything = Following(frozenset({EVERYTHING}))
    assert everything.after([Wish(frozenset({"s1"}))], knowledge) == {EVERYTHING}
    assert everything.after([Wish(frozenset({"s1"}), ends=True)], knowledge) == {"s0", "s2"}
    assert everything.after([Wish(frozenset({EVERYTHING}), ends=True)], knowledge) == frozenset()
