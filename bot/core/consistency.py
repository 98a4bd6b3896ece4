"""Checks across the whole knowledge: what no single entry can see. The organiser's linter is made of them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import product

from bot.core.brain import Brain
from bot.core.conversation import Profile, respond
from bot.core.knowledge import Event, Knowledge, MorePhrasings, Person, Session, Topic, Venue
from bot.core.lexicon import Intent, Lexicon
from bot.core.locale import Locale, Model, Phrasings, SpokenDate, Text
from bot.core.phrasebook import FIELDS, fields_of, phrase_fault
from bot.core.text import fold

Way = tuple[str | int, ...]
"""The way to an entry in the merged knowledge: ("sessions", 2, "venue")."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, where, and the remedy."""

    path: Way
    message: str


_PLACEHOLDER = re.compile(
    r"lorem ipsum|dolor sit amet|\b(?:todo|tbd|tba|fixme|xxx+|foo|bar baz|asdf|do uzupełnienia)\b", re.IGNORECASE
)
_NO_PROSE = re.compile(r"\{[^}]*\}|[“„\"].*?[”\"]|\S*[@/.]\S+\.\S*")
"""Fields, quotations and addresses: they are of no language, or of another."""
_LEAST_WORDS = 4
"""Words that a text must have before its language can be told."""
_LEAST_LEANING = 1.0
"""By how much a text must lean to the other language, a word, to be called that."""


EVERYDAY = 58
"""Ten times the Zipf frequency from which a word is too common to name a thing („żeby” has 60, “city” 56)."""


def structural_findings(knowledge: Knowledge, lexicon: Lexicon, intents: Mapping[str, Intent]) -> list[Finding]:
    """Find what is wrong without asking the model: references, days, doubles, languages, phrases, missing tests.

    Args:
        knowledge: perhaps with None for what could not be read (`bot.salvage`): that, and whatever depends on it, is
            passed over, so that one mistake is not told as several.
        lexicon: of the languages.
        intents: the ways of asking that there are.
    """
    return [
        *_doubles(knowledge),
        *_dangling(knowledge),
        *_days(knowledge),
        *_repeated(knowledge),
        *_vocabulary(knowledge, lexicon, intents),
        *_everyday(knowledge, lexicon),
        *_phrases(knowledge),
        *_fields_of_topics(knowledge),
        *_texts(knowledge, lexicon),
        *_missing_tests(knowledge),
    ]


def _entries(knowledge: Knowledge) -> Iterator[tuple[Way, object]]:
    yield ("event",), knowledge.event
    for name in ("sessions", "venues", "people", "organisations", "subjects", "quotes", "topics", "phrasings"):
        for number, entry in enumerate(getattr(knowledge, name)):
            yield (name, number), entry


def _own_id(entry: object) -> str | None:
    own: str | None = getattr(entry, "topic" if isinstance(entry, MorePhrasings) else "id")
    return own


def _doubles(knowledge: Knowledge) -> Iterator[Finding]:
    ids: dict[str, Way] = {}
    for way, entry in _entries(knowledge):
        if isinstance(entry, MorePhrasings):
            continue
        id_ = _own_id(entry)
        if id_ is None:
            continue
        if id_ in ids:
            yield Finding((*way, "id"), f'id "{id_}" is used twice; give each entry an id of its own')
        ids[id_] = way
    asked: dict[str, str] = {}
    for way, entry in _entries(knowledge):
        if not isinstance(entry, Topic | MorePhrasings) or entry.asked is None or (own := _own_id(entry)) is None:
            continue
        for language in ("en", "pl"):
            for position, sentence in enumerate(getattr(entry.asked, language)):
                key = fold(sentence).strip(" ?!.")
                if asked.setdefault(key, own) != own:
                    yield Finding(
                        (*way, "asked", language, position),
                        f'"{sentence}" stands under "{asked[key]}" too; keep it in one of them',
                    )


def _dangling(knowledge: Knowledge) -> Iterator[Finding]:
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
    for way, entry in _entries(knowledge):
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
    for way, entry in _entries(knowledge):
        for attribute in getattr(entry, "details", None) or ():
            if attribute not in lexicon.attributes:
                known = ", ".join(sorted(lexicon.attributes))
                yield Finding((*way, "details", attribute), f'"{attribute}" is no known attribute; known are {known}')


def _phrases(knowledge: Knowledge) -> Iterator[Finding]:
    missing = sorted(set(FIELDS) - set(knowledge.phrases))
    if missing:
        yield Finding(("phrases",), f"missing: {', '.join(missing)}; copy them from another event's phrases.yaml")
    for name, text in knowledge.phrases.items():
        if text is not None and (fault := phrase_fault(name, text)):
            yield Finding(("phrases", name), fault)


def _everyday(knowledge: Knowledge, lexicon: Lexicon) -> Iterator[Finding]:
    """Names that are, typed without accents, a small word: „zęby” and „żeby”."""
    for way, entry in [(("event",), knowledge.event), *_entries(knowledge)]:
        for field, language in product(("aliases", "generic", "surname", "roles"), ("en", "pl")):
            names = getattr(getattr(entry, field, None), language, ())
            for position, name in enumerate(names):
                if max(lexicon.frequencies.get(fold(name), (0, 0))) >= EVERYDAY:
                    yield Finding(
                        (*way, field, language, position),
                        f'"{name}" is an everyday word when typed without accents; leave it out or add a word to it',
                    )


def _fields_of_topics(knowledge: Knowledge) -> Iterator[Finding]:
    for number, topic in enumerate(knowledge.topics):
        for locale in Locale if topic.answer else ():
            way = ("topics", number, "answer", locale.value)
            try:
                strange = fields_of(topic.answer[locale]) - {"days"}
            except ValueError:
                yield Finding(way, "the braces do not match; write {days}, or no braces")
            else:
                if strange:
                    yield Finding(way, f"has the unknown field {{{min(strange)}}}; known is {{days}}")


def _texts(knowledge: Knowledge, lexicon: Lexicon) -> Iterator[Finding]:
    """Look through every text for placeholders, strange scripts and the wrong language."""
    for way, entry in _entries(knowledge):
        yield from _texts_of(way, entry, lexicon)
    for name, text in knowledge.phrases.items():
        yield from _texts_of(("phrases", name), text, lexicon)


def _texts_of(way: Way, value: object, lexicon: Lexicon) -> Iterator[Finding]:
    match value:
        case str():
            yield from _plain_text(way, value)
        case Text():
            yield from _both_texts(way, value, lexicon)
        case tuple() | dict() | Model():
            for key, item in _items(value):
                yield from _texts_of((*way, key), item, lexicon)


def _items(value: tuple[object, ...] | dict[str, object] | Model) -> Iterable[tuple[str | int, object]]:
    if isinstance(value, tuple):
        return enumerate(value)
    if isinstance(value, dict):
        return value.items()
    return ((name, getattr(value, name)) for name in type(value).model_fields)


def _both_texts(way: Way, text: Text, lexicon: Lexicon) -> Iterator[Finding]:
    for locale in Locale:
        yield from _plain_text((*way, locale.value), text[locale])
        if text.en != text.pl:  # the same in both is no prose
            yield from _language((*way, locale.value), text[locale], locale, lexicon)


def _plain_text(way: Way, text: str) -> Iterator[Finding]:
    if found := _PLACEHOLDER.search(text):
        yield Finding(way, f'"{found.group()}" is placeholder text; write what is announced, or leave it out')
    for word in text.split():
        scripts = {unicodedata.name(c, "?").split()[0] for c in word if c.isalpha()}
        if len(scripts) > 1:
            yield Finding(
                way,
                f'"{word}" mixes letters that only look alike ({", ".join(sorted(scripts))}); type it again',
            )
        elif scripts and scripts != {"LATIN"}:
            yield Finding(way, f'"{word}" is not in Latin letters; write it in English or Polish')
    if any(unicodedata.category(c) in {"Cf", "Cc"} for c in text):
        yield Finding(way, "has invisible characters; type it again")


def _language(way: Way, text: str, locale: Locale, lexicon: Lexicon) -> Iterator[Finding]:
    words = [fold(w) for w in re.findall(r"[^\W\d_]+", _NO_PROSE.sub(" ", text))]
    known = [w for w in words if w in lexicon.frequencies]
    if len(known) < _LEAST_WORDS:
        return
    leaning = sum(lexicon.leaning(w) for w in known) / len(known)
    if (leaning > _LEAST_LEANING and locale is Locale.PL) or (leaning < -_LEAST_LEANING and locale is Locale.EN):
        is_in, should = ("English", "Polish") if locale is Locale.PL else ("Polish", "English")
        yield Finding(way, f"seems to be {is_in}; write it in {should}")


def _missing_tests(knowledge: Knowledge) -> Iterator[Finding]:
    for way, entry in _entries(knowledge):
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
    before = datetime.combine(knowledge.event.starts_on - timedelta(7), time(10), tzinfo=knowledge.zone)
    for way, entry in _entries(knowledge):
        own = _own_id(entry)
        is_topic = isinstance(entry, Topic | MorePhrasings)
        for name in ("tests", "asked") if is_topic else ("tests",):
            phrasings = getattr(entry, name, None)
            if not isinstance(phrasings, Phrasings):
                continue
            for locale in Locale:
                for number, sentence in enumerate(phrasings[locale]):
                    reply, _ = respond(sentence, brain=brain, profile=Profile(locale), now=before)
                    won = f"topic:{own}" in reply.intents if is_topic else own in reply.entities
                    if not won:
                        winner = ", ".join((*reply.intents, *reply.entities)) or "nothing"
                        yield Finding(
                            (*way, name, locale.value, number),
                            f'"{sentence}" is answered by {winner}, not by "{own}"; reword it, '
                            f"or give {own} more phrasings like it",
                        )
