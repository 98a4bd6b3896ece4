"""The composition root of a rehearsal: the whole bot on this machine, the stand-in for Telegram and its chat page.

Receiver, handlers, database and sender are those of production; only Telegram's address and the clock differ.
"""

import asyncio
import fcntl
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import IO

from pydantic import SecretStr
from sqlalchemy.engine import make_url

from bot.app import Core, prepare_process, serve
from bot.clock import Clock
from bot.core.knowledge import Knowledge
from bot.errors import SettingsError, StorageError
from bot.rehearsal.cast import ORGANISER_IDS, Cast
from bot.rehearsal.keeping import keep, recall
from bot.rehearsal.page import ChatPage, Stage
from bot.rehearsal.server import stand_in_running
from bot.rehearsal.telegram import StandIn
from bot.settings import Settings
from bot.web import listen

DEFAULT_PORT = 8000
PORTS = 20  # tried one after the other; then any that is free
BOT_ID = 1_000_000_001  # the same in every run, so that the bot knows its earlier messages as its own
AT_ONCE = 9  # rehearsals on one machine
KEEP_EVERY = 0.5  # seconds between writings of the chats, while something happens in them
MORNING, EVE_TIME = time(9), time(10)
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not to listen on: where to reach who does


@dataclass(frozen=True, slots=True)
class _Place:
    """The files of one rehearsal, which is its own as long as the lock is held."""

    database: Path
    chats: Path
    lock: IO[str]
    others: tuple[str, ...]
    """Addresses of the rehearsals that run already."""


def run_rehearsal(settings: Settings, make_core: Callable[[Settings], Core], *, say: Callable[[str], None]) -> None:
    """Rehearse until SIGINT or SIGTERM.

    Args:
        settings: without a token.
        make_core: loads the knowledge for the settings of the rehearsal; called once the address has been said.
        say: prints a line.

    Raises:
        SmokError: if it cannot start; the message says what to do.
    """
    with _place(_folder(settings)) as place:
        bound = _bound(settings)
        host = _EVERYWHERE.get(settings.host, settings.host)
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{bound.getsockname()[1]}"
        place.lock.write(address)
        place.lock.flush()
        for line in _greeting(address, place, asked_for=settings.port or DEFAULT_PORT):
            say(line)
        token = f"{BOT_ID}:{secrets.token_urlsafe(32)}"
        staged = settings.model_copy(
            update={
                "telegram_bot_token": SecretStr(token),
                "telegram_api_url": address,
                "database_url": SecretStr(f"sqlite+aiosqlite:///{place.database}"),
                "organiser_ids": (*settings.organiser_ids, *ORGANISER_IDS),
                "webhook_url": None,
                "port": None,
            }
        )
        core = make_core(staged)
        prepare_process(staged)
        asyncio.run(_rehearse(staged, core, bound, place.chats))
        say("The rehearsal has ended; its chats are kept.")


def stage_of(knowledge: Knowledge) -> Stage:
    """The eve at ten, each morning of the event, and the morning after."""
    event = knowledge.event
    eve = datetime.combine(event.starts_on - timedelta(days=1), EVE_TIME, knowledge.zone)
    count = (event.ends_on - event.starts_on).days + 2
    mornings = (
        datetime.combine(event.starts_on + timedelta(days=day), MORNING, knowledge.zone) for day in range(count)
    )
    return Stage(eve, (eve, *mornings), knowledge.zone)


async def _rehearse(settings: Settings, core: Core, bound: socket.socket, chats: Path) -> None:
    assert core.knowledge is not None
    assert settings.telegram_bot_token is not None
    stage = stage_of(core.knowledge.current.knowledge)
    clock = Clock(settings.bot_clock or stage.eve, settings.bot_clock_speed)
    telegram = StandIn(settings.telegram_bot_token.get_secret_value(), now=clock.now)
    cast = Cast(telegram)
    recall(chats, telegram, cast)
    cast.gather()
    page = ChatPage(telegram, cast, clock, stage, host=settings.host)
    keeping = asyncio.create_task(_keep_on(chats, telegram, cast), name="keep-chats")
    try:
        async with stand_in_running(telegram, bound, page=page):
            await serve(settings, core, clock=clock)
    finally:
        keeping.cancel()
        keep(chats, telegram, cast)


async def _keep_on(chats: Path, telegram: StandIn, cast: Cast) -> None:
    """Keep what has changed every few seconds: a rehearsal that is killed goes on with its people, as the bot does."""
    has_changed = asyncio.Event()
    telegram.watchers.add(lambda *_: has_changed.set())
    while True:
        await has_changed.wait()
        has_changed.clear()
        keep(chats, telegram, cast)
        await asyncio.sleep(KEEP_EVERY)


def _folder(settings: Settings) -> Path:
    """Where the database of production would be, if that is a file."""
    url = make_url(settings.database_url.get_secret_value())
    is_file = url.drivername.startswith("sqlite") and url.database and url.database != ":memory:"
    return Path(url.database or "").parent if is_file else Path("data")


@contextmanager
def _place(folder: Path) -> Iterator[_Place]:
    """The first files that no running rehearsal uses; the system drops the lock however the process ends.

    Raises:
        StorageError: if the folder cannot be written, or too many run.
    """
    others: list[str] = []
    for number in range(1, AT_ONCE + 1):
        stem = "rehearsal" if number == 1 else f"rehearsal-{number}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = (folder / f"{stem}.lock").open("a+", encoding="utf-8")
        except OSError as error:
            raise StorageError(f"DATABASE_URL: {folder}: {error.strerror}; choose a folder it may write") from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.seek(0)
                others.append(lock.read().strip())
                continue
            lock.truncate(0)
            yield _Place(folder / f"{stem}.db", folder / f"{stem}.json", lock, tuple(others))
            return
    raise StorageError(f"{AT_ONCE} rehearsals run already; end one with Ctrl-C")


def _bound(settings: Settings) -> socket.socket:
    """A socket on the port that is wanted, else on one beside it."""
    wanted = settings.port or DEFAULT_PORT
    for port in (*range(wanted, min(wanted + PORTS, 65_536)), 0):
        try:
            return listen(settings.host, port)
        except SettingsError:
            if port == 0:
                raise
    raise AssertionError("the loop ends at port 0")


def _greeting(address: str, place: _Place, *, asked_for: int) -> Iterator[str]:
    yield f"Smok rehearses at {address} – open it in a browser; Ctrl-C ends it."
    yield "To go live, write /newbot to @BotFather and start with its token: TELEGRAM_BOT_TOKEN=… python run_bot.py"
    for other in place.others:
        where = f" at {other}" if other else ""
        yield f"Another rehearsal runs already{where}; this one has a port and chats of its own."
    if not place.others and not address.endswith(f":{asked_for}"):
        yield f"Port {asked_for} is taken by another program, so this is another port."
