"""What an organiser sends to the desk → what a broadcast says."""

from dataclasses import replace

from telegram import Message, MessageEntity

from bot.storage.broadcasts import Content, Form, Words

_FORMATTING = frozenset(
    "bold italic underline strikethrough spoiler blockquote expandable_blockquote code pre text_link".split()
)
"""What an organiser marks; addresses and the like Telegram finds by itself."""
_CAPTIONED = ("photo", "video", "animation", "document", "audio", "voice")
"""What editMessageCaption can give another caption."""


def content_of(message: Message, before: Content) -> Content:
    """Take a text, a photo with its caption, or anything else as it is; what it was composed of stays known."""
    words = words_of(message)
    if message.forward_origin or not (message.text or message.photo):
        return Content(words, words, copied=(message.chat_id, message.message_id), copied_form=_form_of(message))
    photo = message.photo[-1].file_id if message.photo else None
    return Content(en=words, photo=photo, composed=before.composed)


def corrected(sent: Content, message: Message) -> Content:
    """Take other words for what was sent: a picture stays what it is."""
    return replace(sent, en=words_of(message), pl=None)


def words_of(message: Message) -> Words | None:
    """The text or caption of a message, with its formatting."""
    text = message.text or message.caption
    if not text:
        return None
    marks: tuple[MessageEntity, ...] = message.entities if message.text else message.caption_entities
    return Words(text, tuple(mark.to_dict() for mark in marks if mark.type in _FORMATTING))


def _form_of(message: Message) -> Form | None:
    """Where the words of a message are, or could be."""
    if message.text:
        return Form.TEXT
    return Form.CAPTION if any(getattr(message, kind) for kind in _CAPTIONED) else None
