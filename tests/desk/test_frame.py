"""The organisers' desk: a menu that only they can open, edited in place; to others it does not exist."""

from pathlib import Path

import pytest

from bot.core.brain import Brain
from bot.rehearsal.telegram import Call
from tests.support.guide import buttons, talking
from tests.support.running import until

EWA = 9_001


def told(calls: list[Call]) -> list[tuple[str, object]]:
    return [(call.method, call.parameters.get("text")) for call in calls]


IN = {
    "en": ("/desk", "The organisers’ desk", "📥 Inbox"),
    "pl": ("/biurko", "Biurko organizatorów", "📥 Skrzynka"),
}


@pytest.mark.parametrize("language", list(IN))
async def test_the_desk_opens_in_the_organisers_language_and_is_edited_in_place(
    brain: Brain, database_url: str, tmp_path: Path, language: str
) -> None:
    command, title, room = IN[language]
    async with talking(brain, tmp_path, database_url=database_url, organisers=(EWA,)) as talk:
        shown = await talk.say(command, chat=EWA, language=language)
        assert shown["text"].startswith(title)
        assert room in buttons(shown)
        [call] = await talk.press(talk.label(room, chat=EWA), chat=EWA)
        assert call.method == "editMessageText"
        [call] = await talk.press(talk.label("« Menu", chat=EWA), chat=EWA)
        assert call.method == "editMessageText"
        assert call.parameters["text"].startswith(title)
        assert "« Menu" not in buttons(call.parameters), "the menu leads to itself no more"
        assert len([m for m in talk.telegram.chat(EWA).messages.values() if m["from"] == talk.telegram.bot]) == 1


async def test_to_others_the_desk_is_an_unknown_command_and_its_buttons_mean_nothing(
    brain: Brain, tmp_path: Path
) -> None:
    async with talking(brain, tmp_path, organisers=(EWA,)) as talk:
        for command in ("/desk", "/biurko", "/desk@smok_bot"):
            assert (await talk.say(command, chat=5))["text"] == (await talk.say("/dance", chat=6))["text"]
        for data in ("desk:inbox:", "desk:now:", "desk:menu:", "desk:inbox:dd:1", "desk:"):
            assert told(await talk.press(data, chat=5)) == told(await talk.press("nonsense:", chat=6))


async def test_in_a_group_the_desk_stays_closed_even_to_organisers(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(EWA,)) as talk:
        opened = await talk.say("/desk@smok_bot", chat=-7, person=EWA)
        assert opened["text"] == (await talk.say("/dance@smok_bot", chat=-8, person=EWA))["text"]
        calls = await talk.press("desk:inbox:", chat=-7, person=EWA)
        assert told(calls) == told(await talk.press("nonsense:", chat=-8, person=EWA))


async def test_every_press_is_authorised_anew(brain: Brain, tmp_path: Path) -> None:
    """Somebody else who presses an organiser's button, and an organiser who is none any more."""
    async with talking(brain, tmp_path, organisers=(EWA,)) as talk:
        await talk.say("/desk", chat=EWA)
        [call] = await talk.press(talk.label("📥 Inbox", chat=EWA), chat=EWA, person=5)
        assert call.parameters["text"].startswith("I no longer have that")
        await talk.tap("📥 Inbox", chat=EWA)
    async with talking(brain, tmp_path, organisers=()) as talk:
        for _ in range(50):  # the stand-in numbers updates anew; those that the bot knows it leaves out
            talk.telegram.push({"chosen_inline_result": {}})
            talk.telegram.pending.clear()
        talk.telegram.new_message(talk.telegram.chat(EWA), {"from": talk.telegram.bot, "text": "the old menu"})
        [call] = await talk.press("desk:inbox:", chat=EWA)
        assert call.parameters["text"].startswith("I no longer have that")
        assert "/programme" in (await talk.say("/desk", chat=EWA))["text"]


async def test_the_menu_and_help_show_the_desk_to_organisers_alone(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(EWA,)) as talk:
        menus = talk.telegram.settings["setMyCommands"]
        await until(lambda: f"{EWA}:pl" in menus, 10, "the organiser's menu is set")
        assert menus[f"{EWA}:"]["scope"] == {"type": "chat", "chat_id": EWA}
        assert menus[f"{EWA}:"]["commands"][0]["command"] == "desk"
        assert menus[f"{EWA}:pl"]["commands"][0]["command"] == "biurko"
        assert not {"desk", "biurko"} & {each["command"] for code in ("", "pl") for each in menus[code]["commands"]}
        assert "/desk –" in (await talk.say("/help", chat=EWA))["text"]
        assert "/biurko –" in (await talk.say("/pomoc", chat=EWA))["text"]
        assert "/desk" not in (await talk.say("/help", chat=5))["text"]
        assert "/desk" not in (await talk.say("/help@smok_bot", chat=-5, person=EWA))["text"]


async def test_an_organiser_who_never_wrote_keeps_nothing_from_working(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(EWA,)) as talk:
        del talk.telegram.chats[EWA]
        await until(lambda: "pl" in talk.telegram.settings["setMyCommands"], 10, "the menu is set")
        assert "Forty Kleparz" in (await talk.say("Where is the concert?"))["text"]


async def test_data_of_the_desk_that_mean_nothing_lead_to_the_menu_or_the_room(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(EWA,)) as talk:
        await talk.say("/desk", chat=EWA)
        forged = "desk: desk:x: desk:inbox:q:99 desk:inbox:q:x desk:inbox:send desk:inbox:kw:0 desk:inbox:kt:x".split()
        for data in (*forged, "desk:inbox:l:x:-1", "desk:inbox:l:unknown:99999999999", "desk:numbers:x", "desk:now:x"):
            [call] = await talk.press(data, chat=EWA)
            assert "stumbled" not in call.parameters["text"]
