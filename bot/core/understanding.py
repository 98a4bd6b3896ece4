"""Step 2 of 4, understand (c): decide what is asked, about what; or that it can't be told.

A message is cut into clauses; each is read as intent × things; clauses that ask nothing are dropped. Whether a message
is about the event at all is decided by the model's share for “elsewhere”, held against how firmly the event is named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bot.core.brain import CHATTER, ELSEWHERE, TOPIC, Brain
from bot.core.entities import DayMention, Mention
from bot.core.utterance import Utterance

# --- Thresholds: measured on the development questions, checked on questions by other hands ---
ELSEWHERE_LIMITS = {"named": 0.93, "generic": 0.55, "none": 0.45}
"""From which probability of “elsewhere” a message is not about the event, by how firmly it names something of it."""
LEAST_CONFIDENCE = 0.18
"""Below it an intent is a guess: what is named is described, or the message is not understood."""
MARGIN = 0.06
"""Least lead of an intent over the second: closer ones are both in question."""
SECOND_QUESTION = 0.5
"""From which confidence each half of a message counts as a question of its own."""
LONGEST_CLAUSE = 16
"""Words of a message that is read as one; longer ones are cut where a new question begins."""

ATTRIBUTE = "other_attribute"
"""The intent for attributes that nobody listed beforehand."""
_STOPS = frozenset("?!.;")
_JOINTS = frozenset(("and", "i", "oraz", "&", "+", "/", ",", "also", "a", "plus", "or", "but", "ale", "bo", "tez"))
_QUESTION_WORDS = frozenset(
    "what when where who whom whose which why how czy co kiedy gdzie kto kogo komu kim czyj czyja czyje ktory ktora ktore "
    "ktorego ktorej ktorym jaki jaka jakie jakiego jakiej jakim dlaczego czemu jak ile skad dokad po".split()
)
_AUXILIARIES = frozenset(
    "is are was were will can could may might do does did has have should am would shall isnt arent".split()
)
_TAGS = frozenset("right yes correct no prawda tak nie true".split())
_PRONOUNS = frozenset(
    "it its that there this they them their he she his her him him then those these both one ones here "
    "to tam tego ten ta tym tej te on ona ono jego jej niego niej nim nia niej oni ich nich im go je tamten tamto "
    "wtedy tu tutaj oba obie obydwa mu sam sama".split()
)
_LINKS = frozenset("and a i oraz also ale but so no to or tez what about co".split())


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: what is wanted, about what."""

    intent: str
    """Name of an intent of the language data, or ``topic:<id>``."""
    things: tuple[Mention, ...] = ()
    """What it names, most telling first."""
    days: tuple[date, ...] = ()
    """Days that it names."""
    confidence: float = 1.0
    is_yes_no: bool = False
    """Whether it wants a yes or a no."""
    words: tuple[str, ...] = ()
    """The clause as heard."""

    @property
    def topic(self) -> str | None:
        """Id of the topic, if one is asked for."""
        return self.intent.removeprefix(TOPIC) if self.intent.startswith(TOPIC) else None

    def of_kind(self, *kinds: str) -> tuple[str, ...]:
        """Ids of the things of these kinds, in order, each once."""
        return tuple(dict.fromkeys(m.id for m in self.things if m.kind in kinds))


@dataclass(frozen=True, slots=True)
class Context:
    """What the last message was about; the next one may lean on it."""

    asks: tuple[Ask, ...] = ()
    listed: tuple[str, ...] = ()
    """Ids of the sessions that were named in the last answer, in order: “the first of these”."""
    days: tuple[date, ...] = ()
    """Days that were asked about or answered: “and the day after?”."""


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


@dataclass(frozen=True, slots=True)
class Reading:
    """One clause with what it names and the model's opinion of it."""

    words: tuple[str, ...]
    things: tuple[Mention, ...]
    days: tuple[DayMention, ...]
    probabilities: NDArray[np.float32] = field(repr=False)


def understand(utterance: Utterance, brain: Brain, *, context: Context | None, today: date) -> Understanding:
    """Tell what is asked. `context` is None where nothing came before or it is stale."""
    context = context or Context()
    whole = read(utterance.words, brain, today)
    asks = _asks_of_clauses(utterance.words, whole, brain, context, today)
    if asks:
        return _settled(asks, brain)
    return _of_reading(whole, brain, context)


def _of_reading(reading: Reading, brain: Brain, context: Context) -> Understanding:
    talk, confidence = _small_talk(reading, brain)
    if talk and not reading.things:
        return SmallTalk(talk, confidence)
    if _is_elsewhere(reading, brain, context):
        return NotUnderstood(1 - _share(reading, brain, ELSEWHERE))
    asks = _asks(reading, brain, context)
    return _settled(asks, brain) if asks else NotUnderstood(0.0)


def _settled(asks: Sequence[Ask], brain: Brain) -> Understanding:
    """Route to topics, drop repetitions, and ask back where a name is shared."""
    routed = [_routed(ask, brain) for ask in asks]
    for ask in routed:
        for mention in ask.things:
            if mention.rivals:
                return Ambiguous((mention.id, *mention.rivals), ask)
    unique = {(ask.intent, tuple(m.id for m in ask.things), ask.days): ask for ask in reversed(routed)}
    return Understood(tuple(reversed(unique.values()))[:4])


def read(words: Sequence[str], brain: Brain, today: date) -> Reading:
    """Find what is named in some words and let the model judge them."""
    named = brain.gazetteer.find(tuple(words), today=today)
    seen = (*named.masked, *(f"={mention.id}" for mention in named.things))
    return Reading(tuple(words), named.things, named.days, brain.model.probabilities(seen))


def _clauses(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Cut at the ends of sentences, at joints, and where a new question begins in a long run of words."""
    clause: list[str] = []
    for word in words:
        if word in _STOPS:
            yield (*clause, word)
            clause = []
            continue
        begins_question = word in _QUESTION_WORDS and len(words) > LONGEST_CLAUSE
        if (word in _JOINTS or begins_question) and clause:
            yield tuple(clause)
            clause = []
        clause.append(word)
    if clause:
        yield tuple(clause)


def _sentences(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    sentence: list[str] = []
    for word in words:
        sentence.append(word)
        if word in _STOPS:
            yield tuple(sentence)
            sentence = []
    if sentence:
        yield tuple(sentence)


def _asks_of_clauses(
    words: Sequence[str], whole: Reading, brain: Brain, context: Context, today: date
) -> tuple[Ask, ...]:
    """Read clause by clause; empty where the message is better read as a whole."""
    sentences = [s for s in _sentences(words) if any(w[0].isalnum() for w in s)]
    asks: list[Ask] = []
    earlier: tuple[Mention, ...] = ()
    earlier_days: tuple[date, ...] = ()
    is_long = len(words) > LONGEST_CLAUSE
    candidates: list[tuple[float, Ask]] = []
    for sentence in sentences:
        reading = read(sentence, brain, today)
        parts = _double_question(sentence, reading, brain, today) if len(sentence) > 2 else ()  # noqa: PLR2004
        if parts:
            asks += [_leaning_on(part, earlier, earlier_days) for part in parts]
        elif len(sentences) > 1 or is_long:
            candidates += _candidates(reading, sentence, brain, context, (earlier, earlier_days), today)
        if reading.things:
            earlier = tuple(m for m in reading.things if m.kind != "city") or earlier
        earlier_days = tuple(d.day for d in reading.days) or earlier_days
    if asks:
        return tuple(asks)
    if not candidates:
        return ()
    best = max(score for score, _ in candidates)
    chosen = [ask for score, ask in candidates if score >= best * 0.75 and score >= SECOND_QUESTION] or [
        max(candidates, key=lambda pair: pair[0])[1]
    ]
    if best < 0.3:  # noqa: PLR2004  (no clause stands out: the message is read as a whole)
        return ()
    own = tuple(m for m in whole.things if m.kind != "city")
    return tuple(
        ask if ask.things or not own or ask.days else replace(ask, things=own) for ask in chosen
    )


def _candidates(
    reading: Reading,
    sentence: tuple[str, ...],
    brain: Brain,
    context: Context,
    earlier: tuple[tuple[Mention, ...], tuple[date, ...]],
    today: date,
) -> Iterator[tuple[float, Ask]]:
    """Give the readings of one sentence of many: as it stands, and from each question word on."""
    views = [reading]
    if len(sentence) > LONGEST_CLAUSE:
        views += [read(clause, brain, today) for clause in _clauses(sentence) if len(clause) > 1]
    for view in views:
        in_scope = 1 - _share(view, brain, ELSEWHERE, CHATTER, *brain.lexicon.talk)
        if in_scope < 0.4 or _is_elsewhere(view, brain, context):  # noqa: PLR2004
            continue
        for ask in _asks(view, brain, context)[:1]:
            weight = in_scope * ask.confidence
            if "?" in view.words or view.words[0] in _QUESTION_WORDS or view.words[0] in _AUXILIARIES:
                weight *= 1.5
            yield weight, _leaning_on(ask, *earlier)


def _leaning_on(ask: Ask, things: tuple[Mention, ...], days: tuple[date, ...]) -> Ask:
    """Let a clause that names nothing concern what an earlier one named."""
    if any(m.kind != "city" for m in ask.things) or ask.days:
        return ask
    return replace(ask, things=things, days=() if things else days)


def _double_question(
    sentence: tuple[str, ...], reading: Reading, brain: Brain, today: date
) -> tuple[Ask, ...]:
    """Read “where and when is it” as two questions if each half is one by itself; else give nothing."""
    clauses = [c for c in _clauses(sentence) if any(w not in _JOINTS and w[0].isalnum() for w in c)]
    if len(clauses) < 2 or len(clauses) > 6:  # noqa: PLR2004
        return ()
    asks: list[Ask] = []
    for clause in clauses:
        bare = clause[1:] if clause[0] in _JOINTS else clause
        part = read(bare, brain, today)
        label, confidence = _best(part, brain)
        if confidence < SECOND_QUESTION or label in {ELSEWHERE, CHATTER} or label in brain.lexicon.talk:
            continue
        things = part.things or tuple(m for m in reading.things)
        asks.append(_ask(label, confidence, replace(part, things=things), brain, whole=reading))
    return tuple(asks) if len({a.intent for a in asks}) > 1 else ()


def _share(reading: Reading, brain: Brain, *labels: str) -> float:
    numbers = [brain.model.labels.index(label) for label in labels if label in brain.model.labels]
    return float(reading.probabilities[numbers].sum())


def _best(reading: Reading, brain: Brain) -> tuple[str, float]:
    number = int(reading.probabilities.argmax())
    return brain.model.labels[number], float(reading.probabilities[number])


def _small_talk(reading: Reading, brain: Brain) -> tuple[str | None, float]:
    label, confidence = _best(reading, brain)
    return (label, confidence) if label in brain.lexicon.talk else (None, 0.0)


def _is_elsewhere(reading: Reading, brain: Brain, context: Context) -> bool:
    """Whether the message is about something else, by the model's word and by how firmly the event is named."""
    firm = [m for m in reading.things if m.kind != "city"]
    firmness = "named" if any(not m.is_generic for m in firm) else "generic" if firm or reading.days else "none"
    if firmness == "none" and context.asks and _leans(reading):
        firmness = "generic"
    label, _ = _best(reading, brain)
    return label in {ELSEWHERE, CHATTER} and _share(reading, brain, ELSEWHERE, CHATTER) >= ELSEWHERE_LIMITS[firmness]


def _leans(reading: Reading) -> bool:
    """Whether the words lean on what came before: a pronoun, a link, or very few of them."""
    words = [w for w in reading.words if w[0].isalnum()]
    return bool(words) and (len(words) <= 4 or words[0] in _LINKS or any(w in _PRONOUNS for w in words))  # noqa: PLR2004


def _asks(reading: Reading, brain: Brain, context: Context) -> tuple[Ask, ...]:
    """Give the question of one clause: two where they are level, none where it asks nothing."""
    bare = _is_bare(reading)
    if bare and context.asks and (reading.things or reading.days):
        return tuple(_continued(ask, reading) for ask in context.asks)
    if bare and (reading.things or reading.days):
        ask = _ask("what", 0.9, reading, brain)
        return (replace(ask, intent="programme") if not reading.things else ask,)
    order = np.argsort(-reading.probabilities)
    ranked = [
        (brain.model.labels[n], float(reading.probabilities[n]))
        for n in order[:6]
        if brain.model.labels[n] not in {ELSEWHERE, CHATTER} and brain.model.labels[n] not in brain.lexicon.talk
    ]
    if not ranked:
        return ()
    scope = 1 - _share(reading, brain, ELSEWHERE, CHATTER, *brain.lexicon.talk)
    label, share = ranked[0]
    confidence = share / max(scope, 1e-6)
    if confidence < LEAST_CONFIDENCE:
        label = _last_resort(reading, brain)
        if label is None:
            return ()
    first = _with_context(_ask(label, confidence, reading, brain), reading, context)
    if len(ranked) > 1 and share - ranked[1][1] < MARGIN and ranked[1][1] > 0.3:  # noqa: PLR2004
        return first, _with_context(_ask(ranked[1][0], ranked[1][1], reading, brain), reading, context)
    return (first,)


def _last_resort(reading: Reading, brain: Brain) -> str | None:
    """Choose what a message of unclear intent gets: “not announced” if it smells of an attribute, or a description."""
    attributes = _share(reading, brain, *brain.lexicon.attributes)
    if attributes > 0.3:  # noqa: PLR2004
        return ATTRIBUTE
    return "what" if any(m.kind != "city" for m in reading.things) else None


def _is_bare(reading: Reading) -> bool:
    """Whether nothing but names, days and small words stands there: “and the forum?”."""
    covered = {i for m in (*reading.things, *reading.days) for i in range(m.start, m.end)}
    return all(
        i in covered or not w[0].isalnum() or w in _LINKS or w in _SMALL_WORDS for i, w in enumerate(reading.words)
    )


_SMALL_WORDS = frozenset(
    "the an is are of at in on for about please prosze jest sa w we na o z ze do dla ok then hey with and".split()
)


def _continued(ask: Ask, reading: Reading) -> Ask:
    """Ask the same of something else: “and the concert?”."""
    things = tuple(m for m in reading.things if m.kind != "city")
    days = tuple(d.day for d in reading.days)
    if ask.topic and things:
        return Ask("what", things, days, ask.confidence, words=reading.words)
    return replace(ask, things=things or (() if days else ask.things), days=days, words=reading.words, is_yes_no=False)


def _with_context(ask: Ask, reading: Reading, context: Context) -> Ask:
    """Let a question that names nothing concern what the last one was about."""
    if not context.asks or any(m.kind != "city" for m in ask.things) or ask.days or not _leans(reading):
        return ask
    last = context.asks[-1]
    return replace(ask, things=last.things, days=last.days if not last.things else ())


def _ask(label: str, confidence: float, reading: Reading, brain: Brain, whole: Reading | None = None) -> Ask:
    things = sorted((m for m in reading.things), key=lambda m: _PRECEDENCE.get(m.kind, 9))
    return Ask(
        intent=label,
        things=tuple(things),
        days=tuple(dict.fromkeys(d.day for d in reading.days)),
        confidence=round(min(1.0, confidence), 3),
        is_yes_no=_wants_yes_or_no(reading.words),
        words=(whole or reading).words,
    )


_PRECEDENCE = {"session": 0, "subject": 1, "person": 2, "venue": 3, "org": 4, "event": 5, "city": 6}


def _wants_yes_or_no(words: Sequence[str]) -> bool:
    """Tell “is it …”, „czy …”, “…, right?” from “can you tell me when …”."""
    plain = [w for w in words if w[0].isalnum()]
    if not plain:
        return False
    if any(w in _QUESTION_WORDS and w not in {"czy", "po", "which"} for w in plain[:6] if w != plain[0]):
        return False
    starts = plain[0] in _AUXILIARIES or "czy" in plain[:4]
    tagged = plain[-1] in _TAGS and len(plain) > 2 and "?" in words[-2:]  # noqa: PLR2004
    stated = "?" in words and plain[0] not in _QUESTION_WORDS and len(plain) > 2  # noqa: PLR2004
    return starts or tagged or stated


def _routed(ask: Ask, brain: Brain) -> Ask:
    """Send a general way of asking to the topic that answers it for the thing asked about."""
    if ask.topic:
        return ask
    about = [m.id for m in ask.things if m.kind != "city"] or [brain.knowledge.event.id]
    for id_ in about:
        for topic in brain.knowledge.topics:
            if ask.intent in topic.intents and id_ in topic.about:
                return replace(ask, intent=TOPIC + topic.id)
    return ask
