"""A broadcast to many chats on a database without a running bot, and what became of it, counted independently."""

import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.clock import wall_now
from bot.rehearsal.telegram import StandIn
from bot.storage import broadcasts, copies
from bot.storage.broadcasts import Audience, Broadcast, Content, Counts, Kind, Stage, Words
from bot.storage.chats import chats
from bot.storage.database import Database
from bot.storage.outbox import outbox

ENGLISH, POLISH = "The concert begins at 19:30.", "Koncert zaczyna się o 19:30."
HELLO = Content(Words(ENGLISH), Words(POLISH))


def broadcast(content: Content = HELLO, audience: Audience | None = None, **fields: object) -> Broadcast:
    """A broadcast that begins at once."""
    now = wall_now()
    made = Broadcast(0, Kind.MESSAGE, Stage.RUNNING, content, audience or Audience(), now, started_at=now)
    return replace(made, **fields)  # type: ignore[arg-type]  # the names are the caller's


@contextlib.asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """The database while no bot runs."""
    database = Database(url)
    await database.open()
    yield database
    await database.close()


@contextlib.asynccontextmanager
async def beside(url: str) -> AsyncIterator[Database]:
    """The database while a bot may run, to read."""
    database = Database(url)
    yield database
    await database.close()


async def seed(database: Database, chat_ids: Iterable[int], telegram: StandIn | None = None) -> None:
    """Have people who have written once; every other one in Polish."""
    rows = [
        {"chat_id": id_, "context": "{}", "seen_at": wall_now() - timedelta(hours=1), "language": language_of(id_)}
        for id_ in chat_ids
    ]
    async with AsyncEngine(database.engine).begin() as connection:
        await connection.execute(insert(chats), rows)
    for row in rows if telegram else ():
        assert telegram is not None
        telegram.chat(int(str(row["chat_id"])))


def language_of(chat_id: int) -> str:
    return "pl" if chat_id % 2 else "en"


async def add(database: Database, new: Broadcast) -> int:
    async with AsyncEngine(database.engine).begin() as connection:
        return await connection.run_sync(broadcasts.add, new)


async def look(url: str, id_: int) -> tuple[Broadcast, Counts]:
    """Where a broadcast stands by its own account."""
    async with beside(url) as database, AsyncEngine(database.engine).connect() as connection:
        found = await connection.run_sync(broadcasts.find, id_)
        assert found is not None
        return found, await connection.run_sync(copies.counts_of, found)


async def states(url: str) -> Counter[str]:
    """How many messages of broadcasts are in each state."""
    async with beside(url) as database, AsyncEngine(database.engine).connect() as connection:
        of_broadcast = outbox.c.broadcast_id.is_not(None)
        return Counter(await connection.scalars(select(outbox.c.state).where(of_broadcast)))


def arrived(telegram: StandIn, *texts: str) -> Counter[int]:
    """How often the broadcast reached each chat, in that chat's language alone."""
    told = [(chat_id, text) for chat_id, text, _ in telegram.sent if text in (texts or (ENGLISH, POLISH))]
    if not texts:
        assert all((text == POLISH) == (language_of(chat_id) == "pl") for chat_id, text in told)
    return Counter(chat_id for chat_id, _ in told)


def most_in_a_second(telegram: StandIn) -> int:
    """The most messages that reached Telegram within any one second."""
    times = [at for _, _, at in telegram.sent]
    most = first = 0
    for last, at in enumerate(times):
        while times[first] <= at - 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most
