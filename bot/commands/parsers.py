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
    _add_sending(parser, to="all")
    parser.set_defaults(command=_broadcast)


def add_reminders(commands: Any, parents: list[argparse.ArgumentParser]) -> None:
    """Add the command to those of ``run_bot.py``."""
    parents = [*parents, rehearsal_option()]
    parser = commands.add_parser(
        "reminders", parents=parents, help="what comes to whom (counts); plan a reminder of a session, or cancel it"
    )
    parser.set_defaults(command=_reminders, action="list", hours=_HOURS)
    actions = parser.add_subparsers(metavar="ACTION")
    listed = actions.add_parser("list", parents=parents, help="what is due next, and what organisers have planned")
    listed.add_argument("--hours", type=int, default=_HOURS, help=f"how far ahead (default: {_HOURS})")
    listed.set_defaults(action="list")
    plan = actions.add_parser("plan", parents=parents, help="remind of a session, in words made from the knowledge")
    plan.add_argument("session", help="its id")
    plan.add_argument("--en", metavar="TEXT", help="other words in English")
    plan.add_argument("--pl", metavar="TEXT", help="other words in Polish")
    _add_sending(plan, to=None)
    plan.set_defaults(action="plan")
    cancel = actions.add_parser("cancel", parents=parents, help="cancel what is planned")
    cancel.add_argument("id", type=int, help="its number in the list")
    cancel.set_defaults(action="cancel")


_HOURS = 48
"""How far ahead is listed: what comes today and tomorrow."""


def _add_sending(parser: argparse.ArgumentParser, *, to: str | None) -> None:
    """Add to whom and when; `to` is the audience where none is named, None for who follows the session."""
    parser.add_argument(
        "--audience",
        default=to,
        metavar="WHO",
        help="all, en, pl, days:N (wrote in the last N days), followers:SESSION "
        f"(default: {to or 'who follows the session'})",
    )
    parser.add_argument("--groups", action="store_true", help="groups get it too")
    parser.add_argument("--at", metavar="TIME", help='when, at the event: "18:30" or "2030-05-14 18:30"; else at once')
    parser.add_argument("--dry-run", action="store_true", help="count and show, send nothing")


def _broadcast(arguments: argparse.Namespace) -> int:
    from bot.commands.broadcast import run  # noqa: PLC0415  (`ask` starts faster without the edges)

    return run(arguments)


def _reminders(arguments: argparse.Namespace) -> int:
    from bot.commands.reminders import run  # noqa: PLC0415

    return run(arguments)
