"""The JSON-lines contract inside the process: every line gets a line, whatever it holds."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.answer import Status
from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.questions import reply_to_lines
from tests.helpers import BEFORE

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.fixed_dictionaries(
    {"id": JSON, "q": st.text(max_size=30) | JSON},
    optional={
        "now": JSON | st.just("2025-10-07T10:00+02:00"),
        "follows": JSON,
        "profile_lang": JSON,
        "client_lang": JSON,
    },
)


def reply(brain: Brain, *lines: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in reply_to_lines(lines, brain, now=BEFORE, default=Locale.EN)]


def test_every_line_that_is_not_blank_gets_one_line(brain: Brain) -> None:
    @settings(max_examples=200)
    @given(
        st.lists(
            FIELDS.map(json.dumps).map(str.encode) | st.binary(max_size=20).filter(lambda b: b"\n" not in b), max_size=4
        )
    )
    def holds(lines: list[bytes]) -> None:
        replies = reply(brain, *lines)
        assert len(replies) == sum(bool(line.strip()) for line in lines)
        for answer in replies:
            assert ("error" in answer) != ("text" in answer)
            if "text" in answer:
                assert answer["status"] in set(Status)
                assert answer["lang"] in set(Locale)
                assert 0 <= float(str(answer["confidence"])) <= 1

    holds()


def test_an_error_names_the_line_and_what_to_do(brain: Brain) -> None:
    first, second = reply(brain, b"{", b'{"id": 5}')
    assert (first["line"], second["line"], second["id"]) == (1, 2, 5)
    assert "write one object a line" in str(first["error"])
    assert "q" in str(second["error"])


def test_further_keys_are_let_be(brain: Brain) -> None:
    [answer] = reply(brain, b'{"id": 1, "q": "hello", "kind": "social", "needs": []}')
    assert answer["status"] == "smalltalk"


def test_a_conversation_keeps_the_language_of_its_last_answer(brain: Brain) -> None:
    answers = reply(brain, b'{"id": 1, "q": "gdzie jest koncert?"}', b'{"id": 2, "q": "8?", "follows": 1}')
    assert [answer["lang"] for answer in answers] == ["pl", "pl"]


def test_a_branch_of_a_conversation_does_not_hear_the_other(brain: Brain) -> None:
    answers = reply(
        brain,
        b'{"id": 1, "q": "where is the concert?"}',
        b'{"id": 2, "q": "and the forum?", "follows": 1}',
        b'{"id": 3, "q": "and when is it?", "follows": 1}',
    )
    assert answers[2]["entities"] == ["concert"]
