"""Places in the timeline that all processes on one database share while one of them sends paced messages."""

import asyncio
from collections import deque
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from bot.clock import wall_now
from bot.storage.meta import WINDOW
from bot.storage.store import Store
from bot.storage.writes import Slots

SPANS = 28.0  # reservations/s at most: each is a commit, so at a higher rate one is for several messages
AHEAD = 8  # reservations held: at 28/s a commit may take a quarter of a second, and a pause is still seen in that
STALE = timedelta(seconds=0.25)  # a place that began so long ago was reserved before a break


class SlotTaker:
    """Hands out one place after the other, and knows which broadcasts are halted as of the last reservation.

    Args:
        store: keeps the timeline.
        rate: messages/s of all processes together.
    """

    def __init__(self, store: Store, rate: float) -> None:
        self._store = store
        self._step = timedelta(seconds=1 / rate)
        self._in_a_span = max(1, round(rate / SPANS))
        self._reserved: deque[asyncio.Task[Slots]] = deque()
        self._left = 0
        self._next_at: datetime = wall_now()
        self._halted: AbstractSet[int] = frozenset()
        self._taken_until: datetime = self._next_at - WINDOW

    @property
    def is_in_use(self) -> bool:
        """Whether a place of this process began within the last second, or will."""
        return self._taken_until > wall_now() - WINDOW

    async def take(self, *, ahead: int = AHEAD, is_paced: bool = True) -> None:
        """Return at the beginning of the next place.

        Args:
            ahead: how many are reserved at most.
            is_paced: whether paced messages go out, or wait: then answers of other processes need places too.
        """
        if self._left == 0:
            slots = await self._next_span(max(1, min(ahead, AHEAD)), is_paced)
            self._next_at, self._left, self._halted = slots.begins_at, self._in_a_span, slots.halted
        begins_at = self._next_at
        self._left -= 1
        self._next_at += self._step
        await asyncio.sleep((begins_at - wall_now()).total_seconds())

    async def _next_span(self, ahead: int, is_paced: bool) -> Slots:  # noqa: FBT001 - told by `take`
        while True:
            span = self._step * self._in_a_span
            while len(self._reserved) < ahead:
                self._reserved.append(asyncio.create_task(self._store.reserve_slots(span, is_paced=is_paced)))
            slots = await self._reserved.popleft()
            self._taken_until = slots.begins_at + span
            if slots.begins_at > wall_now() - STALE:
                return slots

    def is_halted(self, broadcast_id: int | None) -> bool:
        """Whether messages of this broadcast must wait, as of the last reservation."""
        return broadcast_id in self._halted

    def note_going(self, broadcast_ids: AbstractSet[int | None]) -> None:
        """Messages of these were just claimed, so they are halted no longer."""
        self._halted -= broadcast_ids
