"""Step 2 of 4, understand (c): decide what is asked, about what; or that it can't be told.

A message is cut into clauses; each is read as intent × things; clauses that ask nothing are dropped. Whether a message
is about the event at all is decided by the model's share for “elsewhere”, held against how firmly the event is named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.core.asking import ATTRIBUTE, ask_of, asks_of
from bot.core.brain import CHATTER, ELSEWHERE, TOPIC, Brain, plain_text
from bot.core.days import edition_number
from bot.core.described import with_described
from bot.core.entities import Mention
from bot.core.followups import shifted_days, with_context
from bot.core.grammar import (
    JOINTS,
    LONGEST_CLAUSE,
    OPENERS,
    RELATIVES,
    SUBORDINATES,
    clauses_of,
    offers_a_choice,
    sentences_of,
    wants_yes_or_no,
    with_checks_joined,
)
from bot.core.lexicon import QUESTION_WORDS
from bot.core.outside import asks_inside, gives_orders, means_others
from bot.core.reading import (
    Ask,
    Context,
    Reading,
    best_label,
    best_of_ours,
    is_bare,
    is_strange,
    names_nothing,
    read,
    spans,
)
from bot.core.repeated import repeated_of
from bot.core.scope import SURELY_REFUSED, is_elsewhere, strangeness, with_doubts
from bot.core.utterance import Utterance

DAY_INTENTS = frozenset(("programme", "what", "next", "when", "where", "over", "performers"))
"""Ways of asking for which a day of the event is reason enough to be about it."""
_LEAST_QUESTION = 0.3
"""From which score a sentence with a question mark outdoes those without."""
SECOND_QUESTION = 0.55
"""From which confidence each half of a message counts as a question of its own."""
_RESCUE = 0.3
"""Up to which probability of “elsewhere” a clause of a strange message is surely about the event."""
_CLEAR = 0.5
"""From which probability what a message asks as a whole counts more than what each of its clauses asks."""
_MOST_LOST = 2
"""From how many words that were not understood a message in a third language is one about something else."""
_THAT_DAY = frozenset("day then dnia wtedy dzien".split())
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
    if not any(letter.isalnum() for letter in utterance.text):  # emoji and marks
        return SmallTalk("capabilities" if "?" in utterance.words else "user_mood", 1.0)
    words = with_checks_joined(utterance.words)
    whole = read(words, brain, today, utterance.locale, context)
    if topic := brain.asked.get(plain_text(utterance.text)):
        return Understood((ask_of(TOPIC + topic, 1.0, whole),))
    if repeated := repeated_of(whole, utterance, brain):
        return Understood((repeated,))
    if gives_orders(utterance.words) or means_others(whole, utterance, brain) or _is_lost(utterance, whole):
        return NotUnderstood(1 - whole.elsewhere)
    talk, _ = _small_talk(whole, brain)
    if talk is None and names_nothing(whole) and strangeness(whole, brain, context) >= SURELY_REFUSED:
        return NotUnderstood(1 - whole.elsewhere)
    asks = _asks_of_clauses(words, whole, brain, context, today)
    if asks:
        return _settled(with_doubts(asks, whole, brain, context), brain, words)
    understanding = _of_reading(whole, brain, context)
    if isinstance(understanding, NotUnderstood) and (asks := _rescued(whole, brain, context, today)):
        return _settled(asks, brain, words)
    return understanding


def _is_lost(utterance: Utterance, whole: Reading) -> bool:
    """Whether what a message in a third language is about was not understood: it names nothing that is known here."""
    return utterance.lost >= _MOST_LOST and names_nothing(whole)


def _rescued(whole: Reading, brain: Brain, context: Context, today: date) -> tuple[Ask, ...]:
    """Find one clause of a strange message that surely asks about the event: “I’m from Porto, when is the concert”."""
    for clause in clauses_of(whole.words, whole.locale):
        bare = clause[1:] if clause[0] in JOINTS[whole.locale] else clause
        if len(bare) < 2 or len(bare) == len(whole.words):  # noqa: PLR2004
            continue
        reading = read(bare, brain, today, whole.locale)
        own_day = bool(reading.days) and best_of_ours(reading, brain) in DAY_INTENTS
        beside = len(reading.words) - sum(m.end - m.start for m in spans(reading))
        if (names_nothing(reading) and not own_day) or beside < 2:  # noqa: PLR2004  (“the old castle” asks nothing)
            continue
        if 1 - reading.scope < _RESCUE and not is_strange(reading, brain):
            return asks_of(reading, brain, context)
    return ()


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
    asks = [replace(ask, words=tuple(words)) if ask.intent == "who_said" else ask for ask in asks]  # the words quoted
    routed = [_routed(with_described(ask, words, brain), brain) for ask in asks]
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
    some_ask = any("?" in sentence for sentence in sentences)
    for sentence in sentences:
        reading = whole if len(sentences) == 1 else read(sentence, brain, today, whole.locale, context)
        asks_itself = not some_ask or "?" in sentence or sentence[0] in QUESTION_WORDS
        if parts := asks_itself and _double_question(sentence, reading, brain, context, today):
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
    sure = {ask.intent for score, ask in asking if score >= SECOND_QUESTION}
    if len(sure) < 2 and _is_clear(whole, brain, candidates):  # noqa: PLR2004
        return ()
    candidates = asking or candidates
    best = max(score for score, _ in candidates)
    chosen = [ask for score, ask in candidates if score >= best * 0.75 and score >= SECOND_QUESTION] or [
        max(candidates, key=lambda pair: pair[0])[1]
    ]
    if best < 0.3:  # noqa: PLR2004  (no clause stands out: the message is read as a whole)
        return ()
    own = tuple(m for m in whole.things if m.kind != "city")
    return tuple(ask if ask.things or not own or ask.days else replace(ask, things=own) for ask in chosen)


def _is_clear(whole: Reading, brain: Brain, candidates: Sequence[tuple[float, Ask]]) -> bool:
    """Whether a message of several clauses asks one thing as a whole, of which its parts only say more."""
    label, confidence = best_label(whole, brain)
    if confidence < _CLEAR or label in {ELSEWHERE, CHATTER} or label in brain.lexicon.talk:
        return False
    surely = [ask for score, ask in candidates if score >= SECOND_QUESTION and not QUESTION_WORDS.isdisjoint(ask.words)]
    return all(ask.intent == label for ask in surely)


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
            if len(clause) > 1 and not (clause[0] in RELATIVES and sentence[0] in OPENERS)
        ]
    for view in views:
        if view.scope < 0.4 or is_elsewhere(view, brain, context):  # noqa: PLR2004
            continue
        for found in asks_of(view, brain, context)[:1]:
            ask = replace(found, words=(*found.words, "?")) if "?" in sentence and "?" not in found.words else found
            ask = replace(ask, is_yes_no=ask.is_yes_no and not offers_a_choice(sentence))
            weight = view.scope * ask.confidence
            if "?" in view.words or "?" in sentence or view.words[0] in QUESTION_WORDS:
                weight *= 2.0
            yield weight, _leaning_on(ask, *earlier)


def _leaning_on(ask: Ask, things: tuple[Mention, ...], days: tuple[date, ...]) -> Ask:
    """Let a clause concern what an earlier one named: the thing, or else the day."""
    if ask.days:
        return ask
    own = {m.kind for m in ask.things} - {"city", "event", "org"}
    if not own and days and _THAT_DAY & set(ask.words):  # “… on the 9th. Is there anything of the event that day?”
        return replace(ask, things=(), days=days)
    if own == {"session"} and ask.is_yes_no:  # “I am only here on the 7th. Can I catch the concert?”
        return replace(ask, days=days)
    if any(m.kind != "city" for m in ask.things):
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
    inside = False
    for clause in clauses:
        bare = clause[1:] if clause[0] in joints else clause
        if bare[0] in SUBORDINATES or (inside and bare[0] not in QUESTION_WORDS):
            inside = True  # “who said *that the city is strong, and that …*” is one question
            continue
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
        ask = with_context(ask_of(label, confidence, part, whole=reading), reading, brain, context)
        asks.append(replace(ask, is_yes_no=ask.is_yes_no and not offers_a_choice(sentence)))
    return tuple(asks) if len({a.intent for a in asks}) > 1 else ()


def _small_talk(reading: Reading, brain: Brain) -> tuple[str | None, float]:
    label, confidence = best_label(reading, brain)
    return (label, confidence) if label in brain.lexicon.talk else (None, 0.0)


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
