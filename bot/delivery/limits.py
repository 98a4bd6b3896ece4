"""Telegram's limits, kept by construction: whatever goes in, what comes out fits.

Telegram counts texts in UTF-16 units (an emoji is two or more), callback data in bytes (a Polish letter
is two), after entities are parsed; so plain text is split first and marked up part by part.
"""

import hashlib
import re

TEXT_UNITS = 4096  # sendMessage, editMessageText
CALLBACK_BYTES = 64  # InlineKeyboardButton.callback_data

_DIGEST = 16  # bytes of a digest, as 32 hexadecimal digits: ids do not collide by chance
_LINKABLE = re.compile(r"[A-Za-z0-9_-]{1,64}")  # t.me/…?start=
# Where a long text may be cut, best first: a paragraph, a line, a sentence, a word.
_CUTS = (re.compile(r"\n\s*\n\s*"), re.compile(r"\n\s*"), re.compile(r"(?<=[.!?…])\s+"), re.compile(r"\s+"))
# What belongs to the character before it: combining marks, variation selectors, joiners, skin tones.
_EXTENDS = re.compile("[\u0300-\u036f\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")


def utf16_length(text: str) -> int:
    """How long Telegram finds `text`, in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def split_text(text: str, limit: int = TEXT_UNITS) -> list[str]:
    """Cut `text` into parts of at most `limit` UTF-16 units, at sentence ends where there are any.

    Nothing but white space at the cuts is lost; no part is empty. A text of white space gives no parts.
    """
    parts: list[str] = []
    rest = text.strip()
    while utf16_length(rest) > limit:
        window = _prefix(rest, limit)
        part, used = _cut(rest, window)
        parts.append(part)
        rest = rest[used:].lstrip()
    return [*parts, rest] if rest else parts


def _cut(text: str, window: int) -> tuple[str, int]:
    """The part to take from the first `window` characters, and how many characters that uses up."""
    for cut in _CUTS:
        ends = [match for match in cut.finditer(text, 0, window + 1) if 0 < match.start() <= window]
        # A cut near the beginning would make a scrap; a lesser one further on reads better.
        if ends and ends[-1].start() >= window // 3:
            part = text[: ends[-1].start()].rstrip()
            if part:
                return part, ends[-1].start()
    end = window
    while end > 1 and (_EXTENDS.match(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    end = end if end > 1 else window
    return text[:end].rstrip(), end


def _prefix(text: str, limit: int) -> int:
    """How many characters of `text` fit into `limit` UTF-16 units (at least one)."""
    units = 0
    for index, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return max(index, 1)
    return len(text)


def clip(text: str, limit: int) -> str:
    """`text` in at most `limit` (3 or more) UTF-16 units, an ellipsis in place of what is cut off."""
    if utf16_length(text) <= limit:
        return text
    return text[: _prefix(text, limit - 1)].rstrip() + "…"


def callback_data(kind: str, target: str = "") -> str:
    """Callback data ``kind:target`` in at most 64 bytes; a target too long becomes its digest.

    Args:
        kind: up to 16 ASCII letters.
        target: any id; `is_target` tells whether received data means it.
    """
    return f"{kind}:{fitted(target, CALLBACK_BYTES - len(kind) - 1)}"


def fitted(target: str, room: int) -> str:
    """`target` itself if it fits into `room` (33 or more) bytes, else its digest; `is_target` tells what it means."""
    return target if len(target.encode()) <= room and not target.startswith("#") else f"#{_digest(target)}"


def is_target(received: str, target: str) -> bool:
    """True if the part of callback data after its colon means `target`."""
    return received == target or received == f"#{_digest(target)}"


def deep_link_payload(target: str) -> str:
    """What goes behind ``?start=`` for an id: itself if Telegram allows it, else its digest."""
    return target if _LINKABLE.fullmatch(target) else f"-{_digest(target)}"


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=_DIGEST).hexdigest()
