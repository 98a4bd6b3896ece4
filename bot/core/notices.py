"""What people are told of a change, in one language: sentences that hold whenever they are read."""

from collections.abc import Sequence
from datetime import date

from bot.core.answers.speech import Speaker, sentences
from bot.core.changes import Change, Item, Kind
from bot.core.locale import Locale, SpokenDate

_ANNOUNCED = {
    Kind.TIME_ANNOUNCED: "change_time_announced",
    Kind.PART_ANNOUNCED: "change_part_announced",
    Kind.TIME_WITHDRAWN: "change_time_withdrawn",
}
_WHOLE = (Kind.CANCELLED, Kind.RESTORED, Kind.NEW)
_TIMES = (Kind.MOVED, Kind.TIME_ANNOUNCED, Kind.PART_ANNOUNCED)


def notice_of(change: Change, speaker: Speaker) -> str:
    """Say all that happened to one session."""
    before, kinds = change.before, change.kinds
    item = before if before and Kind.CANCELLED in kinds else change.item  # what was to be, as people know it
    facts: dict[str, object] = {
        "session": speaker.name(item.name),
        "when": _when(item, speaker),
        "at": item.at[speaker.locale],
        "url": item.registration_url or "",
    }
    said = [speaker.say(f"change_{kind}", **facts) for kind in _WHOLE if kind in kinds]
    if before and Kind.MOVED_PLACE in kinds and set(kinds) & set(_TIMES):
        earlier = f"{_when_before(before, item, speaker)}, {before.at[speaker.locale]}"
        said.append(speaker.say("change_time_and_place", before=earlier, **facts))
    elif before:
        said += _moves(before, item, kinds, facts, speaker)
    if Kind.ACCESS in kinds:
        said.append(speaker.say(f"change_access_{item.access}", **facts).strip())
    return sentences(*said)


def _moves(before: Item, item: Item, kinds: Sequence[Kind], facts: dict[str, object], speaker: Speaker) -> list[str]:
    earlier = _when_before(before, item, speaker)
    said = []
    if Kind.MOVED in kinds:
        said.append(speaker.say("change_time", before=earlier, **facts))
    said += [speaker.say(phrase, before=earlier, **facts) for kind, phrase in _ANNOUNCED.items() if kind in kinds]
    if Kind.MOVED_PLACE in kinds:
        said.append(speaker.say("change_place", before=before.at[speaker.locale], **facts))
    return said


def _when(item: Item, speaker: Speaker) -> str:
    """Day and time, never as “tomorrow”: it may be read on another day."""
    part = speaker.part_of_day(item)
    joint = ", " if speaker.locale is Locale.EN and not item.start else " "
    return f"{SpokenDate(item.on, speaker.locale, date.min):on}" + (joint + part if part else "")


def _when_before(before: Item, after: Item, speaker: Speaker) -> str:
    """Of one day only the time is said twice."""
    return (speaker.part_of_day(before) if before.on == after.on else "") or _when(before, speaker)
