from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answer import Action, ActionKind, Answer, Moment, Status
from bot.core.brain import Brain
from bot.core.cards import cards
from bot.core.conversation import Profile
from bot.core.locale import Locale
from bot.core.pages import questions
from bot.core.reminders import EVERYTHING, Following
from bot.delivery.limits import CALLBACK_BYTES, TEXT_UNITS, callback_data, is_target, utf16_length
from bot.rehearsal.markup import plain_text, read_markup
from bot.rendering import actions_of, inline_results, keyboard_of, menu_calls, render
from tests.helpers import BEFORE, announced, say

TEXTS = st.text(max_size=9000)


@given(text=TEXTS, question=TEXTS)
def test_whatever_an_answer_says_it_fits_into_telegrams_limits(brain: Brain, text: str, question: str) -> None:
    actions = tuple(Action(kind, "concert") for kind in (ActionKind.CALENDAR, ActionKind.REMIND))
    answer = Answer(text, Locale.PL, Status.ANSWERED, suggestions=(question,), actions=actions)
    keyboard = keyboard_of(answer, brain.knowledge)
    for part in render(answer, keyboard):
        assert 0 < utf16_length(plain_text(str(part["text"]))) <= TEXT_UNITS
    for row in keyboard:
        for button in row:
            assert len(button["callback_data"].encode()) <= CALLBACK_BYTES


def test_markup_in_an_answer_is_shown_as_it_is() -> None:
    [part] = render(Answer("<b>1 & 2</b>", Locale.EN, Status.ANSWERED))
    assert plain_text(str(part["text"])) == "<b>1 & 2</b>"


@pytest.mark.parametrize("question", ["When is the concert?", "O której koncert?", "Co jest w środę?", "Programme"])
def test_an_announced_time_is_marked_with_its_instant_and_reads_the_same(brain: Brain, question: str) -> None:
    answer = say(announced(brain, "concert", start="19:30", end="01:00"), question)
    zone = brain.knowledge.zone
    instants = [datetime(2025, 10, 8, 19, 30, tzinfo=zone), datetime(2025, 10, 9, 1, 0, tzinfo=zone)]
    assert [(answer.text[each.start : each.end], each.at) for each in answer.moments] == [
        ("19:30", instants[0]),
        ("01:00", instants[1]),
    ]
    [part] = render(answer)
    text, entities = read_markup(str(part["text"]))
    assert text == answer.text
    assert [each["unix_time"] for each in entities] == [instant.timestamp() for instant in instants]


def test_each_of_several_sessions_has_its_own_instant(brain: Brain) -> None:
    timed = announced(announced(brain, "concert", start="18:00"), "opening", start="18:00")
    for text in ("Programme", "When are the concert and the opening?"):
        answer = say(timed, text)
        days = {id_: timed.knowledge.session(id_).on for id_ in ("opening", "concert")}
        assert sorted(each.at.date() for each in answer.moments) == sorted(days.values())
        assert {answer.text[each.start : each.end] for each in answer.moments} == {"18:00"}


def test_a_time_too_far_ahead_for_telegram_is_plain(brain: Brain) -> None:
    timed = announced(brain, "concert", start="19:30")
    assert say(timed, "When is the concert?", now=BEFORE - timedelta(days=1200)).moments == ()


def test_times_are_marked_in_the_part_that_they_are_in() -> None:
    text = "word " * 1000 + "at 19:30 & later"
    moment = Moment(text.index("19:30"), text.index("19:30") + 5, BEFORE)
    first, second = render(Answer(text, Locale.EN, Status.ANSWERED, moments=(moment,)))
    assert "tg-time" not in str(first["text"])
    assert str(second["text"]).endswith(f'at <tg-time unix="{int(BEFORE.timestamp())}">19:30</tg-time> &amp; later')


def test_only_the_last_part_has_buttons(brain: Brain) -> None:
    answer = Answer("word " * 2000, Locale.EN, Status.ANSWERED, suggestions=("What?",))
    parts = render(answer, keyboard_of(answer, brain.knowledge))
    assert ["reply_markup" in part for part in parts] == [False] * (len(parts) - 1) + [True]


def test_the_bell_knows_whether_the_session_is_followed(brain: Brain) -> None:
    answer = Answer("x", Locale.EN, Status.ANSWERED, actions=(Action(ActionKind.REMIND, "concert"),))
    for items, data in ((set(), "bell:concert"), ({"concert"}, "mute:concert"), ({EVERYTHING}, "mute:concert")):
        [[button]] = actions_of(answer, brain.knowledge, Following(frozenset(items)))
        assert button["callback_data"] == data


def test_every_question_that_is_offered_is_found_again_from_its_button(brain: Brain) -> None:
    known = list(questions(brain))
    for question in known:
        target = callback_data("ask", question).partition(":")[2]
        found = next(other for other in known if is_target(target, other))
        assert found == question


def test_the_menu_keeps_telegrams_limits_in_both_languages(brain: Brain) -> None:
    calls = menu_calls(brain.knowledge)
    assert len(calls) == 8
    assert [method for method, _ in calls[-2:]] == ["setMyName"] * 2, "last: Telegram may ask to wait for hours"
    for method, parameters in calls:
        if method == "setMyCommands":
            commands = parameters["commands"]
            assert isinstance(commands, list)
            assert all(3 <= len(each["description"]) <= 256 for each in commands)
            assert all(each["command"].isascii() and each["command"].islower() for each in commands)


def test_inline_cards_match_the_beginnings_of_names_in_the_askers_language(brain: Brain) -> None:
    for locale, typed in ((Locale.EN, "conc"), (Locale.PL, "konc"), (Locale.PL, "KONCERT")):
        found = cards(typed, brain=brain, profile=Profile(locale), now=BEFORE)
        [first, *_] = inline_results(found, brain.knowledge, locale, username="smok_bot")
        assert first["id"] == f"concert-{locale}"
        assert first["title"] == brain.knowledge.session("concert").name.title(locale)
    assert len(cards("", brain=brain, profile=Profile(), now=BEFORE)) >= len(brain.knowledge.sessions)
    assert cards("zzzz", brain=brain, profile=Profile(), now=BEFORE) == []
