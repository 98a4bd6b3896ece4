"""What people were told of the programme last, and the edit that has not come to rest."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, Row, String, Table, Text, select, update

from bot.storage.dialect import insert_or_ignore
from bot.storage.schema import Instant, metadata

NAME = "programme"

published = Table(
    "published",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("content", Text, nullable=False),
    Column("seen", String(64), nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("settled", String(64), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Edit:
    """A version of the programme that a process has read."""

    content: str
    """Opaque here; equal versions have equal texts."""

    @property
    def digest(self) -> str:
        """Names the version."""
        return hashlib.sha256(self.content.encode()).hexdigest()


def note_edit(connection: Connection, edit: Edit, *, quiet: timedelta, now: datetime) -> datetime | None:
    """Note what the knowledge is now; the very first version counts as published.

    Args:
        connection: in a transaction.
        edit: what was read.
        quiet: how long an edit must rest; each further one begins it anew.
        now: real time.

    Returns:
        When the edit will have rested; None if there is nothing to compare.
    """
    row = {"name": NAME, "content": edit.content, "seen": edit.digest, "seen_at": now, "settled": edit.digest}
    connection.execute(insert_or_ignore(connection.dialect.name, published, key="name"), [row])
    if _locked(connection).seen != edit.digest:
        _set(connection, seen=edit.digest, seen_at=now)
    return rests_at(connection, edit, quiet=quiet)


def rests_at(connection: Connection, edit: Edit, *, quiet: timedelta) -> datetime | None:
    """Tell when an edit will have rested; None if it was compared, or another process has read a newer one."""
    found = _locked(connection)
    is_waiting = found.seen == edit.digest != found.settled
    return found.seen_at + quiet if is_waiting else None


def take_rested(connection: Connection, edit: Edit, *, quiet: timedelta, now: datetime) -> str | None:
    """Take an edit for comparison, once for all processes.

    Returns:
        What was published last; None if the edit does not rest yet, is not the newest, or was taken before.
    """
    due_at = rests_at(connection, edit, quiet=quiet)
    if due_at is None or now < due_at:
        return None
    _set(connection, settled=edit.digest)
    return str(_locked(connection).content)


def publish(connection: Connection, content: str) -> None:
    """From now on people know this."""
    _set(connection, content=content)


def _locked(connection: Connection) -> Row[tuple[str, str, str, datetime, str]]:
    return connection.execute(select(published).where(published.c.name == NAME).with_for_update()).one()


def _set(connection: Connection, **values: object) -> None:
    connection.execute(update(published).where(published.c.name == NAME).values(**values))
