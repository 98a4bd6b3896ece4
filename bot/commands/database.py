"""Which database the organisers' commands look at: the bot's, or that of its rehearsal."""

import argparse
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy.engine import make_url

from bot.settings import Settings, load_settings


def settings_for(arguments: argparse.Namespace) -> Settings:
    """Give the settings, with the rehearsal's database if the command line asks for it."""
    settings = load_settings()
    if not getattr(arguments, "rehearsal", False):
        return settings
    return settings.model_copy(update={"database_url": SecretStr(f"sqlite+aiosqlite:///{_rehearsal(settings)}")})


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
