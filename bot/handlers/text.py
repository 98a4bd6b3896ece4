"""Any text → the core → its answer."""

from dataclasses import replace

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.core.locale import locale_of_client
from bot.handlers.turn import Handler, Responder, Turn
from bot.rendering import render


def text_handler(respond: Responder) -> Handler:
    """The handler for whatever people write.

    Args:
        respond: the core.
    """

    async def on_text(update: Update, turn: Turn) -> None:
        message = update.effective_message
        assert message is not None
        assert message.text is not None, "the filter lets only texts through"
        client = locale_of_client(message.from_user.language_code if message.from_user else None)
        asking = replace(turn.profile, locale=turn.profile.locale or client)
        reply = respond(message.text, profile=asking, now=turn.now)
        turn.profile = replace(turn.profile, context=reply.context, context_at=turn.now)
        for part in render(reply.answer, thread_id=message.message_thread_id if message.is_topic_message else None):
            turn.say("sendMessage", part)

    return MessageHandler(filters.TEXT & filters.UpdateType.MESSAGE, on_text)
