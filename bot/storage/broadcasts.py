"""Broadcasts: what organisers send to many chats, from the first draft to the report; the row is the whole state."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from pydantic import JsonValue, TypeAdapter
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)

from bot.core.locale import Locale
from bot.storage.schema import Instant, RowId, metadata


class Kind(StrEnum):
    """What a broadcast is."""

    MESSAGE = "message"
    REMINDER = "reminder"
    """Its text was composed for a session."""
    EDIT = "edit"
    """Changes the messages that another one has sent."""


class Stage(StrEnum):
    """Where a broadcast stands."""

    DRAFT = "draft"
    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"
    MISFIRED = "misfired"
    """Its time was missed by so much that it was not sent."""


HALTED = (Stage.PAUSED, Stage.CANCELLED)
CANCELLABLE = (Stage.PLANNED, Stage.RUNNING, Stage.PAUSED)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("content", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("wall", String(16)),
    Column("zone", String(64)),
    Column("corrects", BigInteger),
    Column("created_by", BigInteger),
    Column("created_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("is_late", Boolean, nullable=False, default=False),
    Column("reached", BigInteger),
    Column("copies", Integer, nullable=False, default=0),
    Column("copied_at", Instant),
    Column("finished_at", Instant),
    Column("counts", Text),
    Column("shown", Integer, nullable=False, default=0),
    Column("shown_at", Instant),
    Column("shown_digest", String(32)),
    Column("is_closed", Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,  # ids stand in the keys of messages: never used twice
)
Index("broadcasts_stage", broadcasts.c.is_closed, broadcasts.c.stage)

halted: Select[tuple[int]] = select(broadcasts.c.id).where(
    broadcasts.c.stage.in_(HALTED), broadcasts.c.is_closed.is_(False)
)
"""Ids of those whose messages must wait; a cancelled one is closed only when none of its messages waits."""


class Form(StrEnum):
    """Where Telegram keeps the words of a message: each is changed by another method."""

    TEXT = "text"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Words:
    """A text as it was typed, with its bold words and links (MessageEntity) beside it."""

    text: str
    entities: tuple[dict[str, JsonValue], ...] = ()


@dataclass(frozen=True, slots=True)
class Composed:
    """What the knowledge has to say of a session, as it was when a text was made of it."""

    session: str
    en: str
    pl: str


@dataclass(frozen=True, slots=True)
class Content:
    """What is said, in both languages."""

    en: Words | None = None
    pl: Words | None = None
    """With a photo the caption, with a copied message what is read in the archive."""
    photo: str | None = None
    """Telegram's file_id."""
    copied: tuple[int, int] | None = None
    """Chat and message id of a message that everybody gets as it is."""
    copied_form: Form | None = None
    """Of such a message; None if it has no words that could be changed, like a poll or a sticker."""
    composed: Composed | None = None
    """What it was composed of, even if somebody has changed its words since."""

    @property
    def form(self) -> Form | None:
        """Where its words are; None if they cannot be changed once it is sent."""
        if self.photo:
            return Form.CAPTION
        return self.copied_form if self.copied else self.copied_form or Form.TEXT

    def words(self, locale: Locale) -> Words | None:
        """Give the text in a language."""
        return self.en if locale is Locale.EN else self.pl


@dataclass(frozen=True, slots=True)
class Audience:
    """Who gets it: a kind and, where that needs one, a value."""

    kind: str = "all"
    """all; language (its value en or pl); asked (in the last so many days); followers (of a session); sent (who got
    that broadcast)."""
    value: str = ""
    groups: bool = False
    """Whether groups are included."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the messages of a broadcast."""

    sent: int = 0
    failed: int = 0
    blocked: int = 0
    """Chats that cannot be reached any more."""
    waiting: int = 0
    cancelled: int = 0


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A row."""

    id: int
    kind: Kind
    stage: Stage
    content: Content
    audience: Audience
    created_at: datetime
    created_by: int | None = None
    """The organiser's Telegram id; None where it came from a shell."""
    wall: str | None = None
    """When it is sent, as a clock on the wall of `zone` shows it: 2030-05-14T18:30; None for at once."""
    zone: str | None = None
    corrects: int | None = None
    started_at: datetime | None = None
    is_late: bool = False
    reached: int | None = None
    """Messages for all chats up to this id are in the outbox."""
    copies: int = 0
    """How many messages that made."""
    copied_at: datetime | None = None
    """When all were in the outbox."""
    finished_at: datetime | None = None
    counts: Counts | None = None
    """The final ones."""
    shown: int = 0
    """How often its progress was shown to the organiser."""
    shown_at: datetime | None = None
    shown_digest: str | None = None
    is_closed: bool = False
    """Nothing is left to do."""

    @property
    def due_at(self) -> datetime | None:
        """The instant at which it is to be sent.

        An hour that a clock change repeats means the first; one that it leaves out comes an hour later on the wall.
        """
        if self.wall is None or self.zone is None:
            return None
        return datetime.fromisoformat(self.wall).replace(tzinfo=ZoneInfo(self.zone))


_CONTENT: TypeAdapter[Content] = TypeAdapter(Content)
_AUDIENCE: TypeAdapter[Audience] = TypeAdapter(Audience)
_COUNTS: TypeAdapter[Counts] = TypeAdapter(Counts)
_JSON: Mapping[str, TypeAdapter[Content] | TypeAdapter[Audience] | TypeAdapter[Counts]] = {
    "content": _CONTENT,
    "audience": _AUDIENCE,
    "counts": _COUNTS,
}


def add(connection: Connection, new: Broadcast) -> int:
    """Write a broadcast down; its id is given here and returned."""
    result = connection.execute(insert(broadcasts).values(_values(_fields(new))))
    return int(result.inserted_primary_key[0])  # type: ignore[index]  # one row was inserted


def move(connection: Connection, id_: int, to: Stage, *, among: Collection[Stage], **values: object) -> bool:
    """Bring a broadcast to another stage, if it stands at one of `among`; returns whether it did."""
    statement = update(broadcasts).where(broadcasts.c.id == id_, broadcasts.c.stage.in_(among))
    return bool(connection.execute(statement.values(stage=to, **_values(values))).rowcount)


def change(connection: Connection, id_: int, **values: object) -> None:
    """Write some fields of a broadcast."""
    connection.execute(update(broadcasts).where(broadcasts.c.id == id_).values(_values(values)))


def find(connection: Connection, id_: int) -> Broadcast | None:
    """The broadcast with this id."""
    row = connection.execute(select(broadcasts).where(broadcasts.c.id == id_)).one_or_none()
    return from_row(row) if row else None


def unfinished(connection: Connection) -> list[Broadcast]:
    """All with which something is left to do, the oldest first."""
    at_work = broadcasts.c.is_closed.is_(False) & (broadcasts.c.stage != Stage.DRAFT)
    return [*map(from_row, connection.execute(select(broadcasts).where(at_work).order_by(broadcasts.c.id)))]


def newest(connection: Connection, limit: int, *, kinds: Collection[Kind] = tuple(Kind)) -> list[Broadcast]:
    """The newest, drafts aside, the newest first."""
    wanted = (broadcasts.c.stage != Stage.DRAFT) & broadcasts.c.kind.in_(kinds)
    rows = connection.execute(select(broadcasts).where(wanted).order_by(broadcasts.c.id.desc()).limit(limit))
    return [*map(from_row, rows)]


def told_to_all(connection: Connection, limit: int) -> list[Broadcast]:
    """The newest that were sent to everybody, the newest first, each as its last correction left it."""
    begun = broadcasts.c.stage.in_((Stage.RUNNING, Stage.DONE))
    rows = connection.execute(
        select(broadcasts).where(begun, broadcasts.c.kind != Kind.EDIT).order_by(broadcasts.c.id.desc()).limit(50)
    )
    found = [each for each in map(from_row, rows) if each.audience.kind == "all"][:limit]
    ids = [each.id for each in found]
    edits = connection.execute(
        select(broadcasts)
        .where(begun, broadcasts.c.kind == Kind.EDIT, broadcasts.c.corrects.in_(ids))
        .order_by(broadcasts.c.id)
    )
    newest_words = {edit.corrects: edit.content for edit in map(from_row, edits)}
    return [replace(each, content=newest_words.get(each.id, each.content)) for each in found]


def _fields(broadcast: Broadcast) -> dict[str, object]:
    names: Iterable[str] = (column.name for column in broadcasts.columns)
    return {name: getattr(broadcast, name) for name in names if name != "id"}


def _values(fields: Mapping[str, object]) -> dict[str, object]:
    return {
        name: _JSON[name].dump_json(value).decode() if name in _JSON and value is not None else value  # type: ignore[arg-type]
        for name, value in fields.items()
    }


def from_row(row: Row[tuple[object, ...]]) -> Broadcast:
    """Read a row of the table."""
    fields = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's own name for it
    for name, adapter in _JSON.items():
        if fields[name] is not None:
            fields[name] = adapter.validate_json(fields[name])
    return Broadcast(**{**fields, "kind": Kind(fields["kind"]), "stage": Stage(fields["stage"])})


def claim_showing(connection: Connection, broadcast: Broadcast, *, digest: str, now: datetime) -> bool:
    """Take it on oneself to show what has become of a broadcast; False if it has been shown since it was read."""
    as_read = (broadcasts.c.id == broadcast.id) & (broadcasts.c.shown == broadcast.shown)
    new = {"shown": broadcast.shown + 1, "shown_at": now, "shown_digest": digest}
    return bool(connection.execute(update(broadcasts).where(as_read).values(new)).rowcount)
