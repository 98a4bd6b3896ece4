from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.brain import Brain
from bot.handlers.flood import BURST, Flood, Verdict
from bot.storage.outbox import outbox
from tests.helpers import announced
from tests.support.guide import buttons, talking
from tests.support.running import until

GROUP = -1_000_000_000_005


async def test_in_a_group_only_what_is_meant_for_the_bot_is_answered(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        talk.telegram.write(GROUP, "Where is the concert?", person_id=5)
        talk.telegram.write(GROUP, "/now@other_bot", person_id=5)
        talk.telegram.push({"message": talk.message({"sticker": _STICKER}, chat=GROUP)})
        assert await talk.settled() == []
        assert (await talk.service.store.profile(GROUP)).context_at is None, "what is overheard is not kept"
        mention = {"type": "mention", "offset": 0, "length": 9}
        asked = talk.message({"text": "@Smok_bot, where is the concert?", "entities": [mention]}, chat=GROUP)
        [call] = await talk.push({"message": asked})
        assert "Forty Kleparz" in call.parameters["text"]
        assert call.parameters["reply_parameters"]["message_id"] == asked["message_id"]
        assert set(buttons(call.parameters)) == {"🗺 Map", "📅 Calendar", "🔔 Remind me"}
        own = next(m for m in talk.telegram.chat(GROUP).messages.values() if m["from"] == talk.telegram.bot)
        reply = talk.message({"text": "Kto to jest Einstein?", "reply_to_message": own}, chat=GROUP)
        [call] = await talk.push({"message": reply})
        assert "\n" not in call.parameters["text"]
        assert buttons(call.parameters) == {}


async def test_an_answer_stays_in_its_topic(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        command = {"text": "/now", "entities": [{"type": "bot_command", "offset": 0, "length": 4}]}
        topic = {"message_thread_id": 77, "is_topic_message": True}
        [call] = await talk.push({"message": talk.message({**command, **topic}, chat=GROUP)})
        assert call.parameters["message_thread_id"] == 77
        [call] = await talk.press("page:press", chat=GROUP, person=5)
        assert call.parameters["message_thread_id"] == 77
        [call] = await talk.press("cal:concert", chat=GROUP, person=5)
        assert (call.method, call.parameters["message_thread_id"]) == ("sendDocument", 77)
        opened = talk.message({"forum_topic_created": {"name": "Food", "icon_color": 1}, **topic}, chat=GROUP)
        opened["from"] = talk.telegram.bot
        chatter = talk.message({"text": "Where shall we eat?", "reply_to_message": opened, **topic}, chat=GROUP)
        assert await talk.push({"message": chatter}) == [], "Telegram shows it as a reply to the topic's own message"


async def test_who_writes_as_their_group_is_a_person_a_channels_post_is_not(brain: Brain, tmp_path: Path) -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    as_group = {"from": anonymous, "sender_chat": {"id": GROUP, "type": "supergroup", "title": "A group"}}
    channel = {"id": -1_000_000_000_099, "type": "channel", "title": "News"}
    asked = {"text": "@smok_bot forum?", "entities": [{"type": "mention", "offset": 0, "length": 9}]}
    command = {"text": "/now@smok_bot", "entities": [{"type": "bot_command", "offset": 0, "length": 13}]}
    async with talking(brain, tmp_path) as talk:
        for content in (asked, command):
            message = talk.message(content, chat=GROUP)
            [call] = await talk.push({"message": {**message, **as_group}})
            assert call.method == "sendMessage"
            assert await talk.push({"message": {**message, "from": anonymous}}) == [], "another bot"
            post = {"sender_chat": channel, "is_automatic_forward": True}
            assert await talk.push({"message": {**message, **post}}) == []
            in_channel = {name: value for name, value in message.items() if name != "from"}
            assert await talk.push({"channel_post": {**in_channel, "chat": channel, "sender_chat": channel}}) == []


async def test_a_captioned_album_gets_its_answer_and_nothing_else(brain: Brain, tmp_path: Path) -> None:
    photo = {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}], "media_group_id": "a"}
    async with talking(brain, tmp_path) as talk:
        talk.telegram.push({"message": talk.message({**photo, "caption": "Where is the concert?"})})
        talk.telegram.push({"message": talk.message(photo)})
        [call] = await talk.settled()
        assert "Forty Kleparz" in call.parameters["text"]
        mention = {"type": "mention", "offset": 0, "length": 9}
        asked = {**photo, "caption": "@smok_bot, where is the forum?", "caption_entities": [mention]}
        talk.telegram.push({"message": talk.message(asked, chat=GROUP)})
        talk.telegram.push({"message": talk.message(photo, chat=GROUP)})
        [call] = await talk.settled()
        assert "Zinar" in call.parameters["text"]
        thanks = {"sticker": _STICKER, "reply_to_message": [*talk.telegram.chat(GROUP).messages.values()][-1]}
        assert await talk.push({"message": talk.message(thanks, chat=GROUP)}) == [], "a sticker is for the group"


async def test_an_edited_question_edits_its_answer(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("Where is the concert?")
        question = talk.telegram.chat(5).messages[1]
        answer = talk.telegram.chat(5).messages[2]
        [call] = await talk.push({"edited_message": {**question, "text": "Where is the forum?", "edit_date": 1}})
        assert call.method == "editMessageText"
        assert "Zinar" in answer["text"]
        unknown = talk.message({"text": "Where is the opening?", "edit_date": 1})
        [call] = await talk.push({"edited_message": unknown})
        assert call.method == "sendMessage"
        assert "Palace" in call.parameters["text"]


async def test_an_announced_time_reaches_the_chat_with_its_instant(brain: Brain, tmp_path: Path) -> None:
    async with talking(announced(brain, "concert", start="19:30"), tmp_path) as talk:
        await talk.say("Gdzie i kiedy jest koncert?")
        shown = talk.telegram.chat(5).messages[2]
        [entity] = shown["entities"]
        assert (entity["type"], entity["unix_time"]) == ("date_time", 1759944600)
        assert shown["text"][entity["offset"] :].startswith("19:30")


_STICKER = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1} | {
    "is_animated": False,
    "is_video": False,
}


async def test_what_is_no_text_gets_one_sentence_and_a_caption_its_answer(brain: Brain, tmp_path: Path) -> None:
    photo = {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]}
    voice = {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}}
    async with talking(brain, tmp_path) as talk:
        sticker, place = {"sticker": _STICKER}, {"location": {"latitude": 50.0, "longitude": 20.0}}
        others: list[dict[str, Any]] = [photo, voice, sticker, place]
        for number, content in enumerate(others):
            [call] = await talk.push({"message": talk.message(content, chat=50 + number)})
            assert call.parameters["text"].startswith("I only understand text.")
        [call] = await talk.push({"message": talk.message({**photo, "caption": "Where is the concert?"}, chat=60)})
        assert "Forty Kleparz" in call.parameters["text"]
        for _ in range(3):
            talk.telegram.push({"message": talk.message({**photo, "media_group_id": "a"}, chat=61)})
        assert len(await talk.settled()) == 1, "an album is one thing"


async def test_inline_words_give_cards_in_the_askers_language(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        person = talk.telegram.person(5, language="pl")
        query = {"id": "q", "from": person, "query": "konc", "offset": ""}
        [call] = await talk.push({"inline_query": query})
        assert call.method == "answerInlineQuery"
        [first, *_] = call.parameters["results"]
        assert first["title"] == "Koncert Jubileuszowy"
        assert "odbędzie się" in first["input_message_content"]["message_text"]


async def test_cards_of_the_bot_itself_are_not_answered(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        shared = talk.message({"text": "The Jubilee Concert is on Wednesday", "via_bot": talk.telegram.bot})
        assert await talk.push({"message": shared}) == []


async def test_one_members_flood_leaves_the_group_its_answers(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        mention = {"text": "@smok_bot forum?", "entities": [{"type": "mention", "offset": 0, "length": 9}]}
        for person in [5] * (BURST + 10) + [6]:
            talk.telegram.push({"message": talk.message(mention, chat=GROUP, person=person)})
        await until(lambda: not talk.telegram.pending and not talk.service.workers.unfinished, 10)
        # Counted where they are promised: what is sent to one group is paced.
        async with AsyncEngine(talk.service.store.database.engine).connect() as connection:
            promised = await connection.scalar(select(func.count()).where(outbox.c.chat_id == GROUP))
        assert promised == BURST + 1 + 1, "the flood's first answers, a word about it, and the other member's answer"


def test_a_flood_is_told_once_then_left_and_others_are_not_affected() -> None:
    seconds = 0.0
    flood = Flood(lambda: seconds)
    verdicts = [flood.judge(5) for _ in range(BURST + 30)]
    assert verdicts[:BURST] == [Verdict.ANSWER] * BURST
    assert verdicts[BURST:] == [Verdict.TELL] + [Verdict.LEAVE] * 29
    assert flood.judge(6) is Verdict.ANSWER
    seconds = 2.0
    assert [flood.judge(5) for _ in range(3)] == [Verdict.ANSWER] * 2 + [Verdict.LEAVE]
    seconds = 60.0
    assert [flood.judge(5) for _ in range(BURST + 1)][-1] is Verdict.TELL
