"""Running the stand-in in this process and bots in processes of their own."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

from bot.rehearsal.server import stand_in_running
from bot.rehearsal.telegram import StandIn
from bot.web import listen

ROOT = Path(__file__).parents[2]
TOKEN = "123456789:TESTTOKENtesttokenTESTTOKENtesttoken"


@contextlib.asynccontextmanager
async def stand_in(*, delay: float = 0.0) -> AsyncIterator[tuple[StandIn, str]]:
    """The stand-in on a port of its own; yields its state and its address."""
    telegram = StandIn(TOKEN)
    bound = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{bound.getsockname()[1]}"
    async with stand_in_running(telegram, bound, delay=delay):
        yield telegram, address
    assert telegram.violations == []


def free_port() -> int:
    """A port of loopback that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class BotProcess:
    """A bot as a process, the echo bot unless another module is named."""

    def __init__(
        self,
        folder: Path,
        api_url: str,
        database_url: str,
        *,
        module: str = "tests.support.echo_bot",
        **environment: str,
    ) -> None:
        self._module = module
        self.log = folder / "bot.log"
        self._folder = folder
        self._environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "default",
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api_url,
            "DATABASE_URL": database_url,
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def start(self, **environment: str) -> None:
        """Start it; its log is added to."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._module],
                env={**self._environment, **environment},
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """SIGKILL, whatever it is doing."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    async def terminate(self, seconds: float = 10.0) -> int:
        """SIGTERM; returns its exit code, fails if it takes longer than `seconds`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self._process.wait, seconds)

    async def ended(self, seconds: float = 20.0) -> int:
        """Wait until it ends by itself; returns its exit code."""
        assert self._process is not None
        return await asyncio.to_thread(self._process.wait, seconds)


@contextlib.contextmanager
def bot_process(folder: Path, api_url: str, database_url: str, **environment: str) -> Iterator[BotProcess]:
    """A bot that is not yet started, and surely ended after the block."""
    folder.mkdir(exist_ok=True)
    bot = BotProcess(folder, api_url, database_url, **environment)
    try:
        yield bot
    finally:
        if not bot.has_ended:
            bot.kill()


async def until(truth: Callable[[], bool], seconds: float, what: str = "") -> None:
    """Wait until `truth` holds."""
    try:
        async with asyncio.timeout(seconds):
            while not truth():  # noqa: ASYNC110 - what is waited for is in another process
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"not within {seconds} s: {what}") from None
