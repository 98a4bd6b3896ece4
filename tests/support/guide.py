"""The whole bot with the real core in this process, against the stand-in: commands, buttons, groups, inline mode."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Core, Service
from bot.clock import Clock, wall_now
from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.rehearsal.faults import Fault
from bot.rehearsal.telegram import Call, Json, StandIn
from bot.reload import Version
from bot.settings import Settings
from bot.storage.outbox import Rank, State, outbox
from bot.wiring import make_announcer, make_desk, make_notes, make_phrases, make_proposer, make_responder
from tests.helpers import KNOWLEDGE
from tests.support.running import TOKEN, stand_in, until

SECONDS = 20
DURING = "2025-10-08T12:00:00+02:00"
BEFORE = "2025-09-30T10:00:00+02:00"


class Held:
    """Knowledge as a `Reloader` holds it; a test may put in another."""

    def __init__(self, brain: Brain) -> None:
        self.current = brain
        self.version = Version("0123abcd", wall_now())


@dataclass
class Talk:
    """A running bot and what people do with it."""

    telegram: StandIn
    held: Held
    service: Service
    clock: Clock
    """The event's: a test sets it."""

    async def at(self, moment: str) -> list[Call]:
        """The clock is set to a moment of the event; gives what the bot sends of its own accord."""
        self.clock.rehearse(datetime.fromisoformat(moment), 1.0)
        assert self.service.planner is not None
        await self.service.planner.look()
        await until(lambda: not self.service.sender.waiting, SECONDS, "what waits is sent")
        await self._all_is_sent()
        return await self.settled()

    async def _all_is_sent(self) -> None:
        """Wait until nothing waits in the outbox, claimed or not."""
        waiting = select(outbox.c.id).where(outbox.c.state == State.WAITING).limit(1)
        async with asyncio.timeout(SECONDS):
            while await self._finds(waiting):  # noqa: ASYNC110 - what is waited for is in the database
                await asyncio.sleep(0.01)

    async def _finds(self, query: Select[int]) -> bool:
        async with AsyncEngine(self.service.store.database.engine).connect() as connection:
            return (await connection.execute(query)).first() is not None

    async def settled(self) -> list[Call]:
        """Wait until everything is answered; gives the calls since the last time, without the menu and spinners."""
        await until(lambda: not self.telegram.pending, SECONDS, "updates are fetched")
        await asyncio.sleep(0.02)
        await until(
            lambda: not (self.service.workers.unfinished or self.service.sender.waiting), SECONDS, "answers are sent"
        )
        while await self.service.store.read(_waiting_replies):  # noqa: ASYNC110 - left to a claim behind an older one
            await asyncio.sleep(0.05)
        await self.service.sender.drain()
        quiet = ("setMy", "getM", "answerCallback")
        calls = [call for call in self.telegram.calls if not call.method.startswith(quiet)]
        self.telegram.calls.clear()
        return calls

    async def say(self, text: str, *, chat: int = 5, language: str | None = None, person: int | None = None) -> Json:
        """A person writes; gives the parameters of the last call that it leads to."""
        self.telegram.write(chat, text, language=language, person_id=person)
        return (await self.settled())[-1].parameters

    def label(self, label: str, *, chat: int) -> str:
        """The data of the newest button with this label in a chat."""
        return self.holder(label, chat=chat)[1]

    def holder(self, label: str, *, chat: int) -> tuple[int, str]:
        """The newest message of a chat with a button that says `label`, and the button's data."""
        holders = self._holders(label, chat=chat)
        assert holders, f"no button {label!r} in chat {chat}"
        return holders[0]

    def _holders(self, label: str, *, chat: int) -> list[tuple[int, str]]:
        return [
            (number, str(button["callback_data"]))
            for number, message in reversed(self.telegram.chat(chat).messages.items())
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
            if label in button["text"]
        ]

    async def tap(self, label: str, *, chat: int) -> Json:
        """A person presses the newest button with this label once it is there; gives the last call's parameters."""
        await until(lambda: bool(self._holders(label, chat=chat)), SECONDS, f"a button {label!r} in chat {chat}")
        number, data = self.holder(label, chat=chat)
        self.telegram.press(chat, number, data)
        return (await self.settled())[-1].parameters

    async def press(self, data: str, *, chat: int = 5, person: int | None = None) -> list[Call]:
        """A person presses a button with this data under the bot's newest message."""
        messages = self.telegram.chat(chat).messages
        newest = max(number for number, message in messages.items() if message["from"] == self.telegram.bot)
        self.telegram.press(chat, newest, data, person_id=person)
        return await self.settled()

    async def push(self, content: Json) -> list[Call]:
        """Any update."""
        self.telegram.push(content)
        return await self.settled()

    def message(self, content: Json, *, chat: int = 5, person: int = 5) -> Json:
        """A message with this content."""
        author = self.telegram.person(person)
        return self.telegram.new_message(self.telegram.chat(chat), {"from": author, **content})


def _waiting_replies(connection: Connection) -> int:
    waiting = (outbox.c.state == State.WAITING) & (outbox.c.rank == Rank.REPLY)
    return connection.scalar(select(func.count()).select_from(outbox).where(waiting)) or 0


def buttons(parameters: Json) -> dict[str, Json]:
    """The buttons of a message by label."""
    rows = parameters.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button for row in rows for button in row}


@contextlib.asynccontextmanager
async def talking(
    brain: Brain,
    folder: Path,
    *,
    clock: str = BEFORE,
    time: Clock | None = None,
    database_url: str | None = None,
    organisers: tuple[int, ...] = (),
    group: int | None = None,
    knowledge: Path = KNOWLEDGE,
    faults: Mapping[str, Fault] | None = None,
    quiet: timedelta | None = None,
) -> AsyncIterator[Talk]:
    """The bot, polling the stand-in, in this process.

    Args:
        brain: what it knows.
        folder: for its database.
        clock: the moment at which it runs.
        time: a clock that the test sets, instead of a moment.
        database_url: of another than a file in `folder`.
        organisers: ids of people with a desk.
        group: id of the organisers' group.
        knowledge: the folder that additions are written to.
        faults: what happens once to each of these methods.
        quiet: how long an edit of what it knows rests before it is proposed to the organisers; None: it never is.
    """
    async with stand_in() as (telegram, address):
        for organiser in organisers:
            telegram.chat(organiser)
        for method, fault in (faults or {}).items():
            telegram.faults.add(method, fault)
        settings = Settings(
            telegram_bot_token=TOKEN,
            telegram_api_url=address,
            database_url=database_url or f"sqlite:///{folder}/bot.db",
            organiser_ids=organisers,
            organisers_chat_id=group,
            knowledge_dir=knowledge,
        )
        held: Any = Held(brain)
        watch = Clock(datetime.fromisoformat(clock))
        guide = make_responder(held, default=Locale.EN, notes=make_notes(settings))
        core = Core(
            guide,
            phrases=make_phrases(brain),
            desk=make_desk(held, guide),
            loops=[make_proposer(held, guide, quiet=quiet)] if quiet else [],
            announcer=make_announcer(guide, settings),
        )
        service = Service(settings, core, clock=time or watch)
        stop = asyncio.Event()
        running = asyncio.create_task(service.run(stop))
        ready: Callable[[], bool] = lambda: service.is_ready or running.done()  # noqa: E731
        try:
            await until(ready, SECONDS, "the bot starts")
            yield Talk(telegram, held, service, watch)
        finally:
            stop.set()
            await running
