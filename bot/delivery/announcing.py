"""What Telegram is asked and told once at a start, as often as it takes."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application

from bot.delivery.api import BotApi
from bot.delivery.outcome import seconds_of
from bot.errors import SettingsError

logger = logging.getLogger(__name__)

TOKEN_TRIES = 4  # a wrong token is told apart from one bad answer of Telegram


async def learn_own_name(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Have the bot learn who it is.

    Raises:
        SettingsError: if Telegram insists that it does not know the token.
    """
    unknown, pause = 0, 0.25
    while True:
        try:
            await application.initialize()
        except InvalidToken:
            unknown += 1
            if unknown == TOKEN_TRIES:
                remedy = "copy it anew from @BotFather, and check TELEGRAM_API_URL"
                raise SettingsError([f"TELEGRAM_BOT_TOKEN: Telegram does not know it; {remedy}"]) from None
        except TelegramError as error:
            logger.warning("Telegram cannot be reached, trying again: %s", error.message)
        else:
            return
        await asyncio.sleep(pause)
        pause = min(15.0, pause * 2)


async def tell(api: BotApi, method: str, parameters: Mapping[str, object]) -> object:
    """Call a method that must succeed once; returns its result."""
    pause = 0.5
    while True:
        try:
            return await api.call(method, parameters)
        except TelegramError as error:
            logger.warning("%s did not work, trying again: %s", method, error.message)
            asked = seconds_of(error.retry_after) if isinstance(error, RetryAfter) else 0.0
            await asyncio.sleep(max(pause, asked))
            pause = min(30.0, pause * 2)
