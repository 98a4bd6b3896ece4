"""A turn of the conversation: what a handler is given, and where it leaves what is to be said."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from telegram import Update
from telegram.ext import Application, BaseHandler, CallbackContext, ExtBot

from bot.core.answer import Answer
from bot.storage.chats import ChatProfile

Bot = ExtBot[None]
App = Application[Any, Any, Any, Any, Any, Any]


class Reply:
    """What a `Responder` returns: the answer, and what follow-up questions will refer to.

    Args:
        answer: to be rendered and sent.
        context: JSON-able and opaque here; stored with the chat in the transaction of the answer.
    """

    __slots__ = ("answer", "context")

    def __init__(self, answer: Answer, context: dict[str, object]) -> None:
        self.answer = answer
        self.context = context


class Responder(Protocol):
    """The core, as handlers see it: synchronous and without side effects."""

    def __call__(self, text: str, *, profile: ChatProfile, now: datetime) -> Reply:
        """Answer one message."""


class Turn(CallbackContext[Bot, Any, Any, Any]):
    """The context that python-telegram-bot hands to a handler's callback, with what handlers need here.

    Args:
        application: whose handlers these are.
        profile: what is kept about the chat.
        now: the moment that the answer speaks of.
    """

    def __init__(self, application: App, *, profile: ChatProfile, now: datetime) -> None:
        super().__init__(application)
        self.profile = profile
        """A handler replaces it to have a change stored."""
        self.now = now
        self.outgoing: list[tuple[str, Mapping[str, object]]] = []
        """Collected pairs (method, parameters without chat_id); they are sent once they are durable."""

    def say(self, method: str, parameters: Mapping[str, object]) -> None:
        """Have `method` of the Bot API called for this chat."""
        self.outgoing.append((method, parameters))


Handler = BaseHandler[Update, Turn, None]
