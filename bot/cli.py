"""The commands of ``run_bot.py``: the bot or its rehearsal, chat, ask, explain, check; others are joined to them."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.brain_files import load_brain
from bot.clock import wall_now
from bot.commands.desk import add_desk_commands
from bot.commands.parsers import add_broadcast, add_reminders
from bot.core.brain import Brain
from bot.core.conversation import Profile, respond
from bot.core.knowledge import Knowledge
from bot.core.locale import Locale
from bot.errors import SmokError
from bot.explaining import explain
from bot.questions import as_json, reply_to_lines

if TYPE_CHECKING:
    from bot.app import Core
    from bot.settings import Settings

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"
"""The folder beside run_bot.py."""
OK, WRONG, USAGE = 0, 1, 2
"""Exit codes: fine; something is wrong with the knowledge or a file; the command line is wrong."""


def main(argv: Sequence[str]) -> int:
    """Run one command; every expected error is one message with its remedy on standard error, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what a terminal cannot show must not end a command
            stream.reconfigure(errors="replace")
    arguments = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except SmokError as error:
        print(error, file=sys.stderr)
        return WRONG
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="run_bot.py",
        description="Smok, a conference assistant. Alone it starts the bot; without TELEGRAM_BOT_TOKEN, its rehearsal.",
        parents=_shared_options(),
    )
    folder = Path(os.environ.get("KNOWLEDGE_DIR") or KNOWLEDGE)
    parser.set_defaults(command=_start, knowledge=folder, now=None, lang=Locale.EN)
    shared, timed = _shared_options()
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_conversation(commands, [shared, timed])
    add_desk_commands(commands, shared)
    add_broadcast(commands, [shared])
    add_reminders(commands, [shared])
    settings = commands.add_parser("settings", help="show the settings, secrets masked")
    settings.set_defaults(command=_settings)
    check = commands.add_parser(
        "check", parents=[shared], help="check the knowledge: every problem with its place and remedy"
    )
    check.add_argument("--schema", action="store_true", help="print the JSON Schema of the knowledge, for editors")
    check.set_defaults(command=_check)
    return parser


def _shared_options() -> tuple[argparse.ArgumentParser, argparse.ArgumentParser]:
    """Give the options of every command, and those of commands that answer.

    They stand before or after the command. One that is left out sets nothing, so that it does not undo the other place.
    """
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument(
        "--knowledge",
        type=Path,
        metavar="DIR",
        help="folder of the event's YAML files (default: KNOWLEDGE_DIR, else knowledge)",
    )
    timed = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    timed.add_argument(
        "--now",
        type=_moment,
        metavar="TIME",
        help="answer as if it were this moment, such as 2030-05-14T18:00+02:00 (default: the clock)",
    )
    timed.add_argument(
        "--lang",
        type=Locale,
        choices=list(Locale),
        help="language where a message does not tell (default: en)",
    )
    return shared, timed


def _add_conversation(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", parents: list[argparse.ArgumentParser]
) -> None:
    """Add the commands that answer: ask, explain, chat."""
    ask = commands.add_parser(
        "ask",
        parents=parents,
        help="answer one message, or a file of them",
        description="Answer one message, or JSON lines from standard input.",
    )
    ask.add_argument("message", nargs="?", help="the message")
    ask.add_argument("--json", action="store_true", help="print the whole answer as a JSON object")
    ask.add_argument(
        "--jsonl",
        action="store_true",
        help="read {id, q, now?, follows?, profile_lang?, client_lang?} a line, write an answer a line",
    )
    ask.set_defaults(command=_ask, parser=ask)

    why = commands.add_parser("explain", parents=parents, help="show why a message is answered as it is")
    why.add_argument("message", help="the message")
    why.set_defaults(command=_explain)

    chat = commands.add_parser("chat", parents=parents, help="chat in the terminal")
    chat.set_defaults(command=_chat)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}" is not a time; write it as 2030-05-14T18:00+02:00') from None
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f'"{text}" has no offset; write it as {text}+02:00')
    return moment


def _brain(arguments: argparse.Namespace) -> Brain:
    return load_brain(arguments.knowledge, progress=_bar(sys.stderr))


def _bar(stream: TextIO) -> Callable[[float], None]:
    """Draw a progress bar on a terminal; elsewhere say once that it takes a moment."""
    said = False

    def draw(share: float) -> None:
        nonlocal said
        if stream.isatty():
            full = round(30 * share)
            print(
                f"\rLearning the knowledge [{'█' * full}{'·' * (30 - full)}] {share:4.0%}",
                end="\n" * (share >= 1),
                file=stream,
                flush=True,
            )
        elif not said:
            print("Learning the knowledge (some seconds, once after each change) …", file=stream, flush=True)
        said = True

    return draw


def _start(arguments: argparse.Namespace) -> int:
    """Start the bot if there is a token, else its rehearsal in the browser."""
    from bot.settings import load_settings  # noqa: PLC0415  (`ask` starts faster without the edges)

    settings = load_settings().model_copy(update={"knowledge_dir": arguments.knowledge})
    if settings.telegram_bot_token is None:
        return _rehearse(arguments, settings)
    from bot.app import run_polling, run_webhook  # noqa: PLC0415

    (run_webhook if settings.webhook_url else run_polling)(settings, _core(settings))
    return OK


def _rehearse(arguments: argparse.Namespace, settings: "Settings") -> int:
    from bot.rehearse import run_rehearsal  # noqa: PLC0415

    staged = settings.model_copy(
        update={"knowledge_dir": arguments.knowledge, "bot_clock": arguments.now or settings.bot_clock}
    )

    def make_core(rehearsed: "Settings") -> "Core":
        _brain(arguments)  # fits with a progress bar if it must; then the cache serves
        return _core(rehearsed)

    run_rehearsal(staged, make_core, say=lambda line: print(line, flush=True))
    return OK


def _core(settings: "Settings") -> "Core":
    from bot.app import Core  # noqa: PLC0415
    from bot.wiring import (  # noqa: PLC0415
        make_announcer,
        make_desk,
        make_notes,
        make_phrases,
        make_proposer,
        make_reloader,
        make_responder,
    )

    brains = make_reloader(settings)
    respond_to = make_responder(brains, default=settings.default_language, notes=make_notes(settings))
    return Core(
        respond_to,
        phrases=make_phrases(brains.current),
        knowledge=brains,
        desk=make_desk(brains, respond_to),
        loops=[make_proposer(brains, respond_to)],
        announcer=make_announcer(respond_to, settings),
    )


def _settings(arguments: argparse.Namespace) -> int:
    del arguments
    from bot.app import show_settings  # noqa: PLC0415

    print(show_settings())
    return OK


def _chat(arguments: argparse.Namespace) -> int:
    brain = _brain(arguments)
    profile = Profile(arguments.lang)
    print("Smok – type a message, in English or Polish. An empty line ends the chat.")
    while True:
        try:
            text = input("› ").strip()
        except EOFError:
            text = ""
        if not text:
            return OK
        answer, profile = respond(text, brain=brain, profile=profile, now=arguments.now or wall_now())
        profile = Profile(answer.locale, profile.context, profile.asked_at)
        print(answer.text)
        if answer.suggestions:
            print("   " + "  ·  ".join(answer.suggestions))


def _ask(arguments: argparse.Namespace) -> int:
    if arguments.jsonl == (arguments.message is not None):
        arguments.parser.error("give either a message or --jsonl")
    brain = _brain(arguments)
    if arguments.jsonl:
        for line in reply_to_lines(sys.stdin.buffer, brain, now=arguments.now or wall_now, default=arguments.lang):
            print(line, flush=True)
        return OK
    profile = Profile(arguments.lang)
    answer, _ = respond(arguments.message, brain=brain, profile=profile, now=arguments.now or wall_now())
    print(json.dumps(as_json(answer), ensure_ascii=False) if arguments.json else answer.text)
    return OK


def _explain(arguments: argparse.Namespace) -> int:
    brain = _brain(arguments)
    print(explain(arguments.message, brain, preferred=arguments.lang, now=arguments.now or wall_now()))
    return OK


def _check(arguments: argparse.Namespace) -> int:
    if arguments.schema:
        print(json.dumps(Knowledge.model_json_schema(), ensure_ascii=False, indent=2))
        return OK
    knowledge = _brain(arguments).knowledge
    count = sum(len(entry.tests.both) for entry in (*knowledge.things(), *knowledge.topics))
    print(
        f"{arguments.knowledge}: fine – {len(knowledge.sessions)} sessions, {len(knowledge.venues)} venues, "
        f"{len(knowledge.topics)} topics, {count} test sentences answered rightly"
    )
    return OK
