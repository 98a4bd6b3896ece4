"""What the message path asks of the database: a few verbs, each durable when it returns."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from bot.storage import chats, inbox, outbox, owners, writes
from bot.storage.chats import ChatProfile
from bot.storage.database import Database
from bot.storage.effects import Effect
from bot.storage.inbox import InboxUpdate, Received
from bot.storage.outbox import Message, NewMessage, Settlement
from bot.storage.reminders import PlanStep, Stepped
from bot.storage.waiting import Revised, Revision
from bot.storage.writer import Commit, Writer
from bot.storage.writes import Company, Completion, Slots

R = TypeVar("R")


class Store:
    """The verbs, over one `Writer`.

    Args:
        database: opened and migrated.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.writer = Writer(database.new_transactions(), owners.new_owner(), is_exclusive=database.is_exclusive)

    async def open(self) -> None:
        """Start writing, as an owner with a lease."""
        self.writer.start()
        if self.database.is_exclusive:
            await self.writer.write(writes.retire_all, None)
        await self.renew_lease()

    async def close(self) -> None:
        """Give everything back that is not finished, and stop."""
        await self.writer.write(writes.retire, None)
        await self.writer.close()

    async def renew_lease(self) -> Company:
        """Hold this process's lease for another `owners.LEASE`; tells who else has one."""
        return await self.writer.write(writes.renew, self.writer.owner)

    async def take_new_identity(self) -> None:
        """Begin anew after a lease was lost, or track of what it holds: all that is free, and claimed again.

        The new lease is durable before anything is leased under it, else others would find that free.
        """
        owner = owners.new_owner()
        self.writer.has_lost_track = False
        await self.writer.write(writes.renew, owner)
        await self.writer.write(writes.retire, None)
        self.writer.owner = owner

    async def receive(self, batch: Sequence[Received]) -> list[InboxUpdate]:
        """Write updates down; returns those that this process may handle at once, in order."""
        return await self.writer.write(writes.receive, batch) if batch else []

    async def claim_updates(self, limit: int) -> list[InboxUpdate]:
        """Take over up to `limit` unfinished updates that nobody works on, the oldest of each lane."""
        return await self.writer.write(writes.claim_updates, limit)

    async def mark_started(self, update: InboxUpdate) -> None:
        """Note durably that handling begins."""
        await self.writer.write(writes.mark_started, update.id)

    async def complete(self, completion: Completion) -> tuple[list[Message], int | None]:
        """Answered: done, promises and state at once.

        Returns:
            What this process may send at once, and the number of the commit; None if another process took
            the update over, so that its answer counts and this one is not written down.
        """
        return await self.writer.write(writes.complete, completion)

    async def enqueue(self, messages: Sequence[NewMessage]) -> None:
        """Write promises down that answer no update; a later claim sends them."""
        await self.writer.write(writes.enqueue, messages, is_long=True)

    async def work(self, work: Callable[[Commit], R]) -> R:
        """Do `work` in a transaction, perhaps more than once; returns what it returned when that is durable."""
        result: R = await self.writer.write(writes.work, work, is_long=True)
        return result

    async def claim_messages(self, limit: int) -> list[Message]:
        """Take over up to `limit` due messages that nobody works on, the oldest of each chat and rank."""
        return await self.writer.write(writes.claim_messages, limit)

    async def settle(self, settlement: Settlement) -> None:
        """Write down what became of a try."""
        await self.writer.write(writes.settle, settlement, is_urgent=False)

    async def give_up_chat(self, chat_id: int, reason: str) -> None:
        """The chat blocked the bot or is gone: nothing is tried again until it writes."""
        await self.writer.write(writes.give_up_chat, (chat_id, reason))

    async def move_chat(self, old: int, new: int) -> None:
        """A group goes on as the supergroup `new`."""
        await self.writer.write(writes.move_chat, (old, new))

    async def begin_plans(self, names: Sequence[str], now: datetime) -> dict[str, datetime]:
        """Until when reminders are planned, by plan; `now` and what is given are the event's time."""
        return await self.writer.write(writes.begin_plans, (names, now))

    async def plan(self, step: PlanStep) -> Stepped:
        """Promise the next chats what they are to be reminded of, in one transaction with its record."""
        return await self.writer.write(writes.plan, step, is_long=True)

    async def revise(self, revision: Revision, after: int) -> Revised:
        """Bring the next waiting reminders beyond the message `after` to what is true now, or take them back."""
        return await self.writer.write(writes.revise, (revision, after))

    async def latest(self, message: Message) -> Message | None:
        """A message as it is to be said by now; None once it was taken back."""
        return await self.read(lambda connection: outbox.latest(connection, message))

    async def note_idle(self, names: Sequence[str], until: datetime) -> None:
        """Nothing was due in these plans until a moment of the event's time."""
        await self.writer.write(writes.note_idle, (names, until), is_urgent=False)

    async def rewind(self, to: datetime) -> None:
        """The rehearsed clock was set back: forget the reminders after `to`."""
        await self.writer.write(writes.rewind, to, is_long=True)

    async def agree_on(self, name: str, proposal: str) -> str:
        """A value that all processes share: the first proposal wins."""
        return await self.writer.write(writes.agree_on, (name, proposal))

    async def reserve_slots(self, span: timedelta, *, is_paced: bool = True) -> Slots:
        """Take the next `span` of the timeline that all processes share, for paced messages or for answers."""
        return await self.writer.write(writes.reserve_slots, (span, is_paced))

    async def give_back(self, message: Message) -> None:
        """Leave a message of a halted broadcast to whoever claims it when that goes on."""
        await self.writer.write(writes.give_back, message.id)

    async def read(self, look: Callable[[Connection], R]) -> R:
        """Look something up."""
        return await self.database.read(look)

    async def purge(self) -> None:
        """Forget what is settled and old."""
        await self.writer.write(writes.purge, None, is_long=True)

    async def count_unfinished(self) -> int:
        """How many updates wait to be answered."""
        return await self.read(inbox.count_unfinished)

    async def message_id_of(self, key: str) -> int | None:
        """Telegram's id of the message that a promise became; None while it is not sent, or once forgotten."""
        return await self.read(lambda connection: outbox.message_id_of(connection, key))

    async def change(self, effects: Sequence[Effect]) -> None:
        """Do what no update asks for, in one transaction."""
        await self.writer.write(writes.change, effects)

    async def profile(self, chat_id: int) -> ChatProfile:
        """What is kept about a chat."""
        return (await self.read(lambda connection: chats.load_profiles(connection, [chat_id])))[chat_id]
