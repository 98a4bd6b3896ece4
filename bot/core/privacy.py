"""What is kept of a chat, said to it: its own entries first, then what is kept of every chat and for how long."""

from dataclasses import dataclass

from bot.core.answer import Answer, Status
from bot.core.answers.reminding import spoken_time
from bot.core.answers.speech import Speaker
from bot.core.locale import Locale
from bot.core.pages import Page, forget_offer
from bot.core.reminder_pages import offset_label
from bot.core.reminders import EVERYTHING, offsets_of


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a chat, beside what it follows."""

    locale: Locale | None = None
    """The language that was chosen; None while it is that of the messages."""
    has_context: bool = False
    """Whether the last questions are still known."""
    wants_news: bool = True
    pending: tuple[str, ...] = ()
    """The questions that wait for the organisers."""


def privacy(speaker: Speaker, kept: Kept) -> Page:
    """Say what is kept of this chat and of all, and offer to delete it."""
    lines = [
        speaker.say("kept_title"),
        speaker.say("kept_language", language=_language(speaker, kept.locale)),
        speaker.say("kept_reminders", sessions=_followed(speaker) or speaker.piece("kept_none")),
        *_chosen(speaker),
        speaker.say("kept_context" if kept.has_context else "kept_no_context"),
        *(speaker.say("kept_pending", question=question) for question in kept.pending),
        speaker.say("kept_news" if kept.wants_news else "kept_no_news"),
    ]
    text = "\n".join([*lines, "", speaker.say("page_privacy")])
    return Page(Answer(text, speaker.locale, Status.SMALLTALK), (forget_offer(speaker),))


def _language(speaker: Speaker, chosen: Locale | None) -> str:
    if chosen is None:
        return speaker.piece("kept_as_written")
    return speaker.piece("button_polish" if chosen is Locale.PL else "button_english")


def _followed(speaker: Speaker) -> str:
    items, knowledge = speaker.following.items, speaker.knowledge
    if EVERYTHING in items:
        return speaker.piece("kept_everything")
    known = [
        speaker.piece("kept_session", session=speaker.session_name(s)) for s in knowledge.programme if s.id in items
    ]
    gone = sorted(items - {session.id for session in knowledge.programme})
    return speaker.join([*known, *gone])


def _chosen(speaker: Speaker) -> list[str]:
    """What was chosen of when reminders come; what the organiser has chosen is not kept."""
    quiet, muted = speaker.following.quiet, speaker.following.muted
    labels = [offset_label(offset, speaker) for offset in offsets_of(speaker.knowledge) if offset in muted]
    lines = [speaker.say("kept_muted", offsets="; ".join(labels))] if labels else []
    if quiet is not None and quiet.begins == quiet.ends:
        lines.append(speaker.say("kept_no_quiet"))
    elif quiet is not None:
        lines.append(speaker.say("kept_quiet", begins=spoken_time(quiet.begins), ends=spoken_time(quiet.ends)))
    return lines
