"""Questions about time: what is on a day, now, next; before, during or after."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.core.knowledge import Knowledge, Session

LATEST_START = time(22)
"""When whatever is on that day has begun, be its time announced or not."""


class Phase(StrEnum):
    """Where a moment lies against a session or the event."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


def today(knowledge: Knowledge, now: datetime) -> date:
    """Give the date in the event's zone; `now` is time-zone aware."""
    return now.astimezone(knowledge.zone).date()


def starts_at(session: Session, knowledge: Knowledge) -> datetime | None:
    """Give the instant at which a session starts, in the event's zone; None until its time is announced."""
    return datetime.combine(session.on, session.start, knowledge.zone) if session.start else None


def ends_at(session: Session, knowledge: Knowledge) -> datetime | None:
    """Give the instant at which a session ends, on the next day if its end is no later than its start."""
    if session.end is None:
        return None
    is_next_day = session.start is not None and session.end <= session.start
    return datetime.combine(session.on + timedelta(days=is_next_day), session.end, knowledge.zone)


def phase_of(session: Session, knowledge: Knowledge, now: datetime) -> Phase:
    """Tell whether a session is still to come, on its day (or between its times, once announced), or over."""
    local = now.astimezone(knowledge.zone)
    if local.date() != session.on:
        return Phase.BEFORE if local.date() < session.on else Phase.AFTER
    if session.end and local.time() >= session.end > (session.start or time.min):
        return Phase.AFTER
    if session.start and local.time() < session.start:
        return Phase.BEFORE
    return Phase.DURING


def phase_of_event(knowledge: Knowledge, now: datetime) -> Phase:
    """Tell whether the event is still to come, on, or over."""
    day = today(knowledge, now)
    if day < knowledge.event.starts_on:
        return Phase.BEFORE
    return Phase.AFTER if day > knowledge.event.ends_on else Phase.DURING


def sessions_on(knowledge: Knowledge, day: date) -> tuple[Session, ...]:
    """Give the sessions of a day in order."""
    return tuple(session for session in knowledge.programme if session.on == day)


def sessions_at(knowledge: Knowledge, venue_id: str) -> tuple[Session, ...]:
    """Give the sessions at a venue in order."""
    return tuple(session for session in knowledge.programme if session.venue == venue_id)


def is_order_known(one: Session, other: Session) -> bool:
    """Tell whether it is announced which of two sessions comes first."""
    if one.on != other.on or (one.start and other.start):
        return True
    return bool(one.part_of_day and other.part_of_day) and one.part_of_day != other.part_of_day


def taking_place(sessions: Iterable[Session]) -> tuple[Session, ...]:
    """Leave out what is cancelled."""
    return tuple(session for session in sessions if not session.is_cancelled)


def coming(knowledge: Knowledge, now: datetime) -> tuple[Session, ...]:
    """Give the sessions of the next day that has any which have not begun."""
    local = now.astimezone(knowledge.zone)
    ahead = [
        s
        for s in taking_place(knowledge.programme)
        if phase_of(s, knowledge, now) is Phase.BEFORE
        or (s.start is None and s.on == local.date() and local.time() < LATEST_START)
    ]  # of a session without an announced time, nobody knows that it has begun
    return tuple(s for s in ahead if s.on == ahead[0].on and s.start == ahead[0].start)


def event_days(knowledge: Knowledge) -> Sequence[date]:
    """Give every day of the event."""
    length = (knowledge.event.ends_on - knowledge.event.starts_on).days
    return [knowledge.event.starts_on + timedelta(n) for n in range(length + 1)]
