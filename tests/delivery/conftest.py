import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import Service
from bot.rehearsal.telegram import StandIn
from bot.settings import Settings
from tests.support.echo import CORE
from tests.support.running import TOKEN, stand_in, until


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[tuple[StandIn, Service]]:
    """The echo in this process, polling a stand-in."""
    async with stand_in() as (telegram, address):
        settings = Settings.model_validate(
            {
                "telegram_bot_token": TOKEN,
                "telegram_api_url": address,
                "database_url": f"sqlite:///{tmp_path}/bot.db",
            }
        )
        service = Service(settings, CORE)
        stop = asyncio.Event()
        task = asyncio.create_task(service.run(stop))
        await until(lambda: service.is_ready, 10)
        yield telegram, service
        stop.set()
        await task
