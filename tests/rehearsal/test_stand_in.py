import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter

from bot.delivery.api import BotApi
from bot.delivery.request import AiohttpRequest
from bot.rehearsal.schema import schema
from bot.rehearsal.telegram import StandIn
from tests.support.running import TOKEN, stand_in


@dataclass
class Line:
    """A connection of a bot to the stand-in."""

    telegram: StandIn
    address: str
    api: BotApi


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with stand_in() as (telegram, address):
        request = AiohttpRequest()
        await request.initialize()
        yield Line(telegram, address, BotApi(address, TOKEN, request))
        await request.shutdown()


async def updates(line: Line, **parameters: object) -> list[int]:
    found = await line.api.call("getUpdates", {"timeout": 0, **parameters})
    assert isinstance(found, list)
    return [update["update_id"] for update in found]


async def test_an_update_is_forgotten_only_when_a_later_offset_confirms_it(line: Line) -> None:
    first, second = line.telegram.write(5, "a"), line.telegram.write(5, "b")
    assert await updates(line) == [first, second]
    assert await updates(line, offset=second) == [second]
    assert await updates(line, offset=second + 1) == []


async def test_a_second_poller_ends_the_first(line: Line) -> None:
    first = asyncio.create_task(line.api.call("getUpdates", {"timeout": 20}))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(line.api.call("getUpdates", {"timeout": 20}))
    with pytest.raises(Conflict):
        await first
    line.telegram.write(5, "a")
    assert await second


async def test_polling_beside_a_webhook_is_a_conflict(line: Line) -> None:
    await line.api.call("setWebhook", {"url": "http://127.0.0.1:9/"})
    with pytest.raises(Conflict, match="webhook"):
        await updates(line)


async def test_limits_answer_429_with_the_time_to_wait(line: Line) -> None:
    line.telegram.limits.is_on = True
    line.telegram.chat(5)
    messages = [line.api.call("sendMessage", {"chat_id": 5, "text": "x"}) for _ in range(10)]
    results = await asyncio.gather(*messages, return_exceptions=True)
    assert any(isinstance(result, RetryAfter) for result in results)
    assert len(line.telegram.sent) == 5


async def test_refusals_are_telegrams_own(line: Line) -> None:
    line.telegram.chat(5).is_blocked = True
    line.telegram.chat(6)
    with pytest.raises(Forbidden):
        await line.api.call("sendMessage", {"chat_id": 5, "text": "x"})
    with pytest.raises(BadRequest, match=r"[Cc]hat not found"):
        await line.api.call("sendMessage", {"chat_id": 7, "text": "x"})
    with pytest.raises(BadRequest, match="parse entities"):
        await line.api.call("sendMessage", {"chat_id": 6, "text": "<b>x", "parse_mode": "HTML"})
    with pytest.raises(BadRequest, match="too long"):
        await line.api.call("sendMessage", {"chat_id": 6, "text": "x" * 4097, "parse_mode": "HTML"})
    message = await line.api.call("sendMessage", {"chat_id": 6, "text": "x"})
    assert isinstance(message, dict)
    edit = {"chat_id": 6, "message_id": message["message_id"], "text": "y"}
    await line.api.call("editMessageText", edit)
    with pytest.raises(BadRequest, match="not modified"):
        await line.api.call("editMessageText", edit)


async def test_another_token_is_not_known(line: Line) -> None:
    request = AiohttpRequest()
    await request.initialize()
    with pytest.raises(InvalidToken):
        await BotApi(line.address, "1:x", request).call("getMe", {})
    await request.shutdown()


async def test_a_file_is_uploaded(line: Line) -> None:
    line.telegram.chat(5)
    name = "Święto „smoków” 100%.ics"
    file = {"file_name": name, "file_base64": base64.b64encode(b"BEGIN:VCALENDAR").decode()}
    message = await line.api.call("sendDocument", {"chat_id": 5, "document": file, "caption": "ż"})
    assert isinstance(message, dict)
    assert message["document"]["file_size"] == 15
    assert message["document"]["file_name"] == name
    assert message["caption"] == "ż"


async def test_what_breaks_the_schema_is_noted(line: Line) -> None:
    async with aiohttp.ClientSession() as session:
        url = f"{line.address}/bot{TOKEN}/sendMessage"
        async with session.post(url, json={"chat_id": 5, "txt": "x"}) as response:
            assert response.status == 400
    assert line.telegram.violations == [
        "sendMessage: unknown parameter txt",
        "sendMessage: text is missing",
    ]
    line.telegram.violations.clear()


@pytest.mark.parametrize(
    ("parameters", "problem"),
    [
        (
            {
                "chat_id": 5,
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "ż" * 33}]]},
            },
            "66 bytes",
        ),
        ({"chat_id": 5, "text": "x", "reply_markup": {"inline_keyboard": [[{"txet": "a"}]]}}, "txet"),
        ({"chat_id": 5, "text": "x" * 4097}, "4097 characters"),
        ({"chat_id": [5], "text": "x"}, "chat_id"),
        ({"chat_id": 5, "text": "x", "disable_notification": "perhaps"}, "Boolean"),
    ],
)
def test_the_schema_finds(parameters: dict[str, object], problem: str) -> None:
    as_sent = {
        name: json.dumps(value) if isinstance(value, dict | list) else value for name, value in parameters.items()
    }
    _, problems = schema().read("sendMessage", as_sent)
    assert problem in " ".join(problems)


def test_the_schema_is_of_the_version_that_the_bot_is_written_for() -> None:
    assert schema().version.endswith("10.3")
