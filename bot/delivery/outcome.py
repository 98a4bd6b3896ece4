"""What became of one try to send, as values: every error of Telegram has exactly one meaning here."""

import random
from dataclasses import dataclass
from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

FIRST_RETRY_SECONDS, LAST_RETRY_SECONDS = 0.5, 30.0


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram has it; the id of the message, if the method makes one."""

    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """It may not have arrived: try again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """429: try again, not before this many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class SendPlain:
    """Telegram cannot read the markup: say it without."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group is now a supergroup with this id."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person blocked the bot, or the chat is gone."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never take it."""

    reason: str


Outcome = Sent | Retry | Wait | SendPlain | Moved | Unreachable | Refused

_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "bot was kicked", "user not found")


def outcome_of_result(result: object) -> Sent:
    """Read what a method returned."""
    message_id = result.get("message_id") if isinstance(result, dict) else None
    return Sent(message_id if isinstance(message_id, int) else None)


def outcome_of_error(error: TelegramError) -> Outcome:
    """Say what an error means. BadRequest comes before NetworkError, whose subclass it is."""
    match error:
        case RetryAfter():
            return Wait(seconds_of(error.retry_after))
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case Forbidden():
            return Unreachable(error.message)
        case BadRequest():
            said = error.message.lower()
            if "can't parse entities" in said:
                return SendPlain(error.message)
            if "message is not modified" in said:
                return Sent()  # an edit repeated after a crash: it is as it should be
            return (Unreachable if any(gone in said for gone in _GONE) else Refused)(error.message)
        case _:
            return Retry(f"{type(error).__name__}: {error.message}")


def seconds_of(retry_after: int | timedelta) -> float:
    """`RetryAfter.retry_after` is an int today and a timedelta with PTB_TIMEDELTA=1."""
    return retry_after.total_seconds() if isinstance(retry_after, timedelta) else float(retry_after)


def backoff_seconds(attempts: int, dice: random.Random) -> float:
    """How long to wait after `attempts` tries: doubling, with jitter so that a crowd spreads out."""
    ceiling = min(LAST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2.0 ** min(attempts, 10))
    return ceiling * dice.uniform(0.5, 1.0)
