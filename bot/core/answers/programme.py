"""What is said of the programme: what is on, what something is, what is on now, next, first and last."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.answer import Status
from bot.core.answers.claims import wrong_place
from bot.core.answers.listing import at_venue, sessions_of_days, sessions_of_period, the_rest, whole_programme
from bot.core.answers.meant import part_named, sessions_meant
from bot.core.answers.people import who_is
from bot.core.answers.speech import Part, Speaker, about_sessions, capital, sentences
from bot.core.answers.whereabouts import event_when, when, where
from bot.core.grammar import TAKEN_PLACE
from bot.core.knowledge import Entity, Event, Organisation, Person, Session, Subject, Venue
from bot.core.polarity import asking_words
from bot.core.reading import Ask
from bot.core.schedule import (
    LATEST_START,
    Phase,
    coming,
    is_order_known,
    phase_of,
    phase_of_event,
    sessions_on,
    taking_place,
)

_MOST_DESCRIBED = 2
"""Sessions of one question that are described: each takes two sentences."""
_OVER = frozenset(
    "over finished ended past missed miss done gone passed taken koniec skonczony skonczona skonczyl skonczyla "
    "skonczylo zakonczyl zakonczyla minal minela minelo przegapilem przegapilam wszystkim".split()
)
_PAST = _OVER | TAKEN_PLACE
_AHEAD = frozenset("still upcoming ahead future catch jeszcze dopiero przed zdaze zdazymy".split())
_ON = frozenset("now running going trwa teraz trwaja".split())
"""Folded words of who asks whether something is over, still to come, or on."""
_MOST_TOLD = 3
"""Sessions of one question of which it is said that they are over, or not yet."""


def what(ask: Ask, speaker: Speaker) -> Part:
    """Describe what is named."""
    sessions = [speaker.knowledge.session(id_) for id_ in ask.of_kind("session")]
    if sessions and (wrong_place(ask, speaker) or (ask.is_yes_no and wrong_place(ask, speaker) is not None)):
        return where(ask, speaker)
    if sessions and ask.days and ask.is_yes_no:
        return when(ask, speaker)
    if sessions:
        parts = [_describe(session, speaker) for session in sessions[:_MOST_DESCRIBED]]
        return about_sessions(sentences(*parts), sessions)
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
            return about_sessions(_describe(thing, speaker), (thing,))


def _describe(session: Session, speaker: Speaker) -> str:
    speaker.cite(session.id, session.source)
    summary = session.summary[speaker.locale]
    if session.is_cancelled:
        return sentences(speaker.cancelled(session), capital(summary))
    fields = speaker.fields_of(session) | {"session": speaker.name(session.name)}
    phrase = f"session_what_{speaker.tense(session)}"
    return sentences(speaker.say(phrase, **fields, access=speaker.known_access(session)), capital(summary))


def programme(ask: Ask, speaker: Speaker) -> Part:
    """List what is on: on a day, at a place, of a session, or all."""
    knowledge = speaker.knowledge
    if ask.besides or ask.not_on:
        return the_rest(ask, speaker)
    if sessions := ask.of_kind("session"):
        alone = len(sessions) == 1 and not ask.days and not ask.of_kind("venue")
        return _session_programme(knowledge.session(sessions[0]), ask, speaker) if alone else when(ask, speaker)
    if venues := ask.of_kind("venue"):
        return at_venue(knowledge.venue(venues[0]), ask, speaker)
    event = knowledge.event
    if not ask.days and part_named(ask) and event.starts_on <= speaker.today <= event.ends_on:
        ask = replace(ask, days=(speaker.today,))  # “what is on in the evening?”
    if ask.days:
        return sessions_of_days(ask, speaker)
    if ask.period:
        return sessions_of_period(ask, speaker) or event_when(ask, speaker)
    return whole_programme(speaker)


def _session_programme(session: Session, ask: Ask, speaker: Speaker) -> Part:
    text = sentences(
        speaker.say("detail_not_announced", session=speaker.session_name(session)),
        capital(session.summary[speaker.locale]),
    )
    return replace(about_sessions(text, (session,)), status=Status.NOT_ANNOUNCED, tail=speaker.ask_them(ask))


def over(ask: Ask, speaker: Speaker) -> Part:
    """Say whether something is still to come, on, or over."""
    sessions = sessions_meant(ask, speaker)
    spoken = set(asking_words(ask.words))
    asks_ahead = bool(_AHEAD & spoken) and not _OVER & spoken
    if sessions:
        told = sessions[:_MOST_TOLD]
        phases = [phase_of(session, speaker.knowledge, speaker.now) for session in told]
        if asks_ahead and set(phases) == {Phase.BEFORE}:  # “is it still to come?”
            return replace(when(replace(ask, days=()), speaker), verdict=True)
        texts = [speaker.say(f"session_{p.value}", **speaker.fields_of(s)) for s, p in zip(told, phases, strict=True)]
        if any(s.on == speaker.today and not s.start for s in told):
            texts.append(speaker.say("no_times_yet"))
        verdict = _is_past_rightly(spoken) if set(phases) == {Phase.AFTER} else None
        return about_sessions(sentences(*texts), sessions, verdict=verdict)
    event, phase = speaker.knowledge.event, phase_of_event(speaker.knowledge, speaker.now)
    if asks_ahead and phase is Phase.BEFORE:
        return replace(event_when(replace(ask, days=()), speaker), verdict=True)
    if phase is Phase.DURING and speaker.today == event.ends_on:
        entries = speaker.join([speaker.entry(s) for s in sessions_on(speaker.knowledge, speaker.today)])
        text = speaker.say(
            "event_last_day", event=speaker.event_name(), date=speaker.date(speaker.today), entries=entries
        )
        return Part(text, about=(event.id,))
    begins_today = phase is Phase.DURING and speaker.today == event.starts_on
    today = sessions_on(speaker.knowledge, speaker.today)
    text = speaker.say(
        "event_first_day" if begins_today and not _has_begun(today, speaker) else f"event_{phase.value}",
        event=speaker.event_name(),
        days=speaker.event_dates(),
        first=speaker.date(event.starts_on),
        last=speaker.date(event.ends_on),
    )
    if begins_today and not any(session.start for session in today):
        text = sentences(text, speaker.say("no_times_yet"))
    return Part(text, verdict=_is_past_rightly(spoken) if phase is Phase.AFTER else None, about=(event.id,))


def _has_begun(sessions: Sequence[Session], speaker: Speaker) -> bool:
    """Whether one of today's sessions has surely begun: its start is announced and past, or it is late in the day."""
    local = speaker.now.astimezone(speaker.knowledge.zone).time()
    return local >= LATEST_START or any(session.start and session.start <= local for session in sessions)


def _is_past_rightly(spoken: set[str]) -> bool | None:
    """Tell of what is over whether it is claimed to be; None if neither that nor the contrary is."""
    if bool(_PAST & spoken) == bool((_AHEAD | _ON) & spoken):
        return None
    return bool(_PAST & spoken)


def now_on(ask: Ask, speaker: Speaker) -> Part:
    """Say what is on today; without announced times no more is known of “now”."""
    if ask.of_kind("session"):
        return over(ask, speaker)
    if ask.period:
        return programme(ask, speaker)
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
    elif ask.days or ask.period:
        return programme(ask, speaker)
    else:
        ahead = coming(speaker.knowledge, speaker.now)
    if not ahead:
        return over(Ask("over"), speaker)
    text = sentences(*(speaker.when_and_where(s) for s in ahead))
    return about_sessions(speaker.say("next", sessions=text), ahead)


def ordinal(ask: Ask, speaker: Speaker, index: int) -> Part:
    """Name the first or the last session of the event, or of the day or place named."""
    named = ask.of_kind("session")
    is_claim = bool(ask.days) and ask.is_yes_no and not named  # “does it all begin on the 8th?”
    narrowed = ask.of_kind("venue") or ask.days or len(named) > 1
    sessions = sessions_meant(ask, speaker) if narrowed and not is_claim else ()
    programme = speaker.knowledge.programme
    candidates = sorted(sessions or taking_place(programme) or programme, key=programme.index)
    session, *others = candidates if index == 0 else reversed(candidates)
    if others and not is_order_known(session, others[0]):  # both on one day: which comes first is not announced
        text = sentences(*map(speaker.when_and_where, candidates[:_MOST_DESCRIBED]), speaker.say("no_times_yet"))
        return replace(about_sessions(text, candidates[:_MOST_DESCRIBED]), status=Status.NOT_ANNOUNCED)
    verdict = session.on in ask.days if is_claim else session.id in named if len(named) == 1 else None
    phrase = ("first_" if index == 0 else "last_") + speaker.tense(session)
    return about_sessions(speaker.say(phrase, **speaker.fields_of(session)), (session,), verdict=verdict)


def first_item(ask: Ask, speaker: Speaker) -> Part:
    """Name the first session."""
    return ordinal(ask, speaker, 0)


def last_item(ask: Ask, speaker: Speaker) -> Part:
    """Name the last session."""
    return ordinal(ask, speaker, -1)
