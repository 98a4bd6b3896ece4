import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TypeVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, event, inspect, select, text, update
from sqlalchemy.engine.interfaces import ReflectedIndex
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.clock import wall_now
from bot.core.locale import Locale
from bot.errors import StorageError
from bot.storage.chats import ChatProfile, chats
from bot.storage.database import Database, upgrade
from bot.storage.inbox import Received, inbox
from bot.storage.outbox import Message, NewMessage, Rank, Settlement, State, outbox
from bot.storage.owners import owners
from bot.storage.schema import metadata
from bot.storage.store import Store
from bot.storage.transactions import InAGreenlet
from bot.storage.writer import Writer
from bot.storage.writes import Completion

T = TypeVar("T")
Shapes = dict[str, set[str]]


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    database = Database(database_url)
    await database.open()
    store = Store(database)
    await store.open()
    yield store
    await store.close()
    await database.close()


async def another(store: Store) -> Store:
    """A second process on the same database (on SQLite only a test can do that)."""
    other = Store(store.database)
    other.writer.start()
    await other.renew_lease()
    return other


async def kill(store: Store) -> None:
    """What a SIGKILL leaves behind: rows leased by an owner that renews no more."""
    long_ago = wall_now() - timedelta(minutes=1)
    async with AsyncEngine(store.database.engine).begin() as connection:
        await connection.execute(update(owners).where(owners.c.id == store.writer.owner).values(alive_until=long_ago))
    await store.writer.close()


def received(update_id: int, lane: int = 1) -> Received:
    return Received(update_id, lane, "{}")


def new(key: str, chat_id: int = 1, rank: Rank = Rank.REPLY) -> NewMessage:
    return NewMessage(key, chat_id, rank, "sendMessage", {"text": "x"}, wall_now() + timedelta(hours=1))


async def test_an_update_is_kept_once_however_often_it_comes(store: Store) -> None:
    first = await store.receive([received(7), received(8)])
    again = await store.receive([received(8), received(7), received(9)])
    assert [each.update_id for each in first] == [7, 8]
    assert [each.update_id for each in again] == [9]


async def test_the_same_update_twice_at_once_is_handled_once(store: Store) -> None:
    batches = await asyncio.gather(*(store.receive([received(7)]) for _ in range(20)))
    assert [each.update_id for batch in batches for each in batch] == [7]


async def test_completing_writes_done_promises_and_profile_together(store: Store) -> None:
    (update_,) = await store.receive([received(7)])
    profile = ChatProfile(1, Locale.PL, {"about": "concert"}, wall_now().replace(microsecond=5))
    messages, _ = await store.complete(Completion(update_, (new("a"), new("b")), profile))
    assert [message.key for message in messages] == ["a", "b"]
    assert await store.count_unfinished() == 0
    assert await store.profile(1) == profile


async def test_a_promise_written_twice_is_one_message(store: Store) -> None:
    (update_,) = await store.receive([received(7)])
    assert len((await store.complete(Completion(update_, (new("a"),))))[0]) == 1
    assert (await store.complete(Completion(update_, (new("a"),))))[0] == []
    await store.enqueue([new("a"), new("b")])
    async with AsyncEngine(store.database.engine).connect() as connection:
        assert set(await connection.scalars(select(outbox.c.key))) == {"a", "b"}


async def test_a_live_process_keeps_what_it_has_and_a_dead_one_does_not(store: Store) -> None:
    other = await another(store)
    await other.receive([received(7)])
    assert await store.claim_updates(10) == []
    await kill(other)
    (claimed,) = await store.claim_updates(10)
    assert claimed.update_id == 7
    assert claimed.suspect


async def test_only_the_oldest_of_a_lane_can_be_claimed(store: Store) -> None:
    other = await another(store)
    await other.receive([received(7, 1), received(8, 1), received(9, 2)])
    await kill(other)
    heads = await store.claim_updates(10)
    assert [each.update_id for each in heads] == [7, 9]
    await store.complete(Completion(heads[0]))
    assert [each.update_id for each in await store.claim_updates(10)] == [8]


async def test_what_another_process_took_over_is_completed_only_by_it(postgres_url: str) -> None:
    database = Database(postgres_url)
    await database.open()
    store = Store(database)
    await store.open()
    other = await another(store)
    (update_,) = await other.receive([received(7)])
    async with AsyncEngine(database.engine).begin() as connection:
        await connection.execute(update(owners).values(alive_until=wall_now() - timedelta(minutes=1)))
    (taken,) = await store.claim_updates(10)
    stale = Completion(update_, (new("stale"),), ChatProfile(1, Locale.EN))
    assert await other.complete(stale) == ([], None)
    await store.complete(Completion(taken, (new("fresh"),), ChatProfile(1, Locale.PL)))
    assert (await store.profile(1)).locale is Locale.PL
    async with AsyncEngine(database.engine).connect() as connection:
        assert set(await connection.scalars(select(outbox.c.key))) == {"fresh"}
    await other.close()
    await store.close()
    await database.close()


async def test_a_try_that_failed_brings_back_nothing_that_another_process_settled(store: Store) -> None:
    other = await another(store)
    await store.enqueue([new("a"), new("b")])
    slow = (await store.claim_messages(10))[0]
    await other.settle(Settlement(replace(slow, leased_by=other.writer.owner), State.SENT, wall_now(), None, 5))
    await store.settle(Settlement(slow, State.WAITING, wall_now(), "timed out"))
    assert await store.message_id_of("a") == 5
    (next_,) = await store.claim_messages(10)
    assert next_.key == "b", "nothing older blocks the chat"
    await other.close()


async def test_a_try_that_failed_changes_nothing_that_another_process_took_over(store: Store) -> None:
    other = await another(store)
    await other.enqueue([new("a")])
    (before,) = await other.claim_messages(10)
    await kill(other)
    (taken,) = await store.claim_messages(10)
    await store.settle(Settlement(before, State.WAITING, wall_now() + timedelta(hours=1), "timed out"))
    async with AsyncEngine(store.database.engine).connect() as connection:
        row = (await connection.execute(select(outbox.c.leased_by, outbox.c.attempts))).one()
    assert row == (taken.leased_by, 0)


async def test_a_new_identity_is_alive_before_anything_is_leased_under_it(store: Store) -> None:
    other = await another(store)
    before = other.writer.owner
    taking = asyncio.create_task(other.take_new_identity())
    (first,) = await other.receive([received(7)])
    await taking
    (second,) = await other.receive([received(8, 2)])
    assert first.leased_by == before
    assert second.leased_by == other.writer.owner != before
    assert [each.update_id for each in await store.claim_updates(10)] == [7], "what it had before is given back"
    await other.close()


class BreaksAfterCommit(InAGreenlet):
    """A connection that is lost once, when the server has committed and its answer is on the way."""

    is_due = False

    async def run(self, work: Callable[[Connection], T], *, is_long: bool = False) -> T:
        result = await super().run(work, is_long=is_long)
        if self.is_due:
            self.is_due = False
            raise ConnectionResetError
        return result


async def test_what_a_commit_leased_whose_answer_was_lost_is_claimed_anew(postgres_url: str) -> None:
    database = Database(postgres_url)
    await database.open()
    wire = BreaksAfterCommit(database.engine)
    store = Store(database)
    store.writer = Writer(wire, store.writer.owner, is_exclusive=False)
    await store.open()
    wire.is_due = True
    assert await store.receive([received(7)]) == [], "known already, so another process might have it"
    assert store.writer.has_lost_track
    await store.take_new_identity()
    assert not store.writer.has_lost_track
    (claimed,) = await store.claim_updates(10)
    assert claimed.update_id == 7
    await store.close()
    await database.close()


async def test_a_new_update_waits_behind_an_older_one_that_another_process_has(store: Store) -> None:
    other = await another(store)
    (older,) = await other.receive([received(7)])
    assert await store.receive([received(8)]) == []
    assert await store.claim_updates(10) == []
    await other.complete(Completion(older))
    assert [each.update_id for each in await store.claim_updates(10)] == [8]
    await other.close()


async def test_a_new_message_waits_behind_an_older_one_of_its_chat(store: Store) -> None:
    other = await another(store)
    (first,) = await other.receive([received(7)])
    ((older,), _) = await other.complete(Completion(first, (new("a"),)))
    (second,) = await store.receive([received(8)])
    assert (await store.complete(Completion(second, (new("b"),))))[0] == []
    assert await store.claim_messages(10) == []
    await other.settle(Settlement(older, State.SENT, wall_now(), message_id=5))
    assert [message.key for message in await store.claim_messages(10)] == ["b"]
    await other.close()


async def test_two_processes_never_claim_the_same_message(store: Store) -> None:
    other = await another(store)
    await store.enqueue([new(f"m{number}", chat_id=number) for number in range(300)])
    claims: list[list[Message]] = await asyncio.gather(
        *(one.claim_messages(10) for _ in range(15) for one in (store, other))
    )
    keys = [message.key for claim in claims for message in claim]
    assert len(keys) == len(set(keys)) == 300
    await other.close()


async def test_replies_are_claimed_before_broadcasts(store: Store) -> None:
    await store.enqueue([new("b", 1, Rank.BROADCAST), new("r", 2, Rank.REPLY)])
    assert [message.key for message in await store.claim_messages(10)] == ["r", "b"]


async def test_a_retry_is_claimed_only_when_it_is_due(store: Store) -> None:
    await store.enqueue([new("a")])
    (message,) = await store.claim_messages(10)
    await store.settle(Settlement(message, State.WAITING, wall_now() + timedelta(hours=1), "timeout"))
    await kill(store)
    later = await another(store)
    assert await later.claim_messages(10) == []
    store.writer = later.writer


async def test_words_go_when_a_message_is_settled_and_an_update_is_done(store: Store) -> None:
    (update_,) = await store.receive([received(7)])
    ((message,), _) = await store.complete(Completion(update_, (new("a"),)))
    await store.settle(Settlement(message, State.SENT, wall_now(), message_id=5))
    async with AsyncEngine(store.database.engine).connect() as connection:
        assert (await connection.execute(select(inbox.c.payload))).all() == [(None,)]
        assert (await connection.execute(select(outbox.c.parameters, outbox.c.message_id))).all() == [(None, 5)]


async def test_an_unreachable_chat_gets_nothing_until_it_writes(store: Store) -> None:
    await store.enqueue([new("a"), new("b"), new("c", chat_id=2)])
    await store.give_up_chat(1, "Forbidden: bot was blocked by the user")
    assert [message.key for message in await store.claim_messages(10)] == ["c"]
    async with AsyncEngine(store.database.engine).connect() as connection:
        assert await connection.scalar(select(chats.c.unreachable_reason)) is not None
    (update_,) = await store.receive([received(7)])
    await store.complete(Completion(update_, profile=update_.profile))
    async with AsyncEngine(store.database.engine).connect() as connection:
        assert await connection.scalar(select(chats.c.unreachable_at)) is None


async def test_a_migrated_group_keeps_its_messages_and_profile(store: Store) -> None:
    (update_,) = await store.receive([received(7, -5)])
    await store.complete(Completion(update_, profile=ChatProfile(-5, Locale.PL)))
    await store.enqueue([new("a", chat_id=-5)])
    await store.move_chat(-5, -100)
    (message,) = await store.claim_messages(10)
    assert message.chat_id == -100
    assert (await store.profile(-100)).locale is Locale.PL


async def test_one_refused_change_does_not_take_its_neighbours_along(store: Store) -> None:
    good, bad = new("a", 1), new("b", 2**70)  # no database has a place for such an id
    results = await asyncio.gather(store.enqueue([good]), store.enqueue([bad]), return_exceptions=True)
    assert results[0] is None
    assert isinstance(results[1], Exception)
    assert [message.key for message in await store.claim_messages(10)] == ["a"]


async def test_processes_agree_on_one_value_and_share_one_timeline(store: Store) -> None:
    other = await another(store)
    values = await asyncio.gather(*(one.agree_on("secret", one.writer.owner) for one in (store, other)))
    assert values[0] == values[1]
    span = timedelta(seconds=1)
    starts = await asyncio.gather(*(one.reserve_slots(span) for one in (store, other) * 3))
    ordered = sorted(slots.begins_at for slots in starts)
    assert all(later - earlier >= span for earlier, later in pairwise(ordered))
    await other.close()


async def test_purging_forgets_only_what_is_old(store: Store) -> None:
    (old, young) = await store.receive([received(7, 1), received(8, 2)])
    await store.complete(Completion(old))
    await store.complete(Completion(young))
    async with AsyncEngine(store.database.engine).begin() as connection:
        long_ago = wall_now() - timedelta(days=3)
        await connection.execute(update(inbox).where(inbox.c.update_id == 7).values(done_at=long_ago))
    await store.purge()
    async with AsyncEngine(store.database.engine).connect() as connection:
        assert set(await connection.scalars(select(inbox.c.update_id))) == {8}


@pytest.mark.parametrize("moment", ["before_cursor_execute", "rollback"])
async def test_a_look_that_is_interrupted_keeps_no_connection(
    database_url: str, moment: str, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(database_url)
    await database.open()
    event.listen(database.engine, moment, lambda *_: look.cancel(), once=True)
    look = asyncio.create_task(database.read(inboxed))
    await asyncio.wait([look])
    assert look.cancelled()
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert not [record for record in caplog.records if record.name.startswith("sqlalchemy")]
    assert await database.read(inboxed) == []
    await database.close()


def inboxed(connection: Connection) -> list[int]:
    return list(connection.scalars(select(inbox.c.update_id)))


async def test_opening_again_changes_nothing_and_newer_tables_are_refused(database_url: str) -> None:
    for _ in range(2):
        database = Database(database_url)
        await database.open()
        await database.close()
    await database.open()
    async with AsyncEngine(database.engine).begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    with pytest.raises(StorageError, match="run the newer program"):
        await Database(database_url).open()


async def test_a_second_bot_on_the_same_file_is_refused(tmp_path: object) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/deep/bot.db"
    first = Database(url)
    await first.open()
    with pytest.raises(StorageError, match="in use by a running bot"):
        await Database(url).open()
    await first.close()


async def test_two_processes_that_start_at_once_migrate_once(postgres_url: str) -> None:
    databases = [Database(postgres_url) for _ in range(4)]
    await asyncio.gather(*(database.open() for database in databases))
    await asyncio.gather(*(database.close() for database in databases))


async def test_a_database_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(StorageError, match="DATABASE_URL") as caught:
        await Database("postgresql+asyncpg://me:hunter2@127.0.0.1:1/smok").open()
    assert "hunter2" not in str(caught.value)


async def test_the_tables_are_those_of_the_migrations(database_url: str) -> None:
    """A new database is made without them; what is unlike would be found by whoever upgrades."""
    made, migrated = await _tables(Database(database_url), Database.open), await _tables_of_migrations(database_url)
    assert {name: made[name] ^ migrated[name] for name in made if made[name] != migrated.get(name)} == {}
    assert made.keys() == migrated.keys()


async def _tables_of_migrations(database_url: str) -> Shapes:
    async def migrate(database: Database) -> None:
        async with AsyncEngine(database.engine).begin() as connection:
            await connection.run_sync(metadata.drop_all)
            await connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
            await connection.run_sync(upgrade)
            assert await connection.run_sync(_differences) == []

    return await _tables(Database(database_url), migrate)


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def _tables(database: Database, make: Callable[[Database], Awaitable[None]]) -> Shapes:
    await make(database)
    async with AsyncEngine(database.engine).connect() as connection:
        shapes = await connection.run_sync(_shapes)
    await database.close()
    return shapes


def _index(index: ReflectedIndex) -> str:
    """Its columns in order, and for which rows it is."""
    rows = {name: str(option) for name, option in index.get("dialect_options", {}).items()}
    return f"{index['name']} {index['column_names']} {index['unique']} {rows}"


def _shapes(connection: Connection) -> Shapes:
    """Columns, keys and indexes by table, in no order; of SQLite also how rows are numbered."""
    inspector = inspect(connection)
    shapes = {
        name: {
            *(f"{column['name']} {column['type']} {column['nullable']}" for column in inspector.get_columns(name)),
            *map(_index, inspector.get_indexes(name)),
            *map(str, inspector.get_foreign_keys(name)),
            *(str(sorted(each["column_names"])) for each in inspector.get_unique_constraints(name)),
            str(inspector.get_pk_constraint(name)["constrained_columns"]),
        }
        for name in inspector.get_table_names()
    }
    if connection.dialect.name == "sqlite":
        for name, sql in connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")):
            for words in ("AUTOINCREMENT", "WITHOUT ROWID"):
                if words in sql:
                    shapes[name].add(words)
    return shapes
