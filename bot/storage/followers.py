"""Who follows what is due: chats in the order of their ids, some hundreds at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, union_all

from bot.core.reminders import EVERYTHING, Quiet
from bot.storage.chats import chats, offsets, quiet_minutes
from bot.storage.follows import follows

UNEVEN = 8  # times as popular as the others one of the items that are due may be before it makes steps shorter


@dataclass(slots=True)
class Follower:
    """A chat that follows something that is due."""

    chat_id: int
    chosen: str | None
    """The language."""
    context: str
    muted: str | None
    """What it has muted, as `chats` has it."""
    since: dict[str, datetime]
    """Item → since when it is followed."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Chats with the same quiet hours."""

    quiet: Quiet
    is_default: bool
    """Whether chats that chose none have them."""


def next_followers(
    connection: Connection, items: set[str], whose: Whose, after: int | None, *, number: int
) -> tuple[list[Follower], int | None]:
    """Give the next chats that follow some items or everything, and up to which chat these are all (None: the last).

    Their rows are locked until the commit: who deletes their data meanwhile waits, and then finds all of it.

    Args:
        connection: in a transaction.
        items: ids of sessions; `EVERYTHING` among them is for whoever follows anything.
        whose: only chats with these quiet hours.
        after: the chat up to which all are known; None for the first ones.
        number: about how many rows to look at.
    """
    if whose.is_default:
        last = _bound_of_all(connection, items, after, number)
    else:
        last = _bound_of_few(connection, whose.quiet, after, number)
    return list(_grouped(connection.execute(_query(whose, items, after, last)).all())), last


def count_followers_of(connection: Connection, item: str, whose: Whose) -> dict[frozenset[str], int]:
    """What is muted → how many chats with these quiet hours follow a session or everything (`EVERYTHING`: anything)."""
    query = (
        select(chats.c.muted, func.count(follows.c.chat_id.distinct()))
        .group_by(chats.c.muted)
        .join_from(follows, chats, chats.c.chat_id == follows.c.chat_id)
        .where(chats.c.unreachable_at.is_(None), _has(whose))
    )
    if item != EVERYTHING:
        query = query.where(follows.c.item.in_([EVERYTHING, item]))
    return {offsets(muted): number for muted, number in connection.execute(query)}


def _bound_of_all(connection: Connection, items: set[str], after: int | None, number: int) -> int | None:
    """Up to which chat a step goes; None if to the last.

    Counted along an index for each item, because a database that has no statistics yet would sort everybody who is
    left, in every step. Of many items each is followed so far only, or a step would read far more than it does.
    """
    every = [None] if EVERYTHING in items else [EVERYTHING, *sorted(items)]
    queries = [_followers(item, after) for item in every]
    reach = max(1, min(number, UNEVEN * number // len(every)))
    near = union_all(*(select(_first(query, reach).subquery().c.chat_id) for query in queries)).subquery()
    bounds = [_nth(connection, query, reach) for query in queries] + [_nth(connection, select(near.c.chat_id), number)]
    return min((chat_id for chat_id in bounds if chat_id is not None), default=None)


def _followers(item: str | None, after: int | None) -> Select[Any]:
    """Ids of the chats beyond `after` that follow an item (None: anything)."""
    query = select(follows.c.chat_id)
    if item is not None:
        query = query.where(follows.c.item == item)
    return query if after is None else query.where(follows.c.chat_id > after)


def _bound_of_few(connection: Connection, quiet: Quiet, after: int | None, number: int) -> int | None:
    """The same for the chats that chose these hours: they are counted, not all those between them."""
    query = select(chats.c.chat_id).where(_chose(quiet))
    return _nth(connection, query if after is None else query.where(chats.c.chat_id > after), number)


def _first(ids: Select[Any], number: int) -> Select[Any]:
    return ids.order_by(ids.selected_columns.chat_id).limit(number)


def _nth(connection: Connection, ids: Select[Any], number: int) -> int | None:
    found: int | None = connection.scalar(_first(ids, 1).offset(number - 1))
    return found


def _chose(quiet: Quiet) -> ColumnElement[bool]:
    begins, ends = quiet_minutes(quiet)
    return and_(chats.c.quiet_from == begins, chats.c.quiet_until == ends)


def _has(whose: Whose) -> ColumnElement[bool]:
    return or_(chats.c.quiet_from.is_(None), _chose(whose.quiet)) if whose.is_default else _chose(whose.quiet)


def _query(whose: Whose, items: set[str], after: int | None, last: int | None) -> Select[Any]:
    query = (
        select(follows.c.chat_id, chats.c.locale, chats.c.context, chats.c.muted, follows.c.item, follows.c.since)
        .join_from(follows, chats, chats.c.chat_id == follows.c.chat_id)
        .where(chats.c.unreachable_at.is_(None))
        .order_by(follows.c.chat_id, follows.c.item)
        .with_for_update(read=True, of=follows)
    )
    if whose.is_default:
        query = query.where(_has(whose))
    else:
        query = query.where(follows.c.chat_id.in_(select(chats.c.chat_id).where(_chose(whose.quiet)).correlate(None)))
    if EVERYTHING not in items:
        query = query.where(follows.c.item.in_([EVERYTHING, *sorted(items)]))
    if after is not None:
        query = query.where(follows.c.chat_id > after)
    return query if last is None else query.where(follows.c.chat_id <= last)


def _grouped(rows: Sequence[Row[Any]]) -> Iterator[Follower]:
    follower: Follower | None = None
    for row in rows:
        chat_id, locale, context, muted, item, since = tuple(row)
        if follower is None or follower.chat_id != chat_id:
            if follower is not None:
                yield follower
            follower = Follower(chat_id, locale, context, muted, {})
        follower.since[item] = since
    if follower is not None:
        yield follower
