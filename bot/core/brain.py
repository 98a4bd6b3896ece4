"""Everything made ready for answering: knowledge, language, names and the fitted model, built once and shared."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import cycle
from random import Random

from bot.core.entities import DAY_WORDS, KINDS, Gazetteer
from bot.core.knowledge import Knowledge, Person
from bot.core.lexicon import Intent, Lexicon
from bot.core.model import UNKNOWN, Example, IntentModel, fit
from bot.core.spelling import Speller
from bot.core.text import fold, tokenise
from bot.core.utterance import Ears

ELSEWHERE = "elsewhere"
"""The label of what is not about the event."""
CHATTER = "chatter"
"""The label of sentences around a question."""
QUOTED_WORDS = 5
"""Words in a row that tell a quote from a coincidence."""
TOPIC = "topic:"
"""Labels of the knowledge's own topics begin with it."""
NAME_LEANING = 1.2
"""How much a word of a name that only one language uses speaks for it; an everyday word speaks with up to 3."""
_ESTRANGED = 0.2
"""Share of the sentences about something generic that are also shown about a stranger's: not about this event."""
_DISTRACTED = 0.35
"""Share of the sentences about something else that are also shown beside a day or a name of the event."""
_SURROUNDED = 0.2
"""Share of the sentences about the event that are also shown beside chatter: strange words apart from a name do no harm."""
_SLOT_KINDS = ("session", "venue", "person", "org", "event", "subject")


@dataclass(frozen=True)
class Brain:
    """What `respond` needs; immutable, so it is swapped whole when the knowledge changes."""

    knowledge: Knowledge
    lexicon: Lexicon
    gazetteer: Gazetteer
    model: IntentModel
    ears: Ears

    @cached_property
    def number_of(self) -> dict[str, int]:
        """Label → its place in the model's probabilities."""
        return {label: number for number, label in enumerate(self.model.labels)}

    @cached_property
    def quoted(self) -> frozenset[tuple[str, ...]]:
        """Runs of `QUOTED_WORDS` words of the quotes, folded: whoever repeats one asks about it."""
        texts = [tokenise(text) for q in self.knowledge.quotes for text in (q.text.en, q.text.pl)]
        words = [[w for w in text if w[0].isalnum()] for text in texts]
        return frozenset(tuple(w[i : i + QUOTED_WORDS]) for w in words for i in range(len(w) - QUOTED_WORDS + 1))

    @cached_property
    def asked(self) -> dict[tuple[str, ...], str]:
        """Phrasing of a topic, as words → the topic: whoever asks just so gets just that."""
        return {
            plain_words(tokenise(sentence)): topic.id for topic in self.knowledge.topics for sentence in topic.asked.both
        }

    @cached_property
    def topic_routes(self) -> tuple[tuple[int, frozenset[str], tuple[int, ...]], ...]:
        """For each topic: its place, the ids it is about, the places of the intents that it answers about them."""
        return tuple(
            (
                self.number_of[TOPIC + topic.id],
                frozenset(topic.about),
                tuple(self.number_of[intent] for intent in topic.intents if intent in self.number_of),
            )
            for topic in self.knowledge.topics
        )


def plain_words(words: Iterable[str]) -> tuple[str, ...]:
    """Leave marks and apostrophes out."""
    return tuple(w.removesuffix("'s").replace("'", "") for w in words if w[0].isalnum())


def assemble(knowledge: Knowledge, lexicon: Lexicon, model: IntentModel, vocabulary: Mapping[str, int]) -> Brain:
    """Put a brain together from its parts; fast, nothing is fitted."""
    gazetteer = Gazetteer(knowledge)
    weights = {**vocabulary, **{word: vocabulary.get(word, 0) + 1_000 for word in gazetteer.words}}
    return Brain(knowledge, lexicon, gazetteer, model, Ears(lexicon, Speller(weights), _name_leanings(knowledge)))


def _name_leanings(knowledge: Knowledge) -> dict[str, float]:
    """Tell which language a word of a name speaks for: 0 where both use it (“Zinar”), a little where one does."""
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
    return {
        word: NAME_LEANING * ((word in english) - (word in polish))
        for word in english | polish
        if word[0].isalpha() and len(word) > 2  # noqa: PLR2004  (“of”, „z” are words of their language)
    }


def vocabulary_of(intents: Mapping[str, Intent], knowledge: Knowledge) -> dict[str, int]:
    """Count the words of all phrasings: what misspelt words are repaired to."""
    counts: dict[str, int] = {}
    sentences = [s for name, intent in intents.items() if name != ELSEWHERE for s in (*intent.en, *intent.pl)]
    sentences += [s for topic in knowledge.topics for s in topic.asked.both]
    for sentence in sentences:
        for word in tokenise(sentence):
            if word.isalpha():
                counts[word] = counts.get(word, 0) + 1
    for word in DAY_WORDS:
        counts[word] = counts.get(word, 0) + 100
    return {word: count for word, count in counts.items() if count > 1 and word.isascii()}


def fit_model(
    knowledge: Knowledge,
    intents: Mapping[str, Intent],
    *,
    progress: Callable[[float], None] = lambda _: None,
) -> IntentModel:
    """Fit the model to the language data and to the topics of this knowledge; takes seconds."""
    return fit(list(_examples(knowledge, intents)), progress=progress)


def _examples(knowledge: Knowledge, intents: Mapping[str, Intent]) -> Iterator[Example]:
    gazetteer = Gazetteer(knowledge)
    filler = _Filler(knowledge)
    strange = _strange_words(intents)
    chatter = (*intents[CHATTER].en, *intents[CHATTER].pl)
    chance = Random(0)  # noqa: S311  (the same data must give the same model)
    for name, intent in intents.items():
        for sentence in (*intent.en, *intent.pl):
            words = gazetteer.find(tuple(tokenise(sentence)), today=filler.before).masked
            yield filler.fill(words), name
            if name == ELSEWHERE:
                if chance.random() < _DISTRACTED:
                    yield _distracted(words, filler, chance), name
            elif any(word[0] == "{" for word in words):
                if chance.random() < _ESTRANGED:
                    yield _estranged(words, filler, strange, chance), ELSEWHERE
                if chance.random() < _SURROUNDED:
                    extra = tuple(tokenise(chance.choice(chatter)))
                    yield filler.fill((*words, *extra) if chance.random() < 0.5 else (*extra, *words)), name  # noqa: PLR2004
    for topic in knowledge.topics:
        for sentence in topic.asked.both:
            yield model_words(gazetteer, tuple(tokenise(fold(sentence))), knowledge), TOPIC + topic.id


class _Filler:
    """Fills the slots of the language data with masks, full and generic in turn, of each thing in turn."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.before = knowledge.event.starts_on - timedelta(7)
        self._things = {
            kind: cycle([t.id for t in knowledge.things() if KINDS[type(t)] == kind] or ["none"])
            for kind in _SLOT_KINDS
        }
        self._is_generic = cycle((False, True))

    def fill(self, words: tuple[str, ...], *, generic: bool = False) -> tuple[str, ...]:
        masked: list[str] = []
        ids: list[str] = []
        for word in words:
            kind = word[1:-1] if word[0] == "{" else ""
            if kind in self._things:
                masked.append(("~" if generic or next(self._is_generic) else "@") + kind)
                ids.append("=" + next(self._things[kind]))
            else:
                masked.append("@day" if kind == "day" else word)
        return (*masked, *ids)


def _strange_words(intents: Mapping[str, Intent]) -> list[str]:
    """Words that only messages about something else have: names of bands, towns, shops."""
    own = {w for name, i in intents.items() if name != ELSEWHERE for s in (*i.en, *i.pl) for w in tokenise(s)}
    elsewhere = intents[ELSEWHERE]
    words = {w for s in (*elsewhere.en, *elsewhere.pl) for w in tokenise(s) if len(w) > 3 and w.isalpha()}  # noqa: PLR2004
    return sorted(words - own)


def _estranged(words: tuple[str, ...], filler: _Filler, strange: list[str], chance: Random) -> tuple[str, ...]:
    """Put a stranger's name beside a generic one: “when is the *Queen* concert” is not about this event."""
    slot = next(n for n, word in enumerate(words) if word[0] == "{")
    names = tuple(chance.choice([UNKNOWN, chance.choice(strange)]) for _ in range(chance.choice((1, 1, 2))))
    joint = chance.choice(((), (), ("of",), ("in",), ("w",), ("na",)))
    before = chance.random() < 0.5  # noqa: PLR2004
    around = (*names, words[slot]) if before else (words[slot], *joint, *names)
    return filler.fill((*words[:slot], *around, *words[slot + 1 :]), generic=True)


def _distracted(words: tuple[str, ...], filler: _Filler, chance: Random) -> tuple[str, ...]:
    """Put a day, the city or a name of the event beside what is not about it: “will it rain on @day in ~city”."""
    extra = chance.choice(
        (("on", "@day"), ("@day",), ("w", "@day"), ("in", "~city"), ("w", "~city"), ("{org}",), ("{session}",), ("{venue}",))
    )
    return filler.fill((*words, *extra) if chance.random() < 0.7 else (*extra, *words))  # noqa: PLR2004


def model_words(gazetteer: Gazetteer, words: tuple[str, ...], knowledge: Knowledge) -> tuple[str, ...]:
    """Give what the model sees of heard words: names masked, and which things they were."""
    named = gazetteer.find(words, today=knowledge.event.starts_on - timedelta(7))
    return (*named.masked, *(f"={mention.id}" for mention in named.things))
