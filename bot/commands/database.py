"""Which database the organisers' commands look at, and what time it is there: the bot's, or that of its rehearsal."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

from pydantic import SecretStr
from sqlalchemy.engine import make_url

from bot.clock import Clock
from bot.core.knowledge import Knowledge
from bot.settings import Settings, load_settings

_ANSWER_SECONDS = 2.0  # for a rehearsal on this machine to tell its time


def settings_for(arguments: argparse.Namespace) -> Settings:
    """Give the settings, with the rehearsal's database if the command line asks for it."""
    settings = load_settings()
    if not getattr(arguments, "rehearsal", False):
        return settings
    return settings.model_copy(update={"database_url": SecretStr(f"sqlite+aiosqlite:///{_rehearsal(settings)}")})


def event_now(settings: Settings, knowledge: Knowledge, arguments: argparse.Namespace) -> datetime:
    """Give the event's time as the bot has it: a rehearsal's own; where none runs, the one that it begins with."""
    if not getattr(arguments, "rehearsal", False):
        return Clock(settings.bot_clock, settings.bot_clock_speed).now()
    try:
        address = _rehearsal(settings).with_suffix(".lock").read_text(encoding="utf-8").strip()
        with urlopen(f"{address}/page/clock", timeout=_ANSWER_SECONDS) as answer:  # noqa: S310 - http on this machine
            return datetime.fromtimestamp(json.load(answer)["now"] / 1000, UTC)
    except (OSError, ValueError, KeyError):
        from bot.rehearse import stage_of  # noqa: PLC0415 - the whole bot, which no other command needs

        return settings.bot_clock or stage_of(knowledge).eve


def looked_at(settings: Settings) -> str:
    """Say which database is looked at, and where else something may be: for who finds nothing there."""
    url = make_url(settings.database_url.get_secret_value())
    file = Path(url.database or "") if url.drivername.startswith("sqlite") else None
    shown = str(file) if file else url.render_as_string(hide_password=True)
    rehearsal = _rehearsal(settings)
    is_hinted = file != rehearsal and rehearsal.is_file()
    return f"in {shown}" + ("; for the rehearsal’s database add --rehearsal" if is_hinted else "")


def _rehearsal(settings: Settings) -> Path:
    """The file of the first rehearsal: beside the bot's, if that is one."""
    url = make_url(settings.database_url.get_secret_value())
    is_file = url.drivername.startswith("sqlite") and url.database and url.database != ":memory:"
    return (Path(url.database or "").parent if is_file else Path("data")) / "rehearsal.db"
