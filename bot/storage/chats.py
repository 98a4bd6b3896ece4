"""What is kept about a chat: its profile, and whether it can be reached."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Row,
    SmallInteger,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    select,
    update,
)

from bot.core.locale import Locale
from bot.core.reminders import Quiet
from bot.storage.dialect import insert_or_ignore, upsert
from bot.storage.follows import follows
from bot.storage.schema import Instant, index_some, metadata

chats = Table(
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("locale", String(8)),
    Column("context", Text, nullable=False, default="{}"),
    Column("context_at", Instant),
    Column("seen_at", Instant, nullable=False),
    Column("unreachable_at", Instant),
    Column("unreachable_reason", Text),
    Column("quiet_from", SmallInteger),
    Column("quiet_until", SmallInteger),
    Column("language", String(8)),
    Column("silent_at", Instant),
    Column("muted", String(128)),
)


_chosen = chats.c.quiet_from.is_not(None)
index_some(
    "chats_quiet",
    chats.c.quiet_from,
    chats.c.quiet_until,
    chats.c.chat_id,
    where=_chosen,
)

_SEPARATOR = " "
# In the same query, for every answer needs it: its button says whether a session is followed.
_FOLLOWED = (
    select(func.aggregate_strings(follows.c.item, _SEPARATOR))
    .where(follows.c.chat_id == chats.c.chat_id)
    .scalar_subquery()
    .label("followed")
)
_BY_ID = select(chats, _FOLLOWED).where(chats.c.chat_id.in_(bindparam("chat_ids", expanding=True)))
_MARK_UNREACHABLE = (
    update(chats)
    .where(chats.c.chat_id == bindparam("which"))
    .values(unreachable_at=bindparam("at", type_=Instant), unreachable_reason=bindparam("reason"))
)


@dataclass(frozen=True, slots=True)
class ChatProfile:
    """What the bot knows of one chat when it answers."""

    chat_id: int
    locale: Locale | None = None
    """The language that was chosen; None while only messages tell it."""
    context: dict[str, object] = field(default_factory=dict)
    """What follow-up questions refer to: written by the core, opaque here, JSON-able."""
    context_at: datetime | None = None
    """When the context was written."""
    follows: frozenset[str] = frozenset()
    """Items that it wants to be reminded of; changed by `SetFollows` alone."""
    quiet: Quiet | None = None
    """The quiet hours that were chosen; None for those of the organiser."""
    muted: frozenset[str] = frozenset()
    """Offsets at which it wants no reminders; the others are those of the organiser."""
    silent_at: datetime | None = None
    """When they asked for no news from the organisers; None while it is welcome."""

    @property
    def language(self) -> Locale | None:
        """What to write to them in: chosen, else spoken last, else that of their Telegram."""
        told = (self.locale, self.context.get("spoken"), self.context.get("client"))
        return next((Locale(str(each)) for each in told if each in tuple(Locale)), None)


def load_profiles(connection: Connection, chat_ids: Iterable[int]) -> dict[int, ChatProfile]:
    """Profiles by chat id; a chat not seen before has an empty one."""
    wanted = set(chat_ids)
    rows = connection.execute(_BY_ID, {"chat_ids": list(wanted)})
    known = {
        row.chat_id: profile_of(row, frozenset(row.followed.split(_SEPARATOR) if row.followed else ())) for row in rows
    }
    return {chat_id: known.get(chat_id) or ChatProfile(chat_id) for chat_id in wanted}


def profile_of(row: Row[Any], items: frozenset[str]) -> ChatProfile:
    """Read a row of `chats`, given what the chat follows."""
    hours = (row.quiet_from, row.quiet_until)
    return ChatProfile(
        silent_at=row.silent_at,
        muted=offsets(row.muted),
        chat_id=row.chat_id,
        locale=Locale(row.locale) if row.locale else None,
        context=json.loads(row.context),
        context_at=row.context_at,
        follows=items,
        quiet=None if None in hours else Quiet(*(time(*divmod(minutes, 60)) for minutes in hours)),
    )


def offsets(muted: str | None) -> frozenset[str]:
    """Read the offsets that a row of `chats` has as muted."""
    return frozenset(muted.split(_SEPARATOR)) if muted else frozenset()


def quiet_minutes(quiet: Quiet) -> tuple[int, int]:
    """Give quiet hours as minutes since midnight."""
    return quiet.begins.hour * 60 + quiet.begins.minute, quiet.ends.hour * 60 + quiet.ends.minute


def save_profiles(connection: Connection, profiles: Sequence[ChatProfile], *, now: datetime) -> None:
    """Keep `profiles`; who writes to the bot can be reached again."""
    rows = [
        {
            "chat_id": profile.chat_id,
            "locale": profile.locale,
            "context": json.dumps(profile.context),
            "context_at": profile.context_at,
            "seen_at": now,
            "unreachable_at": None,
            "unreachable_reason": None,
            "quiet_from": quiet_minutes(profile.quiet)[0] if profile.quiet else None,
            "quiet_until": quiet_minutes(profile.quiet)[1] if profile.quiet else None,
            "language": profile.language,
            "silent_at": profile.silent_at,
            "muted": _SEPARATOR.join(sorted(profile.muted)) or None,
        }
        for profile in profiles
    ]
    connection.execute(upsert(connection.dialect.name, chats, key="chat_id", update=tuple(rows[0])[1:]), rows)


def mark_unreachable(connection: Connection, reasons: Iterable[tuple[int, str]], *, now: datetime) -> None:
    """Note that these chats blocked the bot or are gone, as pairs (chat id, Telegram's reason)."""
    rows = [{"chat_id": chat_id, "seen_at": now, "context": "{}"} for chat_id, _ in reasons]
    connection.execute(insert_or_ignore(connection.dialect.name, chats, key="chat_id"), rows)
    connection.execute(
        _MARK_UNREACHABLE,
        [{"which": chat_id, "at": now, "reason": reason} for chat_id, reason in reasons],
    )


def unreachable_chats(connection: Connection) -> set[int]:
    """Chats that blocked the bot or are gone, and have not written since."""
    return set(connection.scalars(select(chats.c.chat_id).where(chats.c.unreachable_at.is_not(None))))


def forget_profile(connection: Connection, chat_id: int) -> None:
    """Delete what is known of a chat."""
    connection.execute(delete(chats).where(chats.c.chat_id == chat_id))


def move_profile(connection: Connection, old: int, new: int) -> None:
    """A group became a supergroup and goes on under another id."""
    taken = connection.scalar(select(chats.c.chat_id).where(chats.c.chat_id == new))
    if taken is None:
        connection.execute(update(chats).where(chats.c.chat_id == old).values(chat_id=new))
    else:
        connection.execute(delete(chats).where(chats.c.chat_id == old))
