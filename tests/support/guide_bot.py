"""The whole bot with the real core as a process of its own, its clock set by BOT_CLOCK."""

import sys

from bot.app import Core, run_polling
from bot.brain_files import load_brain
from bot.core.locale import Locale
from bot.errors import SmokError
from bot.settings import load_settings
from bot.wiring import make_phrases, make_responder
from tests.helpers import KNOWLEDGE
from tests.support.guide import Held

if __name__ == "__main__":
    brain = load_brain(KNOWLEDGE)
    core = Core(make_responder(Held(brain), default=Locale.EN), phrases=make_phrases(brain))  # type: ignore[arg-type]
    try:
        run_polling(load_settings(), core)
    except SmokError as error:
        sys.exit(str(error))
