"""Promises to tell a chat something: one durable row each, kept until Telegram has it or never will."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    and_,
    bindparam,
    case,
    delete,
    or_,
    select,
    tuple_,
    update,
)

from bot.storage.dialect import insert_new
from bot.storage.schema import Instant, RowId, index_some, metadata

KEEP_SETTLED = timedelta(days=7)  # ids of sent messages, for edits; their words go when they are sent


class Rank(IntEnum):
    """What goes first when several wait: a person who asks never waits behind a broadcast."""

    REPLY = 0
    REMINDER = 1
    BROADCAST = 2


class State(StrEnum):
    """Where a message stands; all but WAITING are final."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    UNREACHABLE = "unreachable"
    """The chat blocked the bot or is gone."""
    CANCELLED = "cancelled"
    """Its broadcast was."""


outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("rank", SmallInteger, nullable=False),
    Column("method", String(64), nullable=False),
    Column("parameters", Text),
    Column("state", String(16), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("attempts", Integer, nullable=False, default=0),
    Column("leased_by", String(32)),
    Column("message_id", BigInteger),
    Column("error", Text),
    Column("broadcast_id", BigInteger),
    sqlite_autoincrement=True,  # ids are the order of a chat: never used twice
)
_waiting = outbox.c.state == State.WAITING
index_some(
    "outbox_lane",
    outbox.c.chat_id,
    outbox.c.rank,
    outbox.c.id,
    where=_waiting,
)
index_some("outbox_queue", outbox.c.rank, outbox.c.id, where=_waiting)
_of_broadcast = outbox.c.broadcast_id.is_not(None)
index_some(
    "outbox_broadcast",
    outbox.c.broadcast_id,
    outbox.c.state,
    where=_of_broadcast,
)


_BUSY_LANES = (
    select(outbox.c.chat_id, outbox.c.rank)
    .where(_waiting, tuple_(outbox.c.chat_id, outbox.c.rank).in_(bindparam("pairs", expanding=True)))
    .where(or_(outbox.c.leased_by.is_(None), outbox.c.leased_by != bindparam("owner")))
)
_LATEST = select(outbox.c.parameters, outbox.c.expires_at).where(outbox.c.id == bindparam("which"), _waiting)
# What Telegram said for good is true whoever asked; that a message is still to be sent may only be said by
# who has it: another process may have taken it over, and have sent it.
_SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("which"), _waiting)
    .where(or_(bindparam("is_final", type_=Boolean), outbox.c.leased_by == bindparam("holder")))
    .values(
        {
            name: bindparam(f"new_{name}", type_=outbox.c[name].type)
            for name in ("state", "due_at", "attempts", "error", "message_id", "settled_at")
        }
        # What is tried again says by then what its row says: that may have been revised since it was read.
        | {"parameters": case((bindparam("keeps", type_=Boolean), outbox.c.parameters), else_=bindparam("bare"))}
    )
)


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A promise about to be written down."""

    key: str
    """Names the promise: writing the same key again adds nothing."""
    chat_id: int
    rank: Rank
    method: str
    """Of the Bot API, such as sendMessage."""
    parameters: dict[str, object]
    """Of the method, JSON-able and without chat_id (a group's id can change while it waits)."""
    expires_at: datetime
    broadcast_id: int | None = None
    """The broadcast that it is part of."""


@dataclass(frozen=True, slots=True)
class Message:
    """A promise to be kept, claimed by this process."""

    id: int
    key: str
    chat_id: int
    rank: Rank
    method: str
    parameters: dict[str, object]
    due_at: datetime
    expires_at: datetime
    leased_by: str
    attempts: int = 0
    broadcast_id: int | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of one try to send `message`."""

    message: Message
    state: State
    due_at: datetime
    error: str | None = None
    message_id: int | None = None
    is_bare: bool = False
    """Whether the message is to be tried again as it is now: without its markup."""


def enqueue(
    connection: Connection,
    messages: Sequence[NewMessage],
    *,
    owner: str | None,
    now: datetime,
    is_alone: bool = False,
) -> list[Message]:
    """Write promises down; known keys are left as they are.

    Args:
        connection: in a transaction.
        messages: the promises.
        owner: of this process; None leaves all to a claim.
        now: real time.
        is_alone: True when `owner` is known to hold everything that waits, which saves a look.

    Returns:
        Those that `owner` may send at once, in order. A chat for which something older waits elsewhere
        is left to a later claim, so that its order is kept. With no owner all wait for a claim.
    """
    if not messages:
        return []
    busy = _busy(connection, messages, owner) if owner and not is_alone else set()
    rows = [_row(new, None if (new.chat_id, new.rank) in busy else owner, now) for new in messages]
    statement = insert_new(connection.dialect.name, outbox, "key", "id")
    ids = {row.key: row.id for row in connection.execute(statement, rows)}
    return [
        Message(
            id=ids[new.key],
            key=new.key,
            chat_id=new.chat_id,
            rank=new.rank,
            method=new.method,
            parameters=new.parameters,
            due_at=now,
            expires_at=new.expires_at,
            leased_by=str(owner),
            broadcast_id=new.broadcast_id,
        )
        for new, row in zip(messages, rows, strict=True)
        if row["leased_by"] and new.key in ids
    ]


def _busy(connection: Connection, messages: Iterable[NewMessage], owner: str) -> set[tuple[int, int]]:
    """(chat, rank) pairs that have an older message which `owner` does not hold."""
    pairs = {(new.chat_id, int(new.rank)) for new in messages}
    found = connection.execute(_BUSY_LANES, {"pairs": list(pairs), "owner": owner})
    return {(row.chat_id, row.rank) for row in found}


def _row(new: NewMessage, owner: str | None, now: datetime) -> dict[str, object]:
    return {
        "key": new.key,
        "chat_id": new.chat_id,
        "rank": int(new.rank),
        "method": new.method,
        "parameters": json.dumps(new.parameters),
        "state": State.WAITING,
        "created_at": now,
        "due_at": now,
        "expires_at": new.expires_at,
        "attempts": 0,
        "leased_by": owner,
        "broadcast_id": new.broadcast_id,
    }


def latest(connection: Connection, message: Message) -> Message | None:
    """Give a message as its row says it by now; None once it was taken back."""
    row = connection.execute(_LATEST, {"which": message.id}).one_or_none()
    return replace(message, parameters=json.loads(row.parameters), expires_at=row.expires_at) if row else None


def settle(connection: Connection, settlements: Sequence[Settlement], *, now: datetime) -> None:
    """Write down what became of tries; a final state drops the words, and the first one counts."""
    rows = [
        {
            "which": each.message.id,
            "holder": each.message.leased_by,
            "is_final": each.state is not State.WAITING,
            "new_state": each.state,
            "new_due_at": each.due_at,
            "new_attempts": each.message.attempts + 1,
            "new_error": each.error,
            "new_message_id": each.message_id,
            "new_settled_at": None if each.state is State.WAITING else now,
            "keeps": each.state is State.WAITING and not each.is_bare,
            "bare": json.dumps(each.message.parameters) if each.is_bare else None,
        }
        for each in settlements
    ]
    connection.execute(_SETTLE, rows)


def fail_chat(connection: Connection, reasons: Iterable[tuple[int, str]], *, now: datetime) -> None:
    """Give up everything that waits for chats which cannot be reached, as pairs (chat id, reason)."""
    statement = (
        update(outbox)
        .where(outbox.c.chat_id == bindparam("which"), _waiting)
        .values(state=State.UNREACHABLE, error=bindparam("reason"), settled_at=now, parameters=None)
    )
    connection.execute(statement, [{"which": chat_id, "reason": reason} for chat_id, reason in reasons])


def move_messages(connection: Connection, old: int, new: int) -> None:
    """What waits for a group goes to the supergroup that it became."""
    connection.execute(update(outbox).where(and_(outbox.c.chat_id == old, _waiting)).values(chat_id=new))


def forget_chat(connection: Connection, chat_id: int) -> None:
    """Delete what was sent to a chat and what it did not ask for; answers that wait are still sent."""
    unasked = outbox.c.rank.in_((Rank.REMINDER, Rank.BROADCAST))
    connection.execute(delete(outbox).where(outbox.c.chat_id == chat_id, or_(~_waiting, unasked)))


def find(connection: Connection, key: str) -> tuple[State, int | None] | None:
    """Where the promise `key` stands, and Telegram's id of the message that it became."""
    row = connection.execute(select(outbox.c.state, outbox.c.message_id).where(outbox.c.key == key)).one_or_none()
    return (State(row.state), row.message_id) if row else None


def message_id_of(connection: Connection, key: str) -> int | None:
    """Telegram's id of the message that the promise `key` became; None if it is not known."""
    return connection.scalar(select(outbox.c.message_id).where(outbox.c.key == key))


def purge_outbox(connection: Connection, *, now: datetime) -> None:
    """Forget what was settled longer than `KEEP_SETTLED` ago."""
    connection.execute(delete(outbox).where(outbox.c.settled_at < now - KEEP_SETTLED))
