"""Knowledge that can change while the bot runs: a good edit is taken over, a bad one is reported."""

import asyncio
import contextlib
import hashlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

from watchfiles import Change, watch

from bot.clock import wall_now
from bot.errors import KnowledgeError, Problem

logger = logging.getLogger(__name__)

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Version:
    """Which content of a folder is in use."""

    digest: str
    """Names the content; the same files have the same."""
    read_at: datetime
    """Real time."""
    rejected: tuple[Problem, ...] = ()
    """Why a later edit is not used."""
    is_being_replaced: bool = False
    """Whether a later edit is just being read, which may take a minute or two."""


SETTLE_MS = 400  # an editor writes in several steps; they are one change


def _is_knowledge(change: Change, path: str) -> bool:
    """Whether an organiser changed something: the cache beside the files does not count."""
    del change
    return path.endswith(".yaml")


class Reloader(Generic[K]):
    """Holds what was last read without a problem.

    Args:
        folder: to read and to watch.
        load: reads the folder; called in a thread, raises KnowledgeError for what cannot be used.

    Raises:
        KnowledgeError: if the first reading fails: there is nothing to fall back on.
    """

    def __init__(self, folder: Path, load: Callable[[Path], K]) -> None:
        self._folder = folder
        self._load = load
        self._one_at_a_time = asyncio.Lock()
        digest = digest_of(folder)
        self.current = load(folder)
        self.version = Version(digest, wall_now())

    async def reload(self) -> bool:
        """Read again; returns False, and keeps what was, if there is a problem."""
        async with self._one_at_a_time:
            problems: tuple[Problem, ...] = ()
            self.version = replace(self.version, is_being_replaced=True)
            digest = await asyncio.to_thread(digest_of, self._folder)
            try:
                self.current = await asyncio.to_thread(self._load, self._folder)
            except KnowledgeError as error:
                problems = error.problems
        self.version = (
            replace(self.version, rejected=problems, is_being_replaced=False)
            if problems
            else Version(digest, wall_now())
        )
        for problem in problems:
            logger.error("the edit is not used: %s", problem)
        if not problems:
            logger.info("knowledge was read again", extra={"folder": str(self._folder)})
        return not problems

    async def watch(self) -> None:
        """Reload whenever a file changes, until cancelled."""
        stop = threading.Event()
        # Waited for in a thread: `awatch` would load anyio's other half, 1 MB.
        changes = watch(self._folder, watch_filter=_is_knowledge, debounce=SETTLE_MS, recursive=False, stop_event=stop)
        try:
            while await asyncio.to_thread(next, changes, None):
                await self.reload()
        finally:
            stop.set()


def digest_of(folder: Path) -> str:
    """Name the content of a folder's files in eight characters."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        with contextlib.suppress(OSError):  # whoever reads the files says what is wrong with them
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:8]
