"""How the bot is doing, counted from its tables: what waits, what failed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from bot.storage.inbox import KEEP_DONE, count_unfinished, inbox
from bot.storage.outbox import State, outbox
from bot.storage.unanswered import askers

ERRORS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """What waits now, and what failed within `inbox.KEEP_DONE`."""

    to_answer: int
    to_send: int
    asked: int
    """People who wait for an answer of the organisers."""
    failed: int
    """Messages of people that could not be handled."""
    error_ids: tuple[str, ...]
    """Under which the latest of those were logged."""
    undelivered: int
    """Messages that Telegram refused, other than to people who have blocked the bot."""


def standing(connection: Connection, *, now: datetime) -> Standing:
    """Count; `now` is real time."""
    since: timedelta = KEEP_DONE
    failures = select(inbox.c.error_id).where(inbox.c.error_id.is_not(None), inbox.c.done_at >= now - since)
    error_ids = connection.scalars(failures.order_by(inbox.c.id.desc())).all()
    waiting = select(func.count()).select_from(outbox).where(outbox.c.state == State.WAITING)
    refused = select(func.count()).select_from(outbox)
    refused = refused.where(outbox.c.state == State.FAILED, outbox.c.settled_at >= now - since)
    return Standing(
        to_answer=count_unfinished(connection),
        to_send=connection.scalar(waiting) or 0,
        asked=connection.scalar(select(func.count()).select_from(askers)) or 0,
        failed=len(error_ids),
        error_ids=tuple(str(each) for each in error_ids[:ERRORS_SHOWN]),
        undelivered=connection.scalar(refused) or 0,
    )
