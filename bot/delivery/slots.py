"""Places in the timeline of broadcasts, which all processes on one database share."""

import asyncio
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from bot.clock import wall_now
from bot.storage.store import Store

SPANS = 28.0  # reservations/s at most: each is a commit, so at a higher rate one is for several messages


class SlotTaker:
    """Hands out one place after the other, and knows which broadcasts are halted as of the last one.

    Args:
        store: keeps the timeline.
        rate: messages/s of all processes together.
    """

    def __init__(self, store: Store, rate: float) -> None:
        self._store = store
        self._step = timedelta(seconds=1 / rate)
        self._in_a_span = max(1, round(rate / SPANS))
        self._left = 0
        self._next_at: datetime = wall_now()
        self._halted: AbstractSet[int] = frozenset()

    async def take(self) -> None:
        """Return at the beginning of the next place."""
        if self._left == 0:
            slots = await self._store.reserve_slots("broadcast", self._step * self._in_a_span)
            self._next_at, self._left, self._halted = slots.begins_at, self._in_a_span, slots.halted
        begins_at = self._next_at
        self._left -= 1
        self._next_at += self._step
        await asyncio.sleep((begins_at - wall_now()).total_seconds())

    def is_halted(self, broadcast_id: int | None) -> bool:
        """Whether messages of this broadcast must wait, as of the last reservation."""
        return broadcast_id in self._halted

    def note_going(self, broadcast_ids: AbstractSet[int | None]) -> None:
        """Messages of these were just claimed, so they are halted no longer."""
        self._halted -= broadcast_ids
