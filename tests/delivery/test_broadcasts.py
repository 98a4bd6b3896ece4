"""Broadcasts through the whole path: nothing lost, nothing doubled but what a kill met on its way, a true report."""

import asyncio
import random
from pathlib import Path

from bot.delivery.sender import PACED_IN_FLIGHT
from bot.rehearsal.faults import Fault
from bot.storage import broadcasts, copies
from bot.storage.broadcasts import Audience, Content, Kind, Stage, Words
from bot.storage.effects import Write
from bot.storage.outbox import State
from bot.storage.store import Store
from tests.support.casting import add, arrived, beside, broadcast, look, most_in_a_second, opened, seed, states
from tests.support.running import bot_process, free_port, stand_in, until

CHATS, KILLS = 300, 3
FAST = {"BROADCAST_RATE": "150"}
FAULTS = (Fault.RESET_BEFORE, Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.TOO_MANY, Fault.CONFLICT, Fault.NOT_FOUND)


async def write(url: str, change: Write) -> None:
    """What a shell writes beside a running bot."""
    async with beside(url) as database:
        transactions = database.new_transactions()
        await transactions.run(lambda connection: change.work(connection, broadcast().created_at))
        await transactions.close()


async def finished(url: str, id_: int, seconds: float = 60.0) -> None:
    for _ in range(int(seconds / 0.2)):
        if (await look(url, id_))[0].finished_at is not None:
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"not finished: {await look(url, id_)}, {await states(url)}")


async def test_everybody_gets_it_once_in_their_language_at_an_even_pace(tmp_path: Path, database_url: str) -> None:
    async with stand_in(delay=0.02) as (telegram, address):
        telegram.limits.is_on = True
        async with opened(database_url) as database:
            await seed(database, range(1, 101), telegram)
            id_ = await add(database, broadcast())
        with bot_process(tmp_path, address, database_url) as bot:
            bot.start()
            await finished(database_url, id_)
            assert await bot.terminate() == 0
        assert arrived(telegram) == dict.fromkeys(range(1, 101), 1)
        assert telegram.limits.refusals == 0
        assert most_in_a_second(telegram) <= 30
        row, counts = await look(database_url, id_)
        assert (row.stage, counts.sent, counts.waiting) == (Stage.DONE, 100, 0)


async def test_a_rate_that_is_paid_for_is_kept_and_answers_still_come(tmp_path: Path, database_url: str) -> None:
    """100 a second, where without the permission to pay Telegram refuses from 30 on."""
    async with stand_in(delay=0.02) as (telegram, address):
        telegram.limits.is_on = True
        async with opened(database_url) as database:
            await seed(database, range(1, 301), telegram)
            id_ = await add(database, broadcast())
        with bot_process(tmp_path, address, database_url, BROADCAST_RATE="100") as bot:
            bot.start()
            await until(lambda: len(telegram.sent) >= 100, 30, bot.log.read_text())
            telegram.write(5_000, "hello")
            await finished(database_url, id_)
            assert telegram.texts(5_000), "an answer overtakes"
            words = Content(Words("It begins at 20:00."), Words("Zaczyna się o 20:00."))
            correction = broadcast(words, Audience("sent", str(id_)), kind=Kind.EDIT, corrects=id_)
            async with beside(database_url) as database:
                edit = await add(database, correction)
            await finished(database_url, edit)  # slower: Telegram takes no money for edits
            assert await bot.terminate() == 0
        assert arrived(telegram) == dict.fromkeys(range(1, 301), 1)
        assert telegram.limits.refusals == 0
        assert 60 < most_in_a_second(telegram) <= 102
        paid = [call.parameters.get("allow_paid_broadcast") for call in telegram.calls if call.method == "sendMessage"]
        assert paid.count(True) == 300, "and nobody pays for an answer"
        assert (await look(database_url, edit))[1].sent == 300


async def test_three_kills_and_faults_lose_nobody_and_the_report_is_true(tmp_path: Path, database_url: str) -> None:
    dice = random.Random(database_url[:6])
    async with stand_in(delay=0.02) as (telegram, address):
        async with opened(database_url) as database:
            await seed(database, range(1, CHATS + 1), telegram)
            id_ = await add(database, broadcast())
        blocked = set(dice.sample(range(1, CHATS + 1), 20))
        for chat_id in blocked:
            telegram.chat(chat_id).is_blocked = True
        with bot_process(tmp_path, address, database_url, **FAST) as bot:
            bot.start()
            for kill in range(1, KILLS + 1):
                await until(lambda k=kill: len(telegram.sent) >= k * CHATS // 5, 60, bot.log.read_text())  # type: ignore[misc]
                telegram.faults.add("sendMessage", dice.choice(FAULTS), 2)
                await asyncio.sleep(dice.random() * 0.05)
                bot.kill()
                bot.start()
            await finished(database_url, id_)
            assert await bot.terminate() == 0
        got = arrived(telegram)
        assert set(got) == set(range(1, CHATS + 1)) - blocked
        assert sum(got.values()) - len(got) <= KILLS * PACED_IN_FLIGHT * 3, "only what was on its way"
        _, counts = await look(database_url, id_)
        assert (counts.sent, counts.blocked, counts.failed, counts.waiting) == (CHATS - 20, 20, 0, 0)


async def test_a_kill_while_messages_are_written_down_adds_none_twice(database_url: str) -> None:
    """The same chunk twice, as after a kill, and by two processes at once."""
    async with opened(database_url) as database:
        await seed(database, range(1, 11))
        id_ = await add(database, broadcast())
        store = Store(database)
        store.writer.start()
        found = await store.read(lambda connection: broadcasts.find(connection, id_))
        assert found is not None
        for _ in range(2):
            await store.change([Write(lambda connection, now: copies.add_copies(connection, found, [], 5, now=now))])
        again = await store.read(lambda connection: broadcasts.find(connection, id_))
        assert again is not None
        assert again.reached == 5
        await store.change([Write(lambda connection, now: copies.add_copies(connection, found, [], None, now=now))])
        still = await store.read(lambda connection: broadcasts.find(connection, id_))
        assert still is not None
        assert still.copied_at is None, "what was read before a chunk was written ends nothing"
        await store.close()


async def test_a_pause_holds_within_a_second_and_ends_without_loss(tmp_path: Path, database_url: str) -> None:
    async with stand_in() as (telegram, address):
        async with opened(database_url) as database:
            await seed(database, range(1, 121), telegram)
            id_ = await add(database, broadcast())
        with bot_process(tmp_path, address, database_url) as bot:
            bot.start()
            await until(lambda: len(telegram.sent) >= 20, 30, bot.log.read_text())
            await write(database_url, Write(lambda c, _: broadcasts.move(c, id_, Stage.PAUSED, among=[Stage.RUNNING])))
            await asyncio.sleep(1)
            held = len(telegram.sent)
            await asyncio.sleep(2)
            assert len(telegram.sent) == held < 120
            telegram.write(500, "hello")
            await until(lambda: bool(telegram.texts(500)), 10, "answers go on")
            await write(database_url, Write(lambda c, now: copies.resume(c, id_, now=now)))
            await finished(database_url, id_)
            assert await bot.terminate() == 0
        assert arrived(telegram) == dict.fromkeys(range(1, 121), 1)


async def test_a_cancelled_one_ends_and_another_is_not_held_up_by_a_paused_one(
    tmp_path: Path, database_url: str
) -> None:
    async with stand_in() as (telegram, address):
        async with opened(database_url) as database:
            await seed(database, range(1, 121), telegram)
            wrong = await add(database, broadcast())
        with bot_process(tmp_path, address, database_url) as bot:
            bot.start()
            await until(lambda: len(telegram.sent) >= 10, 30, bot.log.read_text())
            await write(
                database_url, Write(lambda c, _: broadcasts.move(c, wrong, Stage.PAUSED, among=[Stage.RUNNING]))
            )
            new = broadcast(audience=Audience("language", "pl"))
            await write(database_url, Write(lambda c, _: broadcasts.add(c, new)))
            right = wrong + 1
            await finished(database_url, right)
            assert (await look(database_url, right))[1].sent == 60
            cancelled = Write(lambda c, _: broadcasts.move(c, wrong, Stage.CANCELLED, among=[Stage.PAUSED]))
            await write(database_url, cancelled)
            await finished(database_url, wrong)
            assert await bot.terminate() == 0
        row, counts = await look(database_url, wrong)
        assert row.stage is Stage.CANCELLED
        assert counts.sent + counts.cancelled == 120
        assert len(telegram.sent) == counts.sent + 60
        assert (await states(database_url))[State.WAITING] == 0


async def test_two_processes_share_one_pace_and_both_pause(tmp_path: Path, postgres_url: str) -> None:
    async with stand_in(delay=0.02) as (telegram, address):
        telegram.limits.is_on = True
        async with opened(postgres_url) as database:
            await seed(database, range(1, 151), telegram)
            id_ = await add(database, broadcast())
        port, other_port = free_port(), free_port()
        first = {"WEBHOOK_URL": f"http://127.0.0.1:{port}/hook", "PORT": str(port)}
        second = {"WEBHOOK_URL": f"http://127.0.0.1:{other_port}/hook", "PORT": str(other_port)}
        with (
            bot_process(tmp_path / "a", address, postgres_url, **first) as one,
            bot_process(tmp_path / "b", address, postgres_url, **second) as other,
        ):
            one.start()
            other.start()
            await until(lambda: len(telegram.sent) >= 30, 30, one.log.read_text())
            await write(postgres_url, Write(lambda c, _: broadcasts.move(c, id_, Stage.PAUSED, among=[Stage.RUNNING])))
            await asyncio.sleep(1)
            held = len(telegram.sent)
            await asyncio.sleep(2)
            assert len(telegram.sent) == held
            await write(postgres_url, Write(lambda c, now: copies.resume(c, id_, now=now)))
            await finished(postgres_url, id_)
            assert [await one.terminate(), await other.terminate()] == [0, 0]
        assert arrived(telegram) == dict.fromkeys(range(1, 151), 1)
        assert telegram.limits.refusals == 0
        assert most_in_a_second(telegram) <= 30
