"""The texts of planned reminders: composed of the knowledge, and anew when it changes."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.core.answers.speech import Speaker
from bot.core.brain import Brain
from bot.core.knowledge import Session
from bot.core.locale import Locale
from bot.storage.broadcasts import Composed, Content, Words

_LONG_BEFORE = timedelta(days=60)  # so that no date is said as “tomorrow”, which it would not be when it is sent


def reminder_content(session_id: str, brain: Brain) -> Content | None:
    """Compose what reminds of a session in both languages; None where the knowledge has no such session."""
    session = next((each for each in brain.knowledge.programme if each.id == session_id), None)
    if session is None:
        return None
    before = datetime.combine(session.on, time(12), brain.knowledge.zone) - _LONG_BEFORE
    english, polish = (_text(session, Speaker(brain, locale, before)) for locale in Locale)
    return Content(Words(english), Words(polish), composed=Composed(session_id, english, polish))


def renewed(content: Content, brain: Brain) -> Content | None:
    """Compose anew what a text was composed of.

    Returns:
        A text that nobody has changed says what the knowledge says now; one that was written by hand stays, with the
        new one in `composed`; what was never composed stays as it is. None where it is about what is gone.
    """
    if content.composed is None:
        return content
    new = reminder_content(content.composed.session, brain)
    return replace(content, composed=new.composed) if new and is_by_hand(content) else new


def is_by_hand(content: Content) -> bool:
    """Whether an organiser has written it, or changed what was composed."""
    was = content.composed
    return was is None or content != Content(Words(was.en), Words(was.pl), composed=was)


def _text(session: Session, speaker: Speaker) -> str:
    access = speaker.known_access(session)
    text = speaker.when_and_where(session)
    return f"⏰ {text.removesuffix('.')}{access}." if access else f"⏰ {text}"
