"""When a message may go out: per chat, per group, during a broadcast, and after Telegram said "wait"."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.storage.outbox import Rank

CHAT_BURST = 3  # messages at once to one chat; "short bursts" are allowed (core.telegram.org/bots/faq)
CHAT_RATE = 1.0  # message/s to one chat after that (the same FAQ)
GROUP_LIMIT, GROUP_SECONDS = 20, 60.0  # messages to one group (the same FAQ)
BROADCAST_RATE = 28.0  # messages/s to all chats: two below Telegram's 30, for jitter on the way
TOTAL_LIMIT = 30  # messages/s to all chats while a broadcast runs; answers alone are not limited
FASTEST_RATE = 1000.0  # messages/s with paid broadcasts (core.telegram.org/bots/api#paid-broadcasts)
LEAST_PACED = 5  # messages/s that a broadcast keeps, however many answers wait
_LONG_AWAY = 5.0  # seconds: a call still on its way after them was counted long ago, or never arrived
_IDLE_CHATS = 10_000  # above this, chats that have been silent are forgotten


@dataclass(slots=True)
class _Chat:
    tokens: float = CHAT_BURST
    filled_at: float = 0.0
    sent: deque[float] = field(default_factory=deque)
    closed_until: float = 0.0


def total_limit(rate: float) -> int:
    """Messages/s to all chats at a rate of broadcasts: Telegram's own, or more where more is paid for."""
    return max(TOTAL_LIMIT, round(rate) + TOTAL_LIMIT - round(BROADCAST_RATE))


def is_paid(rate: float) -> bool:
    """Whether a rate of broadcasts is above what Telegram gives for free."""
    return rate > TOTAL_LIMIT


def can_be_paid(method: str) -> bool:
    """Whether a method takes allow_paid_broadcast: what sends does, what edits does not."""
    return method.startswith("send") or method == "copyMessage"


@dataclass(slots=True)
class Flight:
    """A call on its way to Telegram, or back from it."""

    sent_at: float
    back_at: float | None = None


class Pacer:
    """Remembers what was sent; asked before each message.

    Telegram counts a message when it arrives, which is some time between its sending and the answer, and what a
    stall holds up arrives together. So a message counts from its sending until a second after the latest moment at
    which it can have arrived: its answer less the shortest way there and back that was seen.

    Args:
        clock: seconds, monotonic.
        total_limit: messages/s to all chats while a broadcast runs.
    """

    def __init__(self, clock: Callable[[], float], *, total_limit: int = TOTAL_LIMIT) -> None:
        self._clock = clock
        self._total_limit = total_limit
        self._chats: dict[int, _Chat] = {}
        self._closed_until = 0.0
        self._flights: deque[Flight] = deque(maxlen=8 * total_limit)
        self._shortest = float("inf")
        self._paced_at = float("-inf")

    def wait(self, chat_id: int, rank: Rank, *, ahead: int = 0) -> float:
        """Seconds until a message to `chat_id` may go; 0.0 means now.

        Args:
            chat_id: of Telegram.
            rank: of the message.
            ahead: how many answers wait: a broadcast leaves room for them.
        """
        now = self._clock()
        chat = self._chats.get(chat_id)
        until = max(self._closed_until, self._total_until(now, rank, ahead))
        if chat is not None:
            until = max(until, chat.closed_until, _bucket_until(chat, now), _group_until(chat, chat_id))
        return max(0.0, until - now)

    def note_sent(self, chat_id: int, rank: Rank) -> Flight:
        """A message to `chat_id` goes out now; `note_back` takes what is returned."""
        now = self._clock()
        chat = self._chat(chat_id, now)
        chat.tokens = _tokens(chat, now) - 1
        chat.filled_at = now
        if chat_id < 0:
            chat.sent.append(now)
            if len(chat.sent) > GROUP_LIMIT:
                chat.sent.popleft()
        if rank is not Rank.REPLY:
            self._paced_at = now
        flight = Flight(now)
        self._flights.append(flight)
        return flight

    def note_back(self, flight: Flight) -> None:
        """Its answer is here."""
        flight.back_at = self._clock()
        self._shortest = min(self._shortest, flight.back_at - flight.sent_at)

    def note_refused(self, chat_id: int, seconds: float) -> None:
        """Telegram said 429 for `chat_id`.

        It does not say whether it means this chat or the bot. So the chat is closed; if another one is
        still closed for the same reason, it is the bot, and all are.
        """
        now = self._clock()
        chat = self._chat(chat_id, now)
        others = any(other.closed_until > now for other in self._chats.values() if other is not chat)
        chat.closed_until = max(chat.closed_until, now + seconds)
        if others:
            self._closed_until = max(self._closed_until, now + seconds)

    def _chat(self, chat_id: int, now: float) -> _Chat:
        if len(self._chats) > _IDLE_CHATS:
            self._chats = {
                known: chat
                for known, chat in self._chats.items()
                if now - chat.filled_at < GROUP_SECONDS or chat.closed_until > now
            }
        return self._chats.setdefault(chat_id, _Chat(filled_at=now))

    def _total_until(self, now: float, rank: Rank, ahead: int) -> float:
        if rank is Rank.REPLY and self._paced_at <= now - 1.0:
            return 0.0
        limit = self._total_limit - min(ahead, self._total_limit - LEAST_PACED)
        shortest = self._shortest if self._shortest < 1.0 else 0.0
        arrived_by = (
            flight.back_at if flight.back_at is not None else now
            for flight in self._flights
            if flight.back_at is not None or flight.sent_at > now - _LONG_AWAY
        )
        counting = sorted(at for moment in arrived_by if (at := moment - shortest + 1.0) > now)
        return counting[-limit] if len(counting) >= limit else 0.0


def _tokens(chat: _Chat, now: float) -> float:
    return min(float(CHAT_BURST), chat.tokens + (now - chat.filled_at) * CHAT_RATE)


def _bucket_until(chat: _Chat, now: float) -> float:
    missing = 1.0 - _tokens(chat, now)
    return now + missing / CHAT_RATE if missing > 0 else 0.0


def _group_until(chat: _Chat, chat_id: int) -> float:
    return chat.sent[0] + GROUP_SECONDS if chat_id < 0 and len(chat.sent) >= GROUP_LIMIT else 0.0
