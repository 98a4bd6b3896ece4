"""Faults that the stand-in produces on demand, one request at a time."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What can happen to a request on its way to Telegram and back."""

    TOO_MANY = "429"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502 with an HTML body"
    BAD_JSON = "bad JSON"
    RESET_BEFORE = "reset before the effect"
    RESET_AFTER = "reset after the effect"
    SLOW = "slow"
    HANG = "hang"
    UNAUTHORIZED = "401"
    NOT_FOUND = "404"
    CONFLICT = "409"


SLOW_SECONDS = 2.0
HANG_SECONDS = 120.0  # longer than any bot waits

# Where the request had its effect although the bot does not learn of it: a repeat is right.
AMBIGUOUS = frozenset({Fault.RESET_AFTER, Fault.BAD_JSON})


@dataclass(slots=True)
class _Planned:
    method: str
    fault: Fault
    left: int


class FaultPlan:
    """Which of the next requests fail, and how."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []
        self.happened: list[tuple[str, Fault]] = []
        """What did fail, as pairs (method, fault)."""

    def add(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let the next `times` calls of `method` fail with `fault`."""
        self._planned.append(_Planned(method, fault, times))

    @property
    def is_pending(self) -> bool:
        """True while a planned fault has not met its request."""
        return any(planned.left for planned in self._planned)

    def take(self, method: str) -> Fault | None:
        """The fault of this call, if it is to fail."""
        for planned in self._planned:
            if planned.method == method and planned.left:
                planned.left -= 1
                self.happened.append((method, planned.fault))
                return planned.fault
        return None
