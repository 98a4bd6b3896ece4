"""The steps from a text to its sending, the same for every kind of broadcast; the draft lies in the database."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from telegram import Message

from bot.clock import wall_now
from bot.core.answers.speech import Speaker
from bot.core.locale import Locale
from bot.delivery.content import call_of, fits, limit_of
from bot.desk.addressing import Addressing, Step, Wiring, keep
from bot.desk.broadcast_reports import excerpt, spoken_due
from bot.desk.moments import is_past, read_moment
from bot.desk.room import Button, View, Visit, to
from bot.desk.wording import content_of, corrected, words_of
from bot.storage import broadcasts, drafts
from bot.storage.broadcasts import Audience, Broadcast, Content, Kind, Stage
from bot.storage.effects import Write

SHOWN = 400  # of each text before it is sent; the preview shows all


class Drafting:
    """Text, audience, time and confirmation of a draft.

    Args:
        wiring: what it works with.
        name: of the room whose buttons lead here.
        kind: of its broadcasts.
        renew: brings a text to what the knowledge says now.
    """

    def __init__(
        self,
        wiring: Wiring,
        *,
        name: str,
        kind: Kind,
        renew: Callable[[Content, Visit], Content] = lambda content, _: content,
    ) -> None:
        self._wiring = wiring
        self._name = name
        self._kind = kind
        self._renew = renew
        self.addressing = Addressing(
            wiring, name, self.draft, lambda draft, visit: self.ready_view(draft, visit, keeps=True)
        )
        self.steps: dict[str, Step] = {
            **self.addressing.steps,
            "text": self._ask_text,
            "same": self._same,
            "ready": self._ready,
            "preview": self._preview,
            "now": self._sure_now,
            "at": self._ask_time,
            "go": self._go,
            "drop": self._drop,
        }

    # --- The draft ---

    async def draft(self, visit: Visit) -> Broadcast | None:
        """What this organiser is writing in this room; what is composed of the knowledge says what that says now."""
        draft = await self._wiring.store.read(
            lambda connection: drafts.draft_of(connection, visit.organiser, self._kind)
        )
        return replace(draft, content=self._renew(draft.content, visit)) if draft else None

    def blank(self, visit: Visit, content: Content | None = None) -> Broadcast:
        """Begin a draft."""
        return Broadcast(
            0, self._kind, Stage.DRAFT, content or Content(), Audience(), wall_now(), created_by=visit.organiser
        )

    # --- Text ---

    async def _ask_text(self, _: str, visit: Visit) -> View | None:
        draft = await self.draft(visit) or self.blank(visit)
        rows = ((self._button("desk_cast_drop", "drop", visit),),)
        return View(visit.speaker.say("desk_cast_ask_en"), rows, awaits="en", effects=keep(draft))

    async def hear(self, message: Message, awaited: str, visit: Visit) -> View | None:
        """Take a text, a picture, a forwarded message or a time."""
        draft = await self.draft(visit)
        if draft is None:
            return None
        if awaited == "at":
            return self._hear_time(message, draft, visit)
        if awaited == "en":
            return await self._hear_first(message, draft, visit)
        return await self._hear_polish(message, draft, visit)

    async def _hear_first(self, message: Message, draft: Broadcast, visit: Visit) -> View:
        content = corrected(draft.content, message) if draft.kind is Kind.EDIT else content_of(message, draft.content)
        if content.copied or (content.photo and not content.en and draft.kind is not Kind.EDIT):
            return await self._next(replace(draft, content=content), visit)
        if content.en is None:
            return View(visit.speaker.say("desk_cast_only_text"), awaits="en")
        if not fits(content.en, content):
            return _too_long(content, visit, "en")
        rows = ((self._button("desk_cast_same", "same", visit),),)
        ask = visit.speaker.say("desk_cast_ask_pl")
        return View(ask, rows, awaits="pl", effects=keep(replace(draft, content=content)))

    async def _hear_polish(self, message: Message, draft: Broadcast, visit: Visit) -> View:
        words = words_of(message)
        if words is None:
            return View(visit.speaker.say("desk_cast_only_text"), awaits="pl")
        if not fits(words, draft.content):
            return _too_long(draft.content, visit, "pl")
        return await self._next(replace(draft, content=replace(draft.content, pl=words)), visit)

    async def _same(self, _: str, visit: Visit) -> View | None:
        draft = await self.draft(visit)
        if draft is None or draft.content.en is None:
            return None
        return await self._next(replace(draft, content=replace(draft.content, pl=draft.content.en)), visit)

    async def _next(self, draft: Broadcast, visit: Visit) -> View:
        """Go where something is still to be said: for a correction the audience is known."""
        if draft.audience.kind == "sent":
            return await self.ready_view(draft, visit, keeps=True)
        return await self.addressing.view(draft, visit)

    # --- Before it goes ---

    async def _ready(self, _: str, visit: Visit) -> View | None:
        draft = await self.draft(visit)
        return await self.ready_view(draft, visit) if draft and _is_complete(draft.content) else None

    async def ready_view(self, draft: Broadcast, visit: Visit, *, keeps: bool = False) -> View:
        """Show what will be sent to whom, and what can be done with it."""
        speaker = visit.speaker
        text = await self.described(draft, speaker)
        change = [self._button("desk_cast_rewrite", "text", visit)]
        if draft.audience.kind != "sent":
            change.append(self._button("desk_cast_readdress", "who", visit))
        rows = (
            (self._button("desk_cast_preview", "preview", visit),),
            (self._button("desk_cast_now", "now", visit), self._button("desk_cast_at", "at", visit)),
            tuple(change),
            (self._button("desk_cast_drop", "drop", visit),),
        )
        return View(text, rows, effects=keep(draft) if keeps else ())

    async def described(self, draft: Broadcast, speaker: Speaker) -> str:
        """Say both texts and to whom they go."""
        to_whom = speaker.say("desk_cast_ready", to=await self.addressing.spoken(draft.audience, speaker))
        return f"{to_whom}\n\n{spoken_texts(draft)}"

    async def _preview(self, _: str, visit: Visit) -> View | None:
        draft = await self.draft(visit)
        if draft is None or not _is_complete(draft.content):
            return None
        calls = [call_of(draft.content, locale) for locale in Locale]
        view = await self.ready_view(draft, visit)
        return replace(view, calls=tuple(calls[:1] if calls[0] == calls[1] else calls))

    async def _sure_now(self, _: str, visit: Visit) -> View | None:
        draft = await self.draft(visit)
        if draft is None or not _is_complete(draft.content):
            return None
        draft = replace(draft, wall=None, zone=None)
        return self._sure(
            draft,
            visit,
            "desk_cast_go",
            text=visit.speaker.say("desk_cast_sure", to=await self.addressing.spoken(draft.audience, visit.speaker)),
        )

    async def _ask_time(self, _: str, visit: Visit) -> View | None:
        draft = await self.draft(visit)
        if draft is None or not _is_complete(draft.content):
            return None
        return View(visit.speaker.say("desk_cast_ask_at", **_example(visit)), (self._back(visit),), awaits="at")

    def _hear_time(self, message: Message, draft: Broadcast, visit: Visit) -> View:
        speaker, zone = visit.speaker, visit.speaker.knowledge.zone
        moment = read_moment(message.text or "", now=speaker.now, zone=zone)
        if moment is None or is_past(moment, now=speaker.now, zone=zone):
            phrase = "desk_cast_bad_time" if moment is None else "desk_cast_past_time"
            return View(speaker.say(phrase, **_example(visit)), (self._back(visit),), awaits="at")
        draft = replace(draft, wall=moment.isoformat(timespec="minutes"), zone=zone.key)
        text = speaker.say("desk_cast_sure_at", when=spoken_due(draft, speaker))
        return self._sure(draft, visit, "desk_cast_plan", text=text)

    def _sure(self, draft: Broadcast, visit: Visit, yes: str, *, text: str) -> View:
        go = (visit.speaker.say(yes), to(self._name, f"go:{_digest(draft)}"))
        return View(text, ((go,), self._back(visit)), effects=keep(draft))

    async def _go(self, digest: str, visit: Visit) -> View | None:
        """Send or plan exactly what was confirmed."""
        draft = await self.draft(visit)
        if draft is None or _digest(draft) != digest:
            return View(visit.speaker.say("desk_cast_gone"))
        zone = visit.speaker.knowledge.zone
        if draft.wall is not None and is_past(datetime.fromisoformat(draft.wall), now=visit.speaker.now, zone=zone):
            return View(visit.speaker.say("desk_cast_past_time", **_example(visit)), (self._back(visit),), awaits="at")
        stage = Stage.PLANNED if draft.wall else Stage.RUNNING
        begin = Write(
            lambda connection, now: broadcasts.move(
                connection,
                draft.id,
                stage,
                among=[Stage.DRAFT],
                created_at=visit.asker.now,
                started_at=None if draft.wall else now,
            )
        )
        if draft.wall:
            text = visit.speaker.say("desk_cast_planned", when=spoken_due(draft, visit.speaker))
        else:
            text = visit.speaker.say("desk_cast_started")
        return View(text, effects=(begin,))

    async def _drop(self, _: str, visit: Visit) -> View | None:
        draft = await self.draft(visit)
        gone = (Write(lambda connection, _: drafts.drop(connection, draft.id)),) if draft else ()
        return View(visit.speaker.say("desk_cast_dropped"), effects=gone)

    def _button(self, phrase: str, target: str, visit: Visit) -> Button:
        return visit.speaker.say(phrase), to(self._name, target)

    def _back(self, visit: Visit) -> tuple[Button, ...]:
        return (self._button("desk_cast_back", "ready", visit),)


def spoken_texts(draft: Broadcast) -> str:
    """Say both texts, or the one that everybody gets."""
    texts = [excerpt(draft.content, locale, SHOWN) for locale in Locale]
    if texts[0] == texts[1]:
        return texts[0]
    return "\n\n".join(f"{locale.upper()}: {text}" for locale, text in zip(Locale, texts, strict=True))


def coming_sessions(speaker: Speaker) -> list[tuple[str, str]]:
    """Pairs (id, name) of the sessions that are neither over nor cancelled."""
    ahead = [each for each in speaker.knowledge.programme if speaker.is_ahead(each)]
    return [(each.id, each.spoken_name.title(speaker.locale)) for each in ahead]


def _is_complete(content: Content) -> bool:
    return bool(content.copied or content.photo or (content.en and content.pl))


def _digest(draft: Broadcast) -> str:
    """Tell a confirmed draft from one that was changed since."""
    told = repr((draft.kind, draft.content, draft.audience, draft.wall, draft.corrects))
    return hashlib.blake2b(told.encode(), digest_size=8).hexdigest()


def _too_long(content: Content, visit: Visit, awaits: str) -> View:
    return View(visit.speaker.say("desk_cast_too_long", limit=limit_of(content)), awaits=awaits)


def _example(visit: Visit) -> dict[str, object]:
    zone = visit.speaker.knowledge.zone
    return {"example": f"{visit.speaker.now.astimezone(zone):%Y-%m-%d} 18:30", "zone": zone.key}
