"""What the core hands out: an `Answer`, and what it asks the chat to offer with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.locale import Locale


class Status(StrEnum):
    """How far a message could be answered; the three outcomes that users rely on, and two of talk."""

    ANSWERED = "answered"
    """The knowledge has it."""
    NOT_ANNOUNCED = "not_announced"
    """About this conference, but the knowledge says nothing: said so, never guessed."""
    CLARIFY = "clarify"
    """Two readings are too close: the choices are offered."""
    UNKNOWN = "unknown"
    """Not about this conference."""
    SMALLTALK = "smalltalk"
    """A greeting, thanks, a joke: talk that asserts nothing."""


class ActionKind(StrEnum):
    """What a chat can offer beside the text."""

    MAP = "map"
    CALENDAR = "calendar"
    REMIND = "remind"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Action:
    """One offer: its kind and the id of the session, venue or person that it concerns."""

    kind: ActionKind
    id: str


@dataclass(frozen=True, slots=True)
class Source:
    """A fact that was used: its id in the knowledge and where the knowledge has it from."""

    id: str
    source: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that an answer says, such as “19:30”, and the instant that it means.

    `start` and `end` count characters of the answer's text; `at` is time-zone aware.
    """

    start: int
    end: int
    at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """Something that the organisers told people: when (time-zone aware), and the text in each language that it has."""

    at: datetime
    texts: Mapping[Locale, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one message: plain text (no markup) in `locale`, and what goes with it."""

    text: str
    locale: Locale
    status: Status
    entities: tuple[str, ...] = ()
    """Ids of the things that it is about."""
    intents: tuple[str, ...] = ()
    """Names of what was asked."""
    confidence: float = 0.0
    """0 to 1: how sure the understanding was."""
    suggestions: tuple[str, ...] = field(default=())
    """Next questions, each a message that the bot answers if it is sent back."""
    actions: tuple[Action, ...] = ()
    sources: tuple[Source, ...] = ()
    moments: tuple[Moment, ...] = ()
    """The times in the text, in order, so that a chat can show them in the reader's own zone too."""
    follows: frozenset[str] | None = None
    """Ids of all that the chat is reminded of from now on; None leaves it as it is."""
