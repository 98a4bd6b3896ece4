"""What a question means of the programme: the sessions that it is about, the day or place that it claims for them."""

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


def part_named(ask: Ask) -> str | None:
    """Give the part of the day that a question names: morning, afternoon or evening."""
    return next((part for part, words in _PARTS.items() if words & set(ask.words)), None)


def wrong_place(ask: Ask, speaker: Speaker) -> bool | None:
    """Tell whether a place that is named beside sessions (or their day) is not theirs; None if none is named."""
    sessions, venues = ask.of_kind("session"), ask.of_kind("venue")
    places = {speaker.knowledge.session(id_).venue for id_ in sessions}
    if not sessions:
        places = {s.venue for day in ask.days for s in sessions_on(speaker.knowledge, day)}
    return None if not places or not venues else not places & set(venues)


def wrong_day(ask: Ask, speaker: Speaker) -> bool:
    """Tell whether one session is named beside a day of the event that is not its own."""
    sessions = ask.of_kind("session")
    return len(sessions) == 1 and bool(ask.days) and speaker.knowledge.session(sessions[0]).on not in ask.days
