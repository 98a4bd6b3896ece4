"""The room Now: what is on and how the bot is doing, in one message."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection
from telegram import Message

from bot.clock import wall_now
from bot.core.answers.reminding import spoken_time
from bot.core.conversation import Profile, respond_to
from bot.core.reading import Ask
from bot.desk.room import View, Visit, to
from bot.reload import Version
from bot.storage.state import Standing, standing
from bot.storage.store import Store

NAME = "now"
AHEAD = timedelta(hours=6)  # in which reminders are counted: what still comes today


@dataclass(frozen=True, slots=True)
class Contact:
    """How Telegram and the bot reach each other."""

    seconds: float | None
    """Since Telegram last answered a poll; None by webhook."""
    is_healthy: bool


CountDue = Callable[[Connection, datetime, timedelta], int]
"""How many reminders fall due within a time from a moment on (the moment that answers speak of)."""


@dataclass(frozen=True, slots=True)
class Now:
    """The room.

    Args:
        store: what is counted.
        contact: tells how Telegram is reached.
        version: tells which knowledge is current.
        due: counts reminders to come.
    """

    store: Store
    contact: Callable[[], Contact]
    version: Callable[[], Version]
    due: CountDue
    name: str = NAME

    async def press(self, target: str, visit: Visit) -> View:
        """Show it as it is now."""
        del target
        held = await self.store.read(lambda connection: standing(connection, now=wall_now()))
        due = await self.store.read(lambda connection: self.due(connection, visit.asker.now, AHEAD))
        texts = (_programme(visit), "\n".join(self._lines(held, due, visit)))
        refresh = (visit.speaker.say("now_refresh"), to(NAME))
        return View("\n\n".join(texts), ((refresh,),))

    async def hear(self, message: Message, awaited: str, visit: Visit) -> None:
        """Nothing is awaited here."""

    def _lines(self, held: Standing, due: int, visit: Visit) -> list[str]:
        say, contact, version = visit.speaker.say, self.contact(), self.version()
        # In the time that answers speak of, which a rehearsal sets as it likes.
        read_at = (visit.asker.now - (wall_now() - version.read_at)).astimezone(visit.speaker.knowledge.zone)
        lines = [say("now_asked", number=held.asked)] if held.asked else []
        lines.append(say("now_reminders", hours=AHEAD // timedelta(hours=1), number=due))
        # The press that is answered here waits as well, and is not counted.
        lines.append(say("now_queues", outbox=held.to_send, inbox=max(0, held.to_answer - 1)))
        if contact.seconds is None:
            lines.append(say("now_webhook"))
        else:
            lines.append(say("now_polled" if contact.is_healthy else "now_deaf", seconds=round(contact.seconds)))
        day = visit.speaker.date(read_at.date())
        lines.append(say("now_knowledge", version=version.digest, date=day, time=spoken_time(read_at.time())))
        if version.is_being_replaced:
            lines.append(say("now_reading"))
        if version.rejected:
            lines.append(say("now_rejected", problem=str(version.rejected[0])))
        if held.failed:
            lines.append(say("now_errors", number=held.failed, ids=", ".join(held.error_ids)))
        if held.undelivered:
            lines.append(say("now_unsent", number=held.undelivered))
        return lines if held.failed or held.undelivered else [*lines, say("now_no_errors")]


def _programme(visit: Visit) -> str:
    speaker = visit.speaker
    local = visit.asker.now.astimezone(speaker.knowledge.zone)
    first = speaker.say("now_time", date=speaker.date(local.date()), time=spoken_time(local.time()))
    profile = Profile(speaker.locale)
    answer, _ = respond_to((Ask("now"), Ask("next")), brain=speaker.brain, profile=profile, now=visit.asker.now)
    return f"{first}\n{answer.text}"
