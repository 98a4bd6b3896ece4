"""Single values that processes on one database share: the webhook's secret, the pacer's next slot."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Column, Connection, String, Table, Text, select, update

from bot.storage.dialect import insert_or_ignore, upsert
from bot.storage.schema import Instant, metadata

WINDOW = timedelta(seconds=1)  # in which Telegram counts messages to all chats (core.telegram.org/bots/faq)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

meta = Table(
    "meta",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

pacer = Table(
    "pacer",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("next_at", Instant, nullable=False),
)


def agree_on(connection: Connection, name: str, proposal: str) -> str:
    """The value that all processes use: the first proposal wins."""
    statement = insert_or_ignore(connection.dialect.name, meta, key="name")
    connection.execute(statement, [{"name": name, "value": proposal}])
    rows = connection.execute(select(meta.c.value).where(meta.c.name == name))
    return str(rows.scalar_one())


def reserve_slots(connection: Connection, name: str, span: timedelta, *, now: datetime) -> datetime:
    """Take the next `span` of a timeline that all processes share.

    Returns:
        When the span begins; never before `now`, so unused time is not saved up for a burst.
    """
    connection.execute(insert_or_ignore(connection.dialect.name, pacer, key="name"), [{"name": name, "next_at": now}])
    row = select(pacer.c.next_at).where(pacer.c.name == name).with_for_update()
    begins_at = max(now, (connection.scalar(row)) or now)
    connection.execute(update(pacer).where(pacer.c.name == name).values(next_at=begins_at + span))
    return begins_at


def taken_until(connection: Connection, name: str) -> datetime:
    """Up to when places are taken, as far as it was noted."""
    return connection.scalar(select(pacer.c.next_at).where(pacer.c.name == name)) or LONG_AGO


def note_taken(connection: Connection, name: str, until: datetime) -> None:
    """Note for `taken_until` that places are taken."""
    statement = upsert(connection.dialect.name, pacer, key="name", update=("next_at",))
    connection.execute(statement, [{"name": name, "next_at": until}])
