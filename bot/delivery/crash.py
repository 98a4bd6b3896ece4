"""Named points at which the tests end the process with SIGKILL, as a power cut would."""

import os
import signal
from enum import StrEnum

VARIABLE = "SMOK_TEST_CRASH_AT"  # "name" or "name:3" for the third time; meant for tests alone


class CrashPoint(StrEnum):
    """Where a message is between two durable steps."""

    AFTER_RECEIVE = "after-receive"
    AFTER_INBOX_COMMIT = "after-inbox-commit"
    BEFORE_OUTBOX_COMMIT = "before-outbox-commit"
    BEFORE_SEND = "before-send"
    AFTER_SEND = "after-send"


_name, _, _count = os.environ.get(VARIABLE, "").partition(":")
_left = {_name: int(_count or 1)} if _name else {}


def crash_point(point: CrashPoint) -> None:
    """End the process here if the environment asks for it."""
    if point not in _left:
        return
    _left[point] -= 1
    if _left[point] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
