"""Updates as Telegram sent them, kept until they are answered; afterwards only their ids, to know repeats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from bot.storage.chats import ChatProfile, load_profiles
from bot.storage.dialect import insert_new
from bot.storage.owners import is_free
from bot.storage.schema import Instant, RowId, index_some, metadata

# Telegram repeats an unconfirmed update for 24 hours; twice that is safe.
KEEP_DONE = timedelta(hours=48)

inbox = Table(
    "inbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("update_id", BigInteger, nullable=False, unique=True),
    Column("lane", BigInteger, nullable=False),
    Column("payload", Text),
    Column("received_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("leased_by", String(32)),
    Column("starts", Integer, nullable=False, default=0),
    Column("error_id", String(16)),
    sqlite_autoincrement=True,  # ids are the order of a chat: never used twice
)
_unfinished = inbox.c.done_at.is_(None)
index_some("inbox_lane", inbox.c.lane, inbox.c.id, where=_unfinished)
index_some("inbox_queue", inbox.c.id, where=_unfinished)


_older = inbox.alias("older")
_BUSY_LANES = (
    select(inbox.c.lane)
    .where(_unfinished, inbox.c.lane.in_(bindparam("lanes", expanding=True)))
    .where(or_(inbox.c.leased_by.is_(None), inbox.c.leased_by != bindparam("owner")))
)
_CLAIMABLE = (
    select(inbox)
    .where(_unfinished, is_free(inbox.c.leased_by))
    .where(~exists().where(_older.c.done_at.is_(None), _older.c.lane == inbox.c.lane, _older.c.id < inbox.c.id))
    .order_by(inbox.c.id)
    .limit(bindparam("limit", type_=Integer))
    .with_for_update(skip_locked=True, of=inbox)
)
_OTHERS = (
    select(inbox.c.id)
    .where(_unfinished)
    .where(or_(inbox.c.leased_by.is_(None), inbox.c.leased_by != bindparam("owner")))
    .limit(1)
)
_LEASE = update(inbox).where(inbox.c.id.in_(bindparam("ids", expanding=True))).values(leased_by=bindparam("owner"))
_MARK_STARTED = update(inbox).where(inbox.c.id.in_(bindparam("ids", expanding=True))).values(starts=inbox.c.starts + 1)
_STILL_LEASED = (
    select(inbox.c.id)
    .where(_unfinished, inbox.c.id.in_(bindparam("ids", expanding=True)))
    .where(inbox.c.leased_by == bindparam("owner"))
    .order_by(inbox.c.id)
    .with_for_update()
)
_MARK_DONE = (
    update(inbox)
    .where(inbox.c.id == bindparam("which"))
    .values(done_at=bindparam("at", type_=Instant), payload=None, error_id=bindparam("failed"))
)


@dataclass(frozen=True, slots=True)
class Received:
    """An update off the wire."""

    update_id: int
    lane: int
    """The chat (for an inline query the person): updates of one lane are handled one after the other."""
    payload: str
    """The update as JSON in ASCII (PostgreSQL's text takes no NUL, which a message can hold)."""


@dataclass(frozen=True, slots=True)
class InboxUpdate:
    """An update to be handled, claimed by this process."""

    id: int
    update_id: int
    lane: int
    payload: str
    profile: ChatProfile
    leased_by: str
    as_of: int = 0
    """Number of the commit in which `profile` was read."""
    starts: int = 0
    """How often a process began to handle it and died."""
    suspect: bool = False
    """A process died while it had this update: beginning with it is written down first."""


def receive(
    connection: Connection, batch: Sequence[Received], *, owner: str, now: datetime, is_alone: bool = False
) -> list[InboxUpdate]:
    """Write updates down; known ones are left as they are.

    Args:
        connection: in a transaction.
        batch: the updates.
        owner: of this process.
        now: real time.
        is_alone: True when `owner` is known to hold everything unfinished, which saves a look.

    Returns:
        Those that `owner` may handle at once, in order. A lane of which something older is unfinished
        elsewhere is left to a later claim, so that its order is kept.
    """
    lanes = {each.lane for each in batch}
    look = {"lanes": list(lanes), "owner": owner}
    busy = set() if is_alone else set(connection.scalars(_BUSY_LANES, look))
    rows = [
        {
            "update_id": each.update_id,
            "lane": each.lane,
            "payload": each.payload,
            "received_at": now,
            "leased_by": None if each.lane in busy else owner,
            "starts": 0,
        }
        for each in batch
    ]
    statement = insert_new(connection.dialect.name, inbox, "update_id", "id")
    ids = {row.update_id: row.id for row in connection.execute(statement, rows)}
    profiles = load_profiles(connection, lanes)
    return [
        InboxUpdate(
            id=ids.pop(each.update_id),
            update_id=each.update_id,
            lane=each.lane,
            payload=each.payload,
            profile=profiles[each.lane],
            leased_by=owner,
        )
        for each in batch
        if each.update_id in ids and each.lane not in busy
    ]


def claim_updates(connection: Connection, owner: str, limit: int, *, now: datetime) -> list[InboxUpdate]:
    """Lease to `owner` up to `limit` free updates, each the oldest unfinished of its lane."""
    rows = connection.execute(_CLAIMABLE, {"now": now, "limit": limit}).all()
    if not rows:
        return []
    ids = [row.id for row in rows]
    connection.execute(_LEASE, {"ids": ids, "owner": owner})
    profiles = load_profiles(connection, [row.lane for row in rows])
    return [
        InboxUpdate(
            id=row.id,
            update_id=row.update_id,
            lane=row.lane,
            payload=row.payload,
            profile=profiles[row.lane],
            leased_by=owner,
            starts=row.starts,
            suspect=row.starts > 0 or row.leased_by is not None,
        )
        for row in rows
    ]


def has_others(connection: Connection, owner: str) -> bool:
    """True if something unfinished is not leased by `owner`."""
    return connection.scalar(_OTHERS, {"owner": owner}) is not None


def mark_started(connection: Connection, inbox_ids: Sequence[int]) -> None:
    """Note before handling that it begins: should the process die of it, this is known afterwards."""
    connection.execute(_MARK_STARTED, {"ids": list(inbox_ids)})


def still_leased(connection: Connection, inbox_ids: Sequence[int], owner: str) -> set[int]:
    """Those of `inbox_ids` that are unfinished and that `owner` still leases; locked until the commit."""
    return set(connection.scalars(_STILL_LEASED, {"ids": list(inbox_ids), "owner": owner}))


def mark_done(connection: Connection, done: Sequence[tuple[int, str | None]], *, now: datetime) -> None:
    """Note that updates are answered, as pairs (inbox id, error id if it failed); their words go."""
    rows = [{"which": inbox_id, "at": now, "failed": error} for inbox_id, error in done]
    connection.execute(_MARK_DONE, rows)


def count_unfinished(connection: Connection) -> int:
    """How many updates wait to be answered."""
    return connection.scalar(select(func.count()).select_from(inbox).where(_unfinished)) or 0


def forget_chat(connection: Connection, chat_id: int) -> None:
    """Take the chat's number off its answered updates; their own ids stay, to know repeats."""
    connection.execute(update(inbox).where(inbox.c.lane == chat_id, inbox.c.done_at.is_not(None)).values(lane=0))


def purge_inbox(connection: Connection, *, now: datetime) -> None:
    """Forget the ids of updates answered longer than `KEEP_DONE` ago."""
    connection.execute(delete(inbox).where(inbox.c.done_at < now - KEEP_DONE))
