"""Tells organisers how far their answers have come, by editing one message each."""

import asyncio
from dataclasses import dataclass

from bot.storage.replies import Report, open_reports
from bot.storage.store import Store

EVERY = 2.0  # seconds between looks: one edit of one message in that time is within Telegram's limits


@dataclass(frozen=True, slots=True)
class Reports:
    """The loop; several processes may run it, for each state is told once.

    Args:
        store: where answers and their promises are.
    """

    store: Store

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Tell what has changed since the last look."""
        news = [each for each in await self.store.read(open_reports) if each.state != each.reported or not each.waiting]
        if news:
            await self.store.change([Report(each) for each in news])
