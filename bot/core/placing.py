"""Step 2 of 4, understand (c): whether the event is somewhere: “is it in Prague?”, „czy koncert jest na rynku?”."""

from collections.abc import Iterator, Sequence

from bot.core.brain import Brain
from bot.core.grammar import spoken
from bot.core.lexicon import ELSEWHERE
from bot.core.polarity import wants_yes_or_no
from bot.core.reading import Ask, Reading, naming

_IN = frozenset("in w we".split())
_AT = _IN | frozenset("at on na u".split())
"""Words before a city, and before any place."""
_VERBS = frozenset("is are was be being held happening taking take takes jest sa odbywa odbedzie bedzie".split())
_AROUND = frozenset(
    "it this that one the your you in at place going on year so right correct true or and not really actually "
    "will does do did hi hey sorry event here czy to ten ta tego tej w we wasza wasz wasze u was sie tym roku rok "
    "albo lub i nie na pewno no wiec prawda serio dobrze impreza wydarzenie".split()
)
"""Words that may stand beside a city and a name of the event where nothing but its place is asked."""
_SAYING = frozenset("that ze".split())
"""Words after which stands what somebody says: “I was told *that* …”."""
_KINDS = frozenset("event session city".split())
"""What is somewhere: “is the association in Prague?” asks for something else."""
_OF_PLACES = frozenset(("where", "same_place"))
"""Ways of asking for places."""
_MOST_WORDS = 2  # of a city's name


def placed_in(reading: Reading, brain: Brain) -> Ask | None:
    """Ask where the event is, if a message does nothing but put it in a city; “concert in Prague” is another's."""
    words = reading.words
    own = {mention.start for mention in reading.things if mention.kind == "city"}
    if not own and brain.city_beginnings.isdisjoint(words):
        return None
    others = set(_other_cities(words, brain))
    if _IN.isdisjoint(words[place - 1] for place in others | own if place):
        return None
    is_choice = bool(others and own)
    begins = [0, *(place + 1 for place, word in enumerate(words) if word in _SAYING)]
    if not any(_only_places(reading, begin, others, is_choice=is_choice) for begin in begins):
        return None
    cities = tuple(mention for mention in reading.things if mention.kind == "city")
    days = tuple(dict.fromkeys(mention.day for mention in reading.days))
    return Ask("where", cities, days, is_yes_no=not is_choice, words=words, is_in_other_city=not own)


def placed_somewhere(reading: Reading, brain: Brain) -> Ask | None:
    """Ask where a session is, if nothing is asked but whether it is at a place that nobody knows here.

    Where the model reads anything else of this event, “on” and “in” lead to no place: “is it *in costume*?”.
    """
    if reading.best[0] not in {ELSEWHERE, *_OF_PLACES}:
        return None
    words = reading.words
    at = max((place for place, word in enumerate(words) if word in _AT), default=len(words))
    where, named = spoken(words[at + 1 :]), tuple(mention for mention in reading.things if mention.start < at)
    sessions = tuple(mention for mention in named if mention.kind == "session")
    is_one = len(sessions) == 1 and all(mention.kind == "venue" and mention.is_generic for mention in named[1:])
    if not is_one or not 0 < len(where) <= _MOST_WORDS or reading.days:
        return None
    covered = naming(reading)
    beside = {word for place, word in enumerate(words[:at]) if place not in covered and word[0].isalnum()}
    is_strange = any(brain.vocabulary.sense(word).is_strange for word in where)
    if not is_strange or _VERBS.isdisjoint(beside) or not beside <= _VERBS | _AROUND:
        return None
    return Ask("where", sessions, is_yes_no=True, words=reading.words) if wants_yes_or_no(reading.words) else None


def _only_places(reading: Reading, begin: int, others: set[int], *, is_choice: bool) -> bool:
    """Whether nothing is said from some word on but that the event is somewhere."""
    named = [mention for mention in reading.things if mention.start >= begin]
    covered = others | naming(reading)
    beside = {word for i, word in enumerate(reading.words) if i >= begin and i not in covered and word[0].isalnum()}
    says = is_choice or not _VERBS.isdisjoint(beside)
    return says and beside <= _VERBS | _AROUND and all(mention.kind in _KINDS for mention in named)


def _other_cities(words: Sequence[str], brain: Brain) -> Iterator[int]:
    """Give the places of words that name another city than the event's."""
    for start in range(len(words)):
        yield from range(start, start + brain.other_city_at(words, start))
