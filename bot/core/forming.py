"""Step 2 of 4, understand (c): the question that a clause asks, formed of what it names, without what it excludes."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.core.days import DayMention
from bot.core.entities import Mention
from bot.core.grammar import DENIALS, EXCLUSIONS
from bot.core.polarity import wants_yes_or_no
from bot.core.reading import Ask, Reading

_CHOSEN = {"session": "whose", "org": "whose", "event": "whose", "venue": "where", "person": "who", "subject": "what"}
"""What a thing is named for: of two that serve the same, one may be left out: “the host, *not the conference*”."""
_WITH = frozenset("with z ze".split())
"""Words between the event and a session that only describes it."""
_ELSE = frozenset("else more jeszcze inne innego".split())
"""Words that ask for more than what is named: “is there only the concert on Friday, or something else?”."""
_EXCLUDING = DENIALS | _ELSE
"""One of these stands wherever something is excluded."""
_SHORTLY = 3
"""Words before a name among which a denial excludes it: “apart from the concert”."""
_FILMING = "photo"
"""The way of asking that asks for the rest of the same kind: “where *else* may we film, apart from the opening?”."""
_OPEN_ENDED = frozenset("programme what next now same_day access_set other_attribute when".split())
"""Ways of asking that may ask for the rest."""
_PRECEDENCE = {"session": 0, "subject": 1, "person": 2, "venue": 3, "org": 4, "event": 5, "city": 6}


def ask_of(label: str, confidence: float, reading: Reading) -> Ask:
    """Make the question that a clause asks."""
    things = sorted(_affirmed(reading), key=lambda m: _PRECEDENCE[m.kind])
    ask = Ask(
        intent=label,
        things=tuple(things),
        days=tuple(dict.fromkeys(d.day for d in reading.days)),
        period=reading.period,
        confidence=round(min(1.0, confidence), 3),
        is_yes_no=wants_yes_or_no(reading.words),
        words=reading.words,
    )
    return _with_exclusions(ask, reading)


def _affirmed(reading: Reading) -> Sequence[Mention]:
    """Leave out what is named only to be excluded: “from the association, *not from the city*”."""
    named = _heads(reading)
    if DENIALS.isdisjoint(reading.words):
        return named
    # “isn't he the chair?” leaves nobody out
    named = [m for m in named if m.kind != "person" or not _is_denied(m, reading.words, EXCLUSIONS)]
    kept = [m for m in named if not _is_denied(m, reading.words)]
    excluded = {_CHOSEN.get(m.kind) for m in named} - {_CHOSEN.get(m.kind) for m in kept}
    return named if excluded else kept


def _heads(reading: Reading) -> Sequence[Mention]:
    """Leave out what only describes the event: “the conference *with the concert at the fort*”."""
    named = sorted(reading.things, key=lambda m: m.start)
    for first, second in pairwise(named):
        between = reading.words[first.end : second.start]
        if first.kind == "event" and second.kind == "session" and between[:1] and between[0] in _WITH:
            return named[: named.index(second)]
    return reading.things


def _is_denied(mention: Mention | DayMention, words: Sequence[str], denials: frozenset[str] = DENIALS) -> bool:
    return not denials.isdisjoint(words[max(0, mention.start - _SHORTLY) : mention.start])


def _with_exclusions(ask: Ask, reading: Reading) -> Ask:
    """Let “what else, not the concert and not on the 7th” ask for the rest of the programme."""
    if _EXCLUDING.isdisjoint(reading.words):
        return ask
    sessions = [m for m in reading.things if m.kind == "session"]
    if ask.intent == "programme" and ask.days and not _ELSE.isdisjoint(reading.words):
        return replace(ask, things=tuple(m for m in ask.things if m.kind != "session"), is_yes_no=False)
    denied = tuple(m.id for m in sessions if _is_denied(m, reading.words))
    ends = {m.end for m in sessions if m.id in denied}  # “apart from the concert on the 8th” excludes no day
    not_on = tuple(
        d.day for d in reading.days if _is_denied(d, reading.words) and ends.isdisjoint({d.start, d.start - 1})
    )
    if (
        ask.is_yes_no
        or not (denied or not_on)
        or len(denied) < len(sessions)
        or ask.intent not in _OPEN_ENDED | {_FILMING}
    ):
        return ask
    things = tuple(m for m in ask.things if m.kind != "session")
    days = tuple(day for day in ask.days if day not in not_on)
    intent = ask.intent if ask.intent == _FILMING else "programme"
    return replace(ask, intent=intent, things=things, days=days, besides=denied, not_on=not_on)
