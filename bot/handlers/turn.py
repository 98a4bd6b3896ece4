"""A turn of the conversation: what a handler is given, and where it leaves what is to be said."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from telegram import Update
from telegram.ext import Application, BaseHandler, CallbackContext, ExtBot

from bot.core.answer import Answer, News
from bot.core.knowledge import Knowledge
from bot.core.locale import Locale
from bot.core.reminders import Reminder
from bot.storage.chats import ChatProfile
from bot.storage.effects import Effect

Bot = ExtBot[None]
App = Application[Any, Any, Any, Any, Any, Any]


Call = tuple[str, Mapping[str, object]]
"""A method of the Bot API, and its parameters without chat_id."""
FindSent = Callable[[str], Awaitable[int | None]]
"""The key of a promise → the id of the message that it became, once it is sent."""


class Lookup(StrEnum):
    """What is only looked up where an answer needs it."""

    NEWS = "news"
    KEPT = "kept"
    """What is kept of the chat."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked up."""

    news: tuple[News, ...] = ()
    """What the organisers told lately, the newest first."""
    pending: tuple[str, ...] = ()
    """The questions of the chat that wait for the organisers, masked."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is to be said and done."""

    answer: Answer | None
    """To be rendered and sent; None where `calls` say everything."""
    context: dict[str, object]
    """JSON-able: what follow-up questions will refer to; stored with the chat in the transaction of the answer."""
    keyboard: list[list[dict[str, str]]] = field(default_factory=list)
    """Rows of buttons under the answer."""
    calls: tuple[Call, ...] = ()
    """What is sent beside the answer: a file, a place, a contact."""
    profile: ChatProfile | None = None
    """The whole profile, if more than the context changes."""
    is_in_place: bool = False
    """Whether the answer replaces the message whose button was pressed."""
    forgets: bool = False
    """Whether everything that is kept about the chat is deleted."""
    effects: tuple[Effect, ...] = ()
    """What else changes, in the transaction of the answer."""
    follows: frozenset[str] | None = None
    """Ids of all that the chat is reminded of from now on; None leaves it as it is."""
    lacks: Lookup | None = None
    """What must be looked up before it is the whole answer."""
    buttons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Callback data → the button that takes the place of the one with these data, under the message pressed."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as far as an answer depends on it."""

    profile: ChatProfile
    now: datetime
    client: Locale | None = None
    """The language of their Telegram."""
    is_group: bool = False
    message_id: int | None = None
    """Of what they wrote; None for a button."""
    name: str = ""
    """As Telegram shows it: organisers see each other's."""
    found: Found | None = None
    """What was looked up for this answer; None where nobody has looked."""


class Responder(Protocol):
    """The core, as handlers see it: synchronous and without side effects."""

    def __call__(self, text: str, *, profile: ChatProfile, now: datetime) -> Reply:
        """Answer one message."""


@runtime_checkable
class Guide(Protocol):
    """A core that can do more than answer: commands, buttons, cards, a menu."""

    def answer(self, text: str, asker: Asker) -> Reply:
        """Answer one message."""

    def command(self, word: str, argument: str, asker: Asker) -> Reply:
        """Do what a command (without its slash) says."""

    def press(self, data: str, asker: Asker) -> Reply:
        """Do what the callback data of a button says, whoever has made it up."""

    def notice(self, phrase: str, asker: Asker) -> Reply:
        """Say one of the bot's own phrases."""

    def results(self, query: str, asker: Asker, username: str) -> list[dict[str, object]]:
        """Give InlineQueryResults for words typed in any chat."""

    @property
    def knowledge(self) -> Knowledge:
        """What is known of the event at the moment."""

    def locale_of(self, chosen: str | None, context: str) -> Locale:
        """Tell a chat's language from the one that was chosen, if any, and its context as JSON."""

    def remind(
        self, reminders: Sequence[Reminder], locale: Locale, followed: frozenset[str], *, now: datetime, is_late: bool
    ) -> Call:
        """Make the one message that reminds a chat of all that is due for it at one moment."""

    def introduction(self) -> list[Call]:
        """Give the calls that tell Telegram the menu of commands and what the bot is."""

    def organiser_menu(self, organiser: int) -> list[Call]:
        """Give the calls that tell Telegram the menu of one organiser."""


class Turn(CallbackContext[Bot, Any, Any, Any]):
    """The context that python-telegram-bot hands to a handler's callback, with what handlers need here.

    Args:
        application: whose handlers these are.
        profile: what is kept about the chat.
        now: the moment that the answer speaks of.
        update_id: of the update that is answered.
        find_sent: looks up what an earlier promise became.
    """

    def __init__(
        self,
        application: App,
        *,
        profile: ChatProfile,
        now: datetime,
        update_id: int = 0,
        find_sent: FindSent | None = None,
    ) -> None:
        super().__init__(application)
        self.update_id = update_id
        self._find_sent = find_sent
        self.profile = profile
        """A handler replaces it to have a change stored."""
        self.now = now
        self.outgoing: list[Call] = []
        """Collected; they are sent once they are durable."""
        self.is_overheard = False
        """Set for what people say to each other in a group: nothing of it is kept."""
        self.forgets = False
        """Set to have everything deleted that is kept about the chat."""
        self.effects: list[Effect] = []
        """Collected; they happen in the transaction that marks the update as done."""

    def say(self, method: str, parameters: Mapping[str, object]) -> None:
        """Have `method` of the Bot API called for this chat."""
        self.outgoing.append((method, parameters))

    def keep(self, more: Mapping[str, object]) -> None:
        """Have `more` stored beside the context of the conversation."""
        self.profile = replace(self.profile, context={**self.profile.context, **more})

    async def find_sent(self, update_id: int) -> int | None:
        """Find the id of the first message that answered an earlier update; None if it is not known."""
        return await self._find_sent(promise_key(update_id, 0)) if self._find_sent else None


def promise_key(update_id: int, place: int) -> str:
    """Name a message of an answer by its update and place, so that it exists once."""
    return f"update:{update_id}:{place}"


Handler = BaseHandler[Update, Turn, bool | None]
"""Its callback returns False where it leaves the update to the next handler."""
