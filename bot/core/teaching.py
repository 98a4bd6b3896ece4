"""What the model is taught: the sentences of the language data and of the topics, as it will see messages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from random import Random

from bot.core.checksums import Table
from bot.core.days import DayMention
from bot.core.entities import KINDS, Gazetteer, Mention, Named, names_of, without_articles
from bot.core.fitting import fit
from bot.core.knowledge import Knowledge
from bot.core.lexicon import CHATTER, ELSEWHERE, TOPIC, Intent
from bot.core.model import LONGEST_BY_HEART, Example, IntentModel, Observation, plain
from bot.core.text import tokenise
from bot.core.vocabulary import Vocabulary, vocabulary_of, with_names

_ESTRANGED = 0.2
"""Share of the sentences about something generic that are also shown about a stranger's: not about this event."""
_DISTRACTED = 0.35
"""Share of the sentences about something else that are also shown beside a day or a name of the event."""
_SURROUNDED = 0.2
"""Share of the sentences about the event that are also shown beside chatter: strange words elsewhere do no harm."""
_HALF = 0.5
_SLOT_KINDS = ("session", "venue", "person", "org", "event", "subject")


def fit_model(
    knowledge: Knowledge,
    intents: Mapping[str, Intent],
    *,
    progress: Callable[[float], None] = lambda _: None,
) -> IntentModel:
    """Fit the model to the language data and to the topics of this knowledge; takes seconds."""
    examples = list(_Examples(knowledge, intents))
    model = fit(examples, progress=progress)
    return replace(model, by_heart=_by_heart(intents, Gazetteer(knowledge), model.labels))


def _by_heart(intents: Mapping[str, Intent], gazetteer: Gazetteer, labels: Sequence[str]) -> Table[int]:
    """Give the short sentences that stand under one way of asking alone: “tell me about {session}”.

    Those in which a word happens to name something of this event are left out: it would stand for any other.
    """
    number_of = {label: number for number, label in enumerate(labels)}
    found: dict[str, set[str]] = {}
    for name in intents.keys() - {CHATTER}:
        for sentence in intents[name].both:
            words = tokenise(sentence)
            if len(words) <= LONGEST_BY_HEART and gazetteer.words.isdisjoint(words):
                masked = [f"@{word[1:-1]}" if word[0] == "{" else word for word in words]
                found.setdefault(plain(without_articles(masked)), set()).add(name)
    return Table.of({text: number_of[name] for text, (name, *others) in found.items() if not others}, "H")


def taught(knowledge: Knowledge, intents: Mapping[str, Intent]) -> tuple[object, ...]:
    """Give all that `fit_model` looks at: as long as this stays the same, so does the model."""
    event = knowledge.event
    return (
        (event.starts_on, event.ends_on, event.city.en, event.city.forms, event.city.pl.loc, event.city_aliases.both),
        [(thing.id, type(thing).__name__, *names_of(thing)) for thing in knowledge.things()],
        knowledge.elsewhere.both,
        list(knowledge.asked.items()),
        [(name, intent.en, intent.pl) for name, intent in intents.items()],
    )


class _Examples:
    """The sentences of the language data and of the topics as the model sees them, slots filled with masks.

    Slots become full and generic names in turn, of each thing in turn. Some sentences are shown again, changed, so that
    the model learns what a name beside them means; the same data always gives the same examples.
    """

    def __init__(self, knowledge: Knowledge, intents: Mapping[str, Intent]) -> None:
        self._intents = intents
        self._knowledge = knowledge
        self._before = knowledge.event.starts_on - timedelta(7)
        self._gazetteer = Gazetteer(knowledge)
        self._vocabulary = Vocabulary(with_names(vocabulary_of(intents, knowledge), self._gazetteer))
        self._chance = Random(0)  # noqa: S311  (repeatable, no secret)
        self._is_generic = cycle((False, True))
        self._things = {
            kind: cycle([t.id for t in knowledge.things() if KINDS[type(t)] == kind] or ["none"])
            for kind in _SLOT_KINDS
        }

    def __iter__(self) -> Iterator[Example]:
        strange = self._strange_words()
        for name, intent in self._intents.items():
            for sentence in intent.both:
                words = tuple(tokenise(sentence))
                yield self._seen(words, own=int(name != ELSEWHERE)), name
                yield from self._shown_again(words, name, strange)
        for sentence in self._knowledge.elsewhere.both:
            yield self._seen(tuple(tokenise(sentence))), ELSEWHERE
        for topic, asked in self._knowledge.asked.items():
            for sentence in asked:
                yield self._seen(tuple(tokenise(sentence)), own=1), TOPIC + topic

    def _shown_again(self, words: tuple[str, ...], name: str, strange: list[str]) -> Iterator[Example]:
        """Change some of the sentences: beside a name of the event, beside a stranger's, beside chatter."""
        chance = self._chance
        if name == ELSEWHERE:
            if chance.random() < _DISTRACTED:
                yield self._seen(self._distracted(words)), name
        elif any(word[0] == "{" for word in words):
            if chance.random() < _ESTRANGED:
                yield self._seen(self._estranged(words, strange), generic=True), ELSEWHERE
            if chance.random() < _SURROUNDED:
                chatter = self._intents[CHATTER]
                extra = tuple(tokenise(chance.choice((*chatter.en, *chatter.pl))))
                yield self._seen((*words, *extra) if chance.random() < _HALF else (*extra, *words)), name

    def _seen(self, words: tuple[str, ...], *, own: int = 0, generic: bool = False) -> Observation:
        """Fill the slots, and observe the sentence as if it had been typed."""
        named = self._gazetteer.find(words, today=self._before)
        things, days, masked = list(named.things), list(named.days), list(named.masked)
        for position, word in enumerate(masked):
            kind = word[1:-1] if word[0] == "{" else ""
            if kind == "day":
                masked[position] = "@day"
                days.append(DayMention(self._before, position, position + 1))
            elif kind in self._things:
                is_generic = generic or next(self._is_generic)
                masked[position] = ("~" if is_generic else "@") + kind
                things.append(Mention(next(self._things[kind]), kind, position, position + 1, is_generic))
        return self._vocabulary.observe(Named(tuple(things), tuple(days), tuple(without_articles(masked))), own=own)

    def _strange_words(self) -> list[str]:
        """Words that only messages about something else have: names of bands, towns, shops."""
        elsewhere = self._intents[ELSEWHERE]
        words = {w for s in (*elsewhere.en, *elsewhere.pl) for w in tokenise(s) if len(w) > 3}  # noqa: PLR2004
        return sorted(w for w in words if self._vocabulary.is_strange(w))

    def _estranged(self, words: tuple[str, ...], strange: list[str]) -> tuple[str, ...]:
        """Put a stranger's name beside a slot: “when is the *Queen* concert” is not about this event."""
        chance = self._chance
        slot = next(n for n, word in enumerate(words) if word[0] == "{")
        names = tuple(chance.choice(strange) for _ in range(chance.choice((1, 1, 2))))
        joint = chance.choice(((), (), ("of",), ("in",), ("w",), ("na",)))
        around = (*names, words[slot]) if chance.random() < _HALF else (words[slot], *joint, *names)
        return (*words[:slot], *around, *words[slot + 1 :])

    def _distracted(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Put a day, the city or a name of the event beside what is not about it: “will it rain on {day}”."""
        city = self._knowledge.event.city
        extra = self._chance.choice(
            (
                ("on", "{day}"),
                ("{day}",),
                ("w", "{day}"),
                ("in", *tokenise(city.en)),
                ("w", *tokenise(city.pl.loc)),
                ("{org}",),
                ("{session}",),
                ("{venue}",),
            )
        )
        return (*words, *extra) if self._chance.random() < _HALF else (*extra, *words)
