"""What differs between two versions of the programme for people who know the old: by stable id, a change a session."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from bot.core.fields import Id, Url
from bot.core.knowledge import Knowledge
from bot.core.locale import Model, Name, Text
from bot.core.text import tokenise

SMALL = timedelta(minutes=5)
"""A start that shifts by less is corrected, not moved: nobody leaves home later for it. Shifts add up (see `told`)."""


class Item(Model):
    """What people are told of one session; what they are not told of it is no change."""

    id: Id
    """The session's."""
    name: Name
    """For running text."""
    on: date
    """The day."""
    start: time | None = None
    """Start, if announced."""
    end: time | None = None
    """End, if announced."""
    part_of_day: Literal["morning", "afternoon", "evening"] | None = None
    """Part of the day, if announced."""
    venue: Id
    """Id of the venue."""
    at: Text
    """The venue as sentences need it."""
    access: Literal["public", "invitation", "registration"] | None = None
    """Who may come in, if announced."""
    registration_url: Url | None = None
    """Where to register, if announced."""
    is_cancelled: bool = False
    """Whether it does not take place."""


Programme = tuple[Item, ...]


class Kind(StrEnum):
    """What can happen to a session."""

    MOVED = "moved"
    """To another day or start."""
    MOVED_PLACE = "moved_place"
    CANCELLED = "cancelled"
    """By its status, or because it is in the knowledge no more."""
    RESTORED = "restored"
    """It takes place after all."""
    NEW = "new"
    TIME_ANNOUNCED = "time_announced"
    PART_ANNOUNCED = "part_announced"
    TIME_WITHDRAWN = "time_withdrawn"
    """The start that was announced is not in the knowledge any more."""
    ACCESS = "access"
    """Who may come in is announced, or another."""


@dataclass(frozen=True, slots=True)
class Change:
    """All that happened to one session."""

    kinds: tuple[Kind, ...]
    before: Item | None
    """None for a new session."""
    after: Item | None
    """None for a session that is in the knowledge no more."""

    @property
    def item(self) -> Item:
        """The session as it is now, or as it was to be."""
        found = self.after or self.before
        assert found is not None, "one of them exists"
        return found

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id under which people may know the session."""
        return tuple(dict.fromkeys(item.id for item in (self.before, self.after) if item))


def programme_of(knowledge: Knowledge) -> Programme:
    """Take from the knowledge what people are told, ordered by time."""
    return tuple(
        Item(
            id=session.id,
            name=session.spoken_name,
            on=session.on,
            start=session.start,
            end=session.end,
            part_of_day=session.part_of_day,
            venue=session.venue,
            at=knowledge.venue(session.venue).at,
            access=session.access,
            registration_url=session.registration_url,
            is_cancelled=session.is_cancelled,
        )
        for session in knowledge.programme
    )


def differences(old: Programme, new: Programme, *, zone: ZoneInfo, now: datetime) -> tuple[Change, ...]:
    """Find what people must be told, ordered by time.

    Args:
        old: what they know.
        new: what is true.
        zone: of the event.
        now: time-zone aware; what is over by then concerns nobody.
    """
    found = [Change(kinds, before, after) for before, after in _paired(old, new) if (kinds := _kinds(before, after))]
    ahead = [change for change in found if over_at(change.item, zone) > now]
    return tuple(sorted(ahead, key=lambda change: (change.item.on, change.item.start or time.max)))


def told(old: Programme, new: Programme) -> Programme:
    """Give what people know once `new` is published: shifts too small to be told are not known yet, so they add up."""
    small = {
        after.id: before.start
        for before, after in _paired(old, new)
        if before and after and before.start != after.start and not _kinds(before, after)
    }
    return tuple(item.model_copy(update={"start": small[item.id]}) if small.get(item.id) else item for item in new)


def over_at(item: Item, zone: ZoneInfo) -> datetime:
    """Tell when a session is over: at its end, or with its day while no end is announced."""
    if item.start and item.end:
        return datetime.combine(item.on + timedelta(days=item.end <= item.start), item.end, zone)
    return datetime.combine(item.on + timedelta(days=1), time.min, zone)


def _kinds(before: Item | None, after: Item | None) -> tuple[Kind, ...]:
    was_on, is_on = (item is not None and not item.is_cancelled for item in (before, after))
    if before is None or after is None or not (was_on and is_on):
        return _comes_or_goes(was_on=was_on, is_on=is_on, is_known=before is not None)
    has_new_access = (before.access, before.registration_url) != (after.access, after.registration_url)
    found = (
        _time_kind(before, after),
        Kind.MOVED_PLACE if not _is_one_place(before, after) else None,
        Kind.ACCESS if after.access and has_new_access else None,
    )
    return tuple(kind for kind in found if kind)


def _comes_or_goes(*, was_on: bool, is_on: bool, is_known: bool) -> tuple[Kind, ...]:
    if was_on == is_on:
        return ()
    return (Kind.CANCELLED,) if was_on else (Kind.RESTORED,) if is_known else (Kind.NEW,)


def _time_kind(before: Item, after: Item) -> Kind | None:
    if before.on != after.on:
        return Kind.MOVED
    if before.start and after.start:
        shift = datetime.combine(after.on, after.start) - datetime.combine(before.on, before.start)
        return Kind.MOVED if abs(shift) >= SMALL else None
    if after.start:
        return Kind.TIME_ANNOUNCED
    if before.start:
        return Kind.TIME_WITHDRAWN
    if not after.part_of_day or after.part_of_day == before.part_of_day:
        return None
    return Kind.MOVED if before.part_of_day else Kind.PART_ANNOUNCED


def _is_one_place(before: Item, after: Item) -> bool:
    """A venue under another id, but of the same name, is where it was."""
    return before.venue == after.venue or tokenise(before.at.en) == tokenise(after.at.en)


def _paired(old: Programme, new: Programme) -> Iterator[tuple[Item | None, Item | None]]:
    """Bring together what is the same session: by id, else by its name; what is left came or went.

    Whether another session in the same place at the same hour is a new name or a replacement, only organisers know.
    """
    by_id = {item.id: item for item in new}
    known = {item.id for item in old}
    for item in old:
        if item.id in by_id:
            yield item, by_id[item.id]
    gone = [item for item in old if item.id not in by_id]
    come = [item for item in new if item.id not in known]
    for is_same in (_is_renumbered, _has_its_name):
        for pair in _matches(gone, come, is_same):
            yield pair
            gone.remove(pair[0])
            come.remove(pair[1])
    yield from ((item, None) for item in gone)
    yield from ((None, item) for item in come)


def _matches(
    gone: Sequence[Item], come: Sequence[Item], is_same: Callable[[Item, Item], bool]
) -> list[tuple[Item, Item]]:
    """Pairs that leave no doubt: of both, each is the only one for the other."""
    fitting = {id(item): [other for other in come if is_same(item, other)] for item in gone}
    claimed = [id(other) for others in fitting.values() for other in others]
    return [
        (item, others[0])
        for item in gone
        if len(others := fitting[id(item)]) == 1 and claimed.count(id(others[0])) == 1
    ]


def _is_renumbered(item: Item, other: Item) -> bool:
    when = (item.on, item.start, item.part_of_day)
    return (
        _has_its_name(item, other) and when == (other.on, other.start, other.part_of_day) and _is_one_place(item, other)
    )


def _has_its_name(item: Item, other: Item) -> bool:
    return any(one == another for one, another in _names(item, other))


def _names(item: Item, other: Item) -> Iterable[tuple[list[str], list[str]]]:
    """The names in English and in Polish as folded words: case, spaces, accents and dashes do not count."""
    return (
        (tokenise(item.name.en), tokenise(other.name.en)),
        (tokenise(item.name.pl.nom), tokenise(other.name.pl.nom)),
    )
