"""What is said of counts and comparisons: how many, how long, how soon, the same day, the same place."""

from collections import Counter
from dataclasses import replace

from bot.core.answer import Action, ActionKind, Status
from bot.core.answers.claims import Claims, days_claimed, holds, number_is, places_claimed, together
from bot.core.answers.listing import at_venue, sessions_of_days, whole_programme
from bot.core.answers.meant import part_named, sessions_meant
from bot.core.answers.programme import ordinal, over, what
from bot.core.answers.speech import Part, Speaker, about_sessions, sentences
from bot.core.answers.unannounced import not_announced
from bot.core.answers.whereabouts import event_where, when, where
from bot.core.grammar import EARLIER, LATER, UNIVERSALS
from bot.core.knowledge import Session
from bot.core.polarity import asking_words
from bot.core.reading import Ask
from bot.core.schedule import event_days, taking_place

_EVENING = 17  # o'clock: before it, an evening without an announced time has not begun
_WHICH = frozenset("which what ktore co jakie".split())
"""Words that ask for those which share something: “*which* are on the same day?”."""
_SAME = frozenset(
    "same one both all everything together single sam samo tym samym tego samego ten sama tej samej jednym jednego "
    "jednej oba oboje obydwa wszystko wszystkie razem".split()
)
_DIFFERENT = frozenset(
    "different separate apart another other two several various rozne roznych roznym inny inne innym innego innej "
    "osobno oddzielnie dwa dwoch kilku".split()
)
"""Words of who asks whether things are at one time or place, and of who asks whether they are not."""
_TIMES = frozenset("time times hour hours godzina godzinie godzinach czas czasie rownoczesnie clash overlap".split())
"""Words of who asks for more than the day."""
_DAYS = ("day", "dni", "dzien")
_ITEMS = ("event", "item", "session", "part", "punkt", "wydarze", "sesj", "impre", "czesc")
_PLACES = ("venue", "place", "location", "site", "building", "miejsc", "lokal", "obiekt", "budyn")
"""Beginnings of the words for what is counted."""
_FIRST_NAME = 2
"""Words from which an order can stand between two names: in “*before* the gala, is there a fair?” it comes first."""
_FIRST = frozenset("first earliest pierwsze pierwszy pierwsza najpierw najwczesniej".split())
_LAST = frozenset("last latest ostatnie ostatni ostatnia najpozniej".split())
"""Folded words of who asks which of several comes first, or last."""


def countdown(ask: Ask, speaker: Speaker) -> Part:
    """Say how many days are left."""
    sessions = ask.of_kind("session") or tuple(s.id for s in sessions_meant(ask, speaker) if ask.of_kind("venue"))
    event = speaker.knowledge.event
    day = speaker.knowledge.session(sessions[0]).on if sessions else event.starts_on
    name = speaker.session_name(speaker.knowledge.session(sessions[0])) if sessions else speaker.event_name()
    left = (day - speaker.today).days
    if left <= 0:
        return _today(ask, speaker) or over(ask, speaker)
    unit = speaker.unit(left, "day_forms")
    text = speaker.say("countdown", number=left, unit=unit, name=name, date=speaker.date(day))
    return Part(text, about=sessions or (event.id,))


def _today(ask: Ask, speaker: Speaker) -> Part | None:
    """Say that it is today and has not begun; None where it may have, or is over."""
    ahead = [each for each in sessions_meant(ask, speaker) if each.on == speaker.today and _is_ahead(each, speaker)]
    if not ahead:
        return None
    return about_sessions(speaker.say("countdown_today", **speaker.fields_of(ahead[0])), ahead[:1])


def _is_ahead(session: Session, speaker: Speaker) -> bool:
    local = speaker.now.astimezone(speaker.knowledge.zone)
    if session.start:
        return local.time() < session.start
    return session.part_of_day == "evening" and local.hour < _EVENING


def duration(ask: Ask, speaker: Speaker) -> Part:
    """Say how long the event lasts; of sessions only what is announced."""
    timed = [s for s in sessions_meant(ask, speaker) if s.start and s.end]
    if timed:
        return when(ask, speaker)
    if ask.of_kind("session", "subject", "venue"):
        return not_announced(ask, speaker)
    days = len(event_days(speaker.knowledge))
    text = speaker.say(
        "event_duration",
        event=speaker.event_name(),
        number=days,
        unit=speaker.unit(days, "day_forms"),
        days=speaker.event_dates(),
        weekdays=speaker.event_weekdays(),
    )
    return Part(text, verdict=number_is(days, ask, _DAYS), about=(speaker.knowledge.event.id,))


def part_of_day(ask: Ask, speaker: Speaker) -> Part:
    """Say whether it is in the morning or the evening, where that is announced; or what is on then."""
    if order := _order_claimed(ask, speaker):
        return order
    part, verdict = part_named(ask), None
    if part is None and ask.days and ask.of_kind("session"):  # “is it after the 8th?”
        return when(ask, speaker)
    if part and not ask.of_kind("session", "venue", "subject", "person"):
        days = ask.days or (speaker.today,)
        then = [s for s in speaker.knowledge.programme if s.part_of_day == part]
        known = [s for s in then if s.on in days] or (then if not ask.days else [])
    else:
        known = [s for s in sessions_meant(ask, speaker) if s.part_of_day or s.start]
        verdict = holds(ask, known, speaker) if ask.of_kind("session") else None
    if not known:
        return not_announced(ask, speaker)
    told = about_sessions(sentences(*(speaker.when_and_where(s) for s in known)), known)
    return replace(told, verdict=verdict)


def _compared(ask: Ask, speaker: Speaker, shared: str) -> tuple[Session, ...]:
    """Give the sessions that are compared; asked “which are …”, those that share their day or venue with another."""
    meant = sessions_meant(ask, speaker)
    if len(meant) > 1:
        return meant
    programme = taking_place(speaker.knowledge.programme)
    counts = Counter(getattr(session, shared) for session in programme)
    sharing = tuple(session for session in programme if counts[getattr(session, shared)] > 1)
    return sharing if sharing and _WHICH & set(ask.words) else programme


def _order_claimed(ask: Ask, speaker: Speaker) -> Part | None:
    """Tell whether the first of two sessions is before or after the other; None if that is not asked or not known."""
    sessions, speaks = sessions_meant(ask, speaker), asking_words(ask.words)
    spoken = set(speaks)
    if len(sessions) != 2 or part_named(ask) or not spoken & (EARLIER | LATER):  # noqa: PLR2004  („po południu”)
        return None
    order = next(i for i, word in enumerate(speaks) if word in EARLIER | LATER)
    if sessions[0].on == sessions[1].on or order < _FIRST_NAME:
        return None
    is_earlier = sessions[0].on < sessions[1].on
    text = sentences(*(speaker.when_and_where(session) for session in sessions))
    verdict = is_earlier if spoken & EARLIER else not is_earlier
    return Part(text, verdict=verdict, about=tuple(session.id for session in sessions))


def same_day(ask: Ask, speaker: Speaker) -> Part:
    """Compare the days of sessions, or of a session and a day that is named."""
    if order := _order_claimed(ask, speaker):
        return order
    if ask.of_kind("venue") and len(ask.of_kind("session")) == 1:  # “is the concert at the castle?”
        return where(ask, speaker)
    if ask.days and len(ask.of_kind("session")) == 1:
        return when(ask, speaker)
    if len(meant := sessions_meant(ask, speaker)) == 1:  # “what else is on that day?”
        part = sessions_of_days(replace(ask, things=(), days=(meant[0].on,)), speaker)
        return replace(part, verdict=part.verdict if len(part.about) > 1 else None)
    sessions = _compared(ask, speaker, "on")
    same = len({s.on for s in sessions}) == 1
    text = speaker.join([speaker.entry(s, with_day=True, without="place") for s in sessions])
    phrase = "same_day" if same else "different_days"
    return Part(
        speaker.say(phrase, entries=text, date=speaker.date(sessions[0].on)),
        verdict=_sameness(ask, same, days_claimed(ask, sessions, speaker)),
        about=tuple(s.id for s in sessions),
    )


def same_place(ask: Ask, speaker: Speaker) -> Part:
    """Compare the places of sessions, or of a session and a place that is named."""
    if ask.of_kind("venue") and (len(ask.of_kind("session")) == 1 or ask.days):
        return where(ask, speaker)
    is_all = bool(ask.of_kind("event")) or not UNIVERSALS.isdisjoint(ask.words)
    if is_all and ask.of_kind("venue") and not ask.of_kind("session"):  # “is everything at the fort?”
        venues = {session.venue for session in taking_place(speaker.knowledge.programme)}
        return replace(event_where(ask, speaker), verdict=venues <= {*ask.of_kind("venue")})
    if len(meant := sessions_meant(ask, speaker)) == 1:  # “what else is on there?”
        return at_venue(speaker.knowledge.venue(meant[0].venue), replace(ask, things=()), speaker)
    sessions = _compared(ask, speaker, "venue")
    same = len({s.venue for s in sessions}) == 1
    entries = speaker.join(
        [speaker.piece("session_at", session=speaker.session_name(s), at=speaker.at(s)) for s in sessions]
    )
    phrase = "same_place" if same else "different_places"
    text = speaker.say(phrase, entries=entries, at=speaker.at(sessions[0]))
    verdict = _sameness(ask, same, places_claimed(ask, sessions))
    return Part(text, verdict=verdict, about=tuple(s.id for s in sessions))


def _sameness(ask: Ask, same: bool, claims: Claims) -> bool | None:  # noqa: FBT001  (a fact, no switch)
    """Tell whether it is so that some are the same, or that they differ, whichever is asked; and what else is."""
    spoken = set(asking_words(ask.words))
    if bool(spoken & _SAME) == bool(spoken & _DIFFERENT) or (same and spoken & _TIMES):
        return together(claims)
    return together([*claims, same if spoken & _SAME else not same])


def how_many_sessions(ask: Ask, speaker: Speaker) -> Part:
    """Count and list the sessions."""
    sessions = sessions_meant(ask, speaker) if ask.days or ask.of_kind("venue") else speaker.knowledge.programme
    sessions = taking_place(sessions)
    unit = speaker.unit(len(sessions), "session_forms")
    entries = speaker.join([speaker.entry(s, with_day=True) for s in sessions])
    text = speaker.say("how_many", number=len(sessions), unit=unit, entries=entries)
    verdict = None if ask.of_kind("session") else number_is(len(sessions), ask, _ITEMS)  # “are there two *concerts*?”
    return Part(text, verdict=verdict, about=tuple(s.id for s in sessions))


def how_many_venues(ask: Ask, speaker: Speaker) -> Part:
    """Count and list the venues."""
    venues = speaker.knowledge.venues
    for venue in venues:
        speaker.cite(venue.id, venue.source)
    unit = speaker.unit(len(venues), "venue_forms")
    entries = speaker.join([f"{speaker.name(v.name)}" for v in venues])
    text = speaker.say("how_many", number=len(venues), unit=unit, entries=entries)
    actions = tuple(Action(ActionKind.MAP, v.id) for v in venues)
    return Part(text, verdict=number_is(len(venues), ask, _PLACES), about=tuple(v.id for v in venues), actions=actions)


def timetable(ask: Ask, speaker: Speaker) -> Part:
    """Give the programme as far as it is announced, and say that times are not, where they are not."""
    if ask.things or ask.days:
        return not_announced(ask, speaker)
    has_times = any(session.start for session in speaker.knowledge.sessions)
    status = Status.ANSWERED if has_times else Status.NOT_ANNOUNCED
    return replace(whole_programme(speaker), status=status)


def compare(ask: Ask, speaker: Speaker) -> Part:
    """Put two things side by side; of sessions, name the one that comes first or last if that is asked."""
    spoken = set(ask.words)
    if len(ask.of_kind("session")) > 1 and spoken & (_FIRST | EARLIER | _LAST | LATER):
        return ordinal(ask, speaker, 0 if spoken & (_FIRST | EARLIER) else -1)
    if len(ask.of_kind("session")) == 1 and ask.of_kind("event"):
        session = speaker.knowledge.session(ask.of_kind("session")[0])
        text = speaker.say("part_of_event", event=speaker.event_name(), **speaker.fields_of(session))
        return about_sessions(text, (session,), verdict=True)
    return what(ask, speaker)
