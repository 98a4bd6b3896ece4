"""What the bot could not answer: the questions without who asked them, who waits for an answer, the answers given."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Self

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Float,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    Text,
    delete,
    func,
    select,
)

from bot.core.alike import is_half
from bot.core.locale import Locale
from bot.storage import outbox
from bot.storage.dialect import Insert, insert_into, insert_or_ignore
from bot.storage.effects import Gathered
from bot.storage.outbox import NewMessage, Rank
from bot.storage.schema import Instant, RowId, metadata

KEEP_QUESTIONS = timedelta(days=30)  # since a question was asked last; as /privacy says
ANSWER_LIFE = timedelta(days=7)  # an answer to a question is tried to be sent for so long: about a conference's length


class Kind(StrEnum):
    """Why a question is in the inbox; also the name of the column that counts it."""

    UNKNOWN = "unknown"
    NOT_ANNOUNCED = "not_announced"
    DISLIKED = "disliked"


questions = Table(
    "unanswered_questions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", String(32), nullable=False, unique=True),
    Column("form", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("locale", String(8), nullable=False),
    Column("subject", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    *(Column(kind.value, Integer, nullable=False) for kind in Kind),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False, index=True),
    Column("answered_at", Instant),
    sqlite_autoincrement=True,  # an id stands in posts of the organisers' group: never used twice
)
askers = Table(
    "question_askers",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("question_id", RowId, ForeignKey("unanswered_questions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("chat_id", BigInteger, nullable=False, index=True),
    Column("message_id", BigInteger),
    Column("text", Text, nullable=False),
    Column("locale", String(8), nullable=False),
    Column("asked_at", Instant, nullable=False),
    sqlite_autoincrement=True,  # an id names the promise of an answer: never used twice
)


@cache
def _statement(dialect: str) -> Insert:
    """INSERT that counts on a question that is there already, which keeps its words."""
    insert = insert_into(dialect, questions)
    counts = {kind.value: questions.c[kind.value] + insert.excluded[kind.value] for kind in Kind}
    return insert.on_conflict_do_update(index_elements=["key"], set_=counts | {"last_at": insert.excluded.last_at})


@dataclass(frozen=True, slots=True)
class Missed(Gathered):
    """An effect: a question that was not answered, or not as its asker meant it."""

    kind: Kind
    form: str
    text: str
    """Masked: nothing in it names a person."""
    locale: Locale
    subject: str = ""
    """What was understood, such as “parking concert”."""
    confidence: float = 0.0
    """How surely it is about the event; see `Answer.confidence`."""

    @property
    def key(self) -> str:
        """Names the question: one form in one language is one question; a half one is as many as it was asked of."""
        told = f"{self.locale}:{self.form}" + (f":{self.subject}" if is_half(self.form) else "")
        return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()

    @classmethod
    def apply_all(cls, connection: Connection, effects: Sequence[Self], *, now: datetime) -> None:
        """Keep or count several."""
        # In one order everywhere, so that two processes never wait for each other's rows.
        alike = sorted(effects, key=lambda missed: missed.key)
        rows = [_row(missed, now, number=1) for missed in alike]
        connection.execute(_statement(connection.dialect.name), rows)


@dataclass(frozen=True, slots=True)
class AskOrganisers:
    """An effect: somebody waits for the organisers' answer."""

    missed: Missed
    chat_id: int
    """A private chat."""
    message_id: int | None
    """Of the question, to reply to it."""
    post: tuple[int, str] | None = None
    """The organisers' group and what is posted there, with {id} for the question's."""

    def apply(self, connection: Connection, *, now: datetime) -> None:
        """Write down who waits, once; the first has it posted in the organisers' group."""
        id_ = _note(connection, self.missed, now=now)
        waiting = connection.scalar(select(func.count()).where(askers.c.question_id == id_)) or 0
        key = f"{id_}:{self.chat_id}"
        row = {"key": key, "question_id": id_, "chat_id": self.chat_id, "message_id": self.message_id}
        row |= {"text": self.missed.text, "locale": self.missed.locale.value, "asked_at": now}
        connection.execute(insert_or_ignore(connection.dialect.name, askers, key="key"), [row])
        if self.post and not waiting:
            group, text = self.post
            parameters: dict[str, object] = {"text": text.replace("{id}", str(id_))}
            key = f"question:{id_}:{now.timestamp():.0f}"
            post = NewMessage(key, group, Rank.REPLY, "sendMessage", parameters, now + ANSWER_LIFE)
            outbox.enqueue(connection, [post], owner=None, now=now)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """An effect: questions leave the inbox unanswered."""

    ids: tuple[int, ...]

    def apply(self, connection: Connection, *, now: datetime) -> None:
        """Delete them, and who waited."""
        del now
        forget_questions(connection, self.ids)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question in the inbox."""

    id: int
    form: str
    text: str
    locale: Locale
    subject: str
    confidence: float
    counts: Mapping[Kind, int]
    last_at: datetime
    is_answered: bool
    waiting: Mapping[Locale, int] = field(default_factory=dict)
    """How many wait for the organisers' answer, by language."""

    @property
    def number(self) -> int:
        """How often it was asked or disliked."""
        return sum(self.counts.values())


def _note(connection: Connection, missed: Missed, *, now: datetime) -> int:
    """Keep a question without counting it; returns its id."""
    connection.execute(_statement(connection.dialect.name), [_row(missed, now, number=0)])
    return int(connection.execute(select(questions.c.id).where(questions.c.key == missed.key)).scalar_one())


def _row(missed: Missed, now: datetime, *, number: int) -> dict[str, object]:
    return {
        "key": missed.key,
        "form": missed.form,
        "text": missed.text,
        "locale": missed.locale.value,
        "subject": missed.subject,
        "confidence": missed.confidence,
        "first_at": now,
        "last_at": now,
        **dict.fromkeys(Kind, 0),
        missed.kind: number,
    }


def load_questions(connection: Connection, *, limit: int = 300) -> list[Unanswered]:
    """Give the inbox: what waits for an answer first, then what was asked most, then the newest."""
    number = sum((questions.c[kind.value] for kind in Kind), start=questions.c.disliked * 0)
    waiting = _waiting(connection)
    wanted = select(questions).order_by(number.desc(), questions.c.last_at.desc()).limit(limit)
    rows = list(connection.execute(wanted))
    missing = waiting.keys() - {row.id for row in rows}
    rows += list(connection.execute(select(questions).where(questions.c.id.in_(missing)))) if missing else []
    found = [_question(row, waiting.get(row.id, {})) for row in rows]
    return sorted(found, key=lambda question: -sum(question.waiting.values()))


def load_question(connection: Connection, id_: int) -> Unanswered | None:
    """Give one question; None if it is no longer there."""
    row = connection.execute(select(questions).where(questions.c.id == id_)).one_or_none()
    return _question(row, _waiting(connection).get(id_, {})) if row else None


def _waiting(connection: Connection) -> dict[int, dict[Locale, int]]:
    counted = select(askers.c.question_id, askers.c.locale, func.count().label("number"))
    found: dict[int, dict[Locale, int]] = {}
    for row in connection.execute(counted.group_by(askers.c.question_id, askers.c.locale)):
        found.setdefault(row.question_id, {})[Locale(row.locale)] = row.number
    return found


def _question(row: Row[Any], waiting: Mapping[Locale, int]) -> Unanswered:
    held = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for the columns of a row
    return Unanswered(
        id=held["id"],
        form=held["form"],
        text=held["text"],
        locale=Locale(held["locale"]),
        subject=held["subject"],
        confidence=held["confidence"],
        counts={kind: held[kind.value] for kind in Kind},
        last_at=held["last_at"],
        is_answered=held["answered_at"] is not None and held["answered_at"] >= held["last_at"],
        waiting=waiting,
    )


def forget_questions(connection: Connection, ids: Iterable[int]) -> None:
    """Delete questions, and who waited for an answer."""
    gone = list(ids)
    connection.execute(delete(askers).where(askers.c.question_id.in_(gone)))
    connection.execute(delete(questions).where(questions.c.id.in_(gone)))


def pending_of(connection: Connection, chat_id: int) -> tuple[str, ...]:
    """Give the questions to which a chat awaits the organisers' answer, masked, the oldest first."""
    asked = select(askers.c.text).where(askers.c.chat_id == chat_id).order_by(askers.c.id)
    return tuple(connection.scalars(asked))


def forget_asker(connection: Connection, chat_id: int) -> None:
    """Delete what a chat waits for."""
    connection.execute(delete(askers).where(askers.c.chat_id == chat_id))


def purge_questions(connection: Connection, *, now: datetime) -> None:
    """Forget what was asked longer than `KEEP_QUESTIONS` ago, and who waited for so long."""
    connection.execute(delete(askers).where(askers.c.asked_at < now - KEEP_QUESTIONS))
    old = select(questions.c.id).where(questions.c.last_at < now - KEEP_QUESTIONS)
    forget_questions(connection, connection.scalars(old).all())
