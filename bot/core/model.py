"""Step 2 of 4, understand (b): a linear model that tells what a message asks, from hundreds of examples of each.

Softmax regression over words, pairs of words and pieces of words. Names are masked (``@session``), so the model knows
*how* people ask, not *what about*; a word that hardly any example has counts as ``<unk>``, so it learns how much
strangeness each way of asking bears: “is there a <unk> at @venue” much, “<unk> ~session” (a stranger's concert) none.

Chosen by measuring on held-out eighths of the language data. With 18,000 sentences of 141 intents: words alone 59 %
right, with pieces of two to four letters 68 %; a support vector machine on the same features 68 %. With 50,000 of 184:
pieces of two to four letters 73.9 %, of three and four 74.1, of three to five 73.6; but on 1,560 questions by other
hands, pieces of two letters are worth ten right answers.
"""

import math
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.core.checksums import Checksums, Table


@dataclass(frozen=True, slots=True)
class Observation:
    """What the model sees of a message."""

    words: tuple[str, ...]
    """Its words, names masked."""
    signs: tuple[str, ...] = ()
    """What else is known: how much is strange, and how firmly the event is named (``<strange 2 none>``). Not which of
    its things is named: topics would win whatever is asked about theirs."""


Example = tuple[Observation, str]
"""What is seen, and the label that it is an example of."""

UNKNOWN = "<unk>"
NUMBER = "<number>"
"""The features of a word that hardly any example has, and of any number."""
MARKS = frozenset("?!+&/;.,:")
"""What is no word."""
_PIECES = (2, 3, 4)  # letters; longer pieces add size, not accuracy
PIECE_WEIGHT = 0.9  # of the pieces of words against the words
_BY_HEART = 0.9
"""Probability that a sentence which the language data has asks what it asks there."""
LONGEST_BY_HEART = 8
"""Words of a sentence that somebody may well say just so."""
STEPS = 127  # of a weight, up to the largest of its row: what one byte holds
_REMEMBERED_WORDS = 4_000  # of some 700 bytes each; an attacker's nonsense does not fill the memory
_REMEMBERED_FEATURES = 10_000  # of some 90 bytes each
_NONE = -1  # in place of the row of a feature that no example has


def seen_as(word: str, known: Container[str]) -> str:
    """Give the feature that a word is."""
    return NUMBER if word[0].isdigit() else word if word in known else UNKNOWN


def word_features(kept: Sequence[str], seen: Observation) -> list[str]:
    """Give the features of words, marks left out, that are `kept` as `seen_as` gives them."""
    padded = ["<s>", *kept, "</s>"]
    found = [
        *kept,
        *[f"{a} {b}" for a, b in pairwise(padded)],
        *[f"{a} _ {b}" for a, b in zip(padded, padded[2:], strict=False)],
    ]
    if len(kept) <= 2:  # noqa: PLR2004  (one word asks differently from a sentence)
        found.append(f"<{len(kept)}>")
    if "?" in seen.words:
        found.append("<?>")
    return [*dict.fromkeys(found), *seen.signs]


def pieces(word: str) -> Iterator[str]:
    """Give the pieces of a word as features; marks and numbers have none."""
    if word[0].isalpha():
        padded = f"^{word[:24]}$"
        for size in _PIECES:
            for start in range(len(padded) - size + 1):
                yield f"#{padded[start : start + size]}"  # apart from the words: “ski” is also a piece of “skip”


class _Word(NamedTuple):
    seen_as: str
    """The feature that it is."""
    row: int
    """The row of that feature in the weights, if the word is one of its own, else `_NONE`."""
    said: NDArray[np.float32]
    """What its pieces say for each label: the model is linear, so each word is summed up once."""
    length: float
    """The squared length of their values; 0 for what has no pieces."""


@dataclass(frozen=True)
class IntentModel:
    """Weights of every feature for every label."""

    labels: tuple[str, ...]
    known: Checksums
    """Words that are features of their own; every other one counts as `UNKNOWN`."""
    codes: NDArray[np.uint32]
    """The checksum of each feature, in order: a tenth of the memory that the features themselves would take; of 100,000
    features that no example has, two are taken for another."""
    rows: NDArray[np.int32]
    """Beside each of `codes`, the row of that feature in `weights`."""
    rarity: NDArray[np.float32]
    """Value of each feature in a message: the logarithm of its inverse frequency."""
    scale: NDArray[np.float32]
    """What a step of each row of `weights` stands for."""
    weights: NDArray[np.int8]
    """Features × labels, in steps of `scale`: one byte each, as the pages that are touched count as memory."""
    bias: NDArray[np.float32]
    by_heart: Table[int] = field(default_factory=lambda: Table.of({}, "H"), repr=False)
    """Short sentence of the language data, `plain` → its label: who asks just so is understood just so."""
    _learnt: dict[str, "_Word"] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What is known of a word; the same ones come again and again."""
    _row_of: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Feature of messages → its row, or `_NONE`: the same ones come again, and to search the codes takes longer."""

    def probabilities(self, seen: Observation) -> NDArray[np.float32]:
        """Give each label its probability, in the order of `labels`; they add up to 1."""
        words = [self._word(word) for word in seen.words if word not in MARKS]
        logits, length = self._said(self._rows_of(word_features([word.seen_as for word in words], seen)))
        logits /= math.sqrt(length) or 1.0
        spelt = [word for word in words if word.length]
        if spelt:
            length = sum(word.length for word in spelt)
            together = spelt[0].said.copy()
            for word in spelt[1:]:
                together += word.said
            together *= PIECE_WEIGHT / math.sqrt(length)
            logits += together
        logits += self.bias
        logits -= np.maximum.reduce(logits)
        np.exp(logits, out=logits)
        logits /= np.add.reduce(logits)
        short = len(words) <= LONGEST_BY_HEART
        if short and (label := self.by_heart.get(plain(seen.words))) is not None:
            logits *= 1 - _BY_HEART
            logits[label] += np.float32(_BY_HEART)
        return logits

    def count_against(self, words: Sequence[str], label: int, other: int) -> int:
        """Count the words that by themselves speak rather for the other label, or for none."""
        rows = [row for word in words if (row := self._word(word).row) != _NONE]
        weight = self.weights.item
        return len(words) - sum([weight(row, label) > weight(row, other) for row in rows])

    def _rows_of(self, features: Sequence[str]) -> list[int]:
        """Give the rows of the features that have one, the same for the same features."""
        try:
            rows = [self._row_of[feature] for feature in features]
        except KeyError:
            rows = self._looked_up(features)
            if len(self._row_of) + len(rows) > _REMEMBERED_FEATURES:
                self._row_of.clear()
            self._row_of.update(zip(features, rows, strict=True))
        return [row for row in rows if row != _NONE]

    def _looked_up(self, features: Iterable[str]) -> list[int]:
        """Search the codes for features: the row of each, or `_NONE`."""
        codes = codes_of(features)
        places = self.codes.searchsorted(codes)
        is_known = self.codes.take(places, mode="clip") == codes
        found: list[int] = np.where(is_known, self.rows.take(places, mode="clip"), _NONE).tolist()
        return found

    def _said(self, rows: Sequence[int]) -> tuple[NDArray[np.float32], float]:
        """Add up what features say, each as loud as its value; beside it the squared length of the values."""
        places = np.array(rows, dtype=np.intp)
        values = self.rarity.take(places)
        length = float(values @ values)
        values *= self.scale.take(places)
        return values @ self.weights.take(places, axis=0).astype(np.float32), length

    def _word(self, word: str) -> "_Word":
        learnt = self._learnt.get(word)
        if learnt is None:
            if len(self._learnt) >= _REMEMBERED_WORDS:
                self._learnt.clear()
            row, *others = self._looked_up([word, *pieces(word)])
            said, length = self._said([other for other in others if other != _NONE])
            learnt = self._learnt[word] = _Word(seen_as(word, self.known), row, said, length)
        return learnt


def plain(words: Sequence[str]) -> str:
    """Give a sentence without its marks, however its things are named."""
    return " ".join([word for word in words if word not in MARKS]).replace("~", "@")


def codes_of(features: Iterable[str]) -> NDArray[np.uint32]:
    """Give the checksum of each feature."""
    return np.fromiter(map(crc32, map(str.encode, features)), dtype=np.uint32)
