"""A session is found by what it is about, if just one is about that."""

import pytest

from bot.core.brain import Brain
from bot.core.described import with_described
from bot.core.locale import Phrasings
from bot.core.reading import Ask, mention_of
from bot.core.text import tokenise
from tests.helpers import announced, say

HIKE = Phrasings(en=("mountain walk",), pl=("górska wędrówka", "górską wędrówkę"))


def described(brain: Brain, text: str, ask: Ask | None = None) -> tuple[str, ...]:
    return with_described(ask or Ask("when"), tokenise(text), brain).of_kind("session")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("when is some evening with songs", ("concert",)),
        ("the thing about academia, when is it", ("forum",)),
        ("kiedy jest wieczór z muzyką", ("concert",)),
        ("to wydarzenie o pomysłach, kiedy", ("festival",)),
        ("a session on songs and academia", ()),
        ("do you like songs", ()),
        ("a meeting about beekeeping", ()),
    ],
)
def test_words_of_one_session_beside_a_word_for_sessions_describe_it(
    brain: Brain, text: str, ids: tuple[str, ...]
) -> None:
    assert described(brain, text) == ids


@pytest.mark.parametrize(
    ("text", "locale"), [("which session is the mountain walk", "en"), ("impreza z górską wędrówką", "pl")]
)
def test_another_event_describes_its_own_sessions(brain: Brain, text: str, locale: str) -> None:
    assert described(brain, text) == ()
    assert described(announced(brain, "festival", hints=HIKE), text) == ("festival",), locale


def test_all_words_of_a_hint_are_needed(brain: Brain) -> None:
    hiking = announced(brain, "festival", hints=HIKE)
    assert described(hiking, "the event on the mountain") == ()


def test_what_two_sessions_share_describes_neither(brain: Brain) -> None:
    both = announced(announced(brain, "festival", hints=HIKE), "forum", hints=HIKE)
    assert described(both, "the mountain walk session") == ()


def test_what_is_named_needs_no_description(brain: Brain) -> None:
    text = "is the evening with songs"
    opening = Ask("when", (mention_of(brain, "opening"),))
    assert described(brain, text, opening) == ("opening",)
    assert described(brain, text, Ask("parking")) == ()


def test_a_described_session_is_answered_for(brain: Brain) -> None:
    assert say(brain, "which evening has some music?").entities == ("concert",)
    assert say(brain, "kiedy będzie wieczór z muzyką?").entities == ("concert",)
