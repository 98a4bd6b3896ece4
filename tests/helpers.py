"""Talking to the core, and other versions of the knowledge: what several tests need."""

from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.core.answer import Answer
from bot.core.brain import Brain, assemble
from bot.core.conversation import Profile, respond
from bot.core.knowledge import Knowledge
from bot.core.locale import Locale, Model

ROOT = Path(__file__).parent.parent
KNOWLEDGE = ROOT / "knowledge"
DATA = Path(__file__).parent / "data"


def at(moment: str) -> datetime:
    """Read a moment of the event's zone: ``"2025-10-08 12:00"``."""
    return datetime.fromisoformat(f"{moment}+02:00")


M = TypeVar("M", bound=Model)

BEFORE = at("2025-09-30 10:00")
FIRST_DAY = at("2025-10-07 09:00")
SECOND_DAY = at("2025-10-08 09:00")
LAST_DAY = at("2025-10-09 09:00")
AFTER = at("2025-10-12 09:00")


class Chat:
    """One conversation: call it with a message, get the answer; it keeps the profile between messages."""

    def __init__(self, brain: Brain, *, now: datetime = BEFORE, locale: Locale = Locale.EN) -> None:
        self.brain = brain
        self.now = now
        self.profile = Profile(locale)

    def __call__(self, text: str, *, now: datetime | None = None) -> Answer:
        answer, self.profile = respond(text, brain=self.brain, profile=self.profile, now=now or self.now)
        return answer


def say(brain: Brain, text: str, *, now: datetime = BEFORE, locale: Locale = Locale.EN) -> Answer:
    """Ask one message out of any conversation."""
    return Chat(brain, now=now, locale=locale)(text)


def updated(entry: M, **changes: Any) -> M:
    """Give a checked copy of a record with some fields changed (`model_copy` would keep cached properties)."""
    fields = {name: getattr(entry, name) for name in type(entry).model_fields}
    return type(entry).model_validate(fields | changes)


def announced(brain: Brain, id_: str, **changes: Any) -> Brain:
    """Give the brain of an organiser who has filled in fields of one entry; nothing is fitted again."""
    knowledge = brain.knowledge
    if id_ == knowledge.event.id:
        return with_knowledge(brain, updated(knowledge, event=updated(knowledge.event, **changes)))
    for name in ("sessions", "venues", "people", "organisations", "subjects", "quotes", "topics"):
        entries = getattr(knowledge, name)
        if any(entry.id == id_ for entry in entries):
            new = tuple(updated(entry, **changes) if entry.id == id_ else entry for entry in entries)
            return with_knowledge(brain, updated(knowledge, **{name: new}))
    raise KeyError(id_)


def with_knowledge(brain: Brain, knowledge: Knowledge) -> Brain:
    """Give a brain with the same fitted model for other knowledge."""
    return assemble(knowledge, brain.lexicon, brain.model, brain.vocabulary.counts)
