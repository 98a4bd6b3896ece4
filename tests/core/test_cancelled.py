"""A session that is cancelled: said first to whatever is asked about it, marked in lists, offered to nobody."""

import pytest

from bot.core.answer import ActionKind, Status
from bot.core.brain import Brain
from bot.core.reminders import default_quiet, plan
from tests.helpers import announced, at, say

GONE = "The Jubilee Concert has been cancelled. It was to be on Wednesday 8 October 2025, in the evening, at Forty"
GONE_PL = "Koncert Jubileuszowy odwołano. Miał się odbyć w środę 8 października 2025 wieczorem, w Fortach Kleparz."


@pytest.fixture
def cancelled(brain: Brain) -> Brain:
    return announced(brain, "concert", status="cancelled")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("when is the concert?", GONE),
        ("gdzie jest koncert?", GONE_PL),
        ("may I come to the concert?", GONE),
        ("o której zaczyna się koncert?", GONE_PL),
        ("what is the concert?", GONE),
        ("ile kosztuje koncert?", GONE_PL),
        ("is there parking at the concert?", GONE),
        ("kto gra na koncercie?", GONE_PL),
        ("who do I contact about the concert?", GONE),
        ("is the concert on 9 October?", GONE),
        ("czy koncert jest odwołany?", GONE_PL),
        ("has anything changed?", GONE),
    ],
)
def test_that_it_is_cancelled_is_said_first_whatever_is_asked_about_it(
    brain: Brain, cancelled: Brain, question: str, told: str
) -> None:
    reply = say(cancelled, question)
    assert reply.text.startswith(told)
    assert reply.status is Status.ANSWERED
    assert "concert" in reply.entities
    assert "cancelled" not in say(brain, question).text


def test_what_still_holds_is_said_after_it(cancelled: Brain) -> None:
    assert "celebrating" in say(cancelled, "what is the concert?").text
    assert "@" in say(cancelled, "who do I contact about the concert?").text


def test_others_named_beside_it_are_answered_as_always(cancelled: Brain) -> None:
    text = say(cancelled, "when are the festival and the concert?").text
    assert "The Festival of Ideas is on Wednesday" in text
    assert GONE in text


def test_lists_mark_it_and_now_leaves_it_out(cancelled: Brain) -> None:
    assert "the Jubilee Concert (cancelled)" in say(cancelled, "what is on the programme?").text
    assert "Koncert Jubileuszowy (odwołany)" in say(cancelled, "co jest w programie?").text
    noon = at("2025-10-08 12:00")
    assert "Concert" not in say(cancelled, "what is on now?", now=noon).text
    assert "Concert" not in say(cancelled, "what comes next?", now=noon).text
    assert "Concert" not in say(cancelled, "what is open to the public?").text
    assert say(cancelled, "how many items are there?").text.startswith("3 items")


def test_nobody_is_reminded_of_it_and_no_bell_is_offered(cancelled: Brain) -> None:
    knowledge = cancelled.knowledge
    assert not any(each.item == "concert" for each in plan(knowledge, default_quiet(knowledge)))
    for question in ("when is the concert?", "remind me about the concert", "what should I be reminded of?"):
        reply = say(cancelled, question)
        assert not any(a.kind is ActionKind.REMIND and a.id == "concert" for a in reply.actions)
        assert reply.follows is None
    assert "nothing left to remind you of" in say(cancelled, "remind me about the concert").text


def test_its_calendar_entry_stays_on_offer_because_it_takes_the_old_one_away(cancelled: Brain) -> None:
    assert [action.kind for action in say(cancelled, "when is the concert?").actions] == [ActionKind.CALENDAR]
