"""A week or a month that is named narrows the programme down."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.brain import Brain
from bot.core.periods import find_period
from bot.core.text import tokenise
from tests.helpers import AFTER, BEFORE, SECOND_DAY, Chat, at, say

WEEK_BEFORE = at("2025-10-02 10:00")


@pytest.mark.parametrize(
    ("text", "today", "first", "last"),
    [
        ("what is on next week", date(2025, 10, 3), date(2025, 10, 6), date(2025, 10, 12)),
        ("this week", date(2025, 10, 12), date(2025, 10, 6), date(2025, 10, 12)),
        ("co jest w przyszłym tygodniu", date(2025, 9, 29), date(2025, 10, 6), date(2025, 10, 12)),
        ("w tym miesiącu", date(2025, 10, 31), date(2025, 10, 1), date(2025, 10, 31)),
        ("next month", date(2025, 12, 1), date(2026, 1, 1), date(2026, 1, 31)),
        ("last month", date(2026, 1, 30), date(2025, 12, 1), date(2025, 12, 31)),
        ("w zeszłym tygodniu", date(2025, 10, 13), date(2025, 10, 6), date(2025, 10, 12)),
    ],
)
def test_it_has_a_first_and_a_last_day(text: str, today: date, first: date, last: date) -> None:
    period = find_period(tokenise(text), today=today)
    assert period is not None
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize(
    "text", ["a week from now", "za tydzień", "next day", "this evening", "weekly", "the last week of October"]
)
def test_other_words_of_time_name_none(text: str) -> None:
    assert find_period(tokenise(text), today=date(2025, 10, 1)) is None


@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.sampled_from(["week", "month"]))
def test_last_this_and_next_follow_one_another(today: date, unit: str) -> None:
    last, this, following = (find_period((shift, unit), today=today) for shift in ("last", "this", "next"))
    assert last is not None
    assert this is not None
    assert following is not None
    assert last.last + timedelta(1) == this.first <= today <= this.last == following.first - timedelta(1)
    assert [this.holds(day) for day in (last.last, this.first, this.last, following.first)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("is the conference next week?", "Yes, the 10th"),
        ("is the conference this week?", "No, the 10th"),
        ("czy konferencja jest w przyszłym tygodniu?", "Tak, 10."),
        ("czy to w tym tygodniu?", "Nie, 10."),
        ("is it this month?", "Yes, the 10th"),
        ("is the concert next week?", "Yes, the Jubilee"),
        ("is the concert this week?", "No, the Jubilee"),
        ("is there anything this week?", "No, the 10th"),
        ("what's on next week?", "On Tuesday 7 October"),
        ("what is on this week?", "The 10th"),
        ("will next week's concert be public?", "Yes, the Jubilee Concert is open"),
    ],
)
def test_what_is_asked_of_it_is_answered(brain: Brain, question: str, beginning: str) -> None:
    assert say(brain, question, now=WEEK_BEFORE).text.startswith(beginning)


def test_of_this_week_what_is_over_is_not_told(brain: Brain) -> None:
    text = say(brain, "is anything left of the programme this week?", now=SECOND_DAY).text
    assert text.startswith("Yes, today")
    assert "Opening" not in text


def test_it_may_lean_on_the_session_before(brain: Brain) -> None:
    talk = Chat(brain, now=at("2025-10-15 10:00"))
    talk("when was the concert?")
    assert talk("was it last week?").text.startswith("Yes, the Jubilee Concert was")


@pytest.mark.parametrize(
    "question",
    ["when is the next edition?", "will there be another conference next month?", "next edition next month?"],
)
def test_the_next_edition_is_another_question(brain: Brain, question: str) -> None:
    assert say(brain, question, now=AFTER).intents == ("next_edition",)


def test_a_month_may_be_named_before_the_event(brain: Brain) -> None:
    assert say(brain, "czy koncert jest w przyszłym miesiącu?", now=BEFORE).text.startswith("Tak, Koncert")
