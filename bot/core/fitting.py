"""How the linear model is fitted: from labelled examples to one byte a weight, by stochastic gradient descent.

What it sees and how it answers is `bot.core.model`; which examples it is given, `bot.core.teaching`. On held-out
eighths of the language data, ten passes one example at a time took twice as long as batches and were no better.
"""

import math
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.core.checksums import Checksums
from bot.core.model import (
    MARKS,
    NUMBER,
    PIECE_WEIGHT,
    STEPS,
    UNKNOWN,
    Example,
    IntentModel,
    Observation,
    codes_of,
    pieces,
    seen_as,
    word_features,
)

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
_LEAST_EXAMPLES = 2  # a word in fewer examples is UNKNOWN
_LEAST_USES = 3  # a feature in fewer examples is left out


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
    known = {word for word, count in counts.items() if count >= _LEAST_EXAMPLES} | {UNKNOWN, NUMBER}
    names, rarity, table = _tabulated([seen for seen, _ in examples], known)
    labels = tuple(sorted({label for _, label in examples}))
    number_of = {label: number for number, label in enumerate(labels)}
    targets = np.array([number_of[label] for _, label in examples])
    is_sign = np.array([name.startswith("<strange") for name in names])  # never forgotten: they decide what is refused
    weights, bias = _descend(table, targets, (~is_sign * _FORGOTTEN).astype(np.float32), len(labels), progress)
    scale = np.maximum(np.abs(weights).max(axis=1), np.finfo(np.float32).tiny * STEPS) / np.float32(STEPS)
    codes, rows = np.unique(codes_of(names), return_index=True)  # of two with one checksum the commoner stays
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
    values *= np.where(is_piece, PIECE_WEIGHT, 1.0) / lengths[group]
    starts = np.concatenate(([0], np.cumsum(np.bincount(example, minlength=len(seen)))))
    return names, rarity, _Table(starts, rows, values.astype(np.float32))


def _numbered(seen: Sequence[Observation], known: Container[str], numbers: dict[str, int]) -> Iterator[list[int]]:
    """Give the features of each example as numbers; new ones are added to `numbers`."""

    def numbered(features: Iterable[str]) -> list[int]:
        return [numbers.setdefault(feature, len(numbers)) for feature in features]

    spelt: dict[str, list[int]] = {}
    for observation in seen:
        kept = [seen_as(word, known) for word in observation.words if word not in MARKS]
        found = numbered(word_features(kept, observation))
        for word in observation.words:
            if word not in spelt:
                spelt[word] = numbered(pieces(word))
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
