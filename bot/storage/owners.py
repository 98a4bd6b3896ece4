"""Processes that work on this database, and their leases."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, Connection, String, Table, bindparam, delete, or_, select

from bot.storage.dialect import upsert
from bot.storage.schema import Instant, metadata

# How long a killed process holds its rows back from the others. A renewal every second leaves room for
# some that fail, and for clocks of two machines that differ by a second.
LEASE = timedelta(seconds=6)
RENEW_EVERY = timedelta(seconds=1)

owners = Table(
    "owners",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("alive_until", Instant, nullable=False),
)


def new_owner() -> str:
    """An id for this life of this process."""
    return secrets.token_hex(8)


def renew(connection: Connection, owner: str, *, now: datetime) -> None:
    """Hold the lease of `owner` for another `LEASE`."""
    rows = [{"id": owner, "alive_until": now + LEASE}]
    connection.execute(upsert(connection.dialect.name, owners, key="id", update=("alive_until",)), rows)


def retire(connection: Connection, owner: str) -> None:
    """Give up the lease: everything that `owner` still has is free at once."""
    connection.execute(delete(owners).where(owners.c.id == owner))


def retire_all(connection: Connection) -> None:
    """Only where this process has the database for itself: whoever was before is gone."""
    connection.execute(delete(owners))


def is_any_alive(connection: Connection, *, now: datetime, beside: str = "") -> bool:
    """Whether a process works on this database, one `beside` a certain owner if that is given."""
    alive = select(owners.c.id).where(owners.c.alive_until > now, owners.c.id != beside)
    return connection.scalar(alive.limit(1)) is not None


def is_free(leased_by: ColumnElement[str | None]) -> ColumnElement[bool]:
    """True for rows that nobody leases, or whose owner's lease has run out at the parameter ``now``."""
    alive = select(owners.c.id).where(owners.c.alive_until > bindparam("now", type_=Instant))
    return or_(leased_by.is_(None), leased_by.not_in(alive))
