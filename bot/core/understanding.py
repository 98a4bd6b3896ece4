"""Step 2 of 4, understand (c): decide what is asked, about what; or that it can't be told.

What repeats the knowledge, gives orders or means others is told by its form; then the clauses are read, else the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.core.asking import ATTRIBUTE, asks_of
from bot.core.brain import Brain, plain_text
from bot.core.clauses import asks_of_clauses, rescued
from bot.core.described import with_described
from bot.core.followups import shifted_days
from bot.core.forming import ask_of
from bot.core.grammar import with_checks_joined
from bot.core.lexicon import TOPIC
from bot.core.outside import asks_inside, gives_orders, means_others
from bot.core.placing import placed_in, placed_somewhere
from bot.core.polarity import wants_yes_or_no
from bot.core.reading import Ask, Context, Reading, names_nothing, read
from bot.core.repeated import repeated_of
from bot.core.routing import merged, routed
from bot.core.scope import SURELY_REFUSED, is_elsewhere, strangeness, with_doubts
from bot.core.utterance import Utterance

SURELY_OURS = 0.001
"""Up to which probability of “elsewhere” a strange word beside a name makes it no other's: it is a slip."""
_MOST_LOST = 2
"""From how many words that were not understood a message in a third language is one about something else."""


@dataclass(frozen=True, slots=True)
class Understood:
    """At least one question about the event."""

    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name that several things share: which one is meant has to be asked."""

    choices: tuple[str, ...]
    ask: Ask


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """Talk that asks nothing of the event."""

    intent: str
    confidence: float


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Not about this event, or not to be told."""

    confidence: float


Understanding = Understood | Ambiguous | SmallTalk | NotUnderstood


def understand(utterance: Utterance, brain: Brain, *, context: Context | None, today: date) -> Understanding:
    """Tell what is asked. `context` is None where nothing came before or it is stale."""
    context = context or Context()
    if not any(map(str.isalnum, utterance.text)):  # emoji and marks
        return SmallTalk("capabilities" if "?" in utterance.words else "user_mood", 1.0)
    words = with_checks_joined(utterance.words)
    whole = read(words, brain, today, utterance.locale, context)
    if topic := brain.asked.get(plain_text(utterance.text)):
        return Understood((ask_of(TOPIC + topic, 1.0, whole),))
    if repeated := repeated_of(whole, utterance, brain):
        return Understood((repeated,))
    if gives_orders(utterance.words):
        return NotUnderstood(1 - whole.elsewhere)
    if placed := placed_in(whole, brain) or placed_somewhere(whole, brain):
        return Understood((placed,))
    others = whole.elsewhere > SURELY_OURS and means_others(whole, utterance, brain)
    if others or _is_lost(utterance, whole):
        return NotUnderstood(1 - whole.elsewhere)
    talk, _ = _small_talk(whole, brain)
    if talk is None and names_nothing(whole) and strangeness(whole, brain, context) >= SURELY_REFUSED:
        return NotUnderstood(1 - whole.elsewhere)
    asks = asks_of_clauses(words, whole, brain, context, today)
    if asks:
        return _settled(with_doubts(asks, whole, brain, context), brain, words)
    understanding = _of_reading(whole, brain, context)
    if isinstance(understanding, NotUnderstood) and (asks := rescued(whole, brain, context, today)):
        return _settled(asks, brain, words)
    return understanding


def _is_lost(utterance: Utterance, whole: Reading) -> bool:
    """Whether what a message in a third language is about was not understood: it names nothing that is known here."""
    return utterance.lost >= _MOST_LOST and names_nothing(whole)


def _of_reading(reading: Reading, brain: Brain, context: Context) -> Understanding:
    talk, confidence = _small_talk(reading, brain)
    if talk and not reading.things and not shifted_days(reading.words, brain, context):
        return SmallTalk(talk, confidence)
    if is_elsewhere(reading, brain, context):
        if asks_inside(reading) and wants_yes_or_no(reading.words):
            return _settled((ask_of(ATTRIBUTE, 1 - reading.elsewhere, reading),), brain, reading.words)
        return NotUnderstood(1 - reading.elsewhere)
    asks = asks_of(reading, brain, context)
    asks = with_doubts(asks, reading, brain, context)
    return _settled(asks, brain, reading.words) if asks else NotUnderstood(0.0)


def _settled(asks: Sequence[Ask], brain: Brain, words: Sequence[str]) -> Understanding:
    """Route to topics, drop repetitions, and ask back where a name is shared; `words` are those of the message."""
    message = tuple(words)
    asks = [ask if ask.words == message else replace(ask, message=message) for ask in asks]
    asks = [replace(ask, words=message) if ask.intent == "who_said" else ask for ask in asks]  # the words quoted
    asks = [routed(with_described(ask, words, brain), brain) for ask in asks]
    for ask in asks:
        for mention in ask.things:
            if mention.rivals:
                return Ambiguous((mention.id, *mention.rivals), ask)
    return Understood(merged(asks))


def _small_talk(reading: Reading, brain: Brain) -> tuple[str | None, float]:
    label, confidence = reading.best
    return (label, confidence) if label in brain.lexicon.talk else (None, 0.0)
