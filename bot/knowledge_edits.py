"""Additions to knowledge/ that the bot writes itself: proposed as text, checked on a copy, written when confirmed.

Text is put where a list ends and nothing else is touched, so comments and layout stay as people made them.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from bot.brain_files import CACHE, MODEL, problems_of
from bot.core.knowledge import Knowledge
from bot.core.locale import Locale
from bot.core.text import fold
from bot.errors import KnowledgeError, Problem
from bot.knowledge_files import read_knowledge
from bot.yaml_files import ListEnd, Path_, find_list_end, read_yaml

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

_CHECKED = {cache: cache.with_name(f"checked-{cache.name}") for cache in (CACHE, MODEL)}
"""Cache → where what was made for a check waits until the edit is written."""
LONGEST_ID = 48
"""Characters; see `knowledge.Id`."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One file as it would be."""

    file: str
    content: str
    shown: str
    """The lines that are new, indented as in the file, so that they can be added by hand."""
    was: str
    """Digest of the file that the edit is of: what people have changed since must not be lost."""


@dataclass(frozen=True, slots=True)
class NewTopic:
    """A topic about to be written."""

    asked: Mapping[Locale, Sequence[str]]
    answer: Mapping[Locale, str]
    source: str


def add_phrasing(folder: Path, topic: str, locale: Locale, sentence: str) -> Edit:
    """Propose one more way of asking for a topic.

    Raises:
        KnowledgeError: if the files are broken, or the topic's list cannot be added to.
    """
    path, number = _find_topic(folder, topic)
    return _added(folder, path, ("topics", number, "asked", locale.value), [_quoted(sentence)])


def add_topic(folder: Path, topic: NewTopic) -> Edit:
    """Propose a new topic, at the end of the file that holds the others.

    Raises:
        KnowledgeError: if the files are broken, or hold no list of topics that can be added to.
    """
    knowledge, _ = read_knowledge(folder)
    path = next((path for path in sorted(folder.glob("*.yaml")) if "topics" in read_yaml(path).content), None)
    if path is None:
        raise KnowledgeError(folder, [Problem("topics.yaml", 0, 'has no list of topics; begin it with "topics:"')])
    first = {locale: topic.asked[locale][0] for locale in Locale}
    lines = [f"id: {new_id(first[Locale.EN], knowledge)}", "asked:"]
    for locale in Locale:
        lines += [f"  {locale.value}:", *(f"    - {_quoted(sentence)}" for sentence in topic.asked[locale])]
    lines += ["answer:", *(f"  {locale.value}: {_quoted(topic.answer[locale])}" for locale in Locale)]
    lines.append(f"source: {_quoted(topic.source)}")
    lines += ["tests:", *(f"  {locale.value}: [{_quoted(first[locale])}]" for locale in Locale)]
    return _added(folder, path, ("topics",), lines)


def new_id(question: str, knowledge: Knowledge) -> str:
    """Make an id of a question, one that nothing has."""
    stem = re.sub(r"[^a-z0-9]+", "-", fold(question)).strip("-")[: LONGEST_ID - 4].strip("-") or "topic"
    taken = knowledge.by_id.keys() | knowledge.topic_by_id.keys()
    return next(id_ for id_ in (stem, *(f"{stem}-{n}" for n in range(2, 999))) if id_ not in taken)


class Check:
    """Checks the knowledge as it would be, on a copy, as ``check`` does; takes 10–40 s, in a process of its own.

    Args:
        folder: of the knowledge.
        edit: of one of its files.
    """

    def __init__(self, folder: Path, edit: Edit) -> None:
        self._folder = folder
        self._edit = edit
        self._answer, self._telling = get_context("spawn").Pipe(duplex=False)
        self._process: BaseProcess | None = None

    def run(self) -> tuple[Problem, ...]:
        """Wait for the result; what was fitted is kept until the edit is written."""
        with tempfile.TemporaryDirectory(prefix="smok-check-") as place:
            copy = Path(place) / "knowledge"
            shutil.copytree(self._folder, copy, ignore=shutil.ignore_patterns(".*", "*.bak"))
            (copy / self._edit.file).write_text(self._edit.content, encoding="utf8")
            process = get_context("spawn").Process(target=_tell_problems, args=(copy, self._telling), daemon=True)
            process.start()
            self._process = process
            self._telling.close()
            try:
                problems: tuple[Problem, ...] = self._answer.recv()
            except EOFError:
                problems = (Problem(self._edit.file, 0, "could not be checked; try again"),)
            process.join()
            if not problems:
                for cache, checked in _CHECKED.items():
                    _move(copy / cache, self._folder / checked)
        return problems

    def stop(self) -> None:
        """End it at once: who waits in `run` is told that it could not be checked."""
        if self._process is not None:
            self._process.kill()


def _tell_problems(folder: Path, telling: Connection) -> None:
    telling.send(problems_of(folder))


def write_edit(folder: Path, edit: Edit, *, now: datetime) -> Path:
    """Write a file anew, and keep the old one beside it; returns where that is.

    Raises:
        KnowledgeError: if the file has changed since, or cannot be written.
    """
    path = folder / edit.file
    backup = path.with_name(f"{path.name}.{now:%Y-%m-%dT%H-%M-%S}.bak")  # no *.yaml: the loader leaves it out
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        if _digest(path) != edit.was:
            raise KnowledgeError(folder, [Problem(edit.file, 0, "has changed meanwhile; propose the addition again")])
        shutil.copy2(path, backup)
        partial.write_text(edit.content, encoding="utf8")
        shutil.copymode(path, partial)
        for cache, checked in _CHECKED.items():
            _move(folder / checked, folder / cache)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise KnowledgeError(folder, [_unwritable(edit.file, error.strerror or str(error))]) from None
    return backup


def is_writable(folder: Path) -> bool:
    """Whether files of the folder can be replaced, as far as the system tells beforehand."""
    return os.access(folder, os.W_OK | os.X_OK) and all(os.access(path, os.W_OK) for path in folder.glob("*.yaml"))


def _unwritable(file: str, why: str) -> Problem:
    return Problem(file, 0, f"cannot be written ({why}); add the lines by hand, or give the bot a folder it may write")


def _added(folder: Path, path: Path, to: Path_, lines: Sequence[str]) -> Edit:
    was = _digest(path)
    text = path.read_text(encoding="utf-8-sig")
    end = find_list_end(text, to)
    if end is None or (end.is_inline and len(lines) > 1):
        where = ".".join(str(step) for step in to)
        raise KnowledgeError(folder, [Problem(path.name, 0, f"{where} is no list, one item a line; add it by hand")])
    new = _item(text, end, lines)
    return Edit(path.name, text[: end.place] + new + text[end.place :], new.strip("\n").removeprefix(", "), was)


def _item(text: str, end: ListEnd, lines: Sequence[str]) -> str:
    if end.is_inline:
        return lines[0] if end.is_empty else f", {lines[0]}"
    blanks = " " * end.indent
    breaks = "" if end.place == 0 or text[end.place - 1] == "\n" else "\n"
    return breaks + "".join(f"{blanks}{'- ' if n == 0 else '  '}{line}\n" for n, line in enumerate(lines))


def _find_topic(folder: Path, topic: str) -> tuple[Path, int]:
    for path in sorted(folder.glob("*.yaml")):
        topics = read_yaml(path).content.get("topics")
        for number, entry in enumerate(topics if isinstance(topics, list) else []):
            if isinstance(entry, dict) and entry.get("id") == topic:
                return path, number
    raise KnowledgeError(folder, [Problem("topics.yaml", 0, f'has no topic "{topic}"; choose another')])


def _move(fitted: Path, target: Path) -> None:
    """Spare the bot the same work again: what was fitted for the copy serves the folder once the edit is in it."""
    with contextlib.suppress(OSError):  # then it is fitted again; a cache of other files is not used
        target.parent.mkdir(exist_ok=True)
        shutil.move(fitted, target)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _quoted(text: str) -> str:
    """Write any text as one line of YAML: what JSON writes is YAML as well."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
