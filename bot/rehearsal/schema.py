"""Checks every request of the bot against the official schema of the Bot API (bot_api.json)."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("bot_api.json")


class Upload(bytes):
    """An uploaded file after its request was read."""

    name: str = "file"


class Schema:
    """The methods and types of one version of the Bot API."""

    def __init__(self) -> None:
        document = json.loads(_FILE.read_text(encoding="utf-8"))
        self.version: str = document["version"]
        self._methods: dict[str, Any] = document["methods"]
        self._types: dict[str, Any] = document["types"]

    def has(self, method: str) -> bool:
        """True if the Bot API has this method (names are compared without case, as Telegram does)."""
        return method in self._methods

    def read(self, method: str, raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Turn what came over the wire into typed parameters.

        Args:
            method: its official name.
            raw: by parameter: JSON values, texts (as forms carry everything) or uploads.

        Returns:
            The parameters, and every violation of the schema in words.
        """
        fields = {field["name"]: field for field in self._methods[method]["fields"]}
        values = {name: _decoded(value, fields[name]["types"]) for name, value in raw.items() if name in fields}
        unknown = [f"{method}: unknown parameter {name}" for name in raw if name not in fields]
        marked_up = values.get("parse_mode")
        skip = {"text", "caption", "explanation"} if marked_up else set()
        return values, unknown + self._check_fields(method, fields, values, skip)

    def _check_fields(
        self, place: str, fields: Mapping[str, Any], values: Mapping[str, Any], skip: set[str]
    ) -> list[str]:
        problems = [
            f"{place}: {name} is missing" for name, field in fields.items() if field["required"] and name not in values
        ]
        for name, value in values.items():
            field = fields.get(name)
            if field is None:
                problems.append(f"{place}: unknown field {name}")
                continue
            problems += self._check(f"{place}.{name}", field["types"], value)
            if name not in skip:
                problems += _check_length(f"{place}.{name}", field.get("length"), value)
        return problems

    def _check(self, place: str, types: list[str], value: object) -> list[str]:
        """The violations under the type that fits best; none if one of `types` fits."""
        attempts = [self._check_type(place, kind, value) for kind in types]
        return min(attempts, key=len) if attempts else []

    def _check_type(self, place: str, kind: str, value: object) -> list[str]:
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                return [f"{place}: not a list"]
            inner = kind.removeprefix("Array of ")
            return [
                problem
                for index, item in enumerate(value)
                for problem in self._check_type(f"{place}[{index}]", inner, item)
            ]
        if kind in _SIMPLE:
            fits = isinstance(value, _SIMPLE[kind]) and (kind == "Boolean" or not isinstance(value, bool))
            return [] if fits else [f"{place}: not of type {kind}"]
        return self._check_object(place, kind, value)

    def _check_object(self, place: str, kind: str, value: object) -> list[str]:
        definition = self._types.get(kind)
        if kind == "InputFile" and isinstance(value, Upload | str):
            return []
        if kind == "InputFile" or definition is None or not isinstance(value, dict):
            return [f"{place}: not of type {kind}"]
        if definition.get("subtypes"):
            return self._check(place, definition["subtypes"], value)
        fields = {field["name"]: field for field in definition["fields"]}
        return self._check_fields(place, fields, value, set())


_SIMPLE: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
}


def _decoded(value: object, types: list[str]) -> object:
    """Undo the texts in which forms and python-telegram-bot carry numbers and structures."""
    if not isinstance(value, str):
        return value
    if types == ["Boolean"]:
        return {"true": True, "false": False}.get(value.lower(), value)
    structured = [kind for kind in types if kind not in {"String", "InputFile"}]
    if not structured:
        return value
    try:
        decoded: object = json.loads(value)
    except ValueError:
        return value
    # "123" for a parameter that is a number or a name is the number; "[1]" for a text stays a text.
    return decoded


def _check_length(place: str, length: Mapping[str, Any] | None, value: object) -> list[str]:
    if not length or not isinstance(value, str):
        return []
    size = len(value.encode()) if length["unit"] == "bytes" else len(value.encode("utf-16-le")) // 2
    if length["min"] <= size <= length["max"]:
        return []
    return [f"{place}: {size} {length['unit']}, allowed are {length['min']} to {length['max']}"]


@cache
def schema() -> Schema:
    """The schema, read once."""
    return Schema()
