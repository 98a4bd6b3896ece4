"""Telegram → inbox by long polling: the offset moves on only when the updates are durable."""

import asyncio
import logging
import time

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.delivery.api import BotApi
from bot.delivery.intake import Intake, update_id_of
from bot.delivery.outcome import seconds_of

logger = logging.getLogger(__name__)

POLL_SECONDS = 20  # how long Telegram holds a request open when there is nothing
HANG_SECONDS = 8.0  # beyond that an answer is not coming: 20 + 8 + 5 to connect is within 35 s
LONGEST_PAUSE = 30.0  # seconds; whatever the error says, the bot asks again within 35 s
DEAF_SECONDS = 90.0  # without a good poll for so long the bot is not healthy

# Everything that the handlers know; Telegram keeps the rest to itself.
ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "chosen_inline_result",
    "my_chat_member",
)


class Poller:
    """Polls until cancelled, whatever comes back.

    Args:
        api: to poll by.
        intake: takes the updates.
    """

    def __init__(self, api: BotApi, intake: Intake) -> None:
        self._api = api
        self._intake = intake
        self._good_at = time.monotonic()
        self._failures = 0

    @property
    def seconds_silent(self) -> float:
        """Seconds since the last good poll."""
        return time.monotonic() - self._good_at

    @property
    def is_healthy(self) -> bool:
        """False after `DEAF_SECONDS` without a good poll."""
        return self.seconds_silent < DEAF_SECONDS

    async def run(self) -> None:
        """Poll, make durable, confirm by the next offset; errors only ever cause a pause."""
        offset: int | None = None
        while True:
            await self._intake.wait_for_room()
            try:
                updates = await self._poll(offset)
            except TelegramError as error:
                await asyncio.sleep(await self._pause_after(error))
                continue
            self._good_at = time.monotonic()
            self._failures = 0
            await self._intake.take(updates)
            # Ids may start anew after a quiet week, so the last one counts, not the highest.
            ids = [number for update in updates if (number := update_id_of(update)) is not None]
            offset = ids[-1] + 1 if ids else offset

    async def _poll(self, offset: int | None) -> list[object]:
        parameters = {
            "timeout": POLL_SECONDS,
            "limit": min(100, self._intake.room),
            "allowed_updates": ALLOWED_UPDATES,
            **({"offset": offset} if offset is not None else {}),
        }
        updates = await self._api.call("getUpdates", parameters, seconds=POLL_SECONDS + HANG_SECONDS)
        if not isinstance(updates, list):
            raise TelegramError("getUpdates returned no list")
        return updates

    async def _pause_after(self, error: TelegramError) -> float:
        """How many seconds to wait after `error`; says what the operator can do."""
        self._failures += 1
        match error:
            case RetryAfter():
                return min(LONGEST_PAUSE, seconds_of(error.retry_after))
            case InvalidToken():
                logger.error("polling: Telegram does not know the token: check TELEGRAM_BOT_TOKEN")
            case Conflict() if "webhook" in error.message.lower():
                logger.warning("polling: a webhook is set; it is removed")
                await self._remove_webhook()
            case Conflict():
                logger.error("polling: another process uses this token: stop it, or use its database")
            case _:
                logger.warning("polling failed, trying again: %s: %s", type(error).__name__, error.message)
        return min(LONGEST_PAUSE, 0.5 * 2.0 ** min(self._failures - 1, 6))

    async def _remove_webhook(self) -> None:
        try:
            await self._api.call("deleteWebhook", {"drop_pending_updates": False})
        except TelegramError as error:
            logger.warning("the webhook could not be removed: %s", type(error).__name__)
