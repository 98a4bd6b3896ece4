"""The room for reminders of a session: its text is composed from the knowledge, and planned like any message."""

from dataclasses import replace

from telegram import Message

from bot.delivery.limits import clip, fitted, is_target
from bot.desk.addressing import ID_BYTES, LABEL, Wiring
from bot.desk.broadcast import WITHIN, planned_view, redraft
from bot.desk.broadcast_reports import MARKS, ROOM, excerpt
from bot.desk.composing import is_by_hand, reminder_content, renewed
from bot.desk.drafting import Drafting, coming_sessions, spoken_texts
from bot.desk.room import View, Visit, to
from bot.storage import broadcasts, drafts
from bot.storage.broadcasts import Content, Kind, Stage
from bot.storage.effects import Write

LISTED = 6  # on a phone without scrolling


class ReminderRoom:
    """Reminders that organisers plan.

    Args:
        wiring: what it works with.
    """

    name = "reminder"

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._drafting = Drafting(wiring, name=self.name, kind=Kind.REMINDER, renew=_renewed)

    async def press(self, target: str, visit: Visit) -> View | None:
        """Show the room, or do what a button says."""
        step, _, argument = target.partition(":")
        if step == "of":
            return await self._of(argument, visit) or await self._home(visit)
        if step in {"show", "redraft"} and argument.partition(":")[0].isdecimal():
            id_ = int(argument.partition(":")[0])
            found = await self._wiring.store.read(lambda connection: broadcasts.find(connection, id_))
            if found and found.stage is Stage.PLANNED:
                if step == "redraft":
                    return await redraft(found, self._drafting, visit)
                return await planned_view(found, self._drafting, visit)
            return await self._home(visit)
        if step in self._drafting.steps:
            return await self._drafting.steps[step](argument, visit) or await self._home(visit)
        return await self._home(visit)

    async def hear(self, message: Message, awaited: str, visit: Visit) -> View | None:
        """Take a text or a time."""
        return await self._drafting.hear(message, awaited, visit)

    async def _home(self, visit: Visit) -> View:
        """Show the sessions to come, and what is planned already."""
        speaker = visit.speaker
        rows = [
            ((clip(f"⏰ {name}", LABEL), to(self.name, f"of:{fitted(id_, ID_BYTES)}")),)
            for id_, name in coming_sessions(speaker)
        ]
        if await self._drafting.draft(visit):
            rows.append(((speaker.say("desk_cast_continue"), to(self.name, "ready")),))
        known = await self._wiring.store.read(
            lambda connection: broadcasts.newest(connection, LISTED, kinds=[Kind.REMINDER])
        )
        for each in known:
            label = clip(f"{MARKS[each.stage]} {excerpt(each.content, speaker.locale)}", LABEL)
            room = self.name if each.stage is Stage.PLANNED else ROOM
            rows.append(((label, to(room, f"show:{each.id}{WITHIN}")),))
        return View(speaker.say("desk_reminder_home"), tuple(rows))

    async def _of(self, argument: str, visit: Visit) -> View | None:
        """Begin with the text for a session."""
        sessions = visit.speaker.knowledge.programme
        session = next((each for each in sessions if is_target(argument, each.id)), None)
        if session is None:
            return None
        draft = self._drafting.blank(visit, reminder_content(session.id, visit.speaker.brain))
        view = await self._drafting.addressing.view(draft, visit)
        text = spoken_texts(draft)
        begin = Write(lambda connection, _: drafts.save_draft(connection, draft))
        rows = (((visit.speaker.say("desk_cast_rewrite"), to(self.name, "text")),), *view.rows)
        return replace(view, text=f"{text}\n\n{view.text}", rows=rows, effects=(begin,))


def _renewed(content: Content, visit: Visit) -> Content:
    """Say in a draft what the knowledge says now; what was written by hand, or is about what is gone, stays."""
    return content if is_by_hand(content) else renewed(content, visit.speaker.brain) or content
