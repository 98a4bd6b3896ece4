"""Inbox → handlers → outbox: one lane strictly in order, different lanes side by side."""

import asyncio
import contextlib
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterable

from bot.delivery.crash import CrashPoint, crash_point
from bot.delivery.lease import Lease
from bot.delivery.sender import Sender
from bot.storage.chats import ChatProfile
from bot.storage.inbox import InboxUpdate
from bot.storage.store import Store
from bot.storage.writes import Completion

logger = logging.getLogger(__name__)

HIGH_WATER = 2_000  # updates in memory; beyond this the rest stays with Telegram
SIDE_BY_SIDE = 64  # updates in hand at once
AT_A_TIME = 48  # handlers begun before anything else has its turn: some 20 ms in which nothing is read from Telegram
MOST_STARTS = 3  # an update whose handling ended the process so often is set aside
LAST_TRY_WAITS = 10.0  # seconds at most that an update waits for others before its last try
CLAIM_EVERY = 1.0  # seconds between looks for what others left

Handle = Callable[[InboxUpdate, ChatProfile], Awaitable[Completion]]
"""Answers one update; a failure is a `Completion` too, never an exception."""
SetAside = Callable[[InboxUpdate], Completion]
"""What to tell the person whose update ends the process each time."""


class Workers:
    """Handles what is offered, and claims what a killed process left.

    Args:
        store: whose inbox it is.
        lease: of this process.
        sender: takes what is to be said.
        handle: answers one update.
        set_aside: gives up on one update.
    """

    def __init__(self, store: Store, lease: Lease, sender: Sender, *, handle: Handle, set_aside: SetAside) -> None:
        self._store = store
        self._lease = lease
        self._sender = sender
        self._handle = handle
        self._set_aside = set_aside
        self._lanes: dict[int, deque[InboxUpdate]] = {}
        self._left: OrderedDict[int, tuple[int, ChatProfile]] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._side_by_side = asyncio.Semaphore(SIDE_BY_SIDE)
        self._at_a_time = asyncio.Semaphore(AT_A_TIME)
        self._one_suspect = asyncio.Lock()
        self._on_last_try = 0
        self._claim_now = asyncio.Event()
        self._more_waits = False
        self._is_stopping = False
        self._has_room = asyncio.Event()
        self._has_room.set()
        self.unfinished = 0
        """How many updates are in memory."""

    @property
    def room(self) -> int:
        """How many updates may be taken from Telegram now."""
        return max(0, HIGH_WATER - self.unfinished)

    async def wait_for_room(self) -> None:
        """Return as soon as there is room for an update."""
        await self._has_room.wait()

    def offer(self, updates: Iterable[InboxUpdate]) -> None:
        """Take over updates that this process has leased, in the order in which they came."""
        for update in updates:
            self.unfinished += 1
            lane = self._lanes.get(update.lane)
            if lane is not None:
                lane.append(update)
                continue
            lane = self._lanes[update.lane] = deque([update])
            task = asyncio.create_task(self._work(update.lane, lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if not self.room:
            self._has_room.clear()

    async def run(self) -> None:
        """Claim what nobody works on, until cancelled."""
        while True:
            claimed = await self._store.claim_updates(min(self.room, 256)) if self.room else []
            # What ended a process before comes last: an update that was merely there when somebody else ended it would
            # else be begun first at each restart, be there again at the next end, and be set aside though innocent.
            self.offer(sorted(claimed, key=lambda update: update.starts))
            self._more_waits = bool(claimed)
            self._claim_now.clear()
            try:
                async with asyncio.timeout(CLAIM_EVERY):
                    await self._claim_now.wait()
                await asyncio.sleep(0.02)  # what finishes together is followed by one claim
            except TimeoutError:
                continue

    async def stop(self) -> None:
        """Finish what is being handled; what waits stays in the inbox."""
        self._is_stopping = True
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _work(self, key: int, lane: deque[InboxUpdate]) -> None:
        while lane:
            update = lane[0]
            try:
                async with self._side_by_side:
                    await self._finish(update)
            except Exception:
                # Such as a refused write: the row stays leased, and a restart begins it again.
                logger.exception("an update could not be completed", extra={"update": update.update_id})
            lane.popleft()
            self.unfinished -= 1
            if self._more_waits:
                self._claim_now.set()
            if self.room:
                self._has_room.set()
        del self._lanes[key]

    async def _finish(self, update: InboxUpdate) -> None:
        if update.starts == MOST_STARTS - 1:
            await self._wait_for_others()
        if self._is_stopping or not self._lease.holds(update.leased_by):
            return  # it stays in the inbox; others may have it by now
        profile = self._newest_profile(update)
        if update.starts >= MOST_STARTS:
            completion = self._set_aside(update)
        elif update.starts > 0:
            async with self._one_suspect:  # alone, so that it is known which one ends the process
                completion = await self._handle_suspect(update, profile)
        elif update.suspect:
            completion = await self._handle_suspect(update, profile)
        else:
            completion = await self._handle_in_turn(update, profile)
        crash_point(CrashPoint.BEFORE_OUTBOX_COMMIT)
        messages, number = await self._store.complete(completion)
        if number is None:
            return
        self._left[update.lane] = (number, completion.profile or profile)
        self._left.move_to_end(update.lane)
        if len(self._left) > 2 * HIGH_WATER:
            self._left.popitem(last=False)
        self._sender.offer(messages)

    async def _wait_for_others(self) -> None:
        """Leave an update its last try for when all is calm: innocent, it is hardly there at one more kill."""
        self._on_last_try += 1
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_TRY_WAITS):
                # Any of many may end it, and it is rare: looking now and then will do.
                while len(self._lanes) > self._on_last_try and not self._is_stopping:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        self._on_last_try -= 1

    def _newest_profile(self, update: InboxUpdate) -> ChatProfile:
        """An update that came while an older one was being handled was read with an older profile."""
        number, profile = self._left.get(update.lane, (-1, update.profile))
        return profile if number >= update.as_of else update.profile

    async def _handle_suspect(self, update: InboxUpdate, profile: ChatProfile) -> Completion:
        """Begun is begun: waiting for a turn after that, it would be there at more ends of the process."""
        await self._store.mark_started(update)
        return await self._handle(update, profile)

    async def _handle_in_turn(self, update: InboxUpdate, profile: ChatProfile) -> Completion:
        async with self._at_a_time:
            completion = await self._handle(update, profile)
            if self.unfinished > AT_A_TIME:
                await asyncio.sleep(0)  # a handler hardly ever waits: all that came would be handled in one go
            return completion
