"""Which parts a bot has: each is made of the knowledge, the settings, and what is there already."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app import Parts
from bot.brain_files import load_brain_apart
from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.core.reminders import default_quiet, due, plan
from bot.desk.adding import Adding
from bot.desk.broadcast import BroadcastRoom
from bot.desk.broadcast_reports import BroadcastReports
from bot.desk.change_messages import Organisers
from bot.desk.changes import Changes
from bot.desk.desk import Desk
from bot.desk.drafting import Wiring
from bot.desk.inbox import Inbox
from bot.desk.now import Now
from bot.desk.numbers import Numbers
from bot.desk.proposing import QUIET, Proposer
from bot.desk.reminder import ReminderRoom
from bot.dialogue import Dialogue
from bot.handlers.phrases import Phrases
from bot.noting import Notes
from bot.reload import Reloader
from bot.settings import Settings
from bot.storage.audience import Named
from bot.storage.follows import followers_of

Loop = Callable[[], Awaitable[None]]
"""Runs beside the message path until cancelled."""


def make_responder(brains: Reloader[Brain], *, default: Locale, notes: Notes = Notes()) -> Dialogue:  # noqa: B008 - frozen
    """Give what answers a chat with whatever knowledge is current."""
    return Dialogue(brains, default=default, notes=notes)


def make_reloader(settings: Settings) -> Reloader[Brain]:
    """Load the knowledge, to be read again when it changes; raise `KnowledgeError` if it is broken."""
    return Reloader(settings.knowledge_dir, load_brain_apart)


def make_notes(settings: Settings) -> Notes:
    """Tell who can be asked what the bot does not know."""
    return Notes(settings.organiser_ids, settings.organisers_chat_id, settings.default_language)


def make_desk(brains: Reloader[Brain], dialogue: Dialogue, named: Named) -> Callable[[Parts], Desk]:
    """Give what makes the organisers' desk; `named` are the audiences of broadcasts that are known elsewhere."""

    def make(parts: Parts) -> Desk:
        store, settings = parts.store, parts.settings
        organisers = Organisers(settings.organiser_ids, dialogue.speaker, parts.clock)

        def count_due(connection: Connection, moment: datetime, ahead: timedelta) -> int:
            knowledge = brains.current.knowledge
            coming = due(plan(knowledge, default_quiet(knowledge)), after=moment, now=moment + ahead)
            return sum(len(followers_of(connection, [reminder.item])) for reminder in coming)

        drafts = Wiring(store, settings.default_language, settings.broadcast_rate, named)
        rooms = (
            BroadcastRoom(drafts),
            ReminderRoom(drafts),
            Changes(store, organisers),
            Inbox(store, Adding(store, settings.knowledge_dir)),
            Now(store, parts.contact, lambda: brains.version, count_due),
            Numbers(store),
        )
        return Desk(rooms, dialogue.speaker)

    return make


def make_proposer(brains: Reloader[Brain], dialogue: Dialogue, *, quiet: timedelta = QUIET) -> Callable[[Parts], Loop]:
    """Give what makes the loop that proposes changes of the knowledge to the organisers, `quiet` after the last."""

    def make(parts: Parts) -> Loop:
        organisers = Organisers(parts.settings.organiser_ids, dialogue.speaker, parts.clock)
        return Proposer(parts.store, brains, organisers, followers=followers_of, quiet=quiet).run

    return make


def make_announcer(dialogue: Dialogue, settings: Settings) -> BroadcastReports:
    """Give what finds the words in which broadcasts are reported."""
    return BroadcastReports(dialogue.speaker, settings.default_language, settings.broadcast_rate)


def make_phrases(brain: Brain) -> Phrases:
    """Give the phrases that handlers say without the core."""
    failed = brain.knowledge.phrases["failed"]
    return Phrases(failed={locale: failed[locale] for locale in Locale})
