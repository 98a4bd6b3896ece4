"""Step 2 of 4, understand (c): a message of several clauses, and which of them ask.

Each clause is read as intent × things; clauses that ask nothing are dropped; one leans on what an earlier one named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from bot.core.asking import REMINDING, asks_again, asks_of
from bot.core.brain import Brain
from bot.core.entities import Mention
from bot.core.followups import COMPARING, with_context
from bot.core.forming import ask_of
from bot.core.grammar import (
    EXCLUSIONS,
    JOINTS,
    LONGEST_CLAUSE,
    OPENERS,
    PRONOUNS,
    RELATIVES,
    SMALL_WORDS,
    SUBORDINATES,
    THAT_DAY,
    clauses_of,
    is_one_sentence,
    sentences_of,
    spoken,
)
from bot.core.lexicon import QUESTION_WORDS
from bot.core.locale import Locale
from bot.core.polarity import is_tag, offers_a_choice
from bot.core.reading import (
    Ask,
    Context,
    Reading,
    best_of_ours,
    but_city,
    is_bare,
    is_ours,
    names_nothing,
    naming,
    read,
)
from bot.core.scope import SURELY_REFUSED, is_elsewhere, strangeness

_DAY_INTENTS = frozenset(("programme", "what", "next", "when", "where", "over", "performers"))
"""Ways of asking for which a day of the event is reason enough to be about it."""
_SHORTEST_OF_SEVERAL = 3
"""Words from which a message may ask two things: “when and where”."""
_LEAST_ASKING = 2
"""Words beside the names that a question has: “the old castle” asks nothing."""
_SEVERAL = 2  # questions of one sentence
_MOST_HALVES = 6
"""Clauses of a sentence that asks several things; one with more tells a story."""
_LEAST_QUESTION = 0.3
"""From which score a sentence with a question mark outdoes those without; none below it stands out at all."""
_LEVEL = 0.75
"""Share of the best score from which another sentence is asked beside it."""
_LEAST_SCOPE = 0.4
"""From which probability a clause of many is about the event."""
_MARKED = 2.0
"""How much more a clause with a question mark or a question word counts."""
SECOND_QUESTION = 0.55
"""From which confidence each half of a message counts as a question of its own."""
_PLAIN_WORDS = {"where": "where", "gdzie": "where", "when": "when", "kiedy": "when"}
_PLAIN_LENGTH = {Locale.EN: 4, Locale.PL: 3}
"""Words of a clause that has no place for more than who does it: “where do they hold it”, „gdzie je uruchamiają”."""
_CLEAR = 0.5
"""From which probability what a message asks as a whole counts more than what each of its clauses asks."""
_SURE = 0.95
"""From which probability a sentence asks what it asks as a whole, whatever its halves seem to ask."""
_ALONE = Context()


class _Earlier(NamedTuple):
    """What the clauses before have named."""

    things: tuple[Mention, ...] = ()
    days: tuple[date, ...] = ()

    def and_then(self, reading: Reading) -> "_Earlier":
        """What is named takes the place of what was."""
        return _Earlier(but_city(reading.things) or self.things, tuple(d.day for d in reading.days) or self.days)


def asks_of_clauses(
    words: Sequence[str], whole: Reading, brain: Brain, context: Context, today: date
) -> tuple[Ask, ...]:
    """Read clause by clause; empty where the message is better read as a whole."""
    is_one = is_one_sentence(words) and len(words) <= LONGEST_CLAUSE and JOINTS[whole.locale].isdisjoint(words)
    if is_one or len(words) < _SHORTEST_OF_SEVERAL:
        return ()
    sentences = [sentence for sentence in sentences_of(words) if spoken(sentence)]
    some_ask = any("?" in sentence for sentence in sentences)
    asks: list[Ask] = []
    candidates: list[tuple[float, Ask]] = []
    earlier = _Earlier()
    for sentence in sentences:
        before = Context((Ask("what", earlier.things),)) if earlier.things else context
        reading = whole if len(sentences) == 1 else read(sentence, brain, today, whole.locale, before)
        asks_itself = not some_ask or "?" in sentence or sentence[0] in QUESTION_WORDS
        if parts := asks_itself and _double_question(sentence, reading, brain, context, today):
            asks += [_leaning_on(part, earlier) for part in parts]
        elif len(sentences) > 1 or len(words) > LONGEST_CLAUSE:
            candidates += _candidates(reading, brain, context, earlier, today)
        earlier = earlier.and_then(reading)
    return tuple(asks) or _outstanding(candidates, whole, brain, context)


def _outstanding(
    candidates: list[tuple[float, Ask]], whole: Reading, brain: Brain, context: Context
) -> tuple[Ask, ...]:
    """Choose what is asked of the scored readings of sentences; empty where none stands out from the message."""
    asking = [(score, ask) for score, ask in candidates if "?" in ask.words and score >= _LEAST_QUESTION]
    asked_surely = {ask.intent for score, ask in asking if score >= SECOND_QUESTION}
    is_clear = len(asked_surely) <= 1 and _is_clear(whole, brain, candidates)
    if not candidates or (is_clear and not is_elsewhere(whole, brain, context)):
        dated = [ask for _, ask in asking if ask.intent in asked_surely and ask.days]
        several = len({mention.day for mention in whole.days}) > 1
        return tuple(dated) if several and len(dated) == 1 else ()  # “yesterday I was at … Is there any today too?”
    candidates = asking or candidates
    best, first = max(candidates, key=lambda pair: pair[0])
    if best < _LEAST_QUESTION:
        return ()
    level = [ask for score, ask in candidates if score >= max(best * _LEVEL, SECOND_QUESTION)]
    own = but_city(whole.things)
    return tuple(ask if ask.things or ask.days or not own else replace(ask, things=own) for ask in level or [first])


def _is_clear(whole: Reading, brain: Brain, candidates: Sequence[tuple[float, Ask]]) -> bool:
    """Whether a message of several clauses asks one thing as a whole, of which its parts only say more."""
    label, confidence = whole.best
    if confidence < _CLEAR or not is_ours(label, brain):
        return False
    surely = [ask for score, ask in candidates if score >= SECOND_QUESTION and not QUESTION_WORDS.isdisjoint(ask.words)]
    return all(ask.intent == label for ask in surely)


def _candidates(
    reading: Reading, brain: Brain, context: Context, earlier: _Earlier, today: date
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
        if view.scope < _LEAST_SCOPE or is_elsewhere(view, brain, context):
            continue
        for found in asks_of(view, brain, context)[:1]:
            ask = replace(found, words=(*found.words, "?")) if "?" in sentence and "?" not in found.words else found
            ask = replace(ask, is_yes_no=ask.is_yes_no and not offers_a_choice(spoken(sentence)))
            is_marked = "?" in sentence or view.words[0] in QUESTION_WORDS
            yield view.scope * ask.confidence * (_MARKED if is_marked else 1), _leaning_on(ask, earlier)


def _leaning_on(ask: Ask, earlier: _Earlier) -> Ask:
    """Let a clause concern what an earlier one named: the thing, or else the day."""
    if ask.days:
        return ask
    own = {m.kind for m in ask.things} - {"city", "event", "org"}
    if not own and earlier.days and THAT_DAY & set(ask.words):  # “… on the 9th. Is anything of the event that day?”
        return replace(ask, things=(), days=earlier.days)
    if own == {"session"} and ask.is_yes_no:  # “I am only here on the 7th. Can I catch the concert?”
        return replace(ask, days=earlier.days)
    if but_city(ask.things):
        return ask
    return replace(ask, things=earlier.things, days=() if earlier.things else earlier.days)


def _double_question(
    sentence: tuple[str, ...], reading: Reading, brain: Brain, context: Context, today: date
) -> tuple[Ask, ...]:
    """Read “where and when is it” as two questions if each half is one by itself; else give nothing."""
    halves = _halves(sentence, reading.locale)
    if len(halves) < _SEVERAL or is_elsewhere(reading, brain, context):
        return ()
    asks: list[Ask] = []
    for place, half in enumerate(halves, 1):
        if ask := _asked_in(half, reading, brain, context, today):
            asks.append(ask)
        left = len(halves) - place
        if len({ask.intent for ask in asks}) + left < _SEVERAL:
            return ()
    label, confidence = reading.best
    is_other = all(label != ask.intent for ask in asks) or label in COMPARING  # “are this and that the same day?”
    return () if confidence >= _SURE and is_other else tuple(asks)


def _halves(sentence: tuple[str, ...], locale: Locale) -> list[tuple[str, ...]]:
    """Give the clauses that may each be a question; none where there are so many that a story is told."""
    joints = JOINTS[locale]
    clauses = [c for c in clauses_of(sentence, locale) if not (joints.issuperset(spoken(c)) or is_tag(c))]
    if len(clauses) > _MOST_HALVES:
        return []
    halves: list[tuple[str, ...]] = []
    inside = False
    for bare in (_bare(clause, locale) for clause in clauses):
        if bare[0] in SUBORDINATES or (inside and bare[0] not in QUESTION_WORDS):
            inside = True  # “who said *that the city is strong, and that …*” is one question
        elif bare[0] not in EXCLUSIONS:  # “…, apart from the concert”
            halves.append(bare)
    return halves


def _asked_in(half: tuple[str, ...], reading: Reading, brain: Brain, context: Context, today: date) -> Ask | None:
    """Give the question that a half of a sentence surely asks by itself, about what the sentence names if need be."""
    part = read(half, brain, today, reading.locale)
    label, confidence = _plainly(half, reading.locale) or part.best
    asks_nothing = is_bare(part, SMALL_WORDS | PRONOUNS[reading.locale]) or not is_ours(label, brain)
    if asks_nothing or confidence < SECOND_QUESTION or (label in REMINDING and asks_again(reading.words)):
        return None
    if not part.things and not part.days:
        part = replace(part, things=reading.things, days=reading.days)
    ask = with_context(ask_of(label, confidence, part), reading, brain, context)
    return replace(ask, is_yes_no=ask.is_yes_no and not offers_a_choice(spoken(reading.words)))


def _plainly(clause: tuple[str, ...], locale: Locale) -> tuple[str, float] | None:
    """Read “where do they launch it” without the model, whatever the verb: a question word and a pronoun."""
    intent = _PLAIN_WORDS.get(clause[0])
    if intent is None or len(spoken(clause)) > _PLAIN_LENGTH[locale] or PRONOUNS[locale].isdisjoint(clause):
        return None
    return intent, SECOND_QUESTION


def _bare(clause: tuple[str, ...], locale: Locale) -> tuple[str, ...]:
    """Leave out the joint that a clause begins with."""
    return clause[1:] if clause[0] in JOINTS[locale] else clause


def rescued(whole: Reading, brain: Brain, context: Context, today: date) -> tuple[Ask, ...]:
    """Find one clause of a strange message that surely asks about the event: “I’m from Porto, when is the concert”.

    It has to be surer of the event than the whole is of something else.
    """
    strange = strangeness(whole, brain, context)
    for clause in clauses_of(whole.words, whole.locale):
        bare = _bare(clause, whole.locale)
        if len(bare) <= 1 or len(bare) == len(whole.words):
            continue
        reading = read(bare, brain, today, whole.locale)
        own_day = bool(reading.days) and best_of_ours(reading, brain)[0] in _DAY_INTENTS
        if (names_nothing(reading) and not own_day) or len(reading.words) - len(naming(reading)) < _LEAST_ASKING:
            continue
        if strangeness(reading, brain, _ALONE) + strange < -SURELY_REFUSED:
            return asks_of(reading, brain, context)
    return ()
