"""What is said of comparisons and of the timetable."""

from datetime import time

import pytest

from bot.core.answer import Status
from bot.core.brain import Brain
from tests.helpers import announced, say


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("what else is on the same day as the festival?", {"festival", "concert"}),
        ("co jeszcze jest tego samego dnia co koncert?", {"festival", "concert"}),
        ("what else is on the same day as the forum?", {"forum"}),
    ],
)
def test_the_same_day_as_one_session_is_that_day(brain: Brain, question: str, ids: set[str]) -> None:
    assert set(say(brain, question).entities) == ids


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("is anything else on the same day as the concert?", "Yes, on Wednesday 8 October"),
        ("is anything else on the same day as the forum?", "On Thursday 9 October"),
        ("czy coś jeszcze jest tego samego dnia co festiwal?", "Tak, w środę 8 października"),
        ("czy coś jeszcze jest tego samego dnia co forum?", "W czwartek 9 października"),
    ],
)
def test_a_session_alone_on_its_day_is_nothing_else(brain: Brain, question: str, beginning: str) -> None:
    assert say(brain, question).text.startswith(beginning)


@pytest.mark.parametrize(
    "question", ["what else is in the same place as the concert?", "co jeszcze jest w tym samym miejscu co koncert?"]
)
def test_the_same_place_as_one_session_is_that_place(brain: Brain, question: str) -> None:
    assert set(say(brain, question).entities) == {"festival", "concert", "forty-kleparz"}


@pytest.mark.parametrize("question", ["may I have the timetable?", "poproszę harmonogram godzinowy"])
def test_the_timetable_is_the_programme_as_far_as_it_is_announced(brain: Brain, question: str) -> None:
    everything = {session.id for session in brain.knowledge.sessions}
    untimed = say(brain, question)
    assert untimed.status is Status.NOT_ANNOUNCED
    assert set(untimed.entities) == everything
    assert "imes have not been announced" in untimed.text or "godzin nie podano" in untimed.text
    timed = say(announced(brain, "concert", start=time(19, 30)), question)
    assert timed.status is Status.ANSWERED
    assert set(timed.entities) == everything
    assert "19:30" in timed.text


@pytest.mark.parametrize(
    "question", ["what is the timetable of the concert?", "jaki jest harmonogram godzinowy festiwalu?"]
)
def test_the_timetable_of_one_session_is_not_the_whole_programme(brain: Brain, question: str) -> None:
    reply = say(brain, question)
    assert reply.status is Status.NOT_ANNOUNCED
    assert len(set(reply.entities) & {session.id for session in brain.knowledge.sessions}) == 1


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("is the concert part of the conference?", "Yes, the Jubilee Concert is on the programme"),
        ("czy koncert jest częścią konferencji?", "Tak, Koncert Jubileuszowy jest w programie"),
    ],
)
def test_a_session_is_part_of_the_event(brain: Brain, question: str, beginning: str) -> None:
    reply = say(brain, question)
    assert reply.text.startswith(beginning)
    assert reply.text.count("8 ") == 1  # its day is said once


@pytest.mark.parametrize(
    ("question", "piece"),
    [("is the Forum a one-off event?", "permanent"), ("czy Forum to jednorazowe wydarzenie?", "stałą")],
)
def test_a_session_that_is_called_an_event_is_what_is_asked_about(brain: Brain, question: str, piece: str) -> None:
    assert piece in say(brain, question).text
