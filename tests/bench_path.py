"""Figures of the message path, in the same run as those of a PTB echo and an aiogram echo (`make bench`).

Each bot is a process of its own against the stand-in in this process. Figures depend on the machine:
they are printed and never asserted.
"""

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.running import ROOT, TOKEN, stand_in, until

ROUND_TRIP = 0.05  # seconds, as from a European server to Telegram
MESSAGES = 4_000
CHATS = 1_000
RATE, RATE_SECONDS = 300, 10  # messages/s for the latency
BACKLOG = 50_000
GIVE_UP = 240.0  # seconds for one figure

BOTS = {
    "Smok (durable)": ["-m", "tests.support.echo_bot"],
    "PTB default echo": ["-m", "tests.support.peer_ptb"],
    "aiogram default echo": ["-m", "tests.support.peer_aiogram"],
}


@dataclass(frozen=True)
class Running:
    """A started bot."""

    process: subprocess.Popen[bytes]

    def memory(self) -> int:
        """Megabytes resident."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) // 1024

    def cpu(self) -> float:
        """Seconds of CPU used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").split()
        return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(command: list[str], address: str, **environment: str) -> Iterator[Running]:
    folder = Path(tempfile.mkdtemp(prefix="smok-bench-"))
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": address,
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/bot.db",
        "LOG_LEVEL": "WARNING",
        "SWITCH": os.environ.get("SWITCH", "0.005"),
        **environment,
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, *command], env=variables, cwd=folder, stdout=log, stderr=log)
    try:
        yield Running(process)
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder)


async def throughput(command: list[str]) -> tuple[float, float]:
    """Answers per second, and milliseconds of the bot's CPU per answer; given up after a while."""
    async with stand_in(delay=ROUND_TRIP) as (telegram, address):
        with running(command, address) as bot:
            telegram.write(1, "warm")
            await until(lambda: len(telegram.sent) == 1, 30)
            cpu = bot.cpu()
            for number in range(MESSAGES):
                telegram.write(1 + number % CHATS, f"Question {number}")
            began = time.monotonic()
            deadline = began + 30.0
            while len(telegram.sent) <= MESSAGES and time.monotonic() < deadline:
                await asyncio.sleep(0.01)
            answered = len(telegram.sent) - 1
            took = telegram.sent[-1][2] - began
            return answered / took, 1000 * (bot.cpu() - cpu) / answered


async def latency(command: list[str]) -> tuple[float, float]:
    """p50 and p99 of a bot's own time in milliseconds: from update handed out to answer received."""
    async with stand_in() as (telegram, address):
        with running(command, address) as bot:
            telegram.write(1, "warm")
            await until(lambda: len(telegram.sent) == 1, 30)
            written: dict[int, int] = {}
            began = time.monotonic()
            for number in range(RATE * RATE_SECONDS):
                await asyncio.sleep(max(0.0, began + number / RATE - time.monotonic()))
                chat = 10_000 + number
                written[chat] = telegram.write(chat, f"Question {number}")
            await asyncio.sleep(2.0)
            handed = {chat: telegram.handed_out[update_id] for chat, update_id in written.items()}
            took = sorted(at - handed[chat] for chat, _, at in telegram.sent if chat in handed)
            assert bot.process.poll() is None
            return 1000 * statistics.median(took), 1000 * took[int(len(took) * 0.99)]


async def start_and_memory(command: list[str]) -> tuple[float, int, int]:
    """Seconds from start to the first poll, megabytes idle, and with `BACKLOG` updates waiting."""
    async with stand_in() as (telegram, address):
        began = time.monotonic()
        with running(command, address) as bot:
            await until(lambda: bool(telegram.poll_times), 30)
            start = telegram.poll_times[0] - began
            await asyncio.sleep(2.0)
            idle = bot.memory()
        for number in range(BACKLOG):
            telegram.write(1 + number, f"Question {number}")
        with running(command, address, ECHO_SECONDS="0.05") as bot:
            most = 0
            for _ in range(60):
                await asyncio.sleep(0.2)
                most = max(most, bot.memory())
        return start, idle, most


async def compare(names: list[str]) -> None:
    for name in names:
        command = BOTS[name]
        per_second, cpu = await throughput(command)
        print(f"{name}: {per_second:.0f} answers/s at 50 ms, {cpu:.2f} ms CPU each", flush=True)
        p50, p99 = await latency(command)
        print(f"{name}: own time p50 {p50:.1f} ms, p99 {p99:.1f} ms at {RATE}/s", flush=True)
        start, idle, most = await start_and_memory(command)
        print(f"{name}: start {start:.2f} s, {idle} MB idle, {most} MB with {BACKLOG} waiting", flush=True)


if __name__ == "__main__":
    asyncio.run(compare(sys.argv[1:] or list(BOTS)))
