"""What is looked up only where an answer needs it: news for whoever asks for changes, a chat's own entries for it."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.clock import wall_now
from bot.core.brain import Brain
from bot.storage import broadcasts, outbox, owners
from bot.storage.broadcasts import Content, Stage, Words
from bot.storage.outbox import NewMessage, Rank
from bot.storage.proposals import Line, NewProposal, decide, mark_sent, propose
from bot.storage.schema import metadata
from tests.helpers import announced
from tests.support.casting import broadcast
from tests.support.guide import Talk, talking

HALL = Content(Words("Lunch is in hall B."), Words("Obiad jest w sali B."))
MOVED = Line(("concert",), ("concert",), "The concert has moved.", "Koncert przeniesiono.", wall_now())


def tell(connection: Connection, *, is_sent: bool = True) -> None:
    """What organisers told: a message to everybody, and then a change."""
    now = wall_now()
    broadcasts.add(connection, broadcast(HALL, stage=Stage.DONE, created_at=now - timedelta(hours=1)))
    proposal = propose(connection, NewProposal((MOVED,), "[]", 1), now=now)
    if is_sent:
        mark_sent(connection, decide(connection, proposal, proposal.stage, who="Ola", now=now), 1)


async def told(talk: Talk, *, is_sent: bool = True) -> None:
    await talk.service.store.work(lambda commit: tell(commit.connection, is_sent=is_sent))


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("has anything changed?", "The concert has moved.", "Lunch is in hall B."),
        ("czy coś się zmieniło?", "Koncert przeniesiono.", "Obiad jest w sali B."),
        ("what did I miss?", "The concert has moved.", "Lunch is in hall B."),
        ("co mnie ominęło?", "Koncert przeniesiono.", "Obiad jest w sali B."),
        ("/news", "The concert has moved.", "Lunch is in hall B."),
        ("/aktualnosci", "Koncert przeniesiono.", "Obiad jest w sali B."),
    ],
)
async def test_who_asks_what_changed_hears_what_was_told_the_newest_first(
    brain: Brain, tmp_path: Path, question: str, first: str, second: str
) -> None:
    async with talking(brain, tmp_path) as talk:
        before = (await talk.say(question))["text"]
        assert first not in before
        await told(talk)
        text = (await talk.say(question))["text"]
        assert text.index(first) < text.index(second)
        assert "No changes" not in text
        assert "Żadnych zmian" not in text


async def test_without_any_news_it_is_said_that_none_were_announced(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await told(talk, is_sent=False)
        async with AsyncEngine(talk.service.store.database.engine).begin() as connection:
            await connection.execute(broadcasts.broadcasts.delete())
        assert (await talk.say("has anything changed?"))["text"].startswith("No changes have been announced.")
        assert "no news from the organisers" in (await talk.say("what did I miss?"))["text"]
        assert "nie wysłali jeszcze" in (await talk.say("czy są jakieś nowości?"))["text"]


async def test_a_named_session_is_told_as_it_is_beside_what_was_told(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await told(talk)
        text = (await talk.say("has the concert been moved?"))["text"]
        assert text.startswith("The Jubilee Concert is on Wednesday 8 October 2025")
        assert "The concert has moved." in text
        talk.held.current = announced(brain, "concert", status="cancelled")
        assert (await talk.say("czy koncert przeniesiono?"))["text"].startswith("Koncert Jubileuszowy odwołano.")


async def test_an_edited_question_and_a_button_hear_it_too(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("has anythin")
        await told(talk)
        [call] = await talk.press("ask:has anything changed?")
        assert "The concert has moved." in call.parameters["text"]
        [call] = await talk.press("page:news")
        assert "The concert has moved." in call.parameters["text"]


async def test_a_chat_is_told_its_own_entries(brain: Brain, tmp_path: Path, database_url: str) -> None:
    async with talking(brain, tmp_path, database_url=database_url, organisers=(9,)) as talk:
        text = (await talk.say("/privacy"))["text"]
        for line in ("• Language: as you write", "• Reminders: none", "• None of your last questions"):
            assert line in text
        assert "Quiet hours:" not in text
        await talk.say("Is there parking at Zinar Castle?")
        await talk.tap("🙋", chat=5)
        await talk.say("remind me about the concert and the forum")
        await talk.press("rem:q23000700")
        await talk.press("lang:en")
        await talk.say("/stop", chat=6)
        text = (await talk.say("/privacy"))["text"]
        for line in (
            "• Language: English",
            "• Reminders: the Jubilee Concert and the Forum launch",
            "• Quiet hours: 23:00–7:00",
            "• Your last questions and what they were about",
            "• Waiting for the organisers’ answer: “is there parking at zinar castle?”",
            "• The organisers’ news comes to you",
        ):
            assert line in text
        text = (await talk.say("/prywatnosc", chat=6))["text"]
        assert "• Wiadomości od organizatorów: wyłączone" in text
        assert "• Przypomnienia: brak" in text
        await talk.say("remind me of everything", chat=6)
        assert "• Reminders: everything on the programme" in (await talk.say("/privacy", chat=6))["text"]


async def test_deleting_takes_all_of_it_in_every_table_and_what_waits_to_be_sent(
    brain: Brain, tmp_path: Path, database_url: str
) -> None:
    """Whatever table has a chat's number, the answer to the deletion itself aside."""
    async with talking(brain, tmp_path, database_url=database_url, organisers=(9,)) as talk:
        store = talk.service.store
        await talk.say("Is there parking at Zinar Castle?")
        await talk.tap("🙋", chat=5)
        await talk.say("remind me about the concert")
        await talk.at("2025-10-07T18:00:30+02:00")
        await talk.press("rate:5:concert")
        soon = wall_now() + timedelta(hours=1)
        waiting = [
            NewMessage(f"{kind}:5", 5, rank, "sendMessage", {"text": kind}, soon)
            for kind, rank in (("reminder", Rank.REMINDER), ("reply", Rank.REMINDER), ("change", Rank.BROADCAST))
        ]
        await store.work(lambda commit: _hold(commit.connection, waiting))
        assert {"chats", "follows", "reminders", "ratings", "question_askers", "outbox"} <= await tables_with(talk, 5)
        await talk.say("/privacy")
        assert "deleted" in (await talk.tap("🗑 Delete my data", chat=5))["text"]
        assert await tables_with(talk, 5) <= {"chats", "outbox"}
        left = await store.read(
            lambda connection: list(connection.scalars(select(outbox.outbox.c.key).where(outbox.outbox.c.chat_id == 5)))
        )
        assert [key.partition(":")[0] for key in left] == ["update"]
        profile = await store.profile(5)
        assert (profile.context, profile.follows, profile.locale) == ({}, frozenset(), None)


def _hold(connection: Connection, waiting: Sequence[NewMessage]) -> None:
    """Have messages wait in the hands of another process that lives, so that nobody claims and sends them."""
    owners.renew(connection, "elsewhere", now=wall_now() + timedelta(hours=1))
    outbox.enqueue(connection, waiting, owner="elsewhere", now=wall_now())


async def tables_with(talk: Talk, chat_id: int) -> set[str]:
    """The tables that have a row of a chat."""

    def look(connection: Connection) -> set[str]:
        return {
            table.name
            for table in metadata.sorted_tables
            if "chat_id" in table.c
            and connection.execute(select(table.c.chat_id).where(table.c.chat_id == chat_id)).first()
        }

    return await talk.service.store.read(look)
