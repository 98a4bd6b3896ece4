"""Step 2 of 4, understand (a): the things, people and places that a message names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from math import log

from bot.core.days import DayMention, find_days
from bot.core.knowledge import Entity, Event, Knowledge, Organisation, Person, Session, Subject, Venue
from bot.core.text import tokenise


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing of the event, named in ``words[start:end]``."""

    id: str
    kind: str
    """session, venue, person, org, subject, event or city."""
    start: int
    end: int
    is_generic: bool
    """Named by a word that means it within the event only, such as “the concert”."""
    rivals: tuple[str, ...] = ()
    """Ids of other things that the same words name."""


@dataclass(frozen=True, slots=True)
class Named:
    """Everything that one message names, in order."""

    things: tuple[Mention, ...]
    days: tuple[DayMention, ...]
    masked: tuple[str, ...]
    """The words with each name replaced by its kind: ``@session`` for a full name, ``~session`` for a generic one."""


KINDS: dict[type, str] = {
    Event: "event",
    Session: "session",
    Venue: "venue",
    Person: "person",
    Organisation: "org",
    Subject: "subject",
}
_LEAST_MASS = 4.0
"""Rarity (natural logarithm) that words of a title must have together to name its session: one of 55 or more alike.
In a programme of a few sessions no word is that rare, and only full names and aliases count."""
_LEVEL = 0.85
"""Share of the best title's mass from which another title is level with it."""
_MOST_OWNERS = 50
"""Titles that a word may stand in and still tell something."""
_SHORTEST_INFLECTED, _ENDING = 6, 2
"""Letters of the shortest word of a name that may be inflected, and those of its ending."""
_ARTICLES = {"the", "a", "an"}


def names_of(thing: Entity) -> Iterable[tuple[str, bool]]:
    """Give every name of a thing, each with whether it is generic."""
    for form in (*thing.name.forms, *thing.aliases.both):
        yield form, False
    if isinstance(thing, Session) and thing.short_name:
        yield from ((form, False) for form in thing.short_name.forms)
    if isinstance(thing, Person):
        yield from ((form, True) for form in (*thing.surname.both, *thing.roles.both))
    yield from ((form, True) for form in thing.generic.both)


def without_articles(masked: Sequence[str]) -> tuple[str, ...]:
    """Leave out “the” before masked names: the language data has them without. “A” is no article in Polish."""
    if "the" not in masked:
        return tuple(masked)
    return tuple(
        word
        for word, after in zip_longest(masked, masked[1:], fillvalue="")
        if word != "the" or after[:1] not in {"~", "@"} or after == "@day"
    )


class Gazetteer:
    """All names of the event, found in a message longest first."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Collect the names of every thing; a name of two things is kept with both."""
        self._event = knowledge.event
        names: dict[tuple[str, ...], list[tuple[str, str, bool]]] = {}
        for thing in knowledge.things():
            for name, is_generic in names_of(thing):
                self._add(names, name, thing.id, KINDS[type(thing)], is_generic=is_generic)
        for name in (*knowledge.event.city.forms, *knowledge.event.city_aliases.both):
            self._add(names, name, knowledge.event.id, "city", is_generic=True)
        self._by_first: dict[str, list[tuple[tuple[str, ...], list[tuple[str, str, bool]]]]] = {}
        for words, owners in names.items():
            self._by_first.setdefault(words[0], []).append((words, owners))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        self._sessions = frozenset(session.id for session in knowledge.sessions)
        self._postings: dict[str, list[str]] = {}
        for session in knowledge.sessions:
            title = {w for form in session.name.forms for w in tokenise(form) if len(w) > 3}  # noqa: PLR2004
            for word in title:
                self._postings.setdefault(word, []).append(session.id)
        self.words = frozenset(word for words in names for word in words)
        self._beginnings = frozenset(word[:-_ENDING] for word in self.words if len(word) >= _SHORTEST_INFLECTED)

    @staticmethod
    def _add(
        names: dict[tuple[str, ...], list[tuple[str, str, bool]]],
        name: str,
        id_: str,
        kind: str,
        *,
        is_generic: bool,
    ) -> None:
        words = tuple(w.removesuffix("'s").replace("'", "") for w in tokenise(name) if w[0].isalnum())
        while words and words[0] in _ARTICLES:
            words = words[1:]
        owners = names.setdefault(words, []) if words else []
        if all(owner[0] != id_ for owner in owners):
            owners.append((id_, kind, is_generic))

    def has_form_of(self, word: str) -> bool:
        """Whether a word stands in a name, or differs from one that does in its ending: „galowy”, „galowego”."""
        if word in self.words:
            return True
        endings = range(max(_SHORTEST_INFLECTED - _ENDING, len(word) - _ENDING - 1), len(word))
        return any(word[:end] in self._beginnings for end in endings)

    def find(self, words: tuple[str, ...], *, today: date) -> Named:
        """Find what is named; a place inside a longer name (“Forum at the castle”) counts apart from it."""
        days = find_days(words, self._event, today=today)
        taken = {i for day in days for i in range(day.start, day.end)}
        things: list[Mention] = []
        end = 0
        for position, word in enumerate(words):
            if position >= end and word in self._by_first and position not in taken:
                mention = self._at(words, position, taken)
                if mention:
                    things.append(mention)
                    end = mention.end
        is_partial = not self._postings.keys().isdisjoint(words) and all(m.kind != "session" for m in things)
        if is_partial and (partly := self._partly(words, taken.union(*(range(m.start, m.end) for m in things)))):
            things.append(partly)
        masked = self._masked(words, (*things, *days)) if things or days else words
        return Named(tuple(things), tuple(days), masked)

    @staticmethod
    def _masked(words: tuple[str, ...], found: Iterable["Mention | DayMention"]) -> tuple[str, ...]:
        masked: list[str] = []
        end = 0
        for mention in sorted(found, key=lambda mention: mention.start):
            if mention.start < end:
                continue
            masked += words[end : mention.start]
            if isinstance(mention, Mention):
                masked.append(("~" if mention.is_generic else "@") + mention.kind)
            else:
                masked.append("@day")
            end = mention.end
        return without_articles([*masked, *words[end:]])

    def _partly(self, words: tuple[str, ...], taken: set[int]) -> Mention | None:
        """Find the session that a few rare words of its title name; several that fit alike are rivals."""
        mass: dict[str, float] = {}
        places = [i for i, word in enumerate(words) if i not in taken and word in self._postings]
        for word in dict.fromkeys(words[i] for i in places):  # said twice, it is no rarer
            owners = self._postings[word]
            rarity = log(len(self._sessions) / len(owners))
            for id_ in owners if len(owners) <= _MOST_OWNERS else ():
                mass[id_] = mass.get(id_, 0.0) + rarity
        if not mass or (most := max(mass.values())) < _LEAST_MASS:
            return None
        best = sorted((id_ for id_, own in mass.items() if own >= most * _LEVEL), key=lambda id_: (-mass[id_], id_))
        rivals = (
            tuple(best[1:4])
            if mass[best[0]] - mass.get(best[1] if len(best) > 1 else "", 0.0) < most * (1 - _LEVEL)
            else ()
        )
        own = [i for i in places if best[0] in self._postings[words[i]]]
        end = min((i for i in taken if i > own[0]), default=len(words))  # not over another name
        last = max(i for i in own if i < end)
        return Mention(best[0], "session", own[0], last + 1, is_generic=False, rivals=rivals)

    def _at(self, words: tuple[str, ...], start: int, taken: set[int]) -> Mention | None:
        for name, owners in self._by_first[words[start]]:
            end = start + len(name)
            if words[start:end] == name and taken.isdisjoint(range(start, end)):
                id_, kind, is_generic = owners[0]
                return Mention(id_, kind, start, end, is_generic, tuple(owner[0] for owner in owners[1:]))
        return None
