"""What was sent to remind whom, what came too late, and how far planning has come; one step is one transaction.

A plan goes through the followers of what is due in the order of their chats, some hundreds a step. How far it has come
is written down with what it led to, so a killed process leaves no gap, and several processes share one plan.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    String,
    Table,
    bindparam,
    delete,
    select,
    update,
)

from bot.core.locale import Locale
from bot.core.reminders import THANKS, Fate, Quiet, Reminder, due, fate_of, wanted
from bot.storage.chats import offsets
from bot.storage.crowds import enqueue_for_each, insert_for_each
from bot.storage.dialect import insert_or_ignore
from bot.storage.followers import Follower, Whose, next_followers
from bot.storage.follows import follows
from bot.storage.outbox import NewMessage, outbox
from bot.storage.schema import Instant, metadata, move_rows

STEP = 2_000  # follows in one transaction, shared by the items that are due: it holds the writer for some 40 ms
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
    sqlite_with_rowid=False,  # the key is the table: half of the writing
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


@dataclass(frozen=True, slots=True)
class Alike:
    """All on which the message to a chat depends: chats for which it is equal are promised the same."""

    reminders: tuple[Reminder, ...]
    locale: Locale
    followed: frozenset[str] = frozenset()
    """What the chat follows, where it is thanked: it is asked about all of that."""


Compose = Callable[[Alike, bool], NewMessage]
"""Makes the message to chats that are alike, given whether it comes late; its key and chat do not count."""
LocaleOf = Callable[[str | None, str], Locale]
"""Tells a chat's language from the one that was chosen, if any, and its context as JSON."""


@dataclass(frozen=True, slots=True)
class PlanStep:
    """What the next step of a plan needs to know."""

    whose: Whose
    """The chats with these quiet hours are planned for."""
    planned: Sequence[Reminder] = field(repr=False)
    """All reminders for these hours, by moment."""
    after: datetime
    """Until here the caller knows that nothing was due."""
    now: datetime
    """The event's time."""
    zone: str
    locale_of: LocaleOf = field(repr=False)
    compose: Compose = field(repr=False)

    @property
    def name(self) -> str:
        """Of the row that tells how far it has come."""
        return plan_name(self.whose.quiet)


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
    items = {reminder.item for reminder in found}
    batch, last = next_followers(connection, items, step.whose, chat_id, number=STEP)
    sent, misfired = _promise(connection, _Due(step, found, until, wall_now), batch)
    if last is None:
        _note(connection, step.name, until, None, None)
        return Stepped(until, is_done=True, sent=sent, misfired=misfired)
    _note(connection, step.name, after, until, last)
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


@dataclass(frozen=True, slots=True)
class _Due:
    """What a plan found."""

    step: PlanStep
    reminders: Sequence[Reminder]
    until: datetime
    wall_now: datetime


def _promise(connection: Connection, found: _Due, batch: Sequence[Follower]) -> tuple[int, int]:
    """Record what the chats of a batch are reminded of, and promise them a message; gives how many, and how many not.

    What is recorded already, under whatever circumstances, is not promised again.
    """
    if not batch:
        return 0, 0
    keys = sorted(reminder.key for reminder in found.reminders)
    look = {"first": batch[0].chat_id, "last": batch[-1].chat_id, "keys": keys}
    known = {tuple(row) for row in connection.execute(_KNOWN, look)}
    wants = _Wants(found.reminders)
    crowds: dict[Alike, list[int]] = {}
    for follower in batch:
        mine = wants.of(follower)
        if follower.chat_id < 0:  # a group: nobody there can speak for all, so it is not asked how it was
            mine = tuple(reminder for reminder in mine if reminder.offset != THANKS)
        if known:
            mine = tuple(reminder for reminder in mine if (follower.chat_id, reminder.key) not in known)
        if mine:
            thanked = frozenset(follower.since) if any(r.offset == THANKS for r in mine) else frozenset[str]()
            locale = found.step.locale_of(follower.chosen, follower.context)
            crowds.setdefault(Alike(mine, locale, thanked), []).append(follower.chat_id)
    counts = [_promise_crowd(connection, found, alike, ids) for alike, ids in crowds.items()]
    return sum(sent for sent, _ in counts), sum(misfired for _, misfired in counts)


class _Wants:
    """What followers want of what is due; most follow the same since long ago, so it is told once for all of them."""

    def __init__(self, reminders: Sequence[Reminder]) -> None:
        self._reminders = reminders
        self._first = min(reminder.due_at for reminder in reminders)
        self._told: dict[tuple[str | None, ...], tuple[Reminder, ...]] = {}

    def of(self, follower: Follower) -> tuple[Reminder, ...]:
        """Give what one of them is to be reminded of."""
        if max(follower.since.values()) >= self._first:
            return self._wanted(follower)
        wishes = (follower.muted, *follower.since)
        if wishes not in self._told:
            self._told[wishes] = self._wanted(follower)
        return self._told[wishes]

    def _wanted(self, follower: Follower) -> tuple[Reminder, ...]:
        return wanted(self._reminders, follower.since, offsets(follower.muted))


def _promise_crowd(connection: Connection, found: _Due, alike: Alike, ids: Sequence[int]) -> tuple[int, int]:
    """Promise the same message to chats that are alike; what is too late is recorded alone."""
    fates = {reminder: fate_of(reminder, found.until) for reminder in alike.reminders}
    useful = tuple(reminder for reminder in alike.reminders if fates[reminder] is not Fate.MISFIRED)
    key = f"reminder:{{}}:{useful[0].key}" if useful else None
    if key:
        is_late = any(fates[reminder] is Fate.LATE for reminder in useful)
        message = found.step.compose(replace(alike, reminders=useful), is_late)
        enqueue_for_each(connection, ids, message, key, now=found.wall_now)
    for reminder in alike.reminders:
        values = {
            "key": reminder.key,
            "fate": fates[reminder],
            "due_at": reminder.due_at,
            "wall": reminder.wall,
            "zone": found.step.zone,
            "message": key if reminder in useful else None,
            "planned_at": found.wall_now,
        }
        insert_for_each(connection, reminders, ids, values, unique="chat_id key")
    return len(ids) * bool(useful), len(ids) * (len(alike.reminders) - len(useful))
