"""``run_bot.py broadcast``: messages to many from a shell, beside a running bot or before one is started.

The shell only writes the broadcast's own row, in one short transaction; the bot that runs, or the next one that is
started, finds it at its next look and carries it. So no second process ever sends.
"""

import argparse
import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.clock import wall_now
from bot.commands.database import event_now, looked_at, settings_for
from bot.core.knowledge import Knowledge
from bot.core.locale import Locale
from bot.delivery.content import fits, limit_of
from bot.desk.moments import is_past, read_moment
from bot.errors import UsageError
from bot.knowledge_files import read_knowledge
from bot.settings import Settings
from bot.storage import audience, broadcasts, copies, owners
from bot.storage.audience import FOLLOWERS
from bot.storage.broadcasts import Audience, Broadcast, Content, Counts, Kind, Stage, Words
from bot.storage.visiting import visit

R = TypeVar("R")
LISTED = 20
_EXCERPT = 60
_NAMES = {Kind.MESSAGE: "broadcast", Kind.REMINDER: "reminders"}
"""The commands that make each kind."""
_CHANGES = {
    "pause": (Stage.PAUSED, (Stage.RUNNING,)),
    "resume": (Stage.RUNNING, (Stage.PAUSED,)),
    "cancel": (Stage.CANCELLED, broadcasts.CANCELLABLE),
}


def run(arguments: argparse.Namespace) -> int:
    """Do what the command line says; returns the exit code.

    Raises:
        SmokError: with its remedy.
    """
    settings = settings_for(arguments)
    if arguments.action == "list":
        lines = visited(settings, _list) or [f"There are no broadcasts yet ({looked_at(settings)})."]
    elif arguments.action:
        if arguments.id is None:
            raise UsageError(
                f"broadcast {arguments.action}: give the number of a broadcast; `broadcast list` shows them"
            )
        lines = visited(settings, lambda connection: _on_one(connection, arguments.action, arguments.id))
    else:
        lines = _send(settings, arguments)
    for line in lines:
        print(line)
    return 0


def visited(settings: Settings, work: Callable[[Connection], R]) -> R:
    """Do some work in one transaction, beside whatever runs."""
    return asyncio.run(visit(settings.database_url.get_secret_value(), work, makes=True))


def _send(settings: Settings, arguments: argparse.Namespace) -> list[str]:
    if not arguments.en or not arguments.pl:
        raise UsageError("broadcast: give both texts, --en TEXT and --pl TEXT; or list, report ID, pause ID …")
    content = Content(Words(arguments.en), Words(arguments.pl))
    return send(settings, content, arguments, knowledge=read_knowledge(arguments.knowledge)[0])


def send(
    settings: Settings,
    content: Content,
    arguments: argparse.Namespace,
    *,
    knowledge: Knowledge,
    kind: Kind = Kind.MESSAGE,
) -> list[str]:
    """Write a broadcast down, to go at once or at a time; a dry run only counts. Returns what to tell about it.

    Args:
        settings: whose database it is.
        content: with a text in each language.
        arguments: with `audience`, `groups`, `at` and `dry_run`.
        knowledge: of the event, by whose clock and zone `at` is meant.
        kind: of the broadcast.

    Raises:
        UsageError: if a text is too long, or there is no such audience or time.
    """
    for words in (content.en, content.pl):
        if words is not None and not fits(words, content):
            raise UsageError(f"{_NAMES[kind]}: a text has at most {limit_of(content)} characters; shorten it")
    who = _audience(arguments.audience, _NAMES[kind], groups=arguments.groups)
    event, zone = event_now(settings, knowledge, arguments), knowledge.zone
    wall = _moment(arguments.at, _NAMES[kind], event, zone) if arguments.at else None

    def work(connection: Connection) -> list[str]:
        now = wall_now()
        count = audience.count(connection, who, now=now, default=settings.default_language)
        when = f"at {wall} ({zone.key})" if wall else "at once"
        if arguments.dry_run:
            texts = [f"{locale.upper()}: {words.text}" for locale in Locale if (words := content.words(locale))]
            return [f"Would go to {chats(count)}, {when}. Nothing is sent.", *texts]
        stage = Stage.PLANNED if wall else Stage.RUNNING
        started_at = None if wall else now
        new = Broadcast(0, kind, stage, content, who, event, wall=wall, zone=wall and zone.key, started_at=started_at)
        id_ = broadcasts.add(connection, new)
        line = f"Broadcast {id_} goes to {chats(count)}, {when}; `broadcast report {id_}` shows how far it is."
        return [line, *_unless_running(connection, now)]

    return visited(settings, work)


def _unless_running(connection: Connection, now: datetime) -> list[str]:
    return (
        [] if owners.is_any_alive(connection, now=now) else ["No bot runs just now: it goes out when one is started."]
    )


def _audience(text: str, command: str, *, groups: bool) -> Audience:
    kind, _, value = text.partition(":")
    if text == "all":
        return Audience("all", groups=groups)
    if text in tuple(Locale):
        return Audience("language", text, groups)
    if kind == "days" and value.isdecimal() and int(value) > 0:
        return Audience("asked", value, groups)
    if kind == FOLLOWERS and value:
        return Audience(kind, value, groups)
    raise UsageError(f'{command}: there is no audience "{text}"; use all, en, pl, days:7, followers:SESSION')


def _moment(text: str, command: str, now: datetime, zone: ZoneInfo) -> str:
    """The time on the wall of the event's zone."""
    moment = read_moment(text, now=now, zone=zone)
    if moment is None:
        raise UsageError(f'{command}: "{text}" is no time; write it as "18:30" or "2030-05-14 18:30"')
    if is_past(moment, now=now, zone=zone):
        raise UsageError(f'{command}: "{text}" has passed already ({zone.key}); give a later time')
    return moment.isoformat(timespec="minutes")


def _list(connection: Connection) -> list[str]:
    found = broadcasts.newest(connection, LISTED)
    return [line_of(each, copies.counts_of(connection, each)) for each in found]


def _on_one(connection: Connection, action: str, id_: int) -> list[str]:
    found = broadcasts.find(connection, id_)
    if found is None or found.stage is Stage.DRAFT:
        raise UsageError(f"broadcast {action}: there is no broadcast {id_}; `broadcast list` shows them")
    if action in _CHANGES:
        to, among = _CHANGES[action]
        if found.stage not in among:
            raise UsageError(f"broadcast {action}: broadcast {id_} is {found.stage}, so that cannot be done")
        if action == "resume":
            copies.resume(connection, id_, now=wall_now())
        else:
            broadcasts.move(connection, id_, to, among=among)
        found = broadcasts.find(connection, id_) or found
    return [line_of(found, copies.counts_of(connection, found))]


def chats(count: int) -> str:
    """Say how many chats."""
    return f"{count} chat" if count == 1 else f"{count} chats"


def line_of(broadcast: Broadcast, counts: Counts) -> str:
    """Say in a line where a broadcast stands."""
    words = broadcast.content.words(Locale.EN)
    text = " ".join(words.text.split())[:_EXCERPT] if words else "(no text)"
    when = f" for {broadcast.wall}" if broadcast.stage is Stage.PLANNED else ""
    numbers = (
        f"{counts.sent} sent, {counts.failed} failed, {counts.blocked} blocked, "
        f"{counts.waiting} waiting, {counts.cancelled} cancelled"
    )
    return f"{broadcast.id}  {broadcast.stage}{when}  {numbers}  {text}"
