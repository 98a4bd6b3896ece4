"""What all tables share: the metadata, and instants that keep their zone on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Index,
    Integer,
    MetaData,
    delete,
    event,
    select,
    update,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData()

# SQLite numbers rows by itself only in a column of exactly this type.
RowId = BigInteger().with_variant(Integer(), "sqlite")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """A time-zone aware instant, stored as microseconds since 1970 (SQLite would drop the zone)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002 - interface
        """Aware datetime → microseconds; a naive one is a bug and raises TypeError."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Microseconds → aware datetime in UTC."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


def index_some(name: str, *columns: Column[Any], where: ColumnElement[bool]) -> None:
    """Have an index of the rows of a table for which `where` holds.

    PostgreSQL is told only when it makes the index: to be told here, it would be loaded, 3 MB that a bot on SQLite
    does without.
    """
    index = Index(name, *columns, sqlite_where=where)

    def tell(_: Index, connection: Connection, **more: object) -> None:
        del more
        if connection.dialect.name == "postgresql":
            index.dialect_options["postgresql"]["where"] = where

    event.listen(index, "before_create", tell)


def move_rows(connection: Connection, other: Column[Any], old: int, new: int) -> None:
    """Give the rows of chat `old` to chat `new`, in the table whose key is chat_id with `other`.

    What the new chat has already stays as it is.
    """
    table = other.table
    theirs = table.alias()
    taken = select(theirs.c[other.name]).where(theirs.c.chat_id == new)
    connection.execute(delete(table).where(table.c.chat_id == old, other.in_(taken)))
    connection.execute(update(table).where(table.c.chat_id == old).values(chat_id=new))
