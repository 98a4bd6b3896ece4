"""Step 2 of 4, understand (c): decide what is asked, about what; or that it can't be told.

A message is cut into clauses; each is read as intent × things; clauses that ask nothing are dropped. Whether a message
is about the event at all is decided by the model's share for “elsewhere”, held against how firmly the event is named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from bot.core.brain import CHATTER, ELSEWHERE, QUOTED_WORDS, TOPIC, Brain, firmness, plain_words
from bot.core.entities import KINDS, DayMention, Mention, edition_number
from bot.core.utterance import Utterance

# --- Thresholds: measured on the development questions, checked on questions by other hands ---
ELSEWHERE_LIMITS = {"named": 0.55, "generic": 0.55, "none": 0.5, "unnamed": 0.8, "own day": 0.93}
"""From which probability of “elsewhere” a message is not about the event, by how firmly it names something of it; `unnamed` is for
a message of several clauses that names nothing in any of them, `own day` for “what is on …” a day of the event."""
DOUBT = 0.3
"""From which probability of “elsewhere” a message that names nothing of the event is doubtful."""
DOUBT_IF_STRANGE = 0.04
"""The same if it has a word that is strange to every way of asking."""
LEAST_CONFIDENCE = 0.18
"""Below it an intent is a guess: what is named is described, or the message is not understood."""
LEAST_UNNAMED = 0.15
"""The same for a message that names nothing of the event, of everything that it could be."""
MARGIN = 0.06
"""Least lead of an intent over the second: closer ones are both in question."""
_LEAST_QUESTION = 0.3
"""From which score a sentence with a question mark outdoes those without."""
SECOND_QUESTION = 0.55
"""From which confidence each half of a message counts as a question of its own."""
LONGEST_CLAUSE = 16
"""Words of a message that is read as one; longer ones are cut where a new question begins."""

_OTHER_TOPIC = 0.05
"""What is left of the probability of a topic about other things than those named."""

ATTRIBUTE = "other_attribute"
"""The intent for attributes that nobody listed beforehand."""
_LEAST_DIGITS = 6
"""Digits that identify a phone number."""
_STOPS = frozenset("?!.;")
_JOINTS = frozenset(
    ("and", "i", "oraz", "&", "+", "/", ",", "also", "a", "plus", "or", "but", "ale", "bo", "tez")
)
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
    "wtedy tu tutaj oba obie obydwa mu sam sama too tez rowniez".split()
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
    is_doubtful: bool = False
    """Whether it may well be about something else."""

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
    whole = read(utterance.words, brain, today, context)
    if topic := brain.asked.get(plain_words(utterance.words)) or brain.asked.get(
        plain_words(utterance.typed)
    ):
        return Understood((_ask(TOPIC + topic, 1.0, whole, brain),))
    if _repeats_contact(utterance.words, brain):
        return Understood((_ask("whose", 1.0, whole, brain),))
    if _repeats_quote(utterance.words, brain):
        return Understood((_ask("who_said", 1.0, whole, brain),))
    if (
        _names_nothing(whole)
        and not context.asks
        and share(whole, brain, ELSEWHERE) >= ELSEWHERE_LIMITS["unnamed"]
    ):
        return NotUnderstood(1 - share(whole, brain, ELSEWHERE))
    asks = _asks_of_clauses(utterance.words, whole, brain, context, today)
    if asks and _names_nothing(whole) and _is_doubtful(whole, brain, context):
        asks = tuple(replace(ask, is_doubtful=True) for ask in asks)
    if asks:
        return _settled(asks, brain)
    return _of_reading(whole, brain, context)


def _names_nothing(reading: Reading) -> bool:
    return not any(m.kind != "city" for m in reading.things)


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
    return any(
        tuple(plain[i : i + QUOTED_WORDS]) in brain.quoted for i in range(len(plain) - QUOTED_WORDS + 1)
    )


def _of_reading(reading: Reading, brain: Brain, context: Context) -> Understanding:
    talk, confidence = _small_talk(reading, brain)
    if talk and not reading.things:
        return SmallTalk(talk, confidence)
    if _is_elsewhere(reading, brain, context):
        return NotUnderstood(1 - share(reading, brain, ELSEWHERE))
    asks = _asks(reading, brain, context)
    if asks and _is_doubtful(reading, brain, context):
        asks = tuple(replace(ask, is_doubtful=True) for ask in asks)
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


def read(words: Sequence[str], brain: Brain, today: date, context: Context | None = None) -> Reading:
    """Find what is named in some words and let the model judge them; “it” stands for what came before."""
    named = brain.gazetteer.find(tuple(words), today=today)
    if (
        context
        and context.asks
        and not named.days
        and all(m.kind == "city" for m in named.things)
        and _leans(words)
    ):
        before = tuple(m for ask in context.asks for m in ask.things if m.kind != "city")[:2]
        before = (
            before
            or tuple(_mention(brain, id_) for id_ in context.listed if id_ in brain.knowledge.by_id)[:2]
        )
        seen = brain.vocabulary.observe(
            replace(named, things=tuple(replace(m, is_generic=True) for m in before))
        )
        return Reading(
            tuple(words), named.things, (), _shared_out(brain.model.probabilities(seen), before, brain)
        )
    probabilities = _shared_out(
        brain.model.probabilities(brain.vocabulary.observe(named)), named.things, brain
    )
    return Reading(tuple(words), named.things, named.days, probabilities)


def _shared_out(
    probabilities: NDArray[np.float32], things: Sequence[Mention], brain: Brain
) -> NDArray[np.float32]:
    """Give topics what belongs to them: general ways of asking about their things; others' topics lose weight."""
    named = {m.id for m in things if m.kind not in {"city", "event"}}
    about_event = not named
    for number, about, intents in brain.topic_routes:
        concerns = bool(about & named) or (about_event and brain.knowledge.event.id in about)
        if named and not about & named:
            probabilities[number] *= _OTHER_TOPIC
        elif concerns:
            for intent in intents:
                probabilities[number] += probabilities[intent]
                probabilities[intent] = 0
    total: NDArray[np.float32] = probabilities / probabilities.sum()
    return total


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
    if len(words) < 3:  # noqa: PLR2004
        return ()
    sentences = [s for s in _sentences(words) if any(w[0].isalnum() for w in s)]
    asks: list[Ask] = []
    earlier: tuple[Mention, ...] = ()
    earlier_days: tuple[date, ...] = ()
    is_long = len(words) > LONGEST_CLAUSE
    candidates: list[tuple[float, Ask]] = []
    for sentence in sentences:
        reading = whole if len(sentences) == 1 else read(sentence, brain, today, context)
        is_ours = not _is_elsewhere(reading, brain, context)
        parts = _double_question(sentence, reading, brain, context, today) if is_ours else ()
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
        in_scope = 1 - share(view, brain, ELSEWHERE, CHATTER, *brain.lexicon.talk)
        if in_scope < 0.4 or _is_elsewhere(view, brain, context):  # noqa: PLR2004
            continue
        for found in _asks(view, brain, context)[:1]:
            ask = (
                replace(found, words=(*found.words, "?"))
                if "?" in sentence and "?" not in found.words
                else found
            )
            weight = in_scope * ask.confidence
            if "?" in view.words or "?" in sentence or view.words[0] in _QUESTION_WORDS:
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
        if not part.things and not part.days:
            part = replace(part, things=reading.things, days=reading.days)
        asks.append(
            _with_context(_ask(label, confidence, part, brain, whole=reading), reading, brain, context)
        )
    return tuple(asks) if len({a.intent for a in asks}) > 1 else ()


def share(reading: Reading, brain: Brain, *labels: str) -> float:
    """Give the probability of some labels together."""
    numbers = [brain.number_of[label] for label in labels if label in brain.number_of]
    return float(reading.probabilities[numbers].sum())


def _best(reading: Reading, brain: Brain) -> tuple[str, float]:
    number = int(reading.probabilities.argmax())
    return brain.model.labels[number], float(reading.probabilities[number])


def _small_talk(reading: Reading, brain: Brain) -> tuple[str | None, float]:
    label, confidence = _best(reading, brain)
    return (label, confidence) if label in brain.lexicon.talk else (None, 0.0)


def firmness_and_limit(reading: Reading) -> tuple[str, float]:
    """Tell how firmly the event is named, and from which probability of “elsewhere” the message is not about it."""
    how = firmness(reading.things, reading.days)
    return how, ELSEWHERE_LIMITS[how]


def _is_elsewhere(reading: Reading, brain: Brain, context: Context) -> bool:
    """Whether the message is about something else, by the model's word and by how firmly the event is named."""
    how, limit = firmness_and_limit(reading)
    if how == "none" and context.asks and _leans(reading.words):
        limit = ELSEWHERE_LIMITS["generic"]
    if reading.days and _best_of_ours(reading, brain) in _DAY_INTENTS:
        event = brain.knowledge.event
        if any(event.starts_on <= mention.day <= event.ends_on for mention in reading.days):
            limit = ELSEWHERE_LIMITS["own day"]
    if not _strange(reading, brain):
        limit = (1 + limit) / 2
    return share(reading, brain, ELSEWHERE) >= limit


def _strange(reading: Reading, brain: Brain) -> bool:
    covered = {i for m in (*reading.things, *reading.days) for i in range(m.start, m.end)}
    return any(i not in covered and brain.vocabulary.is_strange(word) for i, word in enumerate(reading.words))


_DAY_INTENTS = {"programme", "what", "next", "when", "where", "over"}


def _best_of_ours(reading: Reading, brain: Brain) -> str:
    """Give the most probable label that is about the event."""
    order = np.argsort(-reading.probabilities)
    ours = (
        brain.model.labels[n]
        for n in order
        if brain.model.labels[n] not in {ELSEWHERE, CHATTER, *brain.lexicon.talk}
    )
    return next(ours)


def _is_doubtful(reading: Reading, brain: Brain, context: Context) -> bool:
    """Whether a message that names nothing, or at most a day, has something strange about it."""
    if not _names_nothing(reading) or (context.asks and _leans(reading.words)):
        return False
    elsewhere = share(reading, brain, ELSEWHERE)
    return elsewhere >= (DOUBT_IF_STRANGE if _strange(reading, brain) else DOUBT)


def _leans(spoken: Sequence[str]) -> bool:
    """Whether words lean on what came before: a pronoun, a link, or very few of them."""
    words = [w for w in spoken if w[0].isalnum()]
    return bool(words) and (len(words) <= 4 or words[0] in _LINKS or any(w in _PRONOUNS for w in words))  # noqa: PLR2004


def _asks(reading: Reading, brain: Brain, context: Context) -> tuple[Ask, ...]:
    """Give the question of one clause: two where they are level, none where it asks nothing."""
    bare = _is_bare(reading)
    if bare and context.asks and (reading.things or reading.days):
        return tuple(_continued(ask, reading) for ask in context.asks)
    if bare and (reading.things or reading.days):
        ask = _ask("what", 0.9, reading, brain)
        return (replace(ask, intent="programme") if not reading.things else ask,)
    if not bare and _shifted_days(reading.words, context) and len(reading.words) <= 6:  # noqa: PLR2004
        return (_with_context(_ask("programme", 0.9, reading, brain), reading, brain, context),)
    order = np.argsort(-reading.probabilities)
    ranked = [
        (brain.model.labels[n], float(reading.probabilities[n]))
        for n in order[:6]
        if brain.model.labels[n] not in {ELSEWHERE, CHATTER}
        and brain.model.labels[n] not in brain.lexicon.talk
    ]
    if not ranked:
        return ()
    scope = 1 - share(reading, brain, ELSEWHERE, CHATTER, *brain.lexicon.talk)
    label, own = ranked[0]
    confidence = own / max(scope, 1e-6)
    names_something = bool(reading.things or reading.days) or (bool(context.asks) and _leans(reading.words))
    if not names_something and own < LEAST_UNNAMED:
        return ()
    if confidence < LEAST_CONFIDENCE:
        label = _last_resort(reading, brain)
        if label is None:
            return ()
    first = _with_context(_ask(label, confidence, reading, brain), reading, brain, context)
    if len(ranked) > 1 and own - ranked[1][1] < MARGIN and ranked[1][1] > 0.3:  # noqa: PLR2004
        return first, _with_context(_ask(ranked[1][0], ranked[1][1], reading, brain), reading, brain, context)
    return (first,)


def _last_resort(reading: Reading, brain: Brain) -> str | None:
    """Choose what a message of unclear intent gets: “not announced” if it smells of an attribute, or a description."""
    kinds = {m.kind for m in reading.things if m.kind != "city"}
    if kinds == {"person"}:
        return "who_is"
    attributes = share(reading, brain, *brain.lexicon.attributes)
    if attributes > 0.5:  # noqa: PLR2004
        return ATTRIBUTE
    return "what" if any(m.kind != "city" for m in reading.things) else None


def _is_bare(reading: Reading) -> bool:
    """Whether nothing but names, days and small words stands there: “and the forum?”."""
    covered = {i for m in (*reading.things, *reading.days) for i in range(m.start, m.end)}
    return all(
        i in covered or not w[0].isalnum() or w in _LINKS or w in _SMALL_WORDS
        for i, w in enumerate(reading.words)
    )


_SMALL_WORDS = frozenset(
    "the an is are of at in on for about please prosze jest sa w we na o z ze do dla ok then hey with and own one ones".split()
)


def _continued(ask: Ask, reading: Reading) -> Ask:
    """Ask the same of something else: “and the concert?”."""
    things = tuple(m for m in reading.things if m.kind != "city")
    days = tuple(d.day for d in reading.days)
    if ask.topic and things:
        return Ask("what", things, days, ask.confidence, words=reading.words)
    return replace(
        ask, things=things or (() if days else ask.things), days=days, words=reading.words, is_yes_no=False
    )


def _with_context(ask: Ask, reading: Reading, brain: Brain, context: Context) -> Ask:
    """Let a question that names nothing concern what the last one was about."""
    shifted = _shifted_days(reading.words, context)
    if shifted:
        return replace(
            ask, intent="programme" if ask.intent in _VAGUE else ask.intent, things=(), days=shifted
        )
    if not context.asks or any(m.kind != "city" for m in ask.things) or ask.days or not _leans(reading.words):
        return ask
    words = set(reading.words)
    if words & _THE_OTHER and (others := _other_organisations(brain, context)):
        return replace(ask, things=others)
    listed = tuple(_mention(brain, id_) for id_ in context.listed if id_ in brain.knowledge.by_id)
    sessions = tuple(m for m in listed if m.kind == "session")
    if (
        sessions
        and context.asks[-1].intent != "who_is"
        and (place := next((n for n, names in _ORDINALS.items() if words & names), None)) is not None
    ):
        return replace(
            ask,
            intent="what" if ask.intent in _VAGUE else ask.intent,
            things=(sessions[place % len(sessions)],),
        )
    if ask.intent in {"same_day", "same_place"} and len(sessions) > 1:
        return replace(ask, things=sessions)
    if ask.intent == "programme" and words & _THERE and sessions:
        venue = brain.knowledge.session(sessions[0].id).venue
        return replace(ask, things=(_mention(brain, venue),))
    last = context.asks[-1]
    if (
        last.things
        and {m.kind for m in last.things} == {"person"}
        and ask.intent in {"first_item", "name_of_role_holder", "last_item"}
    ):
        return replace(ask, intent="who_is", things=last.things)
    if context.days and (words & _THEN or not (last.things or sessions)):
        return replace(ask, intent="programme" if ask.intent in _VAGUE else ask.intent, days=context.days)
    if last.things:
        return replace(ask, things=last.things)
    return replace(ask, things=listed if len(listed) <= 2 else ())  # noqa: PLR2004  (of many, none is “it”)


_VAGUE = frozenset(("what", "next", "now", "first_item", "last_item", "programme", "other_attribute", "when"))
"""Intents that a follow-up about a day or a place in a list is not really about."""
_THE_OTHER = frozenset(("other", "drugiej", "druga", "drugi", "drugiego"))
_THERE = frozenset(("there", "tam", "place", "else", "jeszcze"))
_THEN = frozenset(("then", "wtedy", "day", "dnia", "dzien"))
_ORDINALS: dict[int, frozenset[str]] = {
    0: frozenset(
        ("first", "pierwsze", "pierwszy", "pierwsza", "pierwszego", "pierwszej", "pierwszym", "1st")
    ),
    1: frozenset(("second", "drugie", "2nd")),
    2: frozenset(("third", "trzecie", "trzeci", "trzecia", "3rd")),
    -1: frozenset(("last", "ostatnie", "ostatni", "ostatnia", "ostatniego", "ostatniej", "ostatnim")),
}
_SHIFTS = {
    1: (("day", "after"), ("next", "day"), ("following", "day"), ("nastepnego", "dnia"), ("nastepny", "dzien"), ("dzien", "pozniej"),
        ("kolejnego", "dnia"), ("day", "later"), ("dzien", "po")),
    -1: (("day", "before"), ("previous", "day"), ("poprzedniego", "dnia"), ("dzien", "wczesniej"), ("day", "earlier"), ("dzien", "przed")),
}  # fmt: skip


def _shifted_days(words: Sequence[str], context: Context) -> tuple[date, ...]:
    """Count “the day after” from the day that was spoken of."""
    if not context.days:
        return ()
    pairs = set(zip(words, words[1:], strict=False))
    for shift, leads in _SHIFTS.items():
        if pairs & set(leads):
            return (context.days[-1] + timedelta(shift),)
    return ()


def _other_organisations(brain: Brain, context: Context) -> tuple[Mention, ...]:
    """Give the organisations that were not spoken of: “and on the other side?”."""
    spoken = {id_ for ask in context.asks for id_ in ask.of_kind("org", "person")} | set(context.listed)
    spoken |= {p.organisation for p in brain.knowledge.people if p.id in spoken}
    others = [o.id for o in brain.knowledge.organisations if o.id not in spoken]
    return (
        tuple(_mention(brain, id_) for id_ in others)
        if len(others) < len(brain.knowledge.organisations)
        else ()
    )


def _mention(brain: Brain, id_: str) -> Mention:
    return Mention(id_, KINDS[type(brain.knowledge.by_id[id_])], 0, 0, is_generic=False)


def _ask(label: str, confidence: float, reading: Reading, brain: Brain, whole: Reading | None = None) -> Ask:
    things = sorted(_affirmed(reading), key=lambda m: _PRECEDENCE.get(m.kind, 9))
    return Ask(
        intent=label,
        things=tuple(things),
        days=tuple(dict.fromkeys(d.day for d in reading.days)),
        confidence=round(min(1.0, confidence), 3),
        is_yes_no=_wants_yes_or_no(reading.words),
        words=(whole or reading).words,
    )


def _affirmed(reading: Reading) -> Sequence[Mention]:
    """Leave out what is named only to be excluded: “from the association, *not from the city*”."""
    kept = [
        m for m in reading.things if not {"not", "nie"} & set(reading.words[max(0, m.start - 3) : m.start])
    ]
    excluded = {m.kind for m in reading.things} - {m.kind for m in kept}
    return reading.things if excluded else kept


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
    about_edition = ask.intent in {"when", "where"} or (
        ask.topic is not None
        and "edition" in brain.knowledge.topic_by_id[ask.topic].intents
        and not ask.is_yes_no
    )
    if about_edition and (other := _other_edition(ask.words, brain)):
        return replace(ask, intent=other)
    if (
        ask.intent in _SETS
        and ask.of_kind("venue")
        and not ask.of_kind("session")
        and {"not", "nie"} & set(ask.words)
    ):
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


_SETS = {"access_set", "access", "what", "how_many_sessions", "how_many_venues", "same_place", "where"}
_EDITION_WORDS = {"edition", "edycja", "edycji", "edycje", "conference", "konferencja", "konferencji"}


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
