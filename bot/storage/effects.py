"""What an answer changes beside the chat's profile: written down in the transaction that marks its update as done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection


class Effect(Protocol):
    """A change that a handler asks for, such as “this chat follows that session”; a frozen value.

    Applied at least once (a commit that fails is tried again), and only if the update still belongs to this process.
    """

    def apply(self, connection: Connection, *, now: datetime) -> None:
        """Write the change down; `now` is real time."""


@dataclass(frozen=True, slots=True)
class Write:
    """An effect that one function has."""

    work: Callable[[Connection, datetime], object]
    """Gets the transaction and the real time."""

    def apply(self, connection: Connection, *, now: datetime) -> None:
        """Write the change down."""
        self.work(connection, now)
