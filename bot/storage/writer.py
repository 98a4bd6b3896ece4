"""The one writer of a process: whatever is to be written at the moment shares a single commit.

A commit costs about the same for one row as for a hundred, so changes that arrive while one commit runs
make up the next. A change returns to its caller only when it is durable.
"""

import asyncio
import itertools
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.clock import wall_now
from bot.storage.transactions import Transactions

logger = logging.getLogger(__name__)

C = TypeVar("C")
R = TypeVar("R")

GROUP_LIMIT = 512  # changes in one commit: bounds how long the first of them waits
PATIENCE = 0.015  # seconds that a change nobody waits for may wait
RETRY_AFTER = (0.05, 0.2, 1.0, 2.0)  # seconds; the last one again and again while a database is away


@dataclass(frozen=True, slots=True)
class Commit:
    """The transaction that a group of changes shares."""

    connection: Connection
    owner: str
    now: datetime
    number: int
    """Commits of this process are counted, so that it is known which of two readings is newer."""
    alone: "Alone"
    is_exclusive: bool
    """True when no other process can be on the database."""


@dataclass(slots=True)
class Alone:
    """Tables in which this process is known to hold every unfinished row; saves looks for older ones."""

    inbox: bool = False
    outbox: bool = False


Apply = Callable[[Commit, Sequence[C]], Sequence[R]]
"""Writes changes of one kind and returns one result for each, in order."""


@dataclass(frozen=True, slots=True)
class _Entry:
    apply: Apply[Any, Any]
    change: Any
    result: asyncio.Future[Any]
    is_long: bool


class Writer:
    """Groups changes into commits.

    Args:
        transactions: of the database; used for one at a time.
        owner: the id under which this process leases rows.
        is_exclusive: True when no other process can be on the database.
    """

    def __init__(self, transactions: Transactions, owner: str, *, is_exclusive: bool) -> None:
        self.owner = owner
        self.alone = Alone()
        self._is_exclusive = is_exclusive
        self.is_healthy = True
        """False while the database refuses commits."""
        self.has_lost_track = False
        """True after a connection broke: if it was while committing, rows may be leased that no memory holds."""
        self._transactions = transactions
        self._waiting: list[_Entry] = []
        self._wake = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._closing = False
        self._number = 0

    def start(self) -> None:
        """Begin to commit."""
        self._task = asyncio.create_task(self._run(), name="writer")

    async def close(self) -> None:
        """Commit what was submitted, then stop."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await self._task
        await self._transactions.close()

    async def write(self, apply: Apply[C, R], change: C, *, is_urgent: bool = True, is_long: bool = False) -> R:
        """Write one change; returns when it is durable.

        Args:
            apply: writes changes of this kind.
            change: what `apply` takes.
            is_urgent: False lets it wait up to `PATIENCE` seconds for a commit to share.
            is_long: True where it may look at more than a few hundred rows: nothing else stands still meanwhile.

        Raises:
            sqlalchemy.exc.DBAPIError: if this change, tried by itself, is refused for good. A database
                that is merely away or busy is waited for.
        """
        entry = _Entry(apply, change, asyncio.get_running_loop().create_future(), is_long)
        self._waiting.append(entry)
        if is_urgent:
            self._wake.set()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._wake.set)
        return await entry.result  # type: ignore[no-any-return]  # the future is the entry's own

    async def _run(self) -> None:
        while self._waiting or not self._closing:
            await self._wake.wait()
            group, self._waiting = self._waiting[:GROUP_LIMIT], self._waiting[GROUP_LIMIT:]
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if not self._waiting and not self._closing:
                self._wake.clear()
            if group:
                await self._commit_patiently(group)

    async def _commit_patiently(self, group: list[_Entry]) -> None:
        for attempt in itertools.count():
            try:
                results = await self._commit(group)
            except Exception as error:  # noqa: BLE001 - whatever it is, its callers must hear of it
                if not _is_passing(error):
                    await self._refuse(group, error)
                    return
                self.is_healthy = False
                self.has_lost_track = self.has_lost_track or not (self._is_exclusive or _was_rolled_back(error))
                logger.warning("the database refuses to commit, trying again: %s", type(error).__name__)
                await self._transactions.close()
                await asyncio.sleep(RETRY_AFTER[min(attempt, len(RETRY_AFTER) - 1)])
            else:
                self.is_healthy = True
                for entry, result in zip(group, results, strict=True):
                    if not entry.result.done():
                        entry.result.set_result(result)
                return

    async def _refuse(self, group: list[_Entry], error: Exception) -> None:
        """One bad change must not take its neighbours along: try each by itself."""
        if len(group) == 1:
            if not group[0].result.done():
                group[0].result.set_exception(error)
            return
        for entry in group:
            await self._commit_patiently([entry])

    async def _commit(self, group: list[_Entry]) -> list[Any]:
        kinds: dict[Apply[Any, Any], list[int]] = {}
        for position, entry in enumerate(group):
            kinds.setdefault(entry.apply, []).append(position)

        self._number += 1
        number, owner = self._number, self.owner

        def work(connection: Connection) -> list[Any]:
            results: list[Any] = [None] * len(group)
            commit = Commit(connection, owner, wall_now(), number, self.alone, self._is_exclusive)
            for apply, positions in kinds.items():
                done = apply(commit, [group[position].change for position in positions])
                for position, result in zip(positions, done, strict=True):
                    results[position] = result
            return results

        return await self._transactions.run(work, is_long=any(entry.is_long for entry in group))


def _was_rolled_back(error: Exception) -> bool:
    """True when the database said so itself, as after a deadlock: class 40."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    return isinstance(state, str) and state.startswith("40")


# PostgreSQL's classes of errors that pass: connection, rollback (deadlock), resources, object in use,
# operator intervention (restart), system.
_PASSING_CLASSES = ("08", "40", "53", "55", "57", "58")


def _is_passing(error: Exception) -> bool:
    """True when the database is away or busy, false when it understood and refused."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, OSError | TimeoutError)
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(state, str):
        return error.connection_invalidated or state.startswith(_PASSING_CLASSES)
    return error.connection_invalidated or isinstance(error, OperationalError)
