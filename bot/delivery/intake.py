"""Updates off the wire → inbox; shared by polling and the webhook."""

import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from bot.delivery.crash import CrashPoint, crash_point
from bot.delivery.workers import Workers
from bot.storage.inbox import Received
from bot.storage.store import Store

logger = logging.getLogger(__name__)

_ID_LIMIT = 2**63  # the databases' whole numbers


class Intake:
    """Makes updates durable, then hands them to the workers.

    Args:
        store: whose inbox it is.
        workers: take what this process may handle.
    """

    def __init__(self, store: Store, workers: Workers) -> None:
        self._store = store
        self._workers = workers

    @property
    def room(self) -> int:
        """How many updates may be taken from Telegram now."""
        return self._workers.room

    async def wait_for_room(self) -> None:
        """Return as soon as there is room for an update."""
        await self._workers.wait_for_room()

    async def take(self, updates: Iterable[object]) -> None:
        """Write updates down; when this returns they are durable and may be confirmed to Telegram."""
        crash_point(CrashPoint.AFTER_RECEIVE)
        batch = [found for update in updates if (found := _received(update)) is not None]
        mine = await self._store.receive(batch)
        crash_point(CrashPoint.AFTER_INBOX_COMMIT)
        self._workers.offer(mine)


def update_id_of(update: object) -> int | None:
    """The id of a raw update; None if this is none."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) and 0 <= number < _ID_LIMIT else None


def _received(update: object) -> Received | None:
    update_id = update_id_of(update)
    if update_id is None or not isinstance(update, dict):
        logger.error("Telegram sent something that is no update; it is left out")
        return None
    return Received(update_id, _lane(update), json.dumps(update))


def _lane(update: Mapping[str, Any]) -> int:
    """The chat of an update, else the person, whose private chat has the same id; 0 where neither is."""
    for content in update.values():
        if not isinstance(content, dict):
            continue
        message = content.get("message")
        holder = message if isinstance(message, dict) and "chat" in message else content
        for name in ("chat", "from", "user"):
            found = holder.get(name)
            number = found.get("id") if isinstance(found, dict) else None
            if isinstance(number, int) and abs(number) < _ID_LIMIT:
                return number
    return 0
