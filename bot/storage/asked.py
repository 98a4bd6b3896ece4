"""Which chats asked about which session lately: they are told if it changes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import BigInteger, Column, Connection, Index, String, Table, delete, select

from bot.storage.dialect import upsert
from bot.storage.effects import Gathered
from bot.storage.schema import Instant, metadata

KEEP_ASKED = timedelta(days=14)  # who asked earlier has made other plans, or follows the session by now

asked_about = Table(
    "asked_about",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("session_id", String(48), primary_key=True),
    Column("at", Instant, nullable=False),
    Index("asked_about_session", "session_id"),
)


@dataclass(frozen=True, slots=True)
class AskedAbout(Gathered):
    """The effect of an answer about sessions: that they were asked about is noted, with nothing else."""

    chat_id: int
    session_ids: tuple[str, ...]

    @classmethod
    def apply_all(cls, connection: Connection, effects: Sequence[Self], *, now: datetime) -> None:
        """Note what several chats asked about."""
        # In one order everywhere, so that two processes never wait for each other's rows.
        pairs = sorted({(each.chat_id, session_id) for each in effects for session_id in each.session_ids})
        rows = [{"chat_id": chat_id, "session_id": session_id, "at": now} for chat_id, session_id in pairs]
        statement = upsert(connection.dialect.name, asked_about, key="chat_id session_id", update=("at",))
        connection.execute(statement, rows)


def who_asked(connection: Connection, session_ids: Collection[str], *, now: datetime) -> set[int]:
    """Chats that asked about one of the sessions within `KEEP_ASKED`."""
    mine = asked_about.c.session_id.in_(list(session_ids))
    return set(connection.scalars(select(asked_about.c.chat_id).where(mine, asked_about.c.at >= now - KEEP_ASKED)))


def forget_chat(connection: Connection, chat_id: int) -> None:
    """Delete what a chat asked about."""
    connection.execute(delete(asked_about).where(asked_about.c.chat_id == chat_id))


def purge_asked(connection: Connection, *, now: datetime) -> None:
    """Forget what was asked longer than `KEEP_ASKED` ago."""
    connection.execute(delete(asked_about).where(asked_about.c.at < now - KEEP_ASKED))
