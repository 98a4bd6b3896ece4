"""The room of changes: what waits for a decision, and what was decided."""

from dataclasses import replace

from telegram import Message

from bot.core.locale import Locale
from bot.delivery.limits import clip, utf16_length
from bot.desk.change_messages import LONGEST_TEXT, ROOM, Organisers, card, is_over, outcome
from bot.desk.room import View, Visit
from bot.storage.proposals import Proposal, Stage, decide, load_proposal, load_proposals, set_texts
from bot.storage.store import Store
from bot.storage.writer import Commit

LAST = 5  # decisions that are listed
LISTED = 160  # units of a text in that list
NAME_LENGTH = 128
LONGEST_NUMBER = 18  # digits that fit a row's id


class Changes:
    """Organisers decide what is told; the first who decides decides for all.

    Args:
        store: holds the proposals.
        organisers: whose messages follow each decision.
    """

    name = ROOM

    def __init__(self, store: Store, organisers: Organisers) -> None:
        self._store = store
        self._organisers = organisers

    async def press(self, target: str, visit: Visit) -> View | None:
        """List what there is, or send, edit or skip a proposal in the version that was read."""
        if not target:
            return await self._store.work(lambda commit: _list(commit, visit))
        verb, id_, version, _ = _parts(target)
        if verb not in {"send", "edit", "skip"}:
            return None

        def act(commit: Commit) -> View | None:
            proposal = load_proposal(commit.connection, id_, locked=True)
            if proposal is None:
                return None
            if proposal.stage is not Stage.OPEN or proposal.version != version:
                return card(proposal, visit.speaker)
            if verb == "edit":
                return _ask_for(Locale.EN, proposal, visit)
            if verb == "send" and not is_over(proposal, visit.asker.now):
                # The others hear of it once it is sent.
                return card(_decided(commit, proposal, Stage.SENDING, visit), visit.speaker)
            return self._skip(commit, proposal, visit, is_late=verb == "send")

        return await self._store.work(act)

    async def hear(self, message: Message, awaited: str, visit: Visit) -> View | None:
        """Take the English text, then the Polish one, and show the proposal with both."""
        language, id_, version, english = _parts(awaited)
        text = (message.text or "").strip()

        def take(commit: Commit) -> View | None:
            proposal = load_proposal(commit.connection, id_, locked=True)
            if proposal is None:
                return None
            if proposal.stage is not Stage.OPEN or proposal.version != version:
                return card(proposal, visit.speaker)
            if not text or utf16_length(text) > LONGEST_TEXT:
                return View(visit.speaker.say("change_only_text", count=LONGEST_TEXT), awaits=awaited)
            if language == Locale.EN:
                return _ask_for(Locale.PL, proposal, visit, english=text)
            proposal = set_texts(commit.connection, proposal, english, text)
            self._organisers.update(commit, proposal)
            return card(proposal, visit.speaker)

        return await self._store.work(take)

    def _skip(self, commit: Commit, proposal: Proposal, visit: Visit, *, is_late: bool) -> View:
        proposal = _decided(commit, proposal, Stage.SKIPPED, visit)
        self._organisers.update(commit, proposal)
        view = card(proposal, visit.speaker)
        return replace(view, text=f"{view.text}\n\n{visit.speaker.say('change_over')}") if is_late else view


def _decided(commit: Commit, proposal: Proposal, stage: Stage, visit: Visit) -> Proposal:
    who = (visit.asker.name or str(visit.organiser))[:NAME_LENGTH]
    return decide(commit.connection, proposal, stage, who=who, now=visit.asker.now)


def _ask_for(locale: Locale, proposal: Proposal, visit: Visit, *, english: str = "") -> View:
    text = f"{visit.speaker.say(f'change_write_{locale}')}\n\n{proposal.text(locale)}"
    return View(text, awaits=f"{locale}:{proposal.id}:{proposal.version}:{english}")


def _list(commit: Commit, visit: Visit) -> View:
    speaker = visit.speaker
    waiting = load_proposals(commit.connection, Stage.OPEN, limit=1)
    if waiting:
        return card(waiting[0], speaker)
    decided = load_proposals(commit.connection, Stage.SENDING, Stage.SENT, Stage.SKIPPED, limit=LAST)
    entries = [f"{clip(each.text(speaker.locale), LISTED)}\n{outcome(each, speaker)}" for each in decided]
    said = [speaker.say("change_decided"), *entries] if entries else []
    return View("\n\n".join([speaker.say("change_none"), *said]))


def _parts(target: str) -> tuple[str, int, int, str]:
    """Read “verb:id:version:rest”; what is no number is the id of nothing."""
    verb, id_, version, rest = (*target.split(":", 3), "", "", "")[:4]
    return verb, _number(id_), _number(version), rest


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0
