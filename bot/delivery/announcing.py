"""What Telegram is asked and told once at a start, as often as it takes."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application

from bot.delivery.api import BotApi
from bot.delivery.outcome import seconds_of
from bot.delivery.poller import ALLOWED_UPDATES
from bot.errors import SettingsError

logger = logging.getLogger(__name__)

MENU_SECONDS = 60.0  # between tries to give a menu to organisers who have not written yet
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


async def announce_webhook(api: BotApi, address: str, secret: str) -> None:
    """Tell Telegram where to deliver updates, as often as it takes."""
    parameters = {"url": address, "secret_token": secret, "allowed_updates": ALLOWED_UPDATES, "max_connections": 40}
    await tell(api, "setWebhook", parameters)


async def give_menus(
    api: BotApi, people: Iterable[int], menu_of: Callable[[int], Iterable[tuple[str, Mapping[str, object]]]]
) -> None:
    """Give each of these people a menu of their own; one who has never written to the bot gets it when they do.

    Args:
        api: to call by.
        people: Telegram ids.
        menu_of: the calls that make the menu of one of them.
    """
    left = list(people)
    while left:
        left = [person for person in left if not await _has_taken(api, menu_of(person))]
        await asyncio.sleep(MENU_SECONDS)


async def _has_taken(api: BotApi, calls: Iterable[tuple[str, Mapping[str, object]]]) -> bool:
    try:
        for method, parameters in calls:
            await api.call(method, parameters)
    except TelegramError as error:
        logger.debug("an organiser has no menu of their own yet: %s", error.message)
        return False
    return True
