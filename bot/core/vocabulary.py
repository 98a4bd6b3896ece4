"""Step 2 of 4, understand (b): how usual each word is in questions about events, and what it says by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log, log1p
from typing import NamedTuple

from bot.core.days import DAY_WORDS, DayMention
from bot.core.entities import Gazetteer, Mention, Named
from bot.core.knowledge import Knowledge
from bot.core.lexicon import ELSEWHERE, Intent
from bot.core.model import Observation
from bot.core.numerals import ORDINAL_WORDS
from bot.core.text import tokenise

_RARE = 2
"""In so many sentences a word may stand and still be strange: among 40,000 some hold anything."""
_WEIGHT_OF_NAMES = 1_000
"""What is added to the count of a word of a name: never strange, and the first choice for a misspelt word."""
_REMEMBERED_WORDS = 10_000  # bounded: an attacker types endless nonsense
_SHORTEST = 3
"""Letters of the shortest word that tells anything: shorter ones are of every language."""
_BEGINNING = 5
"""Letters that inflected forms of a word share."""
_MOST_STRANGE = 3
"""Strange words that are counted."""


class Sense(NamedTuple):
    """What one word says by itself of what a message is about."""

    word: str
    tells: bool
    """Whether it says anything: short words, numbers and masks do not."""
    is_strange: bool
    """Whether hardly any sentence about events has it or an inflected form."""
    familiarity: float
    """The logarithm of how often such sentences have it; 0 if none has."""
    odds_of_elsewhere: float
    """The log-odds that it is from a sentence about no event; a rare word is judged by its beginning."""


@dataclass(frozen=True)
class Vocabulary:
    """How often each folded word stands in the sentences about events: what is not strange in a question."""

    counts: Mapping[str, int]
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    """The same of the sentences about no event."""
    _senses: dict[str, Sense] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What `sense` has given: the same words come again and again."""

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        return frozenset(w[:_BEGINNING] for w, n in self.counts.items() if n > _RARE and len(w) >= _BEGINNING)

    @cached_property
    def _counts_by_beginning(self) -> tuple[dict[str, int], dict[str, int]]:
        return _by_beginning(self.counts), _by_beginning(self.elsewhere)

    @cached_property
    def _ours_to_others(self) -> float:
        """How many times as many words the sentences about events have; those of names are not counted."""
        return sum(n for n in self.counts.values() if n < _WEIGHT_OF_NAMES) / max(sum(self.elsewhere.values()), 1)

    def sense(self, word: str) -> Sense:
        """Tell what a word says by itself."""
        sense = self._senses.get(word)
        if sense is None:
            if len(self._senses) >= _REMEMBERED_WORDS:
                self._senses.clear()
            sense = self._senses[word] = Sense(
                word,
                _tells(word),
                self.is_strange(word),
                log1p(self.counts.get(word, 0)),
                self._odds_of_elsewhere(word),
            )
        return sense

    def _odds_of_elsewhere(self, word: str) -> float:
        ours, others = self.counts.get(word, 0), self.elsewhere.get(word, 0)
        if ours + others <= _RARE and len(word) >= _BEGINNING:
            ours, others = (counts.get(word[:_BEGINNING], 0) for counts in self._counts_by_beginning)
        ratio = self._ours_to_others
        return log((others + 1) * ratio / (ours + ratio))

    def is_rare(self, word: str) -> bool:
        """Whether hardly any sentence has just this word."""
        return self.counts.get(word, 0) <= _RARE

    def is_strange(self, word: str, *, own: int = 0) -> bool:
        """Whether hardly any sentence has the word or an inflected form; `own` counts those not to be counted."""
        if not _tells(word) or self.counts.get(word, 0) - own > _RARE:
            return False
        if word[-1] == "s" and self.counts.get(word[:-1], 0) > _RARE:
            return False
        return own > 0 or len(word) <= _BEGINNING or word[:_BEGINNING] not in self._beginnings

    def observe(self, named: Named, *, own: int = 0) -> Observation:
        """Give what the model sees of words in which names have been found; `own` as in `is_strange`."""
        count = min(sum(self.is_strange(word, own=own) for word in named.masked), _MOST_STRANGE)
        firm = firmness(named.things, named.days)
        return Observation(named.masked, (f"<strange {count}>", f"<strange {count} {firm}>"))


def _tells(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isalpha()


def _by_beginning(counts: Mapping[str, int]) -> dict[str, int]:
    """Add up the counts of words that begin alike."""
    together: dict[str, int] = {}
    for word, count in counts.items():
        beginning = word[:_BEGINNING]
        together[beginning] = together.get(beginning, 0) + count
    return together


def firmness(things: Sequence[Mention], days: Sequence[DayMention]) -> str:
    """Tell how firmly something of the event is named: by its name, by a generic word or a day, or not."""
    own = [mention for mention in things if mention.kind != "city"]
    if any(not mention.is_generic for mention in own):
        return "named"
    return "generic" if own or any(mention.is_ours for mention in days) else "none"


def with_names(vocabulary: Mapping[str, int], gazetteer: Gazetteer) -> dict[str, int]:
    """Add the words of names."""
    return {**vocabulary, **{word: vocabulary.get(word, 0) + _WEIGHT_OF_NAMES for word in gazetteer.words}}


def vocabulary_of(intents: Mapping[str, Intent], knowledge: Knowledge) -> dict[str, int]:
    """Count the words of all phrasings: what misspelt words are repaired to."""
    counts: dict[str, int] = {}
    sentences = [s for name, intent in intents.items() if name != ELSEWHERE for s in intent.both]
    sentences += [s for asked in knowledge.asked.values() for s in asked]
    for sentence in sentences:
        for word in tokenise(sentence):
            if word.isalpha():
                counts[word] = counts.get(word, 0) + 1
    for word in DAY_WORDS | ORDINAL_WORDS:
        counts[word] = counts.get(word, 0) + 100
    return {word: count for word, count in counts.items() if count > _RARE and word.isascii()}
