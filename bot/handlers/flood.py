"""One chat's flood is slowed and told so once; others do not notice."""

import time
from collections import OrderedDict
from collections.abc import Callable
from enum import Enum

BURST = 20  # messages at once: a person who forwards a list of questions is still answered
RATE = 1.0  # messages/s beyond that: Telegram's own advice for sending to one chat
CALM = 10.0  # how many must be free again before another flood is told anew
MOST_CHATS = 10_000  # remembered; the quietest are forgotten first


class Verdict(Enum):
    """What to do with a message."""

    ANSWER = "answer"
    TELL = "tell"
    """Too many: say so, this once."""
    LEAVE = "leave"
    """Too many, and told."""


class Flood:
    """A bucket of answers for each chat; kept in memory, a restart is forgiving.

    Args:
        clock: seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._chats: OrderedDict[int, tuple[float, float, bool]] = OrderedDict()

    def judge(self, chat_id: int) -> Verdict:
        """Count a message of a chat."""
        now = self._clock()
        left, at, is_told = self._chats.get(chat_id, (float(BURST), now, False))
        left = min(float(BURST), left + (now - at) * RATE)
        is_told = is_told and left < CALM
        verdict = Verdict.ANSWER if left >= 1 else Verdict.LEAVE if is_told else Verdict.TELL
        left -= verdict is Verdict.ANSWER
        self._chats[chat_id] = (left, now, is_told or verdict is Verdict.TELL)
        self._chats.move_to_end(chat_id)
        if len(self._chats) > MOST_CHATS:
            self._chats.popitem(last=False)
        return verdict
