"""Everything made ready for answering: knowledge, language, names and the fitted model, built once and shared."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle

from bot.core.entities import KINDS, Gazetteer
from bot.core.knowledge import Knowledge, Person
from bot.core.lexicon import Intent, Lexicon
from bot.core.model import Example, IntentModel, fit
from bot.core.spelling import Speller
from bot.core.text import fold, tokenise
from bot.core.utterance import Ears

ELSEWHERE = "elsewhere"
"""The label of what is not about the event."""
CHATTER = "chatter"
"""The label of sentences around a question."""
TOPIC = "topic:"
"""Labels of the knowledge's own topics begin with it."""
NAME_LEANING = 0.7
"""How much a word of a name that only one language uses speaks for it; an everyday word speaks with up to 3."""
_SLOT_KINDS = ("session", "venue", "person", "org", "event", "subject")


@dataclass(frozen=True)
class Brain:
    """What `respond` needs; immutable, so it is swapped whole when the knowledge changes."""

    knowledge: Knowledge
    lexicon: Lexicon
    gazetteer: Gazetteer
    model: IntentModel
    ears: Ears


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
    before = knowledge.event.starts_on - timedelta(7)
    fillings = {
        kind: cycle([t.id for t in knowledge.things() if KINDS[type(t)] == kind] or ["none"]) for kind in _SLOT_KINDS
    }
    generic = cycle((False, True))
    for name, intent in intents.items():
        for sentence in (*intent.en, *intent.pl):
            words = tuple(tokenise(sentence))
            masked: list[str] = []
            ids: list[str] = []
            for word in gazetteer.find(words, today=before).masked:
                kind = word[1:-1] if word[0] == "{" else ""
                if kind in fillings:
                    masked.append(("~" if next(generic) else "@") + kind)
                    ids.append("=" + next(fillings[kind]))
                else:
                    masked.append("@day" if kind == "day" else word)
            yield (*masked, *ids), name
    for topic in knowledge.topics:
        for sentence in topic.asked.both:
            yield model_words(gazetteer, tuple(tokenise(fold(sentence))), knowledge), TOPIC + topic.id


def model_words(gazetteer: Gazetteer, words: tuple[str, ...], knowledge: Knowledge) -> tuple[str, ...]:
    """Give what the model sees of heard words: names masked, and which things they were."""
    named = gazetteer.find(words, today=knowledge.event.starts_on - timedelta(7))
    return (*named.masked, *(f"={mention.id}" for mention in named.things))
