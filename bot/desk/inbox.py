"""The room Inbox: what the bot could not answer; answers to who asked; and what it should know from now on."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from telegram import Message

from bot.core.answers.speech import Speaker
from bot.core.brain import Brain
from bot.core.knowledge import Session
from bot.core.locale import Locale
from bot.delivery.limits import clip
from bot.desk.adding import Adding
from bot.desk.numbers import named
from bot.desk.piles import Pile, Section, piles_of
from bot.desk.room import Button, View, Visit, to
from bot.storage.replies import ReplyToAskers
from bot.storage.store import Store
from bot.storage.unanswered import KEEP_QUESTIONS, Forgotten, Unanswered, load_question, load_questions

NAME = "inbox"
ON_A_PAGE = 6
LABEL_UNITS = 40  # of a question on a button: more is cut off on a phone
SHORT = 24  # characters: a shorter question hardly says what it is about, such as “what about the forum?”
QUOTED_UNITS = 120  # of a question inside a sentence
VARIANTS = 5
_POSTED = re.compile(r"#(\d{1,15})\b")
"""The id of a question, as `AskOrganisers` puts it into a post."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """The room.

    Args:
        store: where the questions are.
        adding: adds to the knowledge.
    """

    store: Store
    adding: Adding
    name: str = NAME

    async def press(self, target: str, visit: Visit) -> View | None:
        """Show the sections, a section (l), a question (q); answer (a, send), drop (d, dd) or learn it (k…)."""
        what, _, rest = target.partition(":")
        match what:
            case "l":
                return await self._list(rest, visit)
            case "q" | "a" | "d" | "dd" | "k":
                pile = await self._pile(rest, visit)
                return await self._about(what, pile, visit) if pile else await self._overview(visit)
            case "send":
                return await self._send(visit)
            case "kt" | "kn" | "kw" | "kf":
                return await self.adding.press(what, rest, visit)
        return await self._overview(visit)

    async def hear(self, message: Message, awaited: str, visit: Visit) -> View | None:
        """Take an answer, or what is to be learnt."""
        wanted = json.loads(awaited) if awaited.startswith("{") else {}
        text = (message.text or "").strip()
        if not text or "do" not in wanted:
            return None
        if wanted["do"] != "answer":
            return await self.adding.hear(text, wanted, visit)
        pile = await self._pile(str(wanted["id"]), visit)
        if pile is None or not pile.waiting:
            return View(visit.speaker.say("inbox_nobody_waits"), (_back(visit),))
        say = visit.speaker.say
        shown = [say("inbox_preview", number=pile.waiting), *_previewed(pile, text, visit.speaker)]
        return View(
            "\n\n".join(shown),
            (((say("inbox_button_send"), to(NAME, "send")),), _back(visit)),
            awaits=json.dumps(wanted | {"text": text}),
        )

    async def answer(self, post: str, message: Message, visit: Visit) -> View | None:
        """Take a reply to a question posted in the organisers' group: it goes to everyone who asked just that."""
        named, text = _POSTED.search(post), (message.text or "").strip()
        if not named or not text:
            return None
        question = await self.store.read(partial(load_question, id_=int(named[1])))
        if question is None or not question.waiting:
            return View(visit.speaker.say("inbox_nobody_waits"))
        report_to = (message.chat_id, message.message_id)
        return View("", effects=(answer_to(Pile((question,)), text, visit.speaker, report_to=report_to),))

    async def _overview(self, visit: Visit) -> View:
        say = visit.speaker.say
        piles = await self._piles(visit.speaker.brain)
        if not piles:
            return View(say("inbox_empty"))
        counts = {section: sum(pile.section is section for pile in piles) for section in Section}
        rows = tuple(
            ((say(f"inbox_{section}", number=number), to(NAME, f"l:{section}:0")),)
            for section, number in counts.items()
            if number
        )
        return View(say("inbox_overview", days=KEEP_QUESTIONS.days), rows)

    async def _list(self, rest: str, visit: Visit) -> View:
        say = visit.speaker.say
        name, _, page = rest.partition(":")
        piles = [pile for pile in await self._piles(visit.speaker.brain) if pile.section == name]
        if not piles:
            return await self._overview(visit)
        start = min(int(page) if page.isascii() and page.isdigit() else 0, (len(piles) - 1) // ON_A_PAGE) * ON_A_PAGE
        rows: list[tuple[Button, ...]] = [
            (
                (
                    clip(say("inbox_item", number=pile.number, text=_told(pile.head, visit.speaker)), LABEL_UNITS),
                    to(NAME, f"q:{pile.head.id}"),
                ),
            )
            for pile in piles[start : start + ON_A_PAGE]
        ]
        number = start // ON_A_PAGE
        turns = [("‹", number - 1)] if number else []
        turns += [("›", number + 1)] if start + ON_A_PAGE < len(piles) else []
        if turns:
            rows.append(tuple((label, to(NAME, f"l:{name}:{page}")) for label, page in turns))
        section = say(f"inbox_{name}", number=len(piles))
        return View(f"{section}\n{say('inbox_list')}", (*rows, _back(visit)))

    async def _about(self, what: str, pile: Pile, visit: Visit) -> View:
        say, head = visit.speaker.say, pile.head
        match what:
            case "a" if pile.waiting:
                prompt = say("inbox_write_answer", text=clip(head.text, QUOTED_UNITS), number=pile.waiting)
                return View(prompt, (_back(visit),), awaits=json.dumps({"do": "answer", "id": head.id}))
            case "d":
                sure = (say("inbox_button_drop_sure"), to(NAME, f"dd:{head.id}"))
                return View(say("inbox_drop_sure", number=pile.waiting), ((sure,), _back(visit)))
            case "dd":
                left = View(say("inbox_overview", days=KEEP_QUESTIONS.days), (_back(visit),))
                return View(left.text, left.rows, effects=(Forgotten(pile.ids),))
            case "k":
                return self.adding.begin(pile.head, visit)
        return _shown(pile, visit)

    async def _send(self, visit: Visit) -> View:
        say = visit.speaker.say
        wanted = json.loads(visit.awaited) if visit.awaited.startswith("{") else {}
        pile = await self._pile(str(wanted.get("id", "")), visit)
        if pile is None or not pile.waiting or "text" not in wanted:
            return View(say("inbox_nobody_waits"), (_back(visit),))
        reply = answer_to(pile, str(wanted["text"]), visit.speaker, report_to=(visit.organiser, None))
        return View(say("inbox_on_its_way"), (_back(visit),), effects=(reply,))

    async def _piles(self, brain: Brain) -> list[Pile]:
        return piles_of(await self.store.read(load_questions), brain)

    async def _pile(self, id_: str, visit: Visit) -> Pile | None:
        """Find the pile that a question lies in."""
        piles = await self._piles(visit.speaker.brain)
        return next((pile for pile in piles if id_ in map(str, pile.ids)), None)


def answer_to(pile: Pile, text: str, speaker: Speaker, *, report_to: tuple[int, int | None] | None) -> ReplyToAskers:
    """Make an organiser's answer to everyone who waits for one of these questions."""
    report = speaker.say("inbox_report", question=clip(pile.head.text, QUOTED_UNITS), sent="{sent}", total="{total}")
    return ReplyToAskers(pile.ids, _wordings(text, speaker), report_to, report)


def _previewed(pile: Pile, text: str, speaker: Speaker) -> Iterator[str]:
    """Give what each will read, a language at a time."""
    for locale, wording in _wordings(text, speaker).items():
        if number := pile.waiting_in(locale):
            yield f"{locale.upper()} ({number}):\n{wording.replace('{question}', pile.head.text)}"


def _wordings(text: str, speaker: Speaker) -> dict[Locale, str]:
    """What each is told, in their language: English above a line of dashes, Polish below; one text serves both."""
    lines = text.splitlines()
    cut = next((n for n, line in enumerate(lines) if line.strip() and not line.strip(" -—–")), None)
    parts = dict.fromkeys(Locale, text)
    if cut is not None and any(lines[:cut]) and any(lines[cut + 1 :]):
        parts = {Locale.EN: "\n".join(lines[:cut]).strip(), Locale.PL: "\n".join(lines[cut + 1 :]).strip()}
    phrase = speaker.knowledge.phrases["organisers_reply"]
    return {locale: f"{phrase[locale].format(question='{question}')}\n\n{parts[locale]}" for locale in Locale}


def understood_of(subject: str, speaker: Speaker) -> str:
    """Say what was understood: “parking – Gala Concert”; empty if nothing was."""
    event = speaker.knowledge.event
    intents = [part for part in subject.split() if part not in speaker.knowledge.by_id]
    things = [each for part in subject.split() if (each := speaker.knowledge.by_id.get(part))]
    spoken = [each.spoken_name if isinstance(each, Session) else each.name for each in things if each != event]
    names = [name.title(speaker.locale) for name in spoken]
    return " – ".join([*(named(intent, speaker) for intent in intents), *names])


def _told(question: Unanswered, speaker: Speaker) -> str:
    """Name a question; one that leaves out what it is about, with that."""
    what = understood_of(question.subject, speaker) if len(question.text) <= SHORT else ""
    return f"{question.text} ({what})" if what else question.text


def _shown(pile: Pile, visit: Visit) -> View:
    say, head = visit.speaker.say, pile.head
    texts = [say("inbox_quote", text=head.text), say("inbox_question", number=pile.number)]
    if what := understood_of(head.subject, visit.speaker):
        texts.append(say("inbox_understood", what=what))
    if others := [say("inbox_quote", text=question.text) for question in pile.questions[1 : 1 + VARIANTS]]:
        texts.append(say("inbox_also", texts=", ".join(others)))
    rows: list[tuple[Button, ...]] = []
    if pile.waiting:
        number, english, polish = pile.waiting, pile.waiting_in(Locale.EN), pile.waiting_in(Locale.PL)
        texts.append(say("inbox_waiting", number=number, english=english, polish=polish))
        rows.append(((say("inbox_button_answer"), to(NAME, f"a:{head.id}")),))
    add, drop = (
        (say("inbox_button_add"), to(NAME, f"k:{head.id}")),
        (say("inbox_button_drop"), to(NAME, f"d:{head.id}")),
    )
    return View("\n".join(texts), (*rows, (add, drop), _back(visit, pile.section)))


def _back(visit: Visit, section: Section | None = None) -> tuple[Button, ...]:
    return ((visit.speaker.say("inbox_button_back"), to(NAME, f"l:{section}:0" if section else "")),)
