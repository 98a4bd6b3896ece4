"""Numbers as people write them."""

import pytest

from bot.core.numerals import numbers_in, numeral, ordinal


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("ten editions", [10]),
        ("the 10th edition", [10]),
        ("the twenty fifth time", [25]),
        ("dwudziesta piata edycja", [25]),
        ("od dwudziestu lat", [20]),
        ("na dwoch scenach", [2]),
        ("twenty venues on two days", [20, 2]),
        ("at 10am in 2025", []),
        ("w czwartek albo w piatek", []),
    ],
)
def test_numbers_are_read_in_any_form(text: str, numbers: list[int]) -> None:
    assert list(numbers_in(text.split())) == numbers


@pytest.mark.parametrize(("word", "number"), [("11th", 11), ("eleventh", 11), ("jedenasta", 11), ("11", None)])
def test_an_ordinal_is_told_from_a_bare_number(word: str, number: int | None) -> None:
    assert ordinal(word) == number
    assert numeral(word) == (number or 11)
