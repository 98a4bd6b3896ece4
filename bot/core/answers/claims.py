"""What a question claims – a day, a place, a part of the day, a number – and whether it is so.

A claim is right, wrong, or of what nobody knows; several together are wrong where one is, and right where all are.
"""

from collections.abc import Sequence
from datetime import date
from itertools import zip_longest

from bot.core.answers.meant import part_in
from bot.core.answers.speech import Speaker
from bot.core.days import DAY_NOUNS, DayMention, find_days, months_in
from bot.core.entities import names_of
from bot.core.grammar import ENDS, STARTS, THAT_DAY
from bot.core.knowledge import Session
from bot.core.numerals import numbers_in
from bot.core.polarity import asking_words, wants_yes_or_no
from bot.core.reading import Ask
from bot.core.schedule import sessions_at, sessions_on
from bot.core.text import tokenise

Claims = list[bool | None]
"""Whether each thing that is claimed is so; None where that is not known."""

_BEFORE = frozenset(("before", "przed"))
_AFTER = frozenset(("after", "po"))
_OTHERWISE = frozenset("by until till since do od between around about okolo".split())
"""Words before a day that is not claimed to be the day itself."""
_ONLY = frozenset("only just single tylko wylacznie jedynie jednodniowa jednodniowe".split())
_BEING = frozenset("is was will czy jest byl bedzie".split())
"""Words before a day that is said to be another."""
_EQUATING = frozenset("the be on already actually jest to juz byl bedzie w we".split())
"""Words between the two."""
_EQUATED = 2  # days
_ROUGHLY = frozenset(
    "more less fewer least most over under than around about nearly almost wiecej mniej ponad okolo prawie najmniej "
    "niz".split()
)
"""Words that make a number a bound."""


def holds(ask: Ask, sessions: Sequence[Session], speaker: Speaker) -> bool | None:
    """Tell whether what is claimed of sessions is so; None if nothing is, or it is not known."""
    return together(
        days_claimed(ask, sessions, speaker) + places_claimed(ask, sessions) + _parts_claimed(ask, sessions)
    )


def together(claims: Claims) -> bool | None:
    """Give the verdict on several claims: no if one is wrong, yes if there are any and all are right."""
    if False in claims:
        return False
    return True if claims and None not in claims else None


def days_claimed(ask: Ask, sessions: Sequence[Session], speaker: Speaker) -> Claims:
    """Judge the days that are named beside sessions: of each in its order, or of all."""
    if _only_tells_days(ask, speaker):
        return []
    if not ask.days:
        if period := ask.period:
            return [period.holds(session.on) for session in sessions] if ask.is_yes_no else []
        months = months_in(ask.words)
        return [months == {session.on.month} for session in sessions] if months else []
    if bounds := _bounds(ask, speaker):
        return [_is_within(session.on, mention, before) for mention, before in bounds for session in sessions]
    return [_matches([session.on for session in sessions], ask.days)]


def _only_tells_days(ask: Ask, speaker: Speaker) -> bool:
    """Whether days only stand beside what is asked: “I arrive on Monday. Is it public?”, not “I am *only* here …”."""
    if not (ask.days and ask.is_yes_no):
        return False
    asking = asking_words(ask.words)
    if len(asking) == len(ask.words) or not _ONLY.isdisjoint(ask.words):
        return False
    told, asked = (find_days(words, speaker.knowledge.event, today=speaker.today) for words in (ask.words, asking))
    return bool(told) and not asked and THAT_DAY.isdisjoint(asking)


def places_claimed(ask: Ask, sessions: Sequence[Session]) -> Claims:
    """Judge the places that are named beside sessions."""
    venues = ask.of_kind("venue")
    return [_matches([session.venue for session in sessions], venues)] if venues else []


def _matches(own: Sequence[object], claimed: Sequence[object]) -> bool | None:
    """Compare what several have with what is claimed for them in the same order, or for all of them."""
    if len(claimed) == 1 or len(own) == len(claimed):
        return all(one == other for one, other in zip_longest(own, claimed, fillvalue=claimed[0]))
    return None if set(own) & set(claimed) else False


def _parts_claimed(ask: Ask, sessions: Sequence[Session]) -> Claims:
    """Judge the part of the day; “the opening evening” names a session and claims none."""
    words = asking_words(ask.words)
    if part_in(words) is None:
        return []
    text = f" {' '.join(words)} "
    for name in (name for session in sessions for name, _ in names_of(session)):
        text = text.replace(f" {' '.join(tokenise(name))} ", " ")
    part = part_in(text.split())
    return [session.part_of_day == part if session.part_of_day else None for session in sessions] if part else []


def _bounds(ask: Ask, speaker: Speaker) -> list[tuple[date, str]]:
    """Find the days that only bound what is claimed, each with the word before it: “*before* the 9th”."""
    found = find_days(ask.words, speaker.knowledge.event, today=speaker.today)
    return [(mention.day, word) for mention in found if (word := _word_before(mention, ask.words))]


def _word_before(mention: DayMention, words: Sequence[str]) -> str | None:
    before = [word for word in words[max(0, mention.start - 2) : mention.start] if word not in {"the", "on"}]
    return before[-1] if before and before[-1] in _BEFORE | _AFTER | _OTHERWISE else None


def _is_within(own: date, bound: date, word: str) -> bool | None:
    if word in _BEFORE:
        return own < bound
    return own > bound if word in _AFTER else None


def wrong_day(ask: Ask, speaker: Speaker) -> bool:
    """Tell whether one session is named beside a day that is not its own."""
    sessions = [speaker.knowledge.session(id_) for id_ in ask.of_kind("session")]
    return len(sessions) == 1 and False in days_claimed(ask, sessions, speaker) and not _bounds(ask, speaker)


def nothing_there_then(ask: Ask, speaker: Speaker) -> bool:
    """Tell whether a place is named beside a day of the event on which nothing is there."""
    venues = ask.of_kind("venue")
    if not venues or not ask.days or ask.of_kind("session"):
        return False
    there = [session.on for id_ in venues for session in sessions_at(speaker.knowledge, id_)]
    return bool(there) and set(ask.days).isdisjoint(there) and all(map(speaker.knowledge.event.lasts_on, ask.days))


def wrong_place(ask: Ask, speaker: Speaker) -> bool | None:
    """Tell whether a place that is named beside sessions (or their day) is not theirs; None if none is named."""
    sessions, venues = ask.of_kind("session"), ask.of_kind("venue")
    places = {speaker.knowledge.session(id_).venue for id_ in sessions}
    if not sessions:
        places = {s.venue for day in ask.days for s in sessions_on(speaker.knowledge, day)}
    return None if not places or not venues else not places & set(venues)


def of_event(ask: Ask, speaker: Speaker) -> bool | None:
    """Tell whether the event is on the days named: all of it, or its beginning or its end if that is asked."""
    event, words = speaker.knowledge.event, set(asking_words(ask.words))
    if not ask.days:
        if period := ask.period:
            return bool(period.days(event.starts_on, event.ends_on))
        months = months_in(ask.words)
        return months <= {event.starts_on.month, event.ends_on.month} if months else None
    if not all(map(event.lasts_on, ask.days)):
        return None if _bounds(ask, speaker) else False
    edges = [day for asked, day in ((STARTS, event.starts_on), (ENDS, event.ends_on)) if asked & words]
    if edges and len(ask.days) == 1:
        return ask.days[0] == edges[0] if len(edges) == 1 else None
    if len(ask.days) > 1 or _ONLY & words:
        is_all = {event.starts_on, event.ends_on} <= {*ask.days}
        return True if is_all else None
    return None if _bounds(ask, speaker) else True


def days_equated(ask: Ask, speaker: Speaker) -> bool | None:
    """Tell whether a day is the event's first, last or so: “is today the last day?”; None if that is not asked."""
    if not ask.days or ask.of_kind("session") or not wants_yes_or_no(ask.words):
        return None
    words = asking_words(ask.words)
    named = find_days(words, speaker.knowledge.event, today=speaker.today)
    if len(named) != _EQUATED:
        return None
    one, other = named
    before = [word for word in words[: one.start] if word != "the"]
    counted = [mention for mention in named if not DAY_NOUNS.isdisjoint(words[mention.start : mention.end])]
    if len(counted) != 1 or not before or before[-1] not in _BEING:
        return None
    is_equation = _EQUATING.issuperset(words[one.end : other.start]) and _ends_with_event(words[other.end :], speaker)
    return one.day == other.day if is_equation else None


def _ends_with_event(words: Sequence[str], speaker: Speaker) -> bool:
    """Whether nothing follows but the event's name: “the last day *to register*” is no day of the event's own."""
    rest = tuple(word for word in words if word[0].isalnum() and word not in {"of", "the"})
    named = speaker.brain.gazetteer.find(rest, today=speaker.today).things
    return not rest or any(mention.kind == "event" and mention.start == 0 for mention in named)


def number_is(own: int, ask: Ask, units: tuple[str, ...]) -> bool | None:
    """Tell whether so many are asked for; None if no number is, or only a bound.

    Args:
        own: the right number.
        ask: the question.
        units: beginnings of the words for what is counted.
    """
    words = asking_words(ask.words)
    unit = next((i for i, word in enumerate(words) if word.startswith(units)), 0)
    numbers = set(numbers_in(words[max(0, unit - 2) : unit]))
    return None if not numbers or not _ROUGHLY.isdisjoint(words) else numbers == {own}
