"""What the message path asks of the database: a few verbs, each durable when it returns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.storage import (
    asked,
    broadcasts,
    chats,
    follows,
    inbox,
    meta,
    outbox,
    owners,
    proposals,
    reminders,
    replies,
    unanswered,
)
from bot.storage.chats import ChatProfile
from bot.storage.database import Database
from bot.storage.effects import Effect, apply_effects
from bot.storage.inbox import InboxUpdate, Received
from bot.storage.outbox import Message, NewMessage, Settlement
from bot.storage.reminders import PlanStep, Stepped
from bot.storage.writer import Commit, Writer

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Completion:
    """An update was handled: all that follows from it, in one transaction."""

    update: InboxUpdate
    outgoing: tuple[NewMessage, ...] = ()
    profile: ChatProfile | None = None
    """The changed profile; None when nothing changed."""
    error_id: str | None = None
    """Under which a failure was logged."""
    forgets: bool = False
    """Everything that is kept about the chat is deleted; `profile` is then what later updates begin with."""
    effects: tuple[Effect, ...] = ()
    """What else changes."""


TIMELINE, PACED = "broadcast", "paced"
"""Names of the timeline that processes share, and of the part of it that is taken by paced messages."""
NOTICE = timedelta(seconds=2.5)
"""How long before a run of paced messages the other processes can know of it: by their next renewal they do, and
what they sent without a place is a second old by then."""


@dataclass(frozen=True, slots=True)
class Company:
    """Who else works on this database, as of the last renewal."""

    has_others: bool
    paced_until: datetime = meta.LONG_AGO
    """Up to when places for paced messages are taken; not looked up where there are no others."""


@dataclass(frozen=True, slots=True)
class Slots:
    """A part of the timeline in which paced messages may go."""

    begins_at: datetime
    halted: frozenset[int]
    """Ids of the broadcasts that are paused or cancelled as of now."""


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
            await self.writer.write(_retire_all, None)
        await self.renew_lease()

    async def close(self) -> None:
        """Give everything back that is not finished, and stop."""
        await self.writer.write(_retire, None)
        await self.writer.close()

    async def renew_lease(self) -> Company:
        """Hold this process's lease for another `owners.LEASE`; tells who else has one."""
        return await self.writer.write(_renew, self.writer.owner)

    async def take_new_identity(self) -> None:
        """Begin anew after a lease was lost, or track of what it holds: all that is free, and claimed again.

        The new lease is durable before anything is leased under it, else others would find that free.
        """
        owner = owners.new_owner()
        self.writer.has_lost_track = False
        await self.writer.write(_renew, owner)
        await self.writer.write(_retire, None)
        self.writer.owner = owner

    async def receive(self, batch: Sequence[Received]) -> list[InboxUpdate]:
        """Write updates down; returns those that this process may handle at once, in order."""
        return await self.writer.write(_receive, batch) if batch else []

    async def claim_updates(self, limit: int) -> list[InboxUpdate]:
        """Take over up to `limit` unfinished updates that nobody works on, the oldest of each lane."""
        return await self.writer.write(_claim_updates, limit)

    async def mark_started(self, update: InboxUpdate) -> None:
        """Note durably that handling begins."""
        await self.writer.write(_mark_started, update.id)

    async def complete(self, completion: Completion) -> tuple[list[Message], int | None]:
        """Answered: done, promises and state at once.

        Returns:
            What this process may send at once, and the number of the commit; None if another process took
            the update over, so that its answer counts and this one is not written down.
        """
        return await self.writer.write(_complete, completion)

    async def enqueue(self, messages: Sequence[NewMessage]) -> None:
        """Write promises down that answer no update; a later claim sends them."""
        await self.writer.write(_enqueue, messages, is_long=True)

    async def work(self, work: Callable[[Commit], R]) -> R:
        """Do `work` in a transaction, perhaps more than once; returns what it returned when that is durable."""
        result: R = await self.writer.write(_work, work, is_long=True)
        return result

    async def claim_messages(self, limit: int) -> list[Message]:
        """Take over up to `limit` due messages that nobody works on, the oldest of each chat and rank."""
        return await self.writer.write(_claim_messages, limit)

    async def settle(self, settlement: Settlement) -> None:
        """Write down what became of a try."""
        await self.writer.write(_settle, settlement, is_urgent=False)

    async def give_up_chat(self, chat_id: int, reason: str) -> None:
        """The chat blocked the bot or is gone: nothing is tried again until it writes."""
        await self.writer.write(_give_up_chat, (chat_id, reason))

    async def move_chat(self, old: int, new: int) -> None:
        """A group goes on as the supergroup `new`."""
        await self.writer.write(_move_chat, (old, new))

    async def begin_plans(self, names: Sequence[str], now: datetime) -> dict[str, datetime]:
        """Until when reminders are planned, by plan; `now` and what is given are the event's time."""
        return await self.writer.write(_begin_plans, (names, now))

    async def plan(self, step: PlanStep) -> Stepped:
        """Promise the next chats what they are to be reminded of, in one transaction with its record."""
        return await self.writer.write(_plan, step, is_long=True)

    async def note_idle(self, names: Sequence[str], until: datetime) -> None:
        """Nothing was due in these plans until a moment of the event's time."""
        await self.writer.write(_note_idle, (names, until), is_urgent=False)

    async def rewind(self, to: datetime) -> None:
        """The rehearsed clock was set back: forget the reminders after `to`."""
        await self.writer.write(_rewind, to, is_long=True)

    async def agree_on(self, name: str, proposal: str) -> str:
        """A value that all processes share: the first proposal wins."""
        return await self.writer.write(_agree_on, (name, proposal))

    async def reserve_slots(self, span: timedelta, *, is_paced: bool = True) -> Slots:
        """Take the next `span` of the timeline that all processes share, for paced messages or for answers."""
        return await self.writer.write(_reserve_slots, (span, is_paced))

    async def give_back(self, message: Message) -> None:
        """Leave a message of a halted broadcast to whoever claims it when that goes on."""
        await self.writer.write(_give_back, message.id)

    async def read(self, look: Callable[[Connection], R]) -> R:
        """Look something up."""
        async with self.database.engine.connect() as connection:
            return await connection.run_sync(look)

    async def purge(self) -> None:
        """Forget what is settled and old."""
        await self.writer.write(_purge, None, is_long=True)

    async def count_unfinished(self) -> int:
        """How many updates wait to be answered."""
        return await self.read(inbox.count_unfinished)

    async def message_id_of(self, key: str) -> int | None:
        """Telegram's id of the message that a promise became; None while it is not sent, or once forgotten."""
        return await self.read(lambda connection: outbox.message_id_of(connection, key))

    async def change(self, effects: Sequence[Effect]) -> None:
        """Do what no update asks for, in one transaction."""
        await self.writer.write(_change, effects)

    async def profile(self, chat_id: int) -> ChatProfile:
        """What is kept about a chat."""
        return (await self.read(lambda connection: chats.load_profiles(connection, [chat_id])))[chat_id]


def _retire_all(commit: Commit, changes: Sequence[None]) -> Sequence[None]:
    owners.retire_all(commit.connection)
    return changes


def _retire(commit: Commit, changes: Sequence[None]) -> Sequence[None]:
    owners.retire(commit.connection, commit.owner)
    return changes


def _renew(commit: Commit, holders: Sequence[str]) -> list[Company]:
    for owner in holders:
        owners.renew(commit.connection, owner, now=commit.now)
    if not _has_others(commit):
        return [Company(has_others=False)] * len(holders)
    paced_until = meta.taken_until(commit.connection, PACED)
    return [Company(has_others=True, paced_until=paced_until)] * len(holders)


def _has_others(commit: Commit) -> bool:
    return not commit.is_exclusive and owners.is_any_alive(commit.connection, now=commit.now, beside=commit.owner)


def _receive(commit: Commit, batches: Sequence[Sequence[Received]]) -> list[list[InboxUpdate]]:
    # Two webhook calls may carry the same update; within one statement it could not be ignored twice.
    merged = {each.update_id: each for batch in batches for each in batch}
    mine = inbox.receive(
        commit.connection,
        list(merged.values()),
        owner=commit.owner,
        now=commit.now,
        is_alone=commit.alone.inbox,
    )
    by_id = {update.update_id: replace(update, as_of=commit.number) for update in mine}
    return [[found for each in batch if (found := by_id.pop(each.update_id, None)) is not None] for batch in batches]


def _claim_updates(commit: Commit, limits: Sequence[int]) -> list[list[InboxUpdate]]:
    claims = [
        [
            replace(update, as_of=commit.number)
            for update in inbox.claim_updates(commit.connection, commit.owner, limit, now=commit.now)
        ]
        for limit in limits
    ]
    if commit.is_exclusive and not any(claims):
        commit.alone.inbox = not inbox.has_others(commit.connection, commit.owner)
    return claims


def _mark_started(commit: Commit, inbox_ids: Sequence[int]) -> list[None]:
    inbox.mark_started(commit.connection, inbox_ids)
    return [None] * len(inbox_ids)


def _complete(commit: Commit, completions: Sequence[Completion]) -> list[tuple[list[Message], int | None]]:
    connection, now = commit.connection, commit.now
    valid = _valid(commit, completions)
    if valid:
        inbox.mark_done(connection, [(each.update.id, each.error_id) for each in valid], now=now)
    promises = [new for each in valid for new in each.outgoing]
    messages = outbox.enqueue(connection, promises, owner=commit.owner, now=now, is_alone=commit.alone.outbox)
    profiles = {each.profile.chat_id: each.profile for each in valid if each.profile and not each.forgets}
    if profiles:
        chats.save_profiles(connection, list(profiles.values()), now=now)
    _apply(commit, [effect for each in valid for effect in each.effects])
    for each in valid:
        if each.forgets:
            _forget(connection, each.update.lane)
    by_key = {message.key: message for message in messages}
    ids = {each.update.id for each in valid}
    return [
        ([by_key[new.key] for new in each.outgoing if new.key in by_key], commit.number)
        if each.update.id in ids
        else ([], None)
        for each in completions
    ]


def _change(commit: Commit, changes: Sequence[Sequence[Effect]]) -> list[None]:
    _apply(commit, [effect for effects in changes for effect in effects])
    return [None] * len(changes)


def _apply(commit: Commit, effects: Sequence[Effect]) -> None:
    if apply_effects(commit.connection, effects, now=commit.now):
        commit.alone.outbox = False  # there may be a message that nobody holds


def _forget(connection: Connection, chat_id: int) -> None:
    """Delete what is kept about a chat; update ids stay, without the chat, so that a repeated one is known."""
    follows.forget_follows(connection, chat_id)  # first: a planner that has them locked is waited for
    reminders.forget_reminders(connection, chat_id)
    chats.forget_profile(connection, chat_id)
    inbox.forget_chat(connection, chat_id)
    outbox.forget_chat(connection, chat_id)
    unanswered.forget_asker(connection, chat_id)
    asked.forget_chat(connection, chat_id)


def _valid(commit: Commit, completions: Sequence[Completion]) -> Sequence[Completion]:
    """Leave out what another process took over while this one stalled: its answer counts."""
    if commit.is_exclusive:
        return completions
    ids = [each.update.id for each in completions]
    mine = inbox.still_leased(commit.connection, ids, commit.owner)
    return [each for each in completions if each.update.id in mine]


def promise(commit: Commit, messages: Sequence[NewMessage]) -> None:
    """Write promises down within other work; a later claim sends them."""
    commit.alone.outbox = False
    outbox.enqueue(commit.connection, messages, owner=None, now=commit.now)


def _enqueue(commit: Commit, batches: Sequence[Sequence[NewMessage]]) -> list[None]:
    promise(commit, [new for batch in batches for new in batch])
    return [None] * len(batches)


def _work(commit: Commit, works: Sequence[Callable[[Commit], Any]]) -> list[Any]:
    return [work(commit) for work in works]


def _claim_messages(commit: Commit, limits: Sequence[int]) -> list[list[Message]]:
    claims = [outbox.claim_messages(commit.connection, commit.owner, limit, now=commit.now) for limit in limits]
    if commit.is_exclusive and not any(claims):
        commit.alone.outbox = not outbox.has_others(commit.connection, commit.owner)
    return claims


def _settle(commit: Commit, settlements: Sequence[Settlement]) -> list[None]:
    outbox.settle(commit.connection, settlements, now=commit.now)
    return [None] * len(settlements)


def _give_up_chat(commit: Commit, reasons: Sequence[tuple[int, str]]) -> list[None]:
    chats.mark_unreachable(commit.connection, reasons, now=commit.now)
    outbox.fail_chat(commit.connection, reasons, now=commit.now)
    return [None] * len(reasons)


def _move_chat(commit: Commit, moves: Sequence[tuple[int, int]]) -> list[None]:
    for old, new in moves:
        outbox.move_messages(commit.connection, old, new)
        chats.move_profile(commit.connection, old, new)
        follows.move_follows(commit.connection, old, new)
        reminders.move_reminders(commit.connection, old, new)
    return [None] * len(moves)


def _begin_plans(commit: Commit, asked: Sequence[tuple[Sequence[str], datetime]]) -> list[dict[str, datetime]]:
    return [reminders.begin_plans(commit.connection, names, now=now) for names, now in asked]


def _plan(commit: Commit, steps: Sequence[PlanStep]) -> list[Stepped]:
    commit.alone.outbox = False
    return [reminders.take_step(commit.connection, step, wall_now=commit.now) for step in steps]


def _note_idle(commit: Commit, notes: Sequence[tuple[Sequence[str], datetime]]) -> list[None]:
    for names, until in notes:
        reminders.note_idle(commit.connection, names, until=until)
    return [None] * len(notes)


def _rewind(commit: Commit, moments: Sequence[datetime]) -> list[None]:
    for to in moments:
        reminders.rewind(commit.connection, to=to)
    return [None] * len(moments)


def _agree_on(commit: Commit, proposals: Sequence[tuple[str, str]]) -> list[str]:
    return [meta.agree_on(commit.connection, *proposal) for proposal in proposals]


def _reserve_slots(commit: Commit, wanted: Sequence[tuple[timedelta, bool]]) -> list[Slots]:
    connection, now = commit.connection, commit.now
    halted = frozenset(row.id for row in connection.execute(broadcasts.halted))
    is_paced = any(each for _, each in wanted)
    is_news = is_paced and _has_others(commit) and meta.taken_until(connection, PACED) < now - meta.WINDOW
    total = sum((span for span, _ in wanted), timedelta(0))
    begins_at = meta.reserve_slots(connection, TIMELINE, total, now=now + NOTICE if is_news else now)
    if is_paced and not commit.is_exclusive:
        meta.note_taken(connection, PACED, begins_at + total)
    slots = []
    for span, _ in wanted:
        slots.append(Slots(begins_at, halted))
        begins_at += span
    return slots


def _give_back(commit: Commit, ids: Sequence[int]) -> list[None]:
    commit.alone.outbox = False
    outbox.give_back(commit.connection, ids)
    return [None] * len(ids)


def _purge(commit: Commit, changes: Sequence[None]) -> Sequence[None]:
    inbox.purge_inbox(commit.connection, now=commit.now)
    outbox.purge_outbox(commit.connection, now=commit.now)
    reminders.purge_reminders(commit.connection, now=commit.now)
    unanswered.purge_questions(commit.connection, now=commit.now)
    replies.purge_replies(commit.connection, now=commit.now)
    asked.purge_asked(commit.connection, now=commit.now)
    proposals.purge_proposals(commit.connection, now=commit.now)
    return changes
