"""getUpdates as Telegram answers it: held open, one poller at a time, forgotten only when confirmed."""

import asyncio
import time

from bot.rehearsal.methods import Refusal
from bot.rehearsal.telegram import Json, StandIn

LONGEST = 50  # seconds that Telegram holds a request
REPEAT_SECONDS = 3.0  # who asks again for the same within this time waits it out (Bot API server's Client.cpp)
AT_ONCE_SECONDS = 0.5  # and within this time gets a single update (same)


class Polling:
    """One bot's polls.

    Args:
        telegram: whose updates they fetch.
    """

    def __init__(self, telegram: StandIn) -> None:
        self._telegram = telegram
        self._turn = 0
        self._last: tuple[int, float] | None = None

    async def get_updates(self, parameters: Json) -> list[Json]:
        """Answer one poll.

        Raises:
            Refusal: 409 while a webhook is set, or when another poll takes over.
        """
        self._telegram.poll_times.append(time.monotonic())
        if self._telegram.webhook is not None:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        offset, limit = int(parameters.get("offset", 0)), int(parameters.get("limit", 100))
        self._telegram.confirm_before(offset)
        self._turn += 1
        turn = self._turn
        self._telegram.changed.set()  # wakes an older poll, which then sees that its turn is over
        limit = await self._slow_down(offset, limit)
        updates = await self._wait(turn, min(LONGEST, int(parameters.get("timeout", 0))), max(1, limit))
        now = time.monotonic()
        self._last = (offset, now) if updates else None
        self._telegram.handed_out.update({update["update_id"]: now for update in updates})
        return updates

    def close(self) -> None:
        """End the poll that is held open."""
        self._turn += 1
        self._telegram.changed.set()

    async def _slow_down(self, offset: int, limit: int) -> int:
        """Make a poller wait that asks again for what it was just given."""
        if self._last is None or self._last[0] != offset:
            return limit
        age = time.monotonic() - self._last[1]
        if age >= REPEAT_SECONDS:
            return limit
        await asyncio.sleep(REPEAT_SECONDS - age)
        return 1 if age < AT_ONCE_SECONDS else limit

    async def _wait(self, turn: int, seconds: int, limit: int) -> list[Json]:
        deadline = time.monotonic() + seconds
        while True:
            if turn != self._turn:
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
            left = deadline - time.monotonic()
            if self._telegram.pending or left <= 0:
                first = zip(range(limit), self._telegram.pending.values(), strict=False)
                return [update for _, update in first]
            self._telegram.changed.clear()
            try:
                async with asyncio.timeout(left):
                    await self._telegram.changed.wait()
            except TimeoutError:
                continue
