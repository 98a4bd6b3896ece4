"""What is said of when and where: the days and places of sessions and of the event, times and street addresses."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.answer import Action, ActionKind, Status
from bot.core.answers.claims import holds, of_event, wrong_day, wrong_place
from bot.core.answers.listing import at_venue, event_tense, sessions_of_days
from bot.core.answers.meant import part_named, sessions_meant, words_beside
from bot.core.answers.speech import Part, Speaker, about_sessions, sentences
from bot.core.answers.unannounced import attribute, not_announced
from bot.core.answers.websites import website
from bot.core.knowledge import Session, Venue
from bot.core.reading import Ask
from bot.core.schedule import sessions_at, sessions_on, taking_place

_MOST_TOLD = 4
"""Sessions of one question that are told one by one."""
_VENUE = frozenset("venue venues location locations place places miejsce miejscem miejsc lokalizacja".split())
_BEING_ONE = frozenset("is a of one the your for czy to jest jednym z".split())
"""Words for a place of the event, and those beside it where nothing more is asked."""
_NEAR = frozenset("outside near nearby beyond only out poza pod okolicach niedaleko blisko tylko".split())
"""Words by which the city that is named is not claimed to be the place."""


def when(ask: Ask, speaker: Speaker) -> Part:
    """Say the day of the sessions named, or of the event."""
    sessions = sessions_meant(ask, speaker) if ask.of_kind("session", "venue") else ()
    if sessions:
        verdict = holds(ask, sessions, speaker) if ask.of_kind("session") else None  # who else uses a place?
        text = sentences(*(speaker.when_and_where(s) for s in sessions[:_MOST_TOLD]))
        if wrong_day(ask, speaker) and len(ask.days) == 1 and not wrong_place(ask, speaker):
            text = _corrected_day(sessions[0], ask, speaker)
        return about_sessions(text, sessions, verdict=verdict)
    if ask.days and not ask.of_kind("event"):
        return sessions_of_days(ask, speaker)
    return event_when(ask, speaker)


def clock_time(ask: Ask, speaker: Speaker) -> Part:
    """Give the time of the sessions meant, as far as it is announced."""
    wanted = "end" if ask.intent == "end_time" else "start"
    meant = sessions_meant(ask, speaker)
    if any(getattr(session, wanted) for session in meant):
        return when(replace(ask, days=()), speaker)
    part = attribute(ask, speaker)
    if meant or part.known or {m.kind for m in ask.things} - {"event", "city"}:
        return part
    return replace(part, known=event_when(replace(ask, days=()), speaker).text)  # at least the days are known


def _corrected_day(session: Session, ask: Ask, speaker: Speaker) -> str:
    phrase, fields = f"session_not_then_{speaker.tense(session)}", speaker.fields_of(session)
    if ask.intent == "where":
        fields["when"] = f"{fields['when']}, {fields['at']}"
    return speaker.say(phrase, **fields, claimed=speaker.date(ask.days[0]))


def event_when(ask: Ask, speaker: Speaker) -> Part:
    """Say the days of the event."""
    event = speaker.knowledge.event
    text = speaker.say(
        f"event_when_{event_tense(speaker)}",
        event=speaker.event_name(),
        days=speaker.event_dates(),
        weekdays=speaker.event_weekdays(),
        in_city=event.in_city[speaker.locale],
    )
    actions = (Action(ActionKind.CALENDAR, event.id),)
    return Part(text, verdict=of_event(ask, speaker), about=(event.id,), actions=actions)


def where(ask: Ask, speaker: Speaker) -> Part:
    """Say the place of the sessions named, or the places of the event."""
    knowledge = speaker.knowledge
    named = tuple(knowledge.session(id_) for id_ in ask.of_kind("session"))
    dated = () if ask.is_in_other_city else ask.days
    sessions = named or _of_part([s for day in dated for s in sessions_on(knowledge, day)], ask)
    if sessions:
        wrong = wrong_place(ask, speaker)
        verdict = holds(ask, sessions, speaker) if named else False if wrong else None
        text = sentences(*(speaker.when_and_where(s, place_first=True) for s in sessions[:_MOST_TOLD]))
        return about_sessions(text, sessions, verdict=verdict)
    if venues := ask.of_kind("venue"):
        return _venue_where(knowledge.venue(venues[0]), ask, speaker)
    if ask.days and not ask.is_in_other_city:  # “is it in Kraków on 20 October?”
        return event_when(ask, speaker)
    return event_where(ask, speaker)


def _of_part(sessions: Sequence[Session], ask: Ask) -> tuple[Session, ...]:
    """Keep those of the part of the day that is named: “where should I be this *evening*?”; all where none is."""
    part = part_named(ask)
    return tuple(session for session in sessions if session.part_of_day == part) or tuple(sessions)


def address(ask: Ask, speaker: Speaker) -> Part:
    """Give a street address, if announced; of an organisation what is known is its website; never a person's."""
    if ask.of_kind("person"):
        return Part(speaker.say("private"), Status.UNKNOWN)
    venues = ask.of_kind("venue") or tuple(dict.fromkeys(s.venue for s in sessions_meant(ask, speaker)))
    if venues:
        known = [v for v in map(speaker.knowledge.venue, venues) if v.address]
        return _venue_where(known[0], ask, speaker) if known else not_announced(ask, speaker)
    part = not_announced(ask, speaker)
    return replace(part, known=f"{website(ask, speaker).text}.") if ask.of_kind("org") else part


def _venue_where(venue: Venue, ask: Ask, speaker: Speaker) -> Part:
    if ask.is_yes_no and ask.of_kind("event") and _asks_for_venue(ask, speaker):
        return replace(at_venue(venue, ask, speaker), verdict=True)
    speaker.cite(venue.id, venue.source)
    name = speaker.name(venue.name)
    actions = (Action(ActionKind.MAP, venue.id),)
    if venue.address:
        text = speaker.say("venue_address", venue=name, address=venue.address[speaker.locale])
        return Part(text, about=(venue.id,), actions=actions)
    text = speaker.say("venue_where", venue=name, in_city=speaker.knowledge.event.in_city[speaker.locale])
    return Part(text, Status.NOT_ANNOUNCED, about=(venue.id,), actions=actions, tail=speaker.ask_them(ask))


def _asks_for_venue(ask: Ask, speaker: Speaker) -> bool:
    """Whether nothing is asked but whether a place is one of the event's: “is the castle a venue of yours?”."""
    beside = words_beside(ask.words, speaker)
    return bool(_VENUE & beside) and beside <= _VENUE | _BEING_ONE


def event_where(ask: Ask, speaker: Speaker) -> Part:
    """Say the city and which session is at which place."""
    knowledge = speaker.knowledge
    places = [
        speaker.piece(
            "sessions_at",
            sessions=speaker.join([f"{speaker.session_name(s)}" for s in there]),
            at=venue.at[speaker.locale],
        )
        for venue in knowledge.venues
        if (there := taking_place(sessions_at(knowledge, venue.id)))
    ]
    text = speaker.say(
        f"event_where_{event_tense(speaker)}",
        event=speaker.event_name(),
        in_city=knowledge.event.in_city[speaker.locale],
        places="; ".join(places),
    )
    is_there = any(m.kind == "city" for m in ask.things) and _NEAR.isdisjoint(ask.words)
    verdict = False if ask.is_in_other_city else True if is_there else None
    actions = tuple(Action(ActionKind.MAP, venue.id) for venue in knowledge.venues)
    return Part(text, verdict=verdict, about=(knowledge.event.id,), actions=actions)
