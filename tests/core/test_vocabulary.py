"""How usual a word is in questions about events, and what it says by itself."""

import pytest

from bot.core import vocabulary
from bot.core.brain import Brain
from bot.core.entities import Named
from bot.core.vocabulary import Vocabulary


@pytest.mark.parametrize(("ours", "theirs"), [("accreditation", "prescription"), ("akredytacja", "recepta")])
def test_a_word_speaks_for_what_has_it_and_a_strange_one_for_neither(brain: Brain, ours: str, theirs: str) -> None:
    sense = brain.vocabulary.sense
    assert sense(ours).odds_of_elsewhere < 0 < sense(theirs).odds_of_elsewhere
    assert sense("qxvwzk").odds_of_elsewhere == 0


@pytest.mark.parametrize(("word", "form"), [("prescription", "prescriptionless"), ("recepta", "receptami")])
def test_a_rare_form_speaks_as_its_other_forms_do(brain: Brain, word: str, form: str) -> None:
    assert form not in brain.vocabulary.elsewhere
    assert brain.vocabulary.sense(form).odds_of_elsewhere > 0
    assert brain.vocabulary.sense(word).odds_of_elsewhere > 0


def test_what_is_remembered_of_words_is_bounded_and_right_when_it_begins_anew(
    brain: Brain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "_REMEMBERED_WORDS", 3)
    own = Vocabulary(brain.vocabulary.counts, brain.vocabulary.elsewhere)
    words = "when does the jubilee concert begin gdzie szatnia".split()
    assert [own.sense(word) for word in words] == [brain.vocabulary.sense(word) for word in words]
    assert len(own._senses) <= 3  # noqa: SLF001


def test_no_more_than_three_strange_words_are_counted() -> None:
    seen = Vocabulary({"when": 9}).observe(Named((), (), ("when", "aaaa", "bbbb", "cccc", "dddd")))
    assert seen.signs == ("<strange 3>", "<strange 3 none>")
