"""Figures of the message path, in the same run as those of a PTB echo and an aiogram echo (`make bench`).

Smok is the whole bot with its handlers and knowledge, each answer durable; the others say back what they hear
and keep nothing. Each is a process of its own against the stand-in in this process. Figures depend on the
machine: they are printed and never asserted.
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
CHATS = 2_000  # two questions each: Smok keeps to one answer a second to one chat after a burst of three
RATE, RATE_SECONDS = 300, 10  # messages/s for the latency
BACKLOG = 50_000
GIVE_UP = 240.0  # seconds for one figure

QUESTIONS = (
    "When is the opening?",
    "Gdzie jest kolacja?",
    "who speaks tomorrow",
    "Gdzie są warsztaty?",
    "what time is lunch",
    "czy będzie tłumaczenie na angielski?",
    "How do I get to the venue?",
    "Co jest w środę po południu?",
)
BOTS = {
    "Smok (durable)": ["-m", "tests.support.timed_bot"],
    "Smok's path (durable echo)": ["-m", "tests.support.echo_bot"],
    "PTB default echo": ["-m", "tests.support.peer_ptb"],
    "aiogram default echo": ["-m", "tests.support.peer_aiogram"],
}


@dataclass(frozen=True)
class Running:
    """A started bot."""

    process: subprocess.Popen[bytes]
    own_times: Path

    async def own(self) -> list[float]:
        """End it; milliseconds that it needed itself, sorted, if it takes its time."""
        self.process.terminate()
        await asyncio.to_thread(self.process.wait)
        written = self.own_times.read_text(encoding="ascii") if self.own_times.exists() else ""
        return sorted(map(float, written.split()))

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
        "OWN_TIMES": str(folder / "own-times"),
        **environment,
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, *command], env=variables, cwd=folder, stdout=log, stderr=log)
    try:
        yield Running(process, folder / "own-times")
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder)


def question(number: int) -> str:
    return QUESTIONS[number % len(QUESTIONS)]


def quantiles(took: list[float]) -> str:
    return f"p50 {statistics.median(took):.1f} ms, p99 {took[int(len(took) * 0.99)]:.1f} ms"


async def throughput(command: list[str]) -> tuple[float, float]:
    """Answers per second, and milliseconds of the bot's CPU per answer; given up after a while."""
    async with stand_in(delay=ROUND_TRIP) as (telegram, address):
        with running(command, address) as bot:
            telegram.write(1, "warm")
            await until(lambda: len(telegram.sent) == 1, 30)
            cpu = bot.cpu()
            for number in range(MESSAGES):
                telegram.write(1 + number % CHATS, question(number))
            began = time.monotonic()
            deadline = began + 30.0
            while len(telegram.sent) <= MESSAGES and time.monotonic() < deadline:
                await asyncio.sleep(0.01)
            answered = len(telegram.sent) - 1
            took = telegram.sent[-1][2] - began
            return answered / took, 1000 * (bot.cpu() - cpu) / answered


async def latency(command: list[str]) -> str:
    """What lies between question and answer: seen by Telegram, and within the bot if it takes its time."""
    async with stand_in() as (telegram, address):
        with running(command, address) as bot:
            telegram.write(1, "warm")
            await until(lambda: len(telegram.sent) == 1, 30)
            written: dict[int, int] = {}
            began = time.monotonic()
            for number in range(RATE * RATE_SECONDS):
                await asyncio.sleep(max(0.0, began + number / RATE - time.monotonic()))
                chat = 10_000 + number
                written[chat] = telegram.write(chat, question(number))
            await asyncio.sleep(2.0)
            handed = {chat: telegram.handed_out[update_id] for chat, update_id in written.items()}
            took = sorted(1000 * (at - handed[chat]) for chat, _, at in telegram.sent if chat in handed)
            assert bot.process.poll() is None
            own = await bot.own()
            return f"seen by Telegram {quantiles(took)}" + (f"; own time {quantiles(own)}" if own else "")


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
            telegram.write(1 + number, question(number))
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
        print(f"{name}: at {RATE}/s {await latency(command)}", flush=True)
        start, idle, most = await start_and_memory(command)
        print(f"{name}: start {start:.2f} s, {idle} MB idle, {most} MB with {BACKLOG} waiting", flush=True)


if __name__ == "__main__":
    asyncio.run(compare(sys.argv[1:] or list(BOTS)))
