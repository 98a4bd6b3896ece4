"""Everything that the bot says stands in knowledge/: no sentence is in its code, no button or phrase leads nowhere."""

import ast
import re
from collections.abc import Iterator
from typing import Any

from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.core.pages import POLISH_COMMANDS, Offers
from bot.core.phrasebook import FIELDS
from bot.dialogue import Dialogue
from bot.handlers.turn import Asker, Found, Reply
from bot.noting import Notes
from bot.storage.chats import ChatProfile
from tests.helpers import BEFORE, ROOT, announced
from tests.support.guide import Held

CORE = ROOT / "bot" / "core"
SPEAKING = (
    *(CORE / "answers").glob("*.py"),
    *(CORE / f"{name}.py" for name in ("answering", "pages", "cards", "alternatives", "conversation")),
    *(ROOT / "bot" / "handlers").glob("*.py"),
    *(ROOT / "bot" / "formats").glob("*.py"),
    ROOT / "bot" / "dialogue.py",
    ROOT / "bot" / "rendering.py",
)
SENTENCE = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}")
TOLD_TO_PEOPLE_AT_WORK = (ast.Raise, ast.Assert)
NOT_SAID = {
    "the process ended each time",  # logged
    "-//Smok//Conference assistant//EN",  # a calendar file's PRODID, which no calendar shows
    '<tg-time unix="',
}


def sentences_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text of two words or more that is no docstring, no error and no log."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, TOLD_TO_PEOPLE_AT_WORK) or (isinstance(node, ast.Expr) and _is_text(node.value)):
            continue
        if isinstance(node, ast.Call) and (ast.unparse(node.func).startswith("logger.") or _splits(node.func)):
            continue
        if (
            isinstance(node, ast.Constant)
            and _is_text(node)
            and node.value not in NOT_SAID
            and SENTENCE.search(str(node.value))
        ):
            yield node.lineno, str(node.value)
        yield from sentences_in(node)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _splits(called: ast.expr) -> bool:
    """A list of words: they are recognised, not said."""
    return isinstance(called, ast.Attribute) and called.attr == "split"


def test_no_sentence_stands_in_the_code_that_speaks() -> None:
    found = []
    for path in SPEAKING:
        for line, text in sentences_in(ast.parse(path.read_text(encoding="utf8"))):
            found.append(f"{path.relative_to(ROOT)}:{line}: {text}")
    assert found == []


def test_every_phrase_is_said_somewhere() -> None:
    """By its name, or by names that are put together: a phrase that nothing says would be kept up for nothing."""
    files = [path for path in (ROOT / "bot").rglob("*.py") if path.name != "phrasebook.py"]
    code = "\n".join(path.read_text(encoding="utf8") for path in files)
    names = set(re.findall(r'"(\w+)"', code))
    parts = tuple(set(re.findall(r'"(\w+_)[{"]', code)))
    unsaid = [name for name in FIELDS if name not in names and not name.startswith(parts)]
    assert unsaid == []


def pressed(dialogue: Dialogue, asker: Asker, data: str) -> Reply:
    reply = dialogue.press(data, asker)
    gone = dialogue.notice("gone", asker)
    assert reply.answer is None or gone.answer is None or reply.answer.text != gone.answer.text, data
    return reply


UNDER_OTHER_MESSAGES = {Offers.UNREMIND, Offers.RATE, Offers.ORGANISERS}
"""Kinds that stand elsewhere: under reminders, under thanks, under what could not be answered."""


def test_every_button_leads_somewhere_and_every_kind_of_button_is_offered(brain: Brain) -> None:
    """From every command, in both languages, whatever can be pressed two steps deep."""
    placed = announced(brain, "zinar", coordinates=(50.0, 19.9))
    held: Any = Held(placed)
    dialogue = Dialogue(held, default=Locale.EN, notes=Notes())
    kinds: set[str] = set()
    for locale in Locale:
        asker = Asker(ChatProfile(5, locale), BEFORE, found=Found())
        seen: set[str] = set()
        waiting = [dialogue.command(name, "", asker) for name in POLISH_COMMANDS]
        for _ in range(2):
            keys = {
                key["callback_data"] for reply in waiting for row in reply.keyboard for key in row if "url" not in key
            }
            waiting = [pressed(dialogue, asker, data) for data in sorted(keys - seen)]
            seen |= keys
        kinds |= {data.partition(":")[0] for data in seen}
    assert kinds == set(Offers) - UNDER_OTHER_MESSAGES
