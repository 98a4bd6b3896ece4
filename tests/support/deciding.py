"""The whole bot with organisers and their desk, in this process, over any database; what it knows can be edited."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

from bot.app import Core, Service
from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.rehearsal.telegram import Json, StandIn
from bot.reload import Reloader
from bot.settings import Settings
from bot.wiring import make_desk, make_phrases, make_proposer, make_responder
from tests.support.guide import BEFORE, SECONDS, Held, Talk
from tests.support.running import TOKEN, until

ORGANISERS = (901, 902)
QUIET = timedelta(seconds=0.5)


@contextlib.asynccontextmanager
async def deciding(
    knows: Held | Reloader[Brain],
    stage: tuple[StandIn, str],
    database_url: str,
    *,
    quiet: timedelta = QUIET,
) -> AsyncIterator[Talk]:
    """A bot that runs until the block ends; started again on the same database it is the same bot."""
    telegram, address = stage
    settings = Settings(
        telegram_bot_token=TOKEN,
        telegram_api_url=address,
        database_url=database_url,
        bot_clock=BEFORE,
        organiser_ids=ORGANISERS,
    )
    held: Any = knows
    dialogue = make_responder(held, default=Locale.EN)
    proposer = make_proposer(held, dialogue, quiet=quiet)
    core = Core(dialogue, phrases=make_phrases(knows.current), desk=make_desk(held, dialogue), loops=[proposer])
    service = Service(settings, core)
    stop = asyncio.Event()
    running = asyncio.create_task(service.run(stop))
    ready: Callable[[], bool] = lambda: service.is_ready or running.done()  # noqa: E731
    try:
        await until(ready, SECONDS, "the bot starts")
        yield Talk(telegram, held, service, service.clock)
    finally:
        stop.set()
        await running


def said(telegram: StandIn, chat: int) -> list[Json]:
    """The messages of the bot in a chat, as they look now, the oldest first."""
    messages = telegram.chat(chat).messages
    return [messages[number] for number in sorted(messages) if messages[number]["from"] == telegram.bot]


async def until_said(telegram: StandIn, chat: int, words: str) -> Json:
    """Wait until the newest message of the bot in a chat has these words, and give it."""
    is_said: Callable[[], bool] = lambda: any(words in each["text"] for each in said(telegram, chat)[-1:])  # noqa: E731
    await until(is_said, SECONDS, f"{words!r} is said to {chat}")
    return said(telegram, chat)[-1]
