"""This process's lease on what it works on: renewed while it lives, given up when it stalls."""

import asyncio
import logging
import time

from bot.clock import wall_now
from bot.storage.meta import WINDOW
from bot.storage.owners import LEASE, RENEW_EVERY
from bot.storage.store import Store
from bot.storage.writes import NOTICE, Company

logger = logging.getLogger(__name__)

PURGE_EVERY = 600.0  # seconds


class Lease:
    """Renews in the background.

    Args:
        store: whose owner it is.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._renewed_at = time.monotonic()
        self._joined_at = self._renewed_at
        self._company = Company(has_others=not store.database.is_exclusive)
        self._purged_at = float("-inf")

    @property
    def is_held(self) -> bool:
        """False after a stall longer than the lease: others may have taken over what was leased.

        Where no other process can be on the database, nobody takes over.
        """
        age = time.monotonic() - self._renewed_at
        return self._store.database.is_exclusive or age < LEASE.total_seconds() * 0.8

    def holds(self, leased_by: str) -> bool:
        """True while what was leased under that id is still this process's to work on."""
        return self.is_held and leased_by == self._store.writer.owner

    def shares_pace(self, *, is_pacing: bool) -> bool:
        """Whether even an answer needs a place in the timeline: paced messages go out, and others send too.

        In doubt it does: while this process is late to hear of the others.

        Args:
            is_pacing: whether this process has paced messages.
        """
        if not self._company.has_others:
            return False
        is_late = time.monotonic() - self._renewed_at > 2 * RENEW_EVERY.total_seconds()
        return is_pacing or is_late or self._company.paced_until > wall_now() - WINDOW

    @property
    def unknown_for(self) -> float:
        """Seconds until the others surely know of this process, and leave room for what it sends."""
        return max(0.0, self._joined_at + NOTICE.total_seconds() - time.monotonic())

    async def run(self) -> None:
        """Renew until cancelled, and forget old rows now and then."""
        while True:
            began = time.monotonic()
            if not self.is_held or self._store.writer.has_lost_track:
                logger.warning("this process stalled or lost its database; it claims anew what it had")
                await self._store.take_new_identity()
                self._joined_at = began
            self._company = await self._store.renew_lease()
            self._renewed_at = began
            if began - self._purged_at > PURGE_EVERY:
                self._purged_at = began
                await self._store.purge()
            await asyncio.sleep(RENEW_EVERY.total_seconds())
