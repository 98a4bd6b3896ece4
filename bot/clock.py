"""The only reader of the clock: real time for delivery, and the event's time, which can be rehearsed."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


def wall_now() -> datetime:
    """Real time in UTC, for leases, retries and health: never rehearsed."""
    return datetime.now(UTC)  # noqa: TID251 - this module is where the clock is read


@dataclass(frozen=True, slots=True)
class Clock:
    """The time that answers speak of.

    Args:
        starts_at: what the clock shows when it is made, time-zone aware; None for real time.
        speed: seconds shown per real second; only with `starts_at`.
    """

    starts_at: datetime | None = None
    speed: float = 1.0
    _made_at: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """The moment shown, time-zone aware."""
        if self.starts_at is None:
            return wall_now()
        return self.starts_at + timedelta(seconds=(time.monotonic() - self._made_at) * self.speed)
