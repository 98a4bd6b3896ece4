"""Two processes on one database that send at once: Telegram's limits count what both of them send."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

from bot.clock import wall_now
from bot.delivery.api import BotApi
from bot.delivery.lease import Lease
from bot.delivery.request import AiohttpRequest
from bot.delivery.sender import Sender
from bot.storage.database import Database
from bot.storage.outbox import Message, NewMessage, Rank, enqueue
from bot.storage.store import Store
from bot.storage.writer import Commit
from tests.support.running import TOKEN, stand_in, until

COPIES, ANSWERS = 90, 60


def planned(chat_id: int, rank: Rank) -> NewMessage:
    expires_at = wall_now() + timedelta(minutes=5)
    return NewMessage(f"{rank}:{chat_id}", chat_id, rank, "sendMessage", {"text": "x"}, expires_at)


def leased(commit: Commit, messages: list[NewMessage]) -> list[Message]:
    """Write promises down as those of an answer: this process sends them itself."""
    return enqueue(commit.connection, messages, owner=commit.owner, now=commit.now)


@contextlib.asynccontextmanager
async def sending(address: str, database_url: str) -> AsyncIterator[tuple[Store, Sender]]:
    """What one process has of the message path to send by."""
    database = Database(database_url)
    await database.open()
    store, request = Store(database), AiohttpRequest()
    await store.open()
    await request.initialize()
    lease = Lease(store)
    sender = Sender(BotApi(address, TOKEN, request), store, lease)
    tasks = [asyncio.create_task(lease.run()), asyncio.create_task(sender.run())]
    try:
        yield store, sender
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await sender.drain()
        await store.close()
        await request.shutdown()
        await database.close()


async def test_answers_of_one_process_leave_room_for_the_broadcast_of_another(postgres_url: str) -> None:
    async with stand_in() as (telegram, address):
        telegram.limits.is_on = True
        for chat_id in range(1, COPIES + ANSWERS + 1):
            telegram.chat(chat_id)
        async with sending(address, postgres_url) as (one, _), sending(address, postgres_url) as (other, answering):
            await asyncio.sleep(2)  # each has renewed its lease, and knows of the other
            await one.enqueue([planned(chat_id, Rank.BROADCAST) for chat_id in range(1, COPIES + 1)])
            await until(lambda: len(telegram.sent) > 5, 20)
            promises = [planned(COPIES + number, Rank.REPLY) for number in range(1, ANSWERS + 1)]
            answering.offer(await other.work(lambda commit: leased(commit, promises)))
            await until(lambda: len(telegram.sent) == COPIES + ANSWERS, 60)
        times = sorted(at for _, _, at in telegram.sent)
        assert max(sum(at <= other < at + 1 for other in times) for at in times) <= 30
        assert telegram.limits.refusals == 0
