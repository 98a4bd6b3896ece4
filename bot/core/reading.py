"""Step 2 of 4, understand (c): one clause: what it names, what the model makes of it; and what is kept of a talk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bot.core.brain import Brain
from bot.core.days import DayMention
from bot.core.entities import KINDS, Mention
from bot.core.grammar import SMALL_WORDS, leans
from bot.core.knowledge import Event
from bot.core.lexicon import ELSEWHERE, TOPIC
from bot.core.locale import Locale
from bot.core.periods import Period, find_period

_OTHER_TOPIC, _OTHER_TOPIC_BEFORE = 0.01, 0.05
"""What is left of the probability of a topic about other things than those named, or than those spoken of before."""
_MOST_RANKED = 6
"""Labels that are looked at."""
MOST_MEANT = 2
"""Things that “it” and “they” stand for: of more, none is meant."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: what is wanted, about what."""

    intent: str
    """Name of an intent of the language data, or ``topic:<id>``."""
    things: tuple[Mention, ...] = ()
    """What it names, most telling first."""
    days: tuple[date, ...] = ()
    """Days that it names."""
    period: Period | None = None
    """The week or month that it names, if no day."""
    confidence: float = 1.0
    is_yes_no: bool = False
    """Whether it wants a yes or a no."""
    words: tuple[str, ...] = ()
    """The clause as heard."""
    message: tuple[str, ...] = ()
    """All that was said with it: “*I have an invitation.* May I come?”."""
    besides: tuple[str, ...] = ()
    """Ids of the sessions that are excluded: “what else, *apart from the concert*?”."""
    not_on: tuple[date, ...] = ()
    """Days that are excluded."""
    is_doubtful: bool = False
    """Whether it may well be about something else."""
    is_in_other_city: bool = False
    """Whether it puts the event in another city than its own."""

    @property
    def topic(self) -> str | None:
        """Id of the topic, if one is asked for."""
        return self.intent.removeprefix(TOPIC) if self.intent.startswith(TOPIC) else None

    def of_kind(self, *kinds: str) -> tuple[str, ...]:
        """Ids of the things of these kinds, in order, each once."""
        ids = [m.id for m in self.things if m.kind in kinds]
        return tuple(dict.fromkeys(ids) if len(ids) > 1 else ids)


@dataclass(frozen=True, slots=True)
class Context:
    """What the last message was about; the next one may lean on it. Where nothing was asked, the rest is empty too."""

    asks: tuple[Ask, ...] = ()
    listed: tuple[str, ...] = ()
    """Ids of the sessions that were named in the last answer, in order: “the first of these”."""
    days: tuple[date, ...] = ()
    """Days that were asked about or answered: “and the day after?”."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One clause with what it names and the model's opinion of it."""

    words: tuple[str, ...]
    things: tuple[Mention, ...]
    days: tuple[DayMention, ...]
    locale: Locale
    probabilities: NDArray[np.float32] = field(repr=False)
    elsewhere: float
    """The probability that it is about something else."""
    talk: float
    """The probability that it is small talk, or words around a question."""
    likeliest: tuple[tuple[str, float], ...]
    """The likeliest labels with their probabilities, the likeliest first; others hardly have any."""
    period: Period | None = None
    """The week or month that is named; None where a day is, or neither."""
    weighed: list[float] = field(default_factory=list, init=False, repr=False, compare=False)
    """What `scope` has made of its signs, once it has: it is asked several times."""

    @property
    def best(self) -> tuple[str, float]:
        """The most probable label and its probability."""
        return self.likeliest[0]

    @property
    def scope(self) -> float:
        """The probability that it asks about the event."""
        return 1 - self.elsewhere - self.talk


def read(words: Sequence[str], brain: Brain, today: date, locale: Locale, context: Context | None = None) -> Reading:
    """Find what is named in some words and let the model judge them; “it” stands for what came before."""
    named = brain.gazetteer.find(tuple(words), today=today)
    if context and context.asks and not (named.days or but_city(named.things)) and leans(words, locale):
        before = but_city([m for ask in context.asks for m in ask.things]) or mentions_of(brain, context.listed)
        before = before[:MOST_MEANT]
        about, heard = before, replace(named, things=tuple(replace(m, is_generic=True) for m in before))
    else:
        about, heard = named.things, named
    chances = brain.model.probabilities(brain.vocabulary.observe(heard))
    probabilities = _shared_out(chances, about, brain, others=_OTHER_TOPIC if heard is named else _OTHER_TOPIC_BEFORE)
    elsewhere = probabilities.item(brain.number_of[ELSEWHERE])
    talk = float(np.add.reduce(probabilities.take(brain.talk_numbers)))
    likeliest = _likeliest(probabilities, brain.model.labels)
    period = None if named.days else find_period(words, today=today)
    return Reading(tuple(words), named.things, named.days, locale, probabilities, elsewhere, talk, likeliest, period)


def _likeliest(probabilities: NDArray[np.float32], labels: Sequence[str]) -> tuple[tuple[str, float], ...]:
    most = min(_MOST_RANKED, len(labels))
    numbers = probabilities.argpartition(-most)[-most:]
    ranked = sorted(zip(probabilities.take(numbers).tolist(), numbers.tolist(), strict=True), reverse=True)
    return tuple([(labels[number], chance) for chance, number in ranked])


def _shared_out(
    probabilities: NDArray[np.float32], things: Sequence[Mention], brain: Brain, *, others: float
) -> NDArray[np.float32]:
    """Give topics what belongs to them: general ways of asking about their things; `others` is left of other topics."""
    named = {m.id for m in things if m.kind not in {"city", "event"}}
    routes = brain.topic_routes
    concerned = {route for id_ in named or (brain.knowledge.event.id,) for route in routes.get(id_, ())}
    if named:
        own = [number for number, _ in concerned]
        kept = probabilities[own]
        probabilities[brain.topic_numbers] *= others
        if others == _OTHER_TOPIC and any(m.kind == "person" for m in things):
            probabilities[brain.topics_of_people] = 0
        probabilities[own] = kept
    for number, intents in sorted(route for route in concerned if route[1]):
        for intent in intents:
            probabilities[number] += probabilities[intent]
            probabilities[intent] = 0
    probabilities /= np.add.reduce(probabilities)
    return probabilities


def share(reading: Reading, brain: Brain, *labels: str) -> float:
    """Give the probability of some labels together."""
    numbers = brain.number_of
    return sum(float(reading.probabilities[numbers[label]]) for label in labels if label in numbers)


def best_of_ours(reading: Reading, brain: Brain) -> tuple[str, float]:
    """Give the most probable label that is about the event, and its probability."""
    for label, chance in reading.likeliest:
        if is_ours(label, brain):
            return label, chance
    number = int((reading.probabilities * brain.are_ours).argmax())  # of small talk, none may be among the likeliest
    return brain.model.labels[number], reading.probabilities.item(number)


def is_ours(label: str, brain: Brain) -> bool:
    """Whether a label is a way of asking about the event: neither talk nor something else."""
    return label not in brain.not_ours


def naming(reading: Reading) -> set[int]:
    """Give the positions of the words that name something, things and days."""
    named: list[Mention | DayMention] = [*reading.things, *reading.days]
    return {i for mention in named for i in range(mention.start, mention.end)}


def but_city(things: Sequence[Mention]) -> tuple[Mention, ...]:
    """Leave out the city: it is where everything is, and what a question is hardly about."""
    return tuple(mention for mention in things if mention.kind != "city")


def names_nothing(reading: Reading) -> bool:
    """Whether nothing of the event is named but days and the city."""
    return not but_city(reading.things)


def names_a_day_of(event: Event, reading: Reading) -> bool:
    """Whether a day of the event is named."""
    return any(event.lasts_on(mention.day) for mention in reading.days)


def is_bare(reading: Reading, small: frozenset[str] = SMALL_WORDS) -> bool:
    """Whether nothing but names, days and small words stands there: “and the forum?”."""
    unexplained = [place for place, word in enumerate(reading.words) if word not in small and word[0].isalnum()]
    return not unexplained or naming(reading).issuperset(unexplained)


def mentions_of(brain: Brain, ids: Iterable[str]) -> tuple[Mention, ...]:
    """Make mentions of the things that the knowledge (still) has."""
    return tuple(mention_of(brain, id_) for id_ in ids if id_ in brain.knowledge.by_id)


def mention_of(brain: Brain, id_: str) -> Mention:
    """Make a mention of a thing that the message does not name itself."""
    return Mention(id_, KINDS[type(brain.knowledge.by_id[id_])], 0, 0, is_generic=False)
