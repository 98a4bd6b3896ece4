import asyncio
from pathlib import Path

import pytest

from bot.core.brain import Brain
from bot.core.pages import Offers
from tests.helpers import announced
from tests.support.guide import buttons, talking
from tests.support.running import until

EN_GONE = "I no longer have that"


async def test_a_suggestion_is_answered_like_the_same_words_typed(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        shown = buttons(await talk.say("Where is the concert?"))
        [call] = await talk.press(shown["Who may attend the Jubilee Concert?"]["callback_data"])
        assert call.parameters["text"] == (await talk.say("Who may attend the Jubilee Concert?", chat=6))["text"]


async def test_a_long_question_is_found_again_by_its_digest(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        shown = buttons(await talk.say("Kto podpisuje porozumienie?"))
        label, button = next((label, b) for label, b in shown.items() if "ask:#" in b.get("callback_data", ""))
        [call] = await talk.press(button["callback_data"])
        assert call.parameters["text"] == (await talk.say(label, chat=6))["text"]


async def test_the_map_is_a_search_until_coordinates_are_known(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        button = buttons(await talk.say("Where is the concert?"))["🗺 Map"]
        assert "query=Forty%20Kleparz" in button["url"]
        talk.held.current = announced(brain, "forty-kleparz", coordinates=(50.0755, 19.9436))
        button = buttons(await talk.say("Where is the concert?"))["🗺 Map"]
        [call] = await talk.press(button["callback_data"])
        assert call.method == "sendVenue"
        assert call.parameters["latitude"] == 50.0755
        talk.held.current = brain  # taken back: the old button leads to the link again
        [call] = await talk.press(button["callback_data"])
        assert "url" in buttons(call.parameters)["🗺 Map"]


async def test_not_what_i_asked_offers_other_readings_that_are_answered(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        shown = buttons(await talk.say("Gdzie jest koncert?"))
        [call] = await talk.press(shown["👎 Nie o to pytam"]["callback_data"])
        assert call.parameters["text"].startswith("Przepraszam!")
        offered = buttons(call.parameters)
        assert len(offered) == 3
        assert "Gdzie jest Koncert Jubileuszowy?" not in offered
        for button in offered.values():
            [call] = await talk.press(button["callback_data"])
            assert "Tego nie wiem" not in call.parameters["text"]


FORGED = (
    *("", ":", "nonsense", "ask:", "ask:#", "ask:#00", "ask: ", "day:", "day:2025-13-45", "day:0001-01-01"),
    *("item:", "item:no-such", "map:concert", "map:", "cal:hallam", "card:concert", "card:roth", "card:"),
    *("lang:xx", "lang:en:pl", "page:", "page:__init__", "page:calendar", "forget:me", "no:x", "ITEM:concert"),
    *("ask:<b>&{0}{event}", "item:" + "x" * 59, "ask:\u202e\x00", "map:" + "ż" * 30),
)


@pytest.mark.parametrize("chat", [5, -5])
async def test_forged_data_do_no_harm(brain: Brain, tmp_path: Path, chat: int) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("/start@smok_bot", chat=chat, person=5)
        for number, data in enumerate(FORGED):
            # Each by another person in a chat of its own, for what is sent to one chat is paced.
            place = chat * 100 - number if chat < 0 else chat * 100 + number
            message = talk.message({}, chat=place)
            message["from"] = talk.telegram.bot
            person = talk.telegram.person(1_000 + number)
            query = {"id": str(number), "from": person, "chat_instance": "1", "message": message, "data": data}
            talk.telegram.push({"callback_query": query})
        calls = await talk.settled()
        assert len(calls) == len(FORGED)
        assert not [call for call in calls if "stumbled" in call.parameters.get("text", "")]
        assert sum(EN_GONE in call.parameters.get("text", "") for call in calls) >= 15
        assert len(talk.telegram.answered_queries) == len(FORGED)


async def test_a_press_without_a_message_or_data_is_left_alone(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        frame = {"from": talk.telegram.person(5), "chat_instance": "1"}
        assert await talk.push({"callback_query": {**frame, "id": "1", "inline_message_id": "x", "data": "no:"}}) == []
        assert await talk.push({"callback_query": {**frame, "id": "3", "game_short_name": "x"}}) == []
        await until(lambda: len(talk.telegram.answered_queries) == 2, 5, "the spinners stop all the same")


async def test_a_button_of_a_message_too_old_to_edit_is_answered_below(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        talk.telegram.chat(5)
        old = {"chat": {"id": 5, "type": "private"}, "message_id": 1, "date": 0}
        frame = {"from": talk.telegram.person(5), "chat_instance": "1", "id": "1", "message": old}
        [call] = await talk.push({"callback_query": {**frame, "data": "day:2025-10-09"}})
        assert call.method == "sendMessage"


async def test_old_buttons_work_after_a_restart_and_a_change_of_knowledge(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        old = buttons(await talk.say("Where is the concert?"))
    renamed = announced(brain, "concert", start="19:30")
    async with talking(renamed, tmp_path) as talk:
        for _ in range(50):  # the stand-in numbers updates anew; those that the bot knows it leaves out
            talk.telegram.push({"chosen_inline_result": {}})
            talk.telegram.pending.clear()
        talk.telegram.new_message(talk.telegram.chat(5), {"from": talk.telegram.bot, "text": "old"})
        [call] = await talk.press(old["📅 Calendar"]["callback_data"])
        assert b"T193000" in call.parameters["document"]
        [call] = await talk.press(old["When is the Jubilee Concert?"]["callback_data"])
        assert "19:30" in call.parameters["text"]
        [call] = await talk.press(old["👎 Not what I asked"]["callback_data"])
        assert buttons(call.parameters)


async def test_a_pressed_button_is_answered_within_a_second(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("/start")
        talk.telegram.press(5, 2, "page:press")
        async with asyncio.timeout(1):
            await until(lambda: len(talk.telegram.answered_queries) == 1, 1)


def test_callback_kinds_never_change() -> None:
    """Buttons that stand in chats carry them."""
    kinds = "page day item ask map cal card lang no forget bell mute rem rate team news"
    assert [kind.value for kind in Offers] == kinds.split()
