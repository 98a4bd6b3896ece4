from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.brain import Brain
from bot.core.knowledge import Knowledge
from bot.core.locale import Locale
from bot.delivery.api import BotApi
from bot.delivery.introduction import introduce
from bot.delivery.request import AiohttpRequest
from bot.rehearsal.faults import Fault
from bot.rehearsal.telegram import StandIn
from bot.rendering import menu_calls
from tests.helpers import updated
from tests.support.guide import talking
from tests.support.running import TOKEN, stand_in, until


@pytest.fixture
async def told() -> AsyncIterator[tuple[StandIn, BotApi]]:
    request = AiohttpRequest()
    async with stand_in() as (telegram, address):
        await request.initialize()
        yield telegram, BotApi(address, TOKEN, request)
        await request.shutdown()


async def test_only_what_telegram_does_not_know_yet_is_told(told: tuple[StandIn, BotApi], brain: Brain) -> None:
    telegram, api = told

    async def start_with(knowledge: Knowledge) -> list[str]:
        telegram.calls.clear()
        await introduce(api.call, menu_calls(knowledge))
        return [call.method for call in telegram.calls if call.method.startswith("setMy")]

    knowledge = brain.knowledge
    assert len(await start_with(knowledge)) == 8
    assert await start_with(knowledge) == []
    name = updated(knowledge.phrases["bot_name"], pl="Smok, który wie")
    assert await start_with(updated(knowledge, phrases={**knowledge.phrases, "bot_name": name})) == ["setMyName"]
    assert telegram.settings["setMyName"]["pl"]["name"] == "Smok, który wie"


async def test_the_bot_has_a_name_in_both_languages_however_often_telegram_says_wait(
    brain: Brain, tmp_path: Path
) -> None:
    async with talking(brain, tmp_path, faults={"setMyName": Fault.TOO_MANY}) as talk:
        names = talk.telegram.settings["setMyName"]
        await until(lambda: len(names) == 2, 10)
        for locale, code in ((Locale.EN, ""), (Locale.PL, "pl")):
            assert names[code]["name"] == brain.knowledge.phrases["bot_name"][locale]
