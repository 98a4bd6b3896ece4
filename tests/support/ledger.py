"""Counts independently of the bot what was asked and what was answered."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TypeVar

from bot.rehearsal.telegram import StandIn

T = TypeVar("T")


class Ledger:
    """What people wrote, each message with a text of its own.

    Args:
        telegram: where they write.
    """

    def __init__(self, telegram: StandIn) -> None:
        self._telegram = telegram
        self.asked: dict[str, int] = {}

    def ask(self, chat_id: int) -> None:
        """A person writes something new."""
        text = f"question {len(self.asked)} ją"
        self.asked[text] = chat_id
        self._telegram.write(chat_id, text)

    def answers(self) -> Counter[str]:
        """How often each question was answered."""
        return Counter(text.partition(": ")[2] for _, text, _ in self._telegram.sent)

    @property
    def unanswered(self) -> int:
        """How many questions have no answer."""
        answered = self.answers()
        return sum(text not in answered for text in self.asked)

    @property
    def repeats(self) -> int:
        """How many answers more than one each there are."""
        return sum(count - 1 for count in self.answers().values())

    def check_order(self) -> None:
        """Every chat was answered in the order of its questions, and its count has no gap."""
        by_chat: defaultdict[int, list[str]] = defaultdict(list)
        for text, chat_id in self.asked.items():
            by_chat[chat_id].append(text)
        for chat_id, asked in by_chat.items():
            said = [text.partition(": ")[2] for text in self._telegram.texts(chat_id)]
            numbers = [int(text.partition(".")[0]) for text in self._telegram.texts(chat_id)]
            assert _first_times(said) == asked
            assert _first_times(numbers) == list(range(1, len(asked) + 1))


def _first_times(items: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(items))
