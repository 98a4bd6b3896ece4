"""Organisers write to many in the chat: every step through the real path, on both databases."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core.brain import Brain
from bot.storage import broadcasts
from bot.storage.broadcasts import Stage
from tests.support.at_desk import (
    EMMA,
    ENGLISH,
    ORGANISER,
    PIOTR,
    POLISH,
    entered,
    opened,
    planned,
    sent,
    shown,
    stage,
    worded,
    written,
)
from tests.support.casting import broadcast, seed
from tests.support.guide import Talk, talking
from tests.support.running import until


async def test_a_text_reaches_everybody_in_their_language_and_is_reported(
    brain: Brain, tmp_path: Path, database_url: str
) -> None:
    async with talking(brain, tmp_path, database_url=database_url, organisers=(ORGANISER,)) as talk:
        await written(talk, to="Everybody (3)")
        before = len(talk.telegram.sent)
        await talk.tap("Preview", chat=ORGANISER)
        assert [said for _, said, _ in talk.telegram.sent[before:]] == [ENGLISH, POLISH]
        await sent(talk)
        assert ENGLISH in shown(talk, EMMA)
        assert POLISH in shown(talk, PIOTR)
        assert ENGLISH not in shown(talk, PIOTR)
        assert "Sent 3 · failed 0 · blocked 0" in shown(talk)


async def test_a_correction_changes_what_people_have_got_and_the_archive(
    brain: Brain, tmp_path: Path, database_url: str
) -> None:
    async with talking(brain, tmp_path, database_url=database_url, organisers=(ORGANISER,)) as talk:
        await written(talk, to="Everybody")
        await sent(talk)
        assert ENGLISH in (await talk.say("what did I miss?", chat=EMMA))["text"]
        await talk.tap("Correct", chat=ORGANISER)
        await talk.tap("Change what they got", chat=ORGANISER)
        await worded(talk, "Lunch is in hall C.", "Obiad jest w sali C.")
        assert "Those who got the first message (3)" in shown(talk)
        await sent(talk, "✔️ Sent: Lunch is in hall C.")
        assert "✔️ Sent: Lunch is in hall B." in shown(talk), "the first report stays"
        assert "hall C" in shown(talk, EMMA)
        assert POLISH not in shown(talk, PIOTR)
        assert "sali C" in (await talk.say("/aktualnosci", chat=PIOTR))["text"]


async def test_a_follow_up_goes_to_those_who_got_the_first(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(ORGANISER,)) as talk:
        await written(talk, to="Polish speakers (1)")
        await sent(talk)
        await talk.tap("Correct", chat=ORGANISER)
        await talk.tap("Send another", chat=ORGANISER)
        await talk.say("More soon.", chat=ORGANISER)
        await talk.tap("The same text", chat=ORGANISER)
        await talk.tap("Send now", chat=ORGANISER)
        await talk.tap("Yes, send it", chat=ORGANISER)
        await until(lambda: "More soon." in shown(talk, PIOTR), 20)
        assert "More soon." not in shown(talk, EMMA)


async def test_what_is_planned_is_never_early_and_says_when_it_is_late(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(ORGANISER,), clock="2025-10-08T17:00:00+02:00") as talk:
        await written(talk, to="Everybody")
        await talk.tap("At a time", chat=ORGANISER)
        assert "passed" in (await talk.say("16:59", chat=ORGANISER))["text"]
        assert "can’t read" in (await talk.say("half past six", chat=ORGANISER))["text"]
        await talk.say("18:30", chat=ORGANISER)
        await talk.tap("plan it", chat=ORGANISER)
        assert "today, Wednesday 8 October at 18:30" in shown(talk)
        talk.clock.rehearse(datetime.fromisoformat("2025-10-08T18:29:58+02:00"), 0)
        await talk.settled()
        await until(lambda: talk.service.is_ready, 1)
        assert await stage(talk) is Stage.PLANNED
        talk.clock.rehearse(datetime.fromisoformat("2025-10-08T19:30:00+02:00"), 1)
        await until(lambda: ENGLISH in shown(talk, EMMA) and POLISH in shown(talk, PIOTR), 20)
        assert "This should have come on Wednesday 8 October 2025 at 18:30" in shown(talk, EMMA)
        assert "miała przyjść w środę 8 października 2025 o 18:30" in shown(talk, PIOTR)


async def test_what_an_outage_made_stale_is_not_sent_and_the_organiser_is_told(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(ORGANISER,), clock="2025-10-08T17:00:00+02:00") as talk:
        await written(talk, to="Everybody")
        await planned(talk, "2025-10-08 18:30")
        talk.clock.rehearse(datetime.fromisoformat("2025-10-09T09:00:00+02:00"), 1)
        await until(lambda: "Not sent" in shown(talk), 20)
        assert await stage(talk) is Stage.MISFIRED
        assert ENGLISH not in shown(talk, EMMA)


async def test_a_confirmation_sends_only_what_was_confirmed_and_once(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(ORGANISER,)) as talk:
        await written(talk, to="Everybody")
        await talk.tap("Send now", chat=ORGANISER)
        number, data = talk.holder("Yes, send it", chat=ORGANISER)
        talk.telegram.press(ORGANISER, number, "desk:broadcast:to:language:en")
        await talk.settled()
        talk.telegram.press(ORGANISER, number, data)
        await talk.settled()
        assert "no longer possible" in shown(talk), "the audience has changed since"
        talk.telegram.press(ORGANISER, number, "desk:broadcast:now")
        await talk.settled()
        _, data = talk.holder("Yes, send it", chat=ORGANISER)
        for _ in range(2):
            talk.telegram.press(ORGANISER, number, data)
        await until(lambda: "100%" in shown(talk), 20)
        assert talk.telegram.texts(EMMA).count(ENGLISH) == 1
        assert POLISH not in shown(talk, PIOTR)


async def test_pause_and_cancel_from_the_report(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(ORGANISER,)) as talk:
        await seed(talk.service.store.database, range(100, 400), talk.telegram)
        await written(talk, to="Everybody (303)")
        await talk.tap("Send now", chat=ORGANISER)
        number, data = talk.holder("Yes, send it", chat=ORGANISER)
        talk.telegram.press(ORGANISER, number, data)
        await until(lambda: "Pause" in str(talk.telegram.chat(ORGANISER).messages), 20)
        number, data = talk.holder("Pause", chat=ORGANISER)
        talk.telegram.press(ORGANISER, number, data)
        await until(lambda: "⏸ Paused" in shown(talk), 20)
        number, data = talk.holder("Cancel", chat=ORGANISER)
        talk.telegram.press(ORGANISER, number, data)
        await until(lambda: "Not sent any more" in shown(talk), 20)
        told = sum(said in {ENGLISH, POLISH} for _, said, _ in talk.telegram.sent)
        assert told < 303
        assert f"Sent {told}" in shown(talk)


async def test_a_photo_a_forwarded_message_and_the_draft_survive(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(ORGANISER,)) as talk:
        await opened(talk)
        await talk.tap("New message", chat=ORGANISER)
        await talk.push(
            {"message": talk.message({"photo": PHOTO, "caption": ENGLISH}, chat=ORGANISER, person=ORGANISER)}
        )
        assert "characters" in (await talk.say("x" * 1025, chat=ORGANISER))["text"]
        await talk.say(POLISH, chat=ORGANISER)
        await talk.tap("Everybody", chat=ORGANISER)
        await sent(talk)
        assert POLISH in shown(talk, PIOTR)
        assert any("photo" in message for message in talk.telegram.chat(EMMA).messages.values())
        await entered(talk, "Messages")
        await talk.tap("New message", chat=ORGANISER)
        origin = {"type": "user", "date": 1, "sender_user": talk.telegram.person(77)}
        forwarded = talk.message({"text": "As it is", "forward_origin": origin}, chat=ORGANISER, person=ORGANISER)
        await talk.push({"message": forwarded})
    async with talking(brain, tmp_path, organisers=(ORGANISER,)) as talk:
        for chat in (ORGANISER, EMMA, PIOTR):
            talk.telegram.chat(chat)
        talk.telegram.chat(ORGANISER).messages[forwarded["message_id"]] = forwarded
        talk.telegram.chat(ORGANISER).next_message_id = 1_000
        talk.telegram.next_update_id = 5_000
        await entered(talk, "Messages")
        await talk.tap("Go on with the draft", chat=ORGANISER)
        await sent(talk)
        assert talk.telegram.texts(EMMA) == ["As it is"]


PHOTO = [{"file_id": "f1", "file_unique_id": "f1", "width": 9, "height": 9}]


async def forwarded_and_sent(talk: Talk, **content: object) -> None:
    """The organiser forwards a message with this content to everybody, and opens its correction."""
    await opened(talk)
    await talk.tap("New message", chat=ORGANISER)
    origin = {"type": "user", "date": 1, "sender_user": talk.telegram.person(77)}
    message = talk.message({"forward_origin": origin, **content}, chat=ORGANISER, person=ORGANISER)
    await talk.push({"message": message})
    await talk.tap("Everybody", chat=ORGANISER)
    await sent(talk)
    await talk.tap("Correct", chat=ORGANISER)


@pytest.mark.parametrize(
    ("content", "kind"), [({"text": "The bus is at 9."}, "text"), ({"photo": PHOTO, "caption": "At 9."}, "caption")]
)
async def test_a_forwarded_message_is_corrected_where_it_arrived(
    brain: Brain, tmp_path: Path, database_url: str, content: dict[str, object], kind: str
) -> None:
    async with talking(brain, tmp_path, database_url=database_url, organisers=(ORGANISER,)) as talk:
        await forwarded_and_sent(talk, **content)
        await talk.tap("Change what they got", chat=ORGANISER)
        if kind == "caption":
            assert "1024" in (await talk.say("x" * 1025, chat=ORGANISER))["text"]
        await worded(talk, "The bus is at 10.", "Autobus jest o 10.")
        await talk.tap("Preview", chat=ORGANISER)
        await sent(talk, "✔️ Sent: The bus is at 10.")
        corrected = {chat: [*talk.telegram.chat(chat).messages.values()][-1] for chat in (EMMA, PIOTR)}
        assert (corrected[EMMA][kind], corrected[PIOTR][kind]) == ("The bus is at 10.", "Autobus jest o 10.")
        assert all(("photo" in message) == ("photo" in content) for message in corrected.values())


async def test_what_cannot_be_changed_any_more_is_not_offered_to_be(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(ORGANISER,)) as talk:
        sticker = {"file_id": "s", "file_unique_id": "s", "width": 9, "height": 9, "type": "regular"}
        await forwarded_and_sent(talk, sticker=sticker | {"is_animated": False, "is_video": False})
        assert "cannot be changed" in shown(talk)
        assert "Change what they got" not in str(talk.telegram.chat(ORGANISER).messages)
        await talk.tap("Send another", chat=ORGANISER)
        assert "in English" in shown(talk)
        [found] = await talk.service.store.read(lambda connection: broadcasts.newest(connection, 5))
        await talk.press(f"desk:broadcast:fix:{found.id}", chat=ORGANISER)
        assert "will replace" not in shown(talk), "a forged button neither"


async def test_who_has_said_stop_gets_nothing_until_they_ask_for_news(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(ORGANISER,)) as talk:
        await opened(talk)
        await talk.say("/stop", chat=EMMA)
        await talk.tap("New message", chat=ORGANISER)
        await talk.say(ENGLISH, chat=ORGANISER)
        await talk.tap("The same text", chat=ORGANISER)
        assert "Everybody (2)" in str(talk.telegram.chat(ORGANISER).messages)
        await talk.tap("Keep the organisers", chat=EMMA)
        await entered(talk, "Messages")
        await talk.tap("Go on", chat=ORGANISER)
        await talk.tap("Change who", chat=ORGANISER)
        await talk.tap("Everybody (3)", chat=ORGANISER)


async def test_attendees_find_no_room_and_a_pressed_button_of_theirs_does_nothing(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(ORGANISER,)) as talk:
        await written(talk, to="Everybody")
        await talk.tap("Send now", chat=ORGANISER)
        _, data = talk.holder("Yes, send it", chat=ORGANISER)
        [call] = await talk.press(data, chat=EMMA)
        assert "I no longer have that" in call.parameters["text"]
        assert await talk.service.store.read(broadcasts.unfinished) == [], "it is still a draft"


async def test_followers_of_a_session_are_an_audience(brain: Brain, tmp_path: Path, database_url: str) -> None:
    async with talking(brain, tmp_path, database_url=database_url, organisers=(ORGANISER,)) as talk:
        await written(talk)
        await talk.say("remind me about the concert", chat=EMMA)
        await talk.say("przypominaj mi o wszystkim", chat=PIOTR)
        await talk.tap("Followers of a session", chat=ORGANISER)
        await talk.tap("Jubilee Concert (2)", chat=ORGANISER)
        await sent(talk)
        assert ENGLISH in shown(talk, EMMA)
        assert POLISH in shown(talk, PIOTR)
        assert talk.telegram.texts(ORGANISER).count(ENGLISH) == 0


async def test_groups_are_included_only_if_the_organiser_wants_them(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(ORGANISER,)) as talk:
        await talk.say("/now@smok_bot", chat=-77, person=EMMA, language="en")
        await written(talk)
        assert "Everybody (3)" in str(talk.telegram.chat(ORGANISER).messages)
        await talk.tap("Groups", chat=ORGANISER)
        await talk.tap("Everybody (4)", chat=ORGANISER)
        await sent(talk)
        assert talk.telegram.texts(-77)[-1] == ENGLISH


def test_the_wall_time_follows_the_clock_changes() -> None:
    def due(wall: str) -> datetime:
        due_at = broadcast(wall=wall, zone="Europe/Warsaw").due_at
        assert due_at is not None
        return due_at

    autumn, spring = due("2025-10-26T02:30"), due("2025-03-30T02:30")
    assert autumn.utcoffset() == timedelta(hours=2), "the first of the two"
    assert spring.timestamp() == due("2025-03-30T03:30").timestamp()
    assert due("2025-10-26T09:00").timestamp() - due("2025-10-25T09:00").timestamp() == 25 * 3600
    assert due("2025-03-30T09:00").timestamp() - due("2025-03-29T09:00").timestamp() == 23 * 3600
