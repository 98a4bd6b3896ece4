"""What chats follow, and how they rated it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    SmallInteger,
    String,
    Table,
    bindparam,
    delete,
    func,
    select,
)

from bot.core.reminders import EVERYTHING
from bot.storage.dialect import insert_or_ignore, upsert
from bot.storage.schema import Instant, metadata, move_rows

follows = Table(
    "follows",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("item", String(64), primary_key=True),
    Column("since", Instant, nullable=False),
    sqlite_with_rowid=False,
)
Index("follows_item", follows.c.item, follows.c.chat_id)
ratings = Table(
    "ratings",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("session", String(64), primary_key=True),
    Column("stars", SmallInteger, nullable=False),
    Column("rated_at", Instant, nullable=False),
)
_OTHERS = delete(follows).where(
    follows.c.chat_id == bindparam("chat"), follows.c.item.not_in(bindparam("items", expanding=True))
)


@dataclass(frozen=True, slots=True)
class SetFollows:
    """From now on the chat follows exactly these items; when it began to follow one of them is kept."""

    chat_id: int
    items: frozenset[str]
    at: datetime
    """The event's time: what was due before is not made up for."""

    def apply(self, connection: Connection, *, now: datetime) -> None:
        """Write it down."""
        del now
        connection.execute(_OTHERS, {"chat": self.chat_id, "items": sorted(self.items)})
        if self.items:
            rows = [{"chat_id": self.chat_id, "item": item, "since": self.at} for item in sorted(self.items)]
            connection.execute(insert_or_ignore(connection.dialect.name, follows, key="chat_id item"), rows)


@dataclass(frozen=True, slots=True)
class Rate:
    """The chat gives a session 1 to 5 stars; the last word counts."""

    chat_id: int
    session: str
    stars: int

    def apply(self, connection: Connection, *, now: datetime) -> None:
        """Write it down."""
        row = {"chat_id": self.chat_id, "session": self.session, "stars": self.stars, "rated_at": now}
        statement = upsert(connection.dialect.name, ratings, key="chat_id session", update=("stars", "rated_at"))
        connection.execute(statement, [row])


def count_followers(connection: Connection) -> dict[str, int]:
    """Item → how many chats follow it by itself."""
    rows = connection.execute(select(follows.c.item, func.count()).group_by(follows.c.item))
    return {row[0]: row[1] for row in rows}


def followers_of(connection: Connection, items: Collection[str]) -> set[int]:
    """Find the chats that follow any of these items, by itself or as part of everything."""
    return set(connection.scalars(select(follows.c.chat_id).where(follows.c.item.in_([*items, EVERYTHING])).distinct()))


def count_ratings(connection: Connection) -> dict[str, dict[int, int]]:
    """Session → stars → how many chats gave so many."""
    found: dict[str, dict[int, int]] = {}
    columns = (ratings.c.session, ratings.c.stars)
    for session, stars, count in connection.execute(select(*columns, func.count()).group_by(*columns)):
        found.setdefault(session, {})[stars] = count
    return found


def move_follows(connection: Connection, old: int, new: int) -> None:
    """A group became a supergroup and goes on under another id."""
    move_rows(connection, follows.c.item, old, new)
    move_rows(connection, ratings.c.session, old, new)


def forget_follows(connection: Connection, chat_id: int) -> None:
    """Delete what a chat follows and how it rated."""
    for table in (follows, ratings):
        connection.execute(delete(table).where(table.c.chat_id == chat_id))
