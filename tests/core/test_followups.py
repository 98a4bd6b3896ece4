"""What a message leaves out because the one before has said it: persons, and what is compared."""

import pytest

from bot.core.brain import Brain
from bot.core.locale import Locale
from tests.helpers import Chat


@pytest.mark.parametrize(
    ("messages", "beginning"),
    [
        (("Who is Przemysław Roth?", "and is he from ASPIRE?"), "Yes, Przemysław Roth"),
        (("Who is Przemysław Roth?", "is he from the city?"), "No, Przemysław Roth"),
        (("who is Joanna Krzemińska?", "does she work for ASPIRE?"), "No, Joanna Krzemińska"),
        (("kim jest Andrew Hallam?", "czy on jest z ASPIRE?"), "Tak, Andrew Hallam"),
        (("kim jest Andrew Hallam?", "a czy on jest z miasta?"), "Nie, Andrew Hallam"),
        (("kto to Joanna Krzemińska?", "czy ona pracuje dla miasta?"), "Tak, Joanna Krzemińska"),
    ],
)
def test_he_and_she_are_the_person_spoken_of(brain: Brain, messages: tuple[str, str], beginning: str) -> None:
    """Even beside an organisation: what is asked is whether the person is its."""
    chat = Chat(brain)
    chat(messages[0])
    assert chat(messages[1]).text.startswith(beginning)


def test_the_english_preposition_on_is_no_person(brain: Brain) -> None:
    """Only in Polish is “on” a man."""
    chat = Chat(brain)
    chat("who is Andrew Hallam?")
    assert "Andrew Hallam is General Secretary" not in chat("what is on at Zinar Castle?").text


def test_of_two_people_neither_is_he(brain: Brain) -> None:
    chat = Chat(brain)
    chat("who is from ASPIRE?")
    assert not chat("is he from the city?").text.startswith(("Yes, Andrew", "No, Andrew", "Yes, Przem", "No, Przem"))


@pytest.mark.parametrize(
    ("messages", "ids", "beginning"),
    [
        (("where is the festival?", "is the concert in the same place?"), {"festival", "concert"}, "Yes, in the same"),
        (("when is the opening?", "is the forum on the same day?"), {"opening", "forum"}, "No, on different days"),
        (("gdzie jest festiwal?", "a koncert w tym samym miejscu?"), {"festival", "concert"}, "Tak, w tym samym"),
        (("kiedy jest otwarcie?", "czy forum jest tego samego dnia?"), {"opening", "forum"}, "Nie, w różne dni"),
    ],
)
def test_one_session_is_compared_with_the_one_spoken_of(
    brain: Brain, messages: tuple[str, str], ids: set[str], beginning: str
) -> None:
    chat = Chat(brain)
    chat(messages[0])
    reply = chat(messages[1])
    assert set(reply.entities) == ids
    assert reply.text.startswith(beginning)


@pytest.mark.parametrize("locale", list(Locale))
def test_a_session_is_not_compared_with_itself(brain: Brain, locale: Locale) -> None:
    questions = {
        Locale.EN: ("where is the concert?", "is the concert on the same day as the forum?"),
        Locale.PL: ("gdzie jest koncert?", "czy koncert jest tego samego dnia co forum?"),
    }
    chat = Chat(brain, locale=locale)
    for question in questions[locale]:
        reply = chat(question)
    assert set(reply.entities) == {"concert", "forum"}
    assert reply.text.startswith(("No,", "Nie,"))


@pytest.mark.parametrize(
    ("messages", "piece"),
    [
        (("has the concert begun?", "ok but which building do I have to go to"), "Forty Kleparz"),
        (("when is the forum?", "which building should I look for"), "Zinar Castle"),
        (("na co mogę przyjść bez zaproszenia?", "a gdzie to jest?"), "w Fortach Kleparz"),
        (("where is the concert?", "is anything there on Thursday too?"), "no"),
        (("gdzie jest koncert?", "w czwartek też tam?"), "na Zamku Zinar"),
        (("how many days to the concert?", "and to that at the castle?"), "Forum"),
    ],
)
def test_a_question_that_names_nothing_is_about_the_session_spoken_of(
    brain: Brain, messages: tuple[str, str], piece: str
) -> None:
    chat = Chat(brain)
    chat(messages[0])
    reply = chat(messages[1])
    assert piece in reply.text
    assert "Palace of Fine Arts" not in reply.text
    assert "Pałacu Sztuki" not in reply.text


def test_everything_is_more_than_the_session_spoken_of(brain: Brain) -> None:
    chat = Chat(brain)
    chat("when is the concert?")
    assert "Zinar Castle" in chat("and where is everything?").text


@pytest.mark.parametrize(
    ("messages", "beginning"),
    [
        (("kim jest Mazur?", "poproszę całość z tytułami"), "Prof. dr hab. Stanisław Mazur"),
        (("Remind me who leads ASPIRE.", "And how does he want companies to act nowadays?"), "“"),
    ],
)
def test_what_leans_on_a_talk_may_be_guessed(brain: Brain, messages: tuple[str, str], beginning: str) -> None:
    chat = Chat(brain)
    chat(messages[0])
    assert chat(messages[1]).text.startswith(beginning)


@pytest.mark.parametrize(
    ("messages", "beginning"),
    [
        (("what time is the opening?", "and that's at the fort, right?"), "No, the Opening Session"),
        (("kiedy jest koncert?", "a to w Fortach Kleparz, tak?"), "Tak, Koncert Jubileuszowy"),
        (("is the concert at Zinar Castle?", "and can I just walk in?"), "Yes, the Jubilee Concert is open"),
        (("where may we film?", "so nothing at the festival?"), "Nothing has been announced about photos"),
        (("whose number is 513 077 541?", "somebody from the city, right?"), "No, Andrew Hallam"),
        (("do I need an invitation on the 7th?", "and the evening after?"), "On Wednesday 8 October"),
        (("When is the concert?", "Is it on Friday?"), "No, the Jubilee Concert is on Wednesday"),
        (("Kiedy jest forum?", "Czy jest w środę?"), "Nie, inauguracja Forum"),
        (("Gdzie jest koncert?", "Czy jest otwarty dla publiczności?"), "Tak, Koncert Jubileuszowy"),
        (("When is the concert?", "And photos?"), "For the media, photo and video"),
    ],
)
def test_a_follow_up_points_to_what_was_spoken_of(brain: Brain, messages: tuple[str, str], beginning: str) -> None:
    chat = Chat(brain)
    chat(messages[0])
    assert chat(messages[1]).text.startswith(beginning)


def test_what_was_excluded_before_is_not_excluded_of_another_place(brain: Brain) -> None:
    chat = Chat(brain)
    chat("what is on besides the concert?")
    assert chat("and at the palace?").entities == ("opening", "palace")


@pytest.mark.parametrize(
    "message", ["three sides meet in the Forum, remind me which?", "przypomnij mi, kto tworzy Forum"]
)
def test_who_wants_to_be_told_again_wants_no_reminder(brain: Brain, message: str) -> None:
    assert not {"remind", "reminders", "unremind"} & set(Chat(brain)(message).intents)


@pytest.mark.parametrize(
    ("messages", "piece", "other"),
    [
        (("whose number is 513 077 541?", "and what e-mail address has he got?"), "andrew@", "joanna"),
        (("czyj to numer: 513 077 541?", "aha, a jaki ma adres mailowy?"), "andrew@", "joanna"),
        (("whom can I ring?", "and where may we film, apart from the opening?"), "Jubilee Concert", "Palace"),
    ],
)
def test_a_follow_up_is_about_who_was_told_of(brain: Brain, messages: tuple[str, str], piece: str, other: str) -> None:
    chat = Chat(brain)
    chat(messages[0])
    text = chat(messages[1]).text
    assert piece in text
    assert other not in text
