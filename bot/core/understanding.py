"""Step 2 of 4, understand (c): decide what is asked, about what; or that it can't be told.

A message is cut into clauses; each is read as intent × things; clauses that ask nothing are dropped. Whether a message
is about the event at all is decided by the model's share for “elsewhere”, held against how firmly the event is named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from bot.core.brain import CHATTER, ELSEWHERE, QUOTED_WORDS, TOPIC, Brain, plain_text
from bot.core.entities import Mention, edition_number
from bot.core.followups import continued, shifted_days, with_context
from bot.core.grammar import (
    JOINTS,
    LONGEST_CLAUSE,
    QUESTION_WORDS,
    asks_permission,
    clauses_of,
    leans,
    sentences_of,
    wants_yes_or_no,
)
from bot.core.reading import (
    DAY_INTENTS,
    ELSEWHERE_LIMITS,
    Ask,
    Context,
    Reading,
    best_label,
    best_of_ours,
    is_bare,
    is_doubtful,
    is_elsewhere,
    is_strange,
    names_nothing,
    read,
    share,
)
from bot.core.utterance import Utterance

LEAST_CONFIDENCE = 0.18
"""Below it an intent is a guess: what is named is described, or the message is not understood."""
LEAST_UNNAMED = 0.15
"""The same for a message that names nothing of the event, of everything that it could be."""
SURE = 0.6
"""From which confidence an intent stands although a day is named."""
MARGIN = 0.06
"""Least lead of an intent over the second: closer ones are both in question."""
_LEAST_QUESTION = 0.3
"""From which score a sentence with a question mark outdoes those without."""
SECOND_QUESTION = 0.55
"""From which confidence each half of a message counts as a question of its own."""
ATTRIBUTE = "other_attribute"
"""The intent for attributes that nobody listed beforehand."""
_RESCUE = 0.3
"""Up to which probability of “elsewhere” a clause of a strange message is surely about the event."""
LEAST_PERMISSION = 0.2
"""From which probability “may I come” is asked rather than the topic that is likelier: who else comes."""
_LEAST_DIGITS = 6
"""Digits that identify a phone number."""
_PRECEDENCE = {"session": 0, "subject": 1, "person": 2, "venue": 3, "org": 4, "event": 5, "city": 6}
_SETS = {"access_set", "access", "what", "how_many_sessions", "how_many_venues", "same_place", "where"}
_EDITION_WORDS = {"edition", "edycja", "edycji", "edycje", "conference", "konferencja", "konferencji"}


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
    whole = read(utterance.words, brain, today, utterance.locale, context)
    if topic := brain.asked.get(plain_text(utterance.text)):
        return Understood((_ask(TOPIC + topic, 1.0, whole),))
    if _repeats_contact(utterance.words, brain):
        return Understood((_ask("whose", 1.0, whole),))
    if _repeats_quote(utterance.words, brain):
        return Understood((_ask("who_said", 1.0, whole),))
    if names_nothing(whole) and not context.asks and share(whole, brain, ELSEWHERE) >= ELSEWHERE_LIMITS["unnamed"]:
        return NotUnderstood(1 - share(whole, brain, ELSEWHERE))
    asks = _asks_of_clauses(utterance.words, whole, brain, context, today)
    if asks and names_nothing(whole) and is_doubtful(whole, brain, context):
        asks = tuple(replace(ask, is_doubtful=True) for ask in asks)
    if asks:
        return _settled(asks, brain)
    understanding = _of_reading(whole, brain, context)
    if isinstance(understanding, NotUnderstood) and (asks := _rescued(whole, brain, context, today)):
        return _settled(asks, brain)
    return understanding


def _rescued(whole: Reading, brain: Brain, context: Context, today: date) -> tuple[Ask, ...]:
    """Find one clause of a strange message that surely asks about the event: “I’m from Porto, when is the concert”."""
    for clause in clauses_of(whole.words, whole.locale):
        bare = clause[1:] if clause[0] in JOINTS[whole.locale] else clause
        if len(bare) < 2 or len(bare) == len(whole.words):  # noqa: PLR2004
            continue
        reading = read(bare, brain, today, whole.locale)
        own_day = bool(reading.days) and best_of_ours(reading, brain) in DAY_INTENTS
        if names_nothing(reading) and not own_day:
            continue
        if share(reading, brain, ELSEWHERE, CHATTER, *brain.lexicon.talk) < _RESCUE and not is_strange(reading, brain):
            return _asks(reading, brain, context)
    return ()


def _repeats_contact(words: Sequence[str], brain: Brain) -> bool:
    """Whether the message holds a phone number or an e-mail address of the knowledge: it asks whose that is."""
    digits = "".join(c for word in words if "@" not in word for c in word if c.isdigit())
    return any(
        (p.phone and len(digits) >= _LEAST_DIGITS and digits[-_LEAST_DIGITS:] in p.phone.replace(" ", ""))
        or (p.email and p.email in words)
        for p in brain.knowledge.people
    )


def _repeats_quote(words: Sequence[str], brain: Brain) -> bool:
    """Whether the message repeats some words of a quote."""
    plain = [w for w in words if w[0].isalnum()]
    return any(tuple(plain[i : i + QUOTED_WORDS]) in brain.quoted for i in range(len(plain) - QUOTED_WORDS + 1))


def _of_reading(reading: Reading, brain: Brain, context: Context) -> Understanding:
    talk, confidence = _small_talk(reading, brain)
    if talk and not reading.things:
        return SmallTalk(talk, confidence)
    if is_elsewhere(reading, brain, context):
        return NotUnderstood(1 - share(reading, brain, ELSEWHERE))
    asks = _asks(reading, brain, context)
    if asks and is_doubtful(reading, brain, context):
        asks = tuple(replace(ask, is_doubtful=True) for ask in asks)
    return _settled(asks, brain) if asks else NotUnderstood(0.0)


def _settled(asks: Sequence[Ask], brain: Brain) -> Understanding:
    """Route to topics, drop repetitions, and ask back where a name is shared."""
    routed = [_routed(ask, brain) for ask in asks]
    for ask in routed:
        for mention in ask.things:
            if mention.rivals:
                return Ambiguous((mention.id, *mention.rivals), ask)
    said = {ask.of_kind("session") for ask in routed if ask.intent == "when"} - {()}
    routed = [
        ask for ask in routed if ask.intent != "where" or ask.of_kind("session") not in said
    ]  # “when” names the place too
    unique = {(ask.intent, tuple(m.id for m in ask.things), ask.days): ask for ask in reversed(routed)}
    return Understood(tuple(reversed(unique.values()))[:4])


def _asks_of_clauses(
    words: Sequence[str], whole: Reading, brain: Brain, context: Context, today: date
) -> tuple[Ask, ...]:
    """Read clause by clause; empty where the message is better read as a whole."""
    if len(words) < 3:  # noqa: PLR2004
        return ()
    sentences = [s for s in sentences_of(words) if any(w[0].isalnum() for w in s)]
    asks: list[Ask] = []
    earlier: tuple[Mention, ...] = ()
    earlier_days: tuple[date, ...] = ()
    is_long = len(words) > LONGEST_CLAUSE
    candidates: list[tuple[float, Ask]] = []
    for sentence in sentences:
        reading = whole if len(sentences) == 1 else read(sentence, brain, today, whole.locale, context)
        parts = _double_question(sentence, reading, brain, context, today)
        if parts:
            asks += [_leaning_on(part, earlier, earlier_days) for part in parts]
        elif len(sentences) > 1 or is_long:
            candidates += _candidates(reading, brain, context, (earlier, earlier_days), today)
        if reading.things:
            earlier = tuple(m for m in reading.things if m.kind != "city") or earlier
        earlier_days = tuple(d.day for d in reading.days) or earlier_days
    if asks:
        return tuple(asks)
    if not candidates:
        return ()
    asking = [(score, ask) for score, ask in candidates if "?" in ask.words and score >= _LEAST_QUESTION]
    candidates = asking or candidates
    best = max(score for score, _ in candidates)
    chosen = [ask for score, ask in candidates if score >= best * 0.75 and score >= SECOND_QUESTION] or [
        max(candidates, key=lambda pair: pair[0])[1]
    ]
    if best < 0.3:  # noqa: PLR2004  (no clause stands out: the message is read as a whole)
        return ()
    own = tuple(m for m in whole.things if m.kind != "city")
    return tuple(ask if ask.things or not own or ask.days else replace(ask, things=own) for ask in chosen)


def _candidates(
    reading: Reading, brain: Brain, context: Context, earlier: tuple[tuple[Mention, ...], tuple[date, ...]], today: date
) -> Iterator[tuple[float, Ask]]:
    """Give the readings of one sentence of many: as it stands, and from each question word on."""
    sentence = reading.words
    views = [reading]
    if len(sentence) > LONGEST_CLAUSE:
        views += [
            read(clause, brain, today, reading.locale)
            for clause in clauses_of(sentence, reading.locale)
            if len(clause) > 1
        ]
    for view in views:
        in_scope = 1 - share(view, brain, ELSEWHERE, CHATTER, *brain.lexicon.talk)
        if in_scope < 0.4 or is_elsewhere(view, brain, context):  # noqa: PLR2004
            continue
        for found in _asks(view, brain, context)[:1]:
            ask = replace(found, words=(*found.words, "?")) if "?" in sentence and "?" not in found.words else found
            weight = in_scope * ask.confidence
            if "?" in view.words or "?" in sentence or view.words[0] in QUESTION_WORDS:
                weight *= 2.0
            yield weight, _leaning_on(ask, *earlier)


def _leaning_on(ask: Ask, things: tuple[Mention, ...], days: tuple[date, ...]) -> Ask:
    """Let a clause that names nothing concern what an earlier one named."""
    if any(m.kind != "city" for m in ask.things) or ask.days:
        return ask
    return replace(ask, things=things, days=() if things else days)


def _double_question(
    sentence: tuple[str, ...], reading: Reading, brain: Brain, context: Context, today: date
) -> tuple[Ask, ...]:
    """Read “where and when is it” as two questions if each half is one by itself; else give nothing."""
    joints = JOINTS[reading.locale]
    clauses = [c for c in clauses_of(sentence, reading.locale) if any(w not in joints and w[0].isalnum() for w in c)]
    if len(clauses) < 2 or len(clauses) > 6 or is_elsewhere(reading, brain, context):  # noqa: PLR2004
        return ()
    asks: list[Ask] = []
    for clause in clauses:
        bare = clause[1:] if clause[0] in joints else clause
        part = read(bare, brain, today, reading.locale)
        label, confidence = best_label(part, brain)
        if (
            is_bare(part)
            or confidence < SECOND_QUESTION
            or label in {ELSEWHERE, CHATTER}
            or label in brain.lexicon.talk
        ):
            continue
        if not part.things and not part.days:
            part = replace(part, things=reading.things, days=reading.days)
        asks.append(with_context(_ask(label, confidence, part, whole=reading), reading, brain, context))
    return tuple(asks) if len({a.intent for a in asks}) > 1 else ()


def _small_talk(reading: Reading, brain: Brain) -> tuple[str | None, float]:
    label, confidence = best_label(reading, brain)
    return (label, confidence) if label in brain.lexicon.talk else (None, 0.0)


def _asks(reading: Reading, brain: Brain, context: Context) -> tuple[Ask, ...]:
    """Give the question of one clause: two where they are level, none where it asks nothing."""
    bare = is_bare(reading)
    if bare and context.asks and (reading.things or reading.days):
        return tuple(continued(ask, reading) for ask in context.asks)
    if bare and (reading.things or reading.days):
        ask = _ask("what", 0.9, reading)
        return (replace(ask, intent="programme") if not reading.things else ask,)
    if not bare and shifted_days(reading.words, context) and len(reading.words) <= 6:  # noqa: PLR2004
        return (with_context(_ask("programme", 0.9, reading), reading, brain, context),)
    ranked = _ranked(reading, brain)
    if not ranked:
        return ()
    scope = 1 - share(reading, brain, ELSEWHERE, CHATTER, *brain.lexicon.talk)
    label, own = ranked[0]
    confidence = own / max(scope, 1e-6)
    names_something = bool(reading.things or reading.days) or (
        bool(context.asks) and leans(reading.words, reading.locale)
    )
    if not names_something and own < LEAST_UNNAMED:
        return ()
    if confidence < LEAST_CONFIDENCE:
        if (last := _last_resort(reading, brain)) is None:
            return ()
        label = last
    if (plain := _about_a_day(label, confidence, reading, brain)) != label:
        return (with_context(_ask(plain, confidence, reading), reading, brain, context),)
    first = with_context(_ask(label, confidence, reading), reading, brain, context)
    if len(ranked) > 1 and own - ranked[1][1] < MARGIN and ranked[1][1] > 0.3:  # noqa: PLR2004
        return first, with_context(_ask(ranked[1][0], ranked[1][1], reading), reading, brain, context)
    return (first,)


def _ranked(reading: Reading, brain: Brain) -> list[tuple[str, float]]:
    """Give the likeliest labels that are about the event, with their probabilities, the likeliest first."""
    order = np.argsort(-reading.probabilities)
    ranked = [
        (brain.model.labels[n], float(reading.probabilities[n]))
        for n in order[:6]
        if brain.model.labels[n] not in {ELSEWHERE, CHATTER} and brain.model.labels[n] not in brain.lexicon.talk
    ]
    likely = dict(ranked).get("access", 0.0)
    if likely >= LEAST_PERMISSION and ranked[0][0].startswith(TOPIC) and asks_permission(reading.words):
        ranked = [("access", likely)]
    return ranked


def _about_a_day(label: str, confidence: float, reading: Reading, brain: Brain) -> str:
    """Read what names a day of the event as a question about that day, unless something else is surely asked."""
    event = brain.knowledge.event
    if not any(event.starts_on <= mention.day <= event.ends_on for mention in reading.days) or confidence > SURE:
        return label
    vague = label in {"changes", "results", ATTRIBUTE} or label in brain.lexicon.attributes or label.startswith(TOPIC)
    if not vague:
        return label
    if all(m.kind in {"city", "org"} for m in reading.things):
        return "programme"
    named = {m.kind for m in reading.things} <= {"session", "event", "city", "venue"}
    return "when" if named and wants_yes_or_no(reading.words) else label


def _last_resort(reading: Reading, brain: Brain) -> str | None:
    """Choose what a message of unclear intent gets: “not announced” if it smells of an attribute, or a description."""
    kinds = {m.kind for m in reading.things if m.kind != "city"}
    if kinds == {"person"}:
        return "who_is"
    attributes = share(reading, brain, *brain.lexicon.attributes)
    if attributes > 0.5:  # noqa: PLR2004
        return ATTRIBUTE
    return "what" if any(m.kind != "city" for m in reading.things) else None


def _ask(label: str, confidence: float, reading: Reading, whole: Reading | None = None) -> Ask:
    things = sorted(_affirmed(reading), key=lambda m: _PRECEDENCE.get(m.kind, 9))
    return Ask(
        intent=label,
        things=tuple(things),
        days=tuple(dict.fromkeys(d.day for d in reading.days)),
        confidence=round(min(1.0, confidence), 3),
        is_yes_no=wants_yes_or_no(reading.words),
        words=(whole or reading).words,
    )


def _affirmed(reading: Reading) -> Sequence[Mention]:
    """Leave out what is named only to be excluded: “from the association, *not from the city*”."""
    kept = [m for m in reading.things if not {"not", "nie"} & set(reading.words[max(0, m.start - 3) : m.start])]
    excluded = {m.kind for m in reading.things} - {m.kind for m in kept}
    return reading.things if excluded else kept


def _routed(ask: Ask, brain: Brain) -> Ask:
    """Send a general way of asking to the topic that answers it for the thing asked about."""
    about_edition = ask.intent in {"when", "where"} or (
        ask.topic is not None
        and "edition" in brain.knowledge.topic_by_id[ask.topic].intents
        and bool({"when", "where", "kiedy", "gdzie"} & set(ask.words))
    )
    if ask.intent in {"now", "over", "next"} and {m.kind for m in ask.things} & {"org", "person"} and not ask.days:
        return replace(ask, intent="who_is")
    if about_edition and (other := _other_edition(ask.words, brain)):
        return replace(ask, intent=other)
    if ask.intent in _SETS and ask.of_kind("venue") and not ask.of_kind("session") and {"not", "nie"} & set(ask.words):
        return replace(ask, intent="programme")
    if ask.intent == "plans" and ask.days:
        return replace(ask, intent="programme")
    if ask.topic:
        return ask
    about = [m.id for m in ask.things if m.kind != "city"] or [brain.knowledge.event.id]
    for id_ in about:
        for topic in brain.knowledge.topics:
            if ask.intent in topic.intents and id_ in topic.about:
                return replace(ask, intent=TOPIC + topic.id)
    return ask


def _other_edition(words: Sequence[str], brain: Brain) -> str | None:
    """Tell whether another edition than this is named: “when is the 11th edition?”."""
    own = brain.knowledge.event.edition
    if own is None or not _EDITION_WORDS & set(words):
        return None
    numbers = {number for word in words if (number := edition_number(word))}
    year = brain.knowledge.event.starts_on.year
    numbers |= {own + int(w) - year for w in words if w.isdigit() and abs(int(w) - year) < 50 and len(w) == 4}  # noqa: PLR2004
    if not numbers or own in numbers:
        return None
    return "next_edition" if max(numbers) > own else "previous_editions"
