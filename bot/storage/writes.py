"""What the verbs of the store write: each gets all changes of its kind that share a commit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.storage import (
    asked,
    broadcasts,
    chats,
    claims,
    follows,
    inbox,
    meta,
    outbox,
    owners,
    proposals,
    reminders,
    replies,
    unanswered,
    waiting,
)
from bot.storage.chats import ChatProfile
from bot.storage.effects import Effect, apply_effects
from bot.storage.inbox import InboxUpdate, Received
from bot.storage.outbox import Message, NewMessage, Settlement
from bot.storage.reminders import PlanStep, Stepped
from bot.storage.waiting import Revised, Revision
from bot.storage.writer import Commit

TIMELINE, PACED = "broadcast", "paced"
"""Names of the timeline that processes share, and of the part of it that is taken by paced messages."""
NOTICE = timedelta(seconds=2.5)
"""How long before a run of paced messages the other processes can know of it: by their next renewal they do, and
what they sent without a place is a second old by then."""


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


def retire_all(commit: Commit, changes: Sequence[None]) -> Sequence[None]:
    """Whoever was before on a database that this process has for itself is gone."""
    owners.retire_all(commit.connection)
    return changes


def retire(commit: Commit, changes: Sequence[None]) -> Sequence[None]:
    """Give up this process's lease, and with it all that it holds."""
    owners.retire(commit.connection, commit.owner)
    return changes


def renew(commit: Commit, holders: Sequence[str]) -> list[Company]:
    """Hold leases for longer; tells who else has one."""
    for owner in holders:
        owners.renew(commit.connection, owner, now=commit.now)
    if not _has_others(commit):
        return [Company(has_others=False)] * len(holders)
    paced_until = meta.taken_until(commit.connection, PACED)
    return [Company(has_others=True, paced_until=paced_until)] * len(holders)


def _has_others(commit: Commit) -> bool:
    return not commit.is_exclusive and owners.is_any_alive(commit.connection, now=commit.now, beside=commit.owner)


def receive(commit: Commit, batches: Sequence[Sequence[Received]]) -> list[list[InboxUpdate]]:
    """Keep updates; gives each batch those that this process may handle at once."""
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


def claim_updates(commit: Commit, limits: Sequence[int]) -> list[list[InboxUpdate]]:
    """Lease updates that nobody works on."""
    claimed = [
        [
            replace(update, as_of=commit.number)
            for update in inbox.claim_updates(commit.connection, commit.owner, limit, now=commit.now)
        ]
        for limit in limits
    ]
    if commit.is_exclusive and not any(claimed):
        commit.alone.inbox = not inbox.has_others(commit.connection, commit.owner)
    return claimed


def mark_started(commit: Commit, inbox_ids: Sequence[int]) -> list[None]:
    """Note that the handling of updates begins."""
    inbox.mark_started(commit.connection, inbox_ids)
    return [None] * len(inbox_ids)


def complete(commit: Commit, completions: Sequence[Completion]) -> list[tuple[list[Message], int | None]]:
    """Mark updates as done with all that follows; gives what may be sent at once, and the number of the commit."""
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


def change(commit: Commit, changes: Sequence[Sequence[Effect]]) -> list[None]:
    """Do what no update asks for."""
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


def enqueue(commit: Commit, batches: Sequence[Sequence[NewMessage]]) -> list[None]:
    """Keep promises that answer no update."""
    promise(commit, [new for batch in batches for new in batch])
    return [None] * len(batches)


def work(commit: Commit, works: Sequence[Callable[[Commit], Any]]) -> list[Any]:
    """Do what a caller brought along."""
    return [work(commit) for work in works]


def claim_messages(commit: Commit, limits: Sequence[int]) -> list[list[Message]]:
    """Lease messages that are due."""
    claimed = [claims.claim_messages(commit.connection, commit.owner, limit, now=commit.now) for limit in limits]
    if commit.is_exclusive and not any(claimed):
        commit.alone.outbox = not claims.has_others(commit.connection, commit.owner)
    return claimed


def settle(commit: Commit, settlements: Sequence[Settlement]) -> list[None]:
    """Note what became of tries."""
    outbox.settle(commit.connection, settlements, now=commit.now)
    return [None] * len(settlements)


def give_up_chat(commit: Commit, reasons: Sequence[tuple[int, str]]) -> list[None]:
    """Give chats up that cannot be reached, as pairs (chat id, reason)."""
    chats.mark_unreachable(commit.connection, reasons, now=commit.now)
    outbox.fail_chat(commit.connection, reasons, now=commit.now)
    return [None] * len(reasons)


def move_chat(commit: Commit, moves: Sequence[tuple[int, int]]) -> list[None]:
    """Let groups go on as supergroups, as pairs (old id, new id)."""
    for old, new in moves:
        outbox.move_messages(commit.connection, old, new)
        chats.move_profile(commit.connection, old, new)
        follows.move_follows(commit.connection, old, new)
        reminders.move_reminders(commit.connection, old, new)
    return [None] * len(moves)


def begin_plans(commit: Commit, asked: Sequence[tuple[Sequence[str], datetime]]) -> list[dict[str, datetime]]:
    """Tell until when reminders are planned."""
    return [reminders.begin_plans(commit.connection, names, now=now) for names, now in asked]


def plan(commit: Commit, steps: Sequence[PlanStep]) -> list[Stepped]:
    """Promise what the next chats are to be reminded of."""
    commit.alone.outbox = False
    return [reminders.take_step(commit.connection, step, wall_now=commit.now) for step in steps]


def revise(commit: Commit, revisions: Sequence[tuple[Revision, int]]) -> list[Revised]:
    """Bring reminders that wait to what is true now, or take them back."""
    return [waiting.revise_waiting(commit.connection, revision, after) for revision, after in revisions]


def note_idle(commit: Commit, notes: Sequence[tuple[Sequence[str], datetime]]) -> list[None]:
    """Note plans in which nothing is due for a while."""
    for names, until in notes:
        reminders.note_idle(commit.connection, names, until=until)
    return [None] * len(notes)


def rewind(commit: Commit, moments: Sequence[datetime]) -> list[None]:
    """Forget reminders after a moment."""
    for to in moments:
        reminders.rewind(commit.connection, to=to)
    return [None] * len(moments)


def agree_on(commit: Commit, proposals: Sequence[tuple[str, str]]) -> list[str]:
    """Settle values that processes share, as pairs (name, proposal)."""
    return [meta.agree_on(commit.connection, *proposal) for proposal in proposals]


def reserve_slots(commit: Commit, wanted: Sequence[tuple[timedelta, bool]]) -> list[Slots]:
    """Take parts of the shared timeline, as pairs (span, whether paced messages go out or wait)."""
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


def give_back(commit: Commit, ids: Sequence[int]) -> list[None]:
    """Leave messages of halted broadcasts to whoever claims them later."""
    commit.alone.outbox = False
    claims.give_back(commit.connection, ids)
    return [None] * len(ids)


def purge(commit: Commit, changes: Sequence[None]) -> Sequence[None]:
    """Forget what is settled and old."""
    inbox.purge_inbox(commit.connection, now=commit.now)
    outbox.purge_outbox(commit.connection, now=commit.now)
    reminders.purge_reminders(commit.connection, now=commit.now)
    unanswered.purge_questions(commit.connection, now=commit.now)
    replies.purge_replies(commit.connection, now=commit.now)
    asked.purge_asked(commit.connection, now=commit.now)
    proposals.purge_proposals(commit.connection, now=commit.now)
    return changes
