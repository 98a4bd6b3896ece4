"""The exceptions that somebody can act on. Expected outcomes are values, not exceptions."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


class SmokError(Exception):
    """The message says what is wrong, where, and what to do about it; it is shown without a traceback."""


class SettingsError(SmokError):
    """For the operator: settings that cannot work, all of them at once, each with its remedy."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class UsageError(SmokError):
    """For the operator: a command line that cannot be done."""


class StorageError(SmokError):
    """For the operator: the database cannot be opened or used."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in a file: where, what, and the remedy."""

    file: str
    line: int
    """Counted from 1; 0 where it concerns the whole file."""
    message: str

    def __str__(self) -> str:
        """Write it as editors understand it: ``topics.yaml:7: what; remedy``."""
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class KnowledgeError(SmokError):
    """For the organiser: what is wrong in a folder of knowledge, all problems in the order of files and lines."""

    def __init__(self, folder: Path, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = len(self.problems)
        head = f"{folder}: {count} problem{'s' * (count != 1)}"
        super().__init__("\n".join([head, *(f"  {problem}" for problem in self.problems)]))
