from hypothesis import given
from hypothesis import strategies as st

from bot.core.answer import Action, ActionKind, Answer, Status
from bot.core.brain import Brain
from bot.core.cards import cards
from bot.core.conversation import Profile
from bot.core.locale import Locale
from bot.core.pages import questions
from bot.core.reminders import EVERYTHING, Following
from bot.delivery.limits import CALLBACK_BYTES, TEXT_UNITS, callback_data, is_target, utf16_length
from bot.rehearsal.markup import plain_text
from bot.rendering import actions_of, inline_results, keyboard_of, menu_calls, render
from tests.helpers import BEFORE

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
    assert len(calls) == 6
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
