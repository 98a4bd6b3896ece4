"""The receiving end: not deaf unnoticed, and no more in memory than there is room for."""

import asyncio

import pytest

from bot.app import Service
from bot.rehearsal.faults import Fault
from bot.rehearsal.telegram import StandIn
from tests.support.running import until

Running = tuple[StandIn, Service]


async def test_health_turns_red_without_a_good_poll_and_green_with_one(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram, service = running
    monkeypatch.setattr("bot.delivery.poller.DEAF_SECONDS", 0.6)
    telegram.faults.add("getUpdates", Fault.UNAUTHORIZED, times=2)
    telegram.write(5, "ends the poll that is held open")
    await until(lambda: service.health()["polling"] is False, 20)
    await until(lambda: not telegram.faults.is_pending, 20)
    telegram.write(5, "hello")
    await until(lambda: service.health()["polling"] is True, 20)


async def test_beyond_the_high_water_mark_updates_stay_with_telegram(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram, service = running
    monkeypatch.setattr("bot.delivery.workers.HIGH_WATER", 50)
    polls = len(telegram.poll_times)
    telegram.write(1, "ends the poll that is held open, which asked for more")
    await until(lambda: len(telegram.poll_times) > polls, 20)
    most = 0
    for chat_id in range(2, 401):
        telegram.write(chat_id, "hello")
    async with asyncio.timeout(60):
        while len(telegram.sent) < 400:
            most = max(most, service.workers.unfinished)
            await asyncio.sleep(0)
    assert 0 < most <= 50
