from pathlib import Path
from typing import Any

from bot.core.brain import Brain
from bot.handlers.flood import BURST, Flood, Verdict
from tests.support.guide import buttons, talking

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
