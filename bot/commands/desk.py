"""The organisers' commands of ``run_bot.py``: inbox, stats and qr, beside a bot that runs or is stopped."""

import argparse
import asyncio
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.brain_files import load_brain
from bot.clock import wall_now
from bot.commands.parsers import rehearsal_option
from bot.core.answers.speech import Speaker
from bot.core.locale import Locale
from bot.errors import SettingsError, SmokError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from bot.core.brain import Brain
    from bot.desk.piles import Pile

OK, WRONG = 0, 1
_USERNAME = re.compile(r"@?([A-Za-z][A-Za-z0-9_]{3,31})")


def add_desk_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add the commands to the parser of ``run_bot.py``; `shared` has the options that all take."""
    looking = [shared, rehearsal_option()]
    inbox = commands.add_parser("inbox", parents=looking, help="what the bot could not answer; answer it, or drop it")
    inbox.set_defaults(command=_list)
    actions = inbox.add_subparsers(metavar="ACTION")
    actions.add_parser("list", parents=looking, help="all questions, alike ones together").set_defaults(command=_list)
    show = actions.add_parser("show", parents=looking, help="one question with those alike")
    show.set_defaults(command=_show)
    answer = actions.add_parser("answer", parents=looking, help="answer everyone who waits for it")
    answer.add_argument("--en", metavar="TEXT", help="for those who asked in English")
    answer.add_argument("--pl", metavar="TEXT", help="for those who asked in Polish")
    answer.set_defaults(command=_answer, parser=answer)
    drop = actions.add_parser("drop", parents=looking, help="delete it with those alike")
    drop.set_defaults(command=_drop)
    for action in (show, answer, drop):
        action.add_argument("id", type=int, help="its number in the list")

    stats = commands.add_parser("stats", parents=looking, help="how much was asked, about what, with which outcome")
    stats.add_argument("--png", type=Path, metavar="FILE", help="write a picture")
    stats.add_argument("--csv", type=Path, metavar="FILE", help="write a table")
    stats.add_argument(
        "--lang", type=Locale, choices=list(Locale), default=argparse.SUPPRESS, help="of words (default: en)"
    )
    stats.set_defaults(command=_stats)

    code = commands.add_parser("qr", parents=[shared], help="a poster code that opens the bot at a session")
    code.add_argument("id", help="of a session, place or person; “start” just opens the bot")
    code.add_argument("--username", help="of the bot (default: Telegram is asked, with the token)")
    code.add_argument("--png", type=Path, metavar="FILE", help="write a picture (default: ID.png)")
    code.add_argument("--svg", type=Path, metavar="FILE", help="write a drawing, for any size of paper")
    code.set_defaults(command=_qr)


def _visited(arguments: argparse.Namespace, work: "Callable[[Connection], Any]") -> Any:
    from bot.commands.database import settings_for  # noqa: PLC0415 - `ask` starts faster without the edges
    from bot.storage.visiting import visit  # noqa: PLC0415

    return asyncio.run(visit(settings_for(arguments).database_url.get_secret_value(), work))


def _looked_at(arguments: argparse.Namespace) -> str:
    from bot.commands.database import looked_at, settings_for  # noqa: PLC0415

    return looked_at(settings_for(arguments))


def _piles(arguments: argparse.Namespace, brain: "Brain") -> "list[Pile]":
    from bot.desk.piles import piles_of  # noqa: PLC0415
    from bot.storage.unanswered import load_questions  # noqa: PLC0415

    return piles_of(_visited(arguments, load_questions), brain)


def _pile(arguments: argparse.Namespace, brain: "Brain") -> "Pile":
    found = next((pile for pile in _piles(arguments, brain) if arguments.id in pile.ids), None)
    if found is None:
        raise SmokError(f"there is no question {arguments.id} in the inbox; see: run_bot.py inbox list")
    return found


def _list(arguments: argparse.Namespace) -> int:
    piles = _piles(arguments, load_brain(arguments.knowledge))
    if not piles:
        print(f"The inbox is empty ({_looked_at(arguments)}).")
    for pile in piles:
        waiting = f"  [{pile.waiting} waiting]" if pile.waiting else ""
        print(f"{pile.head.id:>5}  {pile.number:>4}×  {pile.section:<14} {pile.head.text}{waiting}")
    return OK


def _show(arguments: argparse.Namespace) -> int:
    pile = _pile(arguments, load_brain(arguments.knowledge))
    for question in pile.questions:
        counts = ", ".join(f"{kind}: {number}" for kind, number in question.counts.items() if number)
        last = f"last {question.last_at:%Y-%m-%d %H:%M} UTC"
        print(f"{question.id}: {question.text} ({question.locale}; {counts}; {last})")
    print(f"waiting for an answer: {pile.waiting_in(Locale.EN)} in English, {pile.waiting_in(Locale.PL)} in Polish")
    return OK


def _answer(arguments: argparse.Namespace) -> int:
    from bot.desk.inbox import answer_to  # noqa: PLC0415
    from bot.storage.replies import send_replies  # noqa: PLC0415

    texts = {locale: text for locale, text in ((Locale.EN, arguments.en), (Locale.PL, arguments.pl)) if text}
    if not texts:
        arguments.parser.error("give the answer: --en, --pl or both")
    brain = load_brain(arguments.knowledge)
    pile = _pile(arguments, brain)
    missing = [locale for locale in Locale if pile.waiting_in(locale) and locale not in texts]
    if missing and len(texts) == 1:
        names = ", ".join(f"{pile.waiting_in(locale)} asked in {locale}" for locale in missing)
        print(f"note: {names}; they get the other language", file=sys.stderr)
    only = next(iter(texts.values()))
    both = "\n---\n".join(texts.get(locale, only) for locale in Locale)
    reply = answer_to(pile, both, Speaker(brain, Locale.EN, wall_now()), report_to=None)
    number = _visited(arguments, lambda connection: send_replies(connection, reply, now=wall_now()))
    print(f"on its way to {number}" if number else "nobody waits for an answer to it")
    return OK if number else WRONG


def _drop(arguments: argparse.Namespace) -> int:
    from bot.storage.unanswered import forget_questions  # noqa: PLC0415

    pile = _pile(arguments, load_brain(arguments.knowledge))
    _visited(arguments, lambda connection: forget_questions(connection, pile.ids))
    print(f"dropped: {pile.head.text}")
    return OK


def _stats(arguments: argparse.Namespace) -> int:
    from bot.desk.numbers import as_csv, as_text, load, statistics  # noqa: PLC0415

    counts = _visited(arguments, load)
    if not counts.questions:
        unwritten = "; no file is written" if arguments.png or arguments.csv else ""
        print(f"Nobody has asked anything yet ({_looked_at(arguments)}){unwritten}.")
        return OK
    speaker = Speaker(load_brain(arguments.knowledge), arguments.lang, wall_now())
    found = statistics(counts, speaker)
    print(as_text(found, speaker))
    if arguments.png:
        from bot.formats.chart import draw  # noqa: PLC0415

        _written(arguments.png, draw(found))
    if arguments.csv:
        _written(arguments.csv, as_csv(counts.questions, speaker).encode())
    return OK


def _qr(arguments: argparse.Namespace) -> int:
    from bot.formats.posters import poster_code  # noqa: PLC0415

    known = load_brain(arguments.knowledge).knowledge.by_id
    if arguments.id not in known and arguments.id != "start":
        raise SmokError(f'"{arguments.id}" is not in the knowledge; there are: start, {", ".join(sorted(known))}')
    username = _username(arguments.username)
    png = arguments.png or (None if arguments.svg else Path(f"{arguments.id}.png"))
    for path, kind in ((png, "png"), (arguments.svg, "svg")):
        if path:
            link, content = poster_code(username, arguments.id, kind)
            _written(path, content)
            print(f"{path}: {link}")
    return OK


def _username(given: str | None) -> str:
    if given is None:
        given = asyncio.run(_asked_username())
    fitting = _USERNAME.fullmatch(given)
    if not fitting:
        raise SettingsError([f'--username: "{given}" is not the name of a bot; write it as @BotFather shows it'])
    return fitting[1]


async def _asked_username() -> str:
    from telegram.error import TelegramError  # noqa: PLC0415

    from bot.delivery.api import BotApi  # noqa: PLC0415
    from bot.delivery.request import AiohttpRequest  # noqa: PLC0415
    from bot.settings import load_settings  # noqa: PLC0415

    settings = load_settings()
    if settings.telegram_bot_token is None:
        raise SettingsError(["TELEGRAM_BOT_TOKEN: is missing; set it, or give the bot's name: --username my_bot"])
    request = AiohttpRequest()
    await request.initialize()
    try:
        token = settings.telegram_bot_token.get_secret_value()
        me = await BotApi(settings.telegram_api_url, token, request).call("getMe", {})
    except TelegramError as error:
        raise SmokError(f"Telegram could not be asked ({error.message}); give the bot's name: --username") from None
    finally:
        await request.shutdown()
    return str(me["username"]) if isinstance(me, dict) else ""


def _written(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise SmokError(f"{path}: {error.strerror}; choose another file") from None
