"""A small core for tests of the path: says back what it heard, in two languages, and counts per chat.

The count is kept in the chat's context, so a lost, doubled or reordered message is seen in the answers.
"""

import os
import signal
import time
from datetime import datetime

from bot.app import Core
from bot.core.answer import Answer, Status
from bot.core.locale import Locale
from bot.handlers.phrases import Phrases
from bot.handlers.turn import Reply
from bot.storage.chats import ChatProfile

SECONDS = float(os.environ.get("ECHO_SECONDS", "0"))
POLISH = frozenset("ąćęłńóśźż")


def respond(text: str, *, profile: ChatProfile, now: datetime) -> Reply:
    del now
    if text == "bug":
        raise ValueError(f"a bug that repeats the words: {text}")
    if text == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    if SECONDS:
        time.sleep(SECONDS)
    before = profile.context.get("count", 0)
    assert isinstance(before, int)
    locale = Locale.PL if POLISH & set(text.lower()) else Locale.EN
    said = "Słyszę" if locale is Locale.PL else "I hear"
    return Reply(Answer(f"{before + 1}. {said}: {text}", locale, Status.SMALLTALK), {"count": before + 1})


FAILED = {
    Locale.EN: "Sorry, I stumbled over this one; the organisers can look up {id}.",
    Locale.PL: "Przepraszam, coś mi tu nie wyszło; organizatorzy sprawdzą {id}.",
}
CORE = Core(respond, Phrases(FAILED))
