"""Reads Telegram's HTML as Telegram does: known tags only, properly nested."""

from html.parser import HTMLParser

_TAGS = frozenset(
    (
        *("b", "strong", "i", "em", "u", "ins", "s", "strike", "del"),
        *("span", "tg-spoiler", "tg-emoji", "tg-time", "a", "code", "pre", "blockquote"),
    )
)


class MarkupError(Exception):
    """Telegram's words for what it cannot read."""


def plain_text(markup: str) -> str:
    """The text that is left when the markup is read.

    Raises:
        MarkupError: for unknown or wrongly nested tags.
    """
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    if reader.open_tags:
        raise MarkupError(f"Can't find end tag corresponding to start tag {reader.open_tags[-1]}")
    return "".join(reader.text)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.open_tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag not in _TAGS:
            raise MarkupError(f'Unsupported start tag "{tag}"')
        self.open_tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open_tags or self.open_tags.pop() != tag:
            raise MarkupError(f'Unexpected end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        self.text.append(data)
