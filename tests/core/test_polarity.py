"""Yes and no: said where it is surely known what a question claims and whether it is so, and never guessed.

Each line of the table: a moment (or none, before the event), what the answer begins with, and questions that want it.
A dash wants the fact without yes or no: a choice, a twisted question, or one that the known facts do not decide.
"""

import re

import pytest

from bot.core.brain import Brain
from tests.helpers import BEFORE, LAST_DAY, at, say

YES, NO, FACT = r"^(Yes|Tak), ", r"^(No|Nie), ", r"^(?!Yes,|No,|Tak,|Nie,)"

ACCESS = (
    (YES, "public|publicznoś", "Is the concert open to everyone?"),
    (YES, "public", "Can we come to the Jubilee Concert without an invite?"),
    (YES, "public", "We are in town just for three days. May we come to the concert?"),
    (YES, "public", "Are ordinary residents welcome at the concert?"),
    (YES, "publicznoś", "Koncert jest dla każdego, prawda?"),
    (YES, "publicznoś", "Mam tylko godzinę. Mogę wpaść na koncert?"),
    (YES, "publicznoś", "Nie dostałem zaproszenia. Wpuszczą mnie na koncert?"),
    (NO, "public", "Isn't the concert by invitation only?"),
    (NO, "public", "My boss claims the concert is only for members. Is he right?"),
    (NO, "public", "Do I need an invitation for the concert?"),
    (NO, "public", "Will I be turned away from the concert if I am not invited?"),
    (NO, "publicznoś", "Czy na koncert trzeba mieć zaproszenie?"),
    (NO, "publicznoś", "Koleżanka mówi, że koncert jest zamknięty dla publiczności. Czy to prawda?"),
    (NO, "invitation", "Isn't the opening session open to the public?"),
    (NO, "invitation", "The opening session is open to all, right?"),
    (NO, "invitation", "My neighbour says anybody may walk into the opening. Has she got that right?"),
    (NO, "invitation", "I only have a free evening on the 7th. Is the opening something that I could drop in on?"),
    (NO, "invitation", "Can I come to the opening if I'm not invited?"),
    (NO, "zaproszeni", "Mąż twierdzi, że na otwarcie wejdzie każdy. Ma rację?"),
    (NO, "zaproszeni", "Jestem tu tylko do środy. Czy na sesję otwierającą można tak po prostu przyjść?"),
    (NO, "zaproszeni", "Czy otwarcie nie jest przypadkiem dla wszystkich?"),
    (YES, "invitation", "Is the opening a closed event?"),
    (YES, "invitation", "Does one have to be invited to the opening?"),
    (YES, "zaproszeni", "Czy muszę mieć zaproszenie na otwarcie?"),
    (FACT, "invitation", "I have an invitation to the opening; may I come?"),
    (FACT, "public", "Is the concert open to the public or by invitation only?"),
    (FACT, "publicznoś", "Na koncert wpuszczają wszystkich czy tylko zaproszonych?"),
    (FACT, "not been announced", "Is the festival open to everyone?"),
)
DAYS = (
    (NO, "8 October", "Isn't the concert on the 9th?"),
    (YES, "8 October", "Isn't the concert on 8 October?"),
    (NO, "9 October", "The forum is on Wednesday, isn't it?"),
    (YES, "9 October", "Could you confirm that the forum is on 9 October?"),
    (YES, "8 October", "Is the concert before the 9th?"),
    (YES, "9 October", "Is the forum after the 8th?"),
    (NO, "8 October", "Is the concert on the 9th and the forum on the 8th?"),
    (NO, "different", "Are the opening and the concert both on the 7th?"),
    (NO, "7 October", "Does the conference start on the 8th?"),
    (NO, "7–9 October", "Does the conference run from 7 to 10 October?"),
    (YES, "7–9 października", "Czy konferencja trwa od 7 do 9 października?"),
    (NO, "7–9 October", "Is the conference in 2026?"),
    (NO, "evening", "Is the concert in the morning?"),
    (NO, "środę 8 października", "Czy koncert nie jest przypadkiem w czwartek?"),
    (YES, "czwartek", "Forum jest w czwartek, zgadza się?"),
    (NO, "czwartek 9", "Szef mówi, że forum jest ósmego. Ma rację?"),
    (NO, "nie ma nic w piątek 10", "Czy w piątek 10 coś się dzieje?"),
    (NO, "24 September", "The release came out on 24 August, didn't it?"),
    (NO, "24 września", "Czy komunikat jest z 24 sierpnia?"),
    (FACT, "9 October", "My colleague thinks the forum is on the 9th. Am I wrong?"),
    (FACT, "9 October", "Is there nothing on the 9th?"),
    (FACT, "9 October", "When is the forum? I arrive on the 8th."),
    (FACT, "same day", "Are the concert and festival at the same time?"),
)
PLACES = (
    (NO, "Forty Kleparz", "Is the concert at Zinar Castle?"),
    (YES, "Forty Kleparz", "Isn't the concert at Forty Kleparz?"),
    (NO, "different places", "Are the opening and the concert both at the Palace of Fine Arts?"),
    (YES, "different places", "Are the concert and the forum in different places?"),
    (NO, "same place", "Are the concert and the festival in different places?"),
    (YES, "Kraków", "Is the conference in Kraków?"),
    (NO, "Zamku Zinar", "Czy forum nie jest w Fortach Kleparz?"),
    (NO, "w tym samym miejscu", "Czy festiwal i koncert są w różnych miejscach?"),
    (NO, "Kraków", "Is the conference in Warsaw?"),
    (NO, "7–9 October", "Is the conference in Kraków on 12 November?"),
    (NO, "7–9 October", "Is the conference in November?"),
    (NO, "7–9 October", "Is the conference in September?"),
    (NO, "7–9 października", "Czy konferencja jest we wrześniu?"),
    (NO, "środę 8 października", "Czy koncert jest we wrześniu?"),
    (NO, "Mazur", "Did Roth say that innovation, skills and investment go hand in hand?"),
    (NO, "Roth", "Czy Mazur mówił o protekcjonizmie?"),
    (NO, "7–9 października", "To w listopadzie jest ta konferencja, tak?"),
    (YES, "7–9 października", "Czy konferencja jest w październiku?"),
    (YES, "Forum", "Is Zinar Castle a venue of the conference?"),
    (NO, "Palace of Fine Arts", "Does the whole conference take place at Forty Kleparz?"),
    (NO, "Palace of Fine Arts", "is everything at Forty Kleparz?"),
    (NO, "Pałacu Sztuki", "Czy Forty Kleparz to jedyne miejsce konferencji?"),
    (FACT, "Kraków", "Is the conference venue near Zinar Castle?"),
    (NO, "Fortach Kleparz", "Czy koncert jest w pałacu w Warszawie?"),
    (NO, "Opening", "Is the wifi at the Palace of Fine Arts good on Wednesday?"),
    (FACT, "another day: the Opening", "What's on at the palace on 8 October?"),
    (FACT, "Hallam", "Who is the contact for the palace on 8 October?"),
    (YES, "koncert|Koncert", "Czy Forty Kleparz to miejsce konferencji?"),
    (FACT, "Fort", "Koncert będzie w Pałacu Sztuki czy w Fortach Kleparz?"),
)
NUMBERS = (
    (YES, "10th", "Has the conference been going for ten years?"),
    (NO, "10th", "Is it the twenty-fifth edition?"),
    (NO, "10th", "Isn't it the 9th edition?"),
    (NO, "10th", "This is the twentieth anniversary, isn't it?"),
    (NO, "dziesiąta", "Czy konferencja ma dwadzieścia lat?"),
    (NO, "dziesiąta", "To już piętnasta edycja, prawda?"),
    (YES, "3 places", "Are there three venues?"),
    (NO, "3 places", "Is there only one venue?"),
    (NO, "3 days", "Does the conference last two days?"),
    (YES, "3 dni", "Czy konferencja trwa trzy dni?"),
    (NO, "two people", "Are three people quoted in the release?"),
    (FACT, "3 places", "Are there more than two venues?"),
    (FACT, "dziesiąta", "To nie jest dziesiąta edycja, prawda?"),
)
TOPICS = (
    (YES, "multi-stage", "Does the festival have several stages?"),
    (NO, "multi-stage", "Is the festival on one stage only?"),
    (YES, "na wielu scenach", "Czy scen będzie więcej niż jedna?"),
    (FACT, "multi-stage", "Will the festival have one stage or more?"),
    (FACT, "na wielu scenach", "Festiwal będzie miał jedną scenę czy więcej?"),
    (FACT, "multi-stage", "Are there two stages at the festival?"),
    (NO, "permanent", "Is the Forum a one-off?"),
    (YES, "permanent", "Will the Forum continue after this year?"),
    (NO, "stałą platformą", "Czy Forum to jednorazowa impreza?"),
    (FACT, "permanent", "Is the forum permanent or a one-off event?"),
    (NO, "first time", "Has the City been your partner before?"),
    (YES, "first time", "Is the City of Kraków a partner for the first time?"),
    (NO, "po raz pierwszy", "Czy miasto było partnerem także w zeszłym roku?"),
    (NO, "City of Kraków", "Is the Ministry of Culture the strategic partner?"),
    (FACT, "City of Kraków", "Is Warsaw the strategic partner?"),
    (FACT, "Miasto Kraków", "Czy miasto to stały partner konferencji?"),
    (NO, "no embargo", "Isn't the release under embargo?"),
    (YES, "no embargo", "May I publish the release today?"),
    (YES, "angielsku", "Czy jest komunikat po angielsku?"),
    (NO, "Forum", "Is the concert the first initiative under the agreement?"),
)
PEOPLE = (
    (NO, "General Secretary", "Isn't Hallam the spokesperson?"),
    (NO, "Deputy Mayor", "Is Mazur the mayor?"),
    (YES, "przewodniczący", "Czy Roth jest przewodniczącym?"),
    (YES, "zastępca prezydenta", "Mazur to wiceprezydent, prawda?"),
    (NO, "rzeczniczka prezydenta", "Kolega mówi, że Krzemińska jest z ASPIRE. Ma rację?"),
    (FACT, "Spokesperson to the Mayor", "Does Krzemińska work for the mayor?"),
    (FACT, "Deputy Mayor", "Is the deputy mayor a professor?"),
    (YES, "General Secretary", "Is Hallam a media contact?"),
    (NO, "General Secretary", "Is Andrew Hallam the media contact of the city?"),
    (FACT, "Hallam", "Is Hallam the only media contact?"),
    (NO, "Chair", "Is Roth a media contact?"),
    (FACT, "Krzemińska", "Can I contact Joanna Krzemińska about ASPIRE?"),
    (FACT, "Hallam", "Can you give me the contact for the spokesperson of ASPIRE?"),
    (FACT, "Krzemińska", "Is Joanna not the contact?"),
    (FACT, "Hallam", "Are Hallam and Roth both from ASPIRE?"),
)


@pytest.mark.parametrize(("verdict", "fact", "question"), [*ACCESS, *DAYS, *PLACES, *NUMBERS, *TOPICS, *PEOPLE])
def test_yes_and_no_are_said_where_they_are_sure(brain: Brain, verdict: str, fact: str, question: str) -> None:
    text = say(brain, question).text
    assert re.search(verdict, text), text
    assert re.search(fact, text), text


@pytest.mark.parametrize(
    ("now", "verdict", "fact", "question"),
    [
        ("2025-10-07 12:00", NO, "tomorrow", "Is the concert this evening?"),
        ("2025-10-08 12:00", YES, "today", "Is the concert this evening?"),
        ("2025-10-08 09:00", NO, "in the evening", "Is the concert this afternoon?"),
        ("2025-10-08 09:00", FACT, "today", "Is the festival tonight?"),
        ("2025-10-07 09:00", NO, "in the evening", "Is there anything on this morning?"),
        ("2025-10-08 09:00", YES, "Jubilee Concert", "Is anything on this evening?"),
        ("2025-10-08 09:00", YES, "over", "Is the opening over?"),
        ("2025-10-08 09:00", NO, "over", "Is the opening still to come?"),
        ("2025-10-07 09:00", YES, "tomorrow", "Is the concert still to come?"),
        ("2025-10-07 12:00", NO, "jutro", "Czy koncert jest dziś wieczorem?"),
        ("2025-10-07 12:00", FACT, "jutro", "Festiwal jest dzisiaj czy jutro?"),
        ("2025-10-08 12:00", YES, "wczoraj", "Czy otwarcie już było?"),
        ("2025-10-08 12:00", YES, "over: the Opening", "Did the opening take place?"),
        ("2025-10-10 10:00", YES, "wczoraj", "Czy odbyło się forum?"),
        ("2025-10-08 12:00", FACT, "Not yet", "Was there a forum?"),
        ("2025-10-15 12:00", YES, "over", "Did the conference take place?"),
        ("2025-10-15 12:00", YES, "po wszystkim", "Czy doszło do skutku forum?"),
        ("2025-10-08 12:00", YES, "today", "Did the festival take place today?"),
        ("2025-10-07 12:00", YES, "tomorrow", "Is the concert still to be held?"),
        ("2025-10-09 12:00", YES, "7–9 October", "Will today be the last day?"),
        ("2025-10-07 12:00", NO, "7–9 October", "Will today be the last day?"),
        ("2025-10-09 12:00", FACT, "No details.*registration", "Is today the last day to register?"),
        ("2025-10-09 12:00", FACT, "Nie podano", "Czy dziś jest ostatni dzień na zapisy?"),
        ("2025-10-10 10:00", YES, "po wszystkim", "Czy konferencja już się skończyła?"),
    ],
)
def test_yes_and_no_depend_on_the_moment(brain: Brain, now: str, verdict: str, fact: str, question: str) -> None:
    text = say(brain, question, now=at(now)).text
    assert re.search(verdict, text), text
    assert re.search(fact, text), text


@pytest.mark.parametrize(
    ("question", "first"),
    [("Where should I be heading this evening?", "Jubilee Concert"), ("Co jest dziś wieczorem?", "Koncert")],
)
def test_this_evening_is_the_evening_of_today(brain: Brain, question: str, first: str) -> None:
    text = say(brain, question, now=at("2025-10-08 10:00")).text
    assert first in text
    assert "Zinar" not in text


def test_one_question_has_one_verdict(brain: Brain) -> None:
    text = say(brain, "Does it all kick off on the 8th?").text
    assert text.startswith("No, the Opening Session comes first")
    assert "Yes" not in text


@pytest.mark.parametrize(
    ("question", "sessions"),
    [
        ("Where are photos and recordings possible for the press?", {"opening", "concert", "forum"}),
        ("W których punktach programu przewidziano zdjęcia i nagrania?", {"opening", "concert", "forum"}),
        ("Can I take photos and make recordings at the concert?", {"concert"}),
    ],
)
def test_photos_and_recordings_are_one_opportunity(brain: Brain, question: str, sessions: set[str]) -> None:
    answer = say(brain, question, now=BEFORE)
    assert set(answer.entities) == sessions
    assert "about recordings" not in answer.text
    assert "o nagraniach" not in answer.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Bardzo dziękuję. Koncert jest otwarty, czy?", "Koncert Jubileuszowy jest otwarty"),
        ("I am from Porto. Is the concert open, czy?", "the Jubilee Concert is open"),
    ],
)
def test_a_second_sentence_may_end_with_czy(brain: Brain, question: str, told: str) -> None:
    assert told in say(brain, question).text


@pytest.mark.parametrize(
    "message",
    [
        "I arrive on Monday. Is the concert open to the public?",
        "Przyjeżdżam w poniedziałek. Czy koncert jest otwarty dla publiczności?",
    ],
)
def test_a_day_that_is_only_told_is_no_claim(brain: Brain, message: str) -> None:
    assert say(brain, message).text.startswith(("Yes, the Jubilee Concert is open", "Tak, Koncert Jubileuszowy jest"))


@pytest.mark.parametrize("message", ["Can I still go to the concert?", "Czy mogę jeszcze pójść na koncert?"])
def test_to_what_is_over_nobody_is_told_that_they_may_come(brain: Brain, message: str) -> None:
    assert not say(brain, message, now=LAST_DAY).text.startswith(("Yes", "Tak"))
