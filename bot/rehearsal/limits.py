"""Telegram's limits on sending, as far as they are known: the FAQ's figures, then 429.

How paid messages (allow_paid_broadcast) and others count together is not documented. Here what is paid for is counted
by itself, for it is said to ignore the limits of broadcasts.
"""

import math
from collections import defaultdict, deque
from collections.abc import Callable

TOTAL, TOTAL_SECONDS = 30, 1.0  # messages to all chats (core.telegram.org/bots/faq)
GROUP, GROUP_SECONDS = 20, 60.0  # to one group (same)
PAID = 1000  # messages a second to all chats, if they may cost (core.telegram.org/bots/api#paid-broadcasts)
CHAT_RATE, CHAT_BURST = 1.0, 5  # to one chat; "short bursts" without a figure: 5 is assumed


class SendingLimits:
    """Counts what was let through.

    Args:
        clock: seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.is_on = False
        self.gate_seconds = 0.0
        """After a 429 for the total, everything is refused for so long (Telegram's way is not known)."""
        self.refusals = 0
        self._gate_until = 0.0
        self._totals: dict[bool, deque[float]] = {False: deque(), True: deque()}
        self._groups: defaultdict[int, deque[float]] = defaultdict(deque)
        self._chats: dict[int, tuple[float, float]] = {}

    def refuse(self, chat_id: int, *, is_paid: bool = False) -> int | None:
        """Seconds to wait, if a message to `chat_id` is too many; else None, and it counts."""
        if not self.is_on:
            return None
        now = self._clock()
        total, most = self._totals[is_paid], PAID if is_paid else TOTAL
        _forget(total, now - TOTAL_SECONDS)
        _forget(self._groups[chat_id], now - GROUP_SECONDS)
        tokens = self._tokens(chat_id, now)
        wait = max(0.0, self._gate_until - now, (1.0 - tokens) / CHAT_RATE)
        if chat_id < 0 and len(self._groups[chat_id]) >= GROUP:
            wait = max(wait, self._groups[chat_id][0] + GROUP_SECONDS - now)
        if len(total) >= most:
            wait = max(wait, total[0] + TOTAL_SECONDS - now)
            self._gate_until = max(self._gate_until, now + self.gate_seconds)
        if wait > 0:
            self.refusals += 1
            return math.ceil(wait)
        total.append(now)
        self._groups[chat_id].append(now)
        self._chats[chat_id] = (tokens - 1, now)
        return None

    def _tokens(self, chat_id: int, now: float) -> float:
        tokens, filled_at = self._chats.get(chat_id, (float(CHAT_BURST), now))
        return min(float(CHAT_BURST), tokens + (now - filled_at) * CHAT_RATE)


def _forget(times: deque[float], before: float) -> None:
    while times and times[0] <= before:
        times.popleft()
