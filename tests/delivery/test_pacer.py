import random

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pacer import CHAT_BURST, GROUP_LIMIT, TOTAL_LIMIT, Flight, Pacer
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
        pacer.note_back(pacer.note_sent(chat_id, rank))
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
        pacer.note_back(pacer.note_sent(1, Rank.BROADCAST))
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
    pacer.note_back(pacer.note_sent(1, Rank.BROADCAST))
    for _ in range(120):
        time.now += dice.random() / 28 * 2
        chat_id = dice.choice([1, 2, 3, -4, dice.randrange(10, 10_000)])
        if pacer.wait(chat_id, Rank.BROADCAST) == 0:
            pacer.note_back(pacer.note_sent(chat_id, Rank.BROADCAST))
            assert telegram.refuse(chat_id) is None


def test_what_a_stall_holds_up_counts_when_it_can_have_arrived() -> None:
    """29 calls hang for half a second and arrive together: more may go a second after that, not after their sending."""
    time = Time()
    pacer = Pacer(time)
    pacer.note_back(pacer.note_sent(1, Rank.BROADCAST))
    held = [pacer.note_sent(chat_id, Rank.BROADCAST) for chat_id in range(2, TOTAL_LIMIT + 1)]
    time.now += 0.5
    for flight in held:
        pacer.note_back(flight)
    time.now += 0.6
    assert pacer.wait(99, Rank.BROADCAST) == 0, "the first has left the second"
    pacer.note_sent(99, Rank.BROADCAST)
    assert 0.3 < pacer.wait(100, Rank.BROADCAST) <= 0.41


@given(st.integers(0, 2**32))
def test_on_a_way_of_changing_length_never_more_than_the_total_arrive_in_a_second(seed: int) -> None:
    time, dice = Time(), random.Random(seed)
    pacer, arrivals = Pacer(time), []
    quickest = pacer.note_sent(0, Rank.BROADCAST)
    time.now += 0.04
    pacer.note_back(quickest)
    flights: list[tuple[float, Flight]] = []
    for chat_id in range(1, 200):
        time.now += 1 / 28
        while pacer.wait(chat_id, Rank.BROADCAST) > 0:
            time.now += 0.01
            flights = _land(pacer, time, flights)
        there, back = 0.02 + dice.choice([0.0, 0.3]) * dice.random(), 0.02 + dice.random() * 0.1
        flights.append((time.now + there + back, pacer.note_sent(chat_id, Rank.BROADCAST)))
        arrivals.append(time.now + there)
        flights = _land(pacer, time, flights)
    assert all(sum(at <= other < at + 0.999 for other in arrivals) <= TOTAL_LIMIT for at in arrivals)


def _land(pacer: Pacer, time: Time, flights: list[tuple[float, Flight]]) -> list[tuple[float, Flight]]:
    now = time.now
    for at, flight in flights:
        if at <= now:
            time.now = at
            pacer.note_back(flight)
    time.now = now
    return [each for each in flights if each[0] > now]


def test_answers_that_wait_go_before_a_broadcast() -> None:
    time = Time()
    pacer = Pacer(time)
    for chat_id in range(1, 26):
        pacer.note_back(pacer.note_sent(chat_id, Rank.BROADCAST))
    assert pacer.wait(99, Rank.BROADCAST) == 0
    assert pacer.wait(99, Rank.BROADCAST, ahead=10) > 0
    assert pacer.wait(99, Rank.REPLY) == 0
