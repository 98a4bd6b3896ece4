"""What can be read of knowledge with mistakes: the checks between its entries need not wait until they are mended."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.core.knowledge import (
    Event,
    Knowledge,
    Organisation,
    Person,
    Reminders,
    Session,
    Subject,
    Venue,
)
from bot.core.locale import Model, Phrasings, Text
from bot.core.phrasebook import FIELDS
from bot.core.topics import MorePhrasings, Quote, Topic
from bot.yaml_files import Value

ENTRIES: Mapping[str, type[Model]] = {
    "sessions": Session,
    "venues": Venue,
    "people": Person,
    "organisations": Organisation,
    "subjects": Subject,
    "quotes": Quote,
    "topics": Topic,
    "phrasings": MorePhrasings,
}
"""What each list of the knowledge holds."""


def salvage(merged: Mapping[str, Value], *, is_whole: bool) -> Knowledge:
    """Read what can be read, field by field.

    Args:
        merged: the content of all files.
        is_whole: False where something is missing of which nobody knows what it is, such as a file that is no YAML.

    Returns:
        Knowledge with None for whatever cannot be read, also where a value is required; only `structural_findings`
        takes it. If it is not whole, each list has an entry more, of which nothing is known.
    """
    given = merged.get("phrases")
    phrases = {name: _read(Text, text) for name, text in given.items()} if isinstance(given, dict) else {}
    read: dict[str, Any] = {
        **{name: _list(model, merged.get(name), is_whole=is_whole) for name, model in ENTRIES.items()},
        "event": _entry(Event, merged.get("event")),
        "phrases": phrases if is_whole else dict.fromkeys(FIELDS) | phrases,
        "elsewhere": _read(Phrasings, merged.get("elsewhere", {})),
        "reminders": _read(Reminders, merged.get("reminders", {})),
    }
    return Knowledge.model_construct(**read)


def _list(model: type[Model], given: Value, *, is_whole: bool) -> tuple[Model, ...]:
    entries = [_entry(model, each) for each in given] if isinstance(given, list) else []
    return tuple(entries if is_whole else [*entries, _entry(model, None)])


def _entry(model: type[Model], given: Value) -> Model:
    values: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        if not isinstance(given, dict):
            values[name] = None
        elif name in given:
            values[name] = _read(info.rebuild_annotation(), given[name])
        else:
            values[name] = None if info.is_required() else info.get_default()
    if isinstance(given, dict) and given.get("start") and values["start"] is None:
        values["end"] = None  # which is judged by the start
    return model.model_construct(**values)


def _read(kind: Any, given: Value) -> Any:
    try:
        return _adapter(kind).validate_python(given)
    except ValidationError:
        return None


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
