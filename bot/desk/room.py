"""A room of the desk: what it is given, and what it shows."""

from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from telegram import Message

from bot.core.answers.speech import Speaker
from bot.handlers.turn import Asker, Call
from bot.storage.effects import Effect

Button = tuple[str, str]
"""Its label and its callback data."""


def to(room: str, target: str = "") -> str:
    """Callback data that opens a room, or does there what `target` says; at most 64 bytes."""
    return f"desk:{room}:{target}"


@dataclass(frozen=True, slots=True)
class Visit:
    """An organiser in a room; who it is was authorised for this very update."""

    asker: Asker
    speaker: Speaker
    """Speaks the organiser's language, of the knowledge that is current."""
    awaited: str = ""
    """What the room's last view awaited."""

    @property
    def organiser(self) -> int:
        """The organiser's Telegram id, and that of the private chat with them."""
        return self.asker.profile.chat_id


@dataclass(frozen=True, slots=True)
class View:
    """What a room shows, and what it changes."""

    text: str
    """Plain."""
    rows: tuple[tuple[Button, ...], ...] = ()
    awaits: str = ""
    """What the organiser's next message is for: given to `Room.hear`. Empty if it is an ordinary message."""
    effects: tuple[Effect, ...] = ()
    calls: tuple[Call, ...] = field(default=())
    """What is sent beside the text: a picture, a file, a preview."""
    is_new: bool = False
    """Whether it is shown below, so that the message whose button was pressed stays."""
    has_menu: bool = True
    """Whether a button leads back to the menu; False for a message of its own, which stays what it is."""


class Room(Protocol):
    """One thing that organisers can do."""

    @property
    def name(self) -> str:
        """Stands in callback data, so it is short and never changes; its button is the phrase ``desk_room_<name>``."""

    async def press(self, target: str, visit: Visit) -> View | None:
        """Show the room (no target) or do what a button says; None where the target means nothing any more."""

    async def hear(self, message: Message, awaited: str, visit: Visit) -> View | None:
        """Take the message that the last view awaited; None if it is none of the room's business."""


@runtime_checkable
class Posting(Protocol):
    """A room that posts in the organisers' group as well."""

    async def answer(self, post: str, message: Message, visit: Visit) -> View | None:
        """Take the reply to a post; None if the post is none of the room's. A view without text changes silently."""
