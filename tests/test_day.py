"""A day at the conference, through the real path: attendees, a journalist, a group, an inline user, an organiser."""

from datetime import timedelta
from pathlib import Path

from bot.core.brain import Brain
from tests.helpers import announced
from tests.support.deciding import said, until_said
from tests.support.guide import DURING, Talk, buttons, talking
from tests.support.running import until

EMMA, PIOTR, JOURNALIST, ORGANISER = 5, 6, 7, 9
GROUP = -1_000_000_000_009
ENGLISH, POLISH = "Lunch is in hall B.", "Obiad jest w sali B."


async def test_a_day_at_the_conference(brain: Brain, tmp_path: Path) -> None:
    quiet = timedelta(seconds=0.5)
    async with talking(brain, tmp_path, clock=DURING, organisers=(ORGANISER,), quiet=quiet) as talk:
        assert "I’m Smok" in (await talk.say("/start", chat=EMMA, language="en"))["text"]
        assert "Jestem Smok" in (await talk.say("/start", chat=PIOTR, language="pl"))["text"]
        await attendees_ask(talk)
        await a_journalist_and_a_group_look_around(talk)
        await the_organisers_tell_everybody(talk)
        await what_the_bot_does_not_know_is_asked_and_answered(talk)
        await the_forum_moves(talk, brain)
        await a_reminder_comes(talk)


async def attendees_ask(talk: Talk) -> None:
    assert "Forty Kleparz" in (await talk.say("/now", chat=EMMA))["text"]
    assert "Fortach Kleparz" in (await talk.say("gdzie jest koncert", chat=PIOTR))["text"]
    assert "publiczności" in (await talk.say("a kto może przyjść?", chat=PIOTR))["text"]
    assert "No changes" in (await talk.say("has anything changed?", chat=EMMA))["text"]


async def a_journalist_and_a_group_look_around(talk: Talk) -> None:
    press = await talk.say("/prasa", chat=JOURNALIST, language="pl")
    assert "(tłumaczenie z angielskiego)" in press["text"]
    [card] = await talk.press(next(b["callback_data"] for b in buttons(press).values()), chat=JOURNALIST)
    assert card.method == "sendContact"
    day = buttons(await talk.say("/programme@smok_bot", chat=GROUP, person=EMMA))["Thu 9"]
    [paged] = await talk.press(day["callback_data"], chat=GROUP, person=EMMA)
    assert "Zinar Castle" in paged.parameters["text"]
    query = {"id": "q", "from": talk.telegram.person(PIOTR), "query": "forum", "offset": ""}
    [call] = await talk.push({"inline_query": query})
    assert "Forum" in call.parameters["results"][0]["title"]


async def the_organisers_tell_everybody(talk: Talk) -> None:
    """Written in both languages, previewed, sent to all but the group, and reported."""
    await talk.say("/desk", chat=ORGANISER, language="en")
    await talk.tap("Messages", chat=ORGANISER)
    await talk.tap("New message", chat=ORGANISER)
    await talk.say(ENGLISH, chat=ORGANISER)
    await talk.say(POLISH, chat=ORGANISER)
    await talk.tap("Everybody (4)", chat=ORGANISER)
    before = len(talk.telegram.sent)
    await talk.tap("Preview", chat=ORGANISER)
    assert [text for _, text, _ in talk.telegram.sent[before:]] == [ENGLISH, POLISH]
    await talk.tap("Send now", chat=ORGANISER)
    await talk.tap("Yes, send it", chat=ORGANISER)
    reported = lambda: any("Sent 4 · failed 0" in each["text"] for each in said(talk.telegram, ORGANISER))  # noqa: E731
    await until(reported, 20, "the broadcast is reported")
    assert talk.telegram.texts(EMMA)[-1] == ENGLISH
    assert talk.telegram.texts(PIOTR)[-1] == talk.telegram.texts(JOURNALIST)[-1] == POLISH
    assert ENGLISH not in talk.telegram.texts(GROUP)
    await talk.settled()


async def what_the_bot_does_not_know_is_asked_and_answered(talk: Talk) -> None:
    await talk.say("Is there parking at Zinar Castle?", chat=EMMA)
    await talk.tap("🙋", chat=EMMA)
    await talk.say("/desk", chat=ORGANISER)
    await talk.tap("📥 Inbox", chat=ORGANISER)
    await talk.tap("🙋 For you to answer: 1", chat=ORGANISER)
    await talk.tap("1× ", chat=ORGANISER)
    await talk.tap("✍️ Answer", chat=ORGANISER)
    await talk.say("Yes, 40 places.", chat=ORGANISER)
    await talk.tap("📨 Send", chat=ORGANISER)
    answer = await until_said(talk.telegram, EMMA, "Yes, 40 places.")
    assert answer["reply_to_message"]["text"] == "Is there parking at Zinar Castle?"
    delivered = lambda: any("delivered to 1 of 1" in each["text"] for each in said(talk.telegram, ORGANISER))  # noqa: E731
    await until(delivered, 20, "the organiser sees it delivered")
    await talk.settled()


async def the_forum_moves(talk: Talk, brain: Brain) -> None:
    """Piotr follows it: he is told once an organiser agrees, and whoever asks what changed hears it too."""
    assert "Przypomnę" in (await talk.say("przypomnij mi o forum", chat=PIOTR))["text"]
    talk.held.current = announced(brain, "forum", venue="palace")
    await until_said(talk.telegram, ORGANISER, "The programme has changed")
    await talk.tap("✅ Send", chat=ORGANISER)
    notice = await until_said(talk.telegram, PIOTR, "przeniesiono w inne miejsce")
    assert "w Pałacu Sztuki" in notice["text"]
    assert "has been moved to another place" in (await talk.say("has anything changed?", chat=EMMA))["text"]
    assert POLISH in (await talk.say("co mnie ominęło?", chat=JOURNALIST))["text"]


async def a_reminder_comes(talk: Talk) -> None:
    [call] = await talk.at("2025-10-08T18:00:30+02:00")
    assert call.parameters["chat_id"] == PIOTR
    assert "jutro, w czwartek 9 października, w Pałacu Sztuki" in call.parameters["text"]
    assert "🔕 Nie przypominaj" in buttons(call.parameters)
