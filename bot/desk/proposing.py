"""From an edit of the knowledge to what people are told: compared once it rests, proposed, and sent if so decided."""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection

from bot.clock import wall_now
from bot.core.answer import Action, ActionKind, Answer, Status
from bot.core.answers.speech import Speaker, session_actions
from bot.core.brain import Brain
from bot.core.changes import Change, Programme, differences, over_at, programme_of, told
from bot.core.knowledge import Knowledge
from bot.core.locale import Locale
from bot.core.notices import notice_of
from bot.desk.change_messages import Organisers
from bot.handlers.turn import Asker
from bot.reload import Reloader
from bot.rendering import actions_of, render
from bot.storage import asked, chats, published
from bot.storage.outbox import NewMessage, Rank
from bot.storage.proposals import (
    Line,
    NewProposal,
    Proposal,
    Stage,
    decide,
    load_proposals,
    mark_sent,
    propose,
    set_content,
)
from bot.storage.published import Edit
from bot.storage.store import Store
from bot.storage.writer import Commit
from bot.storage.writes import promise

logger = logging.getLogger(__name__)

QUIET = timedelta(minutes=2)  # an organiser who edits has more to put right: what follows within is one change
LOOK_EVERY = 1.0  # seconds between looks at the knowledge and at what is to be sent
REST_AFTER_BUG = 60.0  # seconds
AT_ONCE = 200  # promises in one commit: 30 ms, for which answers wait
LIFE = timedelta(hours=24)  # who cannot be reached for longer reads the news in the programme

Followers = Callable[[Connection, Collection[str]], set[int]]
"""The chats that follow one of these sessions, or everything."""


def nobody(_: Connection, __: Collection[str]) -> set[int]:
    """Followers where nobody can follow."""
    return set()


_PROGRAMMES: TypeAdapter[Programme] = TypeAdapter(Programme)


class Proposer:
    """Watches what is known, and sees to it that people hear of changes once organisers have agreed.

    Guarantee: what is agreed is sent at least once to whoever it concerns then, and to nobody twice by our doing,
    also across restarts and processes on one database.

    Args:
        store: holds what was published, the proposals and who asked.
        brains: the current knowledge.
        organisers: who decide. Without any, an edit is published silently.
        followers: who follows a session.
        quiet: how long an edit must rest.
    """

    def __init__(
        self,
        store: Store,
        brains: Reloader[Brain],
        organisers: Organisers,
        *,
        followers: Followers,
        quiet: timedelta = QUIET,
    ) -> None:
        self._store = store
        self._brains = brains
        self._organisers = organisers
        self._followers = followers
        self._quiet = quiet
        self._read: Brain | None = None
        self._due_at: datetime | None = None

    async def run(self) -> None:
        """Work until cancelled; a bug here must not end the answers."""
        while True:
            try:
                await self.look()
            except Exception:
                logger.exception("changes cannot be looked at for now")
                await asyncio.sleep(REST_AFTER_BUG)
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Note an edit, propose one that has rested, send what was agreed."""
        brain = self._brains.current
        if brain is not self._read:
            edit = Edit(_written(programme_of(brain.knowledge)))
            quiet = self._quiet
            self._due_at = await self._store.work(
                lambda commit: published.note_edit(commit.connection, edit, quiet=quiet, now=commit.now)
            )
            self._read = brain
        if self._due_at is not None and self._due_at <= wall_now():
            self._due_at = await self._store.work(lambda commit: self._compare(commit, brain.knowledge))
        while (sending := await self._store.work(self._next_to_send)) is not None:
            await self._send(*sending)

    def _compare(self, commit: Commit, knowledge: Knowledge) -> datetime | None:
        """Propose what differs from what people know; returns when to compare again."""
        new, connection = programme_of(knowledge), commit.connection
        edit = Edit(_written(new))
        content = published.take_rested(connection, edit, quiet=self._quiet, now=commit.now)
        if content is None:
            return published.rests_at(connection, edit, quiet=self._quiet)
        old = _read(content, otherwise=new)
        changes = differences(old, new, zone=knowledge.zone, now=self._organisers.clock.now())
        target = _written(told(old, new))
        waiting = next(iter(load_proposals(connection, Stage.OPEN, limit=1)), None)
        if not changes or not self._organisers.ids:
            published.publish(connection, target)
            self._close(commit, waiting, Stage.WITHDRAWN)
        else:
            self._propose(commit, tuple(self._lines(changes, knowledge.zone)), target, waiting, new)
        return None

    def _propose(
        self, commit: Commit, lines: tuple[Line, ...], target: str, waiting: Proposal | None, new: Programme
    ) -> None:
        """Ask the organisers, unless they are being asked the same already."""
        if waiting is not None and self._covers(waiting, lines, new):
            set_content(commit.connection, waiting.id, target)
            return
        ids = tuple(id_ for line in lines for id_ in line.ids)
        reach = len(self._concerned(commit, ids))
        proposal = propose(commit.connection, NewProposal(lines, target, reach), now=commit.now)
        self._close(commit, waiting, Stage.REPLACED)
        self._organisers.tell(commit, proposal)
        logger.info("a change is proposed to the organisers", extra={"proposal": proposal.id, "lines": len(lines)})

    def _covers(self, waiting: Proposal, lines: tuple[Line, ...], new: Programme) -> bool:
        """Whether nothing differs for people from what is proposed; texts that an organiser wrote are then kept."""
        if waiting.version == 1:
            return waiting.lines == lines
        zone, now = self._brains.current.knowledge.zone, self._organisers.clock.now()
        return not differences(_read(waiting.content, otherwise=new), new, zone=zone, now=now)

    def _close(self, commit: Commit, waiting: Proposal | None, stage: Stage) -> None:
        if waiting is not None:
            self._organisers.update(
                commit, decide(commit.connection, waiting, stage, who=None, now=self._organisers.clock.now())
            )

    def _lines(self, changes: Sequence[Change], zone: ZoneInfo) -> Iterator[Line]:
        now = self._organisers.clock.now()
        english, polish = (Speaker(self._brains.current, locale, now) for locale in Locale)
        for change in changes:
            yield Line(
                ids=change.ids,
                sessions=(change.after.id,) if change.after else (),
                en=notice_of(change, english),
                pl=notice_of(change, polish),
                over_at=over_at(change.item, zone),
            )

    def _concerned(self, commit: Commit, ids: Collection[str]) -> set[int]:
        """The chats that follow one of these sessions or asked about it lately, and can be reached."""
        found = self._followers(commit.connection, ids) | asked.who_asked(commit.connection, ids, now=commit.now)
        return found - chats.unreachable_chats(commit.connection)

    def _next_to_send(self, commit: Commit) -> tuple[Proposal, list[tuple[Line, set[int]]]] | None:
        """What organisers agreed to send and nobody has finished sending, with whom each line concerns."""
        agreed = load_proposals(commit.connection, Stage.SENDING, limit=1)
        if not agreed:
            return None
        now = self._organisers.clock.now()
        lines = [(line, self._concerned(commit, line.ids)) for line in agreed[0].lines if line.over_at > now]
        return agreed[0], lines

    async def _send(self, proposal: Proposal, lines: list[tuple[Line, set[int]]]) -> None:
        """Promise each chat what concerns it, once; after a crash the same again adds nothing."""
        everybody = sorted(set().union(*(concerned for _, concerned in lines)))
        for first in range(0, len(everybody), AT_ONCE):
            some = everybody[first : first + AT_ONCE]
            await self._store.work(lambda commit, some=some: self._notify(commit, some, proposal, lines))  # type: ignore[misc]

        def finish(commit: Commit) -> None:
            self._organisers.update(commit, mark_sent(commit.connection, proposal, len(everybody)))

        await self._store.work(finish)

    def _notify(
        self, commit: Commit, some: Sequence[int], proposal: Proposal, lines: list[tuple[Line, set[int]]]
    ) -> None:
        profiles = chats.load_profiles(commit.connection, some)
        now = self._organisers.clock.now()
        messages: list[NewMessage] = []
        for chat_id in some:
            mine = [line for line, concerned in lines if chat_id in concerned]
            speaker = self._organisers.voice(Asker(profiles[chat_id], now))
            expires_at = commit.now + min(LIFE, max(line.over_at for line in mine) - now)
            messages += [
                NewMessage(
                    key=f"change:{proposal.id}:{chat_id}" + (f":{number}" if number else ""),
                    chat_id=chat_id,
                    rank=Rank.BROADCAST,
                    method="sendMessage",
                    parameters=part,
                    expires_at=expires_at,
                )
                for number, part in enumerate(_notice(mine, speaker))
            ]
        promise(commit, messages)


def _notice(lines: Sequence[Line], speaker: Speaker) -> list[dict[str, object]]:
    """What one chat is told, with a map and calendar of what still takes place."""
    knowledge = speaker.knowledge
    text = "\n\n".join([*(line[speaker.locale] for line in lines), speaker.say("change_why")])
    ids = {id_ for line in lines for id_ in line.sessions}
    sessions = [session for session in knowledge.programme if session.id in ids]
    actions = tuple(dict.fromkeys(action for session in sessions for action in session_actions(session)))
    if len(sessions) > 1:  # one button each would not tell which it is for: the calendar is that of all
        places = tuple(action for action in actions if action.kind is ActionKind.MAP)
        actions = (*places, Action(ActionKind.CALENDAR, knowledge.event.id))
    answer = Answer(text, speaker.locale, Status.SMALLTALK, actions=actions)
    return render(answer, actions_of(answer, knowledge, speaker.following))


def _written(programme: Programme) -> str:
    return _PROGRAMMES.dump_json(programme).decode()


def _read(content: str, *, otherwise: Programme) -> Programme:
    """Read what was published; what another version of the program wrote in another form counts as known."""
    try:
        return _PROGRAMMES.validate_json(content)
    except ValidationError:
        logger.warning("what was published last cannot be read: changes since then are not proposed")
        return otherwise
