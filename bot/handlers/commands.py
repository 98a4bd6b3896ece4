"""Commands, in a private chat or a group; one for another bot is left alone."""

from telegram import Message, MessageEntity, Update
from telegram.ext import MessageHandler, filters

from bot.handlers.address import is_personal
from bot.handlers.flood import Flood, Verdict, author_of
from bot.handlers.lookups import Find, complete
from bot.handlers.saying import asker_of, say
from bot.handlers.turn import Guide, Handler, Turn


def command_handler(guide: Guide, flood: Flood, find: Find) -> Handler:
    """The handler for messages that begin with a command."""

    async def on_command(update: Update, turn: Turn) -> None:
        message = update.effective_message
        assert message is not None, "the filter lets only messages through"
        word, argument, addressee = parts_of(message)
        own = (turn.bot.username or "").lower()
        if (addressee and addressee != own) or not is_personal(message):
            turn.is_overheard = True
            return
        asker = asker_of(message, turn)
        match flood.judge(author_of(message)):
            case Verdict.ANSWER:
                say(turn, await complete(lambda who: guide.command(word, argument, who), asker, find), message)
            case Verdict.TELL:
                say(turn, guide.notice("too_fast", asker), message)
            case Verdict.LEAVE:
                pass

    return MessageHandler(filters.COMMAND & filters.UpdateType.MESSAGE, on_command)


def parts_of(message: Message) -> tuple[str, str, str]:
    """The command without its slash, what follows it, and the bot that it names (or "")."""
    found = message.parse_entities([MessageEntity.BOT_COMMAND])
    first = next(text for entity, text in found.items() if entity.offset == 0)
    word, _, addressee = first.removeprefix("/").partition("@")
    argument = (message.text or "")[len(first) :].strip()
    return word, argument, addressee.lower()
