"""The room for messages to many: write, look after what runs, correct what was sent."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from telegram import Message

from bot.clock import wall_now
from bot.delivery.limits import clip
from bot.desk.addressing import LABEL, Wiring
from bot.desk.broadcast_reports import MARKS, ROOM, can_correct, excerpt, report_view, spoken_due
from bot.desk.drafting import Drafting
from bot.desk.room import View, Visit, to
from bot.storage import broadcasts, copies, drafts
from bot.storage.broadcasts import Audience, Broadcast, Content, Kind, Stage
from bot.storage.effects import Effect, Write

LISTED = 6  # on a phone without scrolling
OnOne = Callable[[Broadcast, str, Visit], Awaitable[View | None]]
WITHIN = ":in"
"""Ends what a button says that stands inside the menu, so that the way back stays."""


class BroadcastRoom:
    """Messages to many.

    Args:
        wiring: what it works with.
    """

    name = ROOM

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._drafting = Drafting(wiring, name=ROOM, kind=Kind.MESSAGE)
        self._on_one: dict[str, OnOne] = {
            "show": self._show,
            "pause": self._pause,
            "resume": self._resume,
            "cancel": self._cancel,
            "redraft": self._redraft,
            "correct": self._correct,
            "fix": self._fix,
            "follow": self._follow,
        }

    async def press(self, target: str, visit: Visit) -> View | None:
        """Show the room, or do what a button says."""
        step, _, argument = target.partition(":")
        if not step:
            return await self._home(visit)
        if step == "new":
            blank = self._drafting.blank(visit)
            begin = Write(lambda connection, _: drafts.save_draft(connection, blank))
            view = await self._drafting.steps["text"]("", visit)
            return replace(view, effects=(begin,)) if view else None
        if step in self._drafting.steps:
            return await self._drafting.steps[step](argument, visit) or await self._home(visit)
        id_, _, within = argument.partition(":")
        do = self._on_one.get(step)
        found = await self._find(id_) if do else None
        return await do(found, f":{within}" if within else "", visit) if do and found else await self._home(visit)

    async def hear(self, message: Message, awaited: str, visit: Visit) -> View | None:
        """Take a text, a picture, a forwarded message or a time."""
        return await self._drafting.hear(message, awaited, visit)

    async def _find(self, id_: str) -> Broadcast | None:
        if not id_.isdecimal():
            return None
        return await self._wiring.store.read(lambda connection: broadcasts.find(connection, int(id_)))

    async def _home(self, visit: Visit) -> View:
        speaker = visit.speaker
        rows = [((speaker.say("desk_cast_new"), to(ROOM, "new")),)]
        if await self._drafting.draft(visit):
            rows.append(((speaker.say("desk_cast_continue"), to(ROOM, "ready")),))
        for each in await self._wiring.store.read(lambda connection: broadcasts.newest(connection, LISTED)):
            label = f"{MARKS[each.stage]} {excerpt(each.content, speaker.locale)}"
            rows.append(((clip(label, LABEL), to(ROOM, f"show:{each.id}{WITHIN}")),))
        return View(speaker.say("desk_cast_home"), tuple(rows))

    async def _show(self, broadcast: Broadcast, within: str, visit: Visit) -> View | None:
        if broadcast.stage is Stage.DRAFT:
            return None
        if broadcast.stage is Stage.PLANNED:
            return await planned_view(broadcast, self._drafting, visit)
        counts = await self._wiring.store.read(lambda connection: copies.counts_of(connection, broadcast))
        return report_view(broadcast, counts, visit.speaker, rate=self._wiring.rate, within=within)

    async def _pause(self, broadcast: Broadcast, within: str, visit: Visit) -> View | None:
        pause = Write(
            lambda connection, _: broadcasts.move(connection, broadcast.id, Stage.PAUSED, among=[Stage.RUNNING])
        )
        return await self._after(broadcast, Stage.PAUSED, (Stage.RUNNING,), pause, within, visit)

    async def _resume(self, broadcast: Broadcast, within: str, visit: Visit) -> View | None:
        resume = Write(lambda connection, now: copies.resume(connection, broadcast.id, now=now))
        return await self._after(broadcast, Stage.RUNNING, (Stage.PAUSED,), resume, within, visit)

    async def _cancel(self, broadcast: Broadcast, within: str, visit: Visit) -> View | None:
        among = broadcasts.CANCELLABLE
        cancel = Write(lambda connection, _: broadcasts.move(connection, broadcast.id, Stage.CANCELLED, among=among))
        return await self._after(broadcast, Stage.CANCELLED, among, cancel, within, visit)

    async def _after(  # noqa: PLR0913, PLR0917 - one change of stage, said once
        self, broadcast: Broadcast, to_: Stage, among: tuple[Stage, ...], effect: Effect, within: str, visit: Visit
    ) -> View | None:
        """Show a broadcast as it is after a change; one that stands elsewhere by now as it is."""
        if broadcast.stage not in among:
            return await self._show(broadcast, within, visit)
        view = await self._show(replace(broadcast, stage=to_), within, visit)
        return replace(view, effects=(effect,)) if view else None

    async def _redraft(self, broadcast: Broadcast, _: str, visit: Visit) -> View | None:
        return await redraft(broadcast, self._drafting, visit)

    async def _correct(self, broadcast: Broadcast, _: str, visit: Visit) -> View | None:
        counts = await self._wiring.store.read(lambda connection: copies.counts_of(connection, broadcast))
        if not can_correct(broadcast, counts):
            return None
        follow = (visit.speaker.say("desk_cast_follow"), to(ROOM, f"follow:{broadcast.id}"))
        if await self._drafting.addressing.count(Audience("sent", str(broadcast.id))) == 0:
            return View(visit.speaker.say("desk_cast_gone"), is_new=True)  # their ids are forgotten after a week
        if broadcast.content.form is None:
            return View(visit.speaker.say("desk_cast_unchangeable"), ((follow,),), is_new=True)
        fix = (visit.speaker.say("desk_cast_fix"), to(ROOM, f"fix:{broadcast.id}"))
        return View(visit.speaker.say("desk_cast_how_correct"), ((fix,), (follow,)), is_new=True)

    async def _fix(self, broadcast: Broadcast, _: str, visit: Visit) -> View | None:
        return await self._begin_correction(broadcast, Kind.EDIT, visit)

    async def _follow(self, broadcast: Broadcast, _: str, visit: Visit) -> View | None:
        return await self._begin_correction(broadcast, Kind.MESSAGE, visit)

    async def _begin_correction(self, broadcast: Broadcast, kind: Kind, visit: Visit) -> View | None:
        """Write something for those who got a broadcast."""
        was, is_edit = broadcast.content, kind is Kind.EDIT
        if broadcast.finished_at is None or broadcast.kind is Kind.EDIT or (is_edit and was.form is None):
            return None
        draft = replace(
            self._drafting.blank(visit),
            kind=kind,
            corrects=broadcast.id,
            audience=Audience("sent", str(broadcast.id)),
            content=Content(photo=was.photo, copied_form=was.copied_form) if is_edit else Content(),
            created_at=wall_now(),
        )
        begin = Write(lambda connection, _: drafts.save_draft(connection, draft))
        view = await self._drafting.steps["text"]("", visit)
        phrase = "desk_cast_ask_fix" if is_edit else "desk_cast_ask_en"
        return replace(view, text=visit.speaker.say(phrase), effects=(begin,)) if view else None


async def planned_view(broadcast: Broadcast, drafting: Drafting, visit: Visit) -> View:
    """Show what is planned, to be changed or cancelled."""
    speaker = visit.speaker
    lines = [
        speaker.say("desk_cast_planned", when=spoken_due(broadcast, speaker)),
        await drafting.described(broadcast, speaker),
    ]
    room = "reminder" if broadcast.kind is Kind.REMINDER else ROOM
    change = (speaker.say("desk_cast_redraft"), to(room, f"redraft:{broadcast.id}"))
    cancel = (speaker.say("desk_cast_cancel"), to(ROOM, f"cancel:{broadcast.id}{WITHIN}"))
    return View("\n\n".join(lines), ((change, cancel),))


async def redraft(broadcast: Broadcast, drafting: Drafting, visit: Visit) -> View | None:
    """Make a draft again of what is planned."""
    if broadcast.stage is not Stage.PLANNED:
        return None
    organiser = visit.organiser
    again = Write(lambda connection, _: drafts.redraft(connection, broadcast.id, organiser))
    return replace(await drafting.ready_view(broadcast, visit), effects=(again,))
