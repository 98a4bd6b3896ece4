"""Organisers plan reminders of a session: composed of the knowledge, changed by hand, true when they go out."""

from datetime import datetime, time
from pathlib import Path

from bot.core.brain import Brain
from bot.storage.broadcasts import Stage
from tests.helpers import announced, updated, with_knowledge
from tests.support.at_desk import (
    EMMA,
    ORGANISER,
    PIOTR,
    entered,
    opened,
    planned,
    shown,
    stage,
    worded,
)
from tests.support.guide import Talk, talking
from tests.support.running import until


async def reminder_planned(talk: Talk, *, by_hand: bool = False) -> None:
    await opened(talk)
    await entered(talk, "Reminders")
    await talk.tap("⏰ Jubilee Concert", chat=ORGANISER)
    if by_hand:
        await talk.tap("Change the text", chat=ORGANISER)
        await worded(talk, "Come to Forty Kleparz early!", "Przyjdź wcześniej na Forty Kleparz!")
    await talk.tap("Everybody", chat=ORGANISER)
    await planned(talk, "15:00")


async def test_a_planned_reminder_says_what_the_knowledge_says_when_it_goes_out(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(ORGANISER,), clock="2025-10-08T10:00:00+02:00") as talk:
        await reminder_planned(talk)
        talk.held.current = announced(brain, "concert", venue="zinar", start=time(19, 30))
        talk.clock.rehearse(datetime.fromisoformat("2025-10-08T15:00:00+02:00"), 1)
        await until(lambda: "⏰ Koncert" in shown(talk, PIOTR) and "⏰ The Jubilee" in shown(talk, EMMA), 20)
        assert "⏰ The Jubilee Concert is on Wednesday 8 October 2025 at 19:30, at Zinar Castle" in shown(talk, EMMA)
        assert "19:30" in shown(talk, PIOTR)
        assert "⚠️" not in shown(talk)


async def test_an_open_draft_says_what_the_knowledge_says(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(ORGANISER,), clock="2025-10-08T10:00:00+02:00") as talk:
        await opened(talk)
        await entered(talk, "Reminders")
        await talk.tap("⏰ Jubilee Concert", chat=ORGANISER)
        talk.held.current = announced(brain, "concert", venue="zinar")
        await talk.tap("Everybody", chat=ORGANISER)
        assert "at Zinar Castle" in shown(talk)
        assert "Forty Kleparz" not in shown(talk)


async def test_a_planned_text_written_by_hand_stays_and_the_organiser_is_told_once(
    brain: Brain, tmp_path: Path, database_url: str
) -> None:
    async with talking(
        brain, tmp_path, database_url=database_url, organisers=(ORGANISER,), clock="2025-10-08T10:00:00+02:00"
    ) as talk:
        await reminder_planned(talk, by_hand=True)
        talk.held.current = announced(brain, "concert", venue="zinar")
        await until(lambda: "Your planned reminder says: “Come to Forty Kleparz early!”" in shown(talk), 20)
        assert "would now say: “⏰ The Jubilee Concert is on Wednesday 8 October 2025, in the evening, at Z" in shown(
            talk
        )
        await talk.tap("Look at it", chat=ORGANISER)
        assert "Planned" in shown(talk)
        talk.clock.rehearse(datetime.fromisoformat("2025-10-08T15:00:00+02:00"), 1)
        await until(lambda: "Come to Forty Kleparz early!" in shown(talk, EMMA), 20)
        assert sum("reminder says" in said for said in talk.telegram.texts(ORGANISER)) == 1


async def test_a_reminder_of_what_left_the_programme_does_not_go_out(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(ORGANISER,), clock="2025-10-08T10:00:00+02:00") as talk:
        await reminder_planned(talk)
        left = tuple(each for each in brain.knowledge.sessions if each.id != "concert")
        talk.held.current = with_knowledge(brain, updated(brain.knowledge, sessions=left, topics=(), quotes=()))
        await until(lambda: "no longer in the programme" in shown(talk), 20)
        talk.clock.rehearse(datetime.fromisoformat("2025-10-08T15:00:00+02:00"), 1)
        await talk.settled()
        assert await stage(talk) is Stage.CANCELLED
        assert "⏰" not in shown(talk, EMMA)


async def test_what_is_planned_is_listed_changed_and_cancelled(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(ORGANISER,), clock="2025-10-08T10:00:00+02:00") as talk:
        await opened(talk)
        await entered(talk, "Reminders")
        await talk.tap("⏰ Jubilee Concert", chat=ORGANISER)
        assert "PL: ⏰ Koncert Jubileuszowy odbędzie się w środę 8 października 2025" in shown(talk)
        assert "To: " not in shown(talk), "nobody is chosen yet"
        await talk.tap("Everybody", chat=ORGANISER)
        await planned(talk, "18:30")
        await talk.tap("Menu", chat=ORGANISER)
        await talk.tap("Reminders", chat=ORGANISER)
        await talk.tap("🕑", chat=ORGANISER)
        await talk.tap("Change", chat=ORGANISER)
        await talk.tap("Change the text", chat=ORGANISER)
        await worded(talk, "Come early!", "Przyjdź wcześniej!")
        await talk.tap("Everybody", chat=ORGANISER)
        await planned(talk, "19:00")
        await entered(talk, "Reminders")
        await talk.tap("Come early!", chat=ORGANISER)
        await talk.tap("Cancel", chat=ORGANISER)
        assert "Cancelled: Come early!" in shown(talk)
        talk.clock.rehearse(datetime.fromisoformat("2025-10-08T19:01:00+02:00"), 1)
        await talk.settled()
        assert "Come early!" not in shown(talk, EMMA)
