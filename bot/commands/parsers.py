"""The command lines of these commands: light, because every start of ``run_bot.py`` reads them."""

import argparse
from typing import Any


def rehearsal_option() -> argparse.ArgumentParser:
    """Give the option of commands that look into the database; left out, it is not among the arguments."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--rehearsal", action="store_true", default=argparse.SUPPRESS, help="look at the rehearsal's database"
    )
    return parser


def add_broadcast(commands: Any, parents: list[argparse.ArgumentParser]) -> None:
    """Add the command to those of ``run_bot.py``."""
    parser = commands.add_parser(
        "broadcast",
        parents=[*parents, rehearsal_option()],
        help="send a message to many, or look after one",
        description="Send a message to many (--en and --pl), or look after one by its number.",
    )
    parser.add_argument(
        "action", nargs="?", choices=["list", "report", "pause", "resume", "cancel"], help="look after what is there"
    )
    parser.add_argument("id", nargs="?", type=int, help="number of a broadcast, as list shows it")
    parser.add_argument("--en", metavar="TEXT", help="the text in English")
    parser.add_argument("--pl", metavar="TEXT", help="the text in Polish")
    parser.add_argument(
        "--audience",
        default="all",
        metavar="WHO",
        help="all, en, pl, days:N (wrote in the last N days), followers:SESSION (default: all)",
    )
    parser.add_argument("--groups", action="store_true", help="groups get it too")
    parser.add_argument("--at", metavar="TIME", help='when, at the event: "18:30" or "2030-05-14 18:30"; else at once')
    parser.add_argument("--dry-run", action="store_true", help="count and show, send nothing")
    parser.set_defaults(command=_broadcast)


def _broadcast(arguments: argparse.Namespace) -> int:
    from bot.commands.broadcast import run  # noqa: PLC0415  (`ask` starts faster without the edges)

    return run(arguments)
