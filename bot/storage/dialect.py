"""The two statements that SQLite and PostgreSQL spell differently."""

from collections.abc import Iterable

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Insert = sqlite.Insert | postgresql.Insert


def insert(connection: AsyncConnection, table: Table) -> Insert:
    """An INSERT that knows ON CONFLICT."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def insert_or_ignore(connection: AsyncConnection, table: Table, *, key: str) -> Insert:
    """INSERT that leaves an existing row with the same `key` as it is."""
    return insert(connection, table).on_conflict_do_nothing(index_elements=[key])


def upsert(connection: AsyncConnection, table: Table, *, key: str, update: Iterable[str]) -> Insert:
    """INSERT that changes the columns `update` of an existing row with the same `key`."""
    statement = insert(connection, table)
    changed = {name: statement.excluded[name] for name in update}
    return statement.on_conflict_do_update(index_elements=[key], set_=changed)
