import asyncio
import signal
from pathlib import Path

import pytest

from bot.errors import KnowledgeError, Problem
from bot.reload import Reloader
from tests.support.reading_bot import FACTS
from tests.support.running import bot_process, stand_in, until


def load(folder: Path) -> str:
    text = (folder / "facts.yaml").read_text()
    if "bad" in text:
        raise KnowledgeError(folder, [Problem("facts.yaml", 1, "this is bad; make it good")])
    return text


async def test_a_good_edit_is_taken_and_a_bad_one_is_reported(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("first")
    reloader = Reloader(tmp_path, load)
    watching = asyncio.create_task(reloader.watch())
    await asyncio.sleep(0.3)

    async def until_is(text: str) -> None:
        async with asyncio.timeout(10):
            while reloader.current != text:  # noqa: ASYNC110 - what is waited for is a file
                await asyncio.sleep(0.02)

    file.write_text("second")
    await until_is("second")
    file.write_text("bad")
    async with asyncio.timeout(10):
        while "facts.yaml:1" not in caplog.text:  # noqa: ASYNC110 - what is waited for is a file
            await asyncio.sleep(0.02)
    assert reloader.current == "second"
    file.write_text("third")
    assert await reloader.reload()
    await until_is("third")
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_sighup_has_a_running_bot_read_again_and_a_bad_edit_changes_nothing(tmp_path: Path) -> None:
    facts = tmp_path / FACTS
    facts.write_text("first")
    async with stand_in() as (telegram, address):
        url, module = f"sqlite:///{tmp_path}/bot.db", "tests.support.reading_bot"
        bot = bot_process(tmp_path, address, url, module=module, KNOWLEDGE_DIR=str(tmp_path))
        with bot as process:
            process.start()

            async def says(text: str) -> None:
                before = len(telegram.sent)
                telegram.write(5 + before, "what do you know?")
                await until(lambda: len(telegram.sent) > before, 20, process.log.read_text())
                assert telegram.sent[-1][1] == text

            async def read_again(report: str) -> None:
                process.signal(signal.SIGHUP)
                await until(lambda: report in process.log.read_text(), 20, report)

            await says("first")
            facts.write_text("second")
            await says("first")
            await read_again("knowledge was read again")
            await says("second")
            facts.write_text("bad")
            await read_again(f"{FACTS}:1: this is bad; make it good")
            await says("second")
            assert await process.terminate() == 0


def test_there_is_nothing_to_fall_back_on_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text("bad")
    with pytest.raises(KnowledgeError):
        Reloader(tmp_path, load)
