"""Step 2 of 4, understand (c): is a message about this event at all?

The model's word for “elsewhere” is one sign among others: how familiar the words are, what each says by itself, whether
something of the event is named, whether a talk goes on. A logistic regression weighs them.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import log

from bot.core.asking import ATTRIBUTE
from bot.core.brain import Brain
from bot.core.described import described_in, hints_at
from bot.core.grammar import OTHERS, PRONOUNS, SAMENESS, leans, spoken
from bot.core.lexicon import ELSEWHERE, TOPIC
from bot.core.reading import (
    Ask,
    Context,
    Reading,
    best_of_ours,
    but_city,
    is_bare,
    is_ours,
    names_a_day_of,
    names_nothing,
    naming,
)

WEIGHTS = (0.264, 0.12, -0.315, -0.396, -0.267, -0.202, 1.547, 0.277, -0.144, 0.347, 0.371, 1.068, -1.104, -1.265)
"""What a sign of each kind says: the model's log-odds of “elsewhere”, and once more where nothing is named; the
logarithm of its likeliest way of asking about the event; how familiar the rarest word is, and the usual one; the
number of words; whether nothing is named. Then the words that name nothing: how much they speak for something else
each by itself, and once more where nothing is named; how much the two do so that do it most; how many of them the model
does not expect where that is asked; whether a day is named that is none of the event's; how much is named beside the
first thing; and whether a day of the event is all that is named.

Fitted by `training/scope.py`.
"""
BIAS = 2.056
REFUSED = -0.4
"""From which log-odds of being about something else a message is refused."""
REFUSED_ATTRIBUTE = 0.5
"""The same where it most likely asks for something practical: it is only doubted, as “how much are tickets” may be."""
DOUBTED = -0.6
"""From which a message that names nothing of the event is doubted: nothing but “if it is about …” is said."""
DOUBTED_ATTRIBUTE = -4.0
"""The same where it asks for something practical, as people do everywhere: “are lunch breaks paid”."""
SURELY_REFUSED = 3.0
"""From which a message of several clauses, none of which names anything, is refused as a whole."""
_GOES_ON, _LEANS = -1.0, -3.0
"""In a talk about the event, what leans on it is about it; but who has asked about it may ask for a cab next."""
_OF_PROGRAMMES = frozenset(("part_of_day", "duration", "timetable"))
"""Attributes that hardly anything but an event has."""
_NOT_STRANGE = -1.0
"""Log-odds of being about something else up to which a plain question is not doubted; below, nothing is refused."""
_SURELY, _PLAIN = 0.94, 6
"""From which probability up to so many words ask plainly."""
_MOST_SURE = 2
"""Ways of asking that are so likely together: “does it end on …” asks when, or what comes last."""
_LIKELY = 0.5
"""From which probability something is most likely asked."""
_LONGEST = 20  # words: longer messages are no surer
_MOST_TELLING = 2  # words
_MOST_NAMED = 2  # things and days
_FAMILIAR = 5.0  # of a message without words: marks and digits are not strange
_TINY = 1e-6  # keeps the logarithms finite


def strangeness(reading: Reading, brain: Brain, context: Context) -> float:
    """Give the log-odds that some words are about something else than the event; `context` may be empty."""
    talk = 0.0
    if context.asks:
        talk = _LEANS if leans(reading.words, reading.locale) else _GOES_ON
    if not reading.weighed:
        reading.weighed.append(sum(weight * sign for weight, sign in zip(WEIGHTS, signs(reading, brain), strict=True)))
    return BIAS + talk + reading.weighed[0]


def signs(reading: Reading, brain: Brain) -> tuple[float, ...]:
    """Give what is known of some words, in the order of `WEIGHTS`."""
    elsewhere = reading.elsewhere / max(1 - reading.talk, _TINY)  # “thanks, and …” says nothing
    elsewhere = min(max(elsewhere, _TINY), 1 - _TINY)
    odds = log(elsewhere / (1 - elsewhere))
    senses = [brain.vocabulary.sense(word) for word in reading.words]
    known = [sense.familiarity for sense in senses if sense.tells] or [_FAMILIAR]
    described = described_in(reading.words, brain)
    covered = naming(reading)
    own = [sense for place, sense in enumerate(senses) if sense.tells and place not in covered]
    if described is not None:
        own = [sense for sense in own if not hints_at(sense.word, described, brain)]
    speaking = [sense.odds_of_elsewhere for sense in own]
    by_themselves = sum(speaking) * min(1, _LONGEST / (len(own) or 1))
    best, chance = best_of_ours(reading, brain)
    meaning = [sense.word for sense in own if not brain.lexicon.is_grammar(sense.word)]
    unnamed = names_nothing(reading) and described is None
    on_own_day = names_a_day_of(brain.knowledge.event, reading)
    named = len({mention.id for mention in but_city(reading.things)}) + on_own_day
    return (
        odds,
        odds * unnamed,
        log(chance + _TINY),
        min(known),
        sum(known) / len(known),
        min(len(spoken(reading.words)), _LONGEST),
        unnamed,
        by_themselves,
        by_themselves * unnamed,
        sum(sorted(speaking)[-_MOST_TELLING:]),
        brain.model.count_against(meaning, brain.number_of[best], brain.number_of[ELSEWHERE]),
        bool(reading.days) and not on_own_day,
        min(max(named - 1, 0), _MOST_NAMED),  # a festival at this fort on this day is no other
        on_own_day and unnamed,
    )


def is_elsewhere(reading: Reading, brain: Brain, context: Context) -> bool:
    """Whether the message is about something else."""
    if is_bare(reading) and (reading.days or not names_nothing(reading)):
        return False  # “the concert on Wednesday?”, “tomorrow?”: nothing strange about it
    if context.asks and is_bare(reading, SAMENESS | OTHERS | PRONOUNS[reading.locale]):
        return False  # “and that other one?”
    return strangeness(reading, brain, context) >= (REFUSED_ATTRIBUTE if _is_practical(reading, brain) else REFUSED)


def _asks_plainly(reading: Reading, brain: Brain, context: Context) -> bool:
    """Whether a few words surely ask one thing: “how much are tickets” may mean the cinema's, but it is asked here.

    Of what only this event has, such as its own abbreviation, any number of words may.
    """
    label, _ = reading.best
    if not is_ours(label, brain) or strangeness(reading, brain, context) >= _NOT_STRANGE:
        return False
    if not label.startswith(TOPIC):
        senses = map(brain.vocabulary.sense, reading.words)
        if len(spoken(reading.words)) > _PLAIN or any(sense.is_strange for sense in senses):
            return False
    likely = [chance for each, chance in reading.likeliest if is_ours(each, brain)]
    return sum(likely[:_MOST_SURE]) >= _SURELY


def _is_practical(reading: Reading, brain: Brain) -> bool:
    """Whether most likely something practical is asked, and of nothing that is named: it may be doubted instead."""
    label, chance = reading.best
    return chance > _LIKELY and _is_everywhere(label, brain) and not _names_firmly(reading)


def _is_everywhere(label: str, brain: Brain) -> bool:
    """Whether it is an attribute that not only events have."""
    return (label == ATTRIBUTE or label in brain.lexicon.attributes) and label not in _OF_PROGRAMMES


def _names_firmly(reading: Reading) -> bool:
    """Whether more than a day, the city or “a contract” is named."""
    return any(m.kind != "subject" or not m.is_generic for m in but_city(reading.things))


def with_doubts(asks: Sequence[Ask], reading: Reading, brain: Brain, context: Context) -> tuple[Ask, ...]:
    """Mark what is doubtful of a message that names at most a day or “a contract”, and has something strange."""
    if _names_firmly(reading) or is_bare(reading) or described_in(reading.words, brain) is not None:
        return tuple(asks)
    if _asks_plainly(reading, brain, context):
        return tuple(asks)
    if context.asks and leans(reading.words, reading.locale):
        return tuple(asks)  # it goes on about the event
    odds = strangeness(reading, brain, context)
    limits = [DOUBTED_ATTRIBUTE if _is_everywhere(ask.intent, brain) else DOUBTED for ask in asks]
    doubted = [odds >= limit for limit in limits]
    return tuple(
        ask if ask.is_doubtful is is_so else replace(ask, is_doubtful=is_so)
        for ask, is_so in zip(asks, doubted, strict=True)
    )
