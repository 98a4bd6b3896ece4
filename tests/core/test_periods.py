"""Weeks and months that are named narrow the programme down."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.brain import Brain
from bot.core.periods import days_in_period, names_period
from bot.core.text import tokenise
from tests.helpers import AFTER, BEFORE, SECOND_DAY, say


@pytest.mark.parametrize(
    ("text", "today", "days"),
    [
        ("what is on next week", date(2025, 10, 3), [7, 8, 9]),
        ("this week", date(2025, 10, 12), [7, 8, 9]),
        ("this week", date(2025, 10, 5), []),
        ("co jest w przyszłym tygodniu", date(2025, 9, 29), [7, 8, 9]),
        ("w tym miesiącu", date(2025, 10, 31), [7, 8, 9]),
        ("next month", date(2025, 9, 30), [7, 8, 9]),
        ("next month", date(2025, 12, 1), []),
        ("last month", date(2025, 11, 30), [7, 8, 9]),
        ("w zeszłym tygodniu", date(2025, 10, 13), [7, 8, 9]),
    ],
)
def test_the_days_of_the_event_in_it_are_found(brain: Brain, text: str, today: date, days: list[int]) -> None:
    found = days_in_period(tokenise(text), brain.knowledge.event, today=today)
    assert found is not None
    assert [day.day for day in found] == days


@pytest.mark.parametrize("text", ["a week from now", "za tydzień", "next day", "this evening", "weekly"])
def test_other_words_of_time_name_none(brain: Brain, text: str) -> None:
    assert not names_period(tokenise(text))
    assert days_in_period(tokenise(text), brain.knowledge.event, today=date(2025, 10, 1)) is None


def test_a_week_has_its_days_whatever_the_day(brain: Brain) -> None:
    """Last week, this and the next are three in a row."""

    @given(st.dates(date(2025, 9, 1), date(2025, 11, 30)))
    def holds(today: date) -> None:
        event = brain.knowledge.event
        weeks = [days_in_period((shift, "week"), event, today=today) or () for shift in ("last", "this", "next")]
        found = [day for week in weeks for day in week]
        assert found == sorted(set(found))

    holds()


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("is the conference next week?", "Yes, the 10th"),
        ("czy konferencja jest w przyszłym tygodniu?", "Tak, 10."),
        ("is it this month?", "Yes, the 10th"),
        ("what's on next week?", "On Tuesday 7 October"),
    ],
)
def test_a_week_before_the_event_is_next_week(brain: Brain, question: str, beginning: str) -> None:
    assert say(brain, question, now=BEFORE.replace(month=10, day=2)).text.startswith(beginning)


def test_of_this_week_what_is_over_is_not_told(brain: Brain) -> None:
    text = say(brain, "is anything left of the programme this week?", now=SECOND_DAY).text
    assert text.startswith("Yes, today")
    assert "Opening" not in text


def test_the_next_edition_is_another_question(brain: Brain) -> None:
    assert say(brain, "when is the next edition?", now=AFTER).intents == ("next_edition",)
    assert "7–9 October" in say(brain, "is the conference next week?", now=SECOND_DAY).text
