"""Inline mode: words typed after the bot's @name in any chat → cards to share."""

from telegram import Update
from telegram.ext import InlineQueryHandler

from bot.core.locale import locale_of_client
from bot.handlers.turn import Asker, Guide, Handler, Turn

CACHE_SECONDS = 60  # Telegram asks again after that: an edit of the knowledge shows soon


def inline_handler(guide: Guide) -> Handler:
    """The handler for inline queries; Telegram itself slows down who types."""

    async def on_query(update: Update, turn: Turn) -> None:
        query = update.inline_query
        assert query is not None, "the handler takes only these"
        asker = Asker(turn.profile, turn.now, locale_of_client(query.from_user.language_code))
        answer = {
            "inline_query_id": query.id,
            "results": guide.results(query.query, asker, turn.bot.username or ""),
            "cache_time": CACHE_SECONDS,
            "is_personal": True,  # the language is the asker's
        }
        turn.say("answerInlineQuery", answer)

    return InlineQueryHandler(on_query)
