"""Step 2 of 4, understand (b): a linear model that tells what a message asks, from hundreds of examples of each.

Softmax regression over words, pairs of words and pieces of words. Names are masked (``@session``), so the model knows
*how* people ask, not *what about*; a word that hardly any example has counts as ``<unk>``, so it learns how much
strangeness each way of asking bears: “is there a <unk> at @venue” much, “<unk> ~session” (a stranger's concert) none.

Chosen by measuring on held-out eighths of the language data (18,000 sentences, 141 intents): words alone 59 % right,
with pieces of two to four letters 68 %; a support vector machine on the same features 68 %.
"""

import math
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Observation:
    """What the model sees of a message."""

    words: tuple[str, ...]
    """Its words, names masked."""
    signs: tuple[str, ...] = ()
    """What else is known: which things they name (``=concert``), how much is strange (``<strange 2 none>``)."""


Example = tuple[Observation, str]
"""What is seen, and the label that it is an example of."""

UNKNOWN = "<unk>"
_NUMBER = "<number>"
_MARKS = frozenset("?!+&/;.,:")
_PIECES = (2, 3, 4)  # letters; longer pieces add size, not accuracy
_PIECE_WEIGHT = 0.9  # of the pieces of words against the words
_STRANGENESS = 6.0  # weight of the signs of strangeness: common, so their rarity would hide them
_EPOCHS = 10
_LEARNING_RATE = 3.0
_FORGOTTEN = 0.5
"""Share of an example's features that is left out each time it is shown, so that the model leans on all of them and
not on a few telling words: 5 points more on 3,600 sentences by other hands."""
_DECAY = 1e-5
_AVERAGED = 4
"""The model is the mean of the last epochs': each ends a little off, in another direction (0.4 points on 1,400)."""
_REMEMBERED_WORDS = 4_000  # of some 700 bytes each; an attacker's nonsense does not fill the memory
_LEAST_EXAMPLES = 2  # a word in fewer examples is UNKNOWN
_LEAST_USES = 3  # a feature in fewer examples is left out


def _word_features(seen: Observation, known: Container[str]) -> list[str]:
    words = seen.words
    kept = [
        _NUMBER if word[0].isdigit() else word if word in known else UNKNOWN for word in words if word not in _MARKS
    ]
    padded = ["<s>", *kept, "</s>"]
    found = dict.fromkeys(kept)
    found.update(dict.fromkeys(f"{a} {b}" for a, b in pairwise(padded)))
    found.update(dict.fromkeys(f"{a} _ {b}" for a, b in zip(padded, padded[2:], strict=False)))
    if len(kept) <= 2:  # noqa: PLR2004  (one word asks differently from a sentence)
        found[f"<{len(kept)}>"] = None
    if "?" in words:
        found["<?>"] = None
    return [*found, *seen.signs]


def _pieces(word: str) -> Iterator[str]:
    if word[0].isalpha():
        padded = f"^{word[:24]}$"
        for size in _PIECES:
            for start in range(len(padded) - size + 1):
                yield f"#{padded[start : start + size]}"  # apart from the words: “ski” is also a piece of “skip”


@dataclass(frozen=True)
class IntentModel:
    """Weights of every feature for every label."""

    labels: tuple[str, ...]
    index: dict[str, int]
    """Feature → row of `weights`."""
    rarity: NDArray[np.float32]
    """Weight of each feature in a message: the logarithm of its inverse frequency."""
    weights: NDArray[np.float32]
    """Features × labels."""
    bias: NDArray[np.float32]
    _spelt: dict[str, tuple[NDArray[np.float32], float]] = field(default_factory=dict, repr=False)
    """Word → what its pieces say, and their squared length: the model is linear, so each word is summed up once."""

    def probabilities(self, seen: Observation) -> NDArray[np.float32]:
        """Give each label its probability, in the order of `labels`; they add up to 1."""
        index = self.index
        whole = np.array([index[f] for f in _word_features(seen, index) if f in index], dtype=np.intp)
        values = self.rarity.take(whole)
        logits = self.bias + (values / _length(values)) @ self.weights[whole]
        spelt = [self._pieces_of(word) for word in seen.words if word[0].isalpha()]
        length = sum(squared for _, squared in spelt)
        if length:
            logits += np.add.reduce([said for said, _ in spelt]) * np.float32(_PIECE_WEIGHT / math.sqrt(length))
        logits -= logits.max()
        np.exp(logits, out=logits)
        result: NDArray[np.float32] = logits / logits.sum()
        return result

    def _pieces_of(self, word: str) -> tuple[NDArray[np.float32], float]:
        if word not in self._spelt:
            if len(self._spelt) >= _REMEMBERED_WORDS:
                self._spelt.clear()
            rows = np.array([self.index[piece] for piece in _pieces(word) if piece in self.index], dtype=np.intp)
            values = self.rarity[rows]
            self._spelt[word] = values @ self.weights[rows], float(values @ values)
        return self._spelt[word]


def _length(values: NDArray[np.float32]) -> np.float32:
    return np.float32(math.sqrt(values @ values) or 1.0)


def _vector(
    seen: Observation, known: Container[str], index: dict[str, int], rarity: NDArray[np.float32]
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Turn words into rows and values: the words and the pieces each of length one, pieces weighing a little more."""
    whole = [index[f] for f in _word_features(seen, known) if f in index]
    counted = Counter(index[piece] for word in seen.words for piece in _pieces(word) if piece in index)
    pieces, counts = list(counted), np.array(list(counted.values()), dtype=np.float32)
    own = rarity[whole]
    spelt = rarity[pieces]
    scale = _PIECE_WEIGHT / (math.sqrt(float((counts * spelt) @ spelt)) or 1.0)
    return np.array(whole + pieces, dtype=np.intp), np.concatenate(
        (own / _length(own), counts * spelt * np.float32(scale))
    )


def fit(examples: Sequence[Example], *, progress: Callable[[float], None] = lambda _: None) -> IntentModel:
    """Fit the weights by stochastic gradient descent; the same examples give the same model.

    Labels with few examples weigh more (by the square root of their share). `progress` hears 0 to 1.
    """
    counts = Counter(word for seen, _ in examples for word in set(seen.words))
    known = {word for word, count in counts.items() if count >= _LEAST_EXAMPLES} | {UNKNOWN, _NUMBER}
    uses = Counter(
        feature
        for seen, _ in examples
        for feature in {
            *_word_features(seen, known),
            *(p for word in seen.words for p in _pieces(word)),
        }
    )
    names = sorted(f for f, n in uses.items() if n >= _LEAST_USES or f in known)
    index = {name: row for row, name in enumerate(names)}
    rarity = np.log(len(examples) / np.array([uses[name] for name in names])).astype(np.float32)
    rarity[[row for name, row in index.items() if name.startswith("<strange")]] = _STRANGENESS
    labels = tuple(sorted({label for _, label in examples}))
    number_of = {label: number for number, label in enumerate(labels)}
    targets = np.array([number_of[label] for _, label in examples])
    vectors = [_vector(seen, known, index, rarity) for seen, _ in examples]
    is_sign = np.array([name.startswith("<strange") for name in names])  # never forgotten: they decide what is refused
    weights, bias = _descend(vectors, targets, (~is_sign * _FORGOTTEN).astype(np.float32), len(labels), progress)
    return IntentModel(labels, index, rarity, weights, bias)


def _descend(
    vectors: Sequence[tuple[NDArray[np.intp], NDArray[np.float32]]],
    targets: NDArray[np.intp],
    forgotten: NDArray[np.float32],
    count: int,
    progress: Callable[[float], None],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Fit; `forgotten` is each feature's chance to be left out, `count` the number of labels."""
    share = np.bincount(targets, minlength=count)
    importance = np.clip(np.sqrt(np.median(share) / share), 0.3, 2.0)
    weights, bias = np.zeros((len(forgotten), count), dtype=np.float32), np.zeros(count, dtype=np.float32)
    mean_weights, mean_bias = np.zeros_like(weights), np.zeros_like(bias)
    chance = np.random.default_rng(seed=0)
    louder = np.float32(1 / math.sqrt(1 - _FORGOTTEN))  # what is left speaks for what is not
    for epoch in range(_EPOCHS):
        rate = _LEARNING_RATE * (1 - epoch / _EPOCHS)
        for done, example in enumerate(chance.permutation(len(vectors))):
            (rows, values), target = vectors[example], targets[example]
            kept = chance.random(len(rows), dtype=np.float32) >= forgotten[rows]
            rows, values = rows[kept], values[kept] * louder
            own = weights[rows]
            error = values @ own + bias
            error -= error.max()
            np.exp(error, out=error)
            error /= error.sum()
            error[target] -= 1
            error *= np.float32(importance[target] * rate)
            own *= np.float32(1 - rate * _DECAY)
            own -= values[:, None] * error
            weights[rows] = own
            bias -= np.float32(0.02) * error
            if done % 2048 == 0:
                progress((epoch + done / len(vectors)) / _EPOCHS)
        if epoch >= _EPOCHS - _AVERAGED:
            mean_weights += weights / _AVERAGED
            mean_bias += bias / _AVERAGED
    progress(1.0)
    return mean_weights, mean_bias
