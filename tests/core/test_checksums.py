"""A table without its texts tells what the dict would that it was made of."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.checksums import Checksums, Table

NUMBERS = st.dictionaries(st.text(max_size=8), st.integers(0, 65_535), max_size=40)


@given(NUMBERS, st.text(max_size=8))
def test_a_table_has_the_numbers_of_its_dict(numbers: dict[str, int], other: str) -> None:
    table = Table.of(numbers, "H")
    assert {text: table.get(text) for text in numbers} == numbers
    assert (other in table) == (other in numbers)
    assert table.get(other) == numbers.get(other)


@given(NUMBERS)
def test_the_order_of_the_texts_does_not_count(numbers: dict[str, int]) -> None:
    turned = dict(reversed(numbers.items()))
    assert Table.of(turned, "H") == Table.of(numbers, "H")
    assert Checksums.of(turned) == Checksums.of(numbers)


def test_a_text_is_among_its_own_alone() -> None:
    texts = Checksums.of(["kraków", "concert"])
    assert "kraków" in texts
    assert "krakow" not in texts
    assert "concert" not in Checksums.of([])
