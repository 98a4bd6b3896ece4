"""Step 2 of 4, understand (c): a session that is described, not named: “some evening with music”."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.brain import Brain
from bot.core.reading import Ask, mention_of
from bot.core.text import tokenise

SESSION_WORDS = frozenset(
    "evening night event events thing something session meeting gathering party gig one show body platform initiative "
    "wieczor wieczorze wieczoru impreza imprezie impreze imprezy wydarzenie wydarzeniu spotkanie spotkaniu cos czyms "
    "sesja sesji platforma platformy platforme platformie gremium inicjatywa inicjatywy".split()
)
"""Words for a session that say nothing of it."""
_OF_SESSIONS = frozenset(
    "when where access start_time end_time part_of_day address name_of_role_holder official_name what".split()
)
"""Ways of asking that are about one session."""
_BEGINNING = 6
"""Letters that inflected forms of a word share."""


def described_in(words: Sequence[str], brain: Brain) -> str | None:
    """Find the one session that some words describe beside a word for sessions; None for none and for several."""
    if SESSION_WORDS.isdisjoint(words):
        return None
    spoken = {word[:_BEGINNING] for word in words}
    described = [
        session.id
        for session in brain.knowledge.sessions
        if any({w[:_BEGINNING] for w in tokenise(hint)} <= spoken for hint in session.hints.both)
    ]
    return described[0] if len(described) == 1 else None


def hints_at(word: str, session: str, brain: Brain) -> bool:
    """Whether a word is one of those that describe a session."""
    hints = brain.knowledge.session(session).hints.both
    return any(word[:_BEGINNING] == own[:_BEGINNING] for hint in hints for own in tokenise(hint))


def with_described(ask: Ask, words: Sequence[str], brain: Brain) -> Ask:
    """Let a question that names no session concern the one that the message describes."""
    named = {m.kind for m in ask.things if not (m.kind == "org" and m.is_generic)} - {"city", "event"}
    if named or ask.days or ask.intent not in _OF_SESSIONS or (id_ := described_in(words, brain)) is None:
        return ask
    return replace(ask, things=(mention_of(brain, id_),))
