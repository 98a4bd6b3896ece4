"""Step 2 of 4, understand (c): is a message about this event at all?

The model's word for “elsewhere” is one sign among others: how familiar the words are, whether something of the event is
named, whether a talk goes on. A logistic regression weighs them.
"""

from math import log, log1p

from bot.core.brain import ELSEWHERE, Brain
from bot.core.grammar import OTHERS, PRONOUNS, SAMENESS, leans
from bot.core.reading import Context, Reading, is_bare, names_nothing

REFUSED = 0.0
"""From which log-odds of being about something else a message is refused."""
DOUBTED = -0.6
"""From which a message that names nothing of the event is doubted: nothing but “if it is about …” is said."""
SURELY_REFUSED = 3.0
"""From which a message of several clauses, none of which names anything, is refused as a whole."""
_GOES_ON, _LEANS = -1.0, -3.0
"""In a talk about the event, what leans on it is about it; but who has asked about it may ask for a cab next."""
_YOURS = frozenset("you your yours u ur was wam wami wasz wasza wasze waszej waszego waszym waszych".split())
"""Words that speak to the organisers."""
_LONGEST = 20  # words: longer messages are no surer
_FAMILIAR = 5.0  # of a message without words: marks and digits are not strange


def strangeness(reading: Reading, brain: Brain, context: Context) -> float:
    """Give the log-odds that some words are about something else than the event; `context` may be empty.

    Weights: fitted on 550 questions about the event and 2,100 messages about other things, by `training/scope.py`.
    """
    words = [word for word in reading.words if word[0].isalnum()]
    elsewhere = min(
        max(reading.elsewhere / max(1 - reading.talk, 1e-6), 1e-6), 1 - 1e-6
    )  # “thanks, and …” says nothing
    known = [log1p(brain.vocabulary.counts.get(w, 0)) for w in words if w.isalpha() and len(w) > 2] or [_FAMILIAR]  # noqa: PLR2004
    ours = reading.probabilities.copy()
    ours[brain.talk_numbers] = ours[brain.number_of[ELSEWHERE]] = 0
    unnamed = names_nothing(reading)
    event = brain.knowledge.event
    return (
        1.885
        + (0.467 if unnamed else 0.315) * log(elsewhere / (1 - elsewhere))
        - 0.363 * log(float(ours.max()) + 1e-6)
        - 0.383 * min(known)
        - 0.275 * sum(known) / len(known)
        - 0.115 * min(len(words), _LONGEST)
        + 2.257 * unnamed
        - 2.543 * any(event.starts_on <= mention.day <= event.ends_on for mention in reading.days)
        - 1.348 * (not _YOURS.isdisjoint(words))
        - 0.571 * ("?" in reading.words)
        + (0 if not context.asks else _LEANS if leans(reading.words, reading.locale) else _GOES_ON)
    )


def is_elsewhere(reading: Reading, brain: Brain, context: Context) -> bool:
    """Whether the message is about something else."""
    if is_bare(reading) and (reading.days or not names_nothing(reading)):
        return False  # “the concert on Wednesday?”, “tomorrow?”: nothing strange about it
    if context.asks and is_bare(reading, SAMENESS | OTHERS | PRONOUNS[reading.locale]):
        return False  # “and that other one?”
    return strangeness(reading, brain, context) >= REFUSED


def is_doubtful(reading: Reading, brain: Brain, context: Context) -> bool:
    """Whether a message that names nothing, or at most a day, has something strange about it."""
    return names_nothing(reading) and not is_bare(reading) and strangeness(reading, brain, context) >= DOUBTED
