"""Fit the weights of bot/core/scope.py: what tells questions about the event from everything else.

    python -m bot.training.scope QUESTIONS.jsonl … ELSEWHERE.txt …

Questions are lines of JSON with the fields `q`, `kind` (``offtopic`` is about something else, ``social`` is left out),
`now` and `follows`; a text file has one message about something else a line. It prints the weights, and for some
shares of the text files' lines that would be taken for questions, how many of the questions would be refused.
"""

import json
import sys
from datetime import datetime, time, timedelta
from pathlib import Path

import numpy as np

from bot.brain_files import load_brain
from bot.core.brain import Brain
from bot.core.conversation import Profile, respond
from bot.core.grammar import with_checks_joined
from bot.core.reading import Context, read
from bot.core.schedule import today
from bot.core.scope import BIAS, WEIGHTS, signs, strangeness

_LINE_WEIGHT = 0.15  # of a line of text against a question: there are many of them, and people ask bots other things
_RIDGE = 0.3  # variance that a weight is thought to have before anything is seen
_STEPS = 50  # of Newton's method
_SHARES = (0.005, 0.01, 0.02, 0.03)  # of the lines of text files, for which the report tells the price
Row = tuple[tuple[float, ...], float, bool, float, float]
"""Signs, what the talk says, whether it is about something else, its weight, today's log-odds."""


def main(paths: list[str]) -> None:
    """Read the files, fit, print."""
    brain = load_brain(Path("knowledge"))
    rows: list[Row] = []
    for path in map(Path, paths):
        rows += _questions(path, brain) if path.suffix == ".jsonl" else _lines(path, brain)
    x = np.array([[*map(float, row[0]), 1.0] for row in rows])
    offset, weights = np.array([row[1] for row in rows]), np.array([row[3] for row in rows])
    other = np.array([row[2] for row in rows])
    fitted = _fit(x, offset, other, weights)
    print("WEIGHTS =", tuple(round(float(w), 3) for w in fitted[:-1]))
    print("BIAS =", round(float(fitted[-1]), 3))
    _report("now", np.array([row[4] for row in rows]), other, weights)
    _report("fitted", x @ fitted + offset, other, weights)


def _report(name: str, odds: np.ndarray, other: np.ndarray, weights: np.ndarray) -> None:
    lines, ours, near = other & (weights < 1), ~other, other & (weights == 1)
    for share in _SHARES:
        limit = float(np.quantile(odds[lines], share))
        refused, taken = (odds[ours] >= limit).sum(), (odds[near] < limit).sum()
        print(f"{name}: from {limit:+.2f} {share:.1%} of lines taken, {refused} of {ours.sum()} refused,", end=" ")
        print(f"{taken} of {near.sum()} questions about something else taken")


def _questions(path: Path, brain: Brain) -> list[Row]:
    rows: list[Row] = []
    before: dict[str, Profile] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        now = datetime.fromisoformat(question["now"]) if "now" in question else _week_before(brain)
        profile = before.get(question.get("follows", ""), Profile())
        if question["kind"] != "social":
            rows.append(_row(question["q"], brain, (profile, now), is_other=question["kind"] == "offtopic", weight=1.0))
        _, before[question["id"]] = respond(question["q"], brain=brain, profile=profile, now=now)
    return rows


def _lines(path: Path, brain: Brain) -> list[Row]:
    lines = filter(None, map(str.strip, path.read_text(encoding="utf-8").splitlines()))
    return [_row(line, brain, (Profile(), _week_before(brain)), is_other=True, weight=_LINE_WEIGHT) for line in lines]


def _week_before(brain: Brain) -> datetime:
    """When messages without a time of their own are thought to come: a week before the event, in the morning."""
    event = brain.knowledge.event
    return datetime.combine(event.starts_on - timedelta(7), time(10), brain.knowledge.zone)


def _row(text: str, brain: Brain, before: tuple[Profile, datetime], *, is_other: bool, weight: float) -> Row:
    profile, now = before
    context = profile.context or Context()
    heard = brain.ears.hear(text, preferred=profile.locale, goes_on=profile.context is not None)
    reading = read(with_checks_joined(heard.words), brain, today(brain.knowledge, now), heard.locale, context)
    odds = strangeness(reading, brain, context)
    own = signs(reading, brain)
    talk = odds - BIAS - sum(w * s for w, s in zip(WEIGHTS, own, strict=True))
    return own, talk, is_other, weight, odds


def _fit(x: np.ndarray, offset: np.ndarray, other: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Logistic regression by Newton's method; what the talk says is given, not fitted."""
    scale = np.where(x.std(0) > 0, x.std(0), 1.0)
    scaled = x / scale
    fitted = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], 1 / _RIDGE)
    ridge[-1] = 0
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-(scaled @ fitted + offset)))
        slope = scaled.T @ (weights * (chance - other)) + ridge * fitted
        bend = (scaled.T * (weights * chance * (1 - chance))) @ scaled + np.diag(ridge)
        fitted -= np.linalg.solve(bend, slope)
    return fitted / scale


if __name__ == "__main__":
    main(sys.argv[1:])
