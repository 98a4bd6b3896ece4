"""Step 2 of 4, understand (c): is a message about this event at all?

The model's word for “elsewhere” is one sign among others: how familiar the words are, whether something of the event is
named, whether a talk goes on. A logistic regression weighs them.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import log, log1p

import numpy as np

from bot.core.asking import ATTRIBUTE
from bot.core.brain import Brain
from bot.core.described import described_in
from bot.core.grammar import OTHERS, PRONOUNS, SAMENESS, leans, spoken
from bot.core.reading import Ask, Context, Reading, is_bare, names_a_day_of, names_nothing, ours

WEIGHTS = (0.406, 0.243, -0.46, -0.351, -0.551, -0.077, 2.263, -1.849, -0.995, -0.155)
"""What a sign of each kind says: the model's log-odds of “elsewhere”, and once more where nothing is named; the
logarithm of its likeliest way of asking about the event; how familiar the rarest word is, and the usual one; the
number of words; whether nothing is named, whether a day of the event is; words to the organisers; a question mark.

Fitted by `training/scope.py`.
"""
BIAS = 2.746
REFUSED = 0.0
"""From which log-odds of being about something else a message is refused."""
DOUBTED = -0.3
"""From which a message that names nothing of the event is doubted: nothing but “if it is about …” is said."""
DOUBTED_ATTRIBUTE = -2.2
"""The same where it asks for something practical, as people do everywhere: “are lunch breaks paid”."""
SURELY_REFUSED = 3.0
"""From which a message of several clauses, none of which names anything, is refused as a whole."""
_GOES_ON, _LEANS = -1.0, -3.0
"""In a talk about the event, what leans on it is about it; but who has asked about it may ask for a cab next."""
_YOURS = frozenset("you your yours u ur was wam wami wasz wasza wasze waszej waszego waszym waszych".split())
"""Words that speak to the organisers."""
_OF_PROGRAMMES = frozenset(("part_of_day", "duration", "timetable"))
"""Attributes that hardly anything but an event has."""
_LONGEST = 20  # words: longer messages are no surer
_FAMILIAR = 5.0  # of a message without words: marks and digits are not strange
_SHORTEST_WORD = 3  # letters: shorter words are of every language and tell nothing
_TINY = 1e-6  # keeps the logarithms finite


def strangeness(reading: Reading, brain: Brain, context: Context) -> float:
    """Give the log-odds that some words are about something else than the event; `context` may be empty."""
    talk = 0.0
    if context.asks:
        talk = _LEANS if leans(reading.words, reading.locale) else _GOES_ON
    return BIAS + talk + sum(weight * sign for weight, sign in zip(WEIGHTS, signs(reading, brain), strict=True))


def signs(reading: Reading, brain: Brain) -> tuple[float, ...]:
    """Give what is known of some words, in the order of `WEIGHTS`."""
    words = spoken(reading.words)
    elsewhere = reading.elsewhere / max(1 - reading.talk, _TINY)  # “thanks, and …” says nothing
    elsewhere = min(max(elsewhere, _TINY), 1 - _TINY)
    odds = log(elsewhere / (1 - elsewhere))
    counts = brain.vocabulary.counts
    known = [log1p(counts.get(w, 0)) for w in words if w.isalpha() and len(w) >= _SHORTEST_WORD] or [_FAMILIAR]
    unnamed = names_nothing(reading) and described_in(reading.words, brain) is None
    return (
        odds,
        odds * unnamed,
        log(float(np.maximum.reduce(ours(reading, brain))) + _TINY),
        min(known),
        sum(known) / len(known),
        min(len(words), _LONGEST),
        unnamed,
        names_a_day_of(brain.knowledge.event, reading),
        not _YOURS.isdisjoint(words),
        "?" in reading.words,
    )


def is_elsewhere(reading: Reading, brain: Brain, context: Context) -> bool:
    """Whether the message is about something else."""
    if is_bare(reading) and (reading.days or not names_nothing(reading)):
        return False  # “the concert on Wednesday?”, “tomorrow?”: nothing strange about it
    if context.asks and is_bare(reading, SAMENESS | OTHERS | PRONOUNS[reading.locale]):
        return False  # “and that other one?”
    return strangeness(reading, brain, context) >= REFUSED


def with_doubts(asks: Sequence[Ask], reading: Reading, brain: Brain, context: Context) -> tuple[Ask, ...]:
    """Mark what is doubtful of a message that names nothing, or at most a day, and has something strange about it."""
    if not names_nothing(reading) or is_bare(reading):
        return tuple(asks)
    odds = strangeness(reading, brain, context)
    unlisted = (brain.lexicon.attributes.keys() | {ATTRIBUTE}) - _OF_PROGRAMMES
    limits = [DOUBTED_ATTRIBUTE if ask.intent in unlisted else DOUBTED for ask in asks]
    return tuple(replace(ask, is_doubtful=odds >= limit) for ask, limit in zip(asks, limits, strict=True))
