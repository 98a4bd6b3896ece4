"""What was sent to remind whom, what came too late, and how far planning has come; one step is one transaction.

A plan goes through the followers of what is due in the order of their chats, some hundreds a step. How far it has come
is written down with what it led to, so a killed process leaves no gap, and several processes share one plan.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Row,
    Select,
    String,
    Table,
    and_,
    bindparam,
    delete,
    or_,
    select,
    update,
)

from bot.core.reminders import EVERYTHING, Fate, Quiet, Reminder, due, fate_of, wanted
from bot.storage.chats import ChatProfile, chats, profile_of, quiet_minutes
from bot.storage.dialect import insert_or_ignore
from bot.storage.follows import follows
from bot.storage.outbox import NewMessage, enqueue, outbox
from bot.storage.schema import Instant, metadata, move_rows

STEP = 500  # followers in one transaction: it holds the writer for some 25 ms
KEEP_RECORD = timedelta(days=60)  # what was sent is known for the length of an event and its questions

reminders = Table(
    "reminders",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String(128), primary_key=True),
    Column("fate", String(16), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("wall", String(16), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("message", String(200)),
    Column("planned_at", Instant, nullable=False),
)
Index("reminders_planned", reminders.c.planned_at)
plans = Table(
    "plans",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("done_until", Instant, nullable=False),
    Column("doing_until", Instant),
    Column("chat_id", BigInteger),
)
_PLAN = select(plans).where(plans.c.name == bindparam("which")).with_for_update()
_PROGRESS = (
    update(plans)
    .where(plans.c.name == bindparam("which"))
    .values(
        {name: bindparam(f"new_{name}", type_=plans.c[name].type) for name in ("done_until", "doing_until", "chat_id")}
    )
)
_KNOWN = select(reminders.c.chat_id, reminders.c.key).where(
    reminders.c.chat_id.between(bindparam("first"), bindparam("last")),
    reminders.c.key.in_(bindparam("keys", expanding=True)),
)

Compose = Callable[[ChatProfile, tuple[Reminder, ...], bool], NewMessage]
"""Makes the one message for a chat of what it is to be reminded of, and whether that comes late.

The profile names what the chat follows as far as it is concerned: for thanks, all of it.
"""


@dataclass(frozen=True, slots=True)
class PlanStep:
    """What the next step of a plan needs to know."""

    quiet: Quiet
    """The chats with these quiet hours are planned for."""
    is_default: bool
    """Whether chats that chose none have them."""
    planned: Sequence[Reminder] = field(repr=False)
    """All reminders for these hours, by moment."""
    after: datetime
    """Until here the caller knows that nothing was due."""
    now: datetime
    """The event's time."""
    zone: str
    compose: Compose = field(repr=False)

    @property
    def name(self) -> str:
        """Of the row that tells how far it has come."""
        return plan_name(self.quiet)


@dataclass(frozen=True, slots=True)
class Stepped:
    """What a step did."""

    done_until: datetime
    is_done: bool
    """Whether everything until `done_until` is planned."""
    sent: int = 0
    misfired: int = 0


def plan_name(quiet: Quiet) -> str:
    """Name the plan for chats with these quiet hours."""
    return f"{quiet.begins:%H%M}-{quiet.ends:%H%M}"


def begin_plans(connection: Connection, names: Sequence[str], *, now: datetime) -> dict[str, datetime]:
    """Give until when everything is planned, by plan; one that is new begins now (the event's time)."""
    rows = [{"name": name, "done_until": now} for name in names]
    connection.execute(insert_or_ignore(connection.dialect.name, plans, key="name"), rows)
    return {row.name: row.done_until for row in connection.execute(select(plans).where(plans.c.name.in_(names)))}


def note_idle(connection: Connection, names: Iterable[str], *, until: datetime) -> None:
    """Write down that nothing was due until a moment, so that a restart looks no further back."""
    idle = plans.c.doing_until.is_(None) & (plans.c.done_until < until)
    connection.execute(update(plans).where(plans.c.name.in_(list(names)), idle).values(done_until=until))


def take_step(connection: Connection, step: PlanStep, *, wall_now: datetime) -> Stepped:
    """Plan for the next chats: what they are to be told goes to the outbox, and all of it is recorded."""
    row = connection.execute(_PLAN, {"which": step.name}).one()
    until, chat_id = row.doing_until, row.chat_id
    after = row.done_until if until else max(row.done_until, step.after)
    until = until or step.now
    found = due(step.planned, after=after, now=until)
    if not found:
        _note(connection, step.name, max(after, until), None, None)
        return Stepped(max(after, until), is_done=True)
    batch, is_last = _followers(connection, step, found, chat_id)
    sent, misfired = _promise(connection, _Due(step, found, until, wall_now), batch)
    if is_last:
        _note(connection, step.name, until, None, None)
        return Stepped(until, is_done=True, sent=sent, misfired=misfired)
    _note(connection, step.name, after, until, batch[-1][0].chat_id)
    return Stepped(after, is_done=False, sent=sent, misfired=misfired)


def rewind(connection: Connection, *, to: datetime) -> None:
    """A rehearsed clock was set back: what comes after `to` has not happened yet."""
    ahead = select(reminders.c.message).where(reminders.c.due_at > to, reminders.c.message.is_not(None))
    connection.execute(delete(outbox).where(outbox.c.key.in_(ahead)))
    connection.execute(delete(reminders).where(reminders.c.due_at > to))
    connection.execute(update(follows).where(follows.c.since > to).values(since=to))
    connection.execute(update(plans).values(done_until=to, doing_until=None, chat_id=None))


def move_reminders(connection: Connection, old: int, new: int) -> None:
    """What was sent to a group was sent to the supergroup that it became."""
    move_rows(connection, reminders.c.key, old, new)


def forget_reminders(connection: Connection, chat_id: int) -> None:
    """Delete what a chat was reminded of."""
    connection.execute(delete(reminders).where(reminders.c.chat_id == chat_id))


def purge_reminders(connection: Connection, *, now: datetime) -> None:
    """Forget what was planned longer than `KEEP_RECORD` ago."""
    connection.execute(delete(reminders).where(reminders.c.planned_at < now - KEEP_RECORD))


def _note(connection: Connection, name: str, done: datetime, doing: datetime | None, chat_id: int | None) -> None:
    new = {"new_done_until": done, "new_doing_until": doing, "new_chat_id": chat_id}
    connection.execute(_PROGRESS, {"which": name, **new})


_Follower = tuple[ChatProfile, dict[str, datetime]]


def _followers(
    connection: Connection, step: PlanStep, found: Sequence[Reminder], after: int | None
) -> tuple[list[_Follower], bool]:
    """The next chats that follow what is due, with what each follows since when; and whether they are the last.

    Their rows are locked until the commit: who deletes their data meanwhile waits, and then finds all of it.
    """
    items = {reminder.item for reminder in found}
    # The rows of one chat are never cut: one that could be is left to the next step.
    limit = STEP + len(items)
    rows = connection.execute(_query(step, items, after, limit)).all()
    followers = list(_grouped(rows))
    is_last = len(rows) < limit
    return (followers if is_last or len(followers) == 1 else followers[:-1]), is_last


def _query(step: PlanStep, items: set[str], after: int | None, limit: int) -> Select[tuple[object, ...]]:
    minutes = quiet_minutes(step.quiet)
    hours = and_(chats.c.quiet_from == minutes[0], chats.c.quiet_until == minutes[1])
    query = (
        select(chats, follows.c.item, follows.c.since)
        .join_from(follows, chats, chats.c.chat_id == follows.c.chat_id)
        .where(chats.c.unreachable_at.is_(None))
        .where(or_(chats.c.quiet_from.is_(None), hours) if step.is_default else hours)
        .order_by(follows.c.chat_id, follows.c.item)
        .limit(limit)
        .with_for_update(read=True, of=follows)
    )
    if EVERYTHING not in items:
        query = query.where(follows.c.item.in_([EVERYTHING, *sorted(items)]))
    return query if after is None else query.where(follows.c.chat_id > after)


def _grouped(rows: Sequence[Row[tuple[object, ...]]]) -> Iterator[_Follower]:
    for _, own in groupby(rows, key=lambda row: row.chat_id):
        mine = list(own)
        followed = {row.item: row.since for row in mine}
        yield profile_of(mine[0], frozenset(followed)), followed


@dataclass(frozen=True, slots=True)
class _Due:
    """What a plan found."""

    step: PlanStep
    reminders: Sequence[Reminder]
    until: datetime
    wall_now: datetime


def _promise(connection: Connection, found: _Due, batch: Sequence[_Follower]) -> tuple[int, int]:
    """Record what the chats of a batch are reminded of, and promise them a message; gives how many, and how many not.

    What is recorded already, under whatever circumstances, is not promised again.
    """
    if not batch:
        return 0, 0
    fates = {reminder.key: fate_of(reminder, found.until) for reminder in found.reminders}
    look = {"first": batch[0][0].chat_id, "last": batch[-1][0].chat_id, "keys": sorted(fates)}
    known = {tuple(row) for row in connection.execute(_KNOWN, look)}
    messages: list[NewMessage] = []
    records: list[dict[str, object]] = []
    for profile, followed in batch:
        mine = [r for r in wanted(found.reminders, followed) if (profile.chat_id, r.key) not in known]
        useful = tuple(reminder for reminder in mine if fates[reminder.key] is not Fate.MISFIRED)
        key = None
        if useful:
            is_late = all(fates[reminder.key] is Fate.LATE for reminder in useful)
            messages.append(found.step.compose(profile, useful, is_late))
            key = messages[-1].key
        records += [
            {
                "chat_id": profile.chat_id,
                "key": reminder.key,
                "fate": fates[reminder.key],
                "due_at": reminder.due_at,
                "wall": reminder.wall,
                "zone": found.step.zone,
                "message": key if reminder in useful else None,
                "planned_at": found.wall_now,
            }
            for reminder in mine
        ]
    if records:
        connection.execute(insert_or_ignore(connection.dialect.name, reminders, key="chat_id key"), records)
    enqueue(connection, messages, owner=None, now=found.wall_now)
    return len(messages), sum(record["message"] is None for record in records)
