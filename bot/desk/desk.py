"""The desk: its menu, and the way into its rooms."""

from collections.abc import Callable, Sequence

from telegram import Message

from bot.core.answer import Answer, Status
from bot.core.answers.speech import Speaker
from bot.desk.room import Room, View, Visit, to
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
        visit, room = self._visit(asker), self._rooms.get(name)
        view = await room.press(target, visit) if room else None
        return self._reply(view or self._menu(visit), name, asker, is_in_place=not (view and view.is_new))

    async def hear(self, message: Message, asker: Asker) -> Reply | None:
        """Take a message that a room awaits; None for an ordinary one, which is answered like anybody's."""
        name, _, purpose = str(asker.profile.context.get(AWAITS) or "").partition(":")
        room = self._rooms.get(name)
        view = await room.hear(message, purpose, self._visit(asker)) if room else None
        return self._reply(view, name, asker) if view else None

    def _visit(self, asker: Asker) -> Visit:
        return Visit(asker, self._speaker(asker))

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
        context = {**asker.profile.context, AWAITS: f"{name}:{view.awaits}" if view.awaits else None}
        return Reply(
            Answer(view.text, speaker.locale, Status.SMALLTALK),
            context,
            keyboard,
            calls=view.calls,
            effects=view.effects,
            is_in_place=is_in_place,
        )
