"""How many questions came in, hour by hour: counts only, no one's identity and no words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Self

from sqlalchemy import Column, Connection, Integer, String, Table, select

from bot.core.answer import Status
from bot.core.locale import Locale
from bot.storage.dialect import Insert, insert_into
from bot.storage.effects import Gathered
from bot.storage.schema import Instant, metadata

question_counts = Table(
    "question_counts",
    metadata,
    Column("hour", Instant, primary_key=True),
    Column("locale", String(8), primary_key=True),
    Column("status", String(16), primary_key=True),
    Column("subject", String(80), primary_key=True),
    Column("number", Integer, nullable=False),
)
_KEY = ("hour", "locale", "status", "subject")


@cache
def _statement(dialect: str) -> Insert:
    insert = insert_into(dialect, question_counts)
    number = question_counts.c.number + insert.excluded.number
    return insert.on_conflict_do_update(index_elements=list(_KEY), set_={"number": number})


@dataclass(frozen=True, slots=True)
class Tally(Gathered):
    """An effect: one more question of this kind."""

    at: datetime
    """The moment that the answer speaks of: in a rehearsal the rehearsed one."""
    locale: Locale
    status: Status
    subject: str = ""
    """Topic or way of asking; empty where nothing was understood."""

    @classmethod
    def apply_all(cls, connection: Connection, effects: Sequence[Self], *, now: datetime) -> None:
        """Count several."""
        del now
        count(connection, effects)


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something was asked in one hour."""

    hour: datetime
    locale: Locale
    status: Status
    subject: str
    number: int


def count(connection: Connection, tallies: Sequence[Tally]) -> None:
    """Add the questions of a group commit, in one statement."""
    counts = Counter(
        (
            tally.at.replace(minute=0, second=0, microsecond=0),
            tally.locale.value,
            tally.status.value,
            tally.subject[:80],
        )
        for tally in tallies
    )
    # In one order everywhere, so that two processes never wait for each other's rows.
    rows = [dict(zip(_KEY, key, strict=True)) | {"number": number} for key, number in sorted(counts.items())]
    connection.execute(_statement(connection.dialect.name), rows)


def load_counts(connection: Connection, *, since: datetime | None = None) -> list[Counted]:
    """Give the counts by hour, the oldest first."""
    wanted = select(question_counts).order_by(*(question_counts.c[name] for name in _KEY))
    if since is not None:
        wanted = wanted.where(question_counts.c.hour >= since)
    return [
        Counted(row.hour, Locale(row.locale), Status(row.status), row.subject, row.number)
        for row in connection.execute(wanted)
    ]
