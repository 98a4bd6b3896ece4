"""When people are reminded of what they follow: computed from knowledge and quiet hours alone, so nothing is stored.

A reminder is due at a wall time in the event's zone, which stays right when the clocks change; what is so many minutes
before a start is counted in real minutes. Instants are in UTC.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.knowledge import Knowledge, Session

EVERYTHING = "*"
"""Followed instead of the id of a session: the whole programme, whatever is added to it."""
EVE, DAY, THANKS = "eve", "day", "thanks"
"""What a reminder is called that does not depend on a start; the others are called by their minutes."""
LATE_AFTER = timedelta(minutes=5)
"""A reminder that comes later than this says so; less is not noticed."""
BEFORE_QUIET = timedelta(minutes=30)
"""How long before the quiet hours comes what cannot wait until their end."""
THANKS_LAST = timedelta(days=3)
"""How long after its moment a thank-you is still one."""
_PART_ENDS = {"morning": time(12), "afternoon": time(18)}
"""When a part of the day is over; a session without any may last until midnight."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours in which a chat hears nothing, as wall times in the event's zone; equal ones mean none."""

    begins: time
    ends: time

    def holds(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Tell whether it is quiet at a moment; the end is no longer quiet."""
        wall = moment.astimezone(zone).time()
        if self.begins <= self.ends:
            return self.begins <= wall < self.ends
        return wall >= self.begins or wall < self.ends

    def end_after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Give the end of the quiet hours that hold at `moment`."""
        local = moment.astimezone(zone)
        day = local.date() + timedelta(days=local.time() >= self.ends)
        first = instant(day, self.ends, zone)
        return first if first > moment else instant(day, self.ends.replace(fold=1), zone)

    def start_before(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Give the beginning of the quiet hours that hold at `moment`."""
        local = moment.astimezone(zone)
        return instant(local.date() - timedelta(days=local.time() < self.begins), self.begins, zone)


QUIET_CHOICES = (Quiet(time(21), time(9)), Quiet(time(23), time(7)), Quiet(time(0), time(0)))
"""What a chat may choose beside the organiser's hours; the last means none."""


@dataclass(frozen=True, slots=True)
class Following:
    """What a chat wants to be reminded of, and when not."""

    items: frozenset[str] = frozenset()
    """Ids of sessions, or `EVERYTHING` alone."""
    quiet: Quiet | None = None
    """The hours that were chosen; None leaves them to the organiser."""
    muted: frozenset[str] = frozenset()
    """Offsets at which the chat wants no reminders."""

    def has(self, item: str) -> bool:
        """Tell whether a session is followed, by itself or with everything."""
        return item in self.items or EVERYTHING in self.items

    def after(self, wishes: "Iterable[Wish]", knowledge: Knowledge) -> frozenset[str]:
        """Give what is followed once `wishes` have come true, in their order."""
        items = self.items
        for wish in wishes:
            everything = {s.id for s in knowledge.sessions} if EVERYTHING in items else set()
            if EVERYTHING in wish.items:
                items = frozenset() if wish.ends else frozenset({EVERYTHING})
            elif wish.ends:
                items = frozenset((items - {EVERYTHING} | everything) - wish.items)
            elif EVERYTHING not in items:
                items |= wish.items
        return items


NOTHING_FOLLOWED = Following()
"""Of a chat that asked for nothing."""


@dataclass(frozen=True, slots=True)
class Wish:
    """To follow some sessions, or to stop."""

    items: frozenset[str]
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reason to write to everybody who follows `item`."""

    due_at: datetime
    item: str
    """Id of the session; `EVERYTHING` for what concerns whoever follows anything."""
    offset: str
    """`EVE`, `DAY`, `THANKS`, or the minutes before the start."""
    anchor: str
    """The day or the start that it counts from, as ISO: a session that moves is another reason to write."""
    wall: str
    """The wall time that it was meant for, as ISO, before quiet hours moved it."""
    useful_until: datetime
    """Afterwards it is stale."""
    needless_after: frozenset[str] = frozenset()
    """Offsets that come before it and make it needless for whoever gets one of them."""

    @property
    def key(self) -> str:
        """Name it: what was sent under this name is never sent to the same chat again."""
        return f"{self.item}:{self.offset}:{self.anchor}"


class Fate(StrEnum):
    """What becomes of a reminder that is found."""

    ON_TIME = "on_time"
    LATE = "late"
    MISFIRED = "misfired"
    """Too late to be useful: recorded, not sent."""


def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Give the instant of a wall time: the first of two, and for one that is skipped what the clocks show instead."""
    return datetime.combine(day, wall, zone).astimezone(UTC)


def quiet_of(following: Following, knowledge: Knowledge) -> Quiet:
    """Give the quiet hours of a chat."""
    return following.quiet or default_quiet(knowledge)


def default_quiet(knowledge: Knowledge) -> Quiet:
    """Give the organiser's quiet hours."""
    return Quiet(knowledge.reminders.quiet_from, knowledge.reminders.quiet_until)


def starts_at(session: Session, zone: ZoneInfo) -> datetime | None:
    """Give the instant at which a session begins, if its time is announced."""
    return instant(session.on, session.start, zone) if session.start else None


def reminders_of(
    session: Session, knowledge: Knowledge, quiet: Quiet, muted: frozenset[str] = frozenset()
) -> list[Reminder]:
    """Give every reminder of one session that a chat gets, the earliest first; of two meant for one moment both.

    Of a session that is cancelled there is none.
    """
    return [each for each in _possible(session, knowledge, quiet) if is_heard(each, muted)]


def is_heard(reminder: Reminder, muted: frozenset[str]) -> bool:
    """Tell whether a reminder comes to a chat that has muted some offsets."""
    return reminder.offset not in muted and reminder.needless_after <= muted


def offsets_of(knowledge: Knowledge) -> list[str]:
    """Give the offsets that a chat may mute, the earliest first."""
    rules = knowledge.reminders
    minutes = sorted(set(rules.minutes_before), reverse=True)
    return [EVE] * bool(rules.day_before) + [DAY] * bool(rules.on_the_day) + [str(each) for each in minutes]


def _possible(session: Session, knowledge: Knowledge, quiet: Quiet) -> list[Reminder]:
    """Give the reminders of a session, whatever a chat has muted."""
    if session.is_cancelled:
        return []
    begins_at = starts_at(session, knowledge.zone)
    useful_until = _useful_until(session, knowledge)
    found = []
    nominals = dict(_nominal(session, knowledge))
    for offset, nominal in nominals.items():
        anchor = session.on.isoformat() if offset in {EVE, DAY} else f"{session.on}T{session.start:%H:%M}"
        due_at = _outside(quiet, nominal, begins_at or useful_until, knowledge.zone)
        wall = f"{nominal.astimezone(knowledge.zone):%Y-%m-%dT%H:%M}"
        # Once a reminder shortly before has come, “this morning” is no news.
        sooner = frozenset(other for other, at in nominals.items() if offset == DAY and other != EVE and at < nominal)
        found.append(Reminder(due_at, session.id, offset, anchor, wall, useful_until, sooner))
    return sorted(found, key=lambda reminder: reminder.due_at)


def plan(knowledge: Knowledge, quiet: Quiet) -> tuple[Reminder, ...]:
    """Give all reminders of the event for chats with these quiet hours, by the moment at which they are due.

    Those that a chat gets depend on what it has muted.
    """
    found = [reminder for session in knowledge.programme for reminder in _possible(session, knowledge, quiet)]
    if knowledge.reminders.thank_you:
        found.append(_thanks(knowledge, quiet))
    return tuple(sorted(found, key=lambda reminder: reminder.due_at))


def due(planned: Sequence[Reminder], *, after: datetime, now: datetime) -> Sequence[Reminder]:
    """Give those of `plan` that have come due after one moment and until another.

    Whoever asks tick by tick, each time from where the last answer ended, is given the same as in one jump.
    """
    first = bisect_right(planned, after, key=lambda reminder: reminder.due_at)
    return planned[first : bisect_right(planned, now, key=lambda reminder: reminder.due_at)]


def wanted(
    reminders: Iterable[Reminder], follows: Mapping[str, datetime], muted: frozenset[str] = frozenset()
) -> tuple[Reminder, ...]:
    """Keep what concerns a chat that follows items since some moments: nothing that was due before it followed."""
    return tuple(
        reminder
        for reminder in reminders
        if is_heard(reminder, muted)
        for concerned in ((reminder.item, EVERYTHING) if reminder.item != EVERYTHING else tuple(follows),)
        if any(item in follows and follows[item] < reminder.due_at for item in concerned)
    )


def fate_of(reminder: Reminder, now: datetime) -> Fate:
    """Tell what becomes of a reminder that is found now."""
    if now > reminder.useful_until:
        return Fate.MISFIRED
    return Fate.LATE if now - reminder.due_at > LATE_AFTER else Fate.ON_TIME


def _nominal(session: Session, knowledge: Knowledge) -> Iterator[tuple[str, datetime]]:
    """Go through the moments of a session before quiet hours are looked at; none after its start."""
    rules, zone = knowledge.reminders, knowledge.zone
    begins_at = starts_at(session, zone)
    before = [begins_at - timedelta(minutes=minutes) for minutes in rules.minutes_before] if begins_at else []
    if rules.day_before:
        yield EVE, instant(session.on - timedelta(days=1), rules.day_before, zone)
    if rules.on_the_day:
        morning = instant(session.on, rules.on_the_day, zone)
        if not begins_at or morning <= begins_at:
            yield DAY, morning
    for minutes, moment in zip(rules.minutes_before, before, strict=False):
        yield str(minutes), moment


def _useful_until(session: Session, knowledge: Knowledge) -> datetime:
    begins_at = starts_at(session, knowledge.zone)
    if begins_at:
        return begins_at + timedelta(minutes=knowledge.reminders.grace_minutes)
    if session.part_of_day in _PART_ENDS:
        return instant(session.on, _PART_ENDS[session.part_of_day], knowledge.zone)
    return instant(session.on + timedelta(days=1), time.min, knowledge.zone)


def _outside(quiet: Quiet, moment: datetime, begins_at: datetime, zone: ZoneInfo) -> datetime:
    """Move a moment out of the quiet hours: to their end if that is before the session begins, else before them."""
    if not quiet.holds(moment, zone):
        return moment
    end = quiet.end_after(moment, zone)
    return end if end < begins_at else quiet.start_before(moment, zone) - BEFORE_QUIET


def _thanks(knowledge: Knowledge, quiet: Quiet) -> Reminder:
    """The thank-you on the day after the event, to whoever followed anything."""
    day = knowledge.event.ends_on + timedelta(days=1)
    nominal = instant(day, knowledge.reminders.thank_you_at, knowledge.zone)
    until = nominal + THANKS_LAST
    due_at = _outside(quiet, nominal, until, knowledge.zone)
    wall = f"{day}T{knowledge.reminders.thank_you_at:%H:%M}"
    return Reminder(due_at, EVERYTHING, THANKS, day.isoformat(), wall, until)
