"""What waits to remind a chat, once the chat no longer wants it."""

from collections.abc import AsyncIterator, Iterable
from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.clock import wall_now
from bot.core.reminders import EVERYTHING
from bot.storage.database import Database
from bot.storage.follows import SetFollows
from bot.storage.outbox import NewMessage, Rank, State, outbox
from bot.storage.reminders import reminders
from bot.storage.store import Store
from bot.storage.waiting import EndReminders

CONCERT, FORUM, THANKS = "concert:eve:2025-10-08", "forum:eve:2025-10-09", "*:thanks:2025-10-10"


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    database = Database(database_url)
    await database.open()
    store = Store(database)
    await store.open()
    yield store
    await store.close()
    await database.close()


async def promise(store: Store, chat_id: int, *keys: str) -> str:
    """A message that waits, and what it reminds of."""
    now, message = wall_now(), f"reminder:{chat_id}:{keys[0]}"
    parameters: dict[str, object] = {"text": " ".join(keys)}
    waits = NewMessage(message, chat_id, Rank.REMINDER, "sendMessage", parameters, now + timedelta(hours=1))
    rows = [
        {"chat_id": chat_id, "key": key, "fate": "on_time", "due_at": now, "wall": "", "zone": "", "planned_at": now}
        for key in keys
    ]
    await store.enqueue([waits])
    async with AsyncEngine(store.database.engine).begin() as connection:
        await connection.execute(insert(reminders), [row | {"message": message} for row in rows])
    return message


async def end(store: Store, items: Iterable[str]) -> set[str]:
    """From now on chat 5 follows these items alone; gives what still waits."""
    follows = frozenset(items)
    await store.change([SetFollows(5, follows, wall_now()), EndReminders(5, follows)])
    return await store.read(
        lambda connection: set(connection.scalars(select(outbox.c.key).where(outbox.c.state == State.WAITING)))
    )


async def test_what_waits_for_a_reminder_that_was_ended_is_withdrawn_and_nothing_else(store: Store) -> None:
    await promise(store, 5, CONCERT)
    kept = {await promise(store, 5, FORUM), await promise(store, 5, THANKS), await promise(store, 6, CONCERT)}
    later = wall_now() + timedelta(hours=1)
    answer = NewMessage("update:1:0", 5, Rank.REPLY, "sendMessage", {}, later)
    organisers = NewMessage("reply:1:1", 5, Rank.REMINDER, "sendMessage", {}, later)  # of the same rank, but asked for
    await store.enqueue([answer, organisers])
    assert await end(store, {"forum"}) == {*kept, answer.key, organisers.key}
    assert await end(store, ()) == {f"reminder:6:{CONCERT}", answer.key, organisers.key}


async def test_one_message_about_several_waits_while_one_of_them_is_wanted(store: Store) -> None:
    message = await promise(store, 5, CONCERT, FORUM)
    assert await end(store, {"forum"}) == {message}
    assert await end(store, {EVERYTHING}) == {message}
    assert await end(store, {"opening"}) == set()
