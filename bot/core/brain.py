"""Everything made ready for answering: knowledge, language, names and the fitted model, built once and shared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.days import DAY_WORDS
from bot.core.entities import Gazetteer
from bot.core.knowledge import Knowledge, Person
from bot.core.lexicon import CHATTER, ELSEWHERE, TOPIC, Lexicon
from bot.core.locale import Locale
from bot.core.model import IntentModel
from bot.core.spelling import Speller
from bot.core.text import tokenise
from bot.core.utterance import Ears
from bot.core.vocabulary import Vocabulary, with_names

_LONGEST_CITY = 2  # words of a name
QUOTED_WORDS = 5
"""Words in a row that tell a quote from a coincidence."""
NAME_LEANING = 0.6
"""How much a word of a name that only one language uses speaks for it; an everyday word speaks with up to 3."""
INFLECTED_LEANING = -2.0
"""The same of a Polish name in another case than the first: who declines it speaks Polish."""


@dataclass(frozen=True)
class Brain:
    """What `respond` needs; immutable but for what it remembers, and swapped whole when the knowledge changes."""

    knowledge: Knowledge
    lexicon: Lexicon
    gazetteer: Gazetteer
    model: IntentModel
    vocabulary: Vocabulary
    ears: Ears
    remembered: dict[tuple[object, ...], Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What `conversation` has understood of messages; it goes when the knowledge changes, with all else here."""
    next_questions: dict[tuple[str, Locale], list[tuple[str, str]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Thing and language → what `answering` offers to be asked about it: intents with their questions."""

    @cached_property
    def number_of(self) -> dict[str, int]:
        """Label → its place in the model's probabilities."""
        return {label: number for number, label in enumerate(self.model.labels)}

    @cached_property
    def city_beginnings(self) -> frozenset[str]:
        """The first words of the names of cities."""
        return frozenset(city.split()[0] for city in self.lexicon.cities)

    def other_city_at(self, words: Sequence[str], start: int) -> int:
        """Count the words from one on that name another city than the event's; 0 if none is named there."""
        for length in range(_LONGEST_CITY, 0, -1):
            name = words[start : start + length]
            if " ".join(name) in self.lexicon.cities and not self.gazetteer.words.issuperset(name):
                return length
        return 0

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
