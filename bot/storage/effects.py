"""What an answer changes beside the chat's profile: written down in the transaction that marks its update as done."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, Self

from sqlalchemy import Connection


class Effect(Protocol):
    """A change that a handler asks for, such as “this chat follows that session”; a frozen value.

    Applied at least once (a commit that fails is tried again), and only if the update still belongs to this process.
    """

    def apply(self, connection: Connection, *, now: datetime) -> None:
        """Write the change down; `now` is real time."""


class Gathered(ABC):
    """An effect of which nearly every answer has one: all of a group commit are written in one statement.

    It promises no message, and the order of several does not matter.
    """

    __slots__ = ()

    def apply(self, connection: Connection, *, now: datetime) -> None:
        """Write this one down."""
        self.apply_all(connection, [self], now=now)

    @classmethod
    @abstractmethod
    def apply_all(cls, connection: Connection, effects: Sequence[Self], *, now: datetime) -> None:
        """Write all of them down."""


@dataclass(frozen=True, slots=True)
class Write:
    """An effect that one function has."""

    work: Callable[[Connection, datetime], object]
    """Gets the transaction and the real time."""

    def apply(self, connection: Connection, *, now: datetime) -> None:
        """Write the change down."""
        self.work(connection, now)


def apply_effects(connection: Connection, effects: Iterable[Effect], *, now: datetime) -> bool:
    """Write changes down, the gathered ones by kind; returns whether one of them may have promised a message."""
    gathered: dict[type[Any], list[Effect]] = {}
    may_promise = False
    for effect in effects:
        if isinstance(effect, Gathered):
            gathered.setdefault(type(effect), []).append(effect)
        else:
            effect.apply(connection, now=now)
            may_promise = True
    for kind, alike in gathered.items():
        kind.apply_all(connection, alike, now=now)
    return may_promise
