"""What differs for people between two versions of the programme, and how it is said."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answers.speech import Speaker
from bot.core.brain import Brain
from bot.core.changes import SMALL, Change, Item, Kind, Programme, differences, over_at, programme_of, told
from bot.core.knowledge import Knowledge
from bot.core.locale import Locale, Name, PolishName, Text
from bot.core.notices import notice_of
from tests.helpers import BEFORE, announced, at, updated
from tests.programmes import programme

ZONE = ZoneInfo("Europe/Warsaw")
ids = st.sampled_from([f"s{number}" for number in range(6)])
facts = st.fixed_dictionaries(
    {
        "on": st.sampled_from([date(2025, 10, 7), date(2025, 10, 8), date(2025, 10, 9)]),
        "start": st.none() | st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
        "part_of_day": st.sampled_from([None, "morning", "evening"]),
        "venue": st.sampled_from(["palace", "castle"]),
        "access": st.sampled_from([None, "public", "invitation"]),
    }
)


def item(id_: str, **more: Any) -> Item:
    name = more.pop("name", f"the session {id_}")
    forms = dict.fromkeys(("nom", "gen", "acc", "loc"), f"Sesja {name}") | {"gender": "f"}
    venue = more.pop("venue", "palace")
    basis = {"on": date(2025, 10, 8), "venue": venue, "at": Text(en=f"at the {venue}", pl=f"w miejscu {venue}")}
    return Item.model_validate(basis | {"id": id_, "name": Name(en=name, pl=PolishName.model_validate(forms))} | more)


versions = st.dictionaries(ids, facts, max_size=6).map(
    lambda found: tuple(item(id_, **values) for id_, values in sorted(found.items()))
)


def diff(old: Programme, new: Programme, now: datetime = BEFORE) -> tuple[Change, ...]:
    return differences(old, new, zone=ZONE, now=now)


def of_kind(changes: tuple[Change, ...], kind: Kind) -> set[str]:
    return {change.item.id for change in changes if kind in change.kinds}


def kinds(old: Programme, new: Programme, now: datetime = BEFORE) -> list[tuple[str, set[str]]]:
    return [(change.item.id, {str(kind) for kind in change.kinds}) for change in diff(old, new, now)]


@given(versions)
def test_nothing_differs_from_itself(version: Programme) -> None:
    assert diff(version, version) == ()
    assert told(version, version) == version


@given(versions, st.randoms(use_true_random=False))
def test_the_order_of_the_files_is_no_change(version: Programme, chance: Random) -> None:
    shuffled = list(version)
    chance.shuffle(shuffled)
    assert diff(version, tuple(shuffled)) == ()


@given(versions, versions)
def test_what_is_taken_back_before_it_is_published_is_no_change(one: Programme, other: Programme) -> None:
    assert diff(one, one) == () == diff(told(one, one), one)
    new, gone = {i.id for i in other} - {i.id for i in one}, {i.id for i in one} - {i.id for i in other}
    forth, back = diff(one, other), diff(other, one)
    assert {c.item.id for c in forth if Kind.NEW in c.kinds} == new == {c.item.id for c in back if c.after is None}
    assert {c.item.id for c in forth if Kind.CANCELLED in c.kinds} == gone
    assert of_kind(forth, Kind.MOVED_PLACE) == of_kind(back, Kind.MOVED_PLACE)
    assert of_kind(forth, Kind.MOVED) == of_kind(back, Kind.MOVED)
    assert of_kind(forth, Kind.TIME_ANNOUNCED) == of_kind(back, Kind.TIME_WITHDRAWN)


@given(versions, versions)
def test_what_was_published_is_not_told_again(old: Programme, new: Programme) -> None:
    assert diff(told(old, new), new) == ()


@given(versions, versions)
def test_a_session_changes_once(old: Programme, new: Programme) -> None:
    found = [id_ for change in diff(old, new) for id_ in change.ids]
    assert len(found) == len(set(found))


@given(versions, versions)
def test_what_is_over_concerns_nobody(old: Programme, new: Programme) -> None:
    assert diff(old, new, now=at("2025-10-10 00:00")) == ()


@given(st.lists(st.integers(-4, 4), max_size=12))
def test_small_shifts_add_up_until_they_are_told(shifts: list[int]) -> None:
    """Nobody stands at a door more than five minutes early or late because each edit alone was small."""
    begin = at("2025-10-08 12:00")
    known: Programme = (item("s", start=begin.time()),)
    heard = now = begin
    for shift in shifts:
        now += timedelta(minutes=shift)
        new = (item("s", start=now.time()),)
        if diff(known, new):
            known, heard = new, now
        else:
            known = told(known, new)
        assert abs(heard - now) < SMALL


CASES: dict[str, tuple[dict[str, Any], dict[str, Any], set[str]]] = {
    "another day": ({}, {"on": date(2025, 10, 9)}, {"moved"}),
    "another start": ({"start": time(19)}, {"start": time(20)}, {"moved"}),
    "five minutes": ({"start": time(19)}, {"start": time(19, 5)}, {"moved"}),
    "four minutes": ({"start": time(19)}, {"start": time(19, 4)}, set()),
    "another end": ({"start": time(19), "end": time(20)}, {"start": time(19), "end": time(21)}, set()),
    "another place": ({}, {"venue": "castle"}, {"moved_place"}),
    "both": ({}, {"venue": "castle", "on": date(2025, 10, 9)}, {"moved", "moved_place"}),
    "start announced": ({"part_of_day": "evening"}, {"start": time(19)}, {"time_announced"}),
    "start withdrawn": ({"start": time(19)}, {}, {"time_withdrawn"}),
    "part announced": ({}, {"part_of_day": "evening"}, {"part_announced"}),
    "another part": ({"part_of_day": "evening"}, {"part_of_day": "morning"}, {"moved"}),
    "access announced": ({}, {"access": "public"}, {"access"}),
    "another access": ({"access": "public"}, {"access": "invitation"}, {"access"}),
    "registration opens": (
        {"access": "registration"},
        {"access": "registration", "registration_url": "https://example.org"},
        {"access"},
    ),
    "another name": ({"name": "the old name"}, {"name": "the new name"}, set()),
    "typography": ({"name": "the Gala"}, {"name": "  the  “Gala” "}, set()),
    "a venue under another id": ({"venue": "hall"}, {"venue": "hall-2", "at": Text(en="at the hall", pl="w")}, set()),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_of_one_session_each_fact_counts_as_it_should(case: str) -> None:
    before, after, expected = CASES[case]
    found = kinds((item("s", **before),), (item("s", **after),))
    assert found == ([("s", expected)] if expected else [])


def test_another_id_alone_is_no_change() -> None:
    assert kinds((item("a", name="the Gala"),), (item("b", name="The Gala"),)) == []


def test_another_id_and_another_day_is_a_move_known_under_both_ids() -> None:
    [change] = diff((item("a", name="the Gala"),), (item("b", name="the Gala", on=date(2025, 10, 9)),))
    assert (change.kinds, change.ids) == ((Kind.MOVED,), ("a", "b"))


def test_of_two_breaks_that_got_other_ids_none_is_mistaken_for_the_other() -> None:
    old = tuple(item(f"a{hour}", name="the break", start=time(hour)) for hour in (11, 15))
    new = tuple(item(f"b{hour}", name="the break", start=time(hour)) for hour in (15, 11))
    assert kinds(old, new) == []


def test_of_two_sessions_of_one_name_none_is_guessed_to_be_the_one_that_is_left() -> None:
    old = tuple(item(f"a{hour}", name="the break", start=time(hour)) for hour in (11, 15))
    found = kinds(old, (item("b", name="the break", start=time(13)),))
    assert found == [("a11", {"cancelled"}), ("b", {"new"}), ("a15", {"cancelled"})]


def test_two_sessions_that_swap_are_two_moves() -> None:
    old = (item("a", start=time(9)), item("b", start=time(15), venue="castle"))
    new = (item("a", start=time(15), venue="castle"), item("b", start=time(9)))
    assert sorted(id_ for id_, _ in kinds(old, new)) == ["a", "b"]
    assert all(found == {"moved", "moved_place"} for _, found in kinds(old, new))


def test_something_else_in_its_place_is_a_cancellation_and_something_new() -> None:
    assert kinds((item("a", name="the Gala"),), (item("b", name="the Workshop"),)) == [
        ("a", {"cancelled"}),
        ("b", {"new"}),
    ]


def test_what_was_over_and_is_still_to_come_is_told() -> None:
    """A concert that was called off on its day gets another one."""
    old, new = (item("s", on=date(2025, 10, 7)),), (item("s", on=date(2025, 10, 9)),)
    assert kinds(old, new, at("2025-10-08 10:00")) == [("s", {"moved"})]


def test_a_session_is_over_with_its_end_or_with_its_day() -> None:
    assert over_at(item("s", start=time(19), end=time(21)), ZONE) == at("2025-10-08 21:00")
    assert over_at(item("s"), ZONE) == at("2025-10-09 00:00")
    assert over_at(item("s", start=time(22), end=time(1)), ZONE) == at("2025-10-09 01:00")


def test_in_a_large_programme_edited_throughout_only_moves_are_told(brain: Brain) -> None:
    """A new export: every id renumbered, every name retouched, every text edited; ten sessions really move."""
    old = programme(brain.knowledge, 300)
    sessions = [
        updated(
            session,
            id=f"talk-{number:03}",
            summary=Text(en=f"{session.summary.en} New.", pl=f"{session.summary.pl} Nowe."),
            on=session.on + timedelta(days=session.on == old.event.starts_on) if number < 30 else session.on,
        )
        for number, session in enumerate(old.sessions)
    ]
    new = updated(old, sessions=tuple(reversed(sessions)))
    changes = diff(programme_of(old), programme_of(new))
    assert len(changes) == 10
    assert all(change.kinds == (Kind.MOVED,) for change in changes)


def told_of(brain: Brain, new: Brain, locale: Locale) -> str:
    changes = diff(programme_of(brain.knowledge), programme_of(new.knowledge))
    return "\n".join(notice_of(change, Speaker(new, locale, BEFORE)) for change in changes)


def without(knowledge: Knowledge, id_: str) -> Programme:
    return tuple(found for found in programme_of(knowledge) if found.id != id_)


SAID: dict[str, tuple[dict[str, Any], str, str]] = {
    "moved": (
        {"on": date(2025, 10, 9)},
        (
            "The Jubilee Concert has been moved. It is now on Thursday 9 October 2025, in the evening, at Forty "
            "Kleparz (previously: on Wednesday 8 October 2025, in the evening)."
        ),
        (
            "Koncert Jubileuszowy przeniesiono na inny termin. Odbędzie się w czwartek 9 października 2025 "
            "wieczorem, w Fortach Kleparz (wcześniej: w środę 8 października 2025 wieczorem)."
        ),
    ),
    "part": (
        {"part_of_day": "morning"},
        (
            "The Jubilee Concert has been moved. It is now on Wednesday 8 October 2025, in the morning, at Forty "
            "Kleparz (previously: in the evening)."
        ),
        (
            "Koncert Jubileuszowy przeniesiono na inny termin. Odbędzie się w środę 8 października 2025 rano, "
            "w Fortach Kleparz (wcześniej: wieczorem)."
        ),
    ),
    "place": (
        {"venue": "zinar"},
        (
            "The Jubilee Concert has been moved to another place. It is now at Zinar Castle, on Wednesday 8 October "
            "2025, in the evening (previously: at Forty Kleparz)."
        ),
        (
            "Koncert Jubileuszowy przeniesiono w inne miejsce. Odbędzie się na Zamku Zinar, w środę 8 "
            "października 2025 wieczorem (wcześniej: w Fortach Kleparz)."
        ),
    ),
    "both": (
        {"venue": "zinar", "on": date(2025, 10, 9)},
        (
            "The Jubilee Concert has a new time and place. It is now on Thursday 9 October 2025, in the evening, at "
            "Zinar Castle (previously: on Wednesday 8 October 2025, in the evening, at Forty Kleparz)."
        ),
        (
            "Koncert Jubileuszowy przeniesiono: zmieniły się termin i miejsce. Odbędzie się w czwartek "
            "9 października 2025 wieczorem, na Zamku Zinar (wcześniej: w środę 8 października 2025 wieczorem, "
            "w Fortach Kleparz)."
        ),
    ),
    "time": (
        {"start": time(19, 30)},
        "The time of the Jubilee Concert has been announced: on Wednesday 8 October 2025 at 19:30, at Forty Kleparz.",
        "Podano godzinę Koncertu Jubileuszowego: w środę 8 października 2025 o godz. 19:30, w Fortach Kleparz.",
    ),
    "access": (
        {"access": "invitation"},
        "The Jubilee Concert is by invitation only.",
        "Na Koncert Jubileuszowy można wejść tylko z zaproszeniem.",
    ),
}


@pytest.mark.parametrize("case", SAID, ids=str)
def test_a_change_is_said_as_people_speak(brain: Brain, case: str) -> None:
    fields, english, polish = SAID[case]
    new = announced(brain, "concert", **fields)
    assert told_of(brain, new, Locale.EN) == english
    assert told_of(brain, new, Locale.PL) == polish


def test_a_cancelled_session_is_said_to_be_cancelled_and_a_new_one_new(brain: Brain) -> None:
    whole, less = programme_of(brain.knowledge), without(brain.knowledge, "opening")
    [gone], [come] = diff(whole, less), diff(less, whole)
    english, polish = (Speaker(brain, locale, BEFORE) for locale in Locale)
    when = "on Tuesday 7 October 2025, in the evening, at the Palace of Fine Arts."
    kiedy = "we wtorek 7 października 2025 wieczorem, w Pałacu Sztuki."
    assert notice_of(gone, english) == f"The Opening Session has been cancelled. It was to be {when}"
    assert notice_of(gone, polish) == f"Sesję otwierającą odwołano. Miała się odbyć {kiedy}"
    assert notice_of(come, english) == f"New on the programme: the Opening Session, {when}"
    assert notice_of(come, polish) == f"Nowość w programie: sesja otwierająca, {kiedy}"


def test_a_time_that_no_longer_holds_is_taken_back(brain: Brain) -> None:
    timed = announced(brain, "concert", start=time(19, 30))
    assert told_of(timed, brain, Locale.EN) == (
        "The starting time of the Jubilee Concert no longer holds (previously: at 19:30). It is still on Wednesday "
        "8 October 2025, in the evening, at Forty Kleparz; a new time has not been announced."
    )
    assert told_of(timed, brain, Locale.PL) == (
        "Godzina rozpoczęcia Koncertu Jubileuszowego jest już nieaktualna (wcześniej: o godz. 19:30). Termin i miejsce "
        "to nadal: w środę 8 października 2025 wieczorem, w Fortach Kleparz. Nowej godziny jeszcze nie podano."
    )


def test_a_notice_never_says_tomorrow(brain: Brain) -> None:
    """It may be sent, or read, on another day than it was written."""
    new = announced(brain, "concert", venue="zinar")
    [change] = diff(programme_of(brain.knowledge), programme_of(new.knowledge))
    assert "tomorrow" not in notice_of(change, Speaker(new, Locale.EN, at("2025-10-07 10:00")))


def test_a_status_cancels_and_restores_once_and_says_what_was_to_be(brain: Brain) -> None:
    """Whatever else is edited with it: people are told of the time that they know."""
    cancelled = announced(brain, "concert", status="cancelled")
    moved = announced(cancelled, "concert", on=date(2025, 10, 9), access=None)
    known, gone, moved_gone = (programme_of(each.knowledge) for each in (brain, cancelled, moved))
    assert kinds(known, gone) == kinds(known, moved_gone) == [("concert", {"cancelled"})]
    assert kinds(gone, moved_gone) == kinds(gone, gone) == []
    assert kinds(gone, known) == [("concert", {"restored"})]
    without = tuple(each for each in gone if each.id != "concert")
    assert kinds(gone, without) == kinds(without, gone) == [], "to delete what is cancelled is no news"
    assert kinds(without, known) == [("concert", {"new"})]
    [change] = diff(known, moved_gone)
    english, polish = (Speaker(moved, locale, BEFORE) for locale in Locale)
    assert notice_of(change, english).startswith("The Jubilee Concert has been cancelled. It was to be on Wednesday 8")
    [change] = diff(gone, known)
    when = "w środę 8 października 2025 wieczorem, w Fortach Kleparz."
    assert notice_of(change, polish) == f"Koncert Jubileuszowy jednak się odbędzie: {when}"
    assert notice_of(change, english).startswith("The Jubilee Concert takes place after all: on Wednesday 8 October")


def test_what_was_published_before_there_was_a_status_is_no_change(brain: Brain) -> None:
    old = [item.model_dump(mode="json", exclude={"is_cancelled"}) for item in programme_of(brain.knowledge)]
    assert diff(tuple(map(Item.model_validate, old)), programme_of(brain.knowledge)) == ()
