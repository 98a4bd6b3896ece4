"""An edit of the knowledge on its way: it rests, is proposed, decided by the first organiser, and told."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import Clock, wall_now
from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.desk.change_messages import Organisers
from bot.desk.proposing import Proposer
from bot.knowledge_files import read_knowledge
from bot.rehearsal.telegram import StandIn
from bot.reload import Reloader
from bot.storage import proposals
from bot.storage.asked import KEEP_ASKED, AskedAbout, asked_about, who_asked
from bot.storage.database import Database
from bot.storage.outbox import outbox
from bot.storage.proposals import Proposal, Stage, load_proposals
from bot.storage.published import Edit, note_edit, take_rested
from bot.storage.store import Store
from bot.storage.writer import Commit
from bot.wiring import make_responder
from tests.helpers import announced, at, updated, with_knowledge
from tests.support.deciding import ORGANISERS, deciding, said, until_said
from tests.support.guide import Held, Talk, buttons
from tests.support.running import stand_in

FIRST, SECOND = ORGANISERS
REST = timedelta(minutes=2)
PROPOSED = "The programme has changed"
MOVED = "The Jubilee Concert has been moved to another place. It is now at Zinar Castle"
MOVED_PL = "Koncert Jubileuszowy przeniesiono w inne miejsce. Odbędzie się na Zamku Zinar"


@pytest.fixture
async def stage() -> AsyncIterator[tuple[StandIn, str]]:
    async with stand_in() as (telegram, address):
        telegram.person(FIRST, name="Ola", language="en")
        telegram.person(SECOND, name="Jan", language="pl")
        yield telegram, address


async def gather(talk: Talk) -> None:
    """Two organisers, and attendees who asked: 5 in English, 6 in Polish about the concert, 7 about the opening."""
    await talk.say("/desk", chat=FIRST, language="en")
    await talk.say("/desk", chat=SECOND, language="pl")
    await talk.say("Where is the concert?", chat=5)
    await talk.say("Kiedy jest koncert?", chat=6)
    await talk.say("Where is the opening session?", chat=7)
    await talk.say("What is on the programme?", chat=8)


def press(telegram: StandIn, chat: int, label: str) -> None:
    newest = said(telegram, chat)[-1]
    telegram.press(chat, newest["message_id"], buttons(newest)[label]["callback_data"])


async def test_an_edit_is_proposed_decided_by_the_first_and_told_to_whom_it_concerns(
    brain: Brain, stage: tuple[StandIn, str], database_url: str
) -> None:
    telegram, _ = stage
    async with deciding(Held(brain), stage, database_url) as talk:
        await gather(talk)
        talk.held.current = announced(brain, "concert", venue="zinar")
        proposed = await until_said(telegram, FIRST, PROPOSED)
        await until_said(telegram, SECOND, "Program się zmienił")
        assert MOVED in proposed["text"]
        assert MOVED_PL in proposed["text"]
        assert proposed["text"].endswith("asked about it lately): 2.")

        press(telegram, FIRST, "✅ Send")
        notice = await until_said(telegram, 5, MOVED)
        assert notice["text"].endswith("because you follow it, or we talked about it lately.")
        assert [button.get("callback_data", "url") for button in buttons(notice).values()][:2] == ["url", "cal:concert"]
        assert (await until_said(telegram, 6, MOVED_PL))["text"].startswith(MOVED_PL)
        await until_said(telegram, SECOND, "liczba odbiorców: 2. Decyzja: Ola.")
        assert buttons(said(telegram, SECOND)[-1]) == {}

        old = f"desk:changes:skip:{await newest_id(talk)}:1"
        telegram.press(SECOND, said(telegram, SECOND)[-1]["message_id"], old)
        await talk.settled()
        assert "Wysłano" in said(telegram, SECOND)[-1]["text"], "who comes second decides nothing"
        assert [each.stage for each in await all_proposals(talk.service.store)] == [Stage.SENT]
        assert len(said(telegram, 5)) == 2
        assert len(said(telegram, 7)) == len(said(telegram, 8)) == 1


async def test_a_notice_knows_who_follows_already_and_news_go_by_the_events_clock(
    brain: Brain, stage: tuple[StandIn, str], tmp_path: Path
) -> None:
    telegram, _ = stage
    async with deciding(Held(brain), stage, f"sqlite:///{tmp_path}/bot.db") as talk:
        await gather(talk)
        await talk.say("remind me of everything", chat=5)
        talk.held.current = announced(brain, "concert", venue="zinar")
        await until_said(telegram, FIRST, PROPOSED)
        press(telegram, FIRST, "✅ Send")
        assert "🔕 Don’t remind me" in buttons(await until_said(telegram, 5, MOVED))
        assert "🔔 Przypomnij mi" in buttons(await until_said(telegram, 6, MOVED_PL))
        assert "Today, Tuesday 30 September at 10:00:" in (await talk.say("/news", chat=8))["text"]


async def test_a_cancellation_is_told_with_the_calendar_entry_that_takes_it_back(
    brain: Brain, stage: tuple[StandIn, str], tmp_path: Path
) -> None:
    telegram, _ = stage
    async with deciding(Held(brain), stage, f"sqlite:///{tmp_path}/bot.db") as talk:
        await gather(talk)
        talk.held.current = announced(brain, "concert", status="cancelled")
        await until_said(telegram, FIRST, "has been cancelled. It was to be")
        press(telegram, FIRST, "✅ Send")
        notice = await until_said(telegram, 6, "Koncert Jubileuszowy odwołano.")
        assert [button["callback_data"] for button in buttons(notice).values()] == ["cal:concert"]
        talk.held.current = brain
        await until_said(telegram, FIRST, "takes place after all")
        press(telegram, FIRST, "✅ Send")
        await until_said(telegram, 6, "Koncert Jubileuszowy jednak się odbędzie")


async def newest_id(talk: Talk) -> int:
    return (await all_proposals(talk.service.store))[0].id


async def all_proposals(store: Store) -> list[Proposal]:
    return await store.work(lambda commit: load_proposals(commit.connection, *Stage, limit=9))


async def test_organisers_put_both_texts_right_and_everybody_gets_theirs(
    brain: Brain, stage: tuple[StandIn, str], tmp_path: Path
) -> None:
    telegram, _ = stage
    async with deciding(Held(brain), stage, f"sqlite:///{tmp_path}/bot.db") as talk:
        await gather(talk)
        talk.held.current = announced(brain, "concert", venue="zinar")
        await until_said(telegram, FIRST, PROPOSED)
        press(telegram, FIRST, "✏️ Edit")
        await until_said(telegram, FIRST, "Write the English text")
        telegram.write(FIRST, "x" * 1501)
        await until_said(telegram, FIRST, "plain text of at most 1500")
        telegram.write(FIRST, "See you at the castle <3")
        await until_said(telegram, FIRST, "Now the Polish text")
        assert MOVED_PL in (await until_said(telegram, FIRST, MOVED_PL))["text"]
        telegram.write(FIRST, "Do zobaczenia na zamku")
        await until_said(telegram, FIRST, "See you at the castle <3")
        shown = await until_said(telegram, SECOND, "See you at the castle <3")
        assert "Do zobaczenia na zamku" in shown["text"]

        press(telegram, SECOND, "✅ Wyślij")
        await until_said(telegram, 5, "See you at the castle <3")
        await until_said(telegram, 6, "Do zobaczenia na zamku")


async def test_who_has_not_read_the_new_texts_does_not_send_them(
    brain: Brain, stage: tuple[StandIn, str], tmp_path: Path
) -> None:
    telegram, _ = stage
    async with deciding(Held(brain), stage, f"sqlite:///{tmp_path}/bot.db") as talk:
        await gather(talk)
        talk.held.current = announced(brain, "concert", venue="zinar")
        await until_said(telegram, SECOND, "Program się zmienił")
        old = buttons(said(telegram, SECOND)[-1])["✅ Wyślij"]["callback_data"]
        press(telegram, FIRST, "✏️ Edit")
        await until_said(telegram, FIRST, "Write the English text")
        telegram.write(FIRST, "One")
        await until_said(telegram, FIRST, "Now the Polish text")
        telegram.write(FIRST, "Dwa")
        await until_said(telegram, SECOND, "Dwa")
        telegram.press(SECOND, said(telegram, SECOND)[-1]["message_id"], old)
        await talk.settled()
        assert [each.stage for each in await all_proposals(talk.service.store)] == [Stage.OPEN]


async def test_a_skipped_change_is_told_to_nobody_and_never_proposed_again(
    brain: Brain, stage: tuple[StandIn, str], tmp_path: Path
) -> None:
    telegram, _ = stage
    database_url = f"sqlite:///{tmp_path}/bot.db"
    held = Held(brain)
    async with deciding(held, stage, database_url) as talk:
        await gather(talk)
        held.current = announced(brain, "concert", venue="zinar")
        await until_said(telegram, SECOND, "Program się zmienił")
        press(telegram, SECOND, "Pomiń: bez wysyłania")
        await until_said(telegram, FIRST, "Decided by: Jan.")
        assert "nobody was told" in said(telegram, FIRST)[-1]["text"]
        await talk.say("/desk", chat=FIRST)
        press(telegram, FIRST, "🔀 Changes")
        listed = await until_said(telegram, FIRST, "No change is waiting")
        assert MOVED in listed["text"]
        assert "Decided by: Jan." in listed["text"]
    async with deciding(held, stage, database_url) as talk:
        await asyncio.sleep(2)
        assert len(await all_proposals(talk.service.store)) == 1
    assert len(said(telegram, 5)) == 1


async def test_an_edit_made_while_the_bot_is_down_is_proposed_and_a_restart_keeps_the_two_minutes(
    brain: Brain, stage: tuple[StandIn, str], tmp_path: Path
) -> None:
    telegram, _ = stage
    database_url = f"sqlite:///{tmp_path}/bot.db"
    async with deciding(Held(brain), stage, database_url) as talk:
        await gather(talk)
    changed = Held(announced(brain, "concert", venue="zinar"))
    async with deciding(changed, stage, database_url, quiet=timedelta(minutes=2)) as talk:
        await asyncio.sleep(1.5)  # noted, and stopped in the middle
        assert await all_proposals(talk.service.store) == []
    async with deciding(changed, stage, database_url, quiet=timedelta(seconds=1.5)):
        await until_said(telegram, FIRST, PROPOSED)


async def test_a_real_edit_of_a_file_becomes_a_notice(
    brain: Brain, stage: tuple[StandIn, str], tmp_path: Path, folder: Path
) -> None:
    """The knowledge is read from its files; only the fitted model is the one that there is."""
    telegram, _ = stage
    reloader = Reloader(folder, lambda where: with_knowledge(brain, read_knowledge(where)[0]))
    file = folder / "sessions.yaml"
    async with deciding(reloader, stage, f"sqlite:///{tmp_path}/bot.db") as talk:
        await gather(talk)
        text = file.read_text(encoding="utf8")
        evening = "    on: 2025-10-08\n    part_of_day: evening\n"
        assert evening in text
        file.write_text(text.replace(evening, f'{evening}    start: "19:30"\n'), encoding="utf8")
        assert await reloader.reload()
        press_when = await until_said(telegram, FIRST, PROPOSED)
        assert "Podano godzinę Koncertu Jubileuszowego: w środę 8 października 2025 o godz. 19:30" in press_when["text"]
        press(telegram, FIRST, "✅ Send")
        await until_said(telegram, 5, "The time of the Jubilee Concert has been announced")


async def test_what_is_kept_of_questions_goes_with_the_data_of_a_chat(
    brain: Brain, stage: tuple[StandIn, str], tmp_path: Path
) -> None:
    async with deciding(Held(brain), stage, f"sqlite:///{tmp_path}/bot.db") as talk:
        await gather(talk)
        assert await who_is_kept(talk.service.store) == {5, 6, 7}
        await talk.say("@smok_bot Where is the concert?", chat=-100, person=5)
        assert await who_is_kept(talk.service.store) == {5, 6, 7}, "a group is nobody"
        shown = await talk.say("/privacy", chat=5)
        assert "for 14 days" in shown["text"]
        await talk.press("forget:", chat=5)
        assert await who_is_kept(talk.service.store) == {6, 7}


async def who_is_kept(store: Store) -> set[int]:
    return await store.work(lambda commit: set(commit.connection.scalars(select(asked_about.c.chat_id))))


# --- One process or two, over both databases, with a clock of the test's own ---


class Office:
    """The proposer without a bot around it; the quiet is over when the test says so."""

    def __init__(self, brain: Brain, store: Store) -> None:
        self.held = Held(brain)
        self.store = store
        self.organisers = Organisers(ORGANISERS, make_responder(self.held, default=Locale.EN).speaker, clock())  # type: ignore[arg-type]

    def proposer(self, quiet: timedelta = REST) -> Proposer:
        return Proposer(self.store, self.held, self.organisers, followers=followers, quiet=quiet)  # type: ignore[arg-type]

    async def look(self, *, rested: bool = True) -> None:
        """Look once, right after an edit or once it has rested."""
        await self.proposer().look()
        if rested:
            await self.proposer(timedelta(0)).look()

    async def edit(self, brain: Brain, *, rested: bool = True) -> None:
        self.held.current = brain
        await self.look(rested=rested)

    async def stages(self) -> list[str]:
        return [each.stage.value for each in reversed(await all_proposals(self.store))]

    async def keys(self, prefix: str) -> list[str]:
        statement = select(outbox.c.key).where(outbox.c.key.startswith(prefix)).order_by(outbox.c.id)
        return await self.store.work(lambda commit: list(commit.connection.scalars(statement)))


def clock() -> Clock:
    return Clock(at("2025-09-30 10:00"))


def followers(_: object, ids: object) -> set[int]:
    return {5, 6} if "concert" in list(ids) else {6}  # type: ignore[call-overload]


@pytest.fixture
async def office(brain: Brain, database_url: str) -> AsyncIterator[Office]:
    database = Database(database_url)
    await database.open()
    store = Store(database)
    await store.open()
    yield Office(brain, store)
    await store.close()
    await database.close()


async def decide(office: Office, stage: Stage) -> None:
    [waiting] = [each for each in await all_proposals(office.store) if each.stage is Stage.OPEN]
    await office.store.work(
        lambda commit: proposals.decide(commit.connection, waiting, stage, who="Ola", now=commit.now)
    )


async def test_the_first_start_publishes_silently(office: Office) -> None:
    await office.look()
    assert await office.stages() == []


async def test_an_edit_is_not_proposed_before_it_has_rested(office: Office, brain: Brain) -> None:
    await office.look()
    await office.edit(announced(brain, "concert", venue="zinar"), rested=False)
    assert await office.stages() == []
    await office.look()
    assert await office.stages() == ["open"]


async def test_an_edit_is_taken_once_after_its_rest_and_only_the_newest(office: Office) -> None:
    first, second, third = (Edit(text) for text in ("first", "second", "third"))
    begin = wall_now()

    async def note(edit: Edit, seconds: int) -> datetime | None:
        now = begin + timedelta(seconds=seconds)
        return await office.store.work(lambda commit: note_edit(commit.connection, edit, quiet=REST, now=now))

    async def take(edit: Edit, seconds: int) -> str | None:
        now = begin + timedelta(seconds=seconds)
        return await office.store.work(lambda commit: take_rested(commit.connection, edit, quiet=REST, now=now))

    assert await note(first, 0) is None
    assert await note(second, 10) == begin + timedelta(seconds=130)
    assert await note(second, 100) == begin + timedelta(seconds=130), "another process reads it later"
    assert await take(second, 129) is None
    assert await note(third, 129) == begin + timedelta(seconds=249)
    assert await take(second, 300) is None
    assert await take(third, 248) is None
    assert await take(third, 249) == "first"
    assert await take(third, 300) is None


async def test_there_and_back_within_the_two_minutes_proposes_nothing(office: Office, brain: Brain) -> None:
    await office.look()
    await office.edit(announced(brain, "concert", venue="zinar"), rested=False)
    await office.edit(brain)
    assert await office.stages() == []


async def test_a_later_edit_replaces_the_open_proposal_and_is_compared_with_what_people_know(
    office: Office, brain: Brain
) -> None:
    await office.look()
    await office.edit(announced(brain, "concert", venue="zinar"))
    await office.edit(announced(announced(brain, "concert", venue="zinar"), "forum", venue="palace"))
    assert await office.stages() == ["replaced", "open"]
    newest = (await all_proposals(office.store))[0]
    assert [line.ids for line in newest.lines] == [("concert",), ("forum",)]


async def test_an_edit_that_is_taken_back_before_the_decision_withdraws_the_proposal(
    office: Office, brain: Brain
) -> None:
    await office.look()
    await office.edit(announced(brain, "concert", venue="zinar"))
    await office.edit(brain)
    assert await office.stages() == ["withdrawn"]


async def test_an_edit_of_texts_alone_leaves_the_open_proposal_as_it_is(office: Office, brain: Brain) -> None:
    await office.look()
    moved = announced(brain, "concert", venue="zinar")
    await office.edit(moved)
    name = moved.knowledge.session("opening").name
    await office.edit(announced(moved, "opening", short_name=None, name=updated(name, en="the Opening")))
    assert await office.stages() == ["open"]
    assert len(await office.keys("proposal:")) == len(ORGANISERS)
    await decide(office, Stage.SKIPPED)
    await office.edit(announced(moved, "concert", venue="palace"))
    newest = (await all_proposals(office.store))[0]
    assert "Zinar" in newest.lines[0].en, "it moved from where people were told last"


async def test_each_chat_is_promised_one_message_with_what_concerns_it(office: Office, brain: Brain) -> None:
    await office.look()
    await office.edit(announced(announced(brain, "concert", venue="zinar"), "forum", on=date(2025, 10, 8)))
    await decide(office, Stage.SENDING)
    await office.look()
    assert await office.stages() == ["sent"]
    assert await office.keys("change:") == ["change:1:5", "change:1:6"]
    statement = select(outbox.c.parameters).where(outbox.c.key.startswith("change:")).order_by(outbox.c.key)
    five, six = await office.store.work(lambda commit: list(commit.connection.scalars(statement)))
    assert "Forum" not in five
    assert "Jubilee Concert" in five
    assert "Forum" in six
    assert "Jubilee Concert" in six


async def test_a_crash_while_promises_are_written_doubles_and_loses_none(office: Office, brain: Brain) -> None:
    await office.look()
    await office.edit(announced(brain, "concert", venue="zinar"))
    await decide(office, Stage.SENDING)
    proposal, lines = await office.store.work(office.proposer()._next_to_send)  # type: ignore[misc]  # noqa: SLF001
    await office.store.work(lambda commit: office.proposer()._notify(commit, [5], proposal, lines))  # noqa: SLF001
    assert await office.keys("change:") == ["change:1:5"]
    await office.look()
    assert await office.keys("change:") == ["change:1:5", "change:1:6"]
    assert await office.stages() == ["sent"]


async def test_two_processes_make_one_proposal_and_one_message_each(office: Office, brain: Brain) -> None:
    other = Office(brain, Store(office.store.database))
    other.store.writer.start()
    await asyncio.gather(office.look(), other.look())
    moved = announced(brain, "concert", venue="zinar")
    office.held.current = other.held.current = moved
    await asyncio.gather(*(each.look() for each in (office, other, office, other)))
    assert await office.stages() == ["open"]
    assert len(await office.keys("proposal:")) == len(ORGANISERS)
    await decide(office, Stage.SENDING)
    await asyncio.gather(*(each.look() for each in (office, other)))
    assert await other.keys("change:") == ["change:1:5", "change:1:6"]
    await other.store.writer.close()


async def test_a_stale_process_does_not_undo_what_the_other_has_read(office: Office, brain: Brain) -> None:
    """Files reach one process before the other: the one that is behind says nothing until it has read them."""
    behind = office.proposer()
    await behind.look()
    await office.look()
    stale = office.held.current
    await office.edit(announced(brain, "concert", venue="zinar"), rested=False)
    office.held.current = stale
    await behind.look()
    await office.edit(announced(brain, "concert", venue="zinar"))
    assert await office.stages() == ["open"]


async def test_what_was_asked_long_ago_is_forgotten(office: Office) -> None:
    now = wall_now()

    def ask(commit: Commit) -> set[int]:
        AskedAbout(5, ("concert",)).apply(commit.connection, now=now - KEEP_ASKED - timedelta(1))
        AskedAbout(6, ("concert", "forum")).apply(commit.connection, now=now)
        AskedAbout(6, ("concert",)).apply(commit.connection, now=now)
        return who_asked(commit.connection, ["concert"], now=now)

    assert await office.store.work(ask) == {6}
    await office.store.purge()
    assert await who_is_kept(office.store) == {6}
