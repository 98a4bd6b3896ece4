"""Everything made ready for answering: knowledge, language, names and the fitted model, built once and shared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log, log1p
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.days import DAY_WORDS, DayMention
from bot.core.entities import Gazetteer, Mention, Named
from bot.core.knowledge import Knowledge, Person
from bot.core.lexicon import Intent, Lexicon
from bot.core.model import IntentModel, Observation
from bot.core.numerals import ORDINAL_WORDS
from bot.core.spelling import Speller
from bot.core.text import tokenise
from bot.core.utterance import Ears

ELSEWHERE = "elsewhere"
"""The label of what is not about the event."""
CHATTER = "chatter"
"""The label of sentences around a question."""
QUOTED_WORDS = 5
"""Words in a row that tell a quote from a coincidence."""
TOPIC = "topic:"
"""Labels of the knowledge's own topics begin with it."""
NAME_LEANING = 0.6
"""How much a word of a name that only one language uses speaks for it; an everyday word speaks with up to 3."""
INFLECTED_LEANING = -2.0
"""The same of a Polish name in another case than the first: who declines it speaks Polish."""
_RARE = 2
"""In so many sentences a word may stand and still be strange: among 40,000 some hold anything."""
_WEIGHT_OF_NAMES = 1_000
"""What is added to the count of a word of a name: never strange, and the first choice for a misspelt word."""
_REMEMBERED_WORDS = 10_000  # bounded: an attacker types endless nonsense
_BEGINNING = 5
"""Letters that inflected forms of a word share."""


@dataclass(frozen=True)
class Vocabulary:
    """How often each folded word stands in the sentences about events: what is not strange in a question."""

    counts: Mapping[str, int]
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    """The same of the sentences about no event."""
    _judged: dict[str, bool] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Word → whether it is strange: the same ones come again and again."""
    _odds: dict[str, float] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Word → what `odds_of_elsewhere` gives."""

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

    def familiarity(self, word: str) -> float:
        """Give the logarithm of how often sentences about events have the word; 0 if none has."""
        return log1p(self.counts.get(word, 0))

    def odds_of_elsewhere(self, word: str) -> float:
        """Give the log-odds that a word is from a sentence about no event; a rare one is judged by its beginning."""
        odds = self._odds.get(word)
        if odds is None:
            if len(self._odds) >= _REMEMBERED_WORDS:
                self._odds.clear()
            odds = self._odds[word] = self._odds_of_elsewhere(word)
        return odds

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
        if own:
            return self._stands_out(word, own)
        judged = self._judged.get(word)
        if judged is None:
            if len(self._judged) >= _REMEMBERED_WORDS:
                self._judged.clear()
            judged = self._judged[word] = self._stands_out(word, 0)
        return judged

    def _stands_out(self, word: str, own: int) -> bool:
        if not word.isalpha() or len(word) < 3 or self.counts.get(word, 0) - own > _RARE:  # noqa: PLR2004
            return False
        if word[-1] == "s" and self.counts.get(word[:-1], 0) > _RARE:
            return False
        return own > 0 or len(word) <= _BEGINNING or word[:_BEGINNING] not in self._beginnings

    def observe(self, named: Named, *, own: int = 0) -> Observation:
        """Give what the model sees of words in which names have been found."""
        strange = sum(self.is_strange(word, own=own) for word in named.masked)
        count = min(strange, 3)
        return Observation(
            named.masked, (f"<strange {count}>", f"<strange {count} {firmness(named.things, named.days)}>")
        )


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


@dataclass(frozen=True)
class Brain:
    """What `respond` needs; immutable, so it is swapped whole when the knowledge changes."""

    knowledge: Knowledge
    lexicon: Lexicon
    gazetteer: Gazetteer
    model: IntentModel
    vocabulary: Vocabulary
    ears: Ears
    remembered: dict[tuple[object, ...], Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What `conversation` has understood of messages; it goes when the knowledge changes, with all else here."""

    @cached_property
    def number_of(self) -> dict[str, int]:
        """Label → its place in the model's probabilities."""
        return {label: number for number, label in enumerate(self.model.labels)}

    @cached_property
    def city_beginnings(self) -> frozenset[str]:
        """The first words of the names of cities."""
        return frozenset(city.split()[0] for city in self.lexicon.cities)

    @cached_property
    def quoted(self) -> frozenset[tuple[str, ...]]:
        """Runs of `QUOTED_WORDS` words of the quotes, folded: whoever repeats one asks about it."""
        texts = [tokenise(text) for q in self.knowledge.quotes for text in (q.text.en, q.text.pl)]
        words = [[w for w in text if w[0].isalnum()] for text in texts]
        return frozenset(tuple(w[i : i + QUOTED_WORDS]) for w in words for i in range(len(w) - QUOTED_WORDS + 1))

    @cached_property
    def asked(self) -> dict[str, str]:
        """Phrasing of a topic, without marks → the topic: whoever asks just so gets just that."""
        return {plain_text(sentence): topic for topic, asked in self.knowledge.asked.items() for sentence in asked}

    @cached_property
    def topic_numbers(self) -> NDArray[np.intp]:
        """The places of all topics in the model's probabilities."""
        return np.array([self.number_of[TOPIC + topic.id] for topic in self.knowledge.topics], dtype=np.intp)

    @cached_property
    def topics_of_people(self) -> NDArray[np.intp]:
        """The places of the topics about people: what one has said, another has not."""
        people = {person.id for person in self.knowledge.people}
        numbers = [self.number_of[TOPIC + topic.id] for topic in self.knowledge.topics if people & set(topic.about)]
        return np.array(numbers, dtype=np.intp)

    @cached_property
    def not_ours(self) -> frozenset[str]:
        """The labels that ask nothing about the event: small talk, chatter, and what is about something else."""
        return self.lexicon.talk | {CHATTER, ELSEWHERE}

    @cached_property
    def are_ours(self) -> NDArray[np.float32]:
        """1 where a label asks something about the event, else 0; in the order of the model's probabilities."""
        return np.array([label not in self.not_ours for label in self.model.labels], dtype=np.float32)

    @cached_property
    def talk_numbers(self) -> NDArray[np.intp]:
        """The places of small talk and chatter in the model's probabilities."""
        labels = sorted({CHATTER, *self.lexicon.talk} & self.number_of.keys())
        return np.array([self.number_of[label] for label in labels], dtype=np.intp)

    @cached_property
    def topic_for(self) -> dict[tuple[str, str], str]:
        """An intent and the id of a thing → the first topic that answers just that."""
        return {
            (intent, id_): topic.id
            for topic in reversed(self.knowledge.topics)
            for intent in topic.intents
            for id_ in topic.about
        }

    @cached_property
    def topic_routes(self) -> dict[str, list[tuple[int, tuple[int, ...]]]]:
        """Id of a thing → the topics about it: the place of each, and those of the intents that it answers about it."""
        routes: dict[str, list[tuple[int, tuple[int, ...]]]] = {}
        for topic in self.knowledge.topics:
            intents = tuple(self.number_of[intent] for intent in topic.intents if intent in self.number_of)
            for id_ in topic.about:
                routes.setdefault(id_, []).append((self.number_of[TOPIC + topic.id], intents))
        return routes


def plain_text(text: str) -> str:
    """Fold a message and leave its marks out."""
    return " ".join(word for word in tokenise(text) if word[0].isalnum())


def assemble(knowledge: Knowledge, lexicon: Lexicon, model: IntentModel, vocabulary: Mapping[str, int]) -> Brain:
    """Put a brain together from its parts; fast, nothing is fitted."""
    gazetteer = Gazetteer(knowledge)
    weights = with_names(vocabulary, gazetteer)
    return Brain(
        knowledge,
        lexicon,
        gazetteer,
        model,
        Vocabulary(weights, lexicon.elsewhere),
        Ears(lexicon, Speller(weights), _name_leanings(knowledge), DAY_WORDS),
    )


def with_names(vocabulary: Mapping[str, int], gazetteer: Gazetteer) -> dict[str, int]:
    """Add the words of names."""
    return {**vocabulary, **{word: vocabulary.get(word, 0) + _WEIGHT_OF_NAMES for word in gazetteer.words}}


def _name_leanings(knowledge: Knowledge) -> dict[str, float]:
    """Tell which language a word of a name speaks for: 0 where both use it (a surname), a little where one does."""
    english, polish = set[str](), set[str]()
    city = knowledge.event
    for thing in knowledge.things():
        english.update(tokenise(" ".join((thing.name.en, *thing.aliases.en, *thing.generic.en))))
        polish.update(tokenise(" ".join((*thing.name.pl.forms, *thing.aliases.pl, *thing.generic.pl))))
        if isinstance(thing, Person):
            english.update(tokenise(" ".join((*thing.surname.en, *thing.roles.en))))
            polish.update(tokenise(" ".join((*thing.surname.pl, *thing.roles.pl))))
    english.update(tokenise(" ".join((city.city.en, *city.city_aliases.en))))
    polish.update(tokenise(" ".join((*city.city.pl.forms, *city.city_aliases.pl))))
    inflected = {w for thing in knowledge.things() for form in thing.name.pl.forms[1:] for w in tokenise(form)}
    inflected -= {w for thing in knowledge.things() for w in tokenise(thing.name.pl.forms[0])} | english
    return {
        word: INFLECTED_LEANING if word in inflected else NAME_LEANING * ((word in english) - (word in polish))
        for word in english | polish
        if word[0].isalpha() and len(word) > 2  # noqa: PLR2004  (“of”, „z” are words of their language)
    }


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
