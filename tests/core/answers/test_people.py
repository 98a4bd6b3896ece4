"""What is said of people and their organisations."""

import pytest

from bot.core.answer import Status
from bot.core.brain import Brain
from tests.helpers import Chat, say


@pytest.mark.parametrize(
    ("question", "ids", "beginning"),
    [
        ("who works at ASPIRE?", ("aspire", "hallam", "roth"), "At ASPIRE: "),
        ("who is from the city?", ("city", "krzeminska", "mazur"), "At the City of Kraków: "),
        ("kto jest po stronie miasta?", ("city", "krzeminska", "mazur"), "Po stronie Miasta Kraków: "),
        ("kto pracuje w ASPIRE?", ("aspire", "hallam", "roth"), "W ASPIRE: "),
    ],
)
def test_who_is_of_an_organisation_is_all_its_people(
    brain: Brain, question: str, ids: tuple[str, ...], beginning: str
) -> None:
    reply = say(brain, question)
    assert reply.entities == ids
    assert reply.text.startswith(beginning)


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("is Przemysław Roth from ASPIRE?", "Yes, Przemysław Roth"),
        ("is Andrew Hallam with the City of Kraków?", "No, Andrew Hallam"),
        ("is Joanna Krzemińska with ASPIRE?", "No, Joanna Krzemińska"),
        ("is Przemysław Roth the chair of the City of Kraków?", "No, Przemysław Roth"),
        ("czy Przemysław Roth jest z ASPIRE?", "Tak, Przemysław Roth"),
        ("czy Joanna Krzemińska jest z ASPIRE?", "Nie, Joanna Krzemińska"),
    ],
)
def test_whether_somebody_is_of_an_organisation_is_true_or_not(brain: Brain, question: str, beginning: str) -> None:
    assert say(brain, question).text.startswith(beginning)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("what is the full name of the concert?", ("“Jubilee Concert”", "„Koncert Jubileuszowy”")),
        ("what's the official name of the forum, for our badges", ("University–Business–City Forum”",)),
        ("what is the full name of the thing at Forty Kleparz?", ("Festival of Ideas”", "“Jubilee Concert”")),
        ("jaka jest pełna nazwa forum?", ("„Inauguracja Krakowskiego Forum", "University–Business–City Forum”")),
        ("jak po angielsku nazywa się koncert?", ("“Jubilee Concert”",)),
    ],
)
def test_a_full_name_is_given_in_both_languages(brain: Brain, question: str, names: tuple[str, ...]) -> None:
    text = say(brain, question).text
    assert all(name in text for name in names)


@pytest.mark.parametrize(
    ("question", "author"),
    [
        ("who said the bit about a sweet spot?", "roth"),
        ("whose quote is it that speaks of protectionism and a community?", "roth"),
        ("who says that investment and skills go hand in hand?", "mazur"),
        ("czyje to słowa o geopolityce i protekcjonizmie?", "roth"),
        ("kto powiedział, że innowacje i inwestycje idą w parze?", "mazur"),
    ],
)
def test_a_quote_is_found_by_what_it_says(brain: Brain, question: str, author: str) -> None:
    assert say(brain, question).entities == (author,)


@pytest.mark.parametrize("question", ["website of Kraków", "jaka jest strona internetowa Krakowa?"])
def test_the_website_of_the_city_is_not_that_of_the_event(brain: Brain, question: str) -> None:
    assert "dlabiznesu.krakow.pl" in say(brain, question).text


@pytest.mark.parametrize("question", ["can my wife come with me to the concert?", "czy mogę zabrać żonę na koncert?"])
def test_whoever_one_brings_to_a_public_session_is_the_public(brain: Brain, question: str) -> None:
    reply = say(brain, question)
    assert reply.status is Status.ANSWERED
    assert "public" in reply.text


@pytest.mark.parametrize("question", ["who is ASPIRE?", "kto to jest ASPIRE?"])
def test_who_an_organisation_is_is_what_it_is(brain: Brain, question: str) -> None:
    assert "GBS" in say(brain, question).text


@pytest.mark.parametrize(
    "question", ["who is the spokesperson for ASPIRE?", "who is ASPIRE's spokesperson?", "kto jest rzecznikiem ASPIRE?"]
)
def test_a_role_beside_an_organisation_that_has_none_such_is_that_of_its_contact(brain: Brain, question: str) -> None:
    assert say(brain, question).entities == ("hallam",)


@pytest.mark.parametrize(
    ("question", "said", "status"),
    [
        (
            "Who is the chair of the City of Kraków?",
            "That has not been announced. Przemysław Roth is Chair of ASPIRE",
            Status.NOT_ANNOUNCED,
        ),
        (
            "kto jest przewodniczącym miasta?",
            "Tego nie ogłoszono. Przemysław Roth to przewodniczący ASPIRE",
            Status.NOT_ANNOUNCED,
        ),
        ("who is the chair of ASPIRE?", "Przemysław Roth is Chair of ASPIRE", Status.ANSWERED),
    ],
)
def test_nobody_is_given_a_role_that_another_organisation_has(
    brain: Brain, question: str, said: str, status: Status
) -> None:
    reply = say(brain, question)
    assert reply.text.startswith(said)
    assert reply.status is status


def test_a_role_that_is_theirs_is_whose_it_is(brain: Brain) -> None:
    assert say(brain, "who is the city's spokesperson?").entities == ("krzeminska",)
    assert say(brain, "nie ASPIRE, tylko rzecznik miasta – kto to?").entities == ("krzeminska",)


def test_after_a_person_a_question_for_the_role_needs_no_pronoun(brain: Brain) -> None:
    talk = Chat(brain)
    talk("who said that the city's strength lies in its talent?")
    assert "Deputy Mayor" in talk("and the exact position?").text
    assert talk("who is Kowalski?").status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Poproszę pełną wypowiedź Przemysława Rotha.", "dwóch dekad"),
        ("that vice mayor they quote, what's his full name?", "Mazur is Deputy Mayor"),
    ],
)
def test_a_persons_words_in_full_are_not_the_full_name(brain: Brain, question: str, said: str) -> None:
    assert said in say(brain, question).text


def test_two_sites_are_both_given(brain: Brain) -> None:
    text = say(brain, "the conference website and the website of ASPIRE please").text
    assert "thedragonsteeth" in text
    assert "www.aspire.org.pl" in text


@pytest.mark.parametrize("question", ["where can I download the logo of ASPIRE?", "skąd pobrać logo ASPIRE?"])
def test_of_files_only_what_is_announced_is_said(brain: Brain, question: str) -> None:
    assert say(brain, question).status is Status.NOT_ANNOUNCED


def test_the_words_of_a_quote_are_given_to_who_asks_for_them(brain: Brain) -> None:
    text = say(brain, "Give me the line with “sweet spot” and whose it is").text
    assert "sweet spot" in text
    assert "Przemysław Roth" in text
