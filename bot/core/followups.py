"""Step 2 of 4, understand (c): what a message leaves out because the one before it has said it: “and where?”."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from bot.core.brain import Brain
from bot.core.entities import Mention
from bot.core.grammar import LINKS, OTHERS, PRONOUNS, SAMENESS, THAT_DAY, UNIVERSALS, leans, spoken
from bot.core.knowledge import Session
from bot.core.lexicon import QUESTION_WORDS
from bot.core.locale import Locale
from bot.core.reading import MOST_MEANT, Ask, Context, Reading, but_city, mention_of, mentions_of

_VAGUE = frozenset(("what", "next", "now", "first_item", "last_item", "programme", "other_attribute", "when"))
"""Intents that a follow-up about a day or a place in a list is not really about."""
_LONGEST_CONTINUATION = 5  # words; what is longer asks something of its own
_QUOTING = frozenset(("quote", "who_said"))
"""Ways of asking after which “the other one” is the other who is quoted; after others, the other contact."""
_THE_OTHER = frozenset(("other", "drugiej", "druga", "drugi", "drugiego"))
"""Words for the side that was not spoken of; of `OTHERS`, “second” counts what was listed instead."""
_MOVING_ON = frozenset(("next", "first_item", "last_item", "now", "access_set"))
"""Ways of asking that are answered with another session than the one that was spoken of."""
COMPARING = frozenset(("same_day", "same_place", "compare"))
"""Ways of asking that take two: the one that was spoken of and the one named."""
_NAMING = frozenset(("first_item", "name_of_role_holder", "official_name", "last_item"))
"""Ways of asking for somebody's first or last name, where people were spoken of."""
_OF_PERSONS = frozenset(("who_is", "name_of_role_holder", "attending", "involved", "programme", "what", "where"))
"""Ways of asking that, said of “her”, ask who somebody is."""
_PERSONS = {
    Locale.EN: frozenset("he she his him her hers somebody someone".split()),
    Locale.PL: frozenset("on ona jej nia niej jego nim niego mu ktos".split()),
}
"""Pronouns that only people have; in Polish they are those of a thing too, but who was spoken of comes first."""
_SOMEBODY = frozenset("somebody someone ktos".split())
"""Those of them by which nobody is asked for: “somebody from the city, right?”."""
_THEM = frozenset("them those these nich tych tym tymi".split())
"""Pronouns of what was listed: “remind me of all of *them*”."""
_EVERYTHING = frozenset(("everything", "wszystko"))
"""Words that mean the whole programme, whatever was spoken of: “and where is everything?”."""
_THERE = frozenset(("there", "tam", "place", "else", "jeszcze"))
"""Words that mean the place of what is spoken of."""
_RIGHT_THERE = frozenset(("there", "tam"))
"""Words that mean no other place: “is it there tomorrow as well?”."""
_ANY = frozenset("any which ones them something anything else ktore ktorys cos jakies wszystko".split())
_FEW = 7
"""Words that ask for whatever is open, and how many a question of the one spoken of has at most."""
_OF_ROLES = frozenset(("who_is", "name_of_role_holder", "official_name"))
"""Ways of asking that, after one person was spoken of, are about that: “and the exact position?”."""
_REACHING, _OF_SOMEBODY = frozenset(("email", "phone", "contact")), frozenset(("whose", "who_is"))
"""Ways of asking how to reach somebody, and those whose answer has just told of somebody."""
_OF_ONE = frozenset("where when start_time end_time part_of_day access address".split())
"""Ways of asking that are about one session while one is spoken of."""
_ORDINALS: dict[int, frozenset[str]] = {
    0: frozenset(("first", "pierwsze", "pierwszy", "pierwsza", "pierwszego", "pierwszej", "pierwszym", "1st")),
    1: frozenset(("second", "drugie", "2nd")),
    2: frozenset(("third", "trzecie", "trzeci", "trzecia", "3rd")),
    -1: frozenset(("last", "ostatnie", "ostatni", "ostatnia", "ostatniego", "ostatniej", "ostatnim")),
}
_SHIFTS = {
    1: frozenset((
        ("day", "after"), ("next", "day"), ("following", "day"), ("day", "later"), ("evening", "after"),
        ("night", "after"), ("next", "evening"), ("following", "evening"), ("nastepnego", "dnia"),
        ("nastepny", "dzien"), ("dzien", "pozniej"), ("kolejnego", "dnia"), ("dzien", "po"),
        ("nastepnego", "wieczoru"), ("nastepny", "wieczor"),
    )),
    -1: frozenset((
        ("day", "before"), ("previous", "day"), ("day", "earlier"), ("poprzedniego", "dnia"), ("dzien", "wczesniej"),
        ("dzien", "przed"),
    )),
}  # fmt: skip


def continued(ask: Ask, reading: Reading) -> Ask:
    """Ask the same of something else: “and the concert?”."""
    things = but_city(reading.things)
    days = tuple(d.day for d in reading.days)
    if ask.topic and things:
        return Ask("what", things, days, confidence=ask.confidence, words=reading.words)
    besides = () if things else ask.besides  # “and at the castle?” is not about what was excluded before
    things = things or (() if days else ask.things)
    asked = replace(ask, things=things, days=days, words=reading.words, besides=besides)
    return replace(asked, is_yes_no=False, is_doubtful=False)


def continues(reading: Reading, context: Context) -> bool:
    """Whether some words go on to another thing of the kind that was asked about: “and the city’s for business?”."""
    words = spoken(reading.words)
    if not words or not context.asks or context.asks[-1].topic:
        return False
    if len(words) > _LONGEST_CONTINUATION or QUESTION_WORDS & set(words):
        return False
    kinds = {m.kind for m in context.asks[-1].things}
    return words[0] in LINKS[reading.locale] and bool(kinds & {m.kind for m in reading.things})


def the_other(reading: Reading, brain: Brain, context: Context) -> Ask | None:
    """Ask the same of the one that is left of two: “and the other one?”, after one of two quotes or contacts.

    `context` is that of a question.
    """
    words = set(spoken(reading.words))
    if not words & OTHERS or not words <= OTHERS | SAMENESS | PRONOUNS[reading.locale]:
        return None
    last = context.asks[-1]
    told = {m.id for m in last.things} | set(context.listed)
    knowledge = brain.knowledge
    quoted = {quote.by for quote in knowledge.quotes}
    people = [p for p in knowledge.people if (p.id in quoted if last.intent in _QUOTING else p.media_contact)]
    sessions = [knowledge.session(id_) for id_ in context.listed if isinstance(knowledge.by_id.get(id_), Session)]
    for two in (people, list(knowledge.organisations), sessions):
        left = [thing for thing in two if thing.id not in told]
        if len(two) > len(left) == 1:
            return replace(last, things=(mention_of(brain, left[0].id),), words=reading.words, is_yes_no=False)
    return None


def with_context(ask: Ask, reading: Reading, brain: Brain, context: Context) -> Ask:
    """Let a question that names nothing concern what the last one was about."""
    if not context.asks:
        return ask
    if (pointed := _person_meant(ask, reading, brain, context) or _compared(ask, context)) is not None:
        return pointed
    shifted = shifted_days(reading.words, brain, context)
    if shifted:
        intent = "programme" if ask.intent in _VAGUE | {"same_day"} else ask.intent
        return replace(ask, intent=intent, things=(), days=shifted, is_yes_no=False)
    if _asks_of_the_one(ask, reading, context):
        ask = replace(ask, intent="access")
    of_all = ask.intent == "access_set" or _means_everything(ask)  # “which ones can I go to?” asks of all
    if but_city(ask.things) or of_all:
        return ask
    words = set(reading.words)
    if ask.days:
        venues = _venues_before(brain, context)
        return replace(ask, things=venues) if words & _RIGHT_THERE and len(venues) == 1 else ask
    if leans(reading.words, reading.locale) or _goes_on(ask, words, context):
        return _of_before(ask, words, brain, context)
    return ask


def _asks_of_the_one(ask: Ask, reading: Reading, context: Context) -> bool:
    """Whether “is it open to the public?”, after a question about one session, asks who may come to that."""
    if ask.intent != "access_set" or not ask.is_yes_no or not _ANY.isdisjoint(reading.words):
        return False
    return len(context.asks[-1].of_kind("session")) == 1 and not but_city(ask.things) and len(reading.words) <= _FEW


def _goes_on(ask: Ask, words: set[str], context: Context) -> bool:
    """Whether “which building am I looking for”, after a question about one session, is about that.

    And whether “what e-mail address has he got”, after one about a person, is about them, pronoun or not.
    """
    last = context.asks[-1]
    if ask.intent in _REACHING and last.intent in _OF_SOMEBODY and len(context.listed) == 1:
        return True
    return ask.intent in _OF_ONE and len(last.of_kind("session")) == 1 and not words & UNIVERSALS


def _venues_before(brain: Brain, context: Context) -> tuple[Mention, ...]:
    """Give the places of the sessions that were spoken of."""
    things = [brain.knowledge.by_id.get(id_) for id_ in context.listed]
    venues = dict.fromkeys(thing.venue for thing in things if isinstance(thing, Session))
    return mentions_of(brain, venues)


def _of_before(ask: Ask, words: set[str], brain: Brain, context: Context) -> Ask:
    """Let a question that leans on the last one concern what that was about, or what its answer listed."""
    if words & _THE_OTHER and (others := _other_organisations(brain, context)):
        return replace(ask, things=others)
    last = context.asks[-1]
    listed = mentions_of(brain, context.listed)
    sessions = tuple(m for m in listed if m.kind == "session")
    if last.intent == "access_set" and ask.intent in {"where", "when"}:  # “what can I come to?” – “and where is it?”
        sessions = tuple(m for m in sessions if brain.knowledge.session(m.id).access == "public") or sessions
    place = next((number for number, names in _ORDINALS.items() if words & names), None)
    if sessions and place is not None and last.intent != "who_is":
        intent = "what" if ask.intent in _VAGUE else ask.intent
        return replace(ask, intent=intent, things=(sessions[place % len(sessions)],))
    if ask.intent in {"same_day", "same_place"} and len(sessions) > 1:
        return replace(ask, things=sessions)
    if ask.intent == "programme" and words & _THERE and sessions:
        venue = brain.knowledge.session(sessions[0].id).venue
        return replace(ask, things=(mention_of(brain, venue),))
    if last.intent in _MOVING_ON and len(sessions) == 1:  # after “what is next?”, “there” is where that is
        return replace(ask, things=sessions)
    if ask.intent in _NAMING and {m.kind for m in last.things} == {"person"}:
        return replace(ask, intent="who_is", things=last.things)
    if context.days and (words & THAT_DAY or not (last.things or sessions)):
        return replace(ask, intent="programme" if ask.intent in _VAGUE else ask.intent, days=context.days)
    if last.things:  # a place that was claimed for a session is settled
        return replace(ask, things=tuple(m for m in last.things if m.kind == "session") or last.things)
    return replace(ask, things=listed if len(listed) <= MOST_MEANT else ())


def _compared(ask: Ask, context: Context) -> Ask | None:
    """Let “is it where the concert is?” compare the one session that was spoken of with the one named."""
    own, before = ask.of_kind("session"), tuple(m for a in context.asks for m in a.things if m.kind == "session")
    if ask.intent in COMPARING and len(own) == 1 and len(before) == 1 and before[0].id not in own:
        return replace(ask, things=(*before, *ask.things))
    return None


def _people_of(things: Sequence[Mention]) -> tuple[Mention, ...]:
    return tuple(mention for mention in things if mention.kind == "person")


def means_somebody(reading: Reading) -> bool:
    """Whether “he” or “she” stands in some words."""
    return not _PERSONS[reading.locale].isdisjoint(reading.words)


def _asks_for_a_role(ask: Ask, reading: Reading, brain: Brain) -> bool:
    """Whether somebody's role is asked for and nobody named, not even a stranger: “and the exact position?”."""
    names_nobody = not but_city(ask.things) and not any(brain.vocabulary.sense(w).is_strange for w in reading.words)
    return ask.intent in _OF_ROLES and names_nobody


def _person_meant(ask: Ask, reading: Reading, brain: Brain, context: Context) -> Ask | None:
    """Let “is she from the city?” concern the one person who was spoken of, beside the organisation named."""
    of_a_person = ask.intent in _OF_PERSONS or (ask.intent == "contact" and not _SOMEBODY.isdisjoint(reading.words))
    if not (of_a_person and means_somebody(reading)) and not _asks_for_a_role(ask, reading, brain):
        return None
    person = _people_of(context.asks[-1].things) or _people_of(mentions_of(brain, context.listed))
    if len(person) != 1 or any(m.kind not in {"org", "city"} for m in ask.things):
        return None
    return replace(ask, intent="who_is", things=(*person, *ask.things))


def _means_everything(ask: Ask) -> bool:
    """Whether the whole programme is meant, not “all of them” that were listed."""
    words = set(ask.words)
    if ask.intent in {"where", "when"}:
        return bool(words & _EVERYTHING)
    return ask.intent in {"remind", "unremind"} and bool(words & UNIVERSALS) and not words & _THEM


def shifted_days(words: Sequence[str], brain: Brain, context: Context) -> tuple[date, ...]:
    """Count “the day after” from the day that was spoken of, or from that of the session spoken of."""
    listed = (brain.knowledge.by_id.get(id_) for id_ in context.listed)
    days = context.days or tuple(thing.on for thing in listed if isinstance(thing, Session))
    if not days:
        return ()
    pairs = set(pairwise(words))
    for shift, leads in _SHIFTS.items():
        if pairs & leads:
            return (days[-1] + timedelta(shift),)
    return ()


def _other_organisations(brain: Brain, context: Context) -> tuple[Mention, ...]:
    """Give the organisations that were not spoken of: “and on the other side?”."""
    told = {id_ for ask in context.asks for id_ in ask.of_kind("org", "person")} | set(context.listed)
    told |= {p.organisation for p in brain.knowledge.people if p.id in told}
    others = [o.id for o in brain.knowledge.organisations if o.id not in told]
    return tuple(mention_of(brain, id_) for id_ in others) if len(others) < len(brain.knowledge.organisations) else ()
