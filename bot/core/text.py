"""Step 1 of 4, hear: turn what was typed into plain, comparable words.

`clean` keeps what a person would read; `fold` takes case and accents away; `tokenise` cuts words.
"""

import re
import unicodedata
from functools import lru_cache

LONGEST_MESSAGE = 2_000
"""Characters that are read of one message: a question buried deeper than that is not found by people either."""

_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""Whitespace, control characters and separators of lines."""
_LATIN = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)  # letters without a decomposition in Unicode, so NFKD alone leaves them
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‑": "-", "−": "-"})
_TOKEN = re.compile(
    r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+"  # an e-mail address
    r"|(?:https?://|www\.)[^\s<>\"]+[^\s<>\".,;:!?)]"  # a web address
    r"|[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:com|org|net|eu|pl|info|io|uk|de)(?![\w.-])"  # the same without www
    r"|\{\w+\}"  # a slot of a phrasing in the language data
    r"|\d+(?:[.:/]\d+)*(?:st|nd|rd|th|am|pm|-?(?:t?ego|go))?(?![a-z0-9])"  # 8, 8th, 8-go, 08.10, 19:30, 10am
    r"|[^\W_]+(?:'[^\W_]+)*"  # a word, with an apostrophe inside
    r"|[?!+&/;,:]|(?<!\d)\.|\.(?! [a-z])",  # marks that separate questions; „11. edycja” is one thing
)


def clean(text: str) -> str:
    """Make it what a reader sees: NFC, no invisible or control characters, single spaces, not too long.

    Idempotent; equal for NFC and NFD input. Lone surrogates are dropped.
    """
    text = text[: 2 * LONGEST_MESSAGE]
    is_clean = text.isascii() and text.isprintable() and "  " not in text
    if not is_clean:
        text = text.encode("utf-8", "ignore").decode("utf-8")
        text = _SPACES.sub(" ", unicodedata.normalize("NFC", _INVISIBLE.sub("", text)))
        text = unicodedata.normalize("NFC", text)  # what a removed character has kept apart
    return text.strip()[:LONGEST_MESSAGE].strip()


@lru_cache(maxsize=4096)  # words come again and again, and each message is folded for several ends
def fold(text: str) -> str:
    """Lower case without accents: ``"Łódź"`` → ``"lodz"``. Idempotent."""
    if text.isascii():
        return text.replace("`", "'").lower()
    text = text.translate(_QUOTES).lower().translate(_LATIN)
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower().translate(_LATIN)


def tokenise(text: str) -> list[str]:
    """Cut cleaned text into folded words, numbers, addresses and separating marks."""
    return list(_tokens(text))


@lru_cache(maxsize=64)  # each message is cut for several ends
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(fold(text)))


def has_polish_letters(text: str) -> bool:
    """Whether a letter stands in it that English does not have and Polish has."""
    return any(c in "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ" for c in text)
