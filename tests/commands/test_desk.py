"""The organisers' commands: they work beside a running bot, and every error is one message with its remedy."""

import asyncio
from pathlib import Path

import pytest
from PIL import Image

from bot.cli import main
from bot.core.brain import Brain
from bot.storage.unanswered import load_questions
from tests.support.guide import Talk, talking
from tests.support.running import TOKEN, until

PARKING = "Is there parking at Zinar Castle?"
Capture = pytest.CaptureFixture[str]


async def run(*argv: str) -> int:
    """A command, as a shell runs it beside the bot."""
    return await asyncio.to_thread(main, argv)


async def with_questions(talk: Talk) -> None:
    for chat, text in ((5, PARKING), (6, "Czy przy Zamku Zinar jest parking?")):
        await talk.say(text, chat=chat, language="pl" if chat == 6 else "en")
        await talk.tap("🙋", chat=chat)


async def test_the_inbox_is_read_and_answered_beside_a_running_bot(
    brain: Brain, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    async with talking(brain, tmp_path, database_url=database_url, organisers=(9,)) as talk:
        await with_questions(talk)
        assert await run("inbox") == 0
        [line] = capsys.readouterr().out.splitlines()
        assert "2×" in line
        assert "[2 waiting]" in line
        id_ = line.split()[0]
        assert await run("inbox", "show", id_) == 0
        assert "1 in English, 1 in Polish" in capsys.readouterr().out
        assert await run("inbox", "answer", id_, "--en", "Yes.", "--pl", "Tak.") == 0
        assert capsys.readouterr().out == "on its way to 2\n"
        await until(lambda: talk.telegram.texts(6)[-1].endswith("Tak."), 20, "the bot sends it")
        await until(lambda: talk.telegram.texts(5)[-1].endswith("Yes."), 20, "the bot sends it")
        assert await run("inbox", "answer", id_, "--en", "Yes.") == 1
        await with_questions(talk)
        [line, *_] = (await run("inbox", "list"), capsys.readouterr())[1].out.splitlines()
        assert await run("inbox", "drop", line.split()[0]) == 0
        assert await talk.service.store.read(load_questions) == []


async def test_numbers_are_printed_drawn_and_tabled(
    brain: Brain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/bot.db")
    png, table = tmp_path / "numbers.png", tmp_path / "numbers.csv"
    async with talking(brain, tmp_path) as talk:
        await talk.say("Where is the concert?")
        assert await run("stats", "--png", str(png), "--csv", str(table)) == 0
    assert "Questions: 1" in capsys.readouterr().out
    with Image.open(png) as picture:
        assert picture.width == 1080
    assert table.read_text(encoding="utf8").splitlines()[1].endswith("en,answered,where,1")
    assert await run("stats", "--png", str(tmp_path / "no" / "such.png")) == 1
    assert "choose another file" in capsys.readouterr().err


def test_a_missing_database_is_named_and_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    assert main(["inbox"]) == 1
    assert "does not exist" in capsys.readouterr().err
    assert not (tmp_path / "none.db").exists()


async def test_who_finds_nothing_is_told_where_and_that_a_rehearsal_has_its_own(
    brain: Brain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/bot.db")
    assert await run("broadcast", "list") == 0, "makes the database"
    assert capsys.readouterr().out == f"There are no broadcasts yet (in {tmp_path}/bot.db).\n"
    async with talking(brain, tmp_path, database_url=f"sqlite:///{tmp_path}/rehearsal.db", organisers=(9,)) as talk:
        await with_questions(talk)
        assert await run("inbox", "list") == 0
        told = capsys.readouterr().out
        assert told == f"The inbox is empty (in {tmp_path}/bot.db; for the rehearsal’s database add --rehearsal).\n"
        assert await run("stats", "--png", str(tmp_path / "numbers.png")) == 0
        assert capsys.readouterr().out.endswith("; no file is written.\n")
        assert await run("inbox", "list", "--rehearsal") == 0
        assert "2×" in capsys.readouterr().out
        assert await run("inbox", "--rehearsal", "list") == 0
        assert "2×" in capsys.readouterr().out
        assert await run("stats", "--rehearsal") == 0
        assert "Questions: 2" in capsys.readouterr().out


async def test_a_poster_code_leads_to_the_bot(
    brain: Brain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert await run("qr", "concert", "--username", "@smok_bot") == 0
    assert "concert.png: https://t.me/smok_bot?start=concert" in capsys.readouterr().out
    with Image.open("concert.png") as picture:
        assert picture.width > 500
    assert await run("qr", "start", "--username", "smok_bot", "--svg", "all.svg") == 0
    assert "<svg" in (tmp_path / "all.svg").read_text(encoding="utf8")
    assert not (tmp_path / "start.png").exists()
    assert await run("qr", "no-such-thing", "--username", "smok_bot") == 1
    assert "is not in the knowledge" in capsys.readouterr().err
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    assert await run("qr", "concert") == 1
    assert "--username" in capsys.readouterr().err
    async with talking(brain, tmp_path) as talk:
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
        monkeypatch.setenv("TELEGRAM_API_URL", talk.service.settings.telegram_api_url)
        assert await run("qr", "concert") == 0
    assert "https://t.me/smok_bot?start=concert" in capsys.readouterr().out
