"""What buttons and commands about reminders do to a chat; a part of the dialogue."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from bot.core import reminder_pages
from bot.core.answers.speech import Speaker
from bot.core.pages import Offers, Page
from bot.core.reminders import Following
from bot.handlers.turn import Asker, Reply
from bot.rendering import remind_button
from bot.storage.follows import Rate

Press = Callable[[str, Asker], Reply | None]
"""Does what a button says about its target; None where the target means nothing."""

PAGES: dict[str, Callable[[Speaker], Page]] = {
    "reminders": reminder_pages.reminders_page,
    "stop": reminder_pages.stop,
}
"""Commands about reminders."""


class ShowPage(Protocol):
    """How the dialogue shows a page."""

    def __call__(self, page: Page, asker: Asker, *, is_in_place: bool = False) -> Reply:
        """Make a reply of it."""


class Reminding:
    """The buttons about reminders.

    Args:
        speaker: gives a voice for whoever asks.
        show: makes a reply of a page.
    """

    def __init__(self, speaker: Callable[[Asker], Speaker], show: ShowPage) -> None:
        self._speaker = speaker
        self._show = show

    def presses(self) -> dict[str, Press]:
        """Callback data's beginning → what it does."""
        return {
            Offers.REMIND: lambda target, asker: self._bell(target, asker, ends=False),
            Offers.UNREMIND: lambda target, asker: self._bell(target, asker, ends=True),
            Offers.REMINDERS: self._change,
            Offers.RATE: self._rate,
        }

    def _bell(self, target: str, asker: Asker, *, ends: bool) -> Reply | None:
        """Set or end reminders: said in a message, and the button that was pressed turns into its opposite."""
        speaker = self._speaker(asker)
        page = reminder_pages.bell_page(target, speaker, ends=ends)
        if page is None:
            return None
        reply = self._show(page, asker)
        sessions = {session.id: session for session in speaker.knowledge.sessions}
        if page.answer.follows is None or target not in sessions:
            return reply
        following = replace(speaker.following, items=page.answer.follows)
        button = remind_button(sessions[target], speaker.knowledge, speaker.locale, following)
        pressed = Offers.UNREMIND if ends else Offers.REMIND
        return replace(reply, buttons={f"{pressed.value}:{target}": button})

    def _change(self, target: str, asker: Asker) -> Reply | None:
        changed = reminder_pages.changed_reminders(target, self._speaker(asker))
        if changed is None:
            return None
        page, following = changed
        chosen = replace(asker, profile=replace(asker.profile, quiet=following.quiet, muted=following.muted))
        return self._show(page, chosen, is_in_place=True)

    def _rate(self, target: str, asker: Asker) -> Reply | None:
        rated = reminder_pages.rated(target, self._speaker(asker))
        if rated is None:
            return None
        page, session, stars = rated
        effect = Rate(asker.profile.chat_id, session, stars)
        return replace(self._show(page, asker, is_in_place=True), effects=(effect,))


def following_of(asker: Asker) -> Following:
    """What the chat follows, as the core sees it."""
    return Following(asker.profile.follows, asker.profile.quiet, asker.profile.muted)
