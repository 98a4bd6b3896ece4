"""Which handlers there are, in the order in which they are asked."""

from collections.abc import Sequence

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.handlers.buttons import button_handler
from bot.handlers.commands import command_handler
from bot.handlers.flood import Flood
from bot.handlers.inline import inline_handler
from bot.handlers.lookups import Find
from bot.handlers.saying import say
from bot.handlers.text import edit_handler, other_handler, text_handler
from bot.handlers.turn import Guide, Handler, Responder, Turn


def make_handlers(respond: Responder, find: Find, *, first: Sequence[Handler] = ()) -> list[Handler]:
    """Give the handlers for a core: all of them for a `Guide`, else only that for texts; `first` are asked before."""
    if not isinstance(respond, Guide):
        return [_plain_handler(respond)]
    flood = Flood()
    return [
        *first,
        command_handler(respond, flood, find),
        text_handler(respond, flood, find),
        edit_handler(respond, flood, find),
        button_handler(respond, flood, find),
        inline_handler(respond),
        other_handler(respond, flood),
    ]


def _plain_handler(respond: Responder) -> Handler:
    async def on_text(update: Update, turn: Turn) -> None:
        message = update.effective_message
        assert message is not None, "the filter lets only messages through"
        say(turn, respond(message.text or "", profile=turn.profile, now=turn.now), message)

    return MessageHandler(filters.TEXT & filters.UpdateType.MESSAGE, on_text)
