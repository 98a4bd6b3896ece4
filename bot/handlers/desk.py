"""The organisers' desk: a command, its buttons, and the messages that it awaits; to others it does not exist."""

import re
from collections.abc import Collection

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.core.pages import DESK_COMMANDS
from bot.desk.desk import Desk
from bot.handlers.saying import asker_of, say
from bot.handlers.turn import Handler, Turn

_COMMAND = re.compile(rf"^/({'|'.join(DESK_COMMANDS.values())})(@\w+)?$", re.IGNORECASE)


def desk_handlers(desk: Desk, organisers: Collection[int], *, group: int | None = None) -> list[Handler]:
    """The handlers of the desk, to be asked before all others.

    Args:
        desk: theirs.
        organisers: Telegram ids. Each update is looked at anew: what anybody else sends is left to the next
            handler, which answers it as it answers an unknown command or button.
        group: their group, where questions are posted; a reply there to such a post is an answer.
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
    in_group = [_group_handler(desk, organisers, group)] if group else []
    return [
        *in_group,
        MessageHandler(new & filters.Regex(_COMMAND), on_command),
        CallbackQueryHandler(on_press, pattern=r"^desk:"),
        MessageHandler(new & ~filters.COMMAND, on_message),
    ]


def _group_handler(desk: Desk, organisers: Collection[int], group: int) -> Handler:
    """The handler for replies in the organisers' group; who is none of them is answered as in any group."""

    async def on_reply(update: Update, turn: Turn) -> bool | None:
        message = update.effective_message
        post = message.reply_to_message if message else None
        if message is None or post is None or post.from_user is None or post.from_user.id != turn.bot.id:
            return False
        if message.from_user is None or message.from_user.id not in organisers:
            return False
        reply = await desk.answer(post.text or "", message, asker_of(message, turn))
        if reply is None:
            return False
        say(turn, reply, message)
        return None

    said = filters.TEXT & ~filters.COMMAND
    return MessageHandler(filters.UpdateType.MESSAGE & filters.Chat(group) & said, on_reply)
