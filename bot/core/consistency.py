"""Checks across the whole knowledge: what no single entry can see. The organiser's linter is made of them."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta

from bot.core.brain import Brain
from bot.core.conversation import Profile, respond
from bot.core.findings import Finding, Way, entries
from bot.core.knowledge import Event, Knowledge, Person, Session, Venue
from bot.core.lexicon import Intent, Lexicon
from bot.core.locale import Locale, Phrasings, SpokenDate
from bot.core.proofreading import wording_findings
from bot.core.text import fold
from bot.core.topics import MorePhrasings, Topic

_BEFORE, _MORNING = timedelta(7), time(10)
"""Sentences are tried a week before the event, in the morning: nothing is over and nothing is on."""


def structural_findings(knowledge: Knowledge, lexicon: Lexicon, intents: Mapping[str, Intent]) -> list[Finding]:
    """Find what is wrong without asking the model: references, days, doubles, languages, phrases, missing tests.

    Args:
        knowledge: perhaps with None for what could not be read (`bot.salvage`): that, and whatever depends on it, is
            passed over, so that one mistake is not told as several.
        lexicon: of the languages.
        intents: the ways of asking that there are.
    """
    return [
        *_shared_ids(knowledge),
        *_shared_sentences(knowledge),
        *_dangling(knowledge),
        *_days(knowledge),
        *_repeated(knowledge),
        *_vocabulary(knowledge, lexicon, intents),
        *wording_findings(knowledge, lexicon),
        *_missing_tests(knowledge),
    ]


def _own_id(entry: object) -> str | None:
    own: str | None = getattr(entry, "topic" if isinstance(entry, MorePhrasings) else "id")
    return own


def _shared_ids(knowledge: Knowledge) -> Iterator[Finding]:
    ids: set[str] = set()
    for way, entry in entries(knowledge):
        id_ = None if isinstance(entry, MorePhrasings) else _own_id(entry)
        if id_ in ids:
            yield Finding((*way, "id"), f'id "{id_}" is used twice; give each entry an id of its own')
        if id_ is not None:
            ids.add(id_)


def _shared_sentences(knowledge: Knowledge) -> Iterator[Finding]:
    """Find ways of asking that stand under two topics."""
    owners: dict[str, str] = {}
    for way, _, sentence, entry in _sentences(knowledge, "asked"):
        if (own := _own_id(entry)) is None:
            continue
        owner = owners.setdefault(fold(sentence).strip(" ?!."), own)
        if owner != own:
            yield Finding(way, f'"{sentence}" stands under "{owner}" too; keep it in one of them')


def _sentences(knowledge: Knowledge, *fields: str) -> Iterator[tuple[Way, Locale, str, object]]:
    """Go through the sentences of some fields, where entries have them: the way to each, its language, its entry."""
    for way, entry in entries(knowledge):
        for field in fields:
            phrasings = getattr(entry, field, None)
            if not isinstance(phrasings, Phrasings):
                continue
            for locale in Locale:
                for number, sentence in enumerate(phrasings[locale]):
                    yield (*way, field, locale.value, number), locale, sentence, entry


def _dangling(knowledge: Knowledge) -> Iterator[Finding]:
    """Find ids that no entry has, or none of the kind that is wanted."""
    people = {person.id for person in knowledge.people}
    organisations = {organisation.id for organisation in knowledge.organisations}
    venues = {venue.id for venue in knowledge.venues}
    told = {subject.id for subject in knowledge.subjects} | set(knowledge.topic_by_id)
    everything = {thing.id for thing in knowledge.things()}

    def check(way: Way, value: str | None, known: set[str], what: str) -> Iterator[Finding]:
        is_known = value in known or None in known  # an id that could not be read may be the one
        if value is not None and not is_known:
            names = ", ".join(sorted(known)) or "none yet"
            yield Finding(way, f'"{value}" is no {what}; known are {names}')

    yield from check(("event", "organiser"), knowledge.event.organiser, organisations, "organisation")
    for number, id_ in enumerate(knowledge.event.press_facts or ()):
        yield from check(("event", "press_facts", number), id_, told, "topic or subject")
    for way, entry in entries(knowledge):
        match entry:
            case Session():
                yield from check((*way, "venue"), entry.venue, venues, "venue")
            case Person():
                yield from check((*way, "organisation"), entry.organisation, organisations, "organisation")
            case MorePhrasings():
                yield from check((*way, "topic"), entry.topic, set(knowledge.topic_by_id), "topic")
            case _:
                pass
        yield from check((*way, "contact"), getattr(entry, "contact", None), people, "person")
        yield from check((*way, "ask"), getattr(entry, "ask", None), people, "person")
        yield from check((*way, "by"), getattr(entry, "by", None), people | organisations, "person or organisation")
        for number, id_ in enumerate((entry.about or ()) if isinstance(entry, Topic) else ()):
            yield from check((*way, "about", number), id_, everything, "id of a thing")


def _days(knowledge: Knowledge) -> Iterator[Finding]:
    event = knowledge.event
    if event.starts_on is None or event.ends_on is None:
        return
    if event.ends_on < event.starts_on:
        yield Finding(("event", "ends_on"), f"is before starts_on ({event.starts_on}); put them in order")
    for number, session in enumerate(knowledge.sessions):
        if session.on is not None and not event.starts_on <= session.on <= event.ends_on:
            yield Finding(
                ("sessions", number, "on"),
                f"{session.on} is outside the event ({event.starts_on} to {event.ends_on}); correct the day",
            )
        if session.end and session.start is None:
            yield Finding(("sessions", number, "end"), "stands without a start; add start")


def _repeated(knowledge: Knowledge) -> Iterator[Finding]:
    """Find dates and places in topics that their sessions tell: after an edit of the programme they would be stale."""
    for number, topic in enumerate(knowledge.topics):
        for locale in Locale if topic.answer and topic.about else ():
            answer = topic.answer[locale]
            for id_ in topic.about:
                for told in _told_elsewhere(id_, topic, knowledge, locale):
                    if re.search(rf"\b{re.escape(told)}\b", answer, re.IGNORECASE):
                        yield Finding(
                            ("topics", number, "answer", locale.value),
                            f'"{told}" is told by the entry "{id_}", and stale here once that changes; leave it out',
                        )


def _told_elsewhere(id_: str, topic: Topic, knowledge: Knowledge, locale: Locale) -> Iterator[str]:
    """Give the days and the places of a thing as texts put them."""
    thing = knowledge.by_id.get(id_)
    days = [thing.on] if isinstance(thing, Session) else []
    if isinstance(thing, Event):
        days = [thing.starts_on, thing.ends_on]
    yield from (f"{SpokenDate(day, locale, day):short}" for day in dict.fromkeys(days) if day is not None)
    venue = knowledge.by_id.get(thing.venue) if isinstance(thing, Session) else None
    if isinstance(venue, Venue) and venue.name and venue.id not in topic.about:
        yield from dict.fromkeys(venue.name.forms)


def _vocabulary(knowledge: Knowledge, lexicon: Lexicon, intents: Mapping[str, Intent]) -> Iterator[Finding]:
    for number, topic in enumerate(knowledge.topics):
        for position, intent in enumerate(topic.intents or ()):
            if intent not in intents:
                yield Finding(("topics", number, "intents", position), f'"{intent}" is no known way of asking')
    for way, entry in entries(knowledge):
        for attribute in getattr(entry, "details", None) or ():
            if attribute not in lexicon.attributes:
                known = ", ".join(sorted(lexicon.attributes))
                yield Finding((*way, "details", attribute), f'"{attribute}" is no known attribute; known are {known}')


def _missing_tests(knowledge: Knowledge) -> Iterator[Finding]:
    for way, entry in entries(knowledge):
        tests = getattr(entry, "tests", None)
        if not isinstance(tests, Phrasings):
            continue
        for language, name in (("en", "English"), ("pl", "Polish")):
            if not getattr(tests, language):
                yield Finding(way, f"has no {name} test sentence; add one under tests: {language}:")


def sentence_findings(brain: Brain) -> list[Finding]:
    """Ask every test sentence and every phrasing, and find those that another entry wins."""
    return list(_lost_sentences(brain))


def _lost_sentences(brain: Brain) -> Iterator[Finding]:
    knowledge = brain.knowledge
    before = datetime.combine(knowledge.event.starts_on - _BEFORE, _MORNING, tzinfo=knowledge.zone)
    for way, locale, sentence, entry in _sentences(knowledge, "tests", "asked"):
        own = _own_id(entry)
        reply, _ = respond(sentence, brain=brain, profile=Profile(locale), now=before)
        is_topic = isinstance(entry, Topic | MorePhrasings)
        if (f"topic:{own}" in reply.intents) if is_topic else (own in reply.entities):
            continue
        winner = ", ".join((*reply.intents, *reply.entities)) or "nothing"
        remedy = f"reword it, or give {own} more phrasings like it"
        yield Finding(way, f'"{sentence}" is answered by {winner}, not by "{own}"; {remedy}')
