"""What is said of topics: the facts that the organiser has written down, with yes or no where that is asked."""

from dataclasses import replace

from bot.core.answer import Status
from bot.core.answers.people import website
from bot.core.answers.speech import Part, Speaker, kind_of, session_actions
from bot.core.knowledge import Session
from bot.core.reading import Ask, mention_of
from bot.core.text import tokenise
from bot.core.topics import Topic

_SITE = frozenset("website webpage www strona strone".split())
"""Words that ask for a website: “the partner's website” asks for it, whoever the partner is."""


def topic(ask: Ask, speaker: Speaker) -> Part:
    """Give the answer of the topic that is asked for; KeyError if it asks for none."""
    fact = speaker.knowledge.topic_by_id[ask.topic or ""]
    organisations = [id_ for id_ in fact.about if kind_of(speaker.brain, id_) == "org"]
    if organisations and _SITE & set(ask.words):
        return website(replace(ask, things=(mention_of(speaker.brain, organisations[0]),)), speaker)
    text = speaker.told(fact)
    if fact.yes_no and ask.is_yes_no:
        text = speaker.yes_or_no(text, is_so=(fact.yes_no == "yes") != _is_turned(fact, ask))
    about = [speaker.knowledge.by_id[id_] for id_ in fact.about]
    sessions = [thing for thing in about if isinstance(thing, Session)]
    actions = session_actions(sessions[0]) if sessions else ()
    tail = speaker.ask_person(speaker.knowledge.person(fact.ask)) if fact.ask else ""
    return Part(text, Status(fact.status), about=fact.about, actions=actions, tail=tail)


def _is_turned(fact: Topic, ask: Ask) -> bool:
    """Whether a question claims the contrary: in words of the topic, or of sessions none of which it is about."""
    heard = f" {' '.join(ask.words)} "
    named = set(ask.of_kind("session"))
    is_of_others = bool(named) and named.isdisjoint(fact.about)  # “the concert is the first initiative, right?”
    return is_of_others or any(f" {' '.join(tokenise(word))} " in heard for word in fact.contrary.both)
