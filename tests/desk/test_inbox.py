"""The inbox: what the bot could not answer reaches the organisers without its asker, and answers come back."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import wall_now
from bot.core.brain import Brain
from bot.storage.questions import load_counts
from bot.storage.unanswered import KEEP_QUESTIONS, Kind, load_questions, purge_questions
from tests.support.guide import Talk, buttons, talking
from tests.support.running import until

EWA, TOM = 9_001, 9_002
GROUP = -1_001_234_567_890
PARKING = "Is there parking at Zinar Castle?"
ASK = "🙋 Ask the organisers"


async def ask(talk: Talk, text: str, *, chat: int, language: str = "en") -> None:
    """A person asks what is not announced, and has it passed on."""
    await talk.say(text, chat=chat, language=language)
    await talk.tap("🙋", chat=chat)


def said(talk: Talk, chat: int) -> list[str]:
    """What stands in a chat now, edits included, the bot's messages alone."""
    held = talk.telegram.chat(chat).messages.values()
    return [message.get("text", "") for message in held if message["from"] == talk.telegram.bot]


async def test_the_asker_is_offered_the_organisers_and_told_who_answers_and_when(
    brain: Brain, database_url: str, tmp_path: Path
) -> None:
    async with talking(brain, tmp_path, database_url=database_url, organisers=(EWA,)) as talk:
        assert ASK in buttons(await talk.say(PARKING))
        told = await talk.tap(ASK, chat=5)
        assert "as soon as they can" in told["text"]
        assert "If it is urgent, you can ask" in told["text"]
        contact = brain.knowledge.person(brain.knowledge.event.contact)
        assert str(contact.email) in told["text"]
        assert ASK in buttons(await talk.say("Who will win the match?", chat=6))
        assert ASK not in buttons(await talk.say("Where is the concert?", chat=7))
        assert ASK not in buttons(await talk.say("hello", chat=8))
        assert ASK not in buttons(await talk.say(PARKING, chat=EWA, language="en")), "nobody asks herself"


async def test_without_organisers_and_in_groups_nothing_is_offered(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path) as talk:
        assert ASK not in buttons(await talk.say(PARKING))
        await talk.press("team:000000000000")
        assert not (await talk.service.store.read(load_questions))[0].waiting
    async with talking(brain, tmp_path / "..", organisers=(EWA,)) as talk:
        assert ASK not in buttons(await talk.say(f"@smok_bot {PARKING}", chat=-5, person=5))


async def test_an_answer_goes_to_everyone_who_asked_and_its_delivery_is_confirmed(
    brain: Brain, database_url: str, tmp_path: Path
) -> None:
    async with talking(brain, tmp_path, database_url=database_url, organisers=(EWA,)) as talk:
        await ask(talk, PARKING, chat=5)
        await ask(talk, "Czy przy Zamku Zinar jest parking?", chat=6, language="pl")
        await ask(talk, "parking at zinar castle?", chat=7)
        await talk.tap(ASK, chat=5)  # pressed again: nobody is told twice
        await talk.say("/desk", chat=EWA, language="en")
        await talk.tap("📥 Inbox", chat=EWA)
        await talk.tap("🙋 For you to answer: 1", chat=EWA)
        shown = await talk.tap("3× ", chat=EWA)
        assert "Waiting for your answer: 3 (in English: 2, in Polish: 1)" in shown["text"]
        await talk.tap("✍️ Answer", chat=EWA)
        preview = await talk.say("Yes, 40 places.\n---\nTak, 40 miejsc.", chat=EWA)
        assert (
            "EN (2):\nYou asked: “is there parking at zinar castle?” The organisers answer:\n\nYes, 40 places.\n\n"
            in (preview["text"])
        )
        assert preview["text"].endswith("Tak, 40 miejsc.")
        talk.telegram.chat(7).is_blocked = True
        await talk.tap("📨 Send", chat=EWA)
        await until(lambda: any("delivered to 2 of 3" in text for text in said(talk, EWA)), 20, "it is confirmed")
        answers = [text for chat in (5, 6) for text in talk.telegram.texts(chat) if "\n\n" in text]
        assert answers == [
            "You asked: “is there parking at zinar castle?” The organisers answer:\n\nYes, 40 places.",
            "Twoje pytanie: „czy przy zamku zinar jest parking?” Organizatorzy odpowiadają:\n\nTak, 40 miejsc.",
        ]
        *_, last = talk.telegram.chat(5).messages.values()
        assert last["reply_to_message"]["text"] == PARKING
        [question, *_] = await talk.service.store.read(load_questions)
        assert not question.waiting
        assert "empty" in (await talk.tap("« Inbox", chat=EWA))["text"]
        await talk.press("desk:inbox:send", chat=EWA)
        assert len([text for text in talk.telegram.texts(5) if "40 places" in text]) == 1


async def test_a_reply_in_the_organisers_group_is_the_answer(brain: Brain, database_url: str, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, database_url=database_url, organisers=(EWA,), group=GROUP) as talk:
        talk.telegram.chat(GROUP)
        await ask(talk, PARKING, chat=5)
        await until(lambda: bool(said(talk, GROUP)), 10, "the question is posted")
        await ask(talk, PARKING, chat=6)
        await talk.settled()
        posts = talk.telegram.chat(GROUP).messages
        [post] = posts.values()
        assert post["text"].startswith("#1 ")
        stranger = talk.message({"text": "No idea", "reply_to_message": post}, chat=GROUP, person=77)
        await talk.push({"message": stranger})
        assert not any("No idea" in text for text in talk.telegram.texts(5))
        answer = talk.message({"text": "In the yard, free.", "reply_to_message": post}, chat=GROUP, person=EWA)
        await talk.push({"message": answer})
        await until(lambda: any("delivered to 2 of 2" in text for text in said(talk, GROUP)), 20, "it is confirmed")
        assert all(talk.telegram.texts(chat)[-1].endswith("In the yard, free.") for chat in (5, 6))
        await talk.push({"message": talk.message({**answer, "text": "again"}, chat=GROUP, person=EWA)})
        assert said(talk, GROUP)[-1] == "Nobody is waiting for that answer any more."


async def test_only_a_masked_text_is_kept_and_alike_questions_stand_together(
    brain: Brain, database_url: str, tmp_path: Path
) -> None:
    async with talking(brain, tmp_path, database_url=database_url, organisers=(EWA,)) as talk:
        names = "I am @ala_k, write to ala@example.org or +48 600 700 800"
        words = f"{names}: is there a Prayer Room at https://x.pl/z 1234567?"
        for chat, text in enumerate((words, "is there a prayer room?", "Where is the prayer room please"), start=50):
            await talk.say(text, chat=chat, language="en")
        for chat in range(60, 64):
            await talk.say("who will win the football match", chat=chat)
            await talk.say("lol", chat=chat)
        kept = await talk.service.store.read(load_questions)
        texts = " ".join(question.text for question in kept)
        assert not [secret for secret in ("ala", "600", "x.pl", "1234567") if secret in texts]
        await talk.say("/desk", chat=EWA, language="en")
        shown = buttons(await talk.tap("📥 Inbox", chat=EWA))
        assert list(shown)[-2].startswith("💤 Probably off topic: 1"), "what is not about the event stands last"
        await talk.tap("🔎 Not announced", chat=EWA)
        assert talk.label("3× is there a prayer room?", chat=EWA)


async def test_a_question_that_leans_on_another_is_shown_with_what_it_is_about(
    brain: Brain, database_url: str, tmp_path: Path
) -> None:
    async with talking(brain, tmp_path, database_url=database_url, organisers=(EWA,)) as talk:
        for chat, first in ((50, "is there parking at the concert?"), (51, "what is the dress code at the concert?")):
            await talk.say(first, chat=chat, language="en")
            await talk.say("and at the forum?", chat=chat, language="en")
        await talk.say("/desk", chat=EWA, language="en")
        await talk.tap("📥 Inbox", chat=EWA)
        await talk.tap("🔎 Not announced", chat=EWA)
        assert talk.label("1× and at the forum? (parking", chat=EWA)
        shown = await talk.tap("1× and at the forum? (a dress", chat=EWA)
        assert "Understood as: a dress code – Forum launch" in shown["text"]


async def test_a_thumb_down_is_counted_once_with_the_question_that_it_is_about(
    brain: Brain, database_url: str, tmp_path: Path
) -> None:
    async with talking(brain, tmp_path, database_url=database_url, organisers=(EWA,)) as talk:
        shown = buttons(await talk.say("Where is the concert?", language="en"))
        await talk.say("When is the forum?")
        for _ in range(2):
            await talk.press(shown["👎 Not what I asked"]["callback_data"])
        [question] = await talk.service.store.read(load_questions)
        assert question.text == "where is the concert?"
        assert question.counts[Kind.DISLIKED] == 1
        assert "“where is the concert?”" in (await talk.tap(ASK, chat=5))["text"]


async def test_questions_go_after_thirty_days_and_with_the_askers_data_who_waits(
    brain: Brain, database_url: str, tmp_path: Path
) -> None:
    async with talking(brain, tmp_path, database_url=database_url, organisers=(EWA,)) as talk:
        await ask(talk, PARKING, chat=5)
        await ask(talk, PARKING, chat=6)
        await talk.press("forget:", chat=5)
        [question] = await talk.service.store.read(load_questions)
        assert sum(question.waiting.values()) == 1
        late = wall_now() + KEEP_QUESTIONS + timedelta(minutes=1)

        class Purge:
            def apply(self, connection: object, *, now: object) -> None:
                del now
                purge_questions(connection, now=late)  # type: ignore[arg-type]

        await talk.service.store.change([Purge()])
        assert await talk.service.store.read(load_questions) == []


async def test_a_forgotten_question_is_not_passed_on(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(EWA,)) as talk:
        data = buttons(await talk.say(PARKING, language="en"))[ASK]["callback_data"]
        await talk.press("forget:")
        [call] = await talk.press(data)
        assert call.parameters["text"].startswith("I no longer have that question")
        assert not (await talk.service.store.read(load_questions))[0].waiting


async def test_a_dropped_question_leaves_the_inbox(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(EWA,)) as talk:
        await ask(talk, PARKING, chat=5)
        await talk.say("/desk", chat=EWA, language="en")
        for label in ("📥 Inbox", "🙋 For you", "1× ", "🗑 Delete"):
            await talk.tap(label, chat=EWA)
        assert "(1) will get none" in said(talk, EWA)[-1]
        await talk.tap("🗑 Yes", chat=EWA)
        assert await talk.service.store.read(load_questions) == []


async def test_answered_texts_are_counted_by_hour_language_outcome_and_topic(
    brain: Brain, database_url: str, tmp_path: Path
) -> None:
    async with talking(brain, tmp_path, database_url=database_url) as talk:
        for chat in (5, 6):
            await talk.say("Where is the concert?", chat=chat)
        await talk.say("Gdzie jest koncert?", chat=7)
        await talk.say(PARKING, chat=8)
        await talk.say("Who will win the match?", chat=9)
        counts = await talk.service.store.read(load_counts)
        found = {(each.locale.value, each.status.value, each.subject): each.number for each in counts}
        assert found == {
            ("en", "answered", "where"): 2,
            ("pl", "answered", "where"): 1,
            ("en", "not_announced", "parking"): 1,
            ("en", "unknown", ""): 1,
        }
        assert {each.hour.isoformat() for each in counts} == {"2025-09-30T08:00:00+00:00"}


@pytest.mark.parametrize("text", ["Answer without being asked", "/privacy"])
async def test_what_no_room_awaits_is_answered_like_anybodys(brain: Brain, tmp_path: Path, text: str) -> None:
    async with talking(brain, tmp_path, organisers=(EWA,)) as talk:
        mine = await talk.say(text, chat=EWA)
        assert mine["text"] == (await talk.say(text, chat=5))["text"]
