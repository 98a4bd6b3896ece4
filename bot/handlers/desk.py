"""The organisers' desk: a command, its buttons, and the messages that it awaits; to others it does not exist."""

from collections.abc import Collection

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.desk.desk import Desk
from bot.handlers.saying import asker_of, say
from bot.handlers.turn import Handler, Turn


def desk_handlers(desk: Desk, organisers: Collection[int]) -> list[Handler]:
    """The handlers of the desk, to be asked before all others.

    Args:
        desk: theirs.
        organisers: Telegram ids. Each update is looked at anew: what anybody else sends is left to the next
            handler, which answers it as it answers an unknown command or button.
    """

    def may(update: Update) -> bool:
        user, chat = update.effective_user, update.effective_chat
        return user is not None and user.id in organisers and chat is not None and chat.type == ChatType.PRIVATE

    async def on_command(update: Update, turn: Turn) -> bool | None:
        message = update.effective_message
        if message is None or not may(update):
            return False
        say(turn, desk.open(asker_of(message, turn)), message)
        return None

    async def on_press(update: Update, turn: Turn) -> bool | None:
        query = update.callback_query
        assert query is not None, "the handler takes only these"
        message = query.message
        if not may(update) or not isinstance(message, Message):
            return False
        reply = await desk.press(query.data or "", asker_of(message, turn, query.from_user))
        say(turn, reply, message, edits=message.message_id if reply.is_in_place and message.is_accessible else None)
        return None

    async def on_message(update: Update, turn: Turn) -> bool | None:
        message = update.effective_message
        if message is None or not may(update):
            return False
        reply = await desk.hear(message, asker_of(message, turn))
        if reply is None:
            return False
        say(turn, reply, message)
        return None

    new = filters.UpdateType.MESSAGE
    return [
        MessageHandler(new & filters.Regex(r"^/desk(@\w+)?$"), on_command),
        CallbackQueryHandler(on_press, pattern=r"^desk:"),
        MessageHandler(new & ~filters.COMMAND, on_message),
    ]
