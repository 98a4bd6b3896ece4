"""Step 2 of 4, understand (a): weeks and months that a message names: “next week”, „w tym miesiącu”."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from bot.core.knowledge import Event

_SHIFTS = {
    word: shift
    for shift, words in {
        -1: "last past zeszlym ubieglym zeszly ubiegly",
        0: "this tym ten biezacym",
        1: "next coming following przyszlym nastepnym przyszly nastepny kolejnym",
    }.items()
    for word in words.split()
}
_WEEKS = frozenset("week tygodniu tydzien".split())
_MONTHS = frozenset("month miesiacu miesiac".split())
_PERIODS = _WEEKS | _MONTHS
_MONTHS_A_YEAR = 12


def days_in_period(words: Sequence[str], event: Event, *, today: date) -> tuple[date, ...] | None:
    """Give the days of the event that lie in the week or month that is named; None where none is.

    A week begins on Monday.
    """
    found = _named(words)
    if found is None:
        return None
    shift, unit = found
    first, last = (_week if unit in _WEEKS else _month)(today, shift)
    length = (event.ends_on - event.starts_on).days + 1
    days = (event.starts_on + timedelta(number) for number in range(length))
    return tuple(day for day in days if first <= day <= last)


def names_period(words: Sequence[str]) -> bool:
    """Whether a week or a month is named."""
    return _named(words) is not None


def _named(words: Sequence[str]) -> tuple[int, str] | None:
    """Find the first week or month that is named: how many of them from this one, and the word for it."""
    if _PERIODS.isdisjoint(words):
        return None
    pairs = pairwise(words)
    return next(((_SHIFTS[before], unit) for before, unit in pairs if unit in _PERIODS and before in _SHIFTS), None)


def _week(today: date, shift: int) -> tuple[date, date]:
    monday = today + timedelta(7 * shift - today.weekday())
    return monday, monday + timedelta(6)


def _month(today: date, shift: int) -> tuple[date, date]:
    firsts = [_first_of_month(today, shift), _first_of_month(today, shift + 1)]
    return firsts[0], firsts[1] - timedelta(1)


def _first_of_month(today: date, shift: int) -> date:
    years, month = divmod(today.month - 1 + shift, _MONTHS_A_YEAR)
    return date(today.year + years, month + 1, 1)
