"""What a broadcast says → the call of Telegram's method for one chat."""

from dataclasses import replace

from bot.core.locale import Locale
from bot.delivery.limits import TEXT_UNITS, utf16_length
from bot.storage.broadcasts import Content, Form, Words

Call = tuple[str, dict[str, object]]
"""A method of the Bot API, and its parameters without chat_id."""

CAPTION_UNITS = 1024  # sendPhoto, editMessageCaption


def call_of(content: Content, locale: Locale, *, note: str = "") -> Call:
    """Say it in a language.

    Args:
        content: what is said.
        locale: of the chat.
        note: a line to add, left out where it does not fit.
    """
    if content.copied:
        from_chat, message_id = content.copied
        return "copyMessage", {"from_chat_id": from_chat, "message_id": message_id}
    words = content.words(locale)
    if content.photo:
        return "sendPhoto", {"photo": content.photo, **_caption(words, note)}
    assert words is not None, "a broadcast without picture has a text in each language"
    return "sendMessage", _text(words, note)


def edit_of(content: Content, locale: Locale, message_id: int) -> Call:
    """Change what was said before into this."""
    words = content.words(locale)
    if content.form is Form.CAPTION:
        return "editMessageCaption", {"message_id": message_id, **_caption(words)}
    assert words is not None, "a correction has a text in each language"
    return "editMessageText", {"message_id": message_id, **_text(words)}


def limit_of(content: Content) -> int:
    """How long a text may be, in UTF-16 units: under a photo it is a caption."""
    return CAPTION_UNITS if content.form is Form.CAPTION else TEXT_UNITS


def fits(words: Words, content: Content) -> bool:
    """Whether Telegram takes a text of this length."""
    return utf16_length(words.text) <= limit_of(content)


def _text(words: Words, note: str = "") -> dict[str, object]:
    words = _with_note(words, note, TEXT_UNITS)
    return {"text": words.text, **({"entities": [*words.entities]} if words.entities else {})}


def _caption(words: Words | None, note: str = "") -> dict[str, object]:
    words = _with_note(words or Words(""), note, CAPTION_UNITS)
    if not words.text:
        return {}
    return {"caption": words.text, **({"caption_entities": [*words.entities]} if words.entities else {})}


def _with_note(words: Words, note: str, limit: int) -> Words:
    """Add a line at the end, where it moves no entity."""
    text = f"{words.text}\n\n{note}".strip() if note else words.text
    return replace(words, text=text) if utf16_length(text) <= limit else words
