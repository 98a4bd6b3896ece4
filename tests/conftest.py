"""What the tests share: one fitted brain, a chat to talk to it, copies of the knowledge to change or break."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from helpers import KNOWLEDGE, Chat
from hypothesis import HealthCheck, settings

from bot import language_files
from bot.brain_files import load_brain
from bot.core.brain import Brain
from bot.core.lexicon import Intent

# No deadline: a slow machine is no bug. Derandomised: the suite says the same at home and in CI.
settings.register_profile(
    "smok", deadline=None, derandomize=True, max_examples=150, suppress_health_check=list(HealthCheck)
)
settings.load_profile("smok")


@pytest.fixture(scope="session")
def brain() -> Brain:
    """The brain of knowledge/ as the commands load it: from the cache if that serves, else fitted (15 s)."""
    return load_brain(KNOWLEDGE)


@pytest.fixture(scope="session")
def intents() -> Mapping[str, Intent]:
    return language_files.read_intents()


@pytest.fixture
def chat(brain: Brain) -> Chat:
    """A new conversation, a week before the event, in which English is the fallback."""
    return Chat(brain)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of knowledge/ to break, without its cache."""
    target = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, target, ignore=shutil.ignore_patterns(".cache"))
    return target


@pytest.fixture
def edit(folder: Path) -> Callable[..., int]:
    """Replace the first `old` in a file of the copy, and give the line where `new` then stands."""

    def replace(file: str, old: str, new: str) -> int:
        path = folder / file
        text = path.read_text(encoding="utf8")
        assert old in text, f"{file} no longer has {old!r}: choose another place to break"
        path.write_text(text.replace(old, new, 1), encoding="utf8")
        return text[: text.index(old)].count("\n") + 1

    return replace
