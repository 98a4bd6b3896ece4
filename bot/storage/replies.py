"""The organisers' answers to questions: one promise for each who asked, and the news of how far they have come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    Row,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from bot.core.locale import Locale
from bot.storage import outbox
from bot.storage.outbox import NewMessage, Rank, State
from bot.storage.outbox import outbox as outbox_table
from bot.storage.schema import Instant, RowId, metadata
from bot.storage.unanswered import ANSWER_LIFE, KEEP_QUESTIONS, askers, questions

replies = Table(
    "organiser_replies",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("chat_id", BigInteger),
    Column("text", Text, nullable=False),
    Column("total", Integer, nullable=False),
    Column("reported", String(32), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("done_at", Instant, index=True),
    sqlite_autoincrement=True,  # an id names promises: never used twice
)


@dataclass(frozen=True, slots=True)
class ReplyToAskers:
    """An effect: everyone who waits for one of these questions is answered, and the organiser told how it goes."""

    ids: tuple[int, ...]
    wordings: Mapping[Locale, str]
    """What each is told, with {question} for what they asked."""
    report_to: tuple[int, int | None] | None
    """The organiser's chat, and the message that the report replies to; None for a shell, which is told nothing."""
    report: str
    """With {sent} and {total}."""

    def apply(self, connection: Connection, *, now: datetime) -> None:
        """Write the promises down; who waited no longer waits. Without anybody who waits, nothing happens."""
        send_replies(connection, self, now=now)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an answer has come."""

    id: int
    chat_id: int
    text: str
    total: int
    sent: int
    waiting: int
    reported: str
    made_at: datetime

    @property
    def state(self) -> str:
        """What the organiser should know by now."""
        return f"{self.sent}/{self.waiting}"


def send_replies(connection: Connection, reply: ReplyToAskers, *, now: datetime) -> int:
    """Promise the answer to everyone who waits; returns to how many."""
    rows = connection.execute(select(askers).where(askers.c.question_id.in_(reply.ids)).with_for_update()).all()
    if not rows:
        return 0
    to, answered = reply.report_to or (None, None)
    made = insert(replies).values(
        chat_id=to,
        text=reply.report,
        total=len(rows),
        reported=f"0/{len(rows)}",
        made_at=now,
        done_at=None if to is not None else now,
    )
    id_ = int(connection.execute(made.returning(replies.c.id)).scalar_one())
    promises = [
        NewMessage(
            key=f"reply:{id_}:{row.id}",
            chat_id=row.chat_id,
            rank=Rank.REMINDER,  # paced, and behind answers of the bot's own
            method="sendMessage",
            parameters={
                "text": reply.wordings[Locale(row.locale)].replace("{question}", row.text),
                **_reply_to(row.message_id),
            },
            expires_at=now + ANSWER_LIFE,
        )
        for row in rows
    ]
    if to is not None:
        text = reply.report.replace("{sent}", "0").replace("{total}", str(len(rows)))
        parameters = {"text": text, **_reply_to(answered)}
        promises.append(NewMessage(_report(id_), to, Rank.REPLY, "sendMessage", parameters, now + ANSWER_LIFE))
    outbox.enqueue(connection, promises, owner=None, now=now)
    connection.execute(delete(askers).where(askers.c.id.in_([row.id for row in rows])))
    connection.execute(update(questions).where(questions.c.id.in_(reply.ids)).values(answered_at=now))
    return len(rows)


def open_reports(connection: Connection) -> list[Progress]:
    """Give the answers whose delivery is not over, or not yet reported."""
    rows = connection.execute(select(replies).where(replies.c.done_at.is_(None))).all()
    return [_progress(connection, row) for row in rows]


def _progress(connection: Connection, row: Row[Any]) -> Progress:
    mine = outbox_table.c.key.startswith(f"reply:{row.id}:")
    counted = select(outbox_table.c.state, func.count().label("number")).where(mine).group_by(outbox_table.c.state)
    states = {found.state: int(found.number) for found in connection.execute(counted)}
    sent, waiting = states.get(State.SENT, 0), states.get(State.WAITING, 0)
    return Progress(row.id, row.chat_id, row.text, row.total, sent, waiting, row.reported, row.made_at)


@dataclass(frozen=True, slots=True)
class Report:
    """An effect: the organiser's message says how far the answer has come."""

    progress: Progress

    def apply(self, connection: Connection, *, now: datetime) -> None:
        """Promise the edit; while the message is not sent itself, nothing happens."""
        report(connection, self.progress, now=now)


def report(connection: Connection, progress: Progress, *, now: datetime) -> None:
    """Promise the organiser's message to be edited, unless that is not sent yet itself."""
    message_id = outbox.message_id_of(connection, _report(progress.id))
    if message_id is None and now - progress.made_at < ANSWER_LIFE:
        return
    if message_id is not None and progress.state != progress.reported:
        text = progress.text.replace("{sent}", str(progress.sent)).replace("{total}", str(progress.total))
        key = f"{_report(progress.id)}:{progress.state}"
        parameters: dict[str, object] = {"message_id": message_id, "text": text}
        edit = NewMessage(key, progress.chat_id, Rank.REPLY, "editMessageText", parameters, now + ANSWER_LIFE)
        outbox.enqueue(connection, [edit], owner=None, now=now)
    done_at = now if not progress.waiting else None
    changes = {"reported": progress.state, "done_at": done_at}
    connection.execute(update(replies).where(replies.c.id == progress.id).values(changes))


def purge_replies(connection: Connection, *, now: datetime) -> None:
    """Forget answers of long ago."""
    connection.execute(delete(replies).where(replies.c.made_at < now - KEEP_QUESTIONS))


def _report(id_: int) -> str:
    return f"reply-report:{id_}"


def _reply_to(message_id: int | None) -> dict[str, object]:
    if message_id is None:
        return {}
    return {"reply_parameters": {"message_id": message_id, "allow_sending_without_reply": True}}
