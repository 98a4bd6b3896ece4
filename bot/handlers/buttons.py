"""Pressed buttons: whatever their data says, made here, long ago, or by somebody else."""

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler

from bot.handlers.flood import Flood, Verdict
from bot.handlers.lookups import Find, complete
from bot.handlers.saying import asker_of, say
from bot.handlers.turn import Guide, Handler, Reply, Turn


def button_handler(guide: Guide, flood: Flood, find: Find) -> Handler:
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
        if verdict is Verdict.ANSWER:
            data = query.data
            reply = await complete(lambda who: guide.press(data, who), asker, find)
        else:
            reply = guide.notice("too_fast", asker)
        say(turn, reply, message, edits=message.message_id if reply.is_in_place and message.is_accessible else None)
        if keyboard := _with_buttons(message, reply):
            changed = {"message_id": message.message_id, "reply_markup": {"inline_keyboard": keyboard}}
            turn.say("editMessageReplyMarkup", changed)

    return CallbackQueryHandler(on_press)


def _with_buttons(message: Message, reply: Reply) -> list[list[object]]:
    """The keyboard of the message that was pressed with the buttons that change; empty if none does."""
    markup = message.reply_markup if message.is_accessible and not reply.is_in_place else None
    rows = markup.inline_keyboard if markup else ()
    if not any(button.callback_data in reply.buttons for row in rows for button in row):
        return []
    return [[reply.buttons.get(str(button.callback_data)) or button.to_dict() for button in row] for row in rows]
