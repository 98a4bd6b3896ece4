"""“Add to knowledge”: a question of the inbox becomes a phrasing or a topic, shown, checked and then written."""

import asyncio
import json
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bot.clock import wall_now
from bot.core.alike import masked
from bot.core.answers.speech import Speaker
from bot.core.lexicon import TOPIC
from bot.core.locale import Locale
from bot.core.pages import topic_question
from bot.core.reading import read
from bot.delivery.limits import clip
from bot.desk.room import Button, View, Visit, to
from bot.errors import KnowledgeError, Problem
from bot.knowledge_edits import Check, Edit, NewTopic, add_phrasing, add_topic, is_writable, write_edit
from bot.storage.outbox import NewMessage, Rank
from bot.storage.store import Store
from bot.storage.unanswered import Unanswered

NAME = "inbox"
TOPICS = 5  # that are offered: the likeliest
PROPOSALS = 20  # kept in memory until they are written
LABEL_UNITS = 40
SHOWN_UNITS = 2_500  # of new lines, or of problems, in a message
RESULT_LIFE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class _Proposal:
    organiser: int
    known: Mapping[str, Any]
    """What the organiser has written."""
    edit: Edit | None = None
    """What may be written, if it fits."""


class Adding:
    """Leads an organiser from a question to lines in a file.

    Args:
        store: sends what the checks have found.
        folder: of the knowledge.
    """

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._proposals: OrderedDict[str, _Proposal] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._one_at_a_time = asyncio.Lock()

    def begin(self, question: Unanswered, visit: Visit) -> View:
        """Ask which topic answers the question."""
        return self._choose({"do": "choose", "text": question.text, "locale": question.locale.value}, visit)

    async def press(self, what: str, target: str, visit: Visit) -> View:
        """Propose a phrasing for a topic (kt), begin a new topic (kn), write a proposal (kw) or mend it (kf)."""
        if what == "kw":
            return await self._write(target, visit)
        if what == "kf":
            return self._mend(target, visit)
        known = json.loads(visit.awaited) if visit.awaited.startswith("{") else {}
        if known.get("do") != "choose":
            return View(visit.speaker.say("add_gone"))
        if what == "kn":
            return self._next(
                {**known, "do": "topic", "asked": {known["locale"]: [known["text"]]}, "answer": {}}, visit
            )
        edit: Edit | KnowledgeError
        try:
            edit = await asyncio.to_thread(add_phrasing, self._folder, target, Locale(known["locale"]), known["text"])
        except KnowledgeError as error:
            edit = error
        return self._propose(edit, known, visit)

    async def hear(self, text: str, known: Mapping[str, Any], visit: Visit) -> View | None:
        """Take a better wording, or the next piece of a new topic."""
        if known["do"] == "choose":
            return self._choose({**known, "text": masked(text)}, visit)
        if known["do"] != "topic":
            return None
        asked, answer = dict(known["asked"]), dict(known["answer"])
        if missing := [locale for locale in Locale if locale.value not in asked]:
            asked[missing[0].value] = [line.strip() for line in text.splitlines() if line.strip()]
        else:
            answer[next(locale.value for locale in Locale if locale.value not in answer)] = text
        if len(answer) < len(Locale):
            return self._next({**known, "asked": asked, "answer": answer}, visit)
        topic = NewTopic(
            {locale: asked[locale.value] for locale in Locale},
            {locale: answer[locale.value] for locale in Locale},
            visit.speaker.piece("add_source", date=f"{visit.asker.now:%Y-%m-%d}"),
        )
        edit: Edit | KnowledgeError
        try:
            edit = await asyncio.to_thread(add_topic, self._folder, topic)
        except KnowledgeError as error:
            edit = error
        return self._propose(edit, {**known, "asked": asked, "answer": answer}, visit)

    def _choose(self, known: Mapping[str, Any], visit: Visit) -> View:
        say, speaker = visit.speaker.say, visit.speaker
        rows: list[tuple[Button, ...]] = []
        for id_ in _likely_topics(str(known["text"]), Locale(known["locale"]), speaker):
            asked = speaker.knowledge.topic_by_id[id_].asked
            first = next(iter(asked[speaker.locale] or asked.both), id_)
            rows.append(((clip(topic_question(first), LABEL_UNITS), to(NAME, f"kt:{id_}")),))
        rows.append(((say("add_button_new"), to(NAME, "kn")),))
        return View(say("add_wording", text=known["text"]), (*rows, _back(visit)), awaits=json.dumps(known))

    def _next(self, known: Mapping[str, Any], visit: Visit) -> View:
        """Ask for what the new topic still lacks."""
        kind = "asked" if len(known["asked"]) < len(Locale) else "answer"
        locale = next(locale for locale in Locale if locale.value not in known[kind])
        say = visit.speaker.say
        step = say(f"add_write_{kind}_{locale}", text=known["text"])
        if not known.get("mends"):
            done = len(known["asked"]) + len(known["answer"]) - 1  # the question itself is there from the beginning
            step = say("add_step", number=done + 1, total=2 * len(Locale) - 1, step=step)
            if done == 0:
                kept = f"add_kept_{known['locale']}"
                step = f"{step}\n\n{say(kept, text=known['text'])}"
        return View(step, (_back(visit),), awaits=json.dumps(known))

    def _mend(self, target: str, visit: Visit) -> View:
        """Ask anew for one piece of what did not fit; the others stay."""
        token, _, piece = target.partition(":")
        proposal = self._proposals.get(token)
        if proposal is None or proposal.organiser != visit.organiser:
            return View(visit.speaker.say("add_gone"), (_back(visit),))
        known = proposal.known
        kind, _, locale = piece.partition(":")
        if known["do"] == "choose" or kind not in {"asked", "answer"}:
            return self._choose(known, visit)
        kept = {name: text for name, text in known[kind].items() if name != locale}
        return self._next({**known, kind: kept, "mends": True}, visit)

    def _mending(self, known: Mapping[str, Any], visit: Visit) -> tuple[tuple[Button, ...], ...]:
        """Keep what does not fit, and give buttons that ask for a piece of it anew."""
        say, token = visit.speaker.say, self._keep(_Proposal(visit.organiser, known))
        if known["do"] == "choose":
            return (((say("add_button_reword"), to(NAME, f"kf:{token}:")), *_back(visit)),)
        rows = tuple(
            tuple((say(f"add_button_{kind}_{locale}"), to(NAME, f"kf:{token}:{kind}:{locale}")) for locale in Locale)
            for kind in ("asked", "answer")
        )
        return (*rows, _back(visit))

    def _keep(self, proposal: _Proposal) -> str:
        token = secrets.token_hex(8)
        self._proposals[token] = proposal
        while len(self._proposals) > PROPOSALS:
            self._proposals.popitem(last=False)
        return token

    def _propose(self, edit: Edit | KnowledgeError, known: Mapping[str, Any], visit: Visit) -> View:
        """Show the lines, and have them checked meanwhile."""
        say = visit.speaker.say
        if isinstance(edit, KnowledgeError):
            return View(_refused(edit.problems, visit), self._mending(known, visit))
        lines = clip(edit.shown, SHOWN_UNITS)
        if not self._store.database.is_exclusive:
            return View(f"{say('add_several')}\n\n{edit.file}:\n{lines}", (_back(visit),))
        if not is_writable(self._folder):
            return View(f"{say('add_read_only')}\n\n{edit.file}:\n{lines}", (_back(visit),))
        task = asyncio.create_task(self._check(edit, known, visit))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return View(f"{say('add_checking', file=edit.file)}\n\n{lines}", (_back(visit),))

    async def _check(self, edit: Edit, known: Mapping[str, Any], visit: Visit) -> None:
        """Check the proposal as ``check`` would, and tell the organiser what came of it."""
        say = visit.speaker.say
        check = Check(self._folder, edit)
        try:
            async with self._one_at_a_time:
                problems = await asyncio.to_thread(check.run)
        except asyncio.CancelledError:  # the bot is told to stop, which must not wait for a check
            check.stop()
            raise
        except OSError as error:
            problems = (Problem(edit.file, 0, f"could not be checked ({error.strerror}); try again"),)
        if problems:
            text, rows = _refused(problems, visit), self._mending(known, visit)
        else:
            token = self._keep(_Proposal(visit.organiser, known, edit))
            text = f"{say('add_fine', file=edit.file)}\n\n{clip(edit.shown, SHOWN_UNITS)}"
            rows = (((say("add_button_write"), to(NAME, f"kw:{token}")),), _back(visit))
        keyboard = [[{"text": label, "callback_data": data} for label, data in row] for row in rows]
        parameters: dict[str, object] = {"text": text, "reply_markup": {"inline_keyboard": keyboard}}
        expires_at = wall_now() + RESULT_LIFE
        message = NewMessage(
            f"checked:{secrets.token_hex(8)}", visit.organiser, Rank.REPLY, "sendMessage", parameters, expires_at
        )
        await self._store.enqueue([message])

    async def _write(self, token: str, visit: Visit) -> View:
        say = visit.speaker.say
        proposal = self._proposals.get(token)
        if proposal is None or proposal.organiser != visit.organiser or proposal.edit is None:
            return View(say("add_gone"), (_back(visit),))
        del self._proposals[token]
        try:
            backup = await asyncio.to_thread(write_edit, self._folder, proposal.edit, now=visit.asker.now)
        except KnowledgeError as error:
            return View(_refused(error.problems, visit), (_back(visit),))
        return View(say("add_written", file=proposal.edit.file, backup=backup.name), (_back(visit),))


def _likely_topics(text: str, locale: Locale, speaker: Speaker) -> list[str]:
    """Give the topics that the model holds most likely for a question."""
    brain = speaker.brain
    words = brain.ears.hear(text, preferred=locale).words
    if not words:
        return []
    order = np.argsort(-read(words, brain, speaker.today, locale).probabilities)
    labels = (brain.model.labels[int(number)] for number in order)
    topics = [label.removeprefix(TOPIC) for label in labels if label.startswith(TOPIC)]
    return [id_ for id_ in topics if id_ in brain.knowledge.topic_by_id][:TOPICS]


def _refused(problems: tuple[Problem, ...], visit: Visit) -> str:
    listed = clip("\n".join(f"• {problem}" for problem in problems), SHOWN_UNITS)
    return f"{visit.speaker.say('add_problems')}\n\n{listed}"


def _back(visit: Visit) -> tuple[Button, ...]:
    return ((visit.speaker.say("inbox_button_back"), to(NAME)),)
