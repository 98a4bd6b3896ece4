"""One person's flood is slowed and told so once; others, in the same group too, do not notice."""

import time
from collections import OrderedDict
from collections.abc import Callable
from enum import Enum

from telegram import Message

BURST = 20  # messages at once: a person who forwards a list of questions is still answered
RATE = 1.0  # messages/s beyond that: Telegram's own advice for sending to one chat
CALM = 10.0  # how many must be free again before another flood is told anew
MOST_PEOPLE = 10_000  # remembered; the quietest are forgotten first


class Verdict(Enum):
    """What to do with a message."""

    ANSWER = "answer"
    TELL = "tell"
    """Too many: say so, this once."""
    LEAVE = "leave"
    """Too many, and told."""


class Flood:
    """A bucket of answers for each person.

    Kept in memory: counting in the database would cost everybody a write for each message, more than a flood does. A
    restart is forgiving, and of several processes each counts for itself, so they grant a flood so many times more.

    Args:
        clock: seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._people: OrderedDict[int, tuple[float, float, bool]] = OrderedDict()

    def judge(self, person_id: int) -> Verdict:
        """Count a message of a person."""
        now = self._clock()
        left, at, is_told = self._people.get(person_id, (float(BURST), now, False))
        left = min(float(BURST), left + (now - at) * RATE)
        is_told = is_told and left < CALM
        verdict = Verdict.ANSWER if left >= 1 else Verdict.LEAVE if is_told else Verdict.TELL
        left -= verdict is Verdict.ANSWER
        self._people[person_id] = (left, now, is_told or verdict is Verdict.TELL)
        self._people.move_to_end(person_id)
        if len(self._people) > MOST_PEOPLE:
            self._people.popitem(last=False)
        return verdict


def author_of(message: Message) -> int:
    """Whose pace a message counts against: a person's, or that of the chat as which somebody writes."""
    if message.sender_chat is not None:
        return message.sender_chat.id
    return message.from_user.id if message.from_user else message.chat_id
