"""How a proposal looks to organisers, and the messages that keep all of them up to date."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.core.answer import Answer, Status
from bot.core.answers.speech import Speaker
from bot.core.locale import Locale
from bot.delivery.limits import clip, utf16_length
from bot.desk.room import View, to
from bot.handlers.turn import Asker
from bot.rendering import render
from bot.storage import chats, outbox
from bot.storage.outbox import NewMessage, Rank
from bot.storage.proposals import Proposal, Stage
from bot.storage.writer import Commit
from bot.storage.writes import promise

ROOM = "changes"
LONGEST_TEXT = 1500  # UTF-16 units of one language: both, and what stands around them, fit one message
_LIFE = timedelta(hours=24)


def card(proposal: Proposal, speaker: Speaker) -> View:
    """Show a proposal: with its buttons while it is open, else with what became of it."""
    if proposal.stage is not Stage.OPEN:
        return View(f"{_shown(proposal, speaker.locale, speaker)}\n\n{outcome(proposal, speaker)}")
    say, which = speaker.say, f"{proposal.id}:{proposal.version}"
    send = (say("change_send"), to(ROOM, f"send:{which}"))
    edit = (say("change_edit"), to(ROOM, f"edit:{which}"))
    skip = (say("change_skip"), to(ROOM, f"skip:{which}"))
    paragraphs = (
        say("change_proposal"),
        f"{say('change_in_english')}\n{_shown(proposal, Locale.EN, speaker)}",
        f"{say('change_in_polish')}\n{_shown(proposal, Locale.PL, speaker)}",
        say("change_reach", count=proposal.reach),
    )
    return View("\n\n".join(paragraphs), ((send, edit), (skip,)))


def outcome(proposal: Proposal, speaker: Speaker) -> str:
    """Say what became of a proposal, and who decided it."""
    return speaker.say(f"change_{proposal.stage}", who=proposal.decided_by, count=proposal.reach)


def _shown(proposal: Proposal, locale: Locale, speaker: Speaker) -> str:
    """As many lines as fit, and how many more there are."""
    shown: list[str] = []
    length = 0
    for line in proposal.lines:
        length += utf16_length(line[locale]) + 2
        if shown and length > LONGEST_TEXT:
            shown.append(speaker.say("change_more", count=len(proposal.lines) - len(shown)))
            break
        shown.append(clip(line[locale], LONGEST_TEXT))
    return "\n\n".join(shown)


@dataclass(frozen=True, slots=True)
class Organisers:
    """Those who decide, each in a private chat with the bot and in their language."""

    ids: Sequence[int]
    voice: Callable[[Asker], Speaker]
    clock: Clock

    def tell(self, commit: Commit, proposal: Proposal) -> None:
        """Promise each of them a message about a proposal."""
        self._promise(commit, proposal, {id_: {} for id_ in self.ids}, "sendMessage", "")

    def update(self, commit: Commit, proposal: Proposal) -> None:
        """Have the messages that they have got show what is true now; one that has not come yet says so if pressed."""
        sent = {id_: outbox.message_id_of(commit.connection, _key(proposal, id_)) for id_ in self.ids}
        known = {id_: {"message_id": number} for id_, number in sent.items() if number is not None}
        self._promise(commit, proposal, known, "editMessageText", f":{proposal.stage}-{proposal.version}")

    def _promise(
        self, commit: Commit, proposal: Proposal, more: dict[int, dict[str, int]], method: str, suffix: str
    ) -> None:
        profiles = chats.load_profiles(commit.connection, more)
        now = self.clock.now()
        promise(
            commit,
            [
                NewMessage(
                    key=_key(proposal, id_) + suffix,
                    chat_id=id_,
                    rank=Rank.REPLY,
                    method=method,
                    parameters={**_parameters(proposal, self.voice(Asker(profiles[id_], now))), **own},
                    expires_at=commit.now + _LIFE,
                )
                for id_, own in more.items()
            ],
        )


def _key(proposal: Proposal, organiser: int) -> str:
    return f"proposal:{proposal.id}:{organiser}"


def _parameters(proposal: Proposal, speaker: Speaker) -> dict[str, object]:
    view = card(proposal, speaker)
    keyboard = [[{"text": label, "callback_data": data} for label, data in row] for row in view.rows]
    return render(Answer(view.text, speaker.locale, Status.SMALLTALK), keyboard)[0]


def is_over(proposal: Proposal, now: datetime) -> bool:
    """True if nothing of it concerns anybody any more; `now` is the event's time."""
    return all(line.over_at <= now for line in proposal.lines)
