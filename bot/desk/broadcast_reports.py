"""What organisers are told of a broadcast: its text, a bar, the numbers, and what they can do about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import wall_now
from bot.core.answers.reminding import spoken_time
from bot.core.answers.speech import Speaker
from bot.core.locale import Locale
from bot.delivery.limits import clip
from bot.desk.composing import renewed
from bot.desk.room import Button, View, to
from bot.handlers.turn import Asker
from bot.storage.broadcasts import Broadcast, Content, Counts, Kind, Stage
from bot.storage.chats import ChatProfile

ROOM = "broadcast"
MARKS = {
    Stage.DRAFT: "📝",
    Stage.PLANNED: "🕑",
    Stage.RUNNING: "▶️",
    Stage.PAUSED: "⏸",
    Stage.CANCELLED: "✖️",
    Stage.DONE: "✔️",
    Stage.MISFIRED: "⚠️",
}
Voice = Callable[[Asker, Locale | None], Speaker]
_BAR = 12  # blocks: fits a phone
_EXCERPT = 60  # characters of a text that name it
_QUOTED = 400  # characters of a text that is to be judged
_FAR = timedelta(days=60)  # “tomorrow” is said of nothing that is so far away


@dataclass(frozen=True, slots=True)
class BroadcastReports:
    """Finds the words for the loop that carries broadcasts.

    Args:
        voice: gives one for whoever is told.
        default: the language of an organiser who has told none.
        rate: messages/s, for the time that is left.
    """

    voice: Voice
    default: Locale
    rate: float

    def report(self, broadcast: Broadcast, counts: Counts, organiser: ChatProfile) -> Mapping[str, object]:
        """Give text and reply_markup, for sendMessage and editMessageText."""
        speaker = self.voice(Asker(organiser, broadcast.created_at), organiser.language or self.default)
        view = report_view(broadcast, counts, speaker, rate=self.rate)
        keyboard = [[{"text": label, "callback_data": data} for label, data in row] for row in view.rows]
        return {"text": view.text, "reply_markup": {"inline_keyboard": keyboard}}

    def renewed(self, content: Content) -> Content | None:
        """Compose anew what a text was composed of; None where it is about what is gone."""
        return renewed(content, self.voice(Asker(ChatProfile(0), wall_now()), self.default).brain)

    def warning(self, broadcast: Broadcast, new: Content | None, organiser: ChatProfile) -> Mapping[str, object]:
        """Say that what was written by hand may no longer be true, or (no `new`) is about what is gone."""
        speaker = self.voice(Asker(organiser, broadcast.created_at), organiser.language or self.default)
        text = excerpt(broadcast.content, speaker.locale, _QUOTED)
        if new is None or new.composed is None:
            return {"text": speaker.say("desk_reminder_groundless", text=text)}
        fact = new.composed.en if speaker.locale is Locale.EN else new.composed.pl
        said = speaker.say("desk_reminder_outdated", text=text, fact=fact, when=spoken_due(broadcast, speaker))
        look = {"text": speaker.say("desk_reminder_look"), "callback_data": to("reminder", f"show:{broadcast.id}")}
        return {"text": said, "reply_markup": {"inline_keyboard": [[look]]}}

    def late_note(self, broadcast: Broadcast, locale: Locale) -> str:
        """Give the line under a message that comes later than planned."""
        assert broadcast.due_at is not None, "only what was planned can be late"
        nobody = Asker(ChatProfile(0), broadcast.due_at - _FAR)
        speaker = self.voice(nobody, locale)
        return speaker.say("late_note", when=spoken_due(broadcast, speaker))


def report_view(broadcast: Broadcast, counts: Counts, speaker: Speaker, *, rate: float, within: str = "") -> View:
    """Show where a broadcast stands.

    Args:
        broadcast: begun, or misfired.
        counts: of its messages.
        speaker: the organiser's.
        rate: messages/s.
        within: added to what the buttons say, for a view inside the desk's menu.
    """
    lines = [speaker.say(f"desk_cast_is_{broadcast.stage}", text=excerpt(broadcast.content, speaker.locale))]
    if broadcast.stage is Stage.MISFIRED:
        lines.append(speaker.say("desk_cast_too_late"))
    else:
        handled = counts.sent + counts.failed + counts.blocked + counts.cancelled
        share = (
            handled / (handled + counts.waiting) if handled + counts.waiting else float(broadcast.copied_at is not None)
        )
        lines.append(f"{'█' * int(share * _BAR)}{'░' * (_BAR - int(share * _BAR))} {int(share * 100)}%")
        lines.append(speaker.say("desk_cast_numbers", sent=counts.sent, failed=counts.failed, blocked=counts.blocked))
    if counts.waiting and broadcast.stage in {Stage.RUNNING, Stage.PAUSED}:
        lines.append(speaker.say("desk_cast_left", waiting=counts.waiting, time=_spoken_seconds(counts.waiting / rate)))
    if counts.cancelled:
        lines.append(speaker.say("desk_cast_given_up", number=counts.cancelled))
    names = {Stage.RUNNING: ("pause", "cancel"), Stage.PAUSED: ("resume", "cancel")}.get(broadcast.stage, ())
    rows: list[tuple[Button, ...]] = []
    if names:
        rows.append(
            tuple((speaker.say(f"desk_cast_{name}"), to(ROOM, f"{name}:{broadcast.id}{within}")) for name in names)
        )
    if can_correct(broadcast, counts):
        rows.append(((speaker.say("desk_cast_correct"), to(ROOM, f"correct:{broadcast.id}")),))
    return View("\n".join(lines), tuple(rows), has_menu=bool(within))


def can_correct(broadcast: Broadcast, counts: Counts) -> bool:
    """Whether something was sent that a correction can change."""
    return broadcast.finished_at is not None and broadcast.kind is not Kind.EDIT and counts.sent > 0


def excerpt(content: Content, locale: Locale, length: int = _EXCERPT) -> str:
    """Name a broadcast by how it begins."""
    words = content.words(locale) or content.words(Locale.EN) or content.words(Locale.PL)
    sign = "📷 " if content.photo else "↪️ " if content.copied else ""
    return clip(sign + " ".join(words.text.split() if words else ()), length).strip()


def spoken_due(broadcast: Broadcast, speaker: Speaker) -> str:
    """Say when a broadcast is planned."""
    due_at = broadcast.due_at
    assert due_at is not None, "it is planned"
    return speaker.piece("desk_cast_when", date=speaker.date(due_at.date()), time=spoken_time(due_at.time()))


def _spoken_seconds(seconds: float) -> str:
    return f"{round(seconds / 60)} min" if seconds >= 90 else f"{max(1, round(seconds))} s"  # noqa: PLR2004
