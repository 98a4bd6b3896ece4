"""Step 1 of 4, hear: put misspelt and joined words right, against the words that the bot knows.

The only user of rapidfuzz. Optimal string alignment is used, where swapped letters are one slip, not two; measured on
questions of this kind it took misspelt ones from 47 to 78 % right, and phrase-level ratios are worse at any threshold.
"""

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

SHORTEST = 4
"""Letters of the shortest word that is repaired; shorter ones have too many neighbours."""
LONGEST = 30
"""Letters from which it is no word."""
SHORTEST_JOINED = 9
"""Letters of the shortest word that is cut in two: “gdziekoncert”."""
_FREQUENT = 300
"""Weight from which a word of two letters, such as “is”, may be a piece of joined ones."""
_SLIPS_BY_LENGTH = ((8, 1), (99, 2))
"""Up to 7 letters one slip, above two: more slips make another word of it (“szlema”, „szefa”)."""


class Speller:
    """Repairs words towards a vocabulary; remembers what it has looked up."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        """Take folded words with their weight: of two equally near words the heavier wins."""
        self._weight = vocabulary
        self._words = sorted(word for word in vocabulary if len(word) >= 3 and word.isalpha())  # noqa: PLR2004
        self._letters = np.array([_letter_set(word) for word in self._words], dtype=np.uint32)
        self._lengths = np.array([len(word) for word in self._words], dtype=np.int8)
        self._beginnings = frozenset(known[:6] for known in self._words if len(known) > 6)  # noqa: PLR2004
        self._memory: dict[str, str | None] = {}

    def __contains__(self, word: str) -> bool:
        """Whether the word is in the vocabulary as it stands."""
        return word in self._weight

    def repair(self, word: str) -> str | None:
        """Give the nearest known word, or None if none is near enough."""
        if word not in self._memory:
            if len(self._memory) > 20_000:  # noqa: PLR2004  (bounded: an attacker types endless nonsense)
                self._memory.clear()
            self._memory[word] = self._nearest(word)
        return self._memory[word]

    def _nearest(self, word: str) -> str | None:
        if not SHORTEST <= len(word) < LONGEST or not word.isalpha():
            return None
        slips = next(allowed for longest, allowed in _SLIPS_BY_LENGTH if len(word) < longest)
        best: tuple[float, int, str] | None = None
        for index in self._candidates(word, slips):
            candidate = self._words[index]
            distance = OSA.distance(word, candidate, score_cutoff=slips)
            if distance > slips or (distance == slips and slips > 1 and candidate[0] != word[0]):
                continue
            rank = (distance + 0.5 * (candidate[0] != word[0]), -self._weight[candidate], candidate)
            if best is None or rank < best:
                best = rank
        return best[2] if best else None

    def _candidates(self, word: str, slips: int) -> NDArray[np.intp]:
        """Words of about this length that differ in few letters: a test on bits before any edit distance."""
        differing = np.bitwise_count(self._letters ^ np.uint32(_letter_set(word)))
        near = (differing <= 2 * slips) & (np.abs(self._lengths - len(word)) <= slips)
        return np.nonzero(near)[0]

    def split(self, word: str) -> list[str] | None:
        """Cut joined words into known ones, the fewest possible; None if it can't be."""
        if len(word) < SHORTEST_JOINED or len(word) > 60 or not word.isalpha() or word[:6] in self._beginnings:  # noqa: PLR2004
            return None  # what begins like a known word is an inflected form of it
        best: list[list[str] | None] = [[]] + [None] * len(word)
        for end in range(2, len(word) + 1):
            for start in range(max(0, end - 16), end - 1):
                head, piece = best[start], word[start:end]
                if head is None or self._weight.get(piece, 0) < (_FREQUENT if len(piece) < 3 else 1):  # noqa: PLR2004
                    continue
                current = best[end]
                if current is None or len(head) + 1 < len(current):
                    best[end] = [*head, piece]
        parts = best[-1]
        return parts if parts and len(parts) > 1 and max(map(len, parts)) >= 4 else None  # noqa: PLR2004


def _letter_set(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 32)
    return bits
