"""Reminders that wait in the outbox while what they say stops being wanted, or true.

Whoever sends looks at the row once more (`outbox.latest`), so what is changed here counts until the very last moment.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, Integer, bindparam, delete, select, update

from bot.core.reminders import EVERYTHING, Fate, Reminder
from bot.storage.chats import chats
from bot.storage.follows import follows
from bot.storage.outbox import Rank, State, outbox
from bot.storage.reminders import Alike, Compose, LocaleOf, reminders
from bot.storage.schema import Instant

AT_ONCE = 1_000  # records looked through in one transaction
_waiting = (outbox.c.state == State.WAITING) & (outbox.c.rank == Rank.REMINDER)
_WAITING = (
    select(outbox.c.id, outbox.c.chat_id, outbox.c.parameters, reminders.c.fate, reminders.c.key.label("about"))
    .add_columns(chats.c.locale, chats.c.context)
    .join(reminders, (reminders.c.chat_id == outbox.c.chat_id) & (reminders.c.message == outbox.c.key))
    .join(chats, chats.c.chat_id == outbox.c.chat_id)
    .where(_waiting, outbox.c.id > bindparam("beyond"))
    .order_by(outbox.c.id, reminders.c.key)
    .limit(bindparam("limit", type_=Integer))
)
_REWRITE = (
    update(outbox)
    .where(outbox.c.id == bindparam("which"), _waiting)
    .values(parameters=bindparam("new_parameters"), expires_at=bindparam("new_expires_at", type_=Instant))
)


@dataclass(frozen=True, slots=True)
class EndReminders:
    """An effect: what waits to remind a chat of something that it no longer follows is not sent."""

    chat_id: int
    items: frozenset[str]
    """What it follows from now on."""

    def apply(self, connection: Connection, *, now: datetime) -> None:
        """Take back each message that waits and speaks of nothing else; what is on its way still arrives."""
        del now
        waiting = (
            select(reminders.c.key, reminders.c.message)
            .join(outbox, outbox.c.key == reminders.c.message)
            .where(reminders.c.chat_id == self.chat_id, outbox.c.state == State.WAITING)
        )
        about: dict[str, set[str]] = {}
        for key, message in connection.execute(waiting):
            about.setdefault(message, set()).add(key.partition(":")[0])
        still = {*self.items, EVERYTHING} if self.items else set()  # thanks are for whoever follows anything
        ended = [message for message, ids in about.items() if not ids & still and EVERYTHING not in self.items]
        connection.execute(delete(outbox).where(outbox.c.key.in_(ended), outbox.c.state == State.WAITING))


@dataclass(frozen=True, slots=True)
class Revision:
    """What is true of reminders now."""

    planned: Mapping[str, Reminder] = field(repr=False)
    """All of them by key; what is not among them is about nothing: a session that was moved, cancelled or removed."""
    locale_of: LocaleOf = field(repr=False)
    compose: Compose = field(repr=False)


@dataclass(frozen=True, slots=True)
class Revised:
    """What became of the messages that were looked through."""

    last: int | None
    """Id of the last one; None if there are no more."""
    changed: int = 0
    withdrawn: int = 0


def revise_waiting(connection: Connection, revision: Revision, after: int) -> Revised:
    """Bring the next waiting reminders beyond the message `after` to what is true now, or take them back.

    What was taken back does not come again should the knowledge change once more: organisers tell of that.
    """
    rows = [*connection.execute(_WAITING, {"beyond": after, "limit": AT_ONCE})]
    messages = [list(group) for _, group in groupby(rows, key=lambda row: row.id)]
    if len(rows) == AT_ONCE and len(messages) > 1:
        messages.pop()  # perhaps not all of it
    followed = _followed(connection, {row.chat_id for row in rows if row.about.startswith(f"{EVERYTHING}:")})
    changed, withdrawn = [], []
    for message in messages:
        first = message[0]
        due = {revision.planned[row.about]: row.fate for row in message if row.about in revision.planned}
        if not due:
            withdrawn.append(first.id)
            continue
        reminders_ = tuple(sorted(due, key=lambda reminder: reminder.due_at))
        thanked = followed.get(first.chat_id, frozenset())
        alike = Alike(reminders_, revision.locale_of(first.locale, first.context), thanked)
        new = revision.compose(alike, Fate.LATE in due.values())
        parameters = json.dumps(new.parameters)
        if parameters != first.parameters:
            changed.append({"which": first.id, "new_parameters": parameters, "new_expires_at": new.expires_at})
    if changed:
        connection.execute(_REWRITE, changed)
    if withdrawn:
        connection.execute(delete(outbox).where(outbox.c.id.in_(withdrawn), _waiting))
    return Revised(messages[-1][0].id if messages else None, len(changed), len(withdrawn))


def _followed(connection: Connection, chat_ids: set[int]) -> dict[int, frozenset[str]]:
    """Give what chats follow that are thanked for it."""
    found: dict[int, set[str]] = {}
    rows = connection.execute(select(follows.c.chat_id, follows.c.item).where(follows.c.chat_id.in_(chat_ids)))
    for chat_id, item in rows:
        found.setdefault(chat_id, set()).add(item)
    return {chat_id: frozenset(items) for chat_id, items in found.items()}
