"""The loop that carries broadcasts: starts what is due, puts its messages into the outbox, counts, and reports.

Every step is one transaction on the broadcast's row, so a kill at any moment is followed by the same next step, and
of several processes one does it.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection

from bot.clock import Clock, wall_now
from bot.core.locale import Locale
from bot.delivery.content import call_of, edit_of
from bot.storage import audience, broadcasts, copies, outbox
from bot.storage.broadcasts import Broadcast, Content, Counts, Kind, Stage
from bot.storage.chats import ChatProfile
from bot.storage.effects import Write
from bot.storage.outbox import NewMessage, Rank, State
from bot.storage.store import Store

logger = logging.getLogger(__name__)

EVERY = 0.5  # seconds between looks; a start, a pause and a cancel are seen within a second
SHOW_EVERY = timedelta(seconds=3)  # Telegram lets a chat be edited about once a second
GRACE = timedelta(hours=2)  # a planned message that an outage holds up longer is not sent: it would mislead
LATE = timedelta(minutes=5)  # from here on a message says that it is late
REPORT_LIFE = timedelta(hours=24)


class Announcer(Protocol):
    """Finds the words of what the loop says."""

    def report(self, broadcast: Broadcast, counts: Counts, organiser: ChatProfile) -> Mapping[str, object]:
        """Give text and reply_markup of the report to an organiser, for sendMessage and editMessageText."""

    def renewed(self, content: Content) -> Content | None:
        """Compose anew what a text was composed of; None where it is about what is gone."""

    def warning(self, broadcast: Broadcast, new: Content | None, organiser: ChatProfile) -> Mapping[str, object]:
        """Say that a planned text may no longer be true, for sendMessage; without `new` that it is not sent."""

    def late_note(self, broadcast: Broadcast, locale: Locale) -> str:
        """Give the line under a message that comes later than planned."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How broadcasts go out here."""

    default: Locale
    """The language of a chat that has told none."""
    organisers: Collection[int]
    """Who gets the report of what was sent from a shell."""


class Broadcaster:
    """Does the next step of every broadcast that needs one.

    Args:
        store: where they are.
        clock: the event's, by which they are planned.
        ways: how they go out.
        announcer: finds the words; None reports nothing.
    """

    def __init__(self, store: Store, clock: Clock, ways: Ways, announcer: Announcer | None) -> None:
        self._store = store
        self._clock = clock
        self._ways = ways
        self._announcer = announcer

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            is_busy = False
            try:
                for broadcast in await self._store.read(broadcasts.unfinished):
                    is_busy |= await self._advance(broadcast)
            except Exception:
                # Such as a database that is away: the bot goes on answering, and the next look may succeed.
                logger.exception("a broadcast could not go on, trying again")
            await asyncio.sleep(0 if is_busy else EVERY)

    async def _advance(self, broadcast: Broadcast) -> bool:
        """Do the next step of one; returns whether another waits."""
        match broadcast.stage:
            case Stage.PLANNED:
                if await self._still_true(broadcast):
                    await self._start(broadcast)
                return False
            case Stage.RUNNING if broadcast.copied_at is None:
                await self._copy(broadcast)
                return True
            case Stage.RUNNING | Stage.CANCELLED if broadcast.finished_at is None:
                await self._store.change([Write(lambda connection, now: _finish(connection, broadcast, now))])
        await self._show(broadcast)
        return False

    async def _still_true(self, broadcast: Broadcast) -> bool:
        """Renew what was composed of the knowledge if that has changed; returns whether there was nothing to do.

        A text that an organiser has written stays: they are told at once, for only they know whether it still holds.
        """
        announcer, was = self._announcer, broadcast.content
        if announcer is None or (new := announcer.renewed(was)) == was:
            return True
        told = [] if new and (new.en, new.pl) != (was.en, was.pl) else self._told(broadcast)
        messages = [
            NewMessage(
                key=f"broadcast:{broadcast.id}:doubt{_digest(new and new.composed)}:{organiser}",
                chat_id=organiser,
                rank=Rank.REPLY,
                method="sendMessage",
                parameters=dict(announcer.warning(broadcast, new, await self._store.profile(organiser))),
                expires_at=wall_now() + REPORT_LIFE,
            )
            for organiser in told
        ]

        def renew(connection: Connection, now: datetime) -> None:
            values = {"content": new or was}
            to = Stage.PLANNED if new else Stage.CANCELLED
            if broadcasts.move(connection, broadcast.id, to, among=[Stage.PLANNED], **values):
                outbox.enqueue(connection, messages, owner=None, now=now)

        await self._store.change([Write(renew)])
        return False

    async def _start(self, broadcast: Broadcast) -> None:
        late = self._clock.now() - (broadcast.due_at or self._clock.now())
        if late < timedelta(0):
            return
        to = Stage.RUNNING if late <= GRACE else Stage.MISFIRED
        if to is Stage.MISFIRED:
            logger.warning("a planned broadcast misfired", extra={"broadcast": broadcast.id})

        def start(connection: Connection, now: datetime) -> None:
            broadcasts.move(connection, broadcast.id, to, among=[Stage.PLANNED], started_at=now, is_late=late > LATE)

        await self._store.change([Write(start)])

    async def _copy(self, broadcast: Broadcast) -> None:
        """Write the messages of the next chats down."""
        everybody = audience.chats_of(
            broadcast.audience,
            now=broadcast.started_at or wall_now(),
            default=self._ways.default,
        )
        chunk = await self._store.read(lambda connection: copies.next_chats(connection, everybody, broadcast.reached))
        messages = [self._message(broadcast, *chat) for chat in chunk]
        reached = chunk[-1][0] if chunk else None
        await self._store.change(
            [Write(lambda connection, now: copies.add_copies(connection, broadcast, messages, reached, now=now))]
        )

    def _message(self, broadcast: Broadcast, chat_id: int, language: str, message_id: int | None) -> NewMessage:
        locale = Locale(language)
        if broadcast.kind is Kind.EDIT:
            method, parameters = edit_of(broadcast.content, locale, message_id or 0)
        else:
            is_noted = broadcast.is_late and self._announcer is not None
            note = self._announcer.late_note(broadcast, locale) if is_noted and self._announcer else ""
            method, parameters = call_of(broadcast.content, locale, note=note)
        return NewMessage(
            key=copies.key_of(broadcast, chat_id),
            chat_id=chat_id,
            rank=Rank.BROADCAST,
            method=method,
            parameters=parameters,
            expires_at=wall_now() + copies.COPY_LIFE,
            broadcast_id=broadcast.id,
        )

    async def _show(self, broadcast: Broadcast) -> None:
        """Keep the organiser's report true: a message of its own, edited as the numbers change."""
        is_over = broadcast.finished_at is not None or broadcast.stage is Stage.MISFIRED
        if not is_over and broadcast.shown_at is not None and wall_now() - broadcast.shown_at < SHOW_EVERY:
            return
        if is_over and broadcast.shown == 0 and broadcast.stage is Stage.CANCELLED:
            await self._close(broadcast)  # it had not begun, and who cancelled it knows
            return
        reports = await self._reports(broadcast)
        if reports is None:
            return
        digest = _digest(json.dumps(reports, sort_keys=True))
        if digest != broadcast.shown_digest:
            messages = await self._report_messages(broadcast, reports)
            if messages is not None:
                await self._store.change(
                    [Write(lambda connection, now: _note_shown(connection, broadcast, messages, digest, now))]
                )
        elif is_over:
            await self._close(broadcast)

    async def _close(self, broadcast: Broadcast) -> None:
        await self._store.change(
            [Write(lambda connection, _: broadcasts.change(connection, broadcast.id, is_closed=True))]
        )

    async def _reports(self, broadcast: Broadcast) -> dict[int, Mapping[str, object]] | None:
        """What each organiser is to see."""
        if self._announcer is None:
            return {}
        counts = await self._store.read(lambda connection: copies.counts_of(connection, broadcast))
        told = self._told(broadcast)
        return {one: self._announcer.report(broadcast, counts, await self._store.profile(one)) for one in told}

    def _told(self, broadcast: Broadcast) -> Collection[int]:
        """The organisers who are told what becomes of it."""
        return (broadcast.created_by,) if broadcast.created_by is not None else self._ways.organisers

    async def _report_messages(
        self, broadcast: Broadcast, reports: Mapping[int, Mapping[str, object]]
    ) -> list[NewMessage] | None:
        """The first time new messages, then edits of these; None while the first are on their way."""
        messages = []
        for organiser, report in reports.items():
            key, method, parameters = f"broadcast:{broadcast.id}:report:{organiser}", "sendMessage", dict(report)
            if broadcast.shown > 0:
                sent = await self._store.read(lambda connection, key=key: outbox.find(connection, key))  # type: ignore[misc]
                if sent is not None and sent[0] is State.WAITING:
                    return None
                if sent is None or sent[1] is None:
                    continue  # it could not be sent, so there is nothing to edit
                method, parameters["message_id"] = "editMessageText", sent[1]
                key = f"broadcast:{broadcast.id}:report{broadcast.shown}:{organiser}"
            messages.append(NewMessage(key, organiser, Rank.REPLY, method, parameters, wall_now() + REPORT_LIFE))
        return messages


def _digest(told: object) -> str:
    return hashlib.blake2b(str(told).encode(), digest_size=16).hexdigest()


def _finish(connection: Connection, broadcast: Broadcast, now: datetime) -> None:
    """Record the final counts if nothing waits any more; of a cancelled one, give up what does."""
    if broadcast.stage is Stage.CANCELLED:
        copies.cancel_copies(connection, broadcast.id, now=now)
    counts = copies.counts_of(connection, broadcast)
    if counts.waiting == 0:
        to = Stage.DONE if broadcast.stage is Stage.RUNNING else broadcast.stage
        broadcasts.move(connection, broadcast.id, to, among=[broadcast.stage], finished_at=now, counts=counts)


def _note_shown(
    connection: Connection, broadcast: Broadcast, messages: list[NewMessage], digest: str, now: datetime
) -> None:
    """Show a report, unless another process has just done so."""
    if broadcasts.claim_showing(connection, broadcast, digest=digest, now=now):
        outbox.enqueue(connection, messages, owner=None, now=now)
