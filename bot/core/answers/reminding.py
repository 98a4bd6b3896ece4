"""What is said to “remind me”, “stop reminding me” and “what do you remind me of?”, and what then changes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from functools import reduce
from itertools import pairwise

from bot.core.answer import Action, ActionKind
from bot.core.answers.meant import sessions_meant
from bot.core.answers.speech import Part, Speaker, about_sessions, sentences, session_actions
from bot.core.grammar import UNIVERSALS
from bot.core.knowledge import Session
from bot.core.reading import Ask
from bot.core.reminders import (
    DAY,
    EVE,
    EVERYTHING,
    Reminder,
    Wish,
    is_heard,
    offsets_of,
    plan,
    quiet_of,
    reminders_of,
)

_ALL = UNIVERSALS | frozenset("each whole entire any calym calego caly kazdym kazdy kazdego calosci".split())
"""Folded words by which, where nothing came before, the whole programme is meant."""
_ALARMS = frozenset("alarm alarms timer budzik budzika wake obudz pobudka".split())
"""Folded words of an alarm clock: “set an alarm for 7” means an hour, not the 7th."""
_MOST_NAMED = 3
"""Sessions of one wish that are spoken of one by one."""
_MOST_OFFERED = 6
"""Sessions that are offered where none was named."""
_HOUR = 60
_MINUTES = {
    **dict.fromkeys("minute minutes min mins minuta minute minuty minut".split(), 1),
    **dict.fromkeys("hour hours godzina godzine godziny godzin".split(), _HOUR),
    **dict.fromkeys("week weeks tydzien tygodnie".split(), 7 * 24 * _HOUR),
    "kwadrans": 15,
}
"""Folded words of spans → minutes; days are left out, for reminders come on the day before and on the day."""
_AT = frozenset("at o godz godzinie".split())
"""Words before a time of the day."""


def remind(ask: Ask, speaker: Speaker) -> Part:
    """Set reminders: of the sessions named, of everything, or ask of what."""
    named = sessions_meant(ask, speaker)
    if not ask.of_kind("session", "venue") and _ALARMS & set(ask.words):
        return _of_what(speaker)
    if not named and (ask.of_kind("event") or _ALL & set(ask.words)):
        return remind_of_everything(speaker)
    if not named:
        return _of_what(speaker)
    ahead = [session for session in named if speaker.is_ahead(session)]
    if not ahead:
        texts = [told_gone(session, speaker) for session in named[:_MOST_NAMED]]
        return Part(sentences(*texts, speaker.say("remind_past")), about=tuple(s.id for s in named))
    wished = wishes_other_time(ask.words, speaker)
    return Part(
        sentences(_all_confirmed(ahead, speaker), speaker.say("remind_other_times") if wished else ""),
        about=tuple(session.id for session in ahead),
        actions=session_actions(ahead[0]),
        wish=Wish(frozenset(session.id for session in ahead)),
    )


def remind_of_everything(speaker: Speaker) -> Part:
    """Set reminders of the whole programme."""
    coming = coming_reminders(speaker)
    event = speaker.knowledge.event
    if not coming:
        return Part(speaker.say("remind_all_over"), about=(event.id,))
    speaker.cite(event.id, event.source)
    text = speaker.say("remind_all", how=how(speaker), moment=spoken_moment(coming[0].due_at, speaker))
    return Part(text, about=(event.id,), wish=Wish(frozenset({EVERYTHING})))


def unremind(ask: Ask, speaker: Speaker) -> Part:
    """End reminders: of the sessions named, or all."""
    followed = speaker.following
    named = [] if _ALL & set(ask.words) else sessions_meant(ask, speaker)
    ended = [session for session in named if followed.has(session.id)]
    about = tuple(session.id for session in named) or (speaker.knowledge.event.id,)
    if not followed.items:
        return Part(speaker.say("unremind_none"), about=about)
    if named and not ended:
        texts = [speaker.say("not_reminded_of", session=speaker.session_name(each)) for each in named[:_MOST_NAMED]]
        return Part(sentences(*texts), about=about, actions=session_actions(named[0]))
    if not named:
        wish = Wish(frozenset({EVERYTHING}), ends=True)
        return Part(speaker.say("unremind_all"), about=(speaker.knowledge.event.id,), wish=wish)
    texts = [speaker.say("unremind_of", session=speaker.session_name(session)) for session in ended]
    ids = tuple(session.id for session in ended)
    return Part(sentences(*texts), about=ids, wish=Wish(frozenset(ids), ends=True))


def reminders(ask: Ask, speaker: Speaker) -> Part:
    """Say when reminders come: of the sessions named, or all that are set."""
    named = sessions_meant(ask, speaker)
    if not named:
        about = tuple(s.id for s in followed_sessions(speaker)) or (speaker.knowledge.event.id,)
        return Part(told_list(speaker), about=about)
    texts = [
        confirmed(session, speaker)
        if speaker.following.has(session.id)
        else speaker.say("not_reminded_of", session=speaker.session_name(session))
        for session in named[:_MOST_NAMED]
    ]
    return about_sessions(sentences(*texts), named)


def confirmed(session: Session, speaker: Speaker, *, phrase: str = "remind_of") -> str:
    """Say exactly when a session's reminders come."""
    if not speaker.is_ahead(session):
        return sentences(told_gone(session, speaker), speaker.say("remind_past"))
    coming = _moments(session, speaker)
    name = speaker.session_name(session)
    before = _before(speaker)
    is_open = session.start is None and before
    if not coming and _are_muted(session, speaker):
        return speaker.say("remind_muted")
    if not coming:
        missing = speaker.say("remind_only_once_known", session=name, before=before)
        return missing if is_open else speaker.say("remind_too_soon")
    text = speaker.say(phrase, session=name, moments=speaker.join(coming))
    return sentences(text, speaker.say("remind_once_known", before=before)) if is_open else text


def _all_confirmed(sessions: list[Session], speaker: Speaker) -> str:
    """Say when the reminders of one or more sessions come; of one also when and where it is."""
    if len(sessions) == 1:
        return sentences(speaker.when_and_where(sessions[0]), confirmed(sessions[0], speaker, phrase="remind_then"))
    lines = [speaker.say("reminders_set"), *(_line(session, speaker) for session in sessions)]
    before = _before(speaker)
    if before and not any(session.start for session in sessions):
        lines.append(speaker.say("remind_once_all_known", before=before))
    return "\n".join(lines)


def told_list(speaker: Speaker) -> str:
    """List what is followed with the next moments, and the quiet hours."""
    lines = []
    coming = coming_reminders(speaker)
    muted = [speaker.say("reminders_muted")] if set(offsets_of(speaker.knowledge)) <= speaker.following.muted else []
    if EVERYTHING in speaker.following.items and coming:
        lines.append(speaker.piece("reminders_all", how=how(speaker), moment=spoken_moment(coming[0].due_at, speaker)))
    else:
        lines += [_line(session, speaker) for session in followed_sessions(speaker)]
    if lines:
        first = [speaker.say("reminders_set"), *lines]
    elif any(speaker.is_ahead(session) for session in speaker.knowledge.programme):
        first = [speaker.say("reminders_none", how=how(speaker))]
    else:
        return speaker.say("remind_all_over")
    return "\n".join([*first, "", *muted, told_quiet(speaker)])


def told_quiet(speaker: Speaker) -> str:
    """Say when the chat hears nothing."""
    quiet = quiet_of(speaker.following, speaker.knowledge)
    if quiet.begins == quiet.ends:
        return speaker.say("reminders_no_quiet")
    return speaker.say("reminders_quiet", begins=spoken_time(quiet.begins), ends=spoken_time(quiet.ends))


def told_gone(session: Session, speaker: Speaker) -> str:
    """Say that a session is cancelled, or over."""
    if session.is_cancelled:
        return speaker.cancelled(session)
    return speaker.say("session_after", **speaker.fields_of(session))


def followed_sessions(speaker: Speaker) -> list[Session]:
    """Give the sessions ahead that the chat follows by themselves, in order."""
    return [
        session
        for session in speaker.knowledge.programme
        if session.id in speaker.following.items and speaker.is_ahead(session)
    ]


def coming_reminders(speaker: Speaker) -> list[Reminder]:
    """Give every reminder of the programme that is still to come for this chat's quiet hours, the next first."""
    planned = plan(speaker.knowledge, quiet_of(speaker.following, speaker.knowledge))
    ahead = [each for each in planned if each.due_at > speaker.now and each.item != EVERYTHING]
    return [each for each in ahead if is_heard(each, speaker.following.muted)]


def how(speaker: Speaker) -> str:
    """Say when reminders come in general, as far as the chat has not muted them."""
    rules, muted = speaker.knowledge.reminders, speaker.following.muted
    before = _before(speaker)
    moments = {EVE: rules.day_before, DAY: rules.on_the_day}
    ways = [
        speaker.piece(f"how_{offset}", time=spoken_time(wall))
        for offset, wall in moments.items()
        if wall and offset not in muted
    ]
    if not ways or not before:
        return speaker.join(ways) if ways else speaker.piece("how_only_before", before=before)
    return speaker.piece("how_before", days=speaker.join(ways), before=before)


def wishes_other_time(words: Sequence[str], speaker: Speaker) -> bool:
    """Whether a message names a time or a span at which no reminder comes: “10 minutes before”, “at 7”."""
    if any(before in _AT and word[0].isdigit() for before, word in pairwise(words)):
        return True
    spans = [(before, word) for before, word in pairwise(("", *words)) if word in _MINUTES]
    usual = speaker.knowledge.reminders.minutes_before
    return any((int(before) if before.isdecimal() else 1) * _MINUTES[word] not in usual for before, word in spans)


def spoken_moment(moment: datetime, speaker: Speaker) -> str:
    """Say a moment: “tomorrow, Tuesday 7 October at 18:00”."""
    return spoken_moments([moment], speaker)[0]


def spoken_moments(moments: Iterable[datetime], speaker: Speaker) -> list[str]:
    """Say moments, those of one day together: “on Tuesday 14 May 2030 at 9:00 and 18:00”."""
    days: dict[date, dict[str, None]] = {}
    for moment in moments:
        local = moment.astimezone(speaker.knowledge.zone)
        days.setdefault(local.date(), {})[spoken_time(local.time())] = None
    return [
        speaker.piece("remind_moment", date=speaker.date(day), time=speaker.join(list(times)))
        for day, times in days.items()
    ]


def spoken_time(wall: time) -> str:
    """Say a wall time: “9:00”."""
    return f"{wall.hour}:{wall.minute:02}"


def _of_what(speaker: Speaker) -> Part:
    ahead = [session for session in speaker.knowledge.programme if speaker.is_ahead(session)]
    if not ahead:
        return Part(speaker.say("remind_all_over"), about=(speaker.knowledge.event.id,))
    offered = [*(session.id for session in ahead[:_MOST_OFFERED]), EVERYTHING]
    actions = tuple(Action(ActionKind.REMIND, id_) for id_ in offered)
    return Part(speaker.say("remind_of_what"), about=(speaker.knowledge.event.id,), actions=actions)


def _line(session: Session, speaker: Speaker) -> str:
    moments, name = _moments(session, speaker), speaker.session_name(session)
    if not moments:
        waits = session.start is None and _before(speaker)
        return speaker.piece("reminders_line_waiting" if waits else "reminders_line_none", session=name)
    return speaker.piece("reminders_line", session=name, moments=speaker.join(moments))


def _moments(session: Session, speaker: Speaker) -> list[str]:
    return spoken_moments(_ahead(session, speaker, speaker.following.muted), speaker)


def _ahead(session: Session, speaker: Speaker, muted: frozenset[str]) -> list[datetime]:
    quiet = quiet_of(speaker.following, speaker.knowledge)
    found = reminders_of(session, speaker.knowledge, quiet, muted)
    return [each.due_at for each in found if each.due_at > speaker.now]


def _are_muted(session: Session, speaker: Speaker) -> bool:
    """Tell whether reminders of a session would come, or come once its time is known, if none were muted."""
    muted = speaker.following.muted
    would_wait = session.start is None and speaker.knowledge.reminders.minutes_before
    waits = session.start is None and _before(speaker)
    return bool(muted and not waits and (would_wait or _ahead(session, speaker, frozenset())))


def _before(speaker: Speaker) -> str:
    """Say how long before a start: “2 hours and again 30 minutes”; empty if never."""
    rules, muted = speaker.knowledge.reminders, speaker.following.muted
    spoken = [spoken_span(minutes, speaker) for minutes in rules.minutes_before if str(minutes) not in muted]
    return _again(spoken, speaker) if spoken else ""


def _again(spoken: Iterable[str], speaker: Speaker) -> str:
    return reduce(lambda first, second: speaker.piece("remind_and_again", first=first, second=second), spoken)


def spoken_span(minutes: int, speaker: Speaker) -> str:
    """Say a time before a start: “2 hours”."""
    number, forms = (minutes, "minute_forms") if minutes % _HOUR else (minutes // _HOUR, "hour_forms")
    return f"{number} {speaker.unit(number, forms)}"
