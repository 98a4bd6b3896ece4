"""The only reader of the clock: real time for delivery, and the event's time, which can be rehearsed."""

import math
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

FASTEST = 86_400.0  # seconds shown per real second: a day


def wall_now() -> datetime:
    """Real time in UTC, for leases, retries and health: never rehearsed."""
    return datetime.now(UTC)  # noqa: TID251 - this module is where the clock is read


@dataclass(slots=True)
class Clock:
    """The time that answers speak of.

    Args:
        starts_at: what the clock shows when it is made, time-zone aware; None for real time.
        speed: seconds shown per real second; only with `starts_at`.
    """

    starts_at: datetime | None = None
    speed: float = 1.0
    _set_at: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """The moment shown, time-zone aware."""
        if self.starts_at is None:
            return wall_now()
        return self.starts_at + timedelta(seconds=(time.monotonic() - self._set_at) * self.speed)

    @property
    def is_rehearsed(self) -> bool:
        """Whether another time than the real one is shown, which may be set back."""
        return self.starts_at is not None

    def seconds_until(self, moment: datetime) -> float:
        """Real seconds until the clock shows `moment`, if nobody sets it; infinite while it stands still."""
        shown = (moment - self.now()).total_seconds()
        speed = self.speed if self.is_rehearsed else 1.0
        return shown / speed if speed else math.copysign(math.inf, shown)

    def rehearse(self, moment: datetime, speed: float) -> None:
        """Show `moment` from now on, and run at `speed`; 0 stands still.

        Raises:
            ValueError: if this clock shows real time, which cannot be set; if `moment` has no zone or `speed` is
                out of range.
        """
        if self.starts_at is None:
            raise ValueError("this clock shows real time")
        if moment.tzinfo is None or not 0 <= speed <= FASTEST:
            raise ValueError("a moment needs its offset, and a speed is from 0 to 86400")
        self.starts_at, self.speed, self._set_at = moment, speed, time.monotonic()
