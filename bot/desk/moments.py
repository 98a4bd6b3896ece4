"""A time as organisers type it: “18:30”, “tomorrow at 18”, „w środę o 9:30”, “2030-05-14 18:30”, “14.5. 18:30”."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.text import fold

_TYPED = re.compile(
    r"(?:(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)[ T]+"
    r"|(?P<day2>\d\d?)\.(?P<month2>\d\d?)\.?(?P<year2>\d{4})?,? +"
    r"|(?:on |we? )?(?P<word>[a-z]+),? +)?"
    r"(?:at |o )?(?P<hour>\d\d?)(?:[:.](?P<minute>\d\d))?"
)
_DAYS_AHEAD = {"today": 0, "dzis": 0, "dzisiaj": 0, "tomorrow": 1, "jutro": 1, "pojutrze": 2}
_WEEKDAYS = (
    "mon monday poniedzialek pon",
    "tue tues tuesday wtorek wt",
    "wed wednesday sroda srode sr",
    "thu thur thurs thursday czwartek czw",
    "fri friday piatek pt",
    "sat saturday sobota sobote sob",
    "sun sunday niedziela niedziele nd niedz",
)
"""Folded names of the days, from Monday on."""


def read_moment(text: str, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Read a time on the wall of `zone`; without a day it is today, a weekday is the next one that comes.

    Returns:
        The moment without zone, to be kept beside the zone's name; None if it is no time. An hour alone counts only
        beside a day or a word: “tomorrow at 18”, “at 18”.
    """
    typed = fold(text.strip())
    found = _TYPED.fullmatch(typed)
    if found is None or (found["minute"] is None and typed.isdigit()):
        return None
    local = now.astimezone(zone)
    try:
        day = _day(found, local)
        wall = time(int(found["hour"]), int(found["minute"] or 0))
        return datetime.combine(day, wall) if day else None
    except ValueError:
        return None


def is_past(moment: datetime, *, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a time on the wall of `zone` has come already."""
    return moment.replace(tzinfo=zone) <= now


def _day(found: re.Match[str], local: datetime) -> date | None:
    if word := found["word"]:
        if word in {"at", "o"}:  # the regular expression takes “at 18” for a day of that name
            return local.date()
        if word in _DAYS_AHEAD:
            return local.date() + timedelta(_DAYS_AHEAD[word])
        weekday = next((n for n, names in enumerate(_WEEKDAYS) if word in names.split()), None)
        return None if weekday is None else local.date() + timedelta((weekday - local.weekday()) % 7)
    year = found["year"] or found["year2"] or local.year
    month = found["month"] or found["month2"] or local.month
    return date(int(year), int(month), int(found["day"] or found["day2"] or local.day))
