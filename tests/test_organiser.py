"""An organiser fills in a field, and the answers change by themselves."""

from datetime import date, time

import pytest

from bot.core.answer import Answer, Status
from bot.core.brain import Brain
from bot.core.locale import Text
from tests.helpers import announced, at, say

FREE = Text(en="Admission is free of charge.", pl="Wstęp jest bezpłatny.")
STREET = Text(en="1 Example Street, Kraków", pl="ul. Przykładowa 1, Kraków")
PARKING = Text(en="There is a car park behind the fort.", pl="Za fortem jest parking.")


def told(reply: Answer) -> bool:
    return reply.status is Status.ANSWERED


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what time does the concert start?", "19:30"),
        ("o której zaczyna się koncert?", "19:30"),
        ("when is the concert?", "at 19:30"),
        ("kiedy jest koncert?", "o godz. 19:30"),
    ],
)
def test_a_start_time_is_told_when_it_is_announced(brain: Brain, question: str, said: str) -> None:
    assert said not in say(brain, question).text
    reply = say(announced(brain, "concert", start=time(19, 30)), question)
    assert told(reply)
    assert said in reply.text


def test_start_and_end_are_told_together(brain: Brain) -> None:
    timed = announced(brain, "concert", start=time(19, 30), end=time(22))
    assert "from 19:30 to 22:00" in say(timed, "when is the concert?").text
    assert "w godz. 19:30–22:00" in say(timed, "kiedy jest koncert?").text


def test_with_times_now_is_exact(brain: Brain) -> None:
    timed = announced(
        announced(brain, "concert", start=time(19, 30), end=time(22)), "festival", start=time(10), end=time(18)
    )
    assert "festival" in say(timed, "what is on now?", now=at("2025-10-08 12:00")).entities
    assert say(timed, "what's next?", now=at("2025-10-08 12:00")).entities == ("concert",)
    assert " was " in say(timed, "when is the concert?", now=at("2025-10-08 22:30")).text


@pytest.mark.parametrize("question", ["what is the address of Forty Kleparz?", "jaki jest adres Fortów Kleparz?"])
def test_an_address_is_told_when_it_is_announced(brain: Brain, question: str) -> None:
    assert say(brain, question).status is Status.NOT_ANNOUNCED
    reply = say(announced(brain, "forty-kleparz", address=STREET), question)
    assert told(reply)
    assert "1" in reply.text
    assert STREET[reply.locale] in reply.text


@pytest.mark.parametrize(
    "question", ["how much does the concert cost?", "ile kosztuje wejście na koncert?", "is the concert free?"]
)
def test_a_price_is_told_when_it_is_announced(brain: Brain, question: str) -> None:
    assert say(brain, question).status is Status.NOT_ANNOUNCED
    reply = say(announced(brain, "concert", price=FREE), question)
    assert told(reply)
    assert FREE[reply.locale].lower() in reply.text.lower()


def test_access_is_told_when_it_is_announced(brain: Brain) -> None:
    question = "czy mogę przyjść na festiwal?"
    assert say(brain, question).status is Status.NOT_ANNOUNCED
    assert say(announced(brain, "festival", access="public"), question).text.startswith(
        "Tak, Festiwal Idei jest otwarty"
    )
    assert say(announced(brain, "festival", access="invitation"), question).text.startswith("Nie, ")


def test_a_place_to_register_is_told_when_it_is_announced(brain: Brain) -> None:
    url = "https://example.org/register"
    opened = announced(brain, "festival", access="registration", registration_url=url)
    for question in (
        "how do I register for the festival?",
        "jak się zapisać na festiwal?",
        "may I come to the festival?",
    ):
        assert url in say(opened, question).text


@pytest.mark.parametrize("question", ["is there parking at the concert?", "czy przy Fortach Kleparz jest parking?"])
def test_a_detail_is_told_when_it_is_announced(brain: Brain, question: str) -> None:
    """Parking is announced for the place; it answers for what is on there, and is not said to be unannounced."""
    reply = say(announced(brain, "forty-kleparz", details={"parking": PARKING}), question)
    assert told(reply)
    assert PARKING[reply.locale] in reply.text
    elsewhere = say(
        announced(brain, "forty-kleparz", details={"parking": PARKING}), "is there parking at Zinar Castle?"
    )
    assert elsewhere.status is Status.NOT_ANNOUNCED


@pytest.mark.parametrize(
    ("attribute", "question"),
    [
        ("livestream", "is there a live stream?"),
        ("cloakroom", "czy jest szatnia?"),
        ("dress_code", "what is the dress code?"),
        ("wifi", "is there wifi?"),
        ("food", "will there be food?"),
    ],
)
def test_a_detail_of_the_event_is_told_when_it_is_announced(brain: Brain, attribute: str, question: str) -> None:
    if attribute not in brain.lexicon.attributes:
        pytest.fail(f"{attribute} is no attribute; there are {sorted(brain.lexicon.attributes)}")
    detail = Text(en="That is announced now.", pl="To już wiadomo.")
    reply = say(announced(brain, brain.knowledge.event.id, details={attribute: detail}), question)
    assert told(reply)
    assert detail[reply.locale] in reply.text


def test_a_session_that_moves_is_told_at_its_new_day_and_place(brain: Brain) -> None:
    moved = announced(brain, "concert", on=date(2025, 10, 9), venue="zinar")
    assert "Thursday 9 October 2025, in the evening, at Zinar Castle" in say(moved, "when is the concert?").text
    assert say(moved, "is the concert on 8 October?").text.startswith("No,")
    assert set(say(moved, "what is on at Zinar Castle?").entities) >= {"forum", "concert"}


def test_a_new_phone_number_is_known_by_its_owner(brain: Brain) -> None:
    changed = announced(brain, "roth", phone="+48 600 700 800", email="roth@example.org")
    assert "+48 600 700 800" in say(changed, "jaki jest numer do Przemysława Rotha?").text


def test_the_owner_of_a_new_number_is_known(brain: Brain) -> None:
    changed = announced(brain, "roth", phone="+48 600 700 800")
    assert say(changed, "whose number is 600 700 800?").entities == ("roth",)


def test_a_number_of_nobody_is_nobodys(brain: Brain) -> None:
    assert not any(
        person.name.en in say(brain, "whose number is 123 456 789?").text for person in brain.knowledge.people
    )


def test_a_new_website_is_told(brain: Brain) -> None:
    changed = announced(brain, "aspire", website="https://example.org/new")
    assert "https://example.org/new" in say(changed, "what is ASPIRE's website?").text
