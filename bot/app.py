"""The composition root: the one place that sees all parts, makes them and starts them."""

import asyncio
import contextlib
import functools
import gc
import logging
import secrets
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from telegram.ext import Application, ExtBot

from bot.clock import Clock
from bot.delivery.announcing import announce_webhook, give_menus, learn_own_name, tell
from bot.delivery.api import BotApi
from bot.delivery.broadcaster import Announcer, Broadcaster, Ways
from bot.delivery.intake import Intake
from bot.delivery.introduction import introduce
from bot.delivery.lease import Lease
from bot.delivery.planner import Planner
from bot.delivery.poller import Poller
from bot.delivery.request import AiohttpRequest
from bot.delivery.sender import Sender
from bot.delivery.workers import Workers
from bot.desk.desk import Desk
from bot.desk.now import Contact
from bot.desk.reports import Reports
from bot.errors import SettingsError
from bot.handlers.desk import desk_handlers
from bot.handlers.dispatch import Dispatcher
from bot.handlers.phrases import Phrases
from bot.handlers.registry import make_handlers
from bot.handlers.turn import App, Found, Guide, Handler, Lookup, Responder
from bot.logs import configure_logs, watch_loop
from bot.reload import Reloader
from bot.settings import TELEGRAM, Settings, load_settings
from bot.storage.database import Database, wait_for_database
from bot.storage.news import latest_news
from bot.storage.store import Store
from bot.storage.unanswered import pending_of

logger = logging.getLogger(__name__)

DRAIN_SECONDS = 4.0  # for what is on the way to Telegram when the bot is told to stop
CLOSE_SECONDS = 2.0  # for the last commit
DATABASE_SECONDS = 30.0  # a database server may start after the bot
# The thread that commits to SQLite asks for the interpreter when the disk is done; at Python's default of 5 ms an
# answer under load would wait that long.
SWITCH_SECONDS = 0.0001
# Objects made before a collection looks for cycles among them. At Python's default of 700, three messages in hand,
# nearly all are still in use, live on to the longer collections, and these took 7 % of the time.
COLLECT_AFTER = (10_000, 20, 50)
DEFAULT_PORT = 8080
NEWS = 5  # messages from the organisers that who missed them is told


@dataclass(frozen=True, slots=True)
class Parts:
    """What is there once a bot is made, for whatever is built on it."""

    store: Store
    settings: Settings
    clock: Clock
    contact: Callable[[], Contact]
    """How Telegram is reached just now."""


@dataclass(frozen=True, slots=True)
class Core:
    """What the message path carries: the seam at which the answering core is plugged in.

    `respond` reads ``knowledge.current`` if there is a reloader, so that an edit takes effect.
    """

    respond: Responder
    phrases: Phrases
    knowledge: Reloader[Any] | None = None
    desk: Callable[[Parts], Desk] | None = None
    """Makes the organisers' desk."""
    loops: Sequence[Callable[[Parts], Callable[[], Awaitable[None]]]] = ()
    """Each makes what runs beside the message path, until cancelled."""
    announcer: Announcer | None = None
    """Finds the words in which broadcasts are reported."""


class Service:
    """All parts of one running bot.

    Args:
        settings: with a token.
        core: what answers.
        clock: a rehearsal's, which can be set; else that of the settings.
    """

    def __init__(self, settings: Settings, core: Core, *, clock: Clock | None = None) -> None:
        if clock is not None and settings.telegram_api_url == TELEGRAM:
            raise SettingsError(["BOT_CLOCK: the real Telegram goes by the real time; rehearse without a token"])
        if settings.telegram_bot_token is None:
            raise SettingsError(["TELEGRAM_BOT_TOKEN: is missing; get one from @BotFather and set it"])
        token = settings.telegram_bot_token.get_secret_value()
        self.settings = settings
        self.core = core
        self.is_ready = False
        self.request = AiohttpRequest()
        self.api = BotApi(settings.telegram_api_url, token, self.request)
        self.application = _application(settings.telegram_api_url, token, self.request)
        self.store = Store(Database(settings.database_url.get_secret_value()))
        self.lease = Lease(self.store)
        self.sender = Sender(self.api, self.store, self.lease, rate=settings.broadcast_rate)
        self.clock = clock or Clock(settings.bot_clock, settings.bot_clock_speed)
        self.parts = Parts(self.store, settings, self.clock, self.contact)
        guide = core.respond if isinstance(core.respond, Guide) else None
        self.planner = Planner(self.store, self.sender, guide, self.clock) if guide else None
        ways = Ways(settings.default_language, settings.organiser_ids)
        self.broadcaster = Broadcaster(self.store, self.clock, ways, core.announcer)
        dispatcher = Dispatcher(
            self.application,
            make_handlers(core.respond, self._find, first=self._desk_handlers()),
            clock=self.clock,
            phrases=core.phrases,
            default_locale=settings.default_language,
            find_sent=self.store.message_id_of,
        )
        self.workers = Workers(
            self.store,
            self.lease,
            self.sender,
            handle=dispatcher.handle,
            set_aside=dispatcher.set_aside,
        )
        self.intake = Intake(self.store, self.workers)
        self.poller = Poller(self.api, self.intake) if settings.webhook_url is None else None

    def health(self) -> dict[str, bool | int]:
        """What works, and how much waits."""
        return {
            "database": self.store.writer.is_healthy,
            "polling": self.poller is None or self.poller.is_healthy,
            "inbox": self.workers.unfinished,
            "outbox": self.sender.waiting,
        }

    def readiness(self) -> dict[str, bool | int]:
        """Whether updates are taken."""
        return {"ready": self.is_ready, "database": self.store.writer.is_healthy}

    def _desk_handlers(self) -> list[Handler]:
        organisers = self.settings.organiser_ids
        if self.core.desk is None or not organisers:
            return []
        desk = self.core.desk(self.parts)
        return desk_handlers(desk, organisers, group=self.settings.organisers_chat_id)

    def contact(self) -> Contact:
        """How Telegram is reached."""
        if self.poller is None:
            return Contact(None, is_healthy=True)
        return Contact(self.poller.seconds_silent, is_healthy=self.poller.is_healthy)

    async def _find(self, lookup: Lookup, chat_id: int) -> Found:
        if lookup is Lookup.NEWS:
            return Found(news=await self.store.read(lambda connection: latest_news(connection, NEWS)))
        return Found(pending=await self.store.read(lambda connection: pending_of(connection, chat_id)))

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then end within 10 s with nothing lost.

        Raises:
            SmokError: if it cannot start.
        """
        await wait_for_database(self.store.database, DATABASE_SECONDS)
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(self.store.database.close)
            await self.request.initialize()
            stack.push_async_callback(self.request.shutdown)
            await self.store.open()
            stack.push_async_callback(_within, CLOSE_SECONDS, self.store.close)
            await learn_own_name(self.application)
            stack.push_async_callback(self._finish)
            if self.settings.webhook_url is not None or self.settings.port is not None:
                await stack.enter_async_context(await self._serving())
            await self._work(stop)

    async def _work(self, stop: asyncio.Event) -> None:
        """Run all loops; the first that fails ends the process, and a restart goes on where it was."""
        loops: list[Callable[[], Any]] = [self.lease.run, self.sender.run, self.workers.run, self.broadcaster.run]
        loops.append(self.poller.run if self.poller is not None else self._announce_webhook)
        if self.planner is not None:
            loops.append(self.planner.run)
        if isinstance(self.core.respond, Guide):
            loops.append(functools.partial(self._introduce, self.core.respond))
        if self.core.desk is not None:
            loops.append(Reports(self.store).run)
        if self.core.knowledge is not None:
            loops.append(self.core.knowledge.watch)
        loops += [make(self.parts) for make in self.core.loops]
        tasks = [asyncio.create_task(loop()) for loop in loops]
        stopped = asyncio.create_task(stop.wait())
        gc.freeze()  # what exists by now stays: collections need not look at it (they took 50 ms)
        self.is_ready = True
        logger.info("the bot runs", extra={"by": "polling" if self.poller else "webhook"})
        try:
            pending = {*tasks, stopped}
            while not stopped.done():
                done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()  # raises what ended a loop; the webhook's announcement just ends
        finally:
            self.is_ready = False
            for task in (*tasks, stopped):
                task.cancel()
            await asyncio.gather(*tasks, stopped, return_exceptions=True)

    async def _finish(self) -> None:
        """Finish what is being handled and what is on the way; the rest stays in the database."""
        await _within(DRAIN_SECONDS, self._drain)

    async def _drain(self) -> None:
        await self.workers.stop()
        await self.sender.drain()

    async def _serving(self) -> contextlib.AbstractAsyncContextManager[None]:
        """Make what answers Telegram's calls and those that look after the bot's health."""
        from bot import web  # noqa: PLC0415 - not needed for polling alone: 0.1 s and 4 MB

        routes = web.health_routes(health=self.health, readiness=self.readiness)
        if self.settings.webhook_url is not None:
            path = urlsplit(_webhook_address(self.settings.webhook_url)).path
            routes.append(web.webhook_route(path, await self._webhook_secret(), self.intake))
        return web.serving(web.make_web(routes), web.listen(self.settings.host, self.settings.port or DEFAULT_PORT))

    async def _webhook_secret(self) -> str:
        """The setting, else one made once and kept in the database, so that all processes share it."""
        if self.settings.webhook_secret is not None:
            return self.settings.webhook_secret.get_secret_value()
        return await self.store.agree_on("webhook_secret", secrets.token_urlsafe(32))

    async def _announce_webhook(self) -> None:
        assert self.settings.webhook_url is not None
        await announce_webhook(self.api, _webhook_address(self.settings.webhook_url), await self._webhook_secret())

    async def _introduce(self, guide: Guide) -> None:
        """Tell Telegram the menu of commands and what the bot is."""
        await introduce(functools.partial(tell, self.api), guide.introduction())
        if self.core.desk is not None:
            await give_menus(self.api, self.settings.organiser_ids, guide.organiser_menu)


def run_polling(settings: Settings, core: Core) -> None:
    """Run the bot by long polling until SIGTERM or SIGINT.

    Raises:
        SmokError: if it cannot start; the message says what to do.
    """
    _run(settings.model_copy(update={"webhook_url": None}), core)


def run_webhook(settings: Settings, core: Core) -> None:
    """Run the bot by webhook until SIGTERM or SIGINT.

    Raises:
        SmokError: if it cannot start; the message says what to do.
    """
    if settings.webhook_url is None:
        raise SettingsError(["WEBHOOK_URL: is missing; set the public https:// address of this bot"])
    _run(settings, core)


def show_settings() -> str:
    """All settings as NAME=value lines, secrets masked.

    Raises:
        SettingsError: if one is wrong.
    """
    return load_settings().shown()


def prepare_process(settings: Settings) -> None:
    """Set up logs and the interpreter, once for the process."""
    configure_logs(settings.log_level, settings.log_format, settings.secrets)
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(*COLLECT_AFTER)


def _run(settings: Settings, core: Core) -> None:
    prepare_process(settings)
    asyncio.run(serve(settings, core))


async def serve(settings: Settings, core: Core, *, clock: Clock | None = None) -> None:
    """Run one bot until SIGTERM or SIGINT; SIGHUP has the knowledge read again.

    Raises:
        SmokError: if it cannot start.
    """
    loop = asyncio.get_running_loop()
    watch_loop(loop)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    reloads: set[asyncio.Task[bool]] = set()

    def reload() -> None:
        if core.knowledge is not None:
            reloads.add(loop.create_task(core.knowledge.reload()))

    loop.add_signal_handler(signal.SIGHUP, reload)
    await Service(settings, core, clock=clock).run(stop)


def _application(api_url: str, token: str, request: AiohttpRequest) -> App:
    """python-telegram-bot without its own fetching and timing: it parses updates and runs handlers."""
    bot = ExtBot(token, base_url=f"{api_url}/bot", request=request, get_updates_request=request)
    return Application.builder().bot(bot).updater(None).job_queue(None).build()


async def _within(seconds: float, work: Callable[[], Any]) -> None:
    try:
        async with asyncio.timeout(seconds):
            await work()
    except TimeoutError:
        logger.warning("stopped while something was on the way; it goes on at the next start")


def _webhook_address(url: str) -> str:
    """WEBHOOK_URL, with a path of its own if it names none."""
    return url if urlsplit(url).path.strip("/") else f"{url}/webhook"
