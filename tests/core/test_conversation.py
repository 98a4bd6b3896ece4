"""The whole flow: any text is only text; context, topics and languages over several messages."""

import unicodedata
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.answer import Answer, Status
from bot.core.brain import Brain
from bot.core.conversation import CONTEXT_LASTS, LONGEST_REMEMBERED, MOST_REMEMBERED
from bot.core.locale import Locale
from tests.helpers import BEFORE, Chat, say

EN, PL = Locale.EN, Locale.PL
WORDS = st.sampled_from(
    "gdzie kiedy jest koncert forum where when is the concert opening who Roth Hallam środa 8 9.10 tomorrow jutro ? , "
    "contact kontakt Zinar czy można wejść and the day after it a 2026-13-45 31.02 +48 @ {session} {0} %s None".split()
)
ALMOST_QUESTIONS = st.lists(WORDS, max_size=25).map(" ".join)


def test_no_text_raises(brain: Brain) -> None:
    """Each text of any kind gets a text, a language and a status."""

    @settings(max_examples=400)
    @given(st.text(max_size=300) | ALMOST_QUESTIONS | st.text(alphabet=st.characters(), min_size=1, max_size=40))
    @example("\ud800\udfff lone")
    @example("\x00\x1b[31m")
    @example("ا " * 1_500)
    @example("\u202egdzie jest koncert\u202c")
    @example("\u200b")
    @example("א where is the concert ב")
    @example("()[]{}\\'\"%&")
    @example("1" * 3_000)
    @example("gdzie " * 600)
    @example("31.02 30 February 2025-02-30 day 99 99th")
    def holds(text: str) -> None:
        reply = say(brain, text)
        assert reply.text.strip()
        assert reply.locale in Locale
        assert reply.status in Status
        assert 0 <= reply.confidence <= 1
        assert "None" not in reply.text
        reply.text.encode("utf8")

    holds()


@pytest.mark.parametrize("letter", ["ا", "a", "ż"])
@pytest.mark.parametrize("length", [99, 3_000])
def test_a_word_without_end_is_only_a_word(brain: Brain, letter: str, length: int) -> None:
    assert say(brain, letter * length).status is Status.UNKNOWN


@pytest.mark.parametrize("marks", ["👍", "😂😂😂", "🐉 ❤️", "?", "??!", "...", ":)"])
def test_what_has_no_words_is_talk_that_asks_nothing(brain: Brain, marks: str) -> None:
    assert say(brain, marks).status is Status.SMALLTALK
    assert say(brain, f"{marks} when is the concert").status is Status.ANSWERED


def test_a_conversation_of_anything_never_raises(brain: Brain) -> None:
    @settings(max_examples=60)
    @given(st.lists(ALMOST_QUESTIONS | st.text(max_size=30), max_size=6))
    def holds(messages: list[str]) -> None:
        chat = Chat(brain)
        for message in messages:
            assert chat(message).text

    holds()


QUESTIONS = (
    "Gdzie odbędzie się Koncert Jubileuszowy?",
    "Kto może wejść na Sesję otwierającą w środę?",
    "Who is Joanna Krzemińska?",
    "Is there parking at the Palace of Fine Arts?",
    "Jaki numer ma Przemysław Roth?",
    "is the Dragon’s Teeth festival on 9 October",
    "pogoda w Łodzi na jutro",
)


def _same(one: Answer, other: Answer) -> bool:
    return (one.text, one.locale, one.status, one.entities) == (other.text, other.locale, other.status, other.entities)


@pytest.mark.parametrize("question", QUESTIONS)
def test_composed_and_decomposed_letters_get_the_same_answer(brain: Brain, question: str) -> None:
    nfc, nfd = (say(brain, unicodedata.normalize(form, question)) for form in ("NFC", "NFD"))
    assert _same(nfc, nfd)


@pytest.mark.parametrize("question", QUESTIONS)
def test_invisible_characters_and_spaces_change_nothing(brain: Brain, question: str) -> None:
    plain = say(brain, question)

    @settings(max_examples=20)
    @given(st.lists(st.sampled_from("\u200b\u200d\u2060\ufeff\u00ad\u200f"), min_size=1, max_size=5), st.randoms())
    def holds(marks: list[str], chance: object) -> None:
        spoilt = question.replace(" ", "  \t ")
        for mark in marks:
            place = chance.randrange(len(spoilt) + 1)  # type: ignore[attr-defined]
            spoilt = spoilt[:place] + mark + spoilt[place:]
        assert _same(plain, say(brain, f" \n{spoilt}  "))

    holds()


@pytest.mark.parametrize("question", ["gdzie jest koncert", "where is the concert"])
def test_case_does_not_matter(brain: Brain, question: str) -> None:
    assert say(brain, question).text == say(brain, question.upper()).text == say(brain, question.title()).text


def test_a_long_message_is_answered_from_its_beginning(brain: Brain) -> None:
    assert "Fort" in say(brain, "where is the concert? " + "bla " * 800).text


def test_a_follow_up_leans_on_the_message_before(chat: Chat) -> None:
    chat("where is the concert?")
    reply = chat("and when?")
    assert reply.entities == ("concert",)
    assert "8 October" in reply.text


def test_the_same_is_asked_of_something_else(chat: Chat) -> None:
    chat("when is the concert?")
    reply = chat("and the forum?")
    assert reply.entities == ("forum",)
    assert "9 October" in reply.text


def test_a_polish_follow_up_asks_about_access(chat: Chat) -> None:
    chat("kiedy jest koncert?")
    reply = chat("a czy można wejść?")
    assert reply.text.startswith("Tak")
    assert reply.entities == ("concert",)


def test_it_goes_on_from_day_to_day(chat: Chat) -> None:
    assert chat("what is on on 7 October?").entities == ("opening",)
    assert chat("and the day after?").entities == ("festival", "concert")
    assert chat("and the day after?").entities == ("forum",)


def test_a_question_for_the_next_day_gets_no_yes(chat: Chat) -> None:
    chat("what is on on 7 October?")
    assert not chat("and the day after?").text.startswith("Yes")


def test_the_day_after_a_session_is_the_next_day(chat: Chat) -> None:
    chat("kiedy jest Festiwal Idei?")
    chat("a czy można wejść?")
    assert chat("and the day after?").entities == ("forum",)


def test_a_person_stays_the_person_spoken_of(chat: Chat) -> None:
    chat("kto jest rzecznikiem miasta?")
    assert "536 333 066" in chat("jaki ma telefon?").text
    chat("who is the deputy mayor?")
    assert "universities and talent" in chat("what did he say?").text


def test_a_topic_switch_drops_the_topic(chat: Chat) -> None:
    chat("where is the concert?")
    assert chat("Who is Przemysław Roth?").entities[0] == "roth"
    assert "concert" not in chat("what is his role?").entities


@pytest.mark.parametrize("message", ["what about Taylor Swift", "what is the capital of France", "book me a flight"])
def test_something_else_is_not_drawn_into_the_topic(chat: Chat, message: str) -> None:
    chat("where is the concert?")
    assert chat(message).status in {Status.UNKNOWN, Status.SMALLTALK}


def test_small_talk_in_between_keeps_the_topic(chat: Chat) -> None:
    chat("where is the concert?")
    assert chat("thanks!").status is Status.SMALLTALK
    assert chat("and when is it?").entities == ("concert",)


def test_the_topic_is_forgotten_after_half_an_hour(brain: Brain) -> None:
    for minutes, remembers in ((29, True), (31, False)):
        chat = Chat(brain)
        chat("where is the concert?")
        reply = chat("and when?", now=BEFORE + timedelta(minutes=minutes))
        assert (reply.entities == ("concert",)) is remembers
    assert timedelta(minutes=30) == CONTEXT_LASTS


def test_conversations_do_not_hear_each_other(brain: Brain) -> None:
    Chat(brain)("where is the concert?")
    assert Chat(brain)("and when?").entities != ("concert",)


def test_each_message_is_answered_in_its_own_language(chat: Chat) -> None:
    assert chat("where is the concert?").locale is EN
    assert chat("a kiedy się zaczyna?").locale is PL
    assert chat("and who may come in?").locale is EN


@pytest.mark.parametrize("message", ["Zinar", "8", "😀", "?", "+48 513 077 541", "ASPIRE"])
@pytest.mark.parametrize("fallback", list(Locale))
def test_where_the_message_does_not_tell_its_language_the_profile_does(
    brain: Brain, message: str, fallback: Locale
) -> None:
    assert say(brain, message, locale=fallback).locale is fallback


@pytest.mark.parametrize("fallback", list(Locale))
@pytest.mark.parametrize(
    ("message", "locale"),
    [
        ("where is Sesja otwierająca?", EN),
        ("gdzie jest Jubilee Concert?", PL),
        ("Who is Krzemińska", EN),
        ("kiedy Opening Session", PL),
        ("gdzie jest zamek zinar", PL),
        ("thanks", EN),
        ("dzieki", PL),
    ],
)
def test_names_of_the_other_language_do_not_turn_a_message(
    brain: Brain, message: str, locale: Locale, fallback: Locale
) -> None:
    assert say(brain, message, locale=fallback).locale is locale


@pytest.mark.parametrize(
    "message",
    ["Wo ist das Konzert?", "¿Dónde está el concierto?", "Kde je koncert?", "где концерт?"],
)
@pytest.mark.parametrize("fallback", list(Locale))
def test_a_third_language_is_answered_in_english(brain: Brain, message: str, fallback: Locale) -> None:
    reply = say(brain, message, locale=fallback)
    assert reply.locale is EN
    assert "Forty Kleparz" in reply.text


def test_french_is_answered_in_english(brain: Brain) -> None:
    assert "Forty Kleparz" in say(brain, "où est le concert ?").text


def test_what_was_understood_is_remembered_for_the_same_place_in_a_talk_alone(brain: Brain) -> None:
    """The same words after another question, on another day or in another language are understood anew."""
    concert, opening = Chat(brain), Chat(brain)
    concert("when is the concert?")
    opening("when is the opening?")
    assert concert("and where?").entities != opening("and where?").entities
    asked = "what is on tomorrow?"
    assert say(brain, asked, now=BEFORE).text != say(brain, asked, now=BEFORE + timedelta(days=7)).text
    assert say(brain, "Roth", locale=EN).text != say(brain, "Roth", locale=PL).text
    first = say(brain, "when is the concert?")
    assert first == say(brain, "when is the concert?")


def test_memory_is_bounded_whatever_is_typed(brain: Brain) -> None:
    for number in range(MOST_REMEMBERED + 10):
        say(brain, f"{number}?")
    say(brain, "where " * LONGEST_REMEMBERED)
    assert 0 < len(brain.remembered) <= MOST_REMEMBERED
    assert all(len(str(key[0])) <= LONGEST_REMEMBERED for key in brain.remembered)
