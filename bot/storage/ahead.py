"""Which reminders come next, and to how many chats: counts, no identities."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.core.knowledge import Knowledge
from bot.core.reminder_pages import quiet_hours
from bot.core.reminders import Reminder, default_quiet, due, is_heard, plan
from bot.storage.followers import Whose, count_followers_of


@dataclass(frozen=True, slots=True)
class Ahead:
    """A reminder that is to come, and how many chats get it at that moment."""

    reminder: Reminder
    chats: int


def reminders_ahead(connection: Connection, knowledge: Knowledge, *, after: datetime, until: datetime) -> list[Ahead]:
    """Give what falls due after one moment of the event and until another, the earliest first.

    Chats with other quiet hours may get the same reminder at another moment.
    """
    found: dict[tuple[datetime, str], Ahead] = {}
    for quiet in quiet_hours(knowledge):
        whose = Whose(quiet, is_default=quiet == default_quiet(knowledge))
        for reminder in due(plan(knowledge, quiet), after=after, now=until):
            key = (reminder.due_at, reminder.key)
            counted = count_followers_of(connection, reminder.item, whose)
            number = sum(n for muted, n in counted.items() if is_heard(reminder, muted))
            found[key] = Ahead(reminder, number + (found[key].chats if key in found else 0))
    return [found[key] for key in sorted(found) if found[key].chats]
