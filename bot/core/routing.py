"""Step 2 of 4, understand (c): general ways of asking sent to what answers them; what is asked twice, asked once."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.core.asking import ATTRIBUTE
from bot.core.brain import Brain
from bot.core.days import months_in
from bot.core.grammar import EARLIER, ENDS, LATER, NEGATIONS, STARTS
from bot.core.lexicon import TOPIC
from bot.core.numerals import ordinal
from bot.core.reading import Ask, but_city

MOST_ASKS = 4
"""Questions of one message that are answered."""
_OF_TIME = frozenset(("now", "over", "next"))
_QUOTING = frozenset("quote quotation statement wypowiedz wypowiedzi cytat slowa".split())
"""Words of who asks for a person's words in full."""
_NAMES = frozenset("name nazwisko nazwiska imie nazywa".split())
"""Words of who asks for the name."""
_IN_FULL = frozenset("full official complete".split())
_PHOTOS, _FEW = frozenset("photos photo pictures pics zdjecia zdjec foto fotki".split()), 4
"""Words of who asks for a full name; and words for photos, and how many no more is said in: “and photos?”."""
_PARTY = frozenset("party parties impreza imprezy impreze".split())
"""Words for a session as well as for what comes after it."""
_ANOTHER = frozenset("next another edition nastepna nastepnej nastepne kolejna kolejnej kolejne edycja edycji".split())
"""Words of who asks for the edition after this."""
_MAY = frozenset("can may could allowed permitted mozna moge mozemy wolno".split())
_FILMING = frozenset("film filming record shoot nagrywac nagrac filmowac krecic".split())
"""Words of who asks to film."""
_WATCHING = frozenset("get send buy watch see download dostac kupic obejrzec zobaczyc ogladac pobrac".split())
"""Words of who asks for what others have filmed."""
_OF_PLACES = frozenset("access_set access what how_many_sessions how_many_venues same_place where".split())
"""Ways of asking that “not” turns to the rest of the programme where a place is named: “what is not at the fort?”."""
_TOLD_BY = {
    "next": frozenset(("over",)),
    "name_of_role_holder": frozenset(("who_is",)),
    "biography": frozenset(("phone", "email", "contact")),
}
"""A way of asking → those by whose answer about the same thing it is told too: “is the concert still to come?”."""
_DATES = frozenset("dates dated daty datami terminy terminami".split())
"""Words that ask for the days beside the places: “list the venues with their dates”."""
_ENDS = frozenset(("first_item", "last_item"))
_DEADLINE = re.compile(
    r"\b(?:last|final) (?:day|date|chance|moment) (?:to|for) (?:regist|sign|appl|buy|book|order|submi|rsvp|pay|get)|"
    r"\b(?:ostatni|ostatniego) (?:dzien|dnia|moment|termin) (?:na )?(?:rejestr|zapis|zglo|kup|zakup|zamow|zloz|wnios)"
)
"""Words by which a last day is one for something: “the last day *to register*”."""
_NAMING_DAY_AND_PLACE = frozenset(("access", "compare"))
"""Ways of asking whose answers say of a session when and where it is."""
_OF_SAMENESS = frozenset(("same_day", "same_place"))
_VAGUE = frozenset("what when results other_attribute next".split())
_TAKING_PLACE = frozenset("where when programme changes news edition how_many_venues same_day".split())
_BEFORE_OR_AFTER = ({"before", "after"}, {"przed", "po"})
_IN = frozenset(("in", "w"))
"""Ways of asking, and words beside what is named, that tell what a yes-or-no question claims."""
_WHEN_OR_WHERE = frozenset("when where date dates kiedy gdzie data termin".split())
"""Words that ask for a day or a place."""
_OTHER_EDITIONS = ("previous_editions", "next_edition")
"""Ways of asking for other editions, to whose numbers days may look alike: “the 9th”."""
_EDITION_WORDS = frozenset("edition edycja edycji edycje conference konferencja konferencji".split())
"""Words that a number beside them counts."""
_ANNUAL = frozenset("annual yearly doroczna dorocznej doroczne".split())
"""Words between the number and the name: “the 9th *annual* conference”."""
_YEAR_DIGITS, _FARTHEST = 4, 50
"""A number of so many digits is a year if it is less than so many years away."""


def routed(ask: Ask, brain: Brain) -> Ask:
    """Send a general way of asking to the topic that answers it for the thing asked about."""
    if intent := _meant_instead(ask, brain):
        ask = replace(ask, intent=intent, days=() if intent in _OTHER_EDITIONS else ask.days)
    if ask.intent == "over" and {m.kind for m in ask.things} == {"subject"}:  # “has the agreement been signed yet?”
        ask = replace(ask, intent="when")
    if ask.topic:
        return ask
    sessions = bool(ask.of_kind("session"))  # beside one, “event” and “conference” say what it is, or belongs to
    things = [m for m in but_city(ask.things) if not (sessions and m.kind == "event" and m.is_generic)]
    about = [m.id for m in things] or [brain.knowledge.event.id]
    for venue in ask.of_kind("venue"):  # what is asked of a place with one session is asked of that
        there = [session.id for session in brain.knowledge.sessions if session.venue == venue]
        about += there if len(there) == 1 else []
    if ask.intent in {"organiser", "partners"}:  # who holds the event holds its sessions
        about.append(brain.knowledge.event.id)
    topic = next((topic for id_ in about if (topic := brain.topic_for.get((ask.intent, id_)))), None)
    return replace(ask, intent=TOPIC + topic) if topic else ask


def _meant_instead(ask: Ask, brain: Brain) -> str | None:
    """Tell what a way of asking means beside what is named: when *a person* is on asks who that is."""
    if intent := _by_its_words(ask, brain):
        return intent
    if ask.intent in _OF_TIME and ask.of_kind("org", "person") and not ask.days:
        return "who_is"
    if _asks_for_days(ask, brain) and (other := _other_edition(ask.words, brain)):
        return other
    if ask.is_yes_no and (claimed := _claimed(ask, brain)):
        return claimed
    of_a_place = ask.of_kind("venue") and not ask.of_kind("session")
    if ask.intent in _OF_PLACES and of_a_place and NEGATIONS & set(ask.words):
        return "programme"
    return "programme" if ask.intent == "plans" and ask.days else None


def _by_its_words(ask: Ask, brain: Brain) -> str | None:
    """Tell what is meant by a word of the question, or by the kind of what is named."""
    words = set(ask.words)
    match ask.intent:
        case "photos_afterwards" if len(ask.words) <= _FEW and _PHOTOS & words:
            return "photo"
        case "recording" if _MAY & words and _FILMING & words and not _WATCHING & words:
            return "photo"
        case "official_name" | "name_of_role_holder" if ask.of_kind("person"):
            return "quote" if _QUOTING & words and not _NAMES & words else "name_of_role_holder"
        case "afterparty" if _PARTY & words and _WHEN_OR_WHERE & words and ask.of_kind("venue"):
            return "when"  # “when is the party at the fort?”
        case "first_item" | "last_item" if _DEADLINE.search(" ".join(ask.words)):
            return ATTRIBUTE
        case "next_edition" if _is_narrowed(ask):  # “is it *next* week?”
            return "when" if ask.is_yes_no else "programme"
        case "companion" if _all_public(ask, brain):  # whoever one brings is the public too
            return "access"
        case "edition" if ask.of_kind("org", "person") and not ask.of_kind("event", "session"):
            return "history"
    if ask.topic and ask.of_kind("session", "event") and "name" in words and _IN_FULL & words:
        return "official_name"
    is_order_asked = len(ask.of_kind("session")) > 1 and any(both <= words for both in _BEFORE_OR_AFTER)
    return "same_day" if is_order_asked else None


def _is_narrowed(ask: Ask) -> bool:
    """Whether a week or a month narrows a question about this edition down."""
    return ask.period is not None and _ANOTHER.isdisjoint(ask.period.others(ask.words))


def _all_public(ask: Ask, brain: Brain) -> bool:
    """Whether sessions are named, and all of them are open to the public."""
    sessions = [brain.knowledge.session(id_) for id_ in ask.of_kind("session")]
    return bool(sessions) and all(session.access == "public" for session in sessions)


def _claimed(ask: Ask, brain: Brain) -> str | None:
    """Tell what a yes-or-no question of unclear intent is about: an order, the city, a day, or who people are."""
    kinds = {mention.kind for mention in ask.things}
    of_time = ask.topic or ask.intent in _VAGUE | _OF_TIME | _TAKING_PLACE
    if _is_narrowed(ask) and ask.intent in _VAGUE | _OF_TIME and kinds <= {"event", "session", "city"}:
        return "when"
    if of_time and kinds and kinds <= {"event", "session", "city"} and _names_a_month(ask):
        return "when"
    if (
        kinds <= {"event", "city"}
        and len(ask.days) == 1
        and bool(STARTS & set(ask.words)) != bool(ENDS & set(ask.words))
        and not _DEADLINE.search(" ".join(ask.words))
    ):
        return "first_item" if STARTS & set(ask.words) else "last_item"  # “does it all kick off on the 8th?”
    if ask.intent == "official_name" and ask.days and kinds:  # “is the thing at the castle on Thursday?”
        return "when"
    if kinds == {"event"} and (len(ask.days) > 1 or (ask.days and ask.intent in _VAGUE)):
        return "when"
    if ask.intent in _OF_SAMENESS and kinds <= {"person", "org"} and "person" in kinds:
        return "who_is"
    if ask.intent not in _VAGUE:
        return None
    if len(ask.of_kind("session")) > 1 and (EARLIER | LATER) & set(ask.words):
        return "same_day"
    if kinds == {"event", "city"} and _IN & set(ask.words):
        return "where"
    is_dated = ask.days and kinds == {"subject"}
    return "when" if is_dated and ("when", ask.things[0].id) in brain.topic_for else None


def _names_a_month(ask: Ask) -> bool:
    """Whether a month is named without a day: “is it in November?”."""
    return not ask.days and bool(months_in(ask.words))


def _asks_for_days(ask: Ask, brain: Brain) -> bool:
    """Whether the days or the place of an edition are asked for: “when was the 9th edition?”."""
    if ask.topic is None:
        return ask.intent in {"when", "where"}
    return "edition" in brain.knowledge.topic_by_id[ask.topic].intents and bool(_WHEN_OR_WHERE & set(ask.words))


def _other_edition(words: Sequence[str], brain: Brain) -> str | None:
    """Tell whether another edition than this is named: “when is the 11th edition?”."""
    own = brain.knowledge.event.edition
    if own is None:
        return None
    editions = (place for place, word in enumerate(words) if word in _EDITION_WORDS)
    counting = (word for place in editions for word in _counting(place, words, brain))
    numbers = {number for word in counting if (number := ordinal(word))}  # a year needs no such word: “2026 dates?”
    numbers |= {
        int(word)
        for n, word in enumerate(words)
        if word.isdigit() and len(word) < _YEAR_DIGITS and not _EDITION_WORDS.isdisjoint(words[n + 1 : n + 3])
    }  # „11. edycja”
    year = brain.knowledge.event.starts_on.year
    years = (int(word) for word in words if word.isdigit() and len(word) == _YEAR_DIGITS)
    numbers |= {own + named - year for named in years if abs(named - year) < _FARTHEST}
    if not numbers or own in numbers:
        return None
    return _OTHER_EDITIONS[max(numbers) > own]


def _counting(place: int, words: Sequence[str], brain: Brain) -> Sequence[str]:
    """Give the words that may count an edition: that after it, and that before it and the rest of the event's name."""
    before = place - 1
    names = brain.gazetteer.words
    while before > 0 and ordinal(words[before]) is None and (words[before] in _ANNUAL or words[before] in names):
        before -= 1
    return (*words[max(0, before) : before + 1], *words[place + 1 : place + 2])


def merged(asks: Sequence[Ask]) -> tuple[Ask, ...]:
    """Drop what another question answers too, and repetitions; give no more than are answered."""
    if "photo" in {ask.intent for ask in asks}:  # photo and video opportunities go together
        asks = [ask for ask in asks if ask.intent != "recording"]
    if not _DATES.isdisjoint(word for ask in asks if ask.intent == "how_many_venues" for word in ask.words):
        asks = [replace(ask, intent="programme") if ask.intent == "how_many_venues" else ask for ask in asks]
    if any(ask.intent == "programme" and ask.period for ask in asks):  # the list says when
        asks = [ask for ask in asks if ask.intent != "when" or ask.things]
    if len(asks) == 1:
        return tuple(asks)
    if {"when", "how_many_venues"} <= {ask.intent for ask in asks} and not any(ask.of_kind("session") for ask in asks):
        asks = [replace(asks[0], intent="programme")]  # “all dates and places”
    described = {ask.of_kind("session") for ask in asks if ask.intent in _NAMING_DAY_AND_PLACE}
    asks = [
        ask
        for ask in asks
        if ask.intent not in {"when", "where"} or ask.is_yes_no or ask.of_kind("session") not in described - {()}
    ]
    told_of = [(other.intent, other.things) for other in asks if other.things]
    asks = [
        ask
        for ask in asks
        if not any(intent in _TOLD_BY.get(ask.intent, ()) and things == ask.things for intent, things in told_of)
    ]
    ordered = {ask.of_kind("session") for ask in asks if ask.intent in _ENDS} - {()}  # “which is first of the two?”
    asks = [ask for ask in asks if ask.intent not in _OF_SAMENESS or ask.of_kind("session") not in ordered]
    told = {ask.of_kind("session") for ask in asks if ask.intent == "when"} - {()}  # “when” names the place too
    asks = [ask for ask in asks if ask.intent != "where" or ask.of_kind("session") not in told]
    if told:  # “and when does it start?” asks for no first item
        asks = [ask for ask in asks if ask.intent not in _ENDS or ask.things]
    unique = {(ask.intent, tuple(m.id for m in ask.things), ask.days): ask for ask in reversed(asks)}
    return tuple(reversed(unique.values()))[:MOST_ASKS]
