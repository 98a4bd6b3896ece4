"""Laws of normalising: step 1 gives plain, comparable words whatever is typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import LONGEST_MESSAGE, clean, fold, has_polish_letters, tokenise

ANYTHING = st.text(max_size=400) | st.text(alphabet="aąłŁé́\u200b\u202e\ud800\x00ﬁß½İ \n", max_size=60)
"""Any text, and text of what is most likely to break: combining, invisible, lone surrogates, ligatures."""


@given(ANYTHING)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANYTHING)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(clean(text))) == fold(clean(text))


@given(st.text(max_size=200, alphabet=st.characters(exclude_categories=["Cs"])))
def test_composed_and_decomposed_letters_are_the_same(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert clean(composed) == clean(decomposed)
    assert fold(clean(composed)) == fold(clean(decomposed))


@given(ANYTHING)
def test_cleaned_text_has_nothing_that_a_reader_does_not_see(text: str) -> None:
    cleaned = clean(text)
    assert not {unicodedata.category(c) for c in cleaned} & {"Cc", "Cs", "Zl", "Zp"}
    assert "\u200b" not in cleaned
    assert "  " not in cleaned
    assert cleaned == cleaned.strip()
    cleaned.encode("utf8")


@given(ANYTHING)
def test_tokens_are_folded_and_never_empty(text: str) -> None:
    for token in tokenise(clean(text)):
        assert token
        assert token == fold(token)


def test_long_messages_are_cut() -> None:
    assert len(clean("ab " * 3_000)) <= LONGEST_MESSAGE


def test_zero_width_and_direction_marks_vanish() -> None:
    assert clean("kon\u200bce\u2060rt\ufeff \u202eabc\u202c") == "koncert abc"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Łódź", "lodz"),
        ("ŻÓŁĆ", "zolc"),
        ("Kraków", "krakow"),
        ("Straße", "strasse"),
        ("it’s", "it's"),
        ("A–B", "a-b"),
    ],
)
def test_accents_and_case_go_but_letters_stay(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Gdzie jest koncert?", ["gdzie", "jest", "koncert", "?"]),
        ("8th, 08.10 and 19:30", ["8th", ",", "08.10", "and", "19:30"]),
        ("at 10am or 10:30pm, not 12a", ["at", "10am", "or", "10:30pm", ",", "not", "12a"]),
        ("mail a.b@example.org now", ["mail", "a.b@example.org", "now"]),
        ("see www.example.org/x.", ["see", "www.example.org/x", "."]),
        ("the dragon’s teeth", ["the", "dragon's", "teeth"]),
        ("👍", []),
    ],
)
def test_words_numbers_and_addresses_stay_whole(text: str, tokens: list[str]) -> None:
    assert tokenise(text) == tokens


def test_polish_letters_are_told_from_others() -> None:
    assert has_polish_letters("środa")
    assert not has_polish_letters("café")
