"""A day at the conference, through the real path: attendees, a journalist, a group, an inline user."""

from pathlib import Path

from bot.core.brain import Brain
from tests.support.guide import DURING, buttons, talking

GROUP = -1_000_000_000_009


async def test_a_day_at_the_conference(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, clock=DURING) as talk:
        assert "I’m Smok" in (await talk.say("/start", chat=5, language="en"))["text"]
        assert "Jestem Smok" in (await talk.say("/start", chat=6, language="pl"))["text"]
        assert "Forty Kleparz" in (await talk.say("/now", chat=5))["text"]
        assert "Fortach Kleparz" in (await talk.say("gdzie jest koncert", chat=6))["text"]
        assert "publiczności" in (await talk.say("a kto może przyjść?", chat=6))["text"]
        press = await talk.say("/prasa", chat=7, language="pl")
        assert "(tłumaczenie z angielskiego)" in press["text"]
        [card] = await talk.press(next(b["callback_data"] for b in buttons(press).values()), chat=7)
        assert card.method == "sendContact"
        day = buttons(await talk.say("/programme@smok_bot", chat=GROUP, person=5))["Thu 9"]
        [paged] = await talk.press(day["callback_data"], chat=GROUP, person=5)
        assert "Zinar Castle" in paged.parameters["text"]
        query = {"id": "q", "from": talk.telegram.person(6), "query": "forum", "offset": ""}
        [call] = await talk.push({"inline_query": query})
        assert "Forum" in call.parameters["results"][0]["title"]
