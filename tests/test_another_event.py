"""Another event fits by replacing the knowledge alone: another city, year and programme, the same language data."""

from collections.abc import Mapping
from datetime import datetime, time

import pytest

from bot.core.answer import Answer, Status
from bot.core.brain import Brain, assemble
from bot.core.knowledge import Event, Knowledge, Organisation, Person, Session, Venue
from bot.core.lexicon import Intent
from bot.core.locale import Locale, Name, Phrasings, PolishName, Text
from bot.core.teaching import fit_model
from bot.core.vocabulary import vocabulary_of
from tests.helpers import say

SOURCE = "made up for this test"
A_WEEK_BEFORE = datetime.fromisoformat("2031-05-09T10:00:00+02:00")


def name(en: str, polish: str, gender: str) -> Name:
    """Make a name; `polish` has its nominative, genitive, accusative and locative."""
    forms = dict(zip(("nom", "gen", "acc", "loc"), polish.split(", "), strict=True))
    return Name(en=en, pl=PolishName.model_validate(forms | {"gender": gender}))


def bee_days(phrases: dict[str, Text]) -> Knowledge:
    """A beekeepers' meeting of two days on the coast."""
    tasting = Session(
        id="tasting",
        name=name(
            "the Honey Tasting", "Degustacja Miodów, Degustacji Miodów, Degustację Miodów, Degustacji Miodów", "f"
        ),
        generic=Phrasings(en=("tasting",), pl=("degustacja", "degustacji", "degustację")),
        hints=Phrasings(en=("sweets", "mead"), pl=("słodycze", "słodyczami")),
        on="2031-05-16",
        start=time(17),
        venue="orchard",
        access="public",
        summary=Text(
            en="It is an evening of honeys from all over the coast.", pl="To wieczór miodów z całego wybrzeża."
        ),
        source=SOURCE,
    )
    walk = Session(
        id="walk",
        name=name("the Hive Walk", "Spacer do Uli, Spaceru do Uli, Spacer do Uli, Spacerze do Uli", "m"),
        generic=Phrasings(en=("walk",), pl=("spacer", "spaceru", "spacerze")),
        hints=Phrasings(en=("forest",), pl=("las", "lesie")),
        on="2031-05-17",
        venue="orchard",
        access="invitation",
        summary=Text(en="It is a walk through the forest.", pl="To wycieczka przez las."),
        source=SOURCE,
    )
    orchard = Venue(
        id="orchard",
        name=name("Grove Orchard", "Sad Gajowy, Sadu Gajowego, Sad Gajowy, Sadzie Gajowym", "m"),
        at=Text(en="at Grove Orchard", pl="w Sadzie Gajowym"),
        source=SOURCE,
    )
    lipa = Person(
        id="lipa",
        name=name("Ewa Lipa", "Ewa Lipa, Ewy Lipy, Ewę Lipę, Ewie Lipie", "f"),
        surname=Phrasings(en=("Lipa",), pl=("Lipa", "Lipy", "Lipę")),
        role=Text(en="Warden of the Hive Guild", pl="opiekunka Gildii Uli"),
        organisation="guild",
        media_contact=True,
        phone="+48 999 123 045",
        source=SOURCE,
    )
    guild = Organisation(
        id="guild",
        name=name("the Hive Guild", "Gildia Uli, Gildii Uli, Gildię Uli, Gildii Uli", "f"),
        at=Text(en="at the Hive Guild", pl="w Gildii Uli"),
        about=Text(en="The Hive Guild unites beekeepers.", pl="Gildia Uli zrzesza pszczelarzy."),
        website="https://hives.example.org",
        contact="lipa",
        source=SOURCE,
    )
    event = Event(
        id="bee-days",
        name=name("the Bee Days", "Dni Pszczół, Dni Pszczół, Dni Pszczół, Dniach Pszczół", "m"),
        starts_on="2031-05-16",
        ends_on="2031-05-17",
        time_zone="Europe/Warsaw",
        city=name("Sopot", "Sopot, Sopotu, Sopot, Sopocie", "m"),
        in_city=Text(en="in Sopot", pl="w Sopocie"),
        about=Text(en="The Bee Days bring beekeepers together.", pl="Dni Pszczół łączą pszczelarzy."),
        audience=Text(en="They are for beekeepers.", pl="Są dla pszczelarzy."),
        organiser="guild",
        contact="lipa",
        source=SOURCE,
    )
    return Knowledge(
        event=event,
        sessions=(tasting, walk),
        venues=(orchard,),
        people=(lipa,),
        organisations=(guild,),
        phrases=phrases,
    )


@pytest.fixture(scope="module")
def bees(brain: Brain, intents: Mapping[str, Intent]) -> Brain:
    """Fitted anew: that takes as long as the first start with new knowledge."""
    knowledge = bee_days(brain.knowledge.phrases)
    return assemble(knowledge, brain.lexicon, fit_model(knowledge, intents), vocabulary_of(intents, knowledge))


def ask(bees: Brain, question: str, locale: Locale = Locale.EN) -> Answer:
    return say(bees, question, now=A_WEEK_BEFORE, locale=locale)


@pytest.mark.parametrize(
    ("question", "ids", "said"),
    [
        ("when is the Honey Tasting?", ("tasting",), "Friday 16 May 2031"),
        ("gdzie jest Spacer do Uli?", ("walk",), "w Sadzie Gajowym"),
        ("what is on in 8 days?", ("walk",), "Hive Walk"),
        ("co jest za tydzień?", ("tasting",), "Degustacja Miodów"),
        ("a number ending in 045, whose is it?", ("lipa",), "Warden"),
        ("czyj to numer: +48 999?", ("lipa",), "opiekunka"),
        ("what is hives.example.org?", ("guild",), "https://hives.example.org"),
        ("which evening has some mead?", ("tasting",), "Honey Tasting"),
        ("what comes last, the walk or the tasting?", ("walk",), "Hive Walk"),
        ("timetable please", ("tasting", "walk"), "17:00"),
    ],
)
def test_its_questions_are_answered_from_its_knowledge(
    bees: Brain, question: str, ids: tuple[str, ...], said: str
) -> None:
    reply = ask(bees, question)
    assert reply.entities == ids
    assert reply.status is Status.ANSWERED
    assert said in reply.text


@pytest.mark.parametrize("question", ["where can I buy a used car?", "gdzie naprawię pralkę?", "who won the match?"])
def test_what_is_not_about_it_stays_out(bees: Brain, question: str) -> None:
    assert ask(bees, question).status is Status.UNKNOWN


def test_nothing_of_the_first_event_is_known(bees: Brain, brain: Brain) -> None:
    names = {thing.name.title(locale) for thing in brain.knowledge.things() for locale in Locale}
    for title in sorted(names):
        assert not {thing.id for thing in brain.knowledge.things()} & set(ask(bees, f"when is {title}?").entities)
