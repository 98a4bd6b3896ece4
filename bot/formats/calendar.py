"""Sessions → a calendar file (RFC 5545) that a phone opens; all-day where no time is announced."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vDuration

from bot.core.knowledge import Knowledge, Session
from bot.core.locale import Locale
from bot.core.schedule import ends_at, starts_at

USUAL_LENGTH = timedelta(hours=1)
"""Of a session whose end is not announced: without one some calendars refuse or hide the entry."""
SEQUENCE_ZERO = datetime(2020, 1, 1, tzinfo=UTC)
"""From here SEQUENCE counts; it is an integer of 31 bits (RFC 5545, 3.3.8), so seconds last until 2088."""


def calendar_file(sessions: Iterable[Session], knowledge: Knowledge, *, locale: Locale, now: datetime) -> bytes:
    """Make an .ics file.

    Args:
        sessions: to be entered.
        knowledge: whose zone, venues and event they belong to.
        locale: of names and descriptions.
        now: time-zone aware; stamps the file, so that of two files the later one counts whatever has changed.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Smok//Conference assistant//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for session in sessions:
        calendar.add_component(_entry(session, knowledge, locale, now))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def sequence_at(now: datetime) -> int:
    """SEQUENCE of an entry that is handed out now, in seconds: a calendar takes an entry over only if it is higher.

    So whatever has changed since – time, place, name –, the newer file wins, and nothing needs to be remembered.
    Entries that have not changed are replaced by themselves.
    """
    return max(0, int((now - SEQUENCE_ZERO).total_seconds()))


def _entry(session: Session, knowledge: Knowledge, locale: Locale, now: datetime) -> Event:
    entry = Event()
    # The same in both languages and after every edit, so that an entry is replaced, not doubled.
    entry.add("uid", f"{session.id}@{knowledge.event.id}.smok")
    entry.add("sequence", sequence_at(now))
    entry.add("dtstamp", now)
    entry.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")  # RFC 5545, 3.8.1.11
    name = session.name.title(locale)
    entry.add("summary", name[:1].upper() + name[1:])
    entry.add("description", session.summary[locale])
    venue = knowledge.venue(session.venue)
    place = [venue.name.title(locale), venue.address[locale] if venue.address else ""]
    entry.add("location", ", ".join([*filter(None, place), knowledge.event.city.title(locale)]))
    if venue.coordinates:
        entry.add("geo", venue.coordinates)
    begins, ends = starts_at(session, knowledge), ends_at(session, knowledge)
    if begins is None:
        entry.add("dtstart", session.on)
        entry.add("dtend", session.on + timedelta(days=1))  # exclusive: RFC 5545, 3.6.1
        entry.add("transp", "TRANSPARENT")  # a whole day stands for a time not known: it blocks nothing
        return entry
    entry.add("dtstart", begins)
    if ends is None:
        entry.add("duration", vDuration(USUAL_LENGTH))
    else:
        entry.add("dtend", ends)
    return entry
