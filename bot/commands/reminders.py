"""``run_bot.py reminders``: what people will be reminded of, and reminders of a session that organisers plan."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.brain_files import load_brain
from bot.commands.broadcast import LISTED, chats, line_of, send, visited
from bot.commands.database import event_now, settings_for
from bot.core.knowledge import Knowledge
from bot.core.reminders import DAY, EVE, THANKS
from bot.desk.composing import reminder_content
from bot.errors import UsageError
from bot.knowledge_files import read_knowledge
from bot.settings import Settings
from bot.storage import broadcasts, copies
from bot.storage.ahead import Ahead, reminders_ahead
from bot.storage.broadcasts import Kind, Stage, Words

_NAMES = {EVE: "the day before", DAY: "on the day", THANKS: "thanks after the event"}


def run(arguments: argparse.Namespace) -> int:
    """Do what the command line says; returns the exit code.

    Raises:
        SmokError: with its remedy.
    """
    settings = settings_for(arguments)
    if arguments.action == "plan":
        lines = _plan(settings, arguments)
    elif arguments.action == "cancel":
        lines = visited(settings, lambda connection: _cancel(connection, arguments.id))
    else:
        knowledge = read_knowledge(arguments.knowledge)[0]
        now, ahead = event_now(settings, knowledge, arguments), timedelta(hours=arguments.hours)
        lines = visited(settings, lambda connection: [*_list(connection, knowledge, now, ahead)])
    for line in lines:
        print(line)
    return 0


def _list(connection: Connection, knowledge: Knowledge, now: datetime, ahead: timedelta) -> Iterator[str]:
    hours = ahead // timedelta(hours=1)
    coming = reminders_ahead(connection, knowledge, after=now, until=now + ahead)
    yield f"Due in the next {hours} hours:" if coming else f"Nobody is reminded of anything in the next {hours} hours."
    yield from (f"  {_coming(each, knowledge)}" for each in coming)
    planned = broadcasts.newest(connection, LISTED, kinds=[Kind.REMINDER])
    yield "Planned by organisers:" if planned else "Organisers have planned no reminders."
    yield from (f"  {line_of(each, copies.counts_of(connection, each))}" for each in planned)


def _coming(each: Ahead, knowledge: Knowledge) -> str:
    reminder = each.reminder
    name = _NAMES.get(reminder.offset) or f"{reminder.offset} minutes before"
    session = "" if reminder.offset == THANKS else f"{reminder.item}  "
    return f"{reminder.due_at.astimezone(knowledge.zone):%Y-%m-%d %H:%M}  {session}{name}  {chats(each.chats)}"


def _plan(settings: Settings, arguments: argparse.Namespace) -> list[str]:
    brain = load_brain(arguments.knowledge)
    content = reminder_content(arguments.session, brain)
    if content is None:
        known = ", ".join(session.id for session in brain.knowledge.programme)
        raise UsageError(f'reminders plan: there is no session "{arguments.session}"; there are {known}')
    if arguments.en:
        content = replace(content, en=Words(arguments.en))
    if arguments.pl:
        content = replace(content, pl=Words(arguments.pl))
    arguments.audience = arguments.audience or f"followers:{arguments.session}"
    return send(settings, content, arguments, knowledge=brain.knowledge, kind=Kind.REMINDER)


def _cancel(connection: Connection, id_: int) -> list[str]:
    found = broadcasts.find(connection, id_)
    if found is None or found.kind is not Kind.REMINDER or found.stage is Stage.DRAFT:
        raise UsageError(f"reminders cancel: there is no planned reminder {id_}; `reminders list` shows them")
    if not broadcasts.move(connection, id_, Stage.CANCELLED, among=broadcasts.CANCELLABLE):
        raise UsageError(f"reminders cancel: reminder {id_} is {found.stage}, so that cannot be done")
    found = broadcasts.find(connection, id_) or found
    return [line_of(found, copies.counts_of(connection, found))]
