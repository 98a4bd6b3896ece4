"""How fast it is: figures, never a verdict. Run by `make bench`; pytest does not collect it by itself.

Marks to hold them against: one message, this knowledge: median ≤ 0.3 ms, p99 ≤ 2 ms; 1,000 sessions: median ≤ 1 ms;
10,000: ≤ 5 ms; start to first answer ≤ 0.8 s; under 100 MB.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from rapidfuzz import fuzz, process

from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.core.text import fold
from tests.helpers import DATA, ROOT, say
from tests.programmes import with_programme

ROUNDS = 2_000


@pytest.fixture(scope="module")
def questions() -> list[str]:
    return [json.loads(line)["q"] for line in (DATA / "dev.jsonl").read_text(encoding="utf8").splitlines()]


def timed(benchmark: BenchmarkFixture, one: Callable[[str], object], turn: Iterator[str], rounds: int) -> None:
    benchmark.pedantic(one, setup=lambda: ((next(turn),), {}), rounds=rounds)  # type: ignore[no-untyped-call]


def forgetful(brain: Brain) -> Brain:
    """Let it understand each message anew."""
    brain.remembered.clear()
    return brain


def measured(
    benchmark: BenchmarkFixture, one: Callable[[str], object], questions: list[str], rounds: int = ROUNDS
) -> None:
    """Time single messages, each another, after each has been asked once; note p99 beside the median."""
    for question in questions:
        one(question)
    turn: Iterator[str] = cycle(questions)
    timed(benchmark, one, turn, rounds)
    times = sorted(benchmark.stats.stats.data)  # type: ignore[union-attr]
    benchmark.extra_info["p99_ms"] = round(1_000 * times[int(0.99 * len(times))], 3)
    benchmark.extra_info["median_ms"] = round(1_000 * times[len(times) // 2], 3)
    print(f"\n{benchmark.name}: {benchmark.extra_info}")  # noqa: T201


@pytest.mark.benchmark(group="one message")
def test_one_message(benchmark: BenchmarkFixture, brain: Brain, questions: list[str]) -> None:
    measured(benchmark, lambda question: say(forgetful(brain), question), questions)


@pytest.mark.benchmark(group="one message")
def test_one_message_asked_before(benchmark: BenchmarkFixture, brain: Brain, questions: list[str]) -> None:
    """What others have asked in the same words."""
    measured(benchmark, lambda question: say(brain, question), questions)


@pytest.mark.benchmark(group="one message")
def test_one_message_never_seen(benchmark: BenchmarkFixture, brain: Brain) -> None:
    """Each message once: nothing is remembered of its words."""
    lines = [
        line for locale in Locale for line in (DATA / f"elsewhere_{locale}.txt").read_text(encoding="utf8").splitlines()
    ]
    turn = iter(lines)
    timed(benchmark, lambda line: say(brain, line), turn, len(lines))


@pytest.mark.benchmark(group="one message")
@pytest.mark.parametrize("count", [100, 1_000])
def test_rapidfuzz_over_the_same_phrases(
    benchmark: BenchmarkFixture, brain: Brain, questions: list[str], count: int
) -> None:
    """The nearest phrase by WRatio, which is right for a third of the questions."""
    phrases = [fold(sentence) for asked in brain.knowledge.asked.values() for sentence in asked][:count]
    benchmark.extra_info["phrases"] = len(phrases)
    measured(
        benchmark, lambda question: process.extractOne(fold(question), phrases, scorer=fuzz.WRatio), questions, 600
    )


@pytest.mark.benchmark(group="programme")
@pytest.mark.parametrize("count", [10, 100, 1_000, 10_000])
def test_a_programme_of_many_sessions(benchmark: BenchmarkFixture, brain: Brain, count: int) -> None:
    """Asked about its sessions in both languages, half of the titles cut short."""
    large = with_programme(brain, count)
    names = [session.name for session in large.knowledge.sessions[:: max(1, count // 60)]]
    asked = [f"when is {name.title(Locale.EN)}?" for name in names]
    asked += [f"gdzie jest {name.pl.nom.split(':')[0]}" for name in names]
    found = sum("session-" in " ".join(say(large, question).entities) for question in asked)
    benchmark.extra_info["found"] = f"{found} of {len(asked)}"
    measured(benchmark, lambda question: say(forgetful(large), question), asked, 600)


@pytest.mark.benchmark(group="start")
def test_start_to_first_answer(benchmark: BenchmarkFixture, brain: Brain) -> None:
    """A process of its own, from its cache; with the peak of its memory (as Linux counts it: VmHWM)."""
    assert brain  # cached by now
    command = [sys.executable, str(ROOT / "run_bot.py"), "ask", "gdzie jest koncert?"]
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True), rounds=5, warmup_rounds=1
    )
    script = (
        "import sys; from bot.cli import main; main(sys.argv[1:]);"
        "print([line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')][0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command[2:]], cwd=ROOT, check=True, capture_output=True, text=True
    )
    benchmark.extra_info["peak_mb"] = round(int(done.stdout.split()[-1]) / 1_024)
    benchmark.extra_info["cache_mb"] = round(
        sum(p.stat().st_size for p in Path(ROOT, "knowledge/.cache").glob("*")) / 1e6, 1
    )
    print(f"\n{benchmark.name}: {benchmark.extra_info}")  # noqa: T201
