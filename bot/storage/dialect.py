"""The statements that SQLite and PostgreSQL spell differently, each built once.

Building a statement costs several times what running it does, so statements are made at import or cached.
"""

import json
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import ARRAY, BigInteger, Column, ColumnElement, Dialect, Table, Text, any_, bindparam, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import TypeDecorator, TypeEngine

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

Insert: TypeAlias = "sqlite.Insert | postgresql.Insert"


def insert_into(dialect: str, table: Table) -> Insert:
    """INSERT that can say what happens to a row that exists already."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    # Imported where it is used alone: it takes 3 MB.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table)


@cache
def insert_or_ignore(dialect: str, table: Table, *, key: str) -> Insert:
    """INSERT that leaves an existing row with the same `key` as it is.

    Args:
        dialect: the connection's ``dialect.name``.
        table: to insert into.
        key: the columns, with spaces between, that are unique together.
    """
    return insert_into(dialect, table).on_conflict_do_nothing(index_elements=key.split())


@cache
def insert_new(dialect: str, table: Table, key: str, row_id: str) -> ReturningInsert[tuple[object, ...]]:
    """`insert_or_ignore` that returns (key, row id) of the rows that were new."""
    key_column: Column[object] = table.c[key]
    return insert_or_ignore(dialect, table, key=key).returning(key_column, table.c[row_id])


@cache
def upsert(dialect: str, table: Table, *, key: str, update: tuple[str, ...]) -> Insert:
    """INSERT that changes the columns `update` of an existing row with the same `key`."""
    statement = insert_into(dialect, table)
    changed = {name: statement.excluded[name] for name in update}
    return statement.on_conflict_do_update(index_elements=key.split(), set_=changed)


class Ids(TypeDecorator[list[int]]):
    """Many ids as one parameter: binding a thousand one by one takes longer than looking them up."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """An array where there are arrays."""
        return dialect.type_descriptor(ARRAY(BigInteger()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: list[int] | None, dialect: Dialect) -> Any:
        """Ids → what `among` unfolds."""
        return value if dialect.name == "postgresql" else json.dumps(value)


def among(dialect: str, column: Column[int], parameter: str) -> ColumnElement[bool]:
    """Build the condition that `column` is one of the `Ids` in a parameter."""
    ids = bindparam(parameter, type_=Ids())
    if dialect == "postgresql":
        return column == any_(ids)
    return column.in_(select(func.json_each(ids).table_valued("value").c.value))
