"""Whether a message is about the event: one log-odds of all signs."""

from datetime import date
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answer import Status
from bot.core.brain import Brain
from bot.core.locale import Locale, Phrasings
from bot.core.reading import Ask, Context, Reading, mention_of, read
from bot.core.scope import REFUSED, WEIGHTS, is_elsewhere, signs, strangeness, with_doubts
from bot.core.text import clean, tokenise
from tests.helpers import announced, say

TODAY = date(2025, 9, 30)
EN, PL = Locale.EN, Locale.PL
NOTHING_BEFORE = Context()


def reading_of(brain: Brain, text: str, locale: Locale = EN, *, context: Context | None = None) -> Reading:
    return read(brain.ears.hear(text, preferred=locale).words, brain, TODAY, locale, context)


def odds_of(brain: Brain, text: str, locale: Locale = EN) -> float:
    return strangeness(reading_of(brain, text, locale), brain, NOTHING_BEFORE)


def test_every_text_has_finite_signs_one_for_each_weight(brain: Brain) -> None:
    @given(st.text(max_size=200), st.sampled_from(list(Locale)))
    def holds(text: str, locale: Locale) -> None:
        reading = read(tuple(tokenise(clean(text))), brain, TODAY, locale)
        found = signs(reading, brain)
        assert len(found) == len(WEIGHTS)
        assert all(isfinite(sign) for sign in found)
        assert isfinite(strangeness(reading, brain, NOTHING_BEFORE))

    holds()


@pytest.mark.parametrize(
    ("about_the_event", "about_something_else"),
    [
        ("where is the concert held?", "where is the nearest petrol station?"),
        ("who may attend the opening?", "who may borrow books from the library?"),
        ("is there wifi at Zinar Castle?", "is there wifi on the night train to Vienna?"),
    ],
)
def test_english_questions_about_the_event_are_less_strange(
    brain: Brain, about_the_event: str, about_something_else: str
) -> None:
    assert odds_of(brain, about_the_event) < REFUSED < odds_of(brain, about_something_else)


@pytest.mark.parametrize(
    ("about_the_event", "about_something_else"),
    [
        ("gdzie odbywa się festiwal?", "gdzie naprawię rower w Gdyni?"),
        ("kto wejdzie na otwarcie?", "kto wygrał wczorajszy mecz w Gdańsku?"),
        ("ile kosztuje koncert?", "ile kosztuje kilo ziemniaków?"),
    ],
)
def test_polish_questions_about_the_event_are_less_strange(
    brain: Brain, about_the_event: str, about_something_else: str
) -> None:
    assert odds_of(brain, about_the_event, PL) < REFUSED < odds_of(brain, about_something_else, PL)


@pytest.mark.parametrize(
    ("text", "locale"), [("is bodiam castle open on Thursdays", EN), ("kiedy jest festiwal filmowy", PL)]
)
def test_what_its_words_say_by_themselves_outweighs_a_name_that_is_shared(
    brain: Brain, text: str, locale: Locale
) -> None:
    assert say(brain, text, locale=locale).status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("text", "other", "locale"),
    [("are you open on Thursday?", "are you open on Sunday?", EN), ("macie coś w środę?", "macie coś w sobotę?", PL)],
)
def test_a_day_that_is_none_of_the_event_is_strange(brain: Brain, text: str, other: str, locale: Locale) -> None:
    assert odds_of(brain, text, locale) < odds_of(brain, other, locale)


@pytest.mark.parametrize(
    ("text", "locale"), [("and how long does it take?", EN), ("a ile to trwa?", PL), ("is it expensive?", EN)]
)
def test_what_leans_on_a_talk_about_the_event_belongs_to_it(brain: Brain, text: str, locale: Locale) -> None:
    talk = Context(asks=(Ask("where", (mention_of(brain, "concert"),)),))
    alone = reading_of(brain, text, locale)
    assert strangeness(alone, brain, talk) < strangeness(alone, brain, NOTHING_BEFORE)
    assert not is_elsewhere(reading_of(brain, text, locale, context=talk), brain, talk)


@pytest.mark.parametrize(
    ("text", "locale"), [("when does the evening with songs begin?", EN), ("kiedy zacznie się wieczór z muzyką?", PL)]
)
def test_what_describes_a_session_is_less_strange_than_it_would_be(brain: Brain, text: str, locale: Locale) -> None:
    without = announced(brain, "concert", hints=Phrasings())
    assert odds_of(brain, text, locale) < odds_of(without, text, locale)
    assert odds_of(brain, text, locale) < REFUSED


@pytest.mark.parametrize("text", ["the forum on Thursday?", "tomorrow?", "koncert w środę?", "w czwartek?"])
def test_nothing_but_names_and_days_is_never_strange(brain: Brain, text: str) -> None:
    assert not is_elsewhere(reading_of(brain, text), brain, NOTHING_BEFORE)


@pytest.mark.parametrize(
    ("text", "locale"),
    [("may I tow a caravan with a learner's licence?", EN), ("czy wolno parkować na chodniku?", PL)],
)
def test_a_practical_matter_that_names_nothing_is_doubted_and_one_of_the_event_is_not(
    brain: Brain, text: str, locale: Locale
) -> None:
    practical = Ask("parking")
    [doubted] = with_doubts([practical], reading_of(brain, text, locale), brain, NOTHING_BEFORE)
    assert doubted.is_doubtful
    named = reading_of(brain, "is there parking at the concert?")
    assert with_doubts([practical], named, brain, NOTHING_BEFORE) == (practical,)


@pytest.mark.parametrize(
    ("text", "locale"),
    [("is it wheelchair friendly", EN), ("ile kosztują bilety", PL), ("gdzie zaparkować", PL)],
)
def test_a_short_practical_question_is_never_refused(brain: Brain, text: str, locale: Locale) -> None:
    """Though the model's words for it are those of the cinema and the car park in town."""
    assert say(brain, text, locale=locale).status is Status.NOT_ANNOUNCED


def test_a_doubt_comes_sooner_for_what_is_practical_than_for_the_programme(brain: Brain) -> None:
    """Everybody has car parks; hardly anything but an event has a timetable."""

    @given(st.text(alphabet="abcdefghijklmnoprstuwz ?", max_size=60))
    def holds(text: str) -> None:
        asks = [Ask("parking"), Ask("timetable"), Ask("when")]
        practical, timetable, when = with_doubts(asks, reading_of(brain, text), brain, NOTHING_BEFORE)
        assert practical.is_doubtful or not timetable.is_doubtful
        assert timetable.is_doubtful == when.is_doubtful

    holds()
