"""Dates, plurals and names are said as a native says them, in both languages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core.locale import (
    Locale,
    Name,
    SpokenDate,
    Text,
    listed,
    locale_of_client,
    plural,
    spoken_days,
    spoken_weekdays,
)

EN, PL = Locale.EN, Locale.PL
LONG_AGO = date(2000, 1, 1)
MONDAY = date(2025, 10, 6)
DAYS = ("dzień", "dni", "dni")
ITEMS = ("punkt", "punkty", "punktów")


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        ("pl-PL", PL),
        ("pl", PL),
        ("PL_pl", PL),
        ("en-GB", EN),
        ("de", None),
        ("", None),
        (None, None),
        ("plx", None),
    ],
)
def test_a_client_tells_its_language_by_the_first_part_of_its_tag(tag: str | None, locale: Locale | None) -> None:
    assert locale_of_client(tag) is locale


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (0, 2),
        (1, 0),
        (2, 1),
        (4, 1),
        (5, 2),
        (11, 2),
        (12, 2),
        (14, 2),
        (21, 2),
        (22, 1),
        (25, 2),
        (112, 2),
        (122, 1),
    ],
)
def test_polish_counts_with_three_forms(number: int, form: int) -> None:
    assert plural(number, PL, *ITEMS) == ITEMS[form]


@pytest.mark.parametrize(("number", "word"), [(0, "days"), (1, "day"), (2, "days"), (22, "days")])
def test_english_counts_with_two_forms(number: int, word: str) -> None:
    assert plural(number, EN, "day", "days") == word


@given(st.integers(0, 10**6))
def test_polish_days_have_one_form_but_for_one(number: int) -> None:
    assert plural(number, PL, *DAYS) == ("dzień" if number == 1 else "dni")


@pytest.mark.parametrize(
    ("offset", "english", "polish"),
    [
        (0, "on Monday 6 October 2025", "w poniedziałek 6 października 2025"),
        (1, "on Tuesday 7 October 2025", "we wtorek 7 października 2025"),
        (2, "on Wednesday 8 October 2025", "w środę 8 października 2025"),
        (3, "on Thursday 9 October 2025", "w czwartek 9 października 2025"),
        (4, "on Friday 10 October 2025", "w piątek 10 października 2025"),
        (5, "on Saturday 11 October 2025", "w sobotę 11 października 2025"),
        (6, "on Sunday 12 October 2025", "w niedzielę 12 października 2025"),
    ],
)
def test_a_day_is_said_with_its_weekday_inflected(offset: int, english: str, polish: str) -> None:
    day = MONDAY + timedelta(offset)
    assert f"{SpokenDate(day, EN, LONG_AGO):on}" == english
    assert f"{SpokenDate(day, PL, LONG_AGO):on}" == polish


@pytest.mark.parametrize(
    ("offset", "english", "polish"),
    [
        (-1, "yesterday, Monday 6 October", "wczoraj, w poniedziałek 6 października"),
        (0, "today, Monday 6 October", "dziś, w poniedziałek 6 października"),
        (1, "tomorrow, Monday 6 October", "jutro, w poniedziałek 6 października"),
    ],
)
def test_a_near_day_is_said_from_today(offset: int, english: str, polish: str) -> None:
    today = MONDAY - timedelta(offset)
    assert f"{SpokenDate(MONDAY, EN, today):on}" == english
    assert f"{SpokenDate(MONDAY, PL, today):on}" == polish


def test_a_date_can_be_said_short_long_as_weekday_and_with_a_capital() -> None:
    spoken = SpokenDate(MONDAY, PL, LONG_AGO)
    assert f"{spoken:short}" == "6 października"
    assert f"{spoken}" == "6 października 2025"
    assert f"{spoken:weekday}" == "poniedziałek"
    assert (f"{spoken:button}", f"{SpokenDate(MONDAY, EN, LONG_AGO):button}") == ("pon. 6", "Mon 6")
    assert f"{spoken:On}".startswith("W poniedziałek")


@pytest.mark.parametrize("month", range(1, 13))
def test_polish_months_stand_in_the_genitive(month: int) -> None:
    assert f"{SpokenDate(date(2025, month, 5), PL, LONG_AGO):short}".endswith(("a", "ego"))


@pytest.mark.parametrize(
    ("first", "last", "english", "polish"),
    [
        (date(2025, 10, 7), date(2025, 10, 9), "7–9 October 2025", "7–9 października 2025"),
        (date(2025, 10, 7), date(2025, 10, 7), "7 October 2025", "7 października 2025"),
        (
            date(2025, 9, 30),
            date(2025, 10, 2),
            "30 September – 2 October 2025",
            "30 września – 2 października 2025",
        ),
    ],
)
def test_a_span_of_days_is_said_once(first: date, last: date, english: str, polish: str) -> None:
    assert spoken_days(first, last, EN) == english
    assert spoken_days(first, last, PL) == polish


def test_a_span_over_new_year_names_both_years() -> None:
    assert spoken_days(date(2025, 12, 30), date(2026, 1, 2), EN) == "30 December 2025 – 2 January 2026"


def test_one_day_has_one_weekday() -> None:
    assert "to" not in spoken_weekdays(MONDAY, MONDAY, EN).split()


def test_a_span_of_weekdays_is_inflected() -> None:
    assert spoken_weekdays(MONDAY, MONDAY + timedelta(2), EN) == "Monday to Wednesday"
    assert spoken_weekdays(MONDAY, MONDAY + timedelta(2), PL) == "od poniedziałku do środy"


@pytest.mark.parametrize(
    ("items", "english", "polish"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a and b", "a i b"),
        (["a", "b", "c"], "a, b and c", "a, b i c"),
    ],
)
def test_things_are_joined_as_a_person_does(items: list[str], english: str, polish: str) -> None:
    assert listed(items, EN) == english
    assert listed(items, PL) == polish


NAME = Name.model_validate(
    {"en": "the Gate", "pl": {"nom": "Brama", "gen": "Bramy", "acc": "Bramę", "loc": "Bramie", "gender": "f"}}
)


def test_a_name_inflects_in_polish_and_not_in_english() -> None:
    polish, english = NAME.spoken(PL), NAME.spoken(EN)
    assert f"{polish} {polish:gen} {polish:acc} {polish:loc}" == "Brama Bramy Bramę Bramie"
    assert f"{english} {english:gen} {english:loc}" == "the Gate the Gate the Gate"


def test_a_verb_agrees_with_the_gender_of_a_name() -> None:
    assert f"{NAME.spoken(PL):odbył/odbyła/odbyło/odbyły}" == "odbyła"


def test_a_case_that_is_not_given_is_never_said_as_none() -> None:
    """Nobody reads “z None”: a wording that wants a case the name lacks must fall back to a form that is given."""
    assert "None" not in f"{NAME.spoken(PL):ins}"


def test_a_button_has_no_article() -> None:
    assert NAME.title(EN) == "Gate"
    assert NAME.title(PL) == "Brama"


def test_a_text_needs_both_languages_and_knows_no_third() -> None:
    for given_texts in ({"en": "a"}, {"pl": "a"}, {"en": "a", "pl": "b", "de": "c"}, {"en": "", "pl": "b"}):
        with pytest.raises(ValidationError):
            Text.model_validate(given_texts)
