"""The errors that somebody can act on: the organiser, the operator."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


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


class SmokError(Exception):
    """An error with a remedy; its text is shown without a traceback."""


class KnowledgeError(SmokError):
    """The knowledge is broken: all problems at once, in the order of files and lines."""

    def __init__(self, folder: Path, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = len(self.problems)
        head = f"{folder}: {count} problem{'s' * (count != 1)}"
        super().__init__("\n".join([head, *(f"  {problem}" for problem in self.problems)]))
