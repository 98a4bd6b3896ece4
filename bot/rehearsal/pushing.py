"""Webhook delivery as Telegram does it: one at a time per chat, again after every failure."""

import asyncio
import contextlib

import aiohttp

from bot.rehearsal.faults import Fault
from bot.rehearsal.telegram import Json, StandIn

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 8.0  # seconds; Telegram's own are 1 and 60, too long for a test
ANSWER_SECONDS = 60.0  # then the delivery counts as failed (Bot API server's WebhookActor.cpp)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name

Lane = tuple[str, int]


class Pushing:
    """Delivers while a webhook is set.

    Args:
        telegram: whose updates are delivered.
    """

    def __init__(self, telegram: StandIn) -> None:
        self._telegram = telegram
        self._busy: set[Lane] = set()
        self._on_the_way: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._deliveries = 0

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with aiohttp.ClientSession() as session:
            try:
                while True:
                    self._telegram.changed.clear()
                    self._start(session)
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(0.2):
                            await self._telegram.changed.wait()
            finally:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, session: aiohttp.ClientSession) -> None:
        if self._telegram.webhook is None:
            return
        for update_id, update in self._telegram.pending.items():
            if len(self._tasks) >= self._telegram.webhook.max_connections:
                return
            lane = _lane(update)
            if lane not in self._busy:
                self._busy.add(lane)
                task = asyncio.create_task(self._deliver(session, update_id, update, lane))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _deliver(self, session: aiohttp.ClientSession, update_id: int, update: Json, lane: Lane) -> None:
        pause = FIRST_PAUSE
        while self._telegram.webhook is not None:
            if await self._try(session, update):
                self._telegram.pending.pop(update_id, None)
                break
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)
        self._busy.discard(lane)
        self._telegram.changed.set()

    async def _try(self, session: aiohttp.ClientSession, update: Json) -> bool:
        """One delivery; faults planned for "webhook" lose the request or the bot's answer to it."""
        webhook = self._telegram.webhook
        if webhook is None:
            return False
        fault = self._telegram.faults.take("webhook")
        if fault in _NEVER_ARRIVES:
            return False
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        # Several addresses stand for replicas behind one: each delivery goes to the next.
        addresses = webhook.url.split()
        self._deliveries += 1
        address = addresses[self._deliveries % len(addresses)]
        try:
            async with session.post(address, json=update, headers=headers, timeout=timeout) as response:
                return response.ok and fault is None
        except (aiohttp.ClientError, OSError, TimeoutError):
            return False


_NEVER_ARRIVES = frozenset({Fault.RESET_BEFORE, Fault.HANG, Fault.SLOW})


def _lane(update: Json) -> Lane:
    message = update.get("message") or update.get("callback_query", {}).get("message") or {}
    chat = message.get("chat")
    return ("chat", chat["id"]) if chat else ("update", update["update_id"])
