"""The things, people, places and days that a message names."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.brain import Brain
from bot.core.entities import Named
from bot.core.text import tokenise

TODAY = date(2025, 9, 30)


def find(brain: Brain, text: str, today: date = TODAY) -> Named:
    return brain.gazetteer.find(tuple(tokenise(text)), today=today)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("w Pałacu Sztuki", ["palace"]),
        ("do Joanny Krzemińskiej", ["krzeminska"]),
        ("na Fortach Kleparz", ["forty-kleparz"]),
        ("na zamku zinar", ["zinar"]),
        ("o Koncercie Jubileuszowym", ["concert"]),
        ("the dragons teeth", ["festival"]),
        ("concert and forum", ["concert", "forum"]),
        ("Przemysława Rotha z ASPIRE", ["roth", "aspire"]),
        ("nothing of ours", []),
    ],
)
def test_names_are_found_in_every_form(brain: Brain, text: str, ids: list[str]) -> None:
    assert [mention.id for mention in find(brain, text).things] == ids


def test_the_longest_name_wins(brain: Brain) -> None:
    [mention] = find(brain, "opening session the creative city").things
    assert (mention.id, mention.start, mention.end) == ("opening", 0, 5)


def test_a_common_word_is_generic_and_a_full_name_is_not(brain: Brain) -> None:
    assert find(brain, "concert").things[0].is_generic
    assert not find(brain, "jubilee concert").things[0].is_generic


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
        ("Wednesday 8 October", 8),
        ("7 października 2025", 7),
    ],
)
def test_days_are_found_however_they_are_said(brain: Brain, text: str, day: int) -> None:
    assert [mention.day for mention in find(brain, text).days] == [date(2025, 10, day)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", 30),
        ("dzisiaj", 30),
        ("yesterday", 29),
        ("przedwczoraj", 28),
        ("the day before yesterday", 28),
    ],
)
def test_relative_days_are_counted_from_today(brain: Brain, text: str, day: int) -> None:
    [mention] = find(brain, text).days
    assert mention.day == date(2025, 9, day)
    assert mention.is_relative


@pytest.mark.parametrize(
    ("text", "day"), [("tomorrow", 8), ("jutro", 8), ("pojutrze", 9), ("the day after tomorrow", 9)]
)
def test_tomorrow_is_a_day_of_the_event_on_the_eve(brain: Brain, text: str, day: int) -> None:
    assert [mention.day for mention in find(brain, text, date(2025, 10, 7)).days] == [date(2025, 10, day)]


@pytest.mark.parametrize(
    "text", ["I sat in the sun and read two books", "31.02", "30 February", "99th", "4 people", "19:30"]
)
def test_other_words_and_numbers_are_no_days(brain: Brain, text: str) -> None:
    assert find(brain, text).days == ()


def test_a_weekday_that_the_event_has_not_is_the_next_one(brain: Brain) -> None:
    assert find(brain, "on friday").days[0].day == date(2025, 10, 3)


def test_names_and_days_are_masked_and_the_rest_is_kept(brain: Brain) -> None:
    masked = find(brain, "when is the jubilee concert at zinar castle on thursday").masked
    assert masked == ("when", "is", "the", "@session", "at", "@venue", "on", "@day")


def test_mentions_never_overlap_and_stay_inside(brain: Brain) -> None:
    pool = sorted(brain.gazetteer.words) + "8 9 october 7th friday of the tomorrow 10 day środy".split()

    @given(st.lists(st.sampled_from(pool), max_size=14))
    def holds(words: list[str]) -> None:
        named = brain.gazetteer.find(tuple(words), today=TODAY)
        spans = sorted([(m.start, m.end) for m in named.things] + [(d.start, d.end) for d in named.days])
        assert all(0 <= start < end <= len(words) for start, end in spans)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))

    holds()
