"""The page in a real browser, and the whole bot behind it."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.helpers import ROOT
from tests.support.rehearsing import Rehearsal, browser_path, rehearsal

EMMA, PIOTR, EWA = "101", "102", "9001"
PICTURES = bool(os.environ.get("SMOK_PICTURES"))
"""Set it to have the pictures of docs/ taken anew."""
pytestmark = [
    pytest.mark.usefixtures("brain"),  # fitted and cached before the first process starts
    pytest.mark.skipif(browser_path() is None, reason="no Chromium here: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    with rehearsal(tmp_path_factory.mktemp("rehearsal")) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, running: Rehearsal) -> Iterator[Page]:
    """The page in English at a desk; nothing may fail in its scripts, nothing may be asked of another machine."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1180, "height": 760})
    shown = context.new_page()
    broken: list[str] = []
    shown.on("pageerror", lambda error: broken.append(str(error)))
    shown.on("request", lambda request: broken.append(request.url) if running.address not in request.url else None)
    shown.goto(running.address)
    shown.locator(".person").first.wait_for()
    yield shown
    context.close()
    assert broken == []


def be(page: Page, person: str) -> None:
    """Choose a person, and wait for their chat to be shown."""
    page.locator(f".person[data-chat='{person}']").click()
    expect(page.locator(f".person[data-chat='{person}']")).to_have_attribute("aria-current", "true")


def ask(page: Page, text: str) -> str:
    """Write, and wait for the bot's next message."""
    said = page.locator(".message:not(.mine) .body")
    before = said.count()
    page.get_by_role("textbox", name=re.compile("Message|Wiadomość")).fill(text)
    page.keyboard.press("Enter")
    expect(said).to_have_count(before + 1)
    return said.last.inner_text()


def test_both_languages_are_answered_each_in_its_own_chat(page: Page) -> None:
    be(page, EMMA)
    assert "Forty Kleparz" in ask(page, "where is the concert?")
    be(page, PIOTR)
    expect(page.get_by_role("log")).not_to_contain_text("Forty Kleparz is")
    assert "w Fortach Kleparz" in ask(page, "gdzie jest koncert?")
    be(page, EMMA)
    expect(page.get_by_role("log")).to_contain_text("where is the concert?")


def test_the_clock_starts_on_the_eve_and_the_bot_goes_by_it(page: Page) -> None:
    expect(page.locator("#shown-day")).to_have_text("Monday 6 October")
    be(page, EMMA)
    assert "7 October" in ask(page, "what's on tomorrow?")
    page.get_by_role("button", name="Day 1").click()
    expect(page.locator("#shown-day")).to_have_text("Tuesday 7 October")
    assert "8 October" in ask(page, "what's on tomorrow?")
    page.get_by_label("Speed").select_option("3600")
    expect(page.locator("#shown-time")).not_to_have_text("09:00")
    page.get_by_label("Speed").select_option("1")
    page.get_by_text("Another moment").click()
    page.get_by_label("Date and time at the event").fill("2025-10-06T10:00")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.locator("#shown-day")).to_have_text("Monday 6 October")


def test_reminders_arrive_as_the_clock_is_moved(page: Page) -> None:
    page.get_by_role("button", name="Eve", exact=True).click()
    be(page, EMMA)
    assert "I’ll remind you tomorrow" in ask(page, "remind me about the concert")
    bells = page.locator(".message:not(.mine) .body", has_text="🔔 The Jubilee Concert is")
    before = bells.count()
    page.get_by_text("Another moment").click()
    for moment, when in (("2025-10-07T18:00", "tomorrow"), ("2025-10-08T09:00", "today")):
        page.get_by_label("Date and time at the event").fill(moment)
        page.get_by_role("button", name="Set", exact=True).click()
        before += 1
        expect(bells).to_have_count(before)
        expect(bells.last).to_contain_text(when)
        expect(bells.last).not_to_contain_text("late")
    page.get_by_role("button", name="Eve", exact=True).click()


def test_a_person_is_added_and_can_write(page: Page) -> None:
    page.get_by_text("Add a person").click()
    page.get_by_label("Name").fill("Kasia <b>")
    page.get_by_label("Role").select_option("organiser")
    page.locator("#new-language").select_option("pl")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#chat-status")).to_have_text("You are Kasia <b>")
    assert "konferencj" in ask(page, "kiedy jest konferencja?").lower()


def test_in_the_group_the_bot_hears_only_what_is_meant_for_it(page: Page) -> None:
    page.locator(".person[data-chat^='-']").click()
    page.locator("#as").select_option("Piotr")
    page.get_by_role("textbox", name="Message").fill("where is everybody?")
    page.keyboard.press("Enter")
    expect(page.locator(".message.mine")).to_have_count(1)
    ask(page, "@smok_bot where is the concert?")
    expect(page.locator(".message:not(.mine)")).to_have_count(1)
    expect(page.locator(".message:not(.mine) .who")).to_have_text(
        re.compile("^Smok – conference guide|^Smok – przewodnik")
    )


def test_an_own_message_is_edited(page: Page) -> None:
    be(page, PIOTR)
    ask(page, "gdzie jest koncret?")
    answers = page.locator(".message:not(.mine) .body")
    count = answers.count()
    mine = page.locator(".message.mine").last
    mine.get_by_role("button", name="Edit").click()
    page.get_by_role("textbox", name="Message").fill("gdzie jest forum?")
    page.keyboard.press("Enter")
    expect(mine).to_contain_text("edited")
    expect(answers.last).to_contain_text("Zamku Zinar")
    expect(answers).to_have_count(count)


def test_a_photo_goes_with_what_is_written_and_the_list_closes_when_something_is(page: Page) -> None:
    be(page, PIOTR)
    field = page.get_by_role("textbox", name="Message")
    page.get_by_role("button", name="Send something else").click()
    field.fill("gdzie to jest?")
    expect(page.locator("#choices")).to_be_hidden()
    page.get_by_role("button", name="Send something else").click()
    page.get_by_role("button", name="Photo with this text").click()
    expect(page.locator(".message.mine").last).to_contain_text("gdzie to jest?")
    expect(page.locator(".message.mine").last).to_contain_text("Photo")
    expect(field).to_have_value("")


def test_buttons_that_the_bot_offers_can_be_pressed(page: Page) -> None:
    be(page, EMMA)
    ask(page, "/start")
    keys = page.locator("button.key")
    if keys.count() == 0:
        pytest.skip("the bot offers no buttons here")
    keys.first.click()
    expect(page.locator("button.key[aria-busy]")).to_have_count(0)


def test_what_an_organiser_sends_arrives_in_every_chat(page: Page) -> None:
    be(page, EMMA)
    ask(page, "where is the concert?")
    be(page, PIOTR)
    ask(page, "gdzie jest koncert?")
    be(page, EWA)
    ask(page, "/desk")
    press(page, "📣 Wiadomości")
    press(page, "✍️ Nowa wiadomość")
    expect(page.get_by_role("log")).to_contain_text("Napisz tekst po angielsku")
    ask(page, "The buses leave at 18:30.")
    ask(page, "Autobusy odjeżdżają o 18:30.")
    for key in ("Wszyscy", "📤 Wyślij teraz", "✅ Tak, wyślij"):
        press(page, key)
    log = page.get_by_role("log")
    expect(log).to_contain_text("100%", timeout=20_000)
    log.evaluate("log => log.scrollTo(0, log.scrollHeight)")
    if PICTURES:
        page.screenshot(path=ROOT / "docs" / "desk-broadcast.png")
    be(page, EMMA)
    expect(log).to_contain_text("The buses leave at 18:30.")
    be(page, PIOTR)
    expect(log).to_contain_text("Autobusy odjeżdżają o 18:30.")
    expect(log).not_to_contain_text("The buses")


def press(page: Page, label: str) -> None:
    """Press the newest button with this label."""
    page.locator("button.key", has_text=label).last.click()


def test_the_page_speaks_polish_and_fits_a_phone(browser: Browser, running: Rehearsal) -> None:
    context = browser.new_context(locale="pl-PL", viewport={"width": 390, "height": 780}, has_touch=True)
    page = context.new_page()
    page.goto(running.address)
    expect(page.get_by_role("heading", name="Próba")).to_be_visible()
    expect(page.get_by_role("log")).to_be_hidden()
    be(page, PIOTR)
    expect(page.get_by_role("log")).to_be_visible()
    assert "koncert" in ask(page, "kiedy jest koncert?").lower()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Wróć").click()
    expect(page.get_by_role("heading", name="Próba")).to_be_visible()
    context.close()


def test_every_control_has_a_name_and_can_be_reached_by_keyboard(page: Page) -> None:
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, textarea, a")].filter((each) =>
             !(each.getAttribute("aria-label") || each.textContent.trim() || each.labels?.length))
             .map((each) => each.outerHTML)"""
    )
    assert nameless == []
    page.locator(f".person[data-chat='{PIOTR}']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#chat-status")).to_have_text("You are Piotr")


def test_the_first_line_is_the_address_and_a_second_rehearsal_has_another(tmp_path: Path) -> None:
    with rehearsal(tmp_path) as first:
        port = int(first.address.rsplit(":", 1)[1])
        with rehearsal(tmp_path, port) as second:
            assert second.address not in {"", first.address}
            second.wait()
            code, out, err = second.interrupt()
            assert (code, err) == (0, "")
            assert f"runs already at {first.address}" in out
        first.wait()
        code, out, err = first.interrupt()
        assert (code, err) == (0, "")
        assert "TELEGRAM_BOT_TOKEN" in out


def test_chats_are_kept_from_one_run_to_the_next(browser: Browser, tmp_path: Path) -> None:
    for run in (1, 2):
        with rehearsal(tmp_path) as started:
            page = browser.new_page(locale="en-GB")
            page.goto(started.address)
            be(page, EMMA)
            assert page.locator(".message.mine").count() == run - 1
            if run > 1:
                page.get_by_role("button", name="Remind me").click()
                expect(page.get_by_role("button", name="Don’t remind me")).to_be_visible()
            ask(page, "where is the concert?")
            page.close()
            if run == 1:  # killed, after a moment, it keeps them as well
                time.sleep(1.5)
                started.process.kill()
            else:
                assert started.interrupt()[0] == 0
