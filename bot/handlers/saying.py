"""From a core's reply to calls of Telegram's methods, in the right chat, topic and place."""

from dataclasses import replace

from telegram import Message, User
from telegram.constants import ChatType

from bot.core.locale import locale_of_client
from bot.handlers.turn import Asker, Reply, Turn
from bot.rendering import render
from bot.storage.follows import SetFollows
from bot.storage.waiting import EndReminders


def asker_of(message: Message, turn: Turn, person: User | None = None) -> Asker:
    """Who asks: the author of a message, or the `person` who pressed its button."""
    author = person or message.from_user
    client = locale_of_client(author.language_code if author else None)
    written = None if person else message.message_id
    is_group, name = message.chat.type != ChatType.PRIVATE, author.full_name if author else ""
    return Asker(turn.profile, turn.now, client, is_group=is_group, message_id=written, name=name)


def say(turn: Turn, reply: Reply, message: Message, *, edits: int | None = None) -> None:
    """Have a reply said, and its profile stored.

    Args:
        turn: collects the calls.
        reply: to be said.
        message: answered; in a group the answer points at it.
        edits: id of a message of the bot that the answer replaces, if it fits into one.
    """
    place = place_of(message)
    parts = render(reply.answer, reply.keyboard) if reply.answer else []
    if edits is not None and len(parts) == 1:
        turn.say("editMessageText", {"message_id": edits, **parts[0]})
    else:
        for number, part in enumerate(parts):
            turn.say("sendMessage", {**part, **place, **(_pointer(message) if number == 0 else {})})
    for method, parameters in reply.calls:
        turn.say(method, {**parameters, **place})
    kept = {name: value for name, value in turn.profile.context.items() if name not in reply.context}
    if reply.profile is not None:
        turn.profile = reply.profile
    else:
        turn.profile = replace(turn.profile, context={**kept, **reply.context}, context_at=turn.now)
    turn.forgets = reply.forgets
    turn.effects += reply.effects
    if reply.follows is not None:
        turn.profile = replace(turn.profile, follows=reply.follows)
        chat_id = turn.profile.chat_id
        turn.effects += [SetFollows(chat_id, reply.follows, turn.now), EndReminders(chat_id, reply.follows)]


def place_of(message: Message) -> dict[str, object]:
    """The forum topic of a message, as parameters."""
    return {"message_thread_id": message.message_thread_id} if message.is_topic_message else {}


def _pointer(message: Message) -> dict[str, object]:
    """In a group an answer points at its question: others talk in between."""
    if message.chat.type == ChatType.PRIVATE or (message.from_user is not None and message.from_user.is_bot):
        return {}
    return {"reply_parameters": {"message_id": message.message_id, "allow_sending_without_reply": True}}
