"""What bots can send, as the page shows it: a bare stand-in with its page, and requests as a bot makes them."""

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.clock import Clock
from bot.delivery.api import BotApi
from bot.delivery.request import AiohttpRequest
from bot.rehearsal.cast import Cast
from bot.rehearsal.page import ChatPage, Stage
from bot.rehearsal.server import stand_in_running
from bot.rehearsal.telegram import Json, StandIn
from bot.web import listen
from tests.support.rehearsing import browser_path
from tests.support.running import TOKEN, until

EMMA = 101
EVE = datetime(2025, 10, 6, 10, tzinfo=ZoneInfo("Europe/Warsaw"))


@dataclass
class Stand:
    """A stand-in with its page."""

    telegram: StandIn
    address: str
    api: BotApi
    clock: Clock

    async def send(self, method: str, **parameters: object) -> Json:
        sent = await self.api.call(method, {"chat_id": EMMA, **parameters})
        assert isinstance(sent, dict)
        return sent

    def last_update(self) -> Json:
        return next(reversed(self.telegram.pending.values()))


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    clock = Clock(EVE)
    telegram = StandIn(TOKEN, now=clock.now)
    cast = Cast(telegram)
    cast.gather()
    page = ChatPage(telegram, cast, clock, Stage(EVE, (EVE,), ZoneInfo("Europe/Warsaw")), host="127.0.0.1")
    bound = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{bound.getsockname()[1]}"
    request = AiohttpRequest()
    await request.initialize()
    async with stand_in_running(telegram, bound, page=page):
        yield Stand(telegram, address, BotApi(address, TOKEN, request), clock)
    await request.shutdown()
    assert telegram.violations == []


@pytest.fixture
async def page(stand: Stand) -> AsyncIterator[Page]:
    if browser_path() is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        shown = await browser.new_page(locale="en-GB")
        await shown.goto(f"{stand.address}/#{EMMA}")
        await shown.locator(".empty").wait_for()
        yield shown
        await browser.close()


async def test_buttons_edits_and_markup(stand: Stand, page: Page) -> None:
    keyboard = {
        "inline_keyboard": [
            [{"text": "More", "callback_data": "more"}, {"text": "Site", "url": "https://example.org/"}],
            [{"text": "Begin", "url": "https://t.me/smok_bot?start=there"}],
        ]
    }
    text = "<b>bold &lt;i&gt;</b> 🐉 <a href='https://example.org/a'>link</a>"
    sent = await stand.send("sendMessage", text=text, parse_mode="HTML", reply_markup=keyboard)
    await expect(page.locator(".body strong")).to_have_text("bold <i>")
    await expect(page.get_by_role("link", name="link")).to_have_attribute("href", "https://example.org/a")
    await expect(page.get_by_role("link", name="Site")).to_have_attribute("rel", "noopener noreferrer")
    more = page.get_by_role("button", name="More")
    await more.click()
    await expect(more).to_have_attribute("aria-busy", "true")
    query = stand.last_update()["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("more", sent["message_id"])
    answer = {"callback_query_id": query["id"], "text": "Heard"}
    await stand.api.call("answerCallbackQuery", answer)
    await expect(page.get_by_role("alert").filter(has_text="Heard")).to_be_visible()
    await stand.send("editMessageText", message_id=sent["message_id"], text="changed")
    await expect(page.locator(".message .body")).to_have_text("changed")
    await expect(more).to_have_count(0)


async def test_a_deep_link_to_the_bot_starts_it(stand: Stand, page: Page) -> None:
    await stand.send("sendMessage", text="https://t.me/smok_bot?start=there")
    await page.locator(".message").get_by_role("button", name="t.me").click()
    await until(lambda: bool(stand.telegram.pending), 5)
    assert stand.last_update()["message"]["text"] == "/start there"


async def test_cards_and_files(stand: Stand, page: Page) -> None:
    vcard = "BEGIN:VCARD\nVERSION:3.0\nFN:Jan Nowak\nEMAIL:jan@example.org\nEND:VCARD"
    await stand.send("sendContact", phone_number="+48123456789", first_name="Jan", last_name="Nowak", vcard=vcard)
    await stand.send("sendVenue", latitude=50.06, longitude=19.94, title="Hall", address="Rynek 1")
    await stand.send(
        "sendDocument", document={"file_name": "day.ics", "file_base64": base64.b64encode(b"BEGIN").decode()}
    )
    await expect(page.get_by_role("link", name="jan@example.org")).to_have_attribute("href", "mailto:jan@example.org")
    await expect(page.get_by_role("link", name="+48123456789")).to_have_attribute("href", "tel:+48123456789")
    await expect(page.get_by_role("link", name="Open the map")).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download day.ics").click()
    assert (await (await download.value).path()).read_bytes() == b"BEGIN"


async def test_commands_are_those_of_the_persons_language(stand: Stand, page: Page) -> None:
    await stand.api.call("setMyCommands", {"commands": [{"command": "help", "description": "Help"}]})
    polish = {"commands": [{"command": "pomoc", "description": "Pomoc"}], "language_code": "pl"}
    await stand.api.call("setMyCommands", polish)
    await page.get_by_role("button", name="Commands of the bot").click()
    await page.get_by_role("button", name="/help Help").click()
    await until(lambda: bool(stand.telegram.pending), 5)
    assert stand.last_update()["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 5}]
    await page.locator("#language").select_option("pl")
    await page.get_by_role("button", name="Commands of the bot").click()
    await expect(page.get_by_role("button", name="/pomoc Pomoc")).to_be_visible()


async def test_inline_results_are_offered_and_sent(stand: Stand, page: Page) -> None:
    await page.get_by_role("textbox", name="Message").fill("@smok_bot concert")
    await until(lambda: bool(stand.telegram.pending), 5)
    query = stand.last_update()["inline_query"]
    assert query["query"] == "concert"
    content = {"message_text": "<b>Music</b>", "parse_mode": "HTML"}
    result = {"type": "article", "id": "1", "title": "Concert", "input_message_content": content}
    await stand.api.call("answerInlineQuery", {"inline_query_id": query["id"], "results": [result]})
    await page.get_by_role("button", name="Concert").click()
    await expect(page.locator(".message.mine .body strong")).to_have_text("Music")
    assert stand.last_update()["chosen_inline_result"]["result_id"] == "1"


async def test_typing_is_shown(stand: Stand, page: Page) -> None:
    await stand.api.call("sendChatAction", {"chat_id": EMMA, "action": "typing"})
    await expect(page.locator("#chat-status")).to_have_text("Smok is typing …")
    await stand.send("sendMessage", text="done")
    await expect(page.locator("#chat-status")).to_have_text("You are Emma")


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/page/do/write", {"chat": EMMA, "person": EMMA, "text": "hi"}, {}, 200),
        ("/page/do/write", {"chat": EMMA, "person": 102, "text": "hi"}, {}, 400),
        ("/page/do/write", {"chat": EMMA, "person": EMMA, "text": " "}, {}, 400),
        ("/page/do/write", {"chat": EMMA}, {}, 400),
        ("/page/do/write", [], {}, 400),
        ("/page/do/clock", {"moment": "yesterday"}, {}, 400),
        ("/page/do/clock", {"speed": -1}, {}, 400),
        ("/page/do/clock", {"shift": 1e300}, {}, 400),
        ("/page/do/press", {"chat": EMMA, "person": EMMA, "message": 99, "data": "x"}, {}, 400),
        ("/page/do/nothing", {}, {}, 404),
        ("/page/do/write", {"chat": EMMA, "person": EMMA, "text": "hi"}, {"Host": "evil.example"}, 403),
        ("/page/do/write", {"chat": EMMA, "person": EMMA, "text": "hi"}, {"Origin": "http://evil.example"}, 403),
        ("/page/do/write", {"chat": EMMA, "person": EMMA, "text": "hi"}, {"Content-Type": "text/plain"}, 415),
    ],
)
async def test_what_cannot_be_done_is_refused(
    stand: Stand, path: str, body: object, headers: dict[str, str], status: int
) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(stand.address + path, json=body, headers=headers) as response,
    ):
        assert response.status == status
    await asyncio.sleep(0)
    assert len(stand.telegram.pending) == (status == 200)


async def test_health_is_whether_the_bot_asks_for_updates(stand: Stand) -> None:
    async with aiohttp.ClientSession() as session:
        for healthy in (False, True):
            async with session.get(f"{stand.address}/healthz") as response:
                assert (response.status, await response.json()) == (200 if healthy else 503, {"polling": healthy})
            await stand.api.call("getUpdates", {})


def test_real_time_cannot_be_set() -> None:
    with pytest.raises(ValueError, match="real time"):
        Clock().rehearse(EVE, 1)
