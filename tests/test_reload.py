import asyncio
from pathlib import Path

import pytest

from bot.errors import KnowledgeError, Problem
from bot.reload import Reloader


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


def test_there_is_nothing_to_fall_back_on_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text("bad")
    with pytest.raises(KnowledgeError):
        Reloader(tmp_path, load)
