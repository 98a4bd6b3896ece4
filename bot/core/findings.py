"""What a check of the knowledge finds, and the way through its entries."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.knowledge import Knowledge

Way = tuple[str | int, ...]
"""The way to an entry in the merged knowledge: ("sessions", 2, "venue")."""
_LISTS = ("sessions", "venues", "people", "organisations", "subjects", "quotes", "topics", "phrasings")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, where, and the remedy."""

    path: Way
    message: str


def entries(knowledge: Knowledge) -> Iterator[tuple[Way, object]]:
    """Go through the event and the entries of every list."""
    yield ("event",), knowledge.event
    for name in _LISTS:
        for number, entry in enumerate(getattr(knowledge, name)):
            yield (name, number), entry
