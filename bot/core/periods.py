"""Step 2 of 4, understand (a): the week or month that a message names: “next week”, „w tym miesiącu”."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

_SHIFTS = {
    word: shift
    for shift, words in {
        -1: "last past zeszlym ubieglym zeszly ubiegly",
        0: "this tym ten biezacym",
        1: "next coming following przyszlym nastepnym przyszly nastepny kolejnym",
    }.items()
    for word in words.split()
}
_WEEKS = frozenset("week weeks tygodniu tydzien".split())  # an apostrophe is gone by now: “next week's concert”
_MONTHS = frozenset("month months miesiacu miesiac".split())
_UNITS = _WEEKS | _MONTHS
_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Period:
    """A week, which begins on Monday, or a month, named in ``words[start : start + 2]``."""

    first: date
    last: date
    start: int

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last

    def days(self, first: date, last: date) -> tuple[date, ...]:
        """Give its days from one day to another."""
        first, last = max(first, self.first), min(last, self.last)
        return tuple(first + timedelta(number) for number in range((last - first).days + 1))

    def others(self, words: Sequence[str]) -> set[str]:
        """Give the words that stand beside it."""
        return {*words[: self.start], *words[self.start + 2 :]}


def find_period(words: Sequence[str], *, today: date) -> Period | None:
    """Find the first week or month that is named; “the last week of May” is none that is counted from today."""
    if _UNITS.isdisjoint(words):
        return None
    for place, (before, unit) in enumerate(pairwise(words)):
        if unit in _UNITS and before in _SHIFTS and "of" not in words[place + 2 : place + 3]:
            first, last = (_week if unit in _WEEKS else _month)(today, _SHIFTS[before])
            return Period(first, last, place)
    return None


def _week(today: date, shift: int) -> tuple[date, date]:
    monday = today + timedelta(7 * shift - today.weekday())
    return monday, monday + timedelta(6)


def _month(today: date, shift: int) -> tuple[date, date]:
    return _first_of_month(today, shift), _first_of_month(today, shift + 1) - timedelta(1)


def _first_of_month(today: date, shift: int) -> date:
    years, month = divmod(today.month - 1 + shift, _MONTHS_A_YEAR)
    return date(today.year + years, month + 1, 1)
