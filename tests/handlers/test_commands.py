from pathlib import Path

from icalendar import Calendar

from bot.core.brain import Brain
from bot.core.pages import POLISH_COMMANDS
from tests.support.guide import DURING, buttons, talking

UNKNOWN = "I no longer have that"


async def test_every_command_in_help_is_real_and_the_reverse(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        menus = talk.telegram.settings["setMyCommands"]
        for word, code, chat in (("help", "", 5), ("pomoc", "pl", 6)):
            text = (await talk.say(f"/{word}", chat=chat))["text"]
            listed = [line.split()[0].removeprefix("/") for line in text.splitlines() if line.startswith("/")]
            assert listed == [command["command"] for command in menus[code]["commands"]]
            assert listed == list(POLISH_COMMANDS.values() if code else POLISH_COMMANDS)
            answers = set()
            for number, command in enumerate(listed):
                # Each in a chat of its own: what is sent to one chat is paced.
                said = await talk.say(f"/{command}", chat=chat * 100 + number, language=code or "en")
                answers.add(said.get("text") or said["caption"])
            assert len(answers) == len(listed), "each does something of its own"


async def test_a_polish_command_is_answered_in_polish_an_english_one_in_the_chats_language(
    brain: Brain, tmp_path: Path
) -> None:
    async with talking(brain, tmp_path) as talk:
        assert "zacznie się" in (await talk.say("/teraz", language="en"))["text"]
        assert "begins on" in (await talk.say("/now", chat=6, language="en"))["text"]
        assert "zacznie się" in (await talk.say("/now", chat=7, language="pl"))["text"]
        assert "zacznie się" in (await talk.say("/TERAZ@smok_bot", chat=8, language="en"))["text"]


async def test_the_language_sticks_and_a_clear_message_still_wins(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        offered = buttons(await talk.say("/language", language="en"))
        [call] = await talk.press(offered["Polski"]["callback_data"])
        assert call.parameters["text"] == "Od teraz odpowiadam po polsku."
        assert "zacznie się" in (await talk.say("/now"))["text"]
        assert "The Jubilee Concert is at" in (await talk.say("Where is the concert?"))["text"]
        assert "zacznie się" in (await talk.say("/now"))["text"], "one message in English changes no choice"


async def test_a_deep_link_opens_its_card_and_a_strange_one_the_start(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        assert "Jubilee Concert is on Wednesday" in (await talk.say("/start concert"))["text"]
        assert "Forty Kleparz" in (await talk.say("and where is it?"))["text"], "the card can be leaned on"
        assert "I’m Smok" in (await talk.say("/start no-such-thing"))["text"]


async def test_the_programme_opens_on_its_day_and_pages_in_place(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, clock=DURING) as talk:
        shown = await talk.say("/programme")
        assert shown["text"].startswith("Programme: today, Wednesday 8 October\n• The Festival of Ideas (")
        assert shown["text"].endswith("Starting times have not been announced.")
        [call] = await talk.press(buttons(shown)["Thu 9"]["callback_data"])
        assert call.method == "editMessageText"
        assert call.parameters["text"].startswith("Programme: tomorrow, Thursday 9 October\n• The Forum launch (")
        assert "· Thu 9 ·" in buttons(call.parameters)
        item, every = (buttons(call.parameters)[label] for label in ("Forum launch", "📋 All days"))
        [call] = await talk.press(item["callback_data"])
        assert "permanent platform" in call.parameters["text"]
        [call] = await talk.press(every["callback_data"])
        assert call.method == "editMessageText"
        assert call.parameters["text"].count("\n• ") == 3, "a line for each day"
        assert {"Tue 7", "Wed 8", "Thu 9", "· 📋 All days ·"} <= set(buttons(call.parameters))


async def test_the_press_pack_has_every_quote_verbatim_and_cards_of_the_contacts(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        shown = await talk.say("/press")
        for quote in brain.knowledge.quotes:
            assert quote.text.en in shown["text"]
        contacts = [person for person in brain.knowledge.people if person.media_contact]
        for person in contacts:
            assert str(person.email) in shown["text"]
            assert str(person.phone) in shown["text"]
        [call] = await talk.press(buttons(shown)[f"👤 {contacts[0].name.en}"]["callback_data"])
        assert call.method == "sendContact"
        assert call.parameters["phone_number"] == str(contacts[0].phone).replace(" ", "")
        assert "BEGIN:VCARD" in call.parameters["vcard"]


async def test_the_press_pack_tells_all_that_the_release_tells_for_editors(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        text = (await talk.say("/press"))["text"]
        knowledge = brain.knowledge
        notes = [f"{each.about.en} {each.website}" for each in knowledge.organisations]
        for note in (*notes, f"{knowledge.event.about.en} {knowledge.event.website}"):
            assert note in text, "the notes to editors, verbatim, with their addresses"
        for fact in (
            "on 7–9 October 2025",
            "10th edition",
            "The City of Kraków is the conference’s Strategic Partner, for the first time",
            "universities and for civic institutions",
            "landmark cooperation agreement",
            "Kraków and ASPIRE Forge Strategic Partnership for the Future",
            "dated 24 September",
        ):
            assert text.count(fact) == 1, fact
        for session in knowledge.sessions:
            assert session.name.en in text, "full names"
        assert text.count("open to the public") == 2, "of the concert, in the programme and beside the photographers"


async def test_the_calendar_holds_the_whole_programme(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        talk.telegram.write(5, "/kalendarz")
        [call] = await talk.settled()
        assert call.method == "sendDocument"
        entries = Calendar.from_ical(call.parameters["document"]).walk("VEVENT")
        assert {str(entry["uid"]).split("@")[0] for entry in entries} == {s.id for s in brain.knowledge.sessions}


async def test_data_are_deleted_at_once_and_the_next_message_starts_anew(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("Gdzie jest koncert?", language="en")
        assert (await talk.service.store.profile(5)).context
        offered = buttons(await talk.say("/privacy"))
        [call] = await talk.press(offered["🗑 Usuń moje dane"]["callback_data"])
        assert call.parameters["text"].startswith("Gotowe")
        assert (await talk.service.store.profile(5)).context == {}
        assert (await talk.service.store.profile(5)).context_at is None
        assert "begins on" in (await talk.say("/now"))["text"], "even the language is forgotten"


async def test_who_wanted_no_news_is_told_that_deleting_forgets_that(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        offered = buttons(await talk.say("/stop", language="pl"))
        [call] = await talk.press(offered["🗑 Usuń moje dane"]["callback_data"])
        assert "nie chcesz wiadomości od organizatorów" in call.parameters["text"]
        assert "/stop" in call.parameters["text"]


async def test_a_command_that_does_not_exist_shows_those_that_do(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        assert "/programme" in (await talk.say("/dance"))["text"]


async def test_a_command_in_a_group_is_answered_in_the_language_of_who_gives_it(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        await talk.say("@smok_bot gdzie jest koncert?", chat=-7, person=5, language="pl")
        assert "begins on" in (await talk.say("/now@smok_bot", chat=-7, person=6, language="en"))["text"]
        assert "zacznie się" in (await talk.say("/teraz@smok_bot", chat=-7, person=6, language="en"))["text"]
        assert "zacznie się" in (await talk.say("/now@smok_bot", chat=-7, person=5, language="pl"))["text"]
