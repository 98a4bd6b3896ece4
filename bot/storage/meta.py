"""Single values that processes on one database share: the webhook's secret, the pacer's next slot."""

from datetime import datetime, timedelta

from sqlalchemy import Column, String, Table, Text, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.dialect import insert_or_ignore
from bot.storage.schema import Instant, metadata

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


async def agree_on(connection: AsyncConnection, name: str, proposal: str) -> str:
    """The value that all processes use: the first proposal wins."""
    statement = insert_or_ignore(connection, meta, key="name")
    await connection.execute(statement, [{"name": name, "value": proposal}])
    rows = await connection.execute(select(meta.c.value).where(meta.c.name == name))
    return str(rows.scalar_one())


async def reserve_slots(
    connection: AsyncConnection, name: str, span: timedelta, *, now: datetime
) -> datetime:
    """Take the next `span` of a timeline that all processes share.

    Returns:
        When the span begins; never in the past, so unused time is not saved up for a burst.
    """
    await connection.execute(
        insert_or_ignore(connection, pacer, key="name"), [{"name": name, "next_at": now}]
    )
    row = select(pacer.c.next_at).where(pacer.c.name == name).with_for_update()
    begins_at = max(now, (await connection.scalar(row)) or now)
    await connection.execute(update(pacer).where(pacer.c.name == name).values(next_at=begins_at + span))
    return begins_at
