"""What is said of the programme: when, where, what, what is on, now and next, before and after."""

from dataclasses import replace

from bot.core.answer import Action, ActionKind, Status
from bot.core.answers.people import website, who_is
from bot.core.answers.speech import Part, Speaker, capital, sentences, session_actions
from bot.core.answers.unannounced import attribute, not_announced
from bot.core.knowledge import Entity, Event, Organisation, Person, Session, Subject, Venue
from bot.core.reading import Ask
from bot.core.schedule import (
    Phase,
    coming,
    event_days,
    phase_of,
    phase_of_event,
    sessions_at,
    sessions_on,
    taking_place,
)

_PARTS = {
    "morning": frozenset("morning rano rana poranek poranku".split()),
    "afternoon": frozenset("afternoon popoludnie popoludniu poludniu".split()),
    "evening": frozenset("evening tonight night wieczor wieczorem wieczoru wieczorow".split()),
}
"""Parts of the day → folded words that name them."""

_EXCLUDING = frozenset("not nie except poza oprocz".split())
"""Folded words of who asks what is not at a place."""


def sessions_meant(ask: Ask, speaker: Speaker) -> tuple[Session, ...]:
    """Give the sessions that a question is about: those named, else those at the place or on the day named.

    What is not named itself and cancelled counts only where there is nothing else.
    """
    knowledge = speaker.knowledge
    named = tuple(knowledge.session(id_) for id_ in ask.of_kind("session"))
    if named:
        return named
    if venues := ask.of_kind("venue"):
        there = tuple(s for id_ in venues for s in sessions_at(knowledge, id_))
        found = tuple(s for s in there if s.on in ask.days) or there if ask.days else there
    else:
        found = tuple(s for day in ask.days for s in sessions_on(knowledge, day))
    return taking_place(found) or found


def when(ask: Ask, speaker: Speaker) -> Part:
    """Say the day of the sessions named, or of the event."""
    sessions = sessions_meant(ask, speaker) if ask.of_kind("session", "venue") else ()
    if sessions:
        wrong = [day for day in ask.days if all(s.on != day for s in sessions)]
        right = [day for day in ask.days if day not in wrong]
        verdict = None if not ask.days else not wrong
        claimed_place = wrong_place(ask, speaker)
        if claimed_place is not None:
            verdict = not claimed_place and verdict is not False
        text = sentences(*(speaker.when_and_where(s) for s in sessions[:4]))
        if wrong and not right and len(sessions) == 1 and not claimed_place:
            text = _corrected_day(sessions[0], wrong[0], speaker)
        return Part(text, verdict=verdict, about=tuple(s.id for s in sessions), actions=session_actions(sessions[0]))
    if ask.days and not ask.of_kind("event"):
        return programme(ask, speaker)
    return event_when(ask, speaker)


def clock_time(ask: Ask, speaker: Speaker) -> Part:
    """Give the time of the sessions meant, as far as it is announced."""
    wanted = "end" if ask.intent == "end_time" else "start"
    timed = [s for s in sessions_meant(ask, speaker) if getattr(s, wanted)]
    return when(replace(ask, days=()), speaker) if timed else attribute(ask, speaker)


def _corrected_day(session: Session, claimed: object, speaker: Speaker) -> str:
    return speaker.say(
        f"session_not_then_{speaker.tense(session)}",
        session=speaker.session_name(session),
        when=speaker.when(session),
        at=speaker.at(session),
        claimed=speaker.date(claimed),  # type: ignore[arg-type]
    )


def wrong_place(ask: Ask, speaker: Speaker) -> bool | None:
    """Tell whether a place that is named beside sessions (or their day) is not theirs; None if none is named."""
    sessions, venues = ask.of_kind("session"), ask.of_kind("venue")
    places = {speaker.knowledge.session(id_).venue for id_ in sessions}
    if not sessions:
        places = {s.venue for day in ask.days for s in sessions_on(speaker.knowledge, day)}
    return None if not places or not venues else not places & set(venues)


def wrong_day(ask: Ask, speaker: Speaker) -> bool:
    """Tell whether one session is named beside a day of the event that is not its own."""
    sessions = ask.of_kind("session")
    return len(sessions) == 1 and bool(ask.days) and speaker.knowledge.session(sessions[0]).on not in ask.days


def event_when(ask: Ask, speaker: Speaker) -> Part:
    """Say the days of the event."""
    event = speaker.knowledge.event
    verdict = None
    if ask.days:
        verdict = all(event.starts_on <= day <= event.ends_on for day in ask.days)
    text = speaker.say(
        f"event_when_{_event_tense(speaker)}",
        event=speaker.event_name(),
        days=speaker.event_dates(),
        weekdays=speaker.event_weekdays(),
        in_city=event.in_city[speaker.locale],
    )
    return Part(text, verdict=verdict, about=(event.id,), actions=(Action(ActionKind.CALENDAR, event.id),))


def _event_tense(speaker: Speaker) -> str:
    return "past" if phase_of_event(speaker.knowledge, speaker.now) is Phase.AFTER else "future"


def where(ask: Ask, speaker: Speaker) -> Part:
    """Say the place of the sessions named, or the places of the event."""
    knowledge = speaker.knowledge
    named = tuple(knowledge.session(id_) for id_ in ask.of_kind("session"))
    sessions = named or tuple(s for day in ask.days for s in sessions_on(knowledge, day))
    if sessions:
        wrong = wrong_place(ask, speaker)
        verdict = None if wrong is None else not wrong
        if named and ask.days and all(s.on not in ask.days for s in named):
            verdict = False
        text = sentences(*(speaker.when_and_where(s, place_first=True) for s in sessions[:4]))
        return Part(text, verdict=verdict, about=tuple(s.id for s in sessions), actions=session_actions(sessions[0]))
    if venues := ask.of_kind("venue"):
        return _venue_where(knowledge.venue(venues[0]), ask, speaker)
    return event_where(ask, speaker)


def address(ask: Ask, speaker: Speaker) -> Part:
    """Give a street address, if announced; of an organisation its website; never a person's."""
    if ask.of_kind("person"):
        return Part(speaker.say("private"), Status.UNKNOWN)
    venues = ask.of_kind("venue") or tuple(dict.fromkeys(s.venue for s in sessions_meant(ask, speaker)))
    if venues:
        known = [v for v in map(speaker.knowledge.venue, venues) if v.address]
        return _venue_where(known[0], ask, speaker) if known else not_announced(ask, speaker)
    return website(ask, speaker) if ask.of_kind("org") else not_announced(ask, speaker)


def _venue_where(venue: Venue, ask: Ask, speaker: Speaker) -> Part:
    speaker.cite(venue.id, venue.source)
    name = speaker.name(venue.name)
    actions = (Action(ActionKind.MAP, venue.id),)
    if venue.address:
        text = speaker.say("venue_address", venue=name, address=venue.address[speaker.locale])
        return Part(text, about=(venue.id,), actions=actions)
    text = speaker.say("venue_where", venue=name, in_city=speaker.knowledge.event.in_city[speaker.locale])
    return Part(text, Status.NOT_ANNOUNCED, about=(venue.id,), actions=actions, tail=speaker.ask_them(ask))


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
        f"event_where_{_event_tense(speaker)}",
        event=speaker.event_name(),
        in_city=knowledge.event.in_city[speaker.locale],
        places="; ".join(places),
    )
    verdict = True if any(m.kind == "city" for m in ask.things) else None
    actions = tuple(Action(ActionKind.MAP, venue.id) for venue in knowledge.venues)
    return Part(text, verdict=verdict, about=(knowledge.event.id,), actions=actions)


def what(ask: Ask, speaker: Speaker) -> Part:
    """Describe what is named."""
    sessions = ask.of_kind("session")
    if sessions and (wrong_place(ask, speaker) or (ask.is_yes_no and wrong_place(ask, speaker) is not None)):
        return where(ask, speaker)
    if sessions and ask.days and ask.is_yes_no:
        return when(ask, speaker)
    if sessions:
        parts = [_describe(speaker.knowledge.session(id_), speaker) for id_ in sessions[:2]]
        return Part(sentences(*parts), about=sessions, actions=session_actions(speaker.knowledge.session(sessions[0])))
    named = [mention.id for mention in ask.things if mention.kind != "city"]
    if not named and ask.days:
        return programme(ask, speaker)
    return _describe_thing(speaker.knowledge.by_id[named[0]] if named else speaker.knowledge.event, ask, speaker)


def _describe_thing(thing: Entity, ask: Ask, speaker: Speaker) -> Part:
    speaker.cite(thing.id, thing.source)
    match thing:
        case Venue():
            return programme(ask, speaker)
        case Person():
            return who_is(ask, speaker)
        case Subject():
            return Part(thing.summary[speaker.locale], about=(thing.id,))
        case Event() if ask.days:
            return programme(ask, speaker)
        case Event() | Organisation():
            return Part(thing.about[speaker.locale], about=(thing.id,))
        case Session():
            return Part(_describe(thing, speaker), about=(thing.id,), actions=session_actions(thing))


def _describe(session: Session, speaker: Speaker) -> str:
    speaker.cite(session.id, session.source)
    summary = session.summary[speaker.locale]
    if session.is_cancelled:
        return sentences(speaker.cancelled(session), capital(summary))
    return sentences(
        speaker.say(
            f"session_what_{speaker.tense(session)}",
            session=speaker.name(session.name),
            when=speaker.when(session),
            at=speaker.at(session),
            access=speaker.known_access(session),
        ),
        capital(summary),
    )


def programme(ask: Ask, speaker: Speaker) -> Part:
    """List what is on: on a day, at a place, of a session, or all."""
    knowledge = speaker.knowledge
    if len(ask.of_kind("session")) == 1 and not ask.days and not ask.of_kind("venue"):
        return _session_programme(knowledge.session(ask.of_kind("session")[0]), ask, speaker)
    if ask.of_kind("session"):
        return when(ask, speaker)
    if venues := ask.of_kind("venue"):
        return at_venue(knowledge.venue(venues[0]), ask, speaker)
    if ask.days:
        return sessions_of_days(ask, speaker)
    return whole_programme(speaker)


def _session_programme(session: Session, ask: Ask, speaker: Speaker) -> Part:
    text = sentences(
        speaker.say("detail_not_announced", session=speaker.session_name(session)),
        capital(session.summary[speaker.locale]),
    )
    tail = speaker.ask_them(ask)
    return Part(text, Status.NOT_ANNOUNCED, about=(session.id,), actions=session_actions(session), tail=tail)


def at_venue(venue: Venue, ask: Ask, speaker: Speaker) -> Part:
    """List what is on at a place, on the days named; or everything that is not there: “what is not at …?”."""
    here = sessions_at(speaker.knowledge, venue.id)
    if _EXCLUDING & set(ask.words) and not ask.is_yes_no:
        others = [s for s in speaker.knowledge.programme if s not in here]
        entries = speaker.join([speaker.entry(s, with_day=True) for s in others])
        return Part(
            speaker.say("elsewhere_than", at=venue.at[speaker.locale], entries=entries),
            about=tuple(s.id for s in others),
        )
    if ask.days:
        there = [s for s in here if s.on in ask.days]
        if not there and here:
            entries = speaker.join([speaker.entry(s, with_day=True, with_place=False) for s in here])
            text = speaker.say(
                "nothing_there_then",
                at=venue.at[speaker.locale],
                date=speaker.date(ask.days[0]),
                entries=entries,
            )
            return Part(text, verdict=False, about=tuple(s.id for s in here))
        here = tuple(there) or here
    speaker.cite(venue.id, venue.source)
    if not here:
        text = speaker.say("nothing_at_venue", at=venue.at[speaker.locale])
        return Part(text, about=(venue.id,))
    entries = speaker.join([speaker.entry(s, with_day=True, with_place=False) for s in here])
    past = all(speaker.tense(s) == "past" for s in here)
    text = speaker.say("at_venue_past" if past else "at_venue_future", at=venue.at[speaker.locale], entries=entries)
    return Part(text, about=(*(s.id for s in here), venue.id), actions=(Action(ActionKind.MAP, venue.id),))


def part_named(ask: Ask) -> str | None:
    """Give the part of the day that a question names: morning, afternoon or evening."""
    return next((part for part, words in _PARTS.items() if words & set(ask.words)), None)


def sessions_of_days(ask: Ask, speaker: Speaker) -> Part:
    """List the sessions of the days named, those of a part of the day that is named first; of now, none cancelled."""
    texts, about, part = [], [], part_named(ask)
    for day in ask.days[:3]:
        sessions = sorted(sessions_on(speaker.knowledge, day), key=lambda each: bool(part) and each.part_of_day != part)
        sessions = list(taking_place(sessions)) if ask.intent == "now" else sessions
        about += [s.id for s in sessions]
        if not sessions:
            texts.append(
                speaker.say(
                    "nothing_then",
                    date=speaker.date(day),
                    event=speaker.event_name(),
                    days=speaker.event_dates(),
                )
            )
            continue
        phrase = "on_day_past" if all(speaker.tense(s) == "past" for s in sessions) else "on_day_future"
        entries = speaker.join([speaker.entry(s) for s in sessions])
        texts.append(speaker.say(phrase, date=speaker.date(day), entries=entries))
    verdict = bool(about) if ask.is_yes_no else None
    return Part(sentences(*texts), verdict=verdict, about=tuple(about), days=ask.days)


def whole_programme(speaker: Speaker, *, in_full: bool = False) -> Part:
    """List the whole programme, a line a day, in short or full names."""
    lines = [speaker.say(f"programme_{_event_tense(speaker)}", event=speaker.event_name())]
    for day in event_days(speaker.knowledge):
        sessions = sessions_on(speaker.knowledge, day)
        if sessions:
            entries = speaker.join([speaker.entry(s, in_full=in_full) for s in sessions])
            lines.append(speaker.piece("programme_day", date=speaker.date(day), entries=entries))
    if not any(s.start for s in speaker.knowledge.sessions):
        lines.append(speaker.say("no_times_yet"))
    return Part("\n".join(lines), about=tuple(s.id for s in speaker.knowledge.programme))


def over(ask: Ask, speaker: Speaker) -> Part:
    """Say whether something is still to come, on, or over."""
    sessions = sessions_meant(ask, speaker)
    if sessions:
        texts = []
        for session in sessions[:3]:
            phase = phase_of(session, speaker.knowledge, speaker.now)
            texts.append(
                speaker.say(
                    f"session_{phase.value}",
                    session=speaker.session_name(session),
                    when=speaker.when(session),
                    at=speaker.at(session),
                )
            )
        if any(s.on == speaker.today and not s.start for s in sessions[:3]):
            texts.append(speaker.say("no_times_yet"))
        return Part(sentences(*texts), about=tuple(s.id for s in sessions), actions=session_actions(sessions[0]))
    event = speaker.knowledge.event
    text = speaker.say(
        f"event_{phase_of_event(speaker.knowledge, speaker.now).value}",
        event=speaker.event_name(),
        days=speaker.event_dates(),
        first=speaker.date(event.starts_on),
        last=speaker.date(event.ends_on),
    )
    return Part(text, about=(event.id,))


def now_on(ask: Ask, speaker: Speaker) -> Part:
    """Say what is on today; without announced times no more is known of “now”."""
    if ask.of_kind("session"):
        return over(ask, speaker)
    if ask.days and speaker.today not in ask.days:  # “is there anything tomorrow?”
        return sessions_of_days(ask, speaker)
    if ask.of_kind("venue"):
        part = programme(ask, speaker)
        untimed = any(s.on == speaker.today and not s.start for s in sessions_meant(ask, speaker))
        return replace(part, text=sentences(part.text, speaker.say("no_times_yet"))) if untimed else part
    phase = phase_of_event(speaker.knowledge, speaker.now)
    if phase is Phase.BEFORE:
        event = speaker.knowledge.event
        text = speaker.say("nothing_yet", event=speaker.event_name(), first=speaker.date(event.starts_on))
        return Part(text, about=(event.id,))
    if phase is Phase.AFTER:
        return over(Ask("over"), speaker)
    part = sessions_of_days(Ask("now", days=(speaker.today,)), speaker)
    exact = [s for s in sessions_on(speaker.knowledge, speaker.today) if s.start]
    text = part.text if exact else sentences(part.text, speaker.say("no_times_yet"))
    return Part(text, about=part.about, days=(speaker.today,))


def next_on(ask: Ask, speaker: Speaker) -> Part:
    """Say what comes next, after a session if one is named."""
    sessions = sessions_meant(ask, speaker) if ask.of_kind("session", "venue") else ()
    if sessions:
        after = sessions[-1]
        order = speaker.knowledge.programme
        ahead = taking_place(order[order.index(after) + 1 :])[:1]
    elif ask.days:
        return sessions_of_days(ask, speaker)
    else:
        ahead = coming(speaker.knowledge, speaker.now)
    if not ahead:
        return over(Ask("over"), speaker)
    text = sentences(*(speaker.when_and_where(s) for s in ahead))
    return Part(
        speaker.say("next", sessions=text),
        about=tuple(s.id for s in ahead),
        actions=session_actions(ahead[0]),
    )


def ordinal(ask: Ask, speaker: Speaker, index: int) -> Part:
    """Name the first or the last session of the event, or of the day or place named."""
    named = ask.of_kind("session")
    is_claim = bool(ask.days) and ask.is_yes_no and not named  # “does it all begin on the 8th?”
    narrowed = ask.of_kind("venue") or ask.days or len(named) > 1
    sessions = sessions_meant(ask, speaker) if narrowed and not is_claim else ()
    programme = speaker.knowledge.programme
    candidates = sorted(sessions or taking_place(programme) or programme, key=programme.index)
    session = candidates[index]
    verdict = session.on in ask.days if is_claim else session.id in named if len(named) == 1 else None
    phrase = ("first_" if index == 0 else "last_") + speaker.tense(session)
    text = speaker.say(
        phrase,
        session=speaker.session_name(session),
        when=speaker.when(session),
        at=speaker.at(session),
    )
    return Part(text, verdict=verdict, about=(session.id,), actions=session_actions(session))


def first_item(ask: Ask, speaker: Speaker) -> Part:
    """Name the first session."""
    return ordinal(ask, speaker, 0)


def last_item(ask: Ask, speaker: Speaker) -> Part:
    """Name the last session."""
    return ordinal(ask, speaker, -1)
