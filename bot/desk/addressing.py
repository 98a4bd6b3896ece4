"""Who gets a draft: the choice of its audience, each with the count."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.clock import wall_now
from bot.core.answers.speech import Speaker
from bot.core.locale import Locale
from bot.delivery.limits import clip, fitted, is_target
from bot.desk.room import Button, View, Visit, to
from bot.storage import audience, drafts
from bot.storage.audience import FOLLOWERS
from bot.storage.broadcasts import Audience, Broadcast
from bot.storage.effects import Effect, Write
from bot.storage.store import Store

LABEL = 60  # characters of a button that a phone shows
ID_BYTES = 33  # of a session's id in callback data, beside room and step
ASKED_DAYS = (1, 3, 7)
Step = Callable[[str, Visit], Awaitable[View | None]]


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the rooms work with."""

    store: Store
    default: Locale
    """The language of a chat that has told none."""
    rate: float
    """Broadcast messages/s."""


class Addressing:
    """The audience of a draft.

    Args:
        wiring: what it works with.
        name: of the room whose buttons lead here.
        draft: finds what an organiser is writing in that room.
        chosen: shows what comes next.
    """

    def __init__(
        self,
        wiring: Wiring,
        name: str,
        draft: Callable[[Visit], Awaitable[Broadcast | None]],
        chosen: Callable[[Broadcast, Visit], Awaitable[View]],
    ) -> None:
        self._wiring = wiring
        self._name = name
        self._draft = draft
        self._chosen = chosen
        self.steps: dict[str, Step] = {
            "who": self._ask_audience,
            "to": self._to,
            "session": self._ask_session,
            "groups": self._groups,
        }

    async def count(self, who: Audience) -> int:
        """How many chats that is just now."""
        default = self._wiring.default
        return await self._wiring.store.read(
            lambda connection: audience.count(connection, who, now=wall_now(), default=default)
        )

    async def _ask_audience(self, _: str, visit: Visit) -> View | None:
        draft = await self._draft(visit)
        return await self.view(draft, visit) if draft else None

    async def view(self, draft: Broadcast, visit: Visit) -> View:
        """Show who can get it, each with the count."""
        groups = draft.audience.groups
        choices = [Audience("all"), *(Audience("language", each.value) for each in Locale)]
        choices += [Audience("asked", str(days)) for days in ASKED_DAYS]
        if draft.content.composed:  # it reminds of a session: its followers come first
            choices.insert(0, Audience(FOLLOWERS, draft.content.composed.session))
        rows: list[tuple[Button, ...]] = []
        for who in choices:
            label = await self.spoken(replace(who, groups=groups), visit.speaker)
            rows.append(((clip(label, LABEL), to(self._name, _target(who))),))
        rows.append((self._button("desk_cast_to_followers", "session", visit),))
        rows.append((self._button(f"desk_cast_groups_{'in' if groups else 'out'}", "groups", visit),))
        return View(visit.speaker.say("desk_cast_ask_audience"), tuple(rows), effects=keep(draft))

    async def _ask_session(self, _: str, visit: Visit) -> View | None:
        draft = await self._draft(visit)
        if draft is None:
            return None
        rows = []
        for session in visit.speaker.knowledge.programme:
            who = Audience(FOLLOWERS, session.id, draft.audience.groups)
            name = session.spoken_name.title(visit.speaker.locale)
            label = f"{clip(name, LABEL - 8)} ({await self.count(who)})"
            rows.append(((label, to(self._name, _target(who))),))
        return View(visit.speaker.say("desk_cast_ask_session"), tuple(rows))

    async def _to(self, argument: str, visit: Visit) -> View | None:
        draft = await self._draft(visit)
        kind, _, value = argument.partition(":")
        if kind == FOLLOWERS[0]:
            ids = [each.id for each in visit.speaker.knowledge.programme if is_target(value, each.id)]
            kind, value = (FOLLOWERS, ids[0]) if ids else ("", "")
        known = {"all": value == "", "language": value in tuple(Locale), "asked": value.isdecimal(), FOLLOWERS: True}
        if draft is None or not known.get(kind):
            return None
        draft = replace(draft, audience=Audience(kind, value, draft.audience.groups))
        if await self.count(draft.audience) == 0:
            view = await self.view(draft, visit)
            return replace(view, text=visit.speaker.say("desk_cast_nobody"))
        return await self._chosen(draft, visit)

    async def _groups(self, _: str, visit: Visit) -> View | None:
        draft = await self._draft(visit)
        if draft is None:
            return None
        who = replace(draft.audience, groups=not draft.audience.groups)
        return await self.view(replace(draft, audience=who), visit)

    async def spoken(self, who: Audience, speaker: Speaker) -> str:
        """Name an audience, with its count."""
        number = await self.count(who)
        match who.kind:
            case "asked":
                phrase = "desk_cast_to_day" if who.value == "1" else "desk_cast_to_days"
                return speaker.say(phrase, days=who.value, number=number)
            case "language":
                return speaker.say(f"desk_cast_to_{who.value}", number=number)
            case "sent":
                return speaker.say("desk_cast_to_sent", number=number)
            case "followers":
                session = speaker.knowledge.by_id.get(who.value)
                name = session.name.title(speaker.locale) if session else who.value
                return speaker.say("desk_cast_to_session", name=name, number=number)
        return speaker.say("desk_cast_to_all", number=number)

    def _button(self, phrase: str, target: str, visit: Visit) -> Button:
        return visit.speaker.say(phrase), to(self._name, target)


def keep(draft: Broadcast) -> tuple[Effect, ...]:
    """Have a draft kept."""
    return (Write(lambda connection, _: drafts.save_draft(connection, draft)),)


def _target(who: Audience) -> str:
    """What a button says that chooses an audience."""
    if who.kind == FOLLOWERS:
        return f"to:{FOLLOWERS[0]}:{fitted(who.value, ID_BYTES)}"
    return f"to:{who.kind}:{who.value}"
