"""What is said of topics: the facts that the organiser has written down, with yes or no where that is asked."""

import re
from dataclasses import replace

from bot.core.answer import Status
from bot.core.answers.claims import Claims, together
from bot.core.answers.speech import Part, Speaker, kind_of, session_actions
from bot.core.answers.websites import website
from bot.core.days import find_days, months_in
from bot.core.knowledge import Session
from bot.core.locale import Phrasings
from bot.core.numerals import numbers_in, numeral
from bot.core.polarity import asking_words
from bot.core.reading import Ask, mention_of
from bot.core.text import tokenise
from bot.core.topics import Topic

_YEAR = re.compile(r"(?:19|20)\d\d")
_SITE = frozenset("website webpage www strona strone".split())
"""Words that ask for a website: “the partner's website” asks for it, whoever the partner is."""


def topic(ask: Ask, speaker: Speaker) -> Part:
    """Give the answer of the topic that is asked for; KeyError if it asks for none."""
    fact = speaker.knowledge.topic_by_id[ask.topic or ""]
    organisations = [id_ for id_ in fact.about if kind_of(speaker.brain, id_) == "org"]
    if organisations and _SITE & set(ask.words):
        return website(replace(ask, things=(mention_of(speaker.brain, organisations[0]),)), speaker)
    text = speaker.told(fact)
    verdict = _verdict(fact, text, ask, speaker) if ask.is_yes_no else None
    about = [speaker.knowledge.by_id[id_] for id_ in fact.about]
    sessions = [thing for thing in about if isinstance(thing, Session)]
    actions = session_actions(sessions[0]) if sessions else ()
    tail = speaker.ask_person(speaker.knowledge.person(fact.ask)) if fact.ask else ""
    return Part(text, Status(fact.status), verdict, about=fact.about, actions=actions, tail=tail)


def _verdict(fact: Topic, text: str, ask: Ask, speaker: Speaker) -> bool | None:
    """Tell whether a question claims what the topic says, in the topic's words for that, or the contrary.

    A day, a year or a number beside the right one is the contrary. Without any such word nobody knows what a yes would
    mean, and None is given.
    """
    words = [word for word in asking_words(ask.words) if word[0].isalnum()]
    heard = {_counted(word) for word in words}
    agrees, differs = (_longest(way, heard) for way in (fact.agreeing, fact.contrary))
    numbers = set(numbers_in([entry for entry in fact.agreeing.both if " " not in entry]))
    claimed = set(numbers_in(words)) - {day.day for day in ask.days}
    others = bool(numbers) and not claimed <= numbers
    named = set(ask.of_kind("session"))
    if named and named.isdisjoint(fact.about):  # “the concert is the first initiative, right?”
        return False if agrees and claimed & numbers else None
    dated = _dates_claimed(text, ask, speaker)
    claims: Claims = [*dated, *([False] if others else [])]
    if agrees != differs:
        claims.append(agrees > differs)
    return None if {True, False} <= set(claims) else together(claims)


def _longest(ways: Phrasings, heard: set[str]) -> int:
    """Count the words of the longest of some ways of saying a thing, all words of which are heard: it decides."""
    said = [{_counted(word) for word in tokenise(way)} for way in ways.both]
    return max((len(words) for words in said if words <= heard), default=0)


def _counted(word: str) -> str:
    """Give a number in one form, however it is written: “10th”, “ten”, „dziesiąta”."""
    return str(numeral(word) or word)


def _dates_claimed(text: str, ask: Ask, speaker: Speaker) -> Claims:
    """Judge a day and a year by those that the answer tells, if it tells any."""
    told = tokenise(text)
    days = {mention.day for mention in find_days(tuple(told), speaker.knowledge.event, today=speaker.today)}
    years, named = (set(filter(_YEAR.fullmatch, words)) for words in (told, ask.words))
    claims: Claims = [set(ask.days) <= days] if days and ask.days else []
    months = months_in(ask.words) if days and not ask.days else frozenset()
    claims += [months <= {day.month for day in days}] if months else []
    return [*claims, named <= years] if years and named else claims
