"""Pressed buttons: whatever their data says, made here, long ago, or by somebody else."""

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler

from bot.handlers.flood import Flood, Verdict
from bot.handlers.saying import asker_of, say
from bot.handlers.turn import Guide, Handler, Turn


def button_handler(guide: Guide, flood: Flood) -> Handler:
    """The handler for callback queries; the dispatcher has answered the query itself by now."""

    async def on_press(update: Update, turn: Turn) -> None:
        query = update.callback_query
        assert query is not None, "the handler takes only these"
        message = query.message
        if not isinstance(message, Message) or not isinstance(query.data, str):
            return  # of an inline message or a game: there is no chat to answer in
        verdict = flood.judge(query.from_user.id)
        asker = asker_of(message, turn, query.from_user)
        if verdict is Verdict.LEAVE:
            return
        reply = guide.press(query.data, asker) if verdict is Verdict.ANSWER else guide.notice("too_fast", asker)
        say(turn, reply, message, edits=message.message_id if reply.is_in_place and message.is_accessible else None)

    return CallbackQueryHandler(on_press)
