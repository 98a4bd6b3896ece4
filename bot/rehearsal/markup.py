"""Reads Telegram's HTML as Telegram does: known tags only, properly nested; what is left is text and entities."""

from html.parser import HTMLParser
from typing import Any

from bot.delivery.limits import utf16_length

Entity = dict[str, Any]

_KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("span", "tg-spoiler"), "spoiler"),
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}


class MarkupError(Exception):
    """Telegram's words for what it cannot read."""


def read_markup(markup: str) -> tuple[str, list[Entity]]:
    """The text that is left when the markup is read, and its entities, counted in UTF-16 units.

    Raises:
        MarkupError: for unknown or wrongly nested tags.
    """
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    if reader.open_tags:
        raise MarkupError(f"Can't find end tag corresponding to start tag {reader.open_tags[-1][0]}")
    entities = [entity for entity in reader.entities if entity["length"]]
    return "".join(reader.text), sorted(entities, key=lambda each: (each["offset"], -each["length"]))


def plain_text(markup: str) -> str:
    """The text alone; raises `MarkupError` as `read_markup` does."""
    return read_markup(markup)[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.units = 0
        self.entities: list[Entity] = []
        self.open_tags: list[tuple[str, Entity]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _KINDS:
            raise MarkupError(f'Unsupported start tag "{tag}"')
        given = dict(attrs)
        entity: Entity = {"type": _KINDS[tag], "offset": self.units, "length": 0}
        if tag == "a":
            entity["url"] = given.get("href") or ""
        if tag == "tg-time":
            entity["unix_time"] = int(unix) if (unix := given.get("unix") or "").isdecimal() else 0
        self.open_tags.append((tag, entity))

    def handle_endtag(self, tag: str) -> None:
        if not self.open_tags or self.open_tags[-1][0] != tag:
            raise MarkupError(f'Unexpected end tag "{tag}"')
        _, entity = self.open_tags.pop()
        entity["length"] = self.units - entity["offset"]
        self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        self.units += utf16_length(data)
