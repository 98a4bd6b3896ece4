"""Messages of this process by chat and rank, each lane in order, and which lane may go next and when."""

import asyncio
import heapq
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.storage.outbox import Message, Rank


@dataclass(slots=True)
class Lane:
    """What waits for one chat in one rank; only its first message is ever on the way."""

    chat_id: int
    rank: Rank
    messages: deque[Message] = field(default_factory=deque)


class LaneQueue:
    """Lanes that wait for their turn.

    Args:
        clock: seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lanes: dict[tuple[int, Rank], Lane] = {}
        self._ready: list[tuple[int, int, Lane]] = []
        self._later: list[tuple[float, int, Lane]] = []
        self._changed = asyncio.Event()
        self.size = 0
        """How many messages are here, those on the way included."""

    @property
    def lanes(self) -> int:
        """For how many chats something is here."""
        return len(self._lanes)

    def offer(self, messages: Iterable[Message]) -> None:
        """Take over messages that this process has leased."""
        for message in messages:
            key = (message.chat_id, message.rank)
            lane = self._lanes.get(key)
            if lane is None:
                lane = self._lanes[key] = Lane(message.chat_id, message.rank)
                lane.messages.append(message)
                self._push(lane, 0.0)
            else:
                lane.messages.append(message)
            self.size += 1

    async def next(self) -> Lane:
        """The lane whose first message should go now; it is out of the queue until `again` or `finish`."""
        while True:
            now = self._clock()
            while self._later and self._later[0][0] <= now:
                lane = heapq.heappop(self._later)[2]
                heapq.heappush(self._ready, (lane.rank, lane.messages[0].id, lane))
            if self._ready:
                return heapq.heappop(self._ready)[2]
            self._changed.clear()
            wait = self._later[0][0] - now if self._later else None
            try:
                async with asyncio.timeout(wait):
                    await self._changed.wait()
            except TimeoutError:
                continue

    def again(self, lane: Lane, message: Message, delay: float) -> None:
        """`message`, still the first of `lane`, goes again after `delay` seconds."""
        lane.messages[0] = message
        self._push(lane, delay)

    def finish(self, lane: Lane) -> None:
        """The first message of `lane` is settled; the next one may go."""
        lane.messages.popleft()
        self.size -= 1
        if lane.messages:
            self._push(lane, 0.0)
        else:
            del self._lanes[lane.chat_id, lane.rank]

    def drop(self, lane: Lane) -> None:
        """Forget all of `lane`: its messages are settled, or another process has them."""
        self.size -= len(lane.messages)
        lane.messages.clear()
        del self._lanes[lane.chat_id, lane.rank]

    def _push(self, lane: Lane, delay: float) -> None:
        head = lane.messages[0].id
        if delay > 0:
            heapq.heappush(self._later, (self._clock() + delay, head, lane))
        else:
            heapq.heappush(self._ready, (lane.rank, head, lane))
        self._changed.set()
