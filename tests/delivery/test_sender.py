"""The sender on its own: what is planned goes out in order of rank, paced, whatever Telegram says."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Service
from bot.clock import wall_now
from bot.rehearsal.faults import Fault
from bot.rehearsal.telegram import StandIn
from bot.storage.outbox import NewMessage, Rank, State, outbox
from tests.support.running import until


def planned(key: str, chat_id: int, rank: Rank, life: float = 60.0, **parameters: object) -> NewMessage:
    expires_at = wall_now() + timedelta(seconds=life)
    return NewMessage(key, chat_id, rank, "sendMessage", {"text": key, **parameters}, expires_at)


async def test_a_broadcast_is_paced_and_answers_overtake_it(running: tuple[StandIn, Service]) -> None:
    telegram, service = running
    telegram.limits.is_on = True
    for chat_id in range(1, 101):
        telegram.chat(chat_id)
    await service.store.enqueue([planned(f"b{number}", number, Rank.BROADCAST) for number in range(1, 101)])
    await until(lambda: len(telegram.sent) >= 10, 10)
    telegram.write(500, "hello")
    await until(lambda: bool(telegram.texts(500)), 10)
    assert len(telegram.sent) < 101, "the answer came before the broadcast was through"
    await until(lambda: len(telegram.sent) == 101, 20)
    times = [at for _, _, at in telegram.sent]
    assert all(sum(at <= other < at + 1 for other in times) <= 30 for at in times)
    assert telegram.limits.refusals == 0


async def test_what_was_leased_before_a_stall_does_not_take_along_what_is_leased_since(
    running: tuple[StandIn, Service],
) -> None:
    telegram, service = running
    telegram.chat(1)
    telegram.faults.add("sendMessage", Fault.SLOW)
    await service.store.enqueue([planned("first", 1, Rank.REPLY), planned("second", 1, Rank.REPLY)])
    (first,) = await service.store.claim_messages(10)
    service.sender.offer([replace(first, leased_by="former"), first])
    await until(lambda: telegram.texts(1) == ["first", "second"], 20)


async def test_a_message_that_the_bot_cannot_even_form_holds_up_no_other(running: tuple[StandIn, Service]) -> None:
    telegram, service = running
    telegram.chat(1)
    broken = planned("broken", 1, Rank.REPLY, document={"file_base64": "?", "file_name": 5})
    await service.store.enqueue([broken, planned("good", 1, Rank.REPLY)])
    await until(lambda: telegram.texts(1) == ["good"], 20)
    async with AsyncEngine(service.store.database.engine).connect() as connection:
        state = await connection.scalar(select(outbox.c.state).where(outbox.c.key == "broken"))
    assert state == State.FAILED


async def test_what_cannot_be_sent_is_written_down_with_its_reason(running: tuple[StandIn, Service]) -> None:
    telegram, service = running
    telegram.chat(1)
    telegram.chat(2).is_blocked = True
    await service.store.enqueue(
        [
            planned("too late", 1, Rank.REMINDER, life=-1),
            planned("empty", 1, Rank.REMINDER, text="   "),
            planned("<b>broken", 1, Rank.REMINDER, parse_mode="HTML"),
            planned("to nobody", 2, Rank.REMINDER),
            planned("good", 1, Rank.REMINDER),
        ]
    )
    await until(lambda: "good" in telegram.texts(1), 20)
    await asyncio.sleep(0.3)
    assert telegram.texts(1) == ["<b>broken", "good"], "what cannot be parsed is sent as plain text"
    async with AsyncEngine(service.store.database.engine).connect() as connection:
        rows = await connection.execute(select(outbox.c.key, outbox.c.state, outbox.c.error))
        found = {row.key: (row.state, row.error or "") for row in rows}
    assert found["too late"][0] == State.EXPIRED
    assert found["empty"] == (State.FAILED, "Message text is empty")
    assert found["to nobody"][0] == State.UNREACHABLE
    assert "blocked" in found["to nobody"][1]
    assert found["good"][0] == State.SENT
