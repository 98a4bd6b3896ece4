"""The inbox in order: alike questions in one pile, piles in sections, what somebody waits for first."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.core.alike import Question, stacks
from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.storage.unanswered import Kind, Unanswered

OFF_TOPIC = 0.1
"""Below this confidence a question that was not understood is hardly about the event: it must not drown the others."""


class Section(StrEnum):
    """Where a pile stands; in the order in which the sections are shown. Also part of callback data."""

    ASKED = "asked"
    NOT_ANNOUNCED = "not_announced"
    UNKNOWN = "unknown"
    DISLIKED = "disliked"
    OFF_TOPIC = "off_topic"


@dataclass(frozen=True, slots=True)
class Pile:
    """Questions that are alike, the one that was asked most first."""

    questions: tuple[Unanswered, ...]

    @property
    def head(self) -> Unanswered:
        """The question that stands for the pile."""
        return self.questions[0]

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of all."""
        return tuple(question.id for question in self.questions)

    @property
    def number(self) -> int:
        """How often any of them was asked or disliked."""
        return sum(question.number for question in self.questions)

    @property
    def waiting(self) -> int:
        """How many wait for the organisers' answer."""
        return sum(sum(question.waiting.values()) for question in self.questions)

    def waiting_in(self, locale: Locale) -> int:
        """How many of those ask in a language."""
        return sum(question.waiting.get(locale, 0) for question in self.questions)

    @property
    def section(self) -> Section:
        """The section of the most urgent of them."""
        order = list(Section)
        return min((section_of(question) for question in self.questions), key=order.index)


def section_of(question: Unanswered) -> Section:
    """Tell where one question stands."""
    if question.waiting:
        return Section.ASKED
    if question.counts[Kind.NOT_ANNOUNCED]:
        return Section.NOT_ANNOUNCED
    if question.counts[Kind.UNKNOWN] or not question.counts[Kind.DISLIKED]:
        return Section.UNKNOWN if question.confidence >= OFF_TOPIC else Section.OFF_TOPIC
    return Section.DISLIKED


def piles_of(questions: Iterable[Unanswered], brain: Brain) -> list[Pile]:
    """Put what is not yet answered into piles: those that most wait for first, then those asked most."""
    opened = sorted((q for q in questions if q.waiting or not q.is_answered), key=lambda q: (-q.number, q.id))
    found = stacks([Question(q.form, q.locale, q.subject) for q in opened], brain)
    piles = [Pile(tuple(opened[place] for place in stack)) for stack in found]
    return sorted(piles, key=lambda pile: (-pile.waiting, -pile.number, pile.head.id))
