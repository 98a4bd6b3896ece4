"""A brain from the cache is the brain that was fitted; the cache serves only what it was made of."""

import ast
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from bot import brain_files
from bot.brain_files import CACHE, MODEL, load_brain
from bot.core.brain import Brain
from bot.core.lexicon import Intent
from bot.core.teaching import fit_model
from bot.core.vocabulary import vocabulary_of
from tests.helpers import AFTER, BEFORE, KNOWLEDGE, ROOT, say

QUESTIONS = (
    "where is the concert?",
    "kto może wejść na otwarcie?",
    "is there parking?",
    "what is on at Zinar Castle?",
    "Taylor Swift concert",
    "dzięki",
    "who is Roth and what did he say?",
)


@pytest.fixture(scope="module")
def stored(brain: Brain, intents: Mapping[str, Intent], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of knowledge with the cache that this brain leaves."""
    folder = tmp_path_factory.mktemp("stored")
    for path in KNOWLEDGE.glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    brain_files._cache_model(folder, "lesson", brain.model)  # noqa: SLF001
    vocabulary = vocabulary_of(intents, brain.knowledge)
    brain_files._to_cache(folder, brain_files._digest(folder), "lesson", brain, vocabulary)  # noqa: SLF001
    return folder


@pytest.fixture
def reading(stored: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The stored folder; whoever tries to fit fails at once."""

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("the cache should have served")

    monkeypatch.setattr(brain_files, "_built", fail)
    return stored


def test_a_stored_brain_has_the_same_model(brain: Brain, reading: Path) -> None:
    """Feature by feature: a model whose rows have shifted still answers, but nonsense."""
    again = load_brain(reading)
    assert again.model.labels == brain.model.labels
    assert again.model.known == brain.model.known
    assert np.array_equal(again.model.codes, brain.model.codes)
    assert np.array_equal(again.model.rows, brain.model.rows)
    assert np.array_equal(again.model.weights, brain.model.weights)
    assert again.knowledge == brain.knowledge
    assert again.lexicon == brain.lexicon


def test_a_stored_brain_gives_the_same_answers(brain: Brain, reading: Path) -> None:
    again = load_brain(reading)
    for question in QUESTIONS:
        for now in (BEFORE, AFTER):
            assert say(again, question, now=now) == say(brain, question, now=now)


def _imports(module: str) -> set[str]:
    """Give the modules of the core that one imports."""
    tree = ast.parse((ROOT / "bot" / "core" / f"{module}.py").read_text(encoding="utf8"))
    froms = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {name.removeprefix("bot.core.") for name in froms if name.startswith("bot.core.")}


def test_a_change_of_any_module_that_teaches_makes_the_model_be_fitted_anew() -> None:
    """All that teaching imports counts, but for what only holds data: that is looked at itself."""
    found, ahead = set[str](), {"teaching"}
    while ahead:
        module = ahead.pop()
        found.add(module)
        ahead |= _imports(module) - found
    assert found - {"knowledge", "lexicon", "topics", "fields"} == set(brain_files._TEACHING)  # noqa: SLF001


CUT = None


@pytest.mark.parametrize("damaged", [CACHE, MODEL])
@pytest.mark.parametrize("spoil", [b"", b"not a zip file", CUT])
def test_a_damaged_cache_is_as_good_as_none(folder: Path, stored: Path, damaged: Path, spoil: bytes | None) -> None:
    shutil.copytree(stored / ".cache", folder / ".cache")
    assert brain_files._from_cache(folder, brain_files._digest(folder)) is not None  # noqa: SLF001
    data = (stored / damaged).read_bytes()
    (folder / damaged).write_bytes(data[: len(data) // 2] if spoil is None else spoil)
    assert brain_files._from_cache(folder, brain_files._digest(folder)) is None  # noqa: SLF001


def test_any_change_of_the_knowledge_makes_the_cache_stale(folder: Path) -> None:
    before = brain_files._digest(folder)  # noqa: SLF001
    with (folder / "venues.yaml").open("a", encoding="utf8") as file:
        file.write("\n# a comment\n")
    assert brain_files._digest(folder) != before  # noqa: SLF001


class FittedError(Exception):
    """A model was to be fitted."""


@pytest.fixture
def unfitted(brain: Brain, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the knowledge with nothing cached but its model; whoever tries to fit one fails at once."""

    def fail(*_: object, **__: object) -> None:
        raise FittedError

    assert brain  # its model is cached by now
    (folder / MODEL).parent.mkdir()
    shutil.copyfile(KNOWLEDGE / MODEL, folder / MODEL)
    monkeypatch.setattr("bot.core.teaching.fit_model", fail)
    return folder


def test_whoever_corrects_an_answer_does_not_wait_for_a_fit(unfitted: Path, edit: Callable[..., int]) -> None:
    edit("venues.yaml", "source: press release", "source: the press release")
    load_brain(unfitted)
    assert (unfitted / CACHE).exists()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("venues.yaml", "fine arts building]", "fine arts building, arts building]"),
        ("phrasings.yaml", "what number are we on this year", "what number are we on this time"),
    ],
)
def test_new_names_and_phrasings_are_learnt(
    unfitted: Path, edit: Callable[..., int], file: str, old: str, new: str
) -> None:
    edit(file, old, new)
    with pytest.raises(FittedError):
        load_brain(unfitted)


def test_where_nothing_may_be_written_it_works_all_the_same(brain: Brain, tmp_path: Path) -> None:
    (tmp_path / ".cache").write_text("a file in the way of the folder", encoding="utf8")
    brain_files._to_cache(tmp_path, "digest", "lesson", brain, {})  # noqa: SLF001
    brain_files._cache_model(tmp_path, "lesson", brain.model)  # noqa: SLF001
    assert [path.name for path in tmp_path.iterdir()] == [".cache"]


def test_fitting_twice_gives_the_same_model(brain: Brain, intents: Mapping[str, Intent]) -> None:
    """The same files give the same bot everywhere; progress runs from 0 to 1."""
    heard: list[float] = []
    model = fit_model(brain.knowledge, intents, progress=heard.append)
    assert np.array_equal(model.weights, brain.model.weights)
    assert np.array_equal(model.codes, brain.model.codes)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
