"""Step 2 of 4, understand (b): a linear model that tells what a message asks, from hundreds of examples of each.

Softmax regression over words, pairs of words and pieces of words. Names are masked (``@session``), so the model knows
*how* people ask, not *what about*; a word that hardly any example has counts as ``<unk>``, so it learns how much
strangeness each way of asking bears: “is there a <unk> at @venue” much, “<unk> ~session” (a stranger's concert) none.

Chosen by measuring on held-out eighths of the language data. With 18,000 sentences of 141 intents: words alone 59 %
right, with pieces of two to four letters 68 %; a support vector machine on the same features 68 %. With 50,000 of 184:
pieces of two to four letters 73.9 %, of three and four 74.1, of three to five 73.6; but on 1,560 questions by other
hands, pieces of two letters are worth ten right answers. Ten passes one example at a time, half of the features
forgotten, took twice as long for 73.7 %.
"""

import math
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
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
_NUMBER = "<number>"
_MARKS = frozenset("?!+&/;.,:")
_PIECES = (2, 3, 4)  # letters; longer pieces add size, not accuracy
_PIECE_WEIGHT = 0.9  # of the pieces of words against the words
_STRANGENESS = 6.0  # weight of the signs of strangeness: common, so their rarity would hide them
_EPOCHS = 12
_BATCH = 4
"""Examples to a step. Larger products would be no faster alone, and OpenBLAS would cut them up for threads: on a busy
machine these wait for each other ten times as long as they work, and more cores would give another model."""
_DEALT = 4_096
"""Examples that are looked up at once."""
_LEARNING_RATE, _BIAS_RATE = 5.0, 0.02
_FORGOTTEN = 0.5
"""Share of an example's features that is left out each time it is shown, so that the model leans on all of them and
not on a few telling words: 5 points more on 3,600 sentences by other hands. Twelve passes with half forgotten answer
24 of 2,920 questions more than five passes with 0.4, of which 12 of 760 that nobody had read; a higher rate or more
passes give no more."""
_BY_HEART = 0.9
"""Probability that a sentence which the language data has asks what it asks there."""
LONGEST_BY_HEART = 8
"""Words of a sentence that somebody may well say just so."""
_STEPS = 127  # of a weight, up to the largest of its row: what one byte holds
_REMEMBERED_WORDS = 4_000  # of some 700 bytes each; an attacker's nonsense does not fill the memory
_LEAST_EXAMPLES = 2  # a word in fewer examples is UNKNOWN
_LEAST_USES = 3  # a feature in fewer examples is left out


def _seen_as(word: str, known: Container[str]) -> str:
    """Give the feature that a word is."""
    return _NUMBER if word[0].isdigit() else word if word in known else UNKNOWN


def _word_features(kept: Sequence[str], seen: Observation) -> list[str]:
    """Give the features of words, marks left out, that are `kept` as `_seen_as` gives them."""
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


def _pieces(word: str) -> Iterator[str]:
    if word[0].isalpha():
        padded = f"^{word[:24]}$"
        for size in _PIECES:
            for start in range(len(padded) - size + 1):
                yield f"#{padded[start : start + size]}"  # apart from the words: “ski” is also a piece of “skip”


class _Word(NamedTuple):
    seen_as: str
    """The feature that it is."""
    row: int | None
    """The row of that feature in the weights, if the word is one of its own."""
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
    _learnt: dict[str, "_Word"] = field(default_factory=dict, repr=False)
    """What is known of a word; the same ones come again and again."""

    def probabilities(self, seen: Observation) -> NDArray[np.float32]:
        """Give each label its probability, in the order of `labels`; they add up to 1."""
        words = [self._word(word) for word in seen.words if word not in _MARKS]
        logits, length = self._said(self._rows_of(_word_features([word.seen_as for word in words], seen)))
        logits /= math.sqrt(length) or 1.0
        spelt = [word for word in words if word.length]
        if spelt:
            length = sum(word.length for word in spelt)
            together = spelt[0].said.copy()
            for word in spelt[1:]:
                together += word.said
            together *= _PIECE_WEIGHT / math.sqrt(length)
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
        rows = [row for word in words if (row := self._word(word).row) is not None]
        return len(words) - int(np.add.reduce(self.weights[rows, label] > self.weights[rows, other]))

    def _rows_of(self, features: Iterable[str]) -> NDArray[np.int32]:
        codes = _codes_of(features)
        places = self.codes.searchsorted(codes)
        found: NDArray[np.int32] = self.rows[places[self.codes.take(places, mode="clip") == codes]]
        return found

    def _said(self, rows: NDArray[np.int32]) -> tuple[NDArray[np.float32], float]:
        """Add up what features say, each as loud as its value; beside it the squared length of the values."""
        values = self.rarity.take(rows)
        length = float(values @ values)
        values *= self.scale.take(rows)
        return values @ self.weights.take(rows, axis=0).astype(np.float32), length

    def _word(self, word: str) -> "_Word":
        learnt = self._learnt.get(word)
        if learnt is None:
            if len(self._learnt) >= _REMEMBERED_WORDS:
                self._learnt.clear()
            said, length = self._said(self._rows_of(_pieces(word)))
            row = next(iter(self._rows_of([word]).tolist()), None)
            learnt = self._learnt[word] = _Word(_seen_as(word, self.known), row, said, length)
        return learnt


def plain(words: Sequence[str]) -> str:
    """Give a sentence without its marks, however its things are named."""
    return " ".join(word.replace("~", "@") for word in words if word not in _MARKS)


def _codes_of(features: Iterable[str]) -> NDArray[np.uint32]:
    return np.fromiter(map(crc32, map(str.encode, features)), dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class _Table:
    """Examples as a sparse matrix: what stands at ``starts[n]:starts[n + 1]`` belongs to example n."""

    starts: NDArray[np.intp]
    rows: NDArray[np.intp]
    values: NDArray[np.float32]


def fit(examples: Sequence[Example], *, progress: Callable[[float], None] = lambda _: None) -> IntentModel:
    """Fit the weights by stochastic gradient descent; the same examples give the same model.

    Labels with few examples weigh more (by the square root of their share). `progress` hears 0 to 1.
    """
    counts = Counter(word for seen, _ in examples for word in set(seen.words))
    known = {word for word, count in counts.items() if count >= _LEAST_EXAMPLES} | {UNKNOWN, _NUMBER}
    names, rarity, table = _tabulated([seen for seen, _ in examples], known)
    labels = tuple(sorted({label for _, label in examples}))
    number_of = {label: number for number, label in enumerate(labels)}
    targets = np.array([number_of[label] for _, label in examples])
    is_sign = np.array([name.startswith("<strange") for name in names])  # never forgotten: they decide what is refused
    weights, bias = _descend(table, targets, (~is_sign * _FORGOTTEN).astype(np.float32), len(labels), progress)
    scale = np.maximum(np.abs(weights).max(axis=1), np.finfo(np.float32).tiny * _STEPS) / np.float32(_STEPS)
    codes, rows = np.unique(_codes_of(names), return_index=True)  # of two with one checksum the commoner stays
    known &= set(names)
    steps = np.rint(weights / scale[:, None]).astype(np.int8)
    return IntentModel(labels, Checksums.of(known), codes, rows.astype(np.int32), rarity, scale, steps, bias)


def _tabulated(seen: Sequence[Observation], known: Container[str]) -> tuple[list[str], NDArray[np.float32], _Table]:
    """Choose the features; give them, the rarity of each, and the values of each example.

    The commonest feature is first, so that rows that are looked at together lie together. The values of an example's
    words are of length one, and those of its pieces a little less.
    """
    numbers: dict[str, int] = {}
    entries = np.concatenate(
        [np.add(features, example << 32) for example, features in enumerate(_numbered(seen, known, numbers))]
    )
    entries, repeated = np.unique(entries, return_counts=True)
    example, number = entries >> 32, entries & 0xFFFFFFFF
    uses = np.bincount(number, minlength=len(numbers))
    used = dict(zip(numbers, uses.tolist(), strict=True))
    names = [name for name, count in used.items() if count >= _LEAST_USES or name in known]
    names.sort(key=lambda name: (-used[name], name))
    row_of = np.full(len(numbers), -1)
    row_of[[numbers[name] for name in names]] = np.arange(len(names))
    rows = row_of[number]
    example, repeated, rows = (column[rows >= 0] for column in (example, repeated, rows))

    rarity = np.log(len(seen) / np.array([used[name] for name in names])).astype(np.float32)
    rarity[[row for row, name in enumerate(names) if name.startswith("<strange")]] = _STRANGENESS
    is_piece = np.array([name[0] == "#" for name in names])[rows]
    values = repeated * rarity[rows]
    group = 2 * example + is_piece
    lengths = np.sqrt(np.bincount(group, weights=values * rarity[rows], minlength=2 * len(seen)))
    values *= np.where(is_piece, _PIECE_WEIGHT, 1.0) / lengths[group]
    starts = np.concatenate(([0], np.cumsum(np.bincount(example, minlength=len(seen)))))
    return names, rarity, _Table(starts, rows, values.astype(np.float32))


def _numbered(seen: Sequence[Observation], known: Container[str], numbers: dict[str, int]) -> Iterator[list[int]]:
    """Give the features of each example as numbers; new ones are added to `numbers`."""

    def numbered(features: Iterable[str]) -> list[int]:
        return [numbers.setdefault(feature, len(numbers)) for feature in features]

    spelt: dict[str, list[int]] = {}
    for observation in seen:
        kept = [_seen_as(word, known) for word in observation.words if word not in _MARKS]
        found = numbered(_word_features(kept, observation))
        for word in observation.words:
            if word not in spelt:
                spelt[word] = numbered(_pieces(word))
            found += spelt[word]
        yield found


def _descend(
    table: _Table,
    targets: NDArray[np.intp],
    forgotten: NDArray[np.float32],
    count: int,
    progress: Callable[[float], None],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Fit; `forgotten` is each feature's chance to be left out, `count` the number of labels.

    A batch is a small dense matrix: its examples × the features that one of them has.
    """
    share = np.bincount(targets, minlength=count)
    importance = np.clip(np.sqrt(np.median(share) / share), 0.3, 2.0).astype(np.float32)
    weights, bias = np.zeros((len(forgotten), count), dtype=np.float32), np.zeros(count, dtype=np.float32)
    chance = np.random.default_rng(seed=0)
    done, steps = 0, _EPOCHS * len(targets)
    for _ in range(_EPOCHS):
        for examples, features, values in _batches(table, forgotten, chance):
            rate = np.float32(_LEARNING_RATE * (1 - done / steps))
            own = weights.take(features, axis=0)
            error = values @ own
            error += bias
            error -= error.max(axis=1, keepdims=True)
            np.exp(error, out=error)
            error /= error.sum(axis=1, keepdims=True)
            error[np.arange(len(examples)), targets[examples]] -= 1
            error *= (importance[targets[examples]] * rate)[:, None]
            own -= values.T @ error
            weights[features] = own
            bias -= np.float32(_BIAS_RATE) * error.sum(axis=0)
            done += len(examples)
            if done % 2048 < len(examples):
                progress(done / steps)
    progress(1.0)
    return weights, bias


# A generator is named in quotes: numpy imports its own when it is looked at, 3 MB for a fit alone.
def _batches(
    table: _Table, forgotten: NDArray[np.float32], chance: "np.random.Generator"
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]]:
    """Deal all examples anew: numbers of some, their features, and the matrix of values; some features forgotten."""
    louder = np.float32(1 / math.sqrt(1 - _FORGOTTEN))  # what is left speaks for what is not
    column_of = np.empty(len(forgotten), dtype=np.intp)
    places = np.arange(len(forgotten))
    order = chance.permutation(len(table.starts) - 1)
    for begin in range(0, len(order), _DEALT):
        dealt = order[begin : begin + _DEALT]
        counts = table.starts[dealt + 1] - table.starts[dealt]
        lines = np.repeat(np.arange(len(dealt)), counts)
        entries = np.arange(len(lines)) + np.repeat(table.starts[dealt] - (counts.cumsum() - counts), counts)
        entries_kept = chance.random(len(entries), dtype=np.float32) >= forgotten[table.rows[entries]]
        lines, entries = lines[entries_kept], entries[entries_kept]
        all_rows, all_values = table.rows[entries], table.values[entries] * louder
        cuts = np.searchsorted(lines, np.arange(0, len(dealt) + _BATCH, _BATCH)).tolist()
        for number, (start, end) in enumerate(pairwise(cuts)):
            rows = all_rows[start:end]
            column_of[rows] = places[: end - start]  # of rows that come again, the last place stays
            features = rows[column_of[rows] == places[: end - start]]
            column_of[features] = places[: len(features)]
            examples = dealt[number * _BATCH : (number + 1) * _BATCH]
            matrix = np.zeros((len(examples), len(features)), dtype=np.float32)
            matrix[lines[start:end] - number * _BATCH, column_of[rows]] = all_values[start:end]
            yield examples, features, matrix
