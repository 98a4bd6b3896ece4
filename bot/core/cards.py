"""Cards to share in any chat: what a few words, perhaps not typed to their end, may name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.core.answer import Answer, Status
from bot.core.answers.speech import capital
from bot.core.brain import Brain
from bot.core.conversation import Profile, respond, respond_to
from bot.core.entities import names_of
from bot.core.knowledge import Entity, Session
from bot.core.pages import asks_of_item
from bot.core.schedule import today
from bot.core.text import tokenise

MOST_CARDS = 10
"""Cards that are offered: Telegram takes 50, nobody scrolls through them."""
_ANSWER = "answer"
_LEAST_QUESTION = 2
"""Words that may be a question and not only a name."""


@dataclass(frozen=True, slots=True)
class Card:
    """Something to share: a title to choose it by, and the answer that is sent."""

    id: str
    title: str
    answer: Answer


def cards(query: str, *, brain: Brain, profile: Profile, now: datetime) -> list[Card]:
    """Give the cards that match, best first; for an empty query the programme.

    Args:
        query: as typed so far.
        brain: what is known.
        profile: its language is the cards'.
        now: time-zone aware.
    """
    words = tuple(tokenise(query))
    found = [*_answers(query, words, brain, profile, now)]
    for thing in _things(words, brain, now):
        answer, _ = respond_to(asks_of_item(thing.id, brain), brain=brain, profile=profile, now=now)
        name = thing.spoken_name if isinstance(thing, Session) else thing.name
        if answer.text not in {card.answer.text for card in found}:
            found.append(Card(thing.id, name.title(profile.locale), answer))
    return found[:MOST_CARDS]


def _answers(query: str, words: tuple[str, ...], brain: Brain, profile: Profile, now: datetime) -> Iterator[Card]:
    """Give the answer itself, if a whole question is typed."""
    if len(words) >= _LEAST_QUESTION:
        answer, _ = respond(query, brain=brain, profile=profile, now=now)
        if answer.status in {Status.ANSWERED, Status.NOT_ANNOUNCED} and answer.confidence > 0:
            yield Card(_ANSWER, capital(query.strip()), answer)


def _things(words: tuple[str, ...], brain: Brain, now: datetime) -> list[Entity]:
    knowledge = brain.knowledge
    if not words:
        return [*knowledge.programme, *knowledge.venues]
    named = [mention.id for mention in brain.gazetteer.find(words, today=today(knowledge, now)).things]
    begun = [thing.id for thing in knowledge.things() if _begins(words, thing)]
    return [knowledge.by_id[id_] for id_ in dict.fromkeys(named + begun)]


def _begins(words: tuple[str, ...], thing: Entity) -> bool:
    """Tell whether every word is the beginning of one in a name of the thing."""
    known = {word for name, _ in names_of(thing) for word in tokenise(name)}
    return all(any(each.startswith(word) for each in known) for word in words)
