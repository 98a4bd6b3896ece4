"""Figures of a broadcast to 3,000 chats with Telegram's limits on (`make bench`): printed, never asserted.

A bot is a process of its own against the stand-in in this process, 50 ms away. After a 429 the stand-in refuses
everything for three seconds, the strictest way that is thought possible.
"""

import asyncio
import logging
import random
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.rehearsal.faults import AMBIGUOUS, Fault
from bot.rehearsal.telegram import StandIn
from tests.support import postgres
from tests.support.casting import add, arrived, broadcast, look, most_in_a_second, opened, seed
from tests.support.running import BotProcess, bot_process, stand_in, until

CHATS = 3_000
ROUND_TRIP, GATE = 0.05, 3.0  # seconds
KILLS = 3
FAULTS = (Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.TOO_MANY, Fault.SLOW)
GIVE_UP = 400.0
FIRST_ASKER = 100_000
MANY = 10.0


@dataclass(frozen=True)
class Course:
    """What happens while it runs."""

    name: str
    answers: float = 0.0
    """Questions a second beside it."""
    kills: int = 0


COURSES = (
    Course("undisturbed"),
    Course("with 2 questions a second", answers=2.0),
    Course("with 10 questions a second", answers=10.0),
    Course("with three kills and faults", kills=KILLS),
)


async def measure(course: Course, url: str) -> str:
    asked: dict[int, float] = {}
    folder = Path(tempfile.mkdtemp(prefix="smok-bench-"))
    async with stand_in(delay=ROUND_TRIP) as (telegram, address):
        telegram.limits.is_on, telegram.limits.gate_seconds = True, GATE
        async with opened(url or f"sqlite+aiosqlite:///{folder}/bot.db") as database:
            await seed(database, range(1, CHATS + 1), telegram)
            id_ = await add(database, broadcast())
        url = url or f"sqlite+aiosqlite:///{folder}/bot.db"
        with bot_process(folder, address, url, LOG_LEVEL="WARNING") as bot:
            began = time.monotonic()
            bot.start()
            await until(lambda: len(telegram.sent) > 0, 30, bot.log.read_text())
            first = time.monotonic()
            asking = asyncio.create_task(ask(telegram, course.answers, asked)) if course.answers else None
            killing = asyncio.create_task(disturb(telegram, bot)) if course.kills else None
            while len(arrived(telegram)) < CHATS and time.monotonic() < began + GIVE_UP:
                await asyncio.sleep(0.2)
            took = telegram.sent[-1][2] - first
            for task in (asking, killing):
                if task is not None:
                    task.cancel()
            await asyncio.sleep(4)
            _, counts = await look(url, id_)
            await bot.terminate()
    got = arrived(telegram)
    own = telegram.limits.refusals
    return (
        f"{took:.1f} s ({first - began:.1f} s to the first), "
        f"{CHATS - len(got)} lost, {sum(got.values()) - len(got)} doubled, "
        f"{own} × 429, at most {most_in_a_second(telegram)} in a second; "
        f"report: {counts.sent} sent, {counts.failed} failed, {counts.blocked} blocked, {counts.waiting} waiting"
        f"{told(telegram, asked)}{faulted(telegram)}"
    )


async def ask(telegram: StandIn, rate: float, asked: dict[int, float]) -> None:
    for chat_id in range(FIRST_ASKER, 2 * FIRST_ASKER):
        telegram.write(chat_id, f"Question {chat_id}")
        asked[chat_id] = time.monotonic()
        await asyncio.sleep(1 / rate)


def told(telegram: StandIn, asked: dict[int, float]) -> str:
    """How long answers took, from writing to reading."""
    times = sorted(at - asked[chat_id] for chat_id, _, at in telegram.sent if chat_id in asked)
    if not times:
        return ""
    return f"; {len(times)} answers: p50 {statistics.median(times):.2f} s, p99 {times[int(len(times) * 0.99)]:.2f} s"


def faulted(telegram: StandIn) -> str:
    happened = [fault for _, fault in telegram.faults.happened]
    ambiguous = sum(fault in AMBIGUOUS for fault in happened)
    return f"; {len(happened)} faults, {ambiguous} of them after the effect" if happened else ""


async def disturb(telegram: StandIn, bot: BotProcess) -> None:
    dice = random.Random(7)
    for kill in range(1, KILLS + 1):
        while len(telegram.sent) < kill * CHATS // (KILLS + 1):
            telegram.faults.add("sendMessage", dice.choice(FAULTS))
            await asyncio.sleep(2)
        bot.kill()
        bot.start()


async def fresh(server: str, name: str) -> str:
    """A new database on a server."""
    engine = create_async_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return f"{server}/{name}"


async def main(names: list[str]) -> None:
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # faults that are asked for
    async with AsyncExitStack() as stack:
        programs = postgres.programs()
        server = stack.enter_context(postgres.cluster(programs)) if programs else ""
        for number, course in enumerate(COURSES):
            if names and not any(name in course.name for name in names):
                continue
            print(f"SQLite, {course.name}: {await measure(course, '')}", flush=True)
            if server and course.answers < MANY:
                url = await fresh(server, f"bench_{number}")
                print(f"PostgreSQL, {course.name}: {await measure(course, url)}", flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
