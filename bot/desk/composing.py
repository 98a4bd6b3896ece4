"""The texts of planned reminders: composed of the knowledge, and anew when it changes."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.clock import wall_now
from bot.core.locale import Locale
from bot.desk.room import Voice
from bot.handlers.turn import Asker
from bot.storage.broadcasts import Composed, Content, Words
from bot.storage.chats import ChatProfile

_LONG_BEFORE = timedelta(days=60)  # so that no date is said as “tomorrow”, which it would not be when it is sent


def composed(session_id: str, voice: Voice) -> Content | None:
    """Compose what reminds people of a session; None where the knowledge has no such session."""
    english, polish = (_text(session_id, locale, voice) for locale in Locale)
    if english is None or polish is None:
        return None
    return Content(Words(english), Words(polish), composed=Composed(session_id, english, polish))


def renewed(content: Content, voice: Voice) -> Content:
    """Say what the knowledge says now; what an organiser has written, or is about what is gone, stays as it is."""
    if content.composed is None or is_by_hand(content):
        return content
    return composed(content.composed.session, voice) or content


def is_by_hand(content: Content) -> bool:
    """Whether an organiser has changed what was composed."""
    was = content.composed
    return was is None or content != Content(Words(was.en), Words(was.pl), composed=was)


def _text(session_id: str, locale: Locale, voice: Voice) -> str | None:
    speaker = voice(Asker(ChatProfile(0), wall_now()), locale)
    session = next((each for each in speaker.knowledge.programme if each.id == session_id), None)
    if session is None:
        return None
    noon = datetime.combine(session.on, time(12), speaker.knowledge.zone)
    speaker = replace(speaker, now=noon - _LONG_BEFORE)
    text = speaker.when_and_where(session)
    if session.access:
        text = text.removesuffix(".") + speaker.piece(f"known_access_{session.access}") + "."
    return f"⏰ {text}"
