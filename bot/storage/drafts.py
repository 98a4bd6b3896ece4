"""What organisers are still writing: at most one draft each in every room of the desk."""

from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, delete, select

from bot.storage.broadcasts import Broadcast, Kind, Stage, add, broadcasts, change, find, from_row, move

_ROOM_KINDS = {
    Kind.MESSAGE: (Kind.MESSAGE, Kind.EDIT),
    Kind.EDIT: (Kind.MESSAGE, Kind.EDIT),
    Kind.REMINDER: (Kind.REMINDER,),
}
"""An edit is drafted where messages are."""


def save_draft(connection: Connection, draft: Broadcast) -> None:
    """Keep an organiser's only draft of its kind; the one before is given up."""
    connection.execute(delete(broadcasts).where(_drafts(draft.created_by, draft.kind)))
    add(connection, replace(draft, stage=Stage.DRAFT))


def redraft(connection: Connection, id_: int, organiser: int) -> None:
    """Make a draft of an organiser's again of what is planned."""
    planned = find(connection, id_)
    if planned and move(connection, id_, Stage.DRAFT, among=[Stage.PLANNED]):
        connection.execute(delete(broadcasts).where(_drafts(organiser, planned.kind), broadcasts.c.id != id_))
        change(connection, id_, created_by=organiser, wall=None, zone=None)


def drop(connection: Connection, id_: int) -> None:
    """Throw a draft away."""
    connection.execute(delete(broadcasts).where(broadcasts.c.id == id_, broadcasts.c.stage == Stage.DRAFT))


def draft_of(connection: Connection, organiser: int, kind: Kind) -> Broadcast | None:
    """What an organiser is writing just now."""
    rows = connection.execute(select(broadcasts).where(_drafts(organiser, kind)))
    return next(map(from_row, rows), None)


def _drafts(organiser: int | None, kind: Kind) -> ColumnElement[bool]:
    is_draft = broadcasts.c.stage == Stage.DRAFT
    return is_draft & (broadcasts.c.created_by == organiser) & broadcasts.c.kind.in_(_ROOM_KINDS[kind])
