"""The desk: its menu, and the way into its rooms."""

from collections.abc import Callable, Sequence

from telegram import Message

from bot.core.answer import Answer, Status
from bot.core.answers.speech import Speaker
from bot.desk.room import Posting, Room, View, Visit, to
from bot.handlers.turn import Asker, Reply

ROOMS_IN_A_ROW = 2
AWAITS = "desk_awaits"
"""Key in the chat's context: room and purpose of the organiser's next message, so that a restart forgets nothing."""


class Desk:
    """What organisers do in their private chat with the bot.

    Args:
        rooms: in the order of the menu.
        speaker: gives a voice for whoever asks.
    """

    def __init__(self, rooms: Sequence[Room], speaker: Callable[[Asker], Speaker]) -> None:
        self._rooms = {room.name: room for room in rooms}
        self._speaker = speaker

    def open(self, asker: Asker) -> Reply:
        """Show the menu."""
        return self._reply(self._menu(self._visit(asker)), "", asker)

    async def press(self, data: str, asker: Asker) -> Reply:
        """Do what a button of the desk says; one that means nothing any more leads to the menu."""
        _, _, way = data.partition(":")
        name, _, target = way.partition(":")
        visit, room = self._visit(asker, name), self._rooms.get(name)
        view = await room.press(target, visit) if room else None
        if view is None:
            return self._reply(self._menu(visit), "", asker, is_in_place=True)
        return self._reply(view, name, asker, is_in_place=not view.is_new)

    async def hear(self, message: Message, asker: Asker) -> Reply | None:
        """Take a message that a room awaits; None for an ordinary one, which is answered like anybody's."""
        name, purpose = _awaited(asker)
        room = self._rooms.get(name)
        view = await room.hear(message, purpose, self._visit(asker, name)) if room else None
        return self._reply(view, name, asker) if view else None

    async def answer(self, post: str, message: Message, asker: Asker) -> Reply | None:
        """Take a reply to a post in the organisers' group; None if no room has made that post."""
        for room in self._rooms.values():
            if isinstance(room, Posting) and (view := await room.answer(post, message, self._visit(asker))):
                said = Answer(view.text, self._speaker(asker).locale, Status.SMALLTALK) if view.text else None
                return Reply(said, asker.profile.context, profile=asker.profile, effects=view.effects)
        return None

    def _visit(self, asker: Asker, name: str = "") -> Visit:
        room, purpose = _awaited(asker)
        return Visit(asker, self._speaker(asker), purpose if room == name else "")

    def _menu(self, visit: Visit) -> View:
        say = visit.speaker.say
        doors = [(say(f"desk_room_{name}"), to(name)) for name in self._rooms]
        rows = tuple(tuple(doors[n : n + ROOMS_IN_A_ROW]) for n in range(0, len(doors), ROOMS_IN_A_ROW))
        return View(say("desk_menu"), rows)

    def _reply(self, view: View, name: str, asker: Asker, *, is_in_place: bool = False) -> Reply:
        speaker = self._speaker(asker)
        keyboard = [[{"text": label, "callback_data": data} for label, data in row] for row in view.rows]
        if name and view.has_menu:
            keyboard.append([{"text": speaker.say("desk_back"), "callback_data": to("menu")}])
        # What the desk sends of itself later is in the language that it speaks now.
        context = {"spoken": speaker.locale.value, **asker.profile.context}
        context[AWAITS] = f"{name}:{view.awaits}" if view.awaits else None
        return Reply(
            Answer(view.text, speaker.locale, Status.SMALLTALK),
            context,
            keyboard,
            calls=view.calls,
            effects=view.effects,
            is_in_place=is_in_place,
        )


def _awaited(asker: Asker) -> tuple[str, str]:
    """The room that awaits the next message, and what for."""
    name, _, purpose = str(asker.profile.context.get(AWAITS) or "").partition(":")
    return name, purpose
