"""The linear model learns what it is shown, always the same, and its probabilities are probabilities."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import model as models
from bot.core.fitting import fit
from bot.core.model import UNKNOWN, Example, IntentModel, Observation

WHEN, WHERE = "when", "where"
SENTENCES = {
    WHEN: ["when is @session", "when does @session start", "what day is @session", "when is it", "tell me when"],
    WHERE: [
        "where is @session",
        "where does @session take place",
        "what place is @session",
        "where is it",
        "tell me where",
    ],
}
EXAMPLES: list[Example] = [
    (Observation(tuple(sentence.split())), label)
    for label, own in SENTENCES.items()
    for sentence in own
    for _ in range(3)
]


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return fit(EXAMPLES)


def best(model: IntentModel, text: str) -> str:
    return model.labels[int(model.probabilities(Observation(tuple(text.split()))).argmax())]


@pytest.mark.parametrize("text", ["when is ~session", "so when does it start", "whens is @session"])
def test_it_tells_when_from_where(model: IntentModel, text: str) -> None:
    assert best(model, text) == WHEN
    assert best(model, text.replace("when", "where").replace("start", "place")) == WHERE


def test_pieces_of_words_help_with_words_never_seen(model: IntentModel) -> None:
    assert "wheree" not in model.known
    assert best(model, "wheree") == WHERE


def test_probabilities_add_up_to_one_whatever_is_seen(model: IntentModel) -> None:
    @given(
        st.lists(st.sampled_from(["when", "where", "@session", "?", "8", UNKNOWN, "żółć", "…", "x" * 50]), max_size=12)
    )
    def holds(words: list[str]) -> None:
        probabilities = model.probabilities(Observation(tuple(words)))
        assert probabilities.shape == (2,)
        assert np.isfinite(probabilities).all()
        assert float(probabilities.sum()) == pytest.approx(1, abs=1e-5)

    holds()


def test_asking_twice_gives_the_same(model: IntentModel) -> None:
    seen = Observation(("where", "is", "qwerty"))
    assert np.array_equal(model.probabilities(seen), model.probabilities(seen))


def test_the_same_examples_give_the_same_model(model: IntentModel) -> None:
    again = fit(EXAMPLES)
    assert np.array_equal(again.weights, model.weights)
    assert np.array_equal(again.codes, model.codes)


def test_progress_ends_at_one() -> None:
    heard: list[float] = []
    fit(EXAMPLES, progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1


def test_words_are_counted_that_speak_for_another_label_or_for_none(model: IntentModel) -> None:
    when, where = model.labels.index(WHEN), model.labels.index(WHERE)
    assert model.count_against(["when", "day"], when, where) == 0
    assert model.count_against(["when", "place", "nonsense"], when, where) == 2
    assert model.count_against([], when, where) == 0


def test_what_is_remembered_of_features_is_bounded_and_right_when_it_begins_anew(
    model: IntentModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["when is @session", "where does it take place", "when is it and where", "when is @session"]
    seen = [Observation(tuple(text.split())) for text in texts]
    expected = [model.probabilities(each) for each in seen]
    monkeypatch.setattr(models, "_REMEMBERED_FEATURES", 12)
    forgetful = replace(model)
    assert all(np.array_equal(forgetful.probabilities(each), own) for each, own in zip(seen, expected, strict=True))
    assert len(forgetful._row_of) <= 12  # noqa: SLF001
