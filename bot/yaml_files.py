"""Read YAML that people write by hand: safely, strictly, and remembering the line of everything.

The traps of YAML are closed: ``no`` and ``on`` are words, ``10:30`` is text, a repeated key is an error, tags,
anchors and aliases (which can explode) are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.errors import Problem

LARGEST_FILE = 5_000_000
"""Bytes; a programme of 10,000 sessions has about 4 MB."""
_INTEGER = re.compile(r"-?(?:0|[1-9]\d*)")
_FLOAT = re.compile(r"-?\d+\.\d+")

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]
Path_ = tuple[str | int, ...]
"""The way to a value: keys and positions in lists."""


@dataclass(frozen=True)
class Document:
    """One file: its content, and the line (from 1) of every value by its path."""

    file: str
    content: dict[str, Value]
    lines: dict[Path_, int]
    problems: tuple[Problem, ...]

    def line(self, path: Path_) -> int:
        """Give the line of a value, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path_, int] = {}
        self.problems: list[Problem] = []

    def problem(self, node: yaml.Node, message: str) -> None:
        self.problems.append(Problem(self.file, node.start_mark.line + 1, message))

    def value(self, node: yaml.Node, path: Path_) -> Value:
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return dict(self._entries(node, path))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, n)) for n, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return _scalar(node)

    def _entries(self, node: yaml.MappingNode, path: Path_) -> Iterator[tuple[str, Value]]:
        seen: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.problem(key, "a key must be a word; remove the brackets")
                continue
            name = str(key.value)
            if name in seen:
                self.problem(key, f'"{name}" stands here again (first in line {seen[name]}); remove one of them')
                continue
            seen[name] = key.start_mark.line + 1
            yield name, self.value(value, (*path, name))
            self.lines[*path, name] = key.start_mark.line + 1


def _scalar(node: yaml.ScalarNode) -> Value:
    text = str(node.value)
    if node.style:  # quoted, or a block: text whatever it looks like
        return text
    if text in {"", "~", "null"}:
        return None
    if text in {"true", "false"}:
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def read_yaml(path: Path) -> Document:
    """Read one file; whatever is wrong with it is in `problems`, and nothing is raised."""
    name = path.name

    def broken(line: int, message: str) -> Document:
        return Document(name, {}, {}, (Problem(name, line, message),))

    try:
        data = path.read_bytes()
    except OSError as error:
        return broken(0, f"cannot be read ({error.strerror}); check the file and its permissions")
    if len(data) > LARGEST_FILE:
        return broken(0, f"is larger than {LARGEST_FILE // 1_000_000} MB; split it into several files")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return broken(data[: error.start].count(b"\n") + 1, "is not UTF-8 text; save the file as UTF-8")
    try:
        if refused := _refused(text):
            return broken(*refused)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or "not YAML"
        return broken(mark.line + 1 if mark else 0, f"cannot be read as YAML ({why}); check indents, quotes and colons")
    except RecursionError:
        return broken(0, "is nested too deeply; remove brackets")
    if node is None:
        return Document(name, {}, {}, ())
    if not isinstance(node, yaml.MappingNode):
        return broken(1, 'must begin with a key such as "sessions:"')
    reader = _Reader(name)
    content = reader.value(node, ())
    assert isinstance(content, dict)
    return Document(name, content, reader.lines, tuple(reader.problems))


def _refused(text: str) -> tuple[int, str] | None:
    """Find what hand-written files do not need and attackers do: tags, anchors, aliases, several documents."""
    documents = 0
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            return line, "anchors (&) and aliases (*) are not allowed; write the text out"
        if isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None) and event.tag != "!":  # type: ignore[attr-defined]
            return line, "tags (!) are not allowed; remove it, or put the text in quotes"
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                return line, 'a second document ("---") is not allowed; remove the line'
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > 12:  # noqa: PLR2004  (the deepest of ours is 6)
            return line, "is nested too deeply; remove brackets"
    return None


@dataclass(frozen=True, slots=True)
class ListEnd:
    """Where one more item of a list can be written."""

    place: int
    """Characters from the beginning of the text."""
    is_inline: bool
    """Whether the list stands in brackets."""
    is_empty: bool
    indent: int
    """Blanks before the dash of an item; of a list in brackets, nothing."""


def find_list_end(text: str, path: Path_) -> ListEnd | None:
    """Find the end of the list at a path, in a text that `read_yaml` has found nothing wrong with; None without one."""
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    for step in path:
        node = _child(node, step)
    if not isinstance(node, yaml.SequenceNode):
        return None
    if node.flow_style:
        return ListEnd(node.end_mark.index - 1, is_inline=True, is_empty=not node.value, indent=0)
    last = _last_scalar(node)
    place = last.end_mark.index
    if place and text[place - 1] == "\n":  # a block scalar ends where the next line begins
        return ListEnd(place, is_inline=False, is_empty=False, indent=node.start_mark.column)
    end = text.find("\n", place)  # a comment behind the last item stays with it
    return ListEnd(end + 1 if end >= 0 else len(text), is_inline=False, is_empty=False, indent=node.start_mark.column)


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item: yaml.Node = node.value[step]
        return item
    return None


def _last_scalar(node: yaml.Node) -> yaml.Node:
    """Find what stands last: the end of a block collection is only known where the next one begins."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node
