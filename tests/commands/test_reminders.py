"""Reminders from a shell: what comes to whom, as counts, and reminders of a session planned and cancelled."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cli import main
from bot.clock import wall_now
from bot.core.brain import Brain
from bot.storage.broadcasts import Kind, Stage, newest
from bot.storage.chats import chats
from bot.storage.database import Database
from bot.storage.follows import follows
from tests.support.casting import opened, seed
from tests.support.guide import talking

Capture = pytest.CaptureFixture[str]


async def run(*argv: str) -> int:
    """A command, as a shell runs it."""
    return await asyncio.to_thread(main, argv)


async def follow(database: Database, rows: dict[int, str]) -> None:
    async with AsyncEngine(database.engine).begin() as connection:
        await connection.execute(
            insert(follows), [{"chat_id": id_, "item": item, "since": wall_now()} for id_, item in rows.items()]
        )


def this_week(folder: Path) -> Path:
    """The event as if its first day were tomorrow."""
    today = date.fromisoformat(f"{wall_now():%Y-%m-%d}")
    for file in folder.glob("*.yaml"):
        text = file.read_text(encoding="utf8")
        for number in range(3):
            text = text.replace(f"2025-10-0{7 + number}", (today + timedelta(days=1 + number)).isoformat())
        file.write_text(text, encoding="utf8")
    return folder


async def test_what_is_due_is_counted_for_each_session_whatever_the_quiet_hours(
    database_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    knowledge = str(this_week(folder))
    async with opened(database_url) as database:
        await seed(database, range(1, 6))
        await follow(database, {1: "concert", 2: "concert", 3: "*", 4: "forum", 5: "concert"})
        async with AsyncEngine(database.engine).begin() as connection:
            at_night = {"quiet_from": 23 * 60, "quiet_until": 7 * 60}
            await connection.execute(update(chats).where(chats.c.chat_id == 2).values(at_night))
            await connection.execute(update(chats).where(chats.c.chat_id == 4).values(muted="day eve"))
            await connection.execute(update(chats).where(chats.c.chat_id == 5).values(unreachable_at=wall_now()))
    assert await run("reminders", "list", "--hours", "96", "--knowledge", knowledge) == 0
    listed = capsys.readouterr().out
    assert "concert  the day before  3 chats" in listed, "who follows everything, and other quiet hours, count too"
    assert "festival  on the day  1 chat\n" in listed
    assert "forum  the day before  1 chat\n" in listed, "who has muted it does not count"
    assert "Organisers have planned no reminders." in listed
    assert await run("reminders", "list", "--hours", "0", "--knowledge", knowledge) == 0
    assert "Nobody is reminded of anything" in capsys.readouterr().out


async def test_a_reminder_is_composed_from_the_knowledge_planned_listed_and_cancelled(
    brain: Brain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    monkeypatch.setenv("DATABASE_URL", url)
    async with opened(url) as database:
        await seed(database, range(1, 4))
        await follow(database, {1: "concert", 2: "*"})
    assert await run("reminders", "plan", "concert", "--dry-run") == 0
    dry = capsys.readouterr().out
    assert "Would go to 2 chats, at once" in dry
    assert "EN: ⏰ The Jubilee Concert is on Wednesday 8 October 2025, in the evening, at Forty Kleparz; open" in dry
    assert "PL: ⏰ Koncert Jubileuszowy odbędzie się w środę 8 października 2025 wieczorem, w Fortach Kleparz; " in dry
    assert await run("reminders", "plan", "concert", "--at", "2099-10-08 10:00", "--en", "Soon!") == 0
    assert "goes to 2 chats, at 2099-10-08T10:00 (Europe/Warsaw)" in capsys.readouterr().out
    assert await run("reminders") == 0
    assert "1  planned for 2099-10-08T10:00" in capsys.readouterr().out
    async with talking(brain, tmp_path, organisers=(9,)) as talk:
        [planned] = await talk.service.store.read(lambda connection: newest(connection, 9))
        assert (planned.kind, planned.stage) == (Kind.REMINDER, Stage.PLANNED)
        await talk.say("/desk", chat=9)
        assert "Soon!" in str((await talk.tap("⏰", chat=9))["reply_markup"]), "the desk shows it too"
    assert await run("reminders", "cancel", "1") == 0
    assert "1  cancelled" in capsys.readouterr().out


async def test_what_cannot_be_done_is_said_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/bot.db")
    for arguments, said in (
        (("plan", "cats"), 'there is no session "cats"; there are opening'),
        (("plan", "concert", "--at", "soon"), 'reminders: "soon" is no time'),
        (("plan", "concert", "--en", "x" * 5000), "reminders: a text has at most"),
        (("cancel", "7"), "there is no planned reminder 7"),
    ):
        assert await run("reminders", *arguments) == 1
        assert said in capsys.readouterr().err
