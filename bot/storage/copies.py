"""The messages of a broadcast in the outbox: made in chunks, counted, given up; each step can be repeated."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from bot.storage import broadcasts, outbox
from bot.storage.broadcasts import Broadcast, Counts, Stage
from bot.storage.outbox import NewMessage, State
from bot.storage.owners import is_free

COPY_LIFE = timedelta(hours=24)  # how long one message is tried, as an answer is; a pause does not count
CHUNK = 250  # chats at a time: answers wait for such a commit some ten milliseconds


def key_of(broadcast: Broadcast, chat_id: int) -> str:
    """Name the message of a broadcast to a chat, so that it exists once."""
    if broadcast.kind is broadcasts.Kind.EDIT:
        return f"broadcast:{broadcast.corrects}:edit{broadcast.id}:{chat_id}"
    return f"broadcast:{broadcast.id}:{chat_id}"


def next_chats(
    connection: Connection, everybody: Select[Any], reached: int | None
) -> list[tuple[int, str, int | None]]:
    """The next `CHUNK` of an audience after the chat `reached`: (chat id, language, message id to edit)."""
    found = everybody.subquery()
    chunk = select(found.c.chat_id, found.c.language, found.c.message_id).order_by(found.c.chat_id).limit(CHUNK)
    if reached is not None:
        chunk = chunk.where(found.c.chat_id > reached)
    return [(row.chat_id, row.language, row.message_id) for row in connection.execute(chunk)]


def add_copies(
    connection: Connection, broadcast: Broadcast, messages: Sequence[NewMessage], reached: int | None, *, now: datetime
) -> bool:
    """Write the messages of a chunk down, unless another process has, or it is no longer wanted.

    Args:
        connection: in a transaction.
        broadcast: as it was read before the chunk was made.
        messages: the chunk.
        reached: its last chat; None where nobody was left, so that all is written.
        now: real time.

    Returns:
        Whether they were written.
    """
    table = broadcasts.broadcasts
    mine = update(table).where(table.c.id == broadcast.id, table.c.stage == Stage.RUNNING, table.c.copied_at.is_(None))
    mine = mine.where(table.c.reached.is_not_distinct_from(broadcast.reached))
    new = {"copied_at": now} if reached is None else {"reached": reached, "copies": table.c.copies + len(messages)}
    if not connection.execute(mine.values(new)).rowcount:
        return False
    outbox.enqueue(connection, messages, owner=None, now=now)
    return True


def counts_of(connection: Connection, broadcast: Broadcast) -> Counts:
    """What has become of its messages so far; the final counts once there are."""
    if broadcast.counts is not None:
        return broadcast.counts
    table = outbox.outbox
    rows = connection.execute(
        select(table.c.state, func.count()).where(table.c.broadcast_id == broadcast.id).group_by(table.c.state)
    )
    found = {State(state): int(number) for state, number in rows}
    # People who have their data deleted take the row of what they got along.
    forgotten = max(0, broadcast.copies - sum(found.values()))
    return Counts(
        sent=found.get(State.SENT, 0) + forgotten,
        failed=found.get(State.FAILED, 0) + found.get(State.EXPIRED, 0),
        blocked=found.get(State.UNREACHABLE, 0),
        waiting=found.get(State.WAITING, 0),
        cancelled=found.get(State.CANCELLED, 0),
    )


def cancel_copies(connection: Connection, broadcast_id: int, *, now: datetime) -> int:
    """Give up to `CHUNK` messages up that nobody is about to send; returns how many."""
    table = outbox.outbox
    some = (
        select(table.c.id)
        .where(table.c.broadcast_id == broadcast_id, table.c.state == State.WAITING, is_free(table.c.leased_by))
        .limit(CHUNK)
        .with_for_update(skip_locked=True)
    )
    ids = [*connection.scalars(some, {"now": now})]
    given_up = {"state": State.CANCELLED, "settled_at": now, "parameters": None}
    connection.execute(update(table).where(table.c.id.in_(ids)).values(given_up))
    return len(ids)


def resume(connection: Connection, broadcast_id: int, *, now: datetime) -> None:
    """Go on after a pause, which does not count as time in which a message grows stale."""
    if broadcasts.move(connection, broadcast_id, Stage.RUNNING, among=[Stage.PAUSED]):
        table = outbox.outbox
        waiting = (table.c.broadcast_id == broadcast_id) & (table.c.state == State.WAITING)
        connection.execute(update(table).where(waiting).values(expires_at=now + COPY_LIFE))
