"""What organisers are asked to tell people, what they decided, and what became of it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Column, Connection, Integer, Row, String, Table, Text, delete, insert, select, update

from bot.core.locale import Locale
from bot.storage.published import publish
from bot.storage.schema import Instant, RowId, metadata

KEEP_DECIDED = timedelta(days=90)


class Stage(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    """It waits for the first organiser who decides."""
    SENDING = "sending"
    """To be sent; the promises are being written down."""
    SENT = "sent"
    """Every promise is written down."""
    SKIPPED = "skipped"
    REPLACED = "replaced"
    """A newer edit has taken its place."""
    WITHDRAWN = "withdrawn"
    """The edit was taken back."""


proposals = Table(
    "proposals",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("lines", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("reach", Integer, nullable=False),
    Column("decided_by", String(128)),
    Column("decided_at", Instant),
    sqlite_autoincrement=True,  # keys of messages name it: never used twice
)


@dataclass(frozen=True, slots=True)
class Line:
    """What is told of one session, and to whom: followers of these ids, and those who asked about them."""

    ids: tuple[str, ...]
    sessions: tuple[str, ...]
    """Ids of the sessions that buttons are offered for."""
    en: str
    pl: str
    over_at: datetime
    """When it concerns nobody any more, by the event's clock; time-zone aware."""

    def __getitem__(self, locale: Locale) -> str:
        """Give the text in one language."""
        return self.en if locale is Locale.EN else self.pl


@dataclass(frozen=True, slots=True)
class NewProposal:
    """A proposal about to be written down."""

    lines: tuple[Line, ...]
    content: str
    """What people know once it is decided."""
    reach: int
    """How many chats it concerns."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it stands."""

    id: int
    stage: Stage
    version: int
    """Counts edits of its texts, so that nobody sends what they have not read."""
    lines: tuple[Line, ...]
    content: str
    reach: int
    decided_by: str | None = None
    """Name of the organiser who decided, for the others."""
    decided_at: datetime | None = None
    """By the event's clock, as people are told of it."""

    def text(self, locale: Locale) -> str:
        """Give the whole text in one language."""
        return "\n\n".join(line[locale] for line in self.lines)


def propose(connection: Connection, new: NewProposal, *, now: datetime) -> Proposal:
    """Write a proposal down as open."""
    row = {
        "created_at": now,
        "stage": Stage.OPEN,
        "version": 1,
        "lines": _dumped(new.lines),
        "content": new.content,
        "reach": new.reach,
    }
    [id_] = connection.execute(insert(proposals).returning(proposals.c.id), row).scalars()
    return Proposal(id_, Stage.OPEN, 1, new.lines, new.content, new.reach)


def load_proposal(connection: Connection, id_: int, *, locked: bool = False) -> Proposal | None:
    """Read a proposal; None if there is none (any more). `locked` keeps it as it is until the commit."""
    statement = select(proposals).where(proposals.c.id == id_)
    row = connection.execute(statement.with_for_update() if locked else statement).one_or_none()
    return _proposal(row) if row else None


def load_proposals(connection: Connection, *stages: Stage, limit: int) -> list[Proposal]:
    """Read the newest proposals in these stages, the newest first."""
    statement = select(proposals).where(proposals.c.stage.in_(stages)).order_by(proposals.c.id.desc()).limit(limit)
    return [_proposal(row) for row in connection.execute(statement)]


def decide(connection: Connection, proposal: Proposal, stage: Stage, *, who: str | None, now: datetime) -> Proposal:
    """Write down what was decided about an open proposal; `who` is None where a later edit decided it.

    What organisers sent or skipped is from then on what people know. `now` is the event's time.
    """
    values = {"stage": stage, "decided_by": who, "decided_at": now}
    connection.execute(update(proposals).where(proposals.c.id == proposal.id).values(values))
    if stage in {Stage.SENDING, Stage.SKIPPED}:
        publish(connection, proposal.content)
    return replace(proposal, stage=stage, decided_by=who, decided_at=now)


def mark_sent(connection: Connection, proposal: Proposal, reach: int) -> Proposal:
    """Note that every promise is written down, and to how many chats."""
    connection.execute(update(proposals).where(proposals.c.id == proposal.id).values(stage=Stage.SENT, reach=reach))
    return replace(proposal, stage=Stage.SENT, reach=reach)


def set_texts(connection: Connection, proposal: Proposal, en: str, pl: str) -> Proposal:
    """Put an organiser's own words in place of all lines: whoever one of them concerned gets them."""
    ids = tuple(dict.fromkeys(id_ for line in proposal.lines for id_ in line.ids))
    sessions = tuple(dict.fromkeys(id_ for line in proposal.lines for id_ in line.sessions))
    lines = (Line(ids, sessions, en, pl, max(line.over_at for line in proposal.lines)),)
    version = proposal.version + 1
    values = {"lines": _dumped(lines), "version": version}
    connection.execute(update(proposals).where(proposals.c.id == proposal.id).values(values))
    return replace(proposal, version=version, lines=lines)


def set_content(connection: Connection, id_: int, content: str) -> None:
    """Let an open proposal cover a further edit that changes nothing for people."""
    connection.execute(update(proposals).where(proposals.c.id == id_).values(content=content))


def purge_proposals(connection: Connection, *, now: datetime) -> None:
    """Forget what was decided and is older than `KEEP_DECIDED`; `now` is real time, as that of its making."""
    is_old = (proposals.c.stage != Stage.OPEN) & (proposals.c.created_at < now - KEEP_DECIDED)
    connection.execute(delete(proposals).where(is_old))


def _dumped(lines: Sequence[Line]) -> str:
    return json.dumps([asdict(line) | {"over_at": line.over_at.isoformat()} for line in lines])


def _proposal(row: Row[tuple[object, ...]]) -> Proposal:
    lines = tuple(
        Line(
            tuple(line["ids"]),
            tuple(line["sessions"]),
            line["en"],
            line["pl"],
            datetime.fromisoformat(line["over_at"]),
        )
        for line in json.loads(row.lines)
    )
    return Proposal(
        row.id, Stage(row.stage), row.version, lines, row.content, row.reach, row.decided_by, row.decided_at
    )
