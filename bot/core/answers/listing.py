"""What is said of many sessions at once: the programme, of a day, at a place, apart from what is excluded."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.answer import Action, ActionKind
from bot.core.answers.meant import part_named
from bot.core.answers.speech import Part, Speaker, sentences
from bot.core.days import days_in_full
from bot.core.grammar import DENIALS, THAT_DAY
from bot.core.knowledge import Session, Venue
from bot.core.polarity import asking_words
from bot.core.reading import Ask
from bot.core.schedule import Phase, event_days, phase_of_event, sessions_at, sessions_on, taking_place

_ANYTHING = frozenset(
    "any anything something sth event events programme planned scheduled happening cos cokolwiek jakies jakis jakas "
    "wydarzenia wydarzenie impreza imprezy program programie dzieje zaplanowane zaplanowano".split()
)
"""Words that ask whether there is anything at all."""
_MOST_DAYS = 3
"""Days of one question that are told one by one."""


def event_tense(speaker: Speaker) -> str:
    """Tell which set of phrases fits the event: those for what is to come, or for what is over."""
    return "past" if phase_of_event(speaker.knowledge, speaker.now) is Phase.AFTER else "future"


def the_rest(ask: Ask, speaker: Speaker) -> Part:
    """List what is left of the programme, of a day if one is meant, without what is excluded."""
    knowledge = speaker.knowledge
    that_day = {knowledge.session(id_).on for id_ in ask.besides} if THAT_DAY & set(ask.words) else set()
    days = set(ask.days) or that_day
    rest = [s for s in taking_place(knowledge.programme) if s.id not in ask.besides and s.on not in ask.not_on]
    rest = [s for s in rest if not days or s.on in days]
    if not rest:
        return Part(speaker.say("besides_nothing"), about=ask.besides)
    entries = speaker.join([speaker.entry(s, with_day=True) for s in rest])
    return Part(speaker.say("besides", entries=entries), about=tuple(s.id for s in rest))


def at_venue(venue: Venue, ask: Ask, speaker: Speaker) -> Part:
    """List what is on at a place, on the days named; or everything that is not there: “what is not at …?”."""
    here, at = sessions_at(speaker.knowledge, venue.id), venue.at[speaker.locale]
    if not ask.is_yes_no and _leaves_out(ask, speaker):
        others = [s for s in speaker.knowledge.programme if s not in here]
        if not others:
            return Part(speaker.say("besides_nothing"), about=(venue.id,))
        entries = speaker.join([speaker.entry(s, with_day=True) for s in others])
        return Part(speaker.say("elsewhere_than", at=at, entries=entries), about=tuple(s.id for s in others))
    then = tuple(s for s in here if s.on in ask.days)
    if ask.days and here and not then:
        entries = speaker.join([speaker.entry(s, with_day=True, without="place") for s in here])
        text = speaker.say("nothing_there_then", at=at, date=speaker.date(ask.days[0]), entries=entries)
        return Part(text, verdict=False, about=tuple(s.id for s in here))
    here = then or here
    speaker.cite(venue.id, venue.source)
    if not here:
        return Part(speaker.say("nothing_at_venue", at=at), about=(venue.id,))
    entries = speaker.join([speaker.entry(s, with_day=True, without="place") for s in here])
    text = speaker.say(f"at_venue_{speaker.tense(*here)}", at=at, entries=entries)
    return Part(text, about=(*(s.id for s in here), venue.id), actions=(Action(ActionKind.MAP, venue.id),))


def sessions_of_period(ask: Ask, speaker: Speaker) -> Part | None:
    """List the sessions of the week or month named, if some are still to come none of those before; None if none is."""
    event, period = speaker.knowledge.event, ask.period
    if period is None:
        return None
    days = period.days(max(speaker.today, event.starts_on), event.ends_on)
    days = days or period.days(event.starts_on, event.ends_on)
    return sessions_of_days(replace(ask, days=days), speaker) if days else None


def _leaves_out(ask: Ask, speaker: Speaker) -> bool:
    """Whether a place is named for what is not there, “apart from the fort”; but not “apart from the festival”."""
    if DENIALS.isdisjoint(ask.words):
        return False
    sessions = [m for m in speaker.brain.gazetteer.find(ask.words, today=speaker.today).things if m.kind == "session"]
    denied = [place for place, word in enumerate(ask.words) if word in DENIALS]
    return not any(place < m.start <= place + 2 for place in denied for m in sessions)


def sessions_of_days(ask: Ask, speaker: Speaker) -> Part:
    """List the sessions of the days named, those of a part of the day that is named first; of now, none cancelled."""
    texts, about, part = [], [], part_named(ask)
    for day in days_in_full(ask.words, ask.days, speaker.knowledge.event, today=speaker.today)[:_MOST_DAYS]:
        sessions = sorted(sessions_on(speaker.knowledge, day), key=lambda each: bool(part) and each.part_of_day != part)
        sessions = list(taking_place(sessions)) if ask.intent == "now" else sessions
        about += [s.id for s in sessions]
        if not sessions:
            days = speaker.event_dates()
            texts.append(speaker.say("nothing_then", date=speaker.date(day), event=speaker.event_name(), days=days))
            continue
        texts.append(speaker.on_day(sessions))
    told = [speaker.knowledge.session(id_) for id_ in about]
    return Part(sentences(*texts), verdict=_anything(told, ask), about=tuple(about), days=ask.days)


def _anything(sessions: Sequence[Session], ask: Ask) -> bool | None:
    """Tell whether there is anything of what is asked for; None where more is meant: “is it warm then?”."""
    if not sessions:
        return False
    if _ANYTHING.isdisjoint(asking_words(ask.words)):
        return None
    part = part_named(ask)
    parts = {session.part_of_day for session in sessions}
    if part is None or part in parts:
        return True
    return None if None in parts else False


def whole_programme(speaker: Speaker, *, in_full: bool = False) -> Part:
    """List the whole programme, a line a day, in short or full names."""
    lines = [speaker.say(f"programme_{event_tense(speaker)}", event=speaker.event_name())]
    for day in event_days(speaker.knowledge):
        sessions = sessions_on(speaker.knowledge, day)
        if sessions:
            entries = speaker.join([speaker.entry(s, in_full=in_full) for s in sessions])
            lines.append(speaker.piece("programme_day", date=speaker.date(day), entries=entries))
    if not any(s.start for s in speaker.knowledge.sessions):
        lines.append(speaker.say("no_times_yet"))
    return Part("\n".join(lines), about=tuple(s.id for s in speaker.knowledge.programme))
