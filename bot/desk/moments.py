"""A time as organisers type it: “18:30”, “2030-05-14 18:30”, “14.5. 18:30”."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

_TYPED = re.compile(
    r"(?:(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)[ T]+"
    r"|(?P<day2>\d\d?)\.(?P<month2>\d\d?)\.?(?P<year2>\d{4})?,? +)?"
    r"(?P<hour>\d\d?)[:.](?P<minute>\d\d)"
)


def read_moment(text: str, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Read a time on the wall of `zone`; without a day it is today.

    Returns:
        The moment without zone, to be kept beside the zone's name; None if it is no time.
    """
    found = _TYPED.fullmatch(text.strip())
    if found is None:
        return None
    local = now.astimezone(zone)
    year = found["year"] or found["year2"] or local.year
    month = found["month"] or found["month2"] or local.month
    day = found["day"] or found["day2"] or local.day
    try:
        return datetime(  # noqa: DTZ001 - a wall has no zone
            int(year), int(month), int(day), int(found["hour"]), int(found["minute"])
        )
    except ValueError:
        return None


def is_past(moment: datetime, *, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a time on the wall of `zone` has come already."""
    return moment.replace(tzinfo=zone) <= now
