"""Texts known by their checksums: whether one is among them, and the number that belongs to it.

The texts themselves are not kept: 46,000 words with a number each take 0.3 MB, as a dict they took 5. A look takes half
a microsecond, and of 100,000 texts that are not among so many, one is taken for another.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, Self, TypeVar
from zlib import crc32

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Checksums:
    """A set of texts."""

    codes: "array[int]"
    """The checksum of each, in order."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Make it of the texts."""
        return cls(array("I", sorted(map(_checksum, texts))))

    def __contains__(self, text: object) -> bool:
        codes, code = self.codes, crc32(str(text).encode())  # as in `place`: a call would take as long as the look
        place = bisect_left(codes, code)
        return place < len(codes) and codes[place] == code

    def place(self, text: str) -> int | None:
        """Where it stands among them; None if it does not."""
        codes, code = self.codes, crc32(text.encode())
        place = bisect_left(codes, code)
        return place if place < len(codes) and codes[place] == code else None


@dataclass(frozen=True, slots=True)
class Table(Generic[Number]):
    """A number for each of some texts."""

    texts: Checksums
    numbers: "array[Number]"
    """Beside each of the checksums."""

    @classmethod
    def of(cls, numbers: Mapping[str, Number], kind: str) -> Self:
        """Make it of a dict; `kind` is the typecode of an `array` that holds its numbers."""
        pairs = sorted((_checksum(text), number) for text, number in numbers.items())
        codes = array("I", [code for code, _ in pairs])
        return cls(Checksums(codes), array(kind, [number for _, number in pairs]))

    def __contains__(self, text: str) -> bool:
        return text in self.texts

    def get(self, text: str) -> Number | None:
        """The number of a text; None if it is not among them."""
        place = self.texts.place(text)
        return None if place is None else self.numbers[place]


def _checksum(text: str) -> int:
    return crc32(text.encode())
