"""Reminders survive what happens to processes: killed around the moment, several on one database, no hurry lost."""

import asyncio
import logging
import random
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.clock import Clock
from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.delivery.planner import Planner
from bot.delivery.sender import PACED_IN_FLIGHT
from bot.storage import reminders as planned
from bot.storage.chats import chats
from bot.storage.database import Database
from bot.storage.follows import follows
from bot.storage.outbox import outbox
from bot.storage.reminders import reminders
from bot.storage.store import Store
from bot.wiring import make_responder
from tests.support.guide import Held
from tests.support.running import bot_process, stand_in, until

logger = logging.getLogger(__name__)
DUE = datetime.fromisoformat("2025-10-07T18:00:00+02:00")
FOLLOWERS, KILLS = 60, 4


class Nobody:
    """A sender to whom nothing is told."""

    def wake(self) -> None:
        """Do nothing."""


async def opened(url: str) -> Store:
    store = Store(Database(url))
    await store.database.open()
    await store.open()
    return store


async def closed(store: Store) -> None:
    await store.close()
    await store.database.close()


async def fill(store: Store, ids: range, items: tuple[str, ...] = ("concert",)) -> None:
    """Chats that follow `items` since three days before."""
    since = DUE - timedelta(days=3)
    async with AsyncEngine(store.database.engine).begin() as connection:
        frame = {"context": "{}", "context_at": since, "seen_at": since}
        await connection.execute(insert(chats), [{"chat_id": id_, **frame} for id_ in ids])
        rows = [{"chat_id": id_, "item": item, "since": since} for id_ in ids for item in items]
        await connection.execute(insert(follows), rows)


def planner(store: Store, brain: Brain, moment: datetime) -> Planner:
    held: Any = Held(brain)
    sender: Any = Nobody()
    return Planner(store, sender, make_responder(held, default=Locale.EN), Clock(moment, 0.0))


async def keys(store: Store) -> list[str]:
    async with AsyncEngine(store.database.engine).connect() as connection:
        return [row.key for row in await connection.execute(select(outbox))]


@pytest.mark.parametrize("size", [1, 7, 1_000])
async def test_a_plan_in_many_steps_reaches_everybody_once(
    brain: Brain, database_url: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planned, "STEP", size)
    store = await opened(database_url)
    await fill(store, range(1, 31), ("concert", "festival"))
    await fill(store, range(-20, -9))
    await fill(store, range(100, 105), ("*",))
    await fill(store, range(200, 230), ("forum",))
    await planner(store, brain, DUE - timedelta(minutes=1)).look()
    await planner(store, brain, DUE + timedelta(seconds=1)).look()
    assert sorted(int(key.split(":")[1]) for key in await keys(store)) == [
        *range(-20, -9),
        *range(1, 31),
        *range(100, 105),
    ]
    async with AsyncEngine(store.database.engine).connect() as connection:
        recorded = Counter(row.chat_id for row in await connection.execute(select(reminders)))
    assert recorded[1] == 2
    assert recorded[-20] == 1
    await closed(store)


async def test_several_processes_share_one_plan(
    brain: Brain, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planned, "STEP", 20)
    stores = [await opened(postgres_url) for _ in range(3)]
    await fill(stores[0], range(1, 501))
    early = [planner(store, brain, DUE - timedelta(minutes=1)) for store in stores]
    await asyncio.gather(*(each.look() for each in early))
    late = [planner(store, brain, DUE + timedelta(seconds=1)) for store in stores]
    await asyncio.gather(*(each.look() for each in late))
    assert sorted(int(key.split(":")[1]) for key in await keys(stores[0])) == list(range(1, 501))
    for store in stores:
        await closed(store)


async def test_a_plan_that_was_cut_off_goes_on_where_it_was(
    brain: Brain, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planned, "STEP", 10)
    store = await opened(database_url)
    await fill(store, range(1, 101))
    await planner(store, brain, DUE - timedelta(minutes=1)).look()
    cut = asyncio.create_task(planner(store, brain, DUE + timedelta(seconds=1)).look())
    while len(await keys(store)) < 20:  # noqa: ASYNC110 - what is waited for is in the database
        await asyncio.sleep(0)
    cut.cancel()
    await asyncio.gather(cut, return_exceptions=True)
    assert len(await keys(store)) < 100
    await planner(store, brain, DUE + timedelta(minutes=1)).look()
    assert sorted(int(key.split(":")[1]) for key in await keys(store)) == list(range(1, 101))
    await closed(store)


async def test_kills_around_the_moment_lose_nothing(brain: Brain, tmp_path: Path, database_url: str) -> None:
    """The clock goes on through every restart; whoever follows is reminded, at most what was in flight twice."""
    dice = random.Random("reminders")
    store = await opened(database_url)
    await fill(store, range(1, FOLLOWERS + 1))
    await planner(store, brain, DUE - timedelta(seconds=30)).look()  # from here on nothing may be lost
    await closed(store)
    loop = asyncio.get_running_loop()
    async with stand_in(delay=0.05) as (telegram, address):
        for chat in range(1, FOLLOWERS + 1):
            telegram.chat(chat)
        with bot_process(tmp_path, address, database_url, module="tests.support.guide_bot") as bot:
            began = loop.time()

            def start() -> None:
                shown = DUE - timedelta(seconds=6) + timedelta(seconds=loop.time() - began)
                bot.start(BOT_CLOCK=shown.isoformat())

            start()
            for kill in range(KILLS):
                reminded = kill * FOLLOWERS // (KILLS + 1)
                await until(lambda n=reminded: len(telegram.sent) >= n, 60, bot.log.read_text())  # type: ignore[misc]
                await until(lambda: bool(telegram.poll_times), 60, bot.log.read_text())
                await asyncio.sleep(dice.random() * 0.5)
                bot.kill()
                start()
            everybody = set(range(1, FOLLOWERS + 1))
            await until(lambda: {chat for chat, _, _ in telegram.sent} == everybody, 90, bot.log.read_text())
            await asyncio.sleep(1)
            assert await bot.terminate() == 0
        repeats = len(telegram.sent) - FOLLOWERS
        logger.info("%d repeats after %d kills", repeats, KILLS)
        assert repeats <= KILLS * PACED_IN_FLIGHT
