from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.formats.calendar import calendar_file
from bot.formats.contacts import VCARD_BYTES, vcard
from tests.helpers import BEFORE, announced, updated


def entry_of(brain: Brain, locale: Locale = Locale.EN, *, now: datetime = BEFORE) -> Any:
    content = calendar_file([brain.knowledge.session("concert")], brain.knowledge, locale=locale, now=now)
    [entry] = Calendar.from_ical(content).walk("VEVENT")
    return entry


def test_a_session_without_a_time_takes_the_whole_day_and_blocks_nothing(brain: Brain) -> None:
    entry = entry_of(brain)
    assert entry["dtstart"].dt == date(2025, 10, 8)
    assert entry["dtend"].dt == date(2025, 10, 9)
    assert entry["transp"] == "TRANSPARENT"


def test_an_announced_time_stands_in_the_events_zone_under_the_same_uid(brain: Brain) -> None:
    timed = announced(brain, "concert", start="19:30", end="22:00")
    before, after = entry_of(brain), entry_of(timed, Locale.PL)
    assert after["dtstart"].dt == datetime(2025, 10, 8, 19, 30, tzinfo=ZoneInfo("Europe/Warsaw"))
    assert after["dtend"].dt == datetime(2025, 10, 8, 22, 0, tzinfo=ZoneInfo("Europe/Warsaw"))
    assert after["uid"] == before["uid"], "in both languages, so that an entry is replaced"


def test_whatever_changes_the_later_file_is_the_one_that_calendars_take(brain: Brain) -> None:
    versions = [
        brain,
        announced(brain, "concert", start="19:30"),
        announced(brain, "concert", start="20:00"),
        announced(brain, "concert", venue="zinar"),
        brain,
    ]
    entries = [entry_of(version, now=BEFORE + timedelta(seconds=n)) for n, version in enumerate(versions)]
    numbers = [int(entry["sequence"]) for entry in entries]
    assert numbers == sorted(set(numbers))
    assert {entry["uid"] for entry in entries} == {entries[0]["uid"]}
    assert numbers[-1] < 2**31


def test_a_cancelled_session_is_cancelled_in_the_calendar_by_a_higher_sequence(brain: Brain) -> None:
    before = entry_of(brain)
    gone = entry_of(announced(brain, "concert", status="cancelled"), now=BEFORE + timedelta(minutes=1))
    again = entry_of(brain, now=BEFORE + timedelta(minutes=2))
    assert [entry["status"] for entry in (before, gone, again)] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert before["sequence"] < gone["sequence"] < again["sequence"]
    assert gone["uid"] == before["uid"]


def test_an_end_after_midnight_is_the_next_day(brain: Brain) -> None:
    entry = entry_of(announced(brain, "concert", start="19:30", end="01:00"))
    assert entry["dtend"].dt - entry["dtstart"].dt == timedelta(hours=5, minutes=30)


def test_a_file_with_times_brings_its_zone(brain: Brain) -> None:
    timed = announced(brain, "concert", start="19:30").knowledge
    content = calendar_file(timed.programme, timed, locale=Locale.EN, now=BEFORE)
    assert b"BEGIN:VTIMEZONE" in content
    assert b"TZID=Europe/Warsaw:20251008T193000" in content


def test_a_contact_card_fits_and_escapes(brain: Brain) -> None:
    knowledge = brain.knowledge
    person = knowledge.person("krzeminska")
    role = updated(person.role, en="Spokesperson; press, " + "x" * 900, pl="ą" * 1400)
    organisation = knowledge.organisation(person.organisation)
    for locale in Locale:
        plain = vcard(person, organisation, locale=locale)
        assert "N:Krzemińska;Joanna;;;" in plain
        assert "TEL;TYPE=WORK,VOICE:+48536333066" in plain
        assert len(vcard(updated(person, role=role), organisation, locale=locale).encode()) <= VCARD_BYTES
    assert r"Spokesperson\; press\, " in vcard(updated(person, role=role), organisation, locale=Locale.EN)
