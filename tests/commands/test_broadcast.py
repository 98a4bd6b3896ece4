"""Broadcasts from a shell, beside a running bot and without one."""

import asyncio
import subprocess
from pathlib import Path

from tests.support.casting import ENGLISH, POLISH, arrived, opened, seed
from tests.support.rehearsing import rehearsal
from tests.support.running import bot_process, stand_in, until
from tests.test_cli import smok

TEXTS = ("--en", ENGLISH, "--pl", POLISH)


def shell(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return smok("broadcast", *arguments, DATABASE_URL=url, BROADCAST_RATE="28")


async def test_a_running_bot_carries_what_a_shell_writes(tmp_path: Path, database_url: str) -> None:
    async with stand_in() as (telegram, address):
        async with opened(database_url) as database:
            await seed(database, range(1, 61), telegram)
        with bot_process(tmp_path, address, database_url, BROADCAST_RATE="5") as bot:
            bot.start()
            await until(lambda: bool(telegram.poll_times), 30, bot.log.read_text())
            dry = await asyncio.to_thread(shell, database_url, *TEXTS, "--audience", "pl", "--dry-run")
            assert "Would go to 30 chats" in dry.stdout
            done = await asyncio.to_thread(shell, database_url, *TEXTS)
            assert (done.returncode, done.stderr) == (0, "")
            assert done.stdout.startswith("Broadcast 1 goes to 60 chats, at once")
            assert "No bot runs" not in done.stdout
            await until(lambda: len(telegram.sent) > 5, 30, bot.log.read_text())
            paused = await asyncio.to_thread(shell, database_url, "pause", "1")
            assert "1  paused" in paused.stdout
            again = await asyncio.to_thread(shell, database_url, "pause", "1")
            assert "cannot be done" in again.stderr
            resumed = await asyncio.to_thread(shell, database_url, "resume", "1")
            assert "1  running" in resumed.stdout
            await until(lambda: len(arrived(telegram)) == 60, 60, bot.log.read_text())
            await asyncio.sleep(1.5)
            listed = await asyncio.to_thread(shell, database_url, "list")
            assert "1  done  60 sent, 0 failed, 0 blocked, 0 waiting, 0 cancelled" in listed.stdout
            assert await bot.terminate() == 0
        assert arrived(telegram) == dict.fromkeys(range(1, 61), 1)


async def test_without_a_bot_it_waits_for_one_and_can_be_planned_and_cancelled(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    async with stand_in() as (telegram, address):
        async with opened(url) as database:
            await seed(database, range(1, 4), telegram)
        done = await asyncio.to_thread(shell, url, *TEXTS, "--audience", "en")
        assert "goes to 1 chat," in done.stdout
        assert "No bot runs just now" in done.stdout
        planned = await asyncio.to_thread(shell, url, *TEXTS, "--at", "2099-05-14 18:30")
        assert "at 2099-05-14T18:30 (Europe/Warsaw)" in planned.stdout
        assert "cancelled" in (await asyncio.to_thread(shell, url, "cancel", "2")).stdout
        with bot_process(tmp_path, address, url) as bot:
            bot.start()
            await until(lambda: arrived(telegram) == {2: 1}, 30, bot.log.read_text())
            assert await bot.terminate() == 0


def test_a_rehearsal_is_planned_by_its_own_clock(tmp_path: Path) -> None:
    """The event is long over; in its rehearsal it is the eve, or whatever the page was set to."""
    url = f"sqlite:///{tmp_path}/bot.db"

    def plan(at: str) -> subprocess.CompletedProcess[str]:
        return smok("broadcast", *TEXTS, "--rehearsal", "--at", at, DATABASE_URL=url)

    assert "at 2025-10-06T18:30 (Europe/Warsaw)" in plan("18:30").stdout, "none runs: it will begin on the eve"
    with rehearsal(tmp_path) as started:
        started.wait()
        assert "at 2025-10-07T09:30 (Europe/Warsaw)" in plan("tomorrow at 9:30").stdout
        started.do("clock", moment="2025-10-08T12:00")
        assert "at 2025-10-08T12:30 (Europe/Warsaw)" in plan("12:30").stdout
        assert "has passed already" in plan("2025-10-08 11:30").stderr
        listed = smok("reminders", "--rehearsal", DATABASE_URL=url)
        assert listed.returncode == 0, listed.stderr


def test_what_cannot_be_done_is_said_with_its_remedy(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/new/bot.db"
    for arguments, said in (
        (("--en", "x"), "give both texts"),
        ((*TEXTS, "--audience", "cats"), "there is no audience"),
        ((*TEXTS, "--at", "soon"), "is no time"),
        ((*TEXTS, "--at", "2020-01-01 10:00"), "has passed already"),
        (("report",), "give the number"),
        (("report", "7"), "there is no broadcast 7"),
    ):
        done = shell(url, *arguments)
        assert done.returncode == 1
        assert said in done.stderr
    assert "no broadcasts yet" in shell(url, "list").stdout
