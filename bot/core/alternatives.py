"""“Not what I asked”: what else the last message may have meant, as questions to choose from."""

from datetime import date

import numpy as np

from bot.core.answers.speech import capital, kind_of
from bot.core.brain import Brain
from bot.core.knowledge import Session
from bot.core.lexicon import TOPIC
from bot.core.locale import Locale
from bot.core.pages import topic_question
from bot.core.reading import Context, read

MOST = 3
"""Choices that are offered: more are not read."""


def alternatives(context: Context | None, brain: Brain, *, locale: Locale, today: date) -> tuple[str, ...]:
    """Give the next best readings of the last message, each as a question that the bot answers.

    Args:
        context: of the last message; None, or of a command that has no words, gives the usual hints.
        brain: whose model judges the words again.
        locale: of the questions.
        today: in the event's zone.
    """
    phrases = brain.knowledge.phrases
    found = [] if context is None else _second_best(context, brain, locale, today)
    hints = [phrases[f"hint_{number}"][locale] for number in range(1, MOST + 1)]
    return tuple(dict.fromkeys(found + hints))[:MOST]


def _second_best(context: Context, brain: Brain, locale: Locale, today: date) -> list[str]:
    asked = {ask.intent for ask in context.asks}
    words = next((ask.words for ask in context.asks if ask.words), ())
    if not words:
        return []
    order = np.argsort(-read(words, brain, today, locale, context).probabilities)
    labels = [brain.model.labels[number] for number in order]
    questions = (_question(label, context, brain, locale) for label in labels if label not in asked)
    return [question for question in questions if question][:MOST]


def _question(label: str, context: Context, brain: Brain, locale: Locale) -> str | None:
    """Put a reading into words; None where there are none for it."""
    if label.startswith(TOPIC):
        return topic_question(brain.knowledge.topic_by_id[label.removeprefix(TOPIC)].asked[locale][0])
    ids = [mention.id for ask in context.asks for mention in ask.things]
    thing = brain.knowledge.by_id[ids[0]] if ids else brain.knowledge.event
    phrases = brain.knowledge.phrases
    if label not in phrases[f"next_{kind_of(brain, thing.id)}"][locale].split():
        return None  # such as “Who is the concert?”
    name = thing.spoken_name if isinstance(thing, Session) else thing.name
    return capital(phrases[f"suggest_{label}"][locale].format_map({"name": name.spoken(locale)}))
