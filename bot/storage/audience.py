"""Who gets a broadcast: reachable chats that want news, as one query, each with the language to address it in."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, cast, func, literal, null, select

from bot.core.locale import Locale
from bot.core.reminders import EVERYTHING
from bot.storage.broadcasts import Audience
from bot.storage.chats import chats
from bot.storage.follows import follows
from bot.storage.outbox import State, outbox

FOLLOWERS = "followers"
"""The kind of those who follow a session, or everything; its value is the session's id."""


def chats_of(audience: Audience, *, now: datetime, default: Locale) -> Select[Any]:
    """Make the query: chat_id, language, and message_id of what is to be edited, in no order.

    Args:
        audience: who is meant.
        now: real time.
        default: the language of a chat that has told none.

    Raises:
        ValueError: if there is no such audience.
    """
    language = func.coalesce(chats.c.language, chats.c.locale, literal(default.value)).label("language")
    if audience.kind == "sent":  # who has got something is told its correction, whatever they want else
        return (
            select(outbox.c.chat_id, language, outbox.c.message_id)
            .join_from(outbox, chats, chats.c.chat_id == outbox.c.chat_id, isouter=True)
            .where(outbox.c.broadcast_id == int(audience.value), outbox.c.state == State.SENT)
            .where(chats.c.unreachable_at.is_(None))
        )
    found = select(chats.c.chat_id, language, cast(null(), BigInteger).label("message_id"))
    found = found.where(chats.c.unreachable_at.is_(None), chats.c.silent_at.is_(None))
    if not audience.groups:
        found = found.where(chats.c.chat_id > 0)
    match audience.kind:
        case "all":
            return found
        case "language":
            return found.where(language == audience.value)
        case "asked":
            return found.where(chats.c.seen_at >= now - timedelta(days=int(audience.value)))
        case "followers":
            following = select(follows.c.chat_id).where(follows.c.item.in_((audience.value, EVERYTHING)))
            return found.where(chats.c.chat_id.in_(following))
    raise ValueError(f"there is no audience {audience.kind}")


def count(connection: Connection, audience: Audience, *, now: datetime, default: Locale) -> int:
    """How many chats that is."""
    found = chats_of(audience, now=now, default=default).subquery()
    return connection.scalar(select(func.count()).select_from(found)) or 0
