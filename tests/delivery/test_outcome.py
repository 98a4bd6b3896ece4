import random
from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.delivery.outcome import (
    LAST_RETRY_SECONDS,
    Moved,
    Outcome,
    Refused,
    Retry,
    SendPlain,
    Sent,
    Unreachable,
    Wait,
    backoff_seconds,
    outcome_of_error,
    outcome_of_result,
    seconds_of,
)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (RetryAfter(7), Wait(7.0)),
        (ChatMigrated(-100), Moved(-100)),
        (Forbidden("bot was blocked by the user"), Unreachable("bot was blocked by the user")),
        (BadRequest("Chat not found"), Unreachable("Chat not found")),
        (BadRequest("Can't parse entities: x"), SendPlain("Can't parse entities: x")),
        (BadRequest("Message is not modified: x"), Sent()),
        (BadRequest("Message is too long"), Refused("Message is too long")),
        (NetworkError("x"), Retry("NetworkError: x")),
        (TimedOut(), Retry("TimedOut: Timed out")),
        (InvalidToken("x"), Retry("InvalidToken: x")),
        (TelegramError("Invalid server response"), Retry("TelegramError: Invalid server response")),
    ],
)
def test_every_error_has_one_meaning(error: TelegramError, outcome: Outcome) -> None:
    assert outcome_of_error(error) == outcome


def test_retry_after_is_read_as_number_and_as_duration() -> None:
    assert seconds_of(3) == seconds_of(timedelta(seconds=3)) == 3.0


def test_a_result_tells_the_message_if_there_is_one() -> None:
    assert outcome_of_result({"message_id": 5}) == Sent(5)
    assert outcome_of_result([]) == Sent(None)


def test_pauses_double_up_to_a_limit_and_differ() -> None:
    dice = random.Random(1)
    pauses = [backoff_seconds(attempts, dice) for attempts in range(40)]
    assert pauses[0] <= 0.5
    assert max(pauses) <= LAST_RETRY_SECONDS
    assert len(set(pauses)) == len(pauses)
