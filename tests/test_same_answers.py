"""Telegram, with everything on the way there and back, changes no answer: it is what `ask` says."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.delivery.limits import callback_data
from bot.questions import Question, reply_to_lines
from tests.helpers import BEFORE, DATA
from tests.support.guide import Talk, buttons, talking

FIRST_CHAT = 10_000
Round = tuple[int, datetime]
"""How many messages of a conversation went before, and the moment."""
# What dev.jsonl has not: languages of clients and profiles, branches, a conversation that has been forgotten.
LANGUAGES = (
    {"id": "a", "q": "forum?", "client_lang": "pl-PL"},
    {"id": "b", "q": "forum?", "client_lang": "en-GB"},
    {"id": "c", "q": "forum?", "client_lang": "de"},
    {"id": "d", "q": "forum?", "profile_lang": "pl", "client_lang": "en"},
    {"id": "e", "q": "forum?", "profile_lang": "en", "client_lang": "pl"},
    {"id": "f", "q": "gdzie jest koncert?", "profile_lang": "en", "client_lang": "en"},
    {"id": "g", "q": "where is the concert?", "profile_lang": "pl", "client_lang": "pl"},
    {"id": "h", "q": "gdzie jest koncert?", "client_lang": "en"},
    {"id": "i", "q": "forum?", "follows": "h", "client_lang": "en"},
    {"id": "j", "q": "and the forum?", "follows": "h", "client_lang": "en"},
    {"id": "k", "q": "a kto może przyjść?", "follows": "h", "client_lang": "en", "now": "2025-09-30T10:29:00+02:00"},
    {"id": "l", "q": "a kto może przyjść?", "follows": "h", "client_lang": "en", "now": "2025-09-30T10:31:00+02:00"},
)


def chains(raw: Iterable[dict[str, Any]]) -> dict[str | int, list[Question]]:
    """Each question with those before it in its conversation, which it has for itself: a branch hears no other."""
    questions = {each["id"]: Question.model_validate(each) for each in raw}
    found: dict[str | int, list[Question]] = {}
    for id_, question in questions.items():
        chain = [question]
        while chain[0].follows is not None:
            chain.insert(0, questions[chain[0].follows])
        found[id_] = chain
    return found


async def ask_all(talk: Talk, clock: Clock, asked: Iterable[list[Question]]) -> None:
    """Write every question in a chat of its own conversation, at its moment, after those before it are answered."""
    rounds: defaultdict[Round, list[tuple[int, Question]]] = defaultdict(list)
    for chat, chain in enumerate(asked, FIRST_CHAT):
        chosen = chain[0].profile_lang
        if chosen:
            person = talk.telegram.person(chat)
            message = talk.telegram.new_message(talk.telegram.chat(chat), {"from": talk.telegram.bot})
            frame = {"id": str(chat), "from": person, "chat_instance": "1", "message": message}
            talk.telegram.push({"callback_query": {**frame, "data": f"lang:{chosen}"}})
        for depth, question in enumerate(chain):
            rounds[depth, question.now or BEFORE].append((chat, question))
    await talk.settled()
    for (_, moment), written in sorted(rounds.items(), key=lambda pair: pair[0]):
        clock.rehearse(moment, 0)
        for chat, question in written:
            talk.telegram.write(chat, question.q, language=question.client_lang)
        await talk.settled()


async def test_questions_asked_on_telegram_get_the_answers_of_ask(brain: Brain, tmp_path: Path) -> None:
    lines = (DATA / "dev.jsonl").read_text(encoding="utf8").splitlines()
    raw = [*map(json.loads, lines), *LANGUAGES]
    encoded = (json.dumps(each).encode() for each in raw)
    expected = {
        reply["id"]: reply for reply in map(json.loads, reply_to_lines(encoded, brain, now=BEFORE, default=Locale.EN))
    }
    asked = chains(raw)
    clock = Clock(BEFORE, 0)
    async with talking(brain, tmp_path, time=clock) as talk:
        await ask_all(talk, clock, asked.values())
        said = {id_: [*talk.telegram.chat(chat).messages.values()][-1] for chat, id_ in enumerate(asked, FIRST_CHAT)}
    assert len(said) == len(lines) + len(LANGUAGES)
    for id_, message in said.items():
        if "news" in expected[id_]["intents"]:
            continue  # what the organisers told lately is looked up for a chat, and `ask` has nowhere to look
        assert (id_, message["text"]) == (id_, expected[id_]["text"])
        offered = [button.get("callback_data") for button in buttons(message).values()]
        assert [data for data in offered if data and data.startswith("ask:")] == [
            callback_data("ask", question) for question in expected[id_]["suggestions"]
        ]
