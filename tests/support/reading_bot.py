"""The whole bot with a core that says what stands in a file: knowledge that can change, as a process of its own.

The file is no YAML, so that nothing but SIGHUP has it read again.
"""

import os
from datetime import datetime
from pathlib import Path

from bot.app import Core, run_polling
from bot.core.answer import Answer, Status
from bot.core.locale import Locale
from bot.errors import KnowledgeError, Problem
from bot.handlers.phrases import Phrases
from bot.handlers.turn import Reply
from bot.reload import Reloader
from bot.settings import load_settings
from bot.storage.chats import ChatProfile
from tests.support.echo import FAILED

FACTS = "facts.txt"


def load(folder: Path) -> str:
    text = (folder / FACTS).read_text(encoding="utf8")
    if "bad" in text:
        raise KnowledgeError(folder, [Problem(FACTS, 1, "this is bad; make it good")])
    return text


def main() -> None:
    knowledge = Reloader(Path(os.environ["KNOWLEDGE_DIR"]), load)

    def respond(text: str, *, profile: ChatProfile, now: datetime) -> Reply:
        del text, profile, now
        return Reply(Answer(knowledge.current, Locale.EN, Status.SMALLTALK), {})

    run_polling(load_settings(), Core(respond, Phrases(FAILED), knowledge=knowledge))


if __name__ == "__main__":
    main()
