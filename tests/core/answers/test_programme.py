"""What is said of the programme: now, first and last, and which of several."""

from datetime import datetime, time

import pytest

from bot.core.brain import Brain
from tests.helpers import FIRST_DAY, LAST_DAY, SECOND_DAY, announced, at, say


@pytest.mark.parametrize(
    ("question", "id_"),
    [
        ("what comes first, the concert or the forum?", "concert"),
        ("what comes last, the festival or the opening?", "festival"),
        ("co jest pierwsze: forum czy koncert?", "concert"),
        ("co jest ostatnie: festiwal czy otwarcie?", "festival"),
    ],
)
def test_first_and_last_are_told_among_the_sessions_named(brain: Brain, question: str, id_: str) -> None:
    """Without a yes or a no, in whichever order they are named."""
    reply = say(brain, question)
    assert reply.entities == (id_,)
    assert not reply.text.startswith(("Yes", "No", "Tak", "Nie"))


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("does it all begin on the 8th?", "No, the Opening Session comes first"),
        ("does it all begin on 7 October?", "Yes, the Opening Session comes first"),
        ("czy wszystko zaczyna się 7 października?", "Tak, pierwszy punkt programu to sesja otwierająca"),
        ("czy zaczyna się 8 października?", "Nie, pierwszy punkt programu to sesja otwierająca"),
        ("does it end on Friday?", "No, the Forum launch comes last"),
    ],
)
def test_whether_it_begins_or_ends_on_a_day_is_true_or_not(brain: Brain, question: str, beginning: str) -> None:
    assert say(brain, question).text.startswith(beginning)


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("is today the last day?", "Yes, the 10th", "No, the 10th"),
        ("is today the last day of the conference?", "Yes, the 10th", "No, the 10th"),
        ("czy dziś jest ostatni dzień?", "Tak, 10.", "Nie, 10."),
        ("czy dzisiaj to już ostatni dzień konferencji?", "Tak, 10.", "Nie, 10."),
    ],
)
def test_whether_a_day_is_the_last_one_is_true_or_not(brain: Brain, question: str, yes: str, no: str) -> None:
    assert say(brain, question, now=LAST_DAY).text.startswith(yes)
    assert say(brain, question, now=FIRST_DAY).text.startswith(no)


@pytest.mark.parametrize("question", ["is today the last day to register?", "czy dziś jest ostatni dzień zapisów?"])
def test_the_last_day_of_something_else_is_not_the_last_day_of_the_event(brain: Brain, question: str) -> None:
    assert "–9" not in say(brain, question, now=LAST_DAY).text


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("is anything on now, I mean tomorrow?", "Yes, tomorrow, Wednesday 8 October"),
        ("what is on now tomorrow?", "Tomorrow, Wednesday 8 October"),
        ("czy jutro coś trwa?", "Tak, jutro, w środę 8 października"),
    ],
)
def test_now_with_another_day_is_that_day(brain: Brain, question: str, beginning: str) -> None:
    reply = say(brain, question, now=FIRST_DAY)
    assert reply.entities == ("festival", "concert")
    assert reply.text.startswith(beginning)


@pytest.mark.parametrize("question", ["what is on at Forty Kleparz now?", "czy coś teraz jest w Fortach Kleparz?"])
@pytest.mark.parametrize(("now", "is_told"), [(SECOND_DAY, True), (FIRST_DAY, False)])
def test_now_at_a_place_says_that_times_are_not_known_on_the_day_itself(
    brain: Brain,
    question: str,
    now: datetime,
    is_told: bool,  # noqa: FBT001
) -> None:
    text = say(brain, question, now=now).text
    assert ("times have not been announced" in text or "godzin nie podano" in text) is is_told


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what is on in 8 days?", "Wednesday 8 October"),
        ("co jest za tydzień?", "We wtorek 7 października"),
        ("co się dzieje 9-go?", "W czwartek 9 października"),
        ("is there anything a week from now?", "Yes, on Tuesday 7 October"),
        ("czy coś jest w weekend?", "Nie, w programie nie ma nic w sobotę 4 października"),
    ],
)
def test_a_day_that_is_counted_gives_its_sessions(brain: Brain, question: str, said: str) -> None:
    assert said in say(brain, question).text


@pytest.mark.parametrize("question", ["What is on from 7 to 9 October?", "Co jest od 7 do 9 października?"])
def test_a_range_of_days_has_the_days_between(brain: Brain, question: str) -> None:
    assert set(say(brain, question).entities) == {"opening", "festival", "concert", "forum"}


@pytest.mark.parametrize(
    ("question", "said"), [("Has it started?", "last day"), ("Czy to już koniec?", "ostatni dzień")]
)
def test_the_last_day_is_said_to_be_the_last(brain: Brain, question: str, said: str) -> None:
    text = say(brain, question, now=LAST_DAY).text
    assert said in text
    assert "Forum" in text


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2025-10-07 18:00", "begins today, Tuesday 7 October, and runs until 9 October. Starting times have not"),
        ("2025-10-07 22:30", "It is on now: the 10th ASPIRE Annual Conference began today"),
        ("2025-10-08 09:00", "It is on now: the 10th ASPIRE Annual Conference began yesterday"),
    ],
)
def test_on_the_first_day_nothing_is_said_to_have_begun_that_may_not_have(brain: Brain, moment: str, said: str) -> None:
    assert said in say(brain, "has it started yet?", now=at(moment)).text


def test_once_the_first_start_is_announced_it_decides(brain: Brain) -> None:
    timed = announced(brain, "opening", start=time(18, 30))
    assert "begins today" in say(timed, "has it started yet?", now=at("2025-10-07 18:00")).text
    assert "began today" in say(timed, "has it started yet?", now=at("2025-10-07 18:40")).text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("parking at the Palace of Fine Arts on Wednesday?", "nothing on the programme at the Palace of Fine Arts on"),
        (
            "My invitation says the Palace of Fine Arts on Wednesday. Surely that's wrong?",
            "on another day: the Opening",
        ),
        ("what is on at the forts apart from the festival?", "Concert"),
        ("yo whens the party at the forts", "Festival of Ideas is on Wednesday"),
    ],
)
def test_a_place_is_taken_with_the_day_and_the_session_beside_it(brain: Brain, question: str, said: str) -> None:
    assert said in say(brain, question).text


def test_where_and_a_wrong_day_are_both_answered(brain: Brain) -> None:
    text = say(brain, "where is the concert today?", now=FIRST_DAY).text
    assert "Forty Kleparz" in text
    assert "not on 7 October" in text


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("may we record video at the opening?", "photo"),
        ("will the opening be recorded?", "recording"),
        ("when was the ninth edition?", "previous_editions"),
        ("when is the 11th annual conference?", "next_edition"),
        ("Od którego do którego jest ta konferencja? Jedna osoba mówi, że dzień, a druga, że tydzień.", "when"),
    ],
)
def test_what_is_asked_depends_on_the_words_beside_it(brain: Brain, question: str, intent: str) -> None:
    assert say(brain, question).intents[0] == intent


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("parking at Forty Kleparz on 8 October?", "On Wednesday 8 October 2025: the Festival of Ideas"),
        ("w co się ubrać 7 października do Pałacu Sztuki?", "sesja otwierająca"),
    ],
)
def test_beside_what_is_not_announced_of_a_place_stands_what_is_on_there_then(
    brain: Brain, question: str, said: str
) -> None:
    assert said in say(brain, question).text


def test_a_form_of_its_own_name_makes_a_session_no_other(brain: Brain) -> None:
    assert "festival" in say(brain, "ten festiwal smoczy był wczoraj?", now=LAST_DAY).entities
