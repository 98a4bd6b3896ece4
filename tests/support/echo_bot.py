"""The whole bot with the echo as its core, as a process of its own."""

import sys

from bot.app import run_polling, run_webhook
from bot.errors import SmokError
from bot.settings import load_settings
from tests.support.echo import CORE

if __name__ == "__main__":
    try:
        settings = load_settings()
        (run_webhook if settings.webhook_url else run_polling)(settings, CORE)
    except SmokError as error:
        sys.exit(str(error))
