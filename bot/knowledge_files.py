"""Read knowledge/: YAML files → `Knowledge`, every problem at file:line with its remedy."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from bot.core.knowledge import Knowledge
from bot.errors import KnowledgeError, Problem
from bot.salvage import ENTRIES, salvage
from bot.yaml_files import Document, Path_, Value, read_yaml

_LISTS = tuple(ENTRIES)
_MAPPINGS = ("phrases",)


class Origins:
    """Where each entry of the merged knowledge stands, so that every problem can name file and line."""

    def __init__(self) -> None:
        self._entries: dict[Path_, tuple[Document, Path_]] = {}

    def add(self, merged: Path_, document: Document, own: Path_) -> None:
        """Note that a merged entry comes from a path in a document."""
        self._entries[merged] = (document, own)

    def problem(self, path: Path_, message: str) -> Problem:
        """Make a problem of the value at a path of the merged knowledge."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._entries:
                document, own = self._entries[path[:length]]
                return Problem(document.file, document.line((*own, *path[length:])), message)
        return Problem("event.yaml", 0, message)


@dataclass(frozen=True, slots=True)
class Draft:
    """A folder as it was read, with its mistakes."""

    knowledge: Knowledge
    """If there are problems, only what could be read: see `salvage`."""
    origins: Origins
    problems: tuple[Problem, ...]


def read_knowledge(folder: Path) -> tuple[Knowledge, Origins]:
    """Read every ``*.yaml`` of a folder and merge them; raise `KnowledgeError` if something cannot be read."""
    draft = read_draft(folder)
    if draft.problems:
        raise KnowledgeError(folder, draft.problems)
    return draft.knowledge, draft.origins


def read_draft(folder: Path) -> Draft:
    """Read every ``*.yaml`` of a folder and merge what can be read; raise `KnowledgeError` if there are none."""
    paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not paths:
        raise KnowledgeError(folder, [Problem(str(folder), 0, "has no *.yaml files; give the folder of your event")])
    documents = [read_yaml(path) for path in paths]
    merged, origins, problems = _merge(documents)
    problems += [problem for document in documents for problem in document.problems]
    try:
        knowledge = Knowledge.model_validate(merged)
    except ValidationError as error:
        found = error.errors()
        is_whole = not problems and all(len(each["loc"]) > 1 for each in found)
        knowledge = salvage(merged, is_whole=is_whole)
        problems += [
            _explained(origins, e["loc"], e["type"], e["msg"], e.get("ctx", {}))
            for e in found
            if not (problems and e["type"] == "missing" and len(e["loc"]) == 1)  # it stands in a file that is broken
        ]
    else:
        knowledge = salvage(merged, is_whole=False) if problems else knowledge
    return Draft(knowledge, origins, tuple(problems))


def _merge(documents: Iterable[Document]) -> tuple[dict[str, Value], Origins, list[Problem]]:
    merged: dict[str, Value] = {}
    origins = Origins()
    problems = []
    for document in documents:
        for key, value in document.content.items():
            if key in _LISTS and isinstance(value, list):
                entries = merged.setdefault(key, [])
                assert isinstance(entries, list)
                for number, entry in enumerate(value):
                    origins.add((key, len(entries)), document, (key, number))
                    entries.append(entry)
            elif key in _MAPPINGS and isinstance(value, dict):
                phrases = merged.setdefault(key, {})
                assert isinstance(phrases, dict)
                for name, phrase in value.items():
                    origins.add((key, name), document, (key, name))
                    phrases[name] = phrase
            elif key in {*_LISTS, *_MAPPINGS}:
                what = "a list: begin each entry with -" if key in _LISTS else "keys and texts"
                problems.append(Problem(document.file, document.line((key,)), f'"{key}" must hold {what}'))
            else:
                origins.add((key,), document, (key,))
                merged[key] = value
    return merged, origins, problems


_REMEDIES = {
    "extra_forbidden": "is not a known key; correct its spelling or remove it",
    "string_pattern_mismatch": "is not written as it should be; {hint}",
    "date_from_datetime_parsing": "is not a date; write it as 2030-05-14",
    "date_parsing": "is not a date; write it as 2030-05-14",
    "date_type": "is not a date; write it as 2030-05-14",
    "time_parsing": 'is not a time; write it as "19:30"',
    "time_type": 'is not a time; write it as "19:30"',
    "string_too_short": "is empty; write the text, or leave the key out",
    "string_type": "must be text; put it in quotes",
}
_HINTS = {
    "id": "use small letters, digits and hyphens, such as gala-concert",
    "email": "write an e-mail address, such as name@example.org",
    "phone": "write it in international form, such as +48 123 456 789",
    "website": "write a web address, such as https://example.org",
    "registration_url": "write a web address, such as https://example.org",
}


def _explained(
    origins: Origins, where: tuple[int | str, ...], kind: str, message: str, context: dict[str, object]
) -> Problem:
    name = str(where[-1])
    if kind == "missing" and name in {"en", "pl"}:
        language = {"en": "English", "pl": "Polish"}[name]
        return origins.problem(where[:-1], f'{where[-2]} has no {language} text; add "{name}:"')
    if kind == "missing":
        return origins.problem(where[:-1], f'"{name}" is missing; add it')
    if kind == "literal_error":
        return origins.problem(where, f"{name} must be one of {context.get('expected')}")
    remedy = _REMEDIES.get(kind, message.removeprefix("Value error, "))
    hint = _HINTS.get(name, "look at a neighbouring entry")
    return origins.problem(where, f"{name} {remedy.format(hint=hint)}")
