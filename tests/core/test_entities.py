"""The things, people, places and days that a message names."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.brain import Brain
from bot.core.entities import Named
from bot.core.text import tokenise

TODAY = date(2025, 9, 30)


def find(brain: Brain, text: str) -> Named:
    return brain.gazetteer.find(tuple(tokenise(text)), today=TODAY)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("w Pałacu Sztuki", ["palace"]),
        ("do Joanny Krzemińskiej", ["krzeminska"]),
        ("na Fortach Kleparz", ["forty-kleparz"]),
        ("na zamku zinar", ["zinar"]),
        ("o Koncercie Jubileuszowym", ["concert"]),
        ("the dragons teeth", ["festival"]),
        ("concert and forum", ["concert", "forum"]),
        ("Przemysława Rotha z ASPIRE", ["roth", "aspire"]),
        ("nothing of ours", []),
    ],
)
def test_names_are_found_in_every_form(brain: Brain, text: str, ids: list[str]) -> None:
    assert [mention.id for mention in find(brain, text).things] == ids


def test_the_longest_name_wins(brain: Brain) -> None:
    [mention] = find(brain, "opening session the creative city").things
    assert (mention.id, mention.start, mention.end) == ("opening", 0, 5)


def test_a_common_word_is_generic_and_a_full_name_is_not(brain: Brain) -> None:
    assert find(brain, "concert").things[0].is_generic
    assert not find(brain, "jubilee concert").things[0].is_generic


def test_names_and_days_are_masked_and_the_rest_is_kept(brain: Brain) -> None:
    masked = find(brain, "when is the jubilee concert at zinar castle on thursday").masked
    assert masked == ("when", "is", "@session", "at", "@venue", "on", "@day")


def test_mentions_never_overlap_and_stay_inside(brain: Brain) -> None:
    pool = sorted(brain.gazetteer.words) + "8 9 october 7th friday of the tomorrow 10 day środy".split()

    @given(st.lists(st.sampled_from(pool), max_size=14))
    def holds(words: list[str]) -> None:
        named = brain.gazetteer.find(tuple(words), today=TODAY)
        spans = sorted([(m.start, m.end) for m in named.things] + [(d.start, d.end) for d in named.days])
        assert all(0 <= start < end <= len(words) for start, end in spans)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))

    holds()
