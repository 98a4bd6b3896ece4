"""A rehearsal as a process of its own, and the system's browser to look at it."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.helpers import ROOT
from tests.support.running import free_port

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
STOP_SECONDS = 10.0  # promised for Ctrl-C


def browser_path() -> str | None:
    """Where the system's Chromium is, if it has one."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


class Rehearsal:
    """``run_bot.py`` without a token.

    Args:
        folder: for its database and chats.
        port: that it is asked to use.
    """

    def __init__(self, folder: Path, port: int) -> None:
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": f"sqlite:///{folder}/bot.db",
            "KNOWLEDGE_DIR": str(ROOT / "knowledge"),
            "PORT": str(port),
            "LOG_LEVEL": "WARNING",
        }
        environment.pop("TELEGRAM_BOT_TOKEN", None)
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "run_bot.py")],
            env=environment,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.first_line = self.process.stdout.readline()
        self.address = next((word for word in self.first_line.split() if word.startswith("http://")), "")

    def wait(self) -> None:
        """Return as soon as the page is served: requests before that wait in its queue."""
        urllib.request.urlopen(self.address, timeout=60).close()

    def do(self, action: str, **given: object) -> None:
        """What the page does when somebody acts on it."""
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.address}/page/do/{action}", json.dumps(given).encode(), headers)
        urllib.request.urlopen(request, timeout=10).close()

    def interrupt(self) -> tuple[int, str, str]:
        """Ctrl-C; returns exit code, what else was printed, and the log. Fails if it takes longer than promised."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=STOP_SECONDS)
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        return code, self.process.stdout.read(), self.process.stderr.read()


@contextlib.contextmanager
def rehearsal(folder: Path, port: int | None = None) -> Iterator[Rehearsal]:
    """A rehearsal that has said its address, surely ended after the block."""
    running = Rehearsal(folder, port or free_port())
    try:
        yield running
    finally:
        running.process.kill()
        with running.process:  # waits for it and closes its pipes
            pass
