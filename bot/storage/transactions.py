"""Running a synchronous piece of work in one transaction without blocking the event loop."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Engine, RootTransaction
from sqlalchemy.exc import DBAPIError, OperationalError

# What `sqlalchemy.ext.asyncio` does its work with: that package itself loads the ORM, 6 MB that nothing here uses.
from sqlalchemy.util import greenlet_spawn

T = TypeVar("T")


BUSY_SECONDS = 5.0  # that a shell which writes beside the bot is waited for
LOOK_AGAIN = 0.005  # seconds between tries meanwhile


class Transactions(Protocol):
    """One connection, one transaction at a time."""

    async def run(self, work: Callable[[Connection], T], *, is_long: bool = False) -> T:
        """Begin, do `work`, commit; roll back if it raises.

        Args:
            work: some statements.
            is_long: whether they may take longer than answers should wait.
        """

    async def close(self) -> None:
        """Let go of the connection; the next `run` makes a new one."""


class OnTheLoop:
    """For SQLite: short statements where they are asked for, the commit in a thread.

    A statement of the message path takes some microseconds of SQLite's time; in a thread it waits for the
    interpreter before and after every row, which the event loop under load gives up for a millisecond at a time (a
    group of fifty took 17 ms that way, of which it worked 5). What takes long is the disk, at the commit.

    Args:
        engine: a synchronous one, whose connections do not wait when the database is busy.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer")

    async def run(self, work: Callable[[Connection], T], *, is_long: bool = False) -> T:
        """Begin, do `work`, commit; roll back if it raises."""
        if self._connection is None:
            self._connection = await self._in_thread(self._engine.connect)
        connection = self._connection
        transaction = await _begun(connection)
        try:
            result = await self._in_thread(lambda: work(connection)) if is_long else work(connection)
            await self._in_thread(transaction.commit)
        except BaseException:
            await self._in_thread(transaction.rollback)
            raise
        return result

    async def close(self) -> None:
        """Let go of the connection; the next `run` makes a new one."""
        await self._in_thread(self._close)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        self._engine.dispose()


async def _begun(connection: Connection) -> RootTransaction:
    """Begin as soon as nobody else writes; raise `OperationalError` if that takes too long."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + BUSY_SECONDS
    while True:
        try:
            return connection.begin()
        except OperationalError:
            if loop.time() >= deadline:
                raise
            await asyncio.sleep(LOOK_AGAIN)


class InAGreenlet:
    """For PostgreSQL.

    Args:
        engine: of an asynchronous driver, whose connection is used.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    async def run(self, work: Callable[[Connection], T], *, is_long: bool = False) -> T:
        """Begin, do `work`, commit; roll back if it raises."""
        del is_long  # every statement is waited for without blocking
        return await greenlet_spawn(self._run, work)

    async def close(self) -> None:
        """Let go of the connection; the next `run` makes a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(DBAPIError, OSError):
                await greenlet_spawn(connection.close)

    def _run(self, work: Callable[[Connection], T]) -> T:
        if self._connection is None:
            self._connection = self._engine.connect()
        with self._connection.begin():
            return work(self._connection)


async def with_connection(engine: Engine, work: Callable[[Connection], T]) -> T:
    """Do `work` on a connection of an asynchronous driver; nothing is committed that it does not commit itself.

    All in one greenlet: a task that is cancelled gives the connection back before it ends, or throws it away.
    """

    def run() -> T:
        with engine.connect() as connection:
            return work(connection)

    return await greenlet_spawn(run)


async def dispose(engine: Engine) -> None:
    """Close the connections in the pool of an asynchronous driver."""
    await greenlet_spawn(engine.dispose)
