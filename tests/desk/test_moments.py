"""Times as organisers type them, in both languages."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.desk.moments import read_moment

ZONE = ZoneInfo("Europe/Warsaw")
TUESDAY = datetime(2030, 5, 14, 10, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("18:30", "2030-05-14T18:30"),
        ("9.30", "2030-05-14T09:30"),
        ("at 18", "2030-05-14T18:00"),
        ("o 18:00", "2030-05-14T18:00"),
        ("tomorrow at 18", "2030-05-15T18:00"),
        ("jutro o 18", "2030-05-15T18:00"),
        ("Jutro 18:00", "2030-05-15T18:00"),
        ("dziś o 12:15", "2030-05-14T12:15"),
        ("w środę o 9:30", "2030-05-15T09:30"),
        ("we wtorek o 9:30", "2030-05-14T09:30"),
        ("wed 9:30", "2030-05-15T09:30"),
        ("on Monday at 9:30", "2030-05-20T09:30"),
        ("2030-05-16 18:30", "2030-05-16T18:30"),
        ("16.5. 18:30", "2030-05-16T18:30"),
        ("16.5.2031, 18:30", "2031-05-16T18:30"),
    ],
)
def test_a_time_is_read_as_it_is_typed(typed: str, moment: str) -> None:
    assert read_moment(typed, now=TUESDAY, zone=ZONE) == datetime.fromisoformat(moment)


@pytest.mark.parametrize("typed", ["18", "half past six", "someday at 18", "25:00", "31.2. 18:30", "tomorrow", ""])
def test_what_is_no_time_is_none(typed: str) -> None:
    assert read_moment(typed, now=TUESDAY, zone=ZONE) is None
