"""What a question means of the programme: the sessions that it is about, the part of the day that it names."""

from collections.abc import Sequence

from bot.core.answers.speech import Speaker
from bot.core.knowledge import Session
from bot.core.reading import Ask
from bot.core.schedule import sessions_at, sessions_on, taking_place

_PARTS = {
    "morning": frozenset("morning rano rana poranek poranku".split()),
    "afternoon": frozenset("afternoon popoludnie popoludniu poludniu".split()),
    "evening": frozenset("evening tonight night wieczor wieczorem wieczoru wieczorow".split()),
}
"""Parts of the day → folded words that name them."""


def sessions_meant(ask: Ask, speaker: Speaker) -> tuple[Session, ...]:
    """Give the sessions that a question is about: those named, else those at the place or on the day named.

    What is not named itself and cancelled counts only where there is nothing else.
    """
    knowledge = speaker.knowledge
    named = tuple(knowledge.session(id_) for id_ in ask.of_kind("session"))
    if named:
        return named
    if venues := ask.of_kind("venue"):
        there = tuple(s for id_ in venues for s in sessions_at(knowledge, id_))
        found = tuple(s for s in there if s.on in ask.days) or there if ask.days else there
    else:
        found = tuple(s for day in ask.days for s in sessions_on(knowledge, day))
    return taking_place(found) or found


def words_beside(words: Sequence[str], speaker: Speaker) -> set[str]:
    """Give the words that name nothing of the event; no marks."""
    things = speaker.brain.gazetteer.find(tuple(words), today=speaker.today).things
    covered = {place for mention in things for place in range(mention.start, mention.end)}
    return {word for place, word in enumerate(words) if place not in covered and word[0].isalnum()}


def part_named(ask: Ask) -> str | None:
    """Give the part of the day that a question names: morning, afternoon or evening."""
    return part_in(ask.words)


def part_in(words: Sequence[str]) -> str | None:
    """Give the part of the day that some words name."""
    return next((part for part, names in _PARTS.items() if not names.isdisjoint(words)), None)
