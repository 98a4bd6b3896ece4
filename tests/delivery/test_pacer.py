import random

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pacer import CHAT_BURST, GROUP_LIMIT, TOTAL_LIMIT, Pacer
from bot.rehearsal.limits import SendingLimits
from bot.storage.outbox import Rank


class Time:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def send_all(pacer: Pacer, time: Time, chat_id: int, count: int, rank: Rank = Rank.REPLY) -> list[float]:
    """Send `count` messages as early as allowed; returns when each went."""
    times = []
    for _ in range(count):
        time.now += pacer.wait(chat_id, rank)
        assert pacer.wait(chat_id, rank) == 0.0
        pacer.note_sent(chat_id, rank)
        times.append(time.now)
    return times


def test_one_chat_gets_a_short_burst_then_one_a_second() -> None:
    time = Time()
    times = send_all(Pacer(time), time, 5, 10)
    assert times[CHAT_BURST - 1] == times[0]
    assert times[-1] - times[0] >= 10 - CHAT_BURST - 1e-6


def test_a_group_gets_twenty_a_minute() -> None:
    time = Time()
    times = send_all(Pacer(time), time, -5, 3 * GROUP_LIMIT)
    assert all(late - early >= 60 for early, late in zip(times, times[GROUP_LIMIT:], strict=False))


def test_answers_alone_are_not_limited_in_total() -> None:
    time = Time()
    pacer = Pacer(time)
    for chat_id in range(1, 500):
        assert send_all(pacer, time, chat_id, 1) == [1_000.0]


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 0.2)), max_size=200))
def test_during_a_broadcast_everything_together_keeps_the_total(steps: list[tuple[bool, float]]) -> None:
    time = Time()
    pacer = Pacer(time)
    times = send_all(pacer, time, 1, 1, Rank.BROADCAST)
    for chat_id, (is_reply, pause) in enumerate(steps, start=2):
        if not is_reply:
            time.now += pause
        times += send_all(pacer, time, chat_id, 1, Rank.REPLY if is_reply else Rank.BROADCAST)
        pacer.note_sent(1, Rank.BROADCAST)
        times.append(time.now)
        time.now += 1 / 28
    assert all(sum(at <= other < at + 0.999 for other in times) <= TOTAL_LIMIT + 1 for at in times)


def test_a_429_closes_its_chat_and_a_second_one_closes_all() -> None:
    time = Time()
    pacer = Pacer(time)
    pacer.note_refused(1, 7)
    assert pacer.wait(1, Rank.REPLY) == 7
    assert pacer.wait(3, Rank.REPLY) == 0
    pacer.note_refused(2, 5)
    assert pacer.wait(3, Rank.REPLY) == 5
    time.now += 7
    assert pacer.wait(1, Rank.REPLY) == pacer.wait(3, Rank.REPLY) == 0


@given(st.integers(0, 2**32))
def test_who_follows_the_pacer_meets_no_429(seed: int) -> None:
    time, dice = Time(), random.Random(seed)
    pacer, telegram = Pacer(time), SendingLimits(time)
    telegram.is_on = True
    pacer.note_sent(1, Rank.BROADCAST)
    for _ in range(120):
        time.now += dice.random() / 28 * 2
        chat_id = dice.choice([1, 2, 3, -4, dice.randrange(10, 10_000)])
        if pacer.wait(chat_id, Rank.BROADCAST) == 0:
            pacer.note_sent(chat_id, Rank.BROADCAST)
            assert telegram.refuse(chat_id) is None
