"""Reminders through the real path: asked for by button, in words or from the list; sent, late, moved, ended."""

import contextlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.clock import wall_now
from bot.core.brain import Brain
from bot.rehearsal.faults import Fault
from bot.storage import outbox
from bot.storage.follows import count_ratings, follows
from bot.storage.outbox import NewMessage, Rank
from bot.storage.reminders import reminders
from bot.storage.writer import Commit
from tests.helpers import announced, updated, with_knowledge
from tests.support.guide import Talk, buttons, talking
from tests.support.running import until

FORTS = "at Forty Kleparz"
EVE, MORNING = "2025-10-07T18:00:30+02:00", "2025-10-08T09:00:30+02:00"


async def rows(talk: Talk, chat: int = 5) -> dict[str, object]:
    """What is recorded of reminders for a chat: key → fate."""
    query = select(reminders.c.key, reminders.c.fate).where(reminders.c.chat_id == chat)
    async with AsyncEngine(talk.service.store.database.engine).connect() as connection:
        return {row.key: row.fate for row in await connection.execute(query)}


def texts(calls: list[object]) -> list[str]:
    return [call.parameters["text"] for call in calls]  # type: ignore[attr-defined]


async def test_the_bell_sets_a_reminder_and_turns_into_its_opposite(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        shown = buttons(await talk.say("Where is the concert?"))
        said, edit = await talk.press(shown["🔔 Remind me"]["callback_data"])
        assert said.parameters["text"].startswith(
            "I’ll remind you of the Jubilee Concert on Tuesday 7 October 2025 at 18:00 "
            "and on Wednesday 8 October 2025 at 9:00. The starting time has not been announced"
        )
        assert edit.method == "editMessageReplyMarkup"
        mute = buttons(edit.parameters)["🔕 Don’t remind me"]
        assert "🔕 Don’t remind me" in buttons(await talk.say("When is the concert?")), "later answers know it"
        said, *_ = await talk.press(mute["callback_data"])
        assert said.parameters["text"] == "I won’t remind you of the Jubilee Concert any more."
        assert await talk.at(EVE) == []


async def test_a_reminder_is_one_short_message_in_the_readers_language(
    brain: Brain, tmp_path: Path, database_url: str
) -> None:
    async with talking(brain, tmp_path, database_url=database_url) as talk:
        assert (
            "Przypomnę we wtorek 7 października 2025 o 18:00" in (await talk.say("przypomnij mi o koncercie"))["text"]
        )
        await talk.say("remind me about the concert", chat=6)
        by_chat = {call.parameters["chat_id"]: call.parameters for call in await talk.at(EVE)}
        assert by_chat[5]["text"] == (
            "🔔 Koncert Jubileuszowy odbędzie się jutro, w środę 8 października wieczorem, w Fortach Kleparz; "
            "wydarzenie otwarte dla publiczności. Godziny rozpoczęcia nie podano."
        )
        assert by_chat[6]["text"] == (
            "🔔 The Jubilee Concert is tomorrow, Wednesday 8 October, in the evening, at Forty Kleparz; "
            "open to the public. The starting time has not been announced."
        )
        assert list(buttons(by_chat[6])) == ["🔕 Don’t remind me", "🗺 Map", "📅 Calendar"]
        assert await talk.at(EVE) == [], "once"
        said, pressed = await talk.press("mute:concert", chat=6)
        assert said.parameters["text"].startswith("I won’t")
        assert "🔔 Remind me" in buttons(pressed.parameters)
        assert [call.parameters["chat_id"] for call in await talk.at(MORNING)] == [5]
        assert await rows(talk) == {"concert:eve:2025-10-08": "on_time", "concert:day:2025-10-08": "on_time"}


async def test_several_for_one_chat_at_one_moment_are_one_message(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        assert "The first reminder comes on Monday 6" in (await talk.say("remind me of everything"))["text"]
        for moment in ("2025-10-06T18:00:10+02:00", "2025-10-07T09:00:10+02:00"):
            [call] = await talk.at(moment)
            assert call.parameters["text"].startswith("🔔 The Opening Session is to")
        [call] = await talk.at(EVE)
        assert call.parameters["text"].splitlines() == [
            "🔔 Coming up:",
            "• the Festival of Ideas: tomorrow, Wednesday 8 October, at Forty Kleparz",
            f"• the Jubilee Concert: tomorrow, Wednesday 8 October, in the evening, {FORTS}; open to the public",
            "Starting times have not been announced.",
        ]
        assert list(buttons(call.parameters)) == ["🔕 Festival of Ideas", "🔕 Jubilee Concert", "🗺 Map"]


async def test_a_known_start_is_reminded_of_two_hours_and_half_an_hour_before(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("remind me about the concert")
        talk.held.current = announced(brain, "concert", start="19:30")
        await talk.at(MORNING)
        [call] = await talk.at("2025-10-08T17:30:10+02:00")
        assert "today, Wednesday 8 October at 19:30" in call.parameters["text"]
        assert "not been announced" not in call.parameters["text"]
        assert len(await talk.at("2025-10-08T19:00:10+02:00")) == 1
        assert await talk.at("2025-10-08T19:29:00+02:00") == []


async def test_after_an_outage_what_is_useful_comes_late_and_what_is_stale_is_recorded(
    brain: Brain, tmp_path: Path, database_url: str
) -> None:
    timed = announced(announced(brain, "concert", start="19:30"), "festival", start="10:00")
    async with talking(timed, tmp_path, database_url=database_url) as talk:
        await talk.say("remind me about the concert and the festival")
        [call] = await talk.at("2025-10-08T19:10:00+02:00")
        assert call.parameters["text"].endswith("(This reminder comes late, sorry.)")
        assert "Festival" not in call.parameters["text"]
        found = await rows(talk)
        assert {fate for key, fate in found.items() if key.startswith("festival")} == {"misfired"}
        assert {fate for key, fate in found.items() if key.startswith("concert")} == {"late"}
        assert await talk.at("2025-10-08T19:11:00+02:00") == []


async def test_a_restart_sends_nothing_twice_and_makes_up_for_the_time_between(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("remind me about the concert")
        assert len(await talk.at(EVE)) == 1
    async with talking(brain, tmp_path, clock="2025-10-08T09:30:00+02:00") as talk:
        [call] = await talk.at("2025-10-08T09:30:30+02:00")
        assert "late" in call.parameters["text"]
        assert set(await rows(talk)) == {"concert:eve:2025-10-08", "concert:day:2025-10-08"}


async def test_a_session_that_moves_takes_its_reminders_along(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("remind me about the concert")
        assert len(await talk.at(EVE)) == 1
        talk.held.current = announced(brain, "concert", on="2025-10-09")
        assert await talk.at(MORNING) == []
        [call] = await talk.at("2025-10-08T18:00:10+02:00")
        assert "tomorrow, Thursday 9 October" in call.parameters["text"]


async def test_a_session_that_is_removed_ends_its_reminders(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("remind me about the concert")
        rest = tuple(s for s in brain.knowledge.sessions if s.id != "concert")
        topics = tuple(t for t in brain.knowledge.topics if "concert" not in t.about)
        talk.held.current = with_knowledge(brain, updated(brain.knowledge, sessions=rest, topics=topics))
        assert await talk.at(EVE) == []
        assert "No reminders" in (await talk.say("/reminders"))["text"]


async def test_a_cancelled_session_ends_its_reminders_and_one_that_takes_place_after_all_has_them_again(
    brain: Brain, tmp_path: Path
) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("remind me about the concert")
        talk.held.current = announced(brain, "concert", status="cancelled")
        assert await talk.at(EVE) == []
        assert "No reminders" in (await talk.say("/reminders"))["text"]
        said, *_ = await talk.press("bell:concert")
        assert said.parameters["text"].startswith("The Jubilee Concert has been cancelled.")
        [file] = await talk.press("cal:concert")
        assert file.parameters["caption"].startswith("The Jubilee Concert has been cancelled.")
        talk.held.current = brain
        assert [call.parameters["text"][:20] for call in await talk.at(MORNING)] == ["🔔 The Jubilee Concer"]


@contextlib.asynccontextmanager
async def reminding(brain: Brain, folder: Path, database_url: str) -> AsyncIterator[Talk]:
    """Emma's reminder of the concert, Piotr's of concert and festival are about to go, and Telegram says “wait”."""
    async with talking(brain, folder, database_url=database_url) as talk:
        await talk.say("remind me about the concert", chat=5)
        await talk.say("przypomnij mi o koncercie i o festiwalu idei", chat=6)
        talk.telegram.faults.add("sendMessage", Fault.TOO_MANY, times=2)
        talk.clock.rehearse(datetime.fromisoformat(EVE), 1.0)
        assert talk.service.planner is not None
        await talk.service.planner.look()
        await until(lambda: not talk.telegram.faults.is_pending, 20, "both are tried")
        yield talk


async def test_a_reminder_that_waits_when_its_session_is_cancelled_does_not_come(
    brain: Brain, tmp_path: Path, database_url: str
) -> None:
    async with reminding(brain, tmp_path, database_url) as talk:
        talk.held.current = announced(brain, "concert", status="cancelled")
        [call] = [call for call in await talk.at(EVE) if call.status == 200]
        assert call.parameters["chat_id"] == 6
        assert call.parameters["text"].startswith("🔔 Festiwal Idei odbędzie się jutro")
        assert "Koncert" not in call.parameters["text"]


async def test_a_reminder_that_waits_says_what_is_true_when_it_comes(
    brain: Brain, tmp_path: Path, database_url: str
) -> None:
    async with reminding(brain, tmp_path, database_url) as talk:
        talk.held.current = announced(brain, "concert", venue="zinar", start="19:30")
        calls = {call.parameters["chat_id"]: call.parameters for call in await talk.at(EVE) if call.status == 200}
        assert "tomorrow, Wednesday 8 October at 19:30, at Zinar Castle" in calls[5]["text"]
        assert "Koncert Jubileuszowy: jutro, w środę 8 października o godz. 19:30, na Zamku Zinar" in calls[6]["text"]


async def test_a_reminder_that_waits_when_its_session_moves_comes_before_the_new_day(
    brain: Brain, tmp_path: Path, database_url: str
) -> None:
    async with reminding(brain, tmp_path, database_url) as talk:
        talk.held.current = announced(brain, "concert", on="2025-10-09")
        told = [call.parameters["text"] for call in await talk.at(EVE) if call.status == 200]
        assert not any("Concert" in text or "Koncert" in text for text in told)
        told = [call.parameters["text"] for call in await talk.at("2025-10-08T18:00:10+02:00")]
        assert len(told) == 2
        assert any("The Jubilee Concert is tomorrow, Thursday 9 October" in text for text in told)


async def test_quiet_hours_are_chosen_in_the_list_and_kept_to(brain: Brain, tmp_path: Path) -> None:
    early = announced(brain, "festival", start="09:30")
    async with talking(early, tmp_path) as talk:
        await talk.say("remind me about the festival")
        shown = await talk.say("/reminders")
        assert "at 8:00 and 9:00" in shown["text"]
        assert "· 🌙 22:00–8:00 ·" in buttons(shown)
        [call] = await talk.press(buttons(shown)["🌙 23:00–7:00"]["callback_data"])
        assert call.method == "editMessageText"
        assert "at 7:30 and" in call.parameters["text"]
        assert "· 🌙 23:00–7:00 ·" in buttons(call.parameters)
        assert await talk.at("2025-10-08T07:29:00+02:00")
        assert len(await talk.at("2025-10-08T07:30:10+02:00")) == 1


async def test_each_person_chooses_when_to_be_reminded(brain: Brain, tmp_path: Path, database_url: str) -> None:
    timed = announced(brain, "concert", start="19:30")
    async with talking(timed, tmp_path, database_url=database_url) as talk:
        await talk.say("remind me about the concert")
        await talk.say("przypomnij mi o koncercie", chat=6)
        shown = await talk.say("/reminders")
        [call] = await talk.press(buttons(shown)["✅ The day before, 18:00"]["callback_data"])
        assert call.method == "editMessageText"
        assert "Tuesday 7 October" not in call.parameters["text"]
        [call] = await talk.press(buttons(call.parameters)["✅ 2 hours before"]["callback_data"])
        assert "⬜ 2 hours before" in buttons(call.parameters)
        assert "✅ 30 minutes before" in buttons(call.parameters)
        assert (await talk.service.store.profile(5)).muted == {"eve", "120"}
        told = (await talk.say("remind me about the forum"))["text"]
        assert "on Thursday 9 October 2025 at 9:00. The starting time" in told
        assert "I’ll also remind you 30 minutes before the start" in told
        assert "• Reminders switched off: The day before, 18:00; 2 hours before" in (await talk.say("/privacy"))["text"]
        assert "✅ Dzień wcześniej, 18:00" in buttons(await talk.say("/przypomnienia", chat=6))
        assert [call.parameters["chat_id"] for call in await talk.at(EVE)] == [6]
        assert {call.parameters["chat_id"] for call in await talk.at(MORNING)} == {5, 6}
        assert [call.parameters["chat_id"] for call in await talk.at("2025-10-08T17:30:10+02:00")] == [6]
        shown = await talk.say("/reminders")
        await talk.press(buttons(shown)["✅ 30 minutes before"]["callback_data"])
        [call] = await talk.press(buttons(shown)["✅ 30 minutes before"]["callback_data"])
        assert "⬜ 30 minutes before" in buttons(call.parameters), "pressed twice it is still off"
        [call] = await talk.press(buttons(call.parameters)["⬜ 30 minutes before"]["callback_data"])
        assert {call.parameters["chat_id"] for call in await talk.at("2025-10-08T19:00:10+02:00")} == {5, 6}


async def test_who_switches_every_time_off_is_told_that_nothing_comes(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("remind me of everything")
        for offset in ("eve", "day", "120", "30"):
            [call] = await talk.press(f"rem:off:{offset}")
        assert "All times are switched off" in call.parameters["text"]
        assert "switched off the times" in (await talk.press("bell:concert"))[0].parameters["text"]
        assert await talk.at(EVE) == []
        [call] = await talk.press("rem:on:120")
        assert "All times" not in call.parameters["text"]


async def test_the_list_ends_one_or_all_and_follows_everything(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("remind me about the concert and the forum")
        shown = await talk.say("/przypomnienia")
        assert shown["text"].startswith("Przypomnę o tym:")
        shown = await talk.say("/reminders")
        [call] = await talk.press(buttons(shown)["🔕 Jubilee Concert"]["callback_data"])
        assert "Concert" not in call.parameters["text"]
        [call] = await talk.press(buttons(call.parameters)["🔔 Everything"]["callback_data"])
        assert "everything on the programme" in call.parameters["text"]
        [call] = await talk.press(buttons(call.parameters)["🔕 Nothing at all"]["callback_data"])
        assert call.parameters["text"].startswith("No reminders are set.")
        assert await talk.at(EVE) == []


async def test_who_ends_a_reminder_while_it_waits_gets_none_of_it(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("remind me about the concert and the forum")
        now, key = wall_now(), "reminder:5:concert:eve:2025-10-08"
        waits = NewMessage(key, 5, Rank.REMINDER, "sendMessage", {"text": "x"}, now + timedelta(hours=1))
        row = {"chat_id": 5, "key": "concert:eve:2025-10-08", "fate": "on_time", "due_at": now, "wall": "", "zone": ""}

        def promised_elsewhere(commit: Commit) -> None:
            outbox.enqueue(commit.connection, [waits], owner="another process", now=now)
            commit.connection.execute(insert(reminders), [row | {"planned_at": now, "message": key}])

        await talk.service.store.work(promised_elsewhere)
        await talk.press("mute:concert")
        assert await talk.service.store.read(lambda connection: outbox.find(connection, key)) is None
        assert (await talk.service.store.profile(5)).follows == {"forum"}


async def test_words_and_stop_end_all_reminders(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("remind me of everything")
        await talk.say("przypominaj mi o wszystkim", chat=6)
        await talk.say("remind me of everything", chat=7)
        assert (await talk.say("don't remind me any more"))["text"] == "All reminders are switched off."
        assert (await talk.say("nie przypominaj mi już", chat=6))["text"] == "Wszystkie przypomnienia są wyłączone."
        assert "switched off" in (await talk.say("/stop", chat=7))["text"]
        assert await talk.at(EVE) == []


async def test_everything_but_one(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("remind me of everything")
        await talk.say("don't remind me about the concert")
        [call] = await talk.at(EVE)
        assert "Concert" not in call.parameters["text"]
        assert "Festival" in call.parameters["text"]


async def test_a_past_session_says_so_instead(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, clock="2025-10-09T10:00:00+02:00") as talk:
        said = await talk.say("remind me about the concert")
        assert said["text"].startswith("It is over: the Jubilee Concert was")
        assert "nothing left to remind you of" in said["text"]
        assert "🔔 Remind me" not in buttons(said)
        [call] = await talk.press("bell:concert")
        assert "It is over" in call.parameters["text"]
        assert (await talk.service.store.profile(5)).follows == frozenset()


async def test_what_has_no_name_is_asked_for(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        shown = buttons(await talk.say("remind me"))
        said, *_ = await talk.press(shown["🔔 Jubilee Concert"]["callback_data"])
        assert "I’ll remind you of the Jubilee Concert" in said.parameters["text"]
        assert "Where is the concert" not in said.parameters["text"]
        await talk.say("when is the forum?", chat=6)
        assert "Forum" in (await talk.say("remind me about it", chat=6))["text"]


async def test_a_group_follows_and_is_reminded(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        assert "I’ll remind you" in (await talk.say("@smok_bot remind me about the concert", chat=-9, person=5))["text"]
        [call] = await talk.at(EVE)
        assert call.parameters["chat_id"] == -9
        assert "/reminders" not in call.parameters["text"]
        assert "Jubilee Concert" in (await talk.say("/reminders@smok_bot", chat=-9, person=6))["text"]


async def test_deleting_ones_data_deletes_reminders_also_those_that_wait(
    brain: Brain, tmp_path: Path, database_url: str
) -> None:
    async with talking(brain, tmp_path, database_url=database_url) as talk:
        await talk.say("remind me of everything")
        await talk.say("remind me of everything", chat=6)
        assert "reminders that wait" in (await talk.say("/privacy"))["text"]
        await talk.at("2025-10-06T18:00:10+02:00")
        await talk.press("forget:")
        assert await rows(talk) == {}
        async with AsyncEngine(talk.service.store.database.engine).connect() as connection:
            left = [row.chat_id for row in await connection.execute(select(follows))]
        assert left == [6]
        assert [call.parameters["chat_id"] for call in await talk.at(EVE)] == [6]


async def test_a_group_that_becomes_a_supergroup_goes_on_following(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("@smok_bot remind me about the concert", chat=-9, person=5)
        await talk.service.store.move_chat(-9, -1009)
        assert (await talk.service.store.profile(-1009)).follows == {"concert"}
        assert (await talk.service.store.profile(-9)).follows == frozenset()


async def test_who_blocked_the_bot_is_not_planned_for_and_coming_back_is_reminded_again(
    brain: Brain, tmp_path: Path
) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("remind me of everything")
        await talk.service.store.give_up_chat(5, "blocked")
        assert await talk.at("2025-10-06T18:00:10+02:00") == []
        await talk.say("hello")
        assert len(await talk.at(EVE)) == 1


async def test_nothing_that_was_due_before_one_asked_is_made_up_for(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, clock="2025-10-07T18:00:00+02:00") as talk:
        talk.clock.rehearse(talk.clock.now(), 0.0)
        said = await talk.say("remind me about the concert")
        assert "18:00" not in said["text"]
        assert await talk.at("2025-10-07T18:01:00+02:00") == []


async def test_a_clock_that_is_set_back_brings_the_reminders_again(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("remind me about the concert")
        assert len(await talk.at(EVE)) == 1
        assert await talk.at("2025-10-06T10:00:00+02:00") == []
        assert len(await talk.at(EVE)) == 1


async def test_thanks_after_the_event_with_a_rating_of_each_session_followed(brain: Brain, tmp_path: Path) -> None:
    rules = updated(brain.knowledge.reminders, thank_you=True)
    thankful = with_knowledge(brain, updated(brain.knowledge, reminders=rules))
    async with talking(thankful, tmp_path) as talk:
        await talk.say("remind me about the concert and the forum")
        await talk.at("2025-10-09T20:00:00+02:00")
        [call] = await talk.at("2025-10-10T10:00:10+02:00")
        assert call.parameters["text"].startswith("Thank you for following the 10th ASPIRE Annual Conference!")
        assert "How was the Jubilee Concert?" in call.parameters["text"]
        [call] = await talk.press(buttons(call.parameters)["5 ⭐"]["callback_data"])
        assert call.method == "editMessageText"
        assert "How was the Forum launch?" in call.parameters["text"]
        [call] = await talk.press(buttons(call.parameters)["3 ⭐"]["callback_data"])
        assert call.parameters["text"].endswith("Thank you for your opinion!")
        assert buttons(call.parameters) == {}
        assert await talk.service.store.read(count_ratings) == {"concert": {5: 1}, "forum": {3: 1}}


async def test_a_group_is_not_asked_how_it_was(brain: Brain, tmp_path: Path) -> None:
    rules = updated(brain.knowledge.reminders, thank_you=True)
    thankful = with_knowledge(brain, updated(brain.knowledge, reminders=rules))
    async with talking(thankful, tmp_path) as talk:
        await talk.say("@smok_bot remind me about the forum", chat=-7, person=5)
        await talk.say("remind me about the forum", chat=6)
        await talk.at("2025-10-09T20:00:00+02:00")
        assert [call.parameters["chat_id"] for call in await talk.at("2025-10-10T10:00:10+02:00")] == [6]


async def test_after_the_event_nobody_is_advised_to_set_reminders(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, clock="2025-10-12T10:00:00+02:00") as talk:
        shown = await talk.say("/reminders")
        assert "nothing left to remind you of" in shown["text"]
        assert "Press 🔔" not in shown["text"]


async def test_one_message_of_several_says_that_it_is_late_if_part_of_it_is(brain: Brain, tmp_path: Path) -> None:
    """The concert's reminder is due just now, that of the forum has waited for seven minutes."""
    timed = announced(brain, "concert", start="20:07")
    async with talking(timed, tmp_path, clock="2025-10-08T17:00:00+02:00") as talk:
        await talk.say("remind me about the concert and the forum")
        [call] = await talk.at("2025-10-08T18:07:30+02:00")
        assert "Concert" in call.parameters["text"]
        assert "Forum" in call.parameters["text"]
        assert call.parameters["text"].endswith("(This reminder comes late, sorry.)")


FORGED = (
    "bell:",
    "bell:nothing",
    "mute:-",
    "rem:",
    "rem:off:",
    "rem:on:nothing",
    "rem:q",
    "rem:q9999",
    "rem:-nothing",
    "rem:x",
    "rate:",
    "rate:6:concert",
)


async def test_forged_data_about_reminders_do_no_harm(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        for number, data in enumerate((*FORGED, "rate:5:nothing", "rate:x", "bell:*:*")):
            await talk.say("hello", chat=100 + number)
            [call, *_] = await talk.press(data, chat=100 + number)
            assert "stumbled" not in call.parameters["text"], data
            assert (await talk.service.store.profile(100 + number)).follows == frozenset()
