"""The two statements that SQLite and PostgreSQL spell differently, each built once.

Building a statement costs several times what running it does, so statements are made at import or cached.
"""

from functools import cache

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

Insert = sqlite.Insert | postgresql.Insert


@cache
def insert_or_ignore(dialect: str, table: Table, *, key: str) -> Insert:
    """INSERT that leaves an existing row with the same `key` as it is.

    Args:
        dialect: the connection's ``dialect.name``.
        table: to insert into.
        key: the columns, with spaces between, that are unique together.
    """
    return _insert(dialect, table).on_conflict_do_nothing(index_elements=key.split())


@cache
def insert_new(dialect: str, table: Table, key: str, row_id: str) -> ReturningInsert[tuple[object, ...]]:
    """`insert_or_ignore` that returns (key, row id) of the rows that were new."""
    key_column: Column[object] = table.c[key]
    return insert_or_ignore(dialect, table, key=key).returning(key_column, table.c[row_id])


@cache
def upsert(dialect: str, table: Table, *, key: str, update: tuple[str, ...]) -> Insert:
    """INSERT that changes the columns `update` of an existing row with the same `key`."""
    statement = _insert(dialect, table)
    changed = {name: statement.excluded[name] for name in update}
    return statement.on_conflict_do_update(index_elements=key.split(), set_=changed)


def _insert(dialect: str, table: Table) -> Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
