"""The small words: what offers a choice, what wants a yes or a no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.grammar import sentences_of, with_checks_joined
from bot.core.polarity import offers_a_choice, wants_yes_or_no
from bot.core.text import tokenise

CHOOSING = {"or", "albo", "lub", "czy"}
PLAIN = st.sampled_from("is the concert free w środę koncert jest we wtorek tylko not na it raczej moze nie".split())


@pytest.mark.parametrize(
    "question",
    [
        "is the gala on Monday or on Friday",
        "do you take cards or cash",
        "jest w sobotę albo w niedzielę",
        "wpuszczą nas na salę czy tylko prasę",
        "czy to w hali czy w parku",
        "targi są we wtorek czy w środę",
        "spotkanie w ratuszu czy na rynku",
        "to będzie rano czy raczej po południu",
    ],
)
def test_a_choice_wants_no_yes_or_no(question: str) -> None:
    words = tokenise(f"{question}?")
    assert offers_a_choice(words)
    assert not wants_yes_or_no(words)


@pytest.mark.parametrize(
    "question",
    [
        "is the gala on Monday",
        "is the gala on Monday or not",
        "can we come or no",
        "do you have tea or something",
        "czy gala jest w piątek",
        "a w piątek czy jest gala",
        "gala czy jest otwarta dla wszystkich",
    ],
)
def test_a_plain_question_offers_none(question: str) -> None:
    words = tokenise(f"{question}?")
    assert not offers_a_choice(words)
    assert wants_yes_or_no(words)


@given(st.lists(PLAIN | st.text(min_size=1, max_size=8).filter(lambda word: word not in CHOOSING), max_size=20))
def test_without_a_word_that_joins_alternatives_there_is_no_choice(words: list[str]) -> None:
    assert not offers_a_choice(words)


@given(st.lists(PLAIN | st.sampled_from(sorted(CHOOSING)), max_size=14))
def test_what_offers_a_choice_never_wants_yes_or_no(words: list[str]) -> None:
    assert not (offers_a_choice(words) and wants_yes_or_no(words))


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("I want something open to all. Which one would that be?", 1),
        ("Szukam czegoś dla wszystkich. Co by to mogło być?", 1),
        ("There is a concert. When is it?", 2),
        ("Jest koncert. Kiedy to jest?", 2),
        ("What is it?", 1),
    ],
)
def test_a_question_without_content_asks_what_was_said_before_it(text: str, questions: int) -> None:
    assert len([*sentences_of(with_checks_joined(tokenise(text)))]) == questions
