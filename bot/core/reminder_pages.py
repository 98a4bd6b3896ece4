"""What is shown of reminders: one that is due, the list of them, what a button did, and thanks after the event."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.answer import Action, ActionKind, Answer, Status
from bot.core.answers.reminding import (
    confirmed,
    followed_sessions,
    remind_of_everything,
    spoken_span,
    spoken_time,
    told_list,
)
from bot.core.answers.speech import Speaker, sentences
from bot.core.knowledge import Knowledge, Session
from bot.core.pages import Offer, Offers, Page, forget_offer, phrase_page
from bot.core.reminders import (
    DAY,
    EVE,
    EVERYTHING,
    QUIET_CHOICES,
    THANKS,
    Following,
    Quiet,
    Reminder,
    Wish,
    default_quiet,
    offsets_of,
    quiet_of,
)
from bot.core.schedule import taking_place

MOST_LISTED = 8
"""Sessions in one reminder; of more, a phone shows no end."""
_MUTE, _UNMUTE = "off:", "on:"
"""Begin what the buttons of moments say; each says what it does, so that pressing it twice does it once."""
STARS = 5
"""The best rating."""


def reminder_page(reminders: Sequence[Reminder], speaker: Speaker, *, is_late: bool) -> Page:
    """Make one short message of what is due for one chat at one moment: what, where, when, access.

    Args:
        reminders: at least one; several of one session are said once.
        speaker: in the chat's language, at the moment of sending.
        is_late: whether it must say so.
    """
    knowledge = speaker.knowledge
    ids = {reminder.item for reminder in reminders}
    sessions = [session for session in knowledge.programme if session.id in ids]
    if not sessions:
        return thanks(speaker)
    lines = [_one(sessions[0], speaker)] if len(sessions) == 1 else _several(sessions, speaker)
    lines[0] = speaker.piece("reminder_sign", text=lines[0])
    if is_late:
        lines.append(speaker.say("reminder_late"))
    venues = dict.fromkeys(session.venue for session in sessions[:MOST_LISTED])
    actions = [Action(ActionKind.MAP, venue) for venue in venues]
    if len(sessions) == 1:
        actions.append(Action(ActionKind.CALENDAR, sessions[0].id))
        stop = [(Offer(speaker.piece("button_unremind"), Offers.UNREMIND, sessions[0].id),)]
    else:
        stop = [(_stop(session, speaker),) for session in sessions[:MOST_LISTED]]
    if any(reminder.offset == THANKS for reminder in reminders):
        lines.append(speaker.say("thanks", event=speaker.event_name()))
    about = tuple(session.id for session in sessions)
    answer = Answer("\n".join(lines), speaker.locale, Status.ANSWERED, about, actions=tuple(actions))
    return Page(answer, tuple(stop))


def _one(session: Session, speaker: Speaker) -> str:
    text = speaker.say("reminder_one", **_facts(session, speaker))
    return text if session.start else sentences(text, speaker.say("reminder_no_time"))


def _several(sessions: Sequence[Session], speaker: Speaker) -> list[str]:
    shown = [speaker.piece("reminder_entry", **_facts(session, speaker)) for session in sessions[:MOST_LISTED]]
    more = len(sessions) - len(shown)
    rest = [speaker.piece("reminder_more", number=more)] if more else []
    timeless = [] if any(session.start for session in sessions) else [speaker.say("no_times_yet")]
    return [speaker.say("reminder_several"), *shown, *rest, *timeless]


def _facts(session: Session, speaker: Speaker) -> dict[str, object]:
    return {
        "session": speaker.session_name(session),
        "when": speaker.when(session),
        "at": speaker.at(session),
        "access": speaker.known_access(session),
    }


def bell_page(target: str, speaker: Speaker, *, ends: bool) -> Page | None:
    """Set (or end) the reminders of a session or of everything; None where there is no such thing."""
    knowledge = speaker.knowledge
    if target == EVERYTHING:
        part = remind_of_everything(speaker)
        return _changed(part.text, speaker, *([part.wish] if part.wish else []))
    if target not in {session.id for session in knowledge.sessions}:
        return None
    session = knowledge.session(target)
    if ends:
        text = speaker.say("unremind_of", session=speaker.session_name(session))
        return _changed(text, speaker, Wish(frozenset({target}), ends=True))
    wishes = [Wish(frozenset({target}))] if speaker.is_ahead(session) else []
    return _changed(confirmed(session, speaker), speaker, *wishes)


def _changed(text: str, speaker: Speaker, *wishes: Wish) -> Page:
    follows = speaker.following.after(wishes, speaker.knowledge)
    answer = Answer(text, speaker.locale, Status.ANSWERED, follows=follows if wishes else None)
    return Page(answer, ((_list_offer(speaker),),))


def reminders_page(speaker: Speaker) -> Page:
    """List what is followed, with a button to end each, and the choice of moments and of quiet hours."""
    has_all = EVERYTHING in speaker.following.items
    ended = [(_drop(session, speaker),) for session in ([] if has_all else followed_sessions(speaker))]
    everything = [] if has_all else [Offer(speaker.piece("button_remind_all"), Offers.REMINDERS, EVERYTHING)]
    nothing = [Offer(speaker.piece("button_unremind_all"), Offers.REMINDERS, "-")] if speaker.following.items else []
    answer = Answer(told_list(speaker), speaker.locale, Status.ANSWERED)
    return Page(answer, (*ended, (*everything, *nothing), *_offset_rows(speaker), *_quiet_rows(speaker)))


def changed_reminders(target: str, speaker: Speaker) -> tuple[Page, Following] | None:
    """Do what a button of the list says: end one, all, follow everything, choose moments or quiet hours.

    Returns:
        The list as it then is, with what is followed in its answer if that has changed, and all that was chosen.
        None where the button means nothing any more.
    """
    following, knowledge = speaker.following, speaker.knowledge
    if target == EVERYTHING:
        wish = Wish(frozenset({EVERYTHING}))
    elif target == "-":
        wish = Wish(frozenset({EVERYTHING}), ends=True)
    elif target.startswith("-"):
        wish = Wish(frozenset({target[1:]}), ends=True)
    elif target.removeprefix(_MUTE).removeprefix(_UNMUTE) in offsets_of(knowledge):
        offset = target.removeprefix(_MUTE).removeprefix(_UNMUTE)
        muted = following.muted | {offset} if target.startswith(_MUTE) else following.muted - {offset}
        following = replace(following, muted=muted)
        return reminders_page(replace(speaker, following=following)), following
    else:
        chosen = {quiet_target(quiet, knowledge): quiet for quiet in quiet_hours(knowledge)}.get(target)
        if chosen is None:
            return None
        following = replace(following, quiet=None if chosen == default_quiet(knowledge) else chosen)
        return reminders_page(replace(speaker, following=following)), following
    items = following.after([wish], knowledge)
    page = reminders_page(replace(speaker, following=replace(following, items=items)))
    return replace(page, answer=replace(page.answer, follows=items)), following


def stop(speaker: Speaker) -> Page:
    """End all reminders and news; offer the news nevertheless, and to delete what is stored."""
    news_offer = Offer(speaker.piece("button_news"), Offers.NEWS)
    page = phrase_page("page_stop", speaker, (news_offer,), forget_offer(speaker))
    return replace(page, answer=replace(page.answer, follows=frozenset()))


def thanks(speaker: Speaker) -> Page:
    """Thank for following the event, and ask how the first session followed was."""
    text = speaker.say("thanks", event=speaker.event_name())
    return _rating_page([text], _rated_sessions(speaker)[:1], speaker)


def rated(target: str, speaker: Speaker) -> tuple[Page, str, int] | None:
    """Take a rating, and ask for the next one in the same message.

    Returns:
        The page, and which session got how many stars; None where the button means nothing any more.
    """
    number, _, id_ = target.partition(":")
    ids = [session.id for session in speaker.knowledge.programme]
    if number not in {str(star) for star in range(1, STARS + 1)} or id_ not in ids:
        return None
    stars, session = int(number), speaker.knowledge.session(id_)
    noted = speaker.say("thanks_noted", session=speaker.session_name(session), stars="⭐" * stars)
    ahead = [each for each in _rated_sessions(speaker) if ids.index(each.id) > ids.index(id_)]
    lines = [noted] if ahead else [noted, speaker.say("thanks_done")]
    return _rating_page(lines, ahead[:1], speaker), id_, stars


def _rating_page(lines: list[str], asked: Sequence[Session], speaker: Speaker) -> Page:
    questions = [speaker.say("thanks_rate", session=speaker.session_name(session)) for session in asked]
    stars = tuple(
        tuple(Offer(f"{star} ⭐", Offers.RATE, f"{star}:{session.id}") for star in range(1, STARS + 1))
        for session in asked
    )
    return Page(Answer("\n".join([*lines, *questions]), speaker.locale, Status.SMALLTALK), stars)


def _rated_sessions(speaker: Speaker) -> list[Session]:
    return [each for each in taking_place(speaker.knowledge.programme) if speaker.following.has(each.id)]


def quiet_hours(knowledge: Knowledge) -> list[Quiet]:
    """Give the quiet hours that a chat may have: the organiser's, and what else is offered."""
    return list(dict.fromkeys((default_quiet(knowledge), *QUIET_CHOICES)))


def quiet_target(quiet: Quiet, knowledge: Knowledge) -> str:
    """Name quiet hours in a button; the organiser's have no figures, for they may change."""
    return "q" if quiet == default_quiet(knowledge) else f"q{quiet.begins:%H%M}{quiet.ends:%H%M}"


def offset_label(offset: str, speaker: Speaker) -> str:
    """Name an offset: “the day before, 18:00”."""
    rules = speaker.knowledge.reminders
    moments = {EVE: rules.day_before, DAY: rules.on_the_day}
    if wall := moments.get(offset):
        return speaker.piece(f"offset_{offset}", time=spoken_time(wall))
    return speaker.piece("offset_before", span=spoken_span(int(offset), speaker))


def _offset_rows(speaker: Speaker) -> list[tuple[Offer, ...]]:
    """A switch for each moment at which reminders may come."""
    offers = []
    for offset in offsets_of(speaker.knowledge):
        is_muted = offset in speaker.following.muted
        label = speaker.piece("button_off" if is_muted else "button_on", label=offset_label(offset, speaker))
        offers.append(Offer(label, Offers.REMINDERS, (_UNMUTE if is_muted else _MUTE) + offset))
    return [tuple(offers[n : n + 2]) for n in range(0, len(offers), 2)]


def _quiet_rows(speaker: Speaker) -> list[tuple[Offer, ...]]:
    knowledge = speaker.knowledge
    offers = []
    for quiet in quiet_hours(knowledge):
        label = speaker.piece("button_no_quiet")
        if quiet.begins != quiet.ends:
            begins, ends = spoken_time(quiet.begins), spoken_time(quiet.ends)
            label = speaker.piece("button_quiet", begins=begins, ends=ends)
        if quiet == quiet_of(speaker.following, knowledge):
            label = speaker.piece("button_chosen", label=label)
        offers.append(Offer(label, Offers.REMINDERS, quiet_target(quiet, knowledge)))
    return [tuple(offers[n : n + 2]) for n in range(0, len(offers), 2)]


def _stop(session: Session, speaker: Speaker) -> Offer:
    name = session.spoken_name.title(speaker.locale)
    return Offer(speaker.piece("button_unremind_of", name=name), Offers.UNREMIND, session.id)


def _drop(session: Session, speaker: Speaker) -> Offer:
    return replace(_stop(session, speaker), kind=Offers.REMINDERS, target=f"-{session.id}")


def _list_offer(speaker: Speaker) -> Offer:
    return Offer(speaker.piece("button_reminders"), Offers.PAGE, "reminders")
