"""The days that a message names, however it says them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.brain import Brain
from bot.core.days import DayMention, find_days
from bot.core.text import tokenise
from tests.helpers import announced

TODAY = date(2025, 9, 30)  # a Tuesday, a week before the event
ANY_DAY = st.dates(date(2025, 1, 8), date(2025, 12, 20))


def days_in(brain: Brain, text: str, today: date = TODAY) -> list[DayMention]:
    return find_days(tuple(tokenise(text)), brain.knowledge.event, today=today)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("8 October", 8),
        ("on the 9th", 9),
        ("October 7", 7),
        ("w środę", 8),
        ("na czwartek", 9),
        ("8.10", 8),
        ("8/10", 8),
        ("ósmego", 8),
        ("dziewiątego października", 9),
        ("the first day", 7),
        ("drugiego dnia", 8),
        ("ostatniego dnia", 9),
        ("day 2", 8),
        ("day two", 8),
        ("dzien drugi", 8),
        ("8?", 8),
        ("and 8?", 8),
        ("a 9?", 9),
        ("Wednesday 8 October", 8),
        ("Friday 10", 10),
        ("w piątek 10", 10),
        ("7 października 2025", 7),
    ],
)
def test_days_are_found_however_they_are_said(brain: Brain, text: str, day: int) -> None:
    assert [mention.day for mention in days_in(brain, text)] == [date(2025, 10, day)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", 30),
        ("this evening", 30),
        ("this afternoon", 30),
        ("dzisiaj", 30),
        ("yesterday", 29),
        ("przedwczoraj", 28),
        ("the day before yesterday", 28),
    ],
)
def test_relative_days_are_counted_from_today(brain: Brain, text: str, day: int) -> None:
    [mention] = days_in(brain, text)
    assert mention.day == date(2025, 9, day)
    assert mention.is_relative


@pytest.mark.parametrize(
    ("text", "day"), [("tomorrow", 8), ("jutro", 8), ("pojutrze", 9), ("the day after tomorrow", 9)]
)
def test_tomorrow_is_a_day_of_the_event_on_the_eve(brain: Brain, text: str, day: int) -> None:
    assert [mention.day for mention in days_in(brain, text, date(2025, 10, 7))] == [date(2025, 10, day)]


@pytest.mark.parametrize(
    "text", ["I sat in the sun and read two books", "31.02", "30 February", "99th", "4 people", "19:30", "and 8 people"]
)
def test_other_words_and_numbers_are_no_days(brain: Brain, text: str) -> None:
    assert days_in(brain, text) == []


@pytest.mark.parametrize("text", ["on the 8th and 9th", "the 8th or 9th", "8 i 9 października", "8th, 9th"])
def test_two_days_are_two_however_they_are_bound(brain: Brain, text: str) -> None:
    assert [mention.day.day for mention in days_in(brain, text)] == [8, 9]


def test_a_weekday_that_the_event_has_not_is_the_next_one(brain: Brain) -> None:
    assert days_in(brain, "on friday")[0].day == date(2025, 10, 3)


@pytest.mark.parametrize("text", ["8-go", "8-ego", "8-tego", "8go", "programme for the 8th", "co jest ósmego"])
def test_a_day_of_the_month_has_many_endings(brain: Brain, text: str) -> None:
    assert [mention.day.day for mention in days_in(brain, text)] == [8]


def test_a_number_of_days_or_weeks_is_counted_from_today(brain: Brain) -> None:
    @given(ANY_DAY, st.integers(1, 99))
    def holds(today: date, count: int) -> None:
        later, weeks_later = today + timedelta(count), today + timedelta(7 * count)
        for text, day in (
            (f"what is on in {count} days?", later),
            (f"co będzie za {count} dni?", later),
            (f"{count} days from now", later),
            (f"what was {count} days ago", today - timedelta(count)),
            (f"co było {count} dni temu", today - timedelta(count)),
            (f"are we open in {count} weeks", weeks_later),
            (f"spotkanie za {count} tygodni", weeks_later),
        ):
            assert [mention.day for mention in days_in(brain, text, today)] == [day], text

    holds()


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("in a week", 7),
        ("a week from today", 7),
        ("in two weeks", 14),
        ("in a couple days", 2),
        ("za tydzień", 7),
        ("za dwa tygodnie", 14),
        ("za trzy dni", 3),
        ("dwa dni temu", -2),
        ("tydzień temu", -7),
    ],
)
def test_a_count_in_words_is_a_count(brain: Brain, text: str, shift: int) -> None:
    assert [mention.day for mention in days_in(brain, text)] == [TODAY + timedelta(shift)]


@pytest.mark.parametrize(
    "text", ["two days of talks", "w tym tygodniu trzy dni", "a week is long", "in the days of old", "za dni kilka"]
)
def test_a_length_of_time_is_no_day(brain: Brain, text: str) -> None:
    assert days_in(brain, text) == []


@pytest.mark.parametrize("text", ["at the weekend", "w weekend", "po weekendzie coś jeszcze"])
def test_the_weekend_is_the_next_saturday_to_come(brain: Brain, text: str) -> None:
    @given(ANY_DAY)
    def holds(today: date) -> None:
        [mention] = days_in(brain, text, today)
        assert mention.day.strftime("%A") == "Saturday"
        assert timedelta(0) <= mention.day - today < timedelta(7)

    holds()


def test_a_weekday_is_named_by_its_adjective_too(brain: Brain) -> None:
    """Of an event that lasts a week, so that each day of the week is one of its own."""
    week = announced(brain, brain.knowledge.event.id, starts_on=date(2025, 10, 6), ends_on=date(2025, 10, 12))
    nouns = "poniedziałek wtorek środa czwartek piątek sobota niedziela".split()
    adjectives = "poniedziałkow wtorkow środow czwartkow piątkow sobotni niedzieln".split()
    for number, (noun, stem) in enumerate(zip(nouns, adjectives, strict=True)):
        for ending in ("y", "a", "e", "ego", "ej", "ym"):
            word = (stem + ending).replace("iy", "i")
            for text in (noun, f"{word} wieczór"):
                assert [mention.day.day for mention in days_in(week, text)] == [6 + number], text


def test_days_lie_within_the_words_and_never_overlap(brain: Brain) -> None:
    phrases = (
        "in 3 days,a week from today,2 days from now,za tydzień,3 dni temu,two weeks ago,a couple of days,weekend,8-go,"
        "8th,31.02,Wednesday 8 October,day after tomorrow,the last day,drugiego dnia,wtorkowa,day two,9 of October,"
        "in,za,a,99,days,dni,week,ago,from,now,today,on,w,maja,first,of,friday,?,sat,2025,concert"
    ).split(",")

    @given(st.lists(st.sampled_from(phrases), max_size=9), ANY_DAY)
    def holds(parts: list[str], today: date) -> None:
        words = tuple(tokenise(" ".join(parts)))
        found = find_days(words, brain.knowledge.event, today=today)
        assert all(0 <= mention.start < mention.end <= len(words) for mention in found)
        assert all(one.end <= other.start for one, other in pairwise(found))

    holds()


def test_no_text_is_too_strange_to_look_for_days(brain: Brain) -> None:
    @given(st.text(max_size=80), ANY_DAY)
    def holds(text: str, today: date) -> None:
        words = tokenise(text)
        assert all(0 <= m.start < m.end <= len(words) for m in days_in(brain, text, today))

    holds()


@pytest.mark.parametrize(
    "text",
    [
        "7–9 October",
        "7-9 października",
        "from 7 to 9 October",
        "from the 7th to the 9th of October",
        "od 7 do 9 października",
    ],
)
def test_both_ends_of_a_range_are_days(brain: Brain, text: str) -> None:
    assert [mention.day.day for mention in days_in(brain, text)] == [7, 9]


@pytest.mark.parametrize("text", ["this year", "is this it", "two tickets for 9 October", "Friday 3 people"])
def test_a_number_or_this_alone_is_no_further_day(brain: Brain, text: str) -> None:
    assert len(days_in(brain, text)) <= 1
    assert all(mention.day.day in {9, 3} for mention in days_in(brain, text))
