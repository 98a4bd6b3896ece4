"""Figures of reminders: planning for 100,000 followers, and how late 1,000 are that are due at the same minute."""

import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Core, Service
from bot.brain_files import load_brain
from bot.clock import Clock
from bot.core.locale import Locale
from bot.delivery.pacer import BROADCAST_RATE
from bot.delivery.planner import Planner
from bot.settings import Settings
from bot.storage.chats import chats
from bot.storage.database import Database
from bot.storage.follows import follows
from bot.storage.store import Store
from bot.wiring import make_phrases, make_responder
from tests.helpers import KNOWLEDGE
from tests.support import postgres
from tests.support.guide import Held
from tests.support.running import TOKEN, stand_in, until

FOLLOWERS = 100_000
AT_ONCE = 1_000
CONTEXT = '{"spoken": "pl", "context": null, "answers": [[1, 2], [3, 4]]}'
DUE = datetime.fromisoformat("2025-10-07T18:00:00+02:00")


class Nobody:
    """A sender to whom nothing is told."""

    def wake(self) -> None:
        """Do nothing."""


async def fill(store: Store, count: int) -> None:
    """Make chats that follow the concert."""
    since = DUE - timedelta(days=3)
    frame = {"context": CONTEXT, "context_at": since, "seen_at": since}
    async with AsyncEngine(store.database.engine).begin() as connection:
        for first in range(1, count + 1, 10_000):
            ids = range(first, min(first + 10_000, count + 1))
            await connection.execute(insert(chats), [{"chat_id": id_, **frame} for id_ in ids])
            rows = [{"chat_id": id_, "item": "concert", "since": since} for id_ in ids]
            await connection.execute(insert(follows), rows)


async def plan(url: str, count: int) -> None:
    """Print how long planning takes, what it costs in memory, and what a look costs when nothing is due."""
    store = Store(Database(url))
    await store.database.open()
    await store.open()
    await fill(store, count)
    core: Any = Held(load_brain(KNOWLEDGE))
    clock = Clock(DUE - timedelta(minutes=1))
    planner = Planner(store, Nobody(), make_responder(core, default=Locale.EN), clock)  # type: ignore[arg-type]
    await planner.look()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, cpu = time.perf_counter(), time.process_time()
    clock.rehearse(DUE, 1.0)
    await planner.look()
    took, used = time.perf_counter() - began, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"planned {count} followers in {took:.2f} s ({used:.2f} s CPU); {memory // 1024} MB at most in all,")
    print(f"  of which {(memory - before) // 1024} MB came with planning", flush=True)
    began = time.perf_counter()
    for _ in range(100):
        await planner.look()
    print(f"a look when nothing is due: {(time.perf_counter() - began) * 10:.3f} ms", flush=True)
    await store.close()
    await store.database.close()


async def lateness(folder: Path) -> None:
    """Print how much later 1,000 reminders of one minute reach Telegram than an even pace from the minute on allows."""
    brain = load_brain(KNOWLEDGE)
    async with stand_in() as (telegram, address):
        settings = Settings(
            telegram_bot_token=TOKEN, telegram_api_url=address, database_url=f"sqlite:///{folder}/late.db"
        )
        held: Any = Held(brain)
        clock = Clock(DUE - timedelta(seconds=20))
        core = Core(make_responder(held, default=Locale.EN), phrases=make_phrases(brain))
        service = Service(settings, core, clock=clock)
        stop = asyncio.Event()
        running = asyncio.create_task(service.run(stop))
        await until(lambda: service.is_ready or running.done(), 20)
        await fill(service.store, AT_ONCE)
        for chat in range(1, AT_ONCE + 1):
            telegram.chat(chat)
        clock.rehearse(DUE - timedelta(seconds=3), 1.0)
        due_at = asyncio.get_running_loop().time() + 3.0
        arrived: list[float] = []
        telegram.watchers.add(lambda *_: arrived.append(asyncio.get_running_loop().time() - due_at))
        await until(lambda: len(telegram.sent) >= AT_ONCE, 120)
        stop.set()
        await running
    times = sorted(arrived[-AT_ONCE:])
    late = sorted(moment - number / BROADCAST_RATE for number, moment in enumerate(times))
    p50, p99 = late[len(late) // 2], late[len(late) * 99 // 100]
    print(f"{AT_ONCE} due at the same minute: the first after {times[0]:.3f} s, the last after {times[-1]:.1f} s;")
    print(f"  lateness apart from the pace of {BROADCAST_RATE:.0f}/s: p50 {p50:.2f} s, p99 {p99:.2f} s")


def main() -> None:
    """Each figure in a process of its own, so that memory is that of planning alone."""
    match sys.argv[1:]:
        case ["plan", url]:
            asyncio.run(plan(url, FOLLOWERS))
        case ["late", folder]:
            asyncio.run(lateness(Path(folder)))
        case _:
            with tempfile.TemporaryDirectory() as folder:
                again = [sys.executable, "-m", "tests.bench_reminders"]
                subprocess.run([*again, "plan", f"sqlite+aiosqlite:///{folder}/plan.db"], check=True)
                if programs := postgres.programs():
                    with postgres.cluster(programs) as url:
                        subprocess.run([*again, "plan", f"{url}/postgres"], check=True)
                subprocess.run([*again, "late", folder], check=True)


if __name__ == "__main__":
    main()
