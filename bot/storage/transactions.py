"""Running a synchronous piece of work in one transaction without blocking the event loop."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

T = TypeVar("T")


class Transactions(Protocol):
    """One connection, one transaction at a time."""

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Begin, do `work`, commit; roll back if it raises."""

    async def close(self) -> None:
        """Let go of the connection; the next `run` makes a new one."""


class InOneThread:
    """For SQLite: all of a transaction in one thread.

    aiosqlite would change threads four times for each statement, which under load costs more than the
    statement (a group of ten took 12 ms that way).

    Args:
        engine: a synchronous one.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer")

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Begin, do `work`, commit; roll back if it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, work)

    async def close(self) -> None:
        """Let go of the connection; the next `run` makes a new one."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)

    def _run(self, work: Callable[[Connection], T]) -> T:
        if self._connection is None:
            self._connection = self._engine.connect()
        with self._connection.begin():
            return work(self._connection)

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        self._engine.dispose()


class OnAsyncEngine:
    """For PostgreSQL.

    Args:
        engine: whose connection is used.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Begin, do `work`, commit; roll back if it raises."""
        if self._connection is None:
            self._connection = await self._engine.connect()
        async with self._connection.begin():
            return await self._connection.run_sync(work)

    async def close(self) -> None:
        """Let go of the connection; the next `run` makes a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(DBAPIError, OSError):
                await connection.close()
