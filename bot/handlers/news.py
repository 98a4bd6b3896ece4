"""What the organisers sent lately, for whoever missed it: a command, and a few ways to ask in words."""

from collections.abc import Awaitable, Callable, Sequence

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.core.locale import Locale
from bot.core.pages import command_of
from bot.handlers.address import is_meant, text_for
from bot.handlers.commands import parts_of
from bot.handlers.flood import Flood, Verdict
from bot.handlers.saying import asker_of, say
from bot.handlers.turn import Guide, Handler, Turn
from bot.storage.broadcasts import Broadcast

FindNews = Callable[[], Awaitable[Sequence[Broadcast]]]
"""What was sent to everybody lately, the newest first."""


def news_handler(guide: Guide, flood: Flood, find_news: FindNews) -> Handler:
    """The handler for who asks for news; all other messages are left to the next."""

    async def on_message(update: Update, turn: Turn) -> bool | None:
        message = update.effective_message
        assert message is not None, "the filter lets only messages through"
        is_asked, locale = _asked(message, turn, guide)
        if not is_asked:
            return False
        asker = asker_of(message, turn)
        match flood.judge(message.chat_id):
            case Verdict.ANSWER:
                say(turn, guide.news(await find_news(), asker, locale), message)
            case Verdict.TELL:
                say(turn, guide.notice("too_fast", asker), message)
            case Verdict.LEAVE:
                pass
        return None

    return MessageHandler(filters.TEXT & filters.UpdateType.MESSAGE, on_message)


def _asked(message: Message, turn: Turn, guide: Guide) -> tuple[bool, Locale | None]:
    """Whether a message asks for news, and the language that its command belongs to."""
    if filters.COMMAND.check_update(Update(0, message=message)):
        word, _, addressee = parts_of(message)
        name, locale = command_of(word.lower()) or ("", None)
        return name == "news" and addressee in {"", (turn.bot.username or "").lower()}, locale
    if not is_meant(message, turn.bot.bot):
        return False, None
    return guide.asks_for_news(text_for(message, turn.bot.bot)), None
