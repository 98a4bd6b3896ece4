"""Which messages of the outbox may go next: due, free, the oldest of their chat and rank; who sends leases them."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, FromClause, Integer, bindparam, or_, select, update

from bot.storage.broadcasts import halted
from bot.storage.outbox import Message, Rank, State, outbox
from bot.storage.owners import is_free
from bot.storage.schema import Instant

_waiting = outbox.c.state == State.WAITING


def _is_held(messages: FromClause) -> ColumnElement[bool]:
    """True for messages of a broadcast that is paused or cancelled."""
    return messages.c.broadcast_id.is_not(None) & messages.c.broadcast_id.in_(halted)


_older = outbox.alias("older")
# Something older of the same chat and rank. Written so that PostgreSQL looks it up in the index of lanes, row by row
# as it goes along the queue: as NOT EXISTS it became a join over all that waits (1.5 s with 3,000 waiting), and by “=”
# on the rank, which nearly all that waits shares, it took the wrong index.
_AHEAD = (
    select(_older.c.id)
    .where(
        _older.c.state == State.WAITING,
        _older.c.chat_id == outbox.c.chat_id,
        _older.c.rank + 0 == outbox.c.rank,
        _older.c.id < outbox.c.id,
        ~_is_held(_older),
    )
    .limit(1)
    .correlate(outbox)
    .scalar_subquery()
)
_CLAIMABLE = (
    select(outbox)
    .where(_waiting, is_free(outbox.c.leased_by), outbox.c.due_at <= bindparam("now", type_=Instant))
    .where(~_is_held(outbox))
    .where(_AHEAD.is_(None))
    .order_by(outbox.c.rank, outbox.c.id)
    .limit(bindparam("limit", type_=Integer))
    .with_for_update(skip_locked=True, of=outbox)
)
_OTHERS = (
    select(outbox.c.id)
    .where(_waiting)
    .where(or_(outbox.c.leased_by.is_(None), outbox.c.leased_by != bindparam("owner")))
    .limit(1)
)
_LEASE = update(outbox).where(outbox.c.id.in_(bindparam("ids", expanding=True))).values(leased_by=bindparam("owner"))


def claim_messages(connection: Connection, owner: str, limit: int, *, now: datetime) -> list[Message]:
    """Lease to `owner` up to `limit` free messages that are due, each the oldest of its chat and rank."""
    rows = connection.execute(_CLAIMABLE, {"now": now, "limit": limit}).all()
    if rows:
        ids = [row.id for row in rows]
        connection.execute(_LEASE, {"ids": ids, "owner": owner})
    return [
        Message(
            id=row.id,
            key=row.key,
            chat_id=row.chat_id,
            rank=Rank(row.rank),
            method=row.method,
            parameters=json.loads(row.parameters),
            due_at=row.due_at,
            expires_at=row.expires_at,
            leased_by=owner,
            attempts=row.attempts,
            broadcast_id=row.broadcast_id,
        )
        for row in rows
    ]


def has_others(connection: Connection, owner: str) -> bool:
    """True if something that waits is not leased by `owner`."""
    return connection.scalar(_OTHERS, {"owner": owner}) is not None


def give_back(connection: Connection, ids: Sequence[int]) -> None:
    """Lease these no longer, because their broadcast is paused or cancelled."""
    connection.execute(update(outbox).where(outbox.c.id.in_(ids), _waiting).values(leased_by=None))
