"""SIGKILL at any moment: nothing unanswered, and at most what was in flight is repeated."""

import asyncio
import contextlib
import logging
import random
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery.sender import REPLIES_IN_FLIGHT
from bot.rehearsal.telegram import StandIn
from bot.storage.owners import LEASE
from tests.support import postgres
from tests.support.ledger import Ledger
from tests.support.running import BotProcess, bot_process, free_port, stand_in, until

logger = logging.getLogger(__name__)

MESSAGES, CHATS, KILLS = 600, 40, 10
PER_SECOND = 60  # the loaded case: two kills a second would not leave a bot time to start
PATIENCE = (
    180.0  # seconds for everything to be answered after the last kill: lost is what never comes, not what is slow
)


def webhook() -> dict[str, str]:
    port = free_port()
    return {"WEBHOOK_URL": f"http://127.0.0.1:{port}/hook", "PORT": str(port)}


async def kill_now_and_then(bot: BotProcess, ledger: Ledger, dice: random.Random, kills: int) -> None:
    """Kill and restart at random moments while the answers go on."""
    for _ in range(kills):
        answered = len(ledger.answers())
        some = dice.randrange(1, 2 * MESSAGES // (KILLS * 3))
        await until(lambda a=answered, s=some: len(ledger.answers()) >= min(a + s, MESSAGES), PATIENCE)  # type: ignore[misc]
        await asyncio.sleep(dice.random() * 0.05)
        bot.kill()
        bot.start()


@contextlib.asynccontextmanager
async def two_replicas(
    folder: Path, telegram: StandIn, address: str, database_url: str, **environment: str
) -> AsyncIterator[tuple[BotProcess, BotProcess]]:
    """Two processes on one database behind one address, to which Telegram delivers by turns."""
    first, second = webhook(), webhook()
    with (
        bot_process(folder / "a", address, database_url, **first, **environment) as one,
        bot_process(folder / "b", address, database_url, **second, **environment) as other,
    ):
        one.start()
        other.start()
        await until(lambda: sum(call.method == "setWebhook" for call in telegram.calls) == 2, 30)
        assert telegram.webhook is not None
        telegram.webhook.url = f"{first['WEBHOOK_URL']} {second['WEBHOOK_URL']}"
        yield one, other


# Each pair of database, way and load once: all eight would take twice as long and find the same.
CASES = [
    ("sqlite", "polling", "backlog"),
    ("sqlite", "webhook", "loaded"),
    ("postgresql", "polling", "loaded"),
    ("postgresql", "webhook", "backlog"),
]


@pytest.mark.parametrize(("database_url", "how", "when"), CASES, indirect=["database_url"])
async def test_ten_kills_lose_nothing(tmp_path: Path, database_url: str, how: str, when: str) -> None:
    dice = random.Random(f"{how} {when}")
    async with stand_in(delay=0.02) as (telegram, address):
        ledger = Ledger(telegram)
        chats = [dice.randrange(1, 10**9) for _ in range(CHATS)]
        environment = webhook() if how == "webhook" else {}
        with bot_process(tmp_path, address, database_url, ECHO_SECONDS="0.002", **environment) as bot:
            if when == "backlog":
                for _ in range(MESSAGES):
                    ledger.ask(dice.choice(chats))
            bot.start()
            killing = asyncio.create_task(kill_now_and_then(bot, ledger, dice, KILLS))
            while len(ledger.asked) < MESSAGES:
                ledger.ask(dice.choice(chats))
                await asyncio.sleep(1 / PER_SECOND)
            await killing
            await until(lambda: not ledger.unanswered, PATIENCE, bot.log.read_text())
            assert await bot.terminate() == 0
        most = max(ledger.answers().values())
        logger.info("%s, %s: %d repeats, one at most %d times", how, when, ledger.repeats, most)
        assert ledger.repeats <= KILLS * REPLIES_IN_FLIGHT
        assert ledger.repeats <= KILLS * CHATS, "one message of a chat is in flight at a time"
        ledger.check_order()


@pytest.mark.parametrize("how", ["polling", "webhook"])
async def test_sigterm_loses_and_repeats_nothing(tmp_path: Path, database_url: str, how: str) -> None:
    async with stand_in(delay=0.05) as (telegram, address):
        ledger = Ledger(telegram)
        environment = webhook() if how == "webhook" else {}
        with bot_process(tmp_path, address, database_url, ECHO_SECONDS="0.005", **environment) as bot:
            bot.start()
            for round_ in range(3):
                for number in range(60):
                    ledger.ask(1 + number % 20)
                before = len(ledger.answers())
                await until(lambda b=before: len(ledger.answers()) > b + 20, 30, bot.log.read_text())  # type: ignore[misc]
                assert await bot.terminate(seconds=10) == 0
                assert ledger.unanswered > 0, f"round {round_} ended with nothing left to lose"
                bot.start()
            await until(lambda: not ledger.unanswered, PATIENCE)
            await bot.terminate()
        assert ledger.repeats == 0
        ledger.check_order()


@pytest.mark.parametrize(
    ("point", "repeats"),
    [
        ("after-receive", 0),
        ("after-inbox-commit", 0),
        ("before-outbox-commit", 0),
        ("before-send", 0),
        ("after-send", 1),
    ],
)
async def test_a_crash_at_each_step_is_made_good(tmp_path: Path, database_url: str, point: str, repeats: int) -> None:
    async with stand_in() as (telegram, address):
        ledger = Ledger(telegram)
        with bot_process(tmp_path, address, database_url) as bot:
            bot.start(SMOK_TEST_CRASH_AT=f"{point}:2")
            ledger.ask(1)
            await until(lambda: not ledger.unanswered, 20, bot.log.read_text())
            await asyncio.sleep(0.3)  # what comes now meets nothing in flight
            ledger.ask(1)
            assert await bot.ended() < 0
            ledger.ask(2)
            bot.start()
            await until(lambda: not ledger.unanswered, PATIENCE, bot.log.read_text())
            await until(lambda: ledger.repeats == repeats, PATIENCE, "the repeat did not come")
            await bot.terminate()
        assert ledger.repeats == repeats
        ledger.check_order()


async def test_a_database_server_that_crashes_in_mid_stream_loses_nothing(tmp_path: Path) -> None:
    programs = postgres.programs()
    if programs is None:
        pytest.skip("no PostgreSQL here: apt-get install postgresql")
    with postgres.restartable_cluster(programs) as (server, crash):
        async with stand_in(delay=0.02) as (telegram, address):
            ledger = Ledger(telegram)
            with bot_process(tmp_path, address, f"{server}/postgres", ECHO_SECONDS="0.002") as bot:
                bot.start()
                crashes = 3
                for _ in range(crashes):
                    for number in range(60):
                        ledger.ask(1 + number % 20)
                    before = len(ledger.answers())
                    await until(lambda b=before: len(ledger.answers()) > b + 10, PATIENCE, bot.log.read_text())  # type: ignore[misc]
                    await asyncio.to_thread(crash)
                await until(lambda: not ledger.unanswered, PATIENCE, bot.log.read_text())
                assert await bot.terminate() == 0
            assert ledger.repeats <= crashes * 20, "one message of a chat is in flight at a time"
            ledger.check_order()


async def test_two_processes_share_one_database(tmp_path: Path, postgres_url: str) -> None:
    """Two webhook replicas behind one address: none lost, none doubled, each chat in order."""
    async with stand_in() as (telegram, address):
        ledger = Ledger(telegram)
        async with two_replicas(tmp_path, telegram, address, postgres_url) as (one, other):
            for number in range(400):
                ledger.ask(1 + number % 30)
            await until(lambda: not ledger.unanswered, PATIENCE, one.log.read_text())
            both = [await one.terminate(), await other.terminate()]
            assert both == [0, 0]
        assert ledger.repeats == 0
        ledger.check_order()


async def test_a_process_that_stalls_beyond_its_lease_does_nothing_twice(tmp_path: Path, postgres_url: str) -> None:
    async with stand_in(delay=0.02) as (telegram, address):
        ledger = Ledger(telegram)
        async with two_replicas(tmp_path, telegram, address, postgres_url, ECHO_SECONDS="0.01") as (one, other):
            for number in range(200):
                ledger.ask(1 + number % 30)
            await until(lambda: len(ledger.answers()) > 30, PATIENCE)
            one.signal(signal.SIGSTOP)
            assert telegram.webhook is not None
            telegram.webhook.url = telegram.webhook.url.split()[1]
            await asyncio.sleep(LEASE.total_seconds() + 2)
            one.signal(signal.SIGCONT)
            await until(lambda: not ledger.unanswered, PATIENCE, other.log.read_text())
            await asyncio.sleep(2)
            await one.terminate()
            await other.terminate()
        assert ledger.repeats <= 30, "only what was in flight when it stalled"
        ledger.check_order()


async def test_one_of_two_processes_is_killed_and_the_other_takes_over(tmp_path: Path, postgres_url: str) -> None:
    async with stand_in(delay=0.02) as (telegram, address):
        ledger = Ledger(telegram)
        async with two_replicas(tmp_path, telegram, address, postgres_url) as (one, other):
            for number in range(300):
                ledger.ask(1 + number % 30)
            await until(lambda: len(ledger.answers()) > 50, PATIENCE)
            one.kill()
            await until(lambda: not ledger.unanswered, PATIENCE, other.log.read_text())
            await other.terminate()
        assert ledger.repeats <= 30
        ledger.check_order()
