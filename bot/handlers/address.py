"""Is a message meant for the bot, and what does it say? In a group only mentions and replies are."""

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType


def is_meant(message: Message, bot: User) -> bool:
    """Tell whether the bot should answer: in a private chat always, in a group when mentioned or replied to."""
    if not is_personal(message):
        return False
    if message.chat.type == ChatType.PRIVATE:
        return True
    return bool(_mentions(message, bot)) or _replies(message, bot)


def is_personal(message: Message) -> bool:
    """Tell whether a person has written it.

    Not so are cards and other bots, for answering them would never end, and posts of a channel in its group. Whom
    Telegram shows as a bot because they write as their group or channel is a person (anonymous administrators).
    """
    author = message.from_user
    is_by_bot = author is not None and author.is_bot and message.sender_chat is None
    return message.via_bot is None and not message.is_automatic_forward and not is_by_bot


def text_for(message: Message, bot: User) -> str:
    """The text or caption without the mention of the bot."""
    text = message.text or message.caption or ""
    for mention in _mentions(message, bot):
        text = text.replace(mention, " ", 1)
    return text.strip(" ,:;–-\n") or text.strip()


def _mentions(message: Message, bot: User) -> list[str]:
    kinds: list[str | None] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]
    found = message.parse_entities(kinds) if message.text else message.parse_caption_entities(kinds)
    named = f"@{bot.username}".lower()
    return [
        text for entity, text in found.items() if (entity.user.id == bot.id if entity.user else text.lower() == named)
    ]


def _replies(message: Message, bot: User) -> bool:
    """A topic's own service message counts for every message in the topic, so it is no reply."""
    to = message.reply_to_message
    if to is None or to.from_user is None or to.forum_topic_created is not None:
        return False
    return to.from_user.id == bot.id
