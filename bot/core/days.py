"""Step 2 of 4, understand (a): the days that a message names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.core.knowledge import Event
from bot.core.locale import Locale, month_names
from bot.core.numerals import DAY_ORDINALS
from bot.core.text import fold


@dataclass(frozen=True, slots=True)
class DayMention:
    """A day, named in ``words[start:end]``."""

    day: date
    start: int
    end: int
    is_relative: bool = False
    """Counted from now (“tomorrow”), not named (“Thursday”)."""
    is_ours: bool = True
    """Whether the event may well be meant: a day of it, or one counted from now."""


_WEEKDAYS = {
    0: "monday mondays mon poniedzialek poniedzialku poniedzialkiem pn pon",
    1: "tuesday tuesdays tue tues wtorek wtorku wtorkiem wt",
    2: "wednesday wednesdays wed weds sroda srode srody srodzie sroda sr",
    3: "thursday thursdays thu thur thurs czwartek czwartku czwartkiem czw",
    4: "friday fridays fri piatek piatku piatkiem pt",
    5: "saturday saturdays sat sobota sobote soboty sobocie sob",
    6: "sunday sundays sun niedziela niedziele niedzieli niedz",
}
_WEEKDAY_ADJECTIVES = "poniedzialkow wtorkow srodow czwartkow piatkow sobotni niedzieln".split()
_ADJECTIVE_ENDINGS = ("y", "a", "e", "ego", "ej", "ym")
WEEKDAY_OF = {word: number for number, words in _WEEKDAYS.items() for word in words.split()}
WEEKDAY_OF |= {
    (stem + ending).replace("iy", "i"): number
    for number, stem in enumerate(_WEEKDAY_ADJECTIVES)
    for ending in _ADJECTIVE_ENDINGS
}
"""„Wtorkowa sesja” names a day as “Tuesday’s session” does."""
_AMBIGUOUS_WEEKDAYS = {"sat", "sun", "pon", "sob", "pt", "sr", "wt", "pn"}
RELATIVE_DAYS = {
    "today": 0,
    "tonight": 0,
    "dzisiaj": 0,
    "dzisiejszy": 0,
    "dzisiejszego": 0,
    "dzisiejszym": 0,
    "tomorrow": 1,
    "jutro": 1,
    "jutra": 1,
    "jutrzejszy": 1,
    "jutrzejszego": 1,
    "jutrzejszym": 1,
    "yesterday": -1,
    "wczoraj": -1,
    "wczorajszy": -1,
    "wczorajszego": -1,
    "wczorajszym": -1,
    "pojutrze": 2,
    "przedwczoraj": -2,
}
_MONTH_OF = {
    word: number
    for locale in Locale
    for number, name in enumerate(month_names(locale), 1)
    for word in {fold(name), fold(name)[:3]}
}
_MONTH_OF |= {
    fold(name): number
    for number, name in enumerate(
        "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień".split(),
        1,
    )
}
_MONTH_OF |= {"pazdzierniku": 10, "wrzesniu": 9, "listopadzie": 11, "sept": 9}
_OTHER_WORDS = frozenset(("maja", "march"))
"""Months that are other words too where no day stands beside them: „mają”, “march”."""
del _MONTH_OF["may"], _MONTH_OF["maj"], _MONTH_OF["mar"], _MONTH_OF["lis"], _MONTH_OF["sie"], _MONTH_OF["gru"]
_LEAST_MONTH = 4
"""Letters of a month that is named without a day; “jan” and “lip” are other words too."""
DAY_WORDS = frozenset((*WEEKDAY_OF, *RELATIVE_DAYS, *_MONTH_OF))
"""Words that are right as they are, and that misspelt ones may be repaired to."""
_COUNTED = {"one": 1, "two": 2, "three": 3, "four": 4, "jeden": 1, "dwa": 2, "trzy": 3, "cztery": 4}
_COUNTED |= {"a": 1, "five": 5, "six": 6, "seven": 7, "piec": 5, "szesc": 6, "siedem": 7, "couple": 2, "pare": 2}
_COUNTED |= {"dwie": 2}
_RANGING = frozenset("to till until through the do".split())
"""Words between the ends of a range of days; a dash is none."""
_LINKING = _RANGING | {"and", "i", "oraz"}
"""And those between two days of which only the last has its month: “7 and 9 October”."""
_ENDS = 2  # of a range
_WEEKS = frozenset("week weeks tydzien tygodnie tygodni".split())
_DAYS = frozenset("days day dni dzien".split())
_COUNTERS = frozenset({"in", "za", *_COUNTED, *_WEEKS})
DAY_NOUNS = frozenset("day dzien dnia dniu dniem".split())
"""Words behind “the first”, „ostatni”."""
_DAY_LEADS = {"on", "the", "dnia", "na", "do", "od", "of", "from", "until", "till", "by", "w", "z", "for"}
_JOINING = _LINKING | {",", "or", "lub", "albo"}
_BESIDE = frozenset("and a i so or the on ok".split())
"""Words beside which a bare number may be a day: “and 8?”."""
_COUNTED_THINGS = frozenset(
    "thing things time times item items one part place point edition conference year event session floor row "
    "rzecz raz punkt punktem edycja edycji konferencja konferencji miejsce rok".split()
)
"""Words behind an ordinal that is no day's."""
_NUMBER = re.compile(r"(\d{1,2})(?:st|nd|rd|th|-?(?:t?ego|go))?$")
_NUMERIC_DATE = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{2,4}))?$")


_LAST = frozenset(("last", "final", "ostatni", "ostatniego", "ostatnim"))
_PARTS_OF_DAY = frozenset("morning afternoon evening night".split())
_DAY_STARTS = DAY_WORDS | DAY_ORDINALS.keys() | _LAST | _COUNTERS | {"day", "dzien", "weekend", "weekendzie", "this"}
"""Words that may begin the name of a day; digits may as well."""


def find_days(words: tuple[str, ...], event: Event, *, today: date) -> list[DayMention]:
    """Find days: “on Thursday”, “14 May”, „ósmego”, “tomorrow”, “the first day”, “8.10”."""
    found: list[DayMention] = []
    end = 0
    for position, word in enumerate(words):
        if position >= end and (word in _DAY_STARTS or word[0].isdigit()):
            mention = _day_at(words, position, event, today)
            if mention:
                is_ours = mention.is_relative or event.starts_on <= mention.day <= event.ends_on
                mention = mention if is_ours else replace(mention, is_ours=False)
                found += [*_ranges_first(words, mention, event, end), mention]
                end = mention.end
    return found


def _ranges_first(words: tuple[str, ...], last: DayMention, event: Event, end: int) -> list[DayMention]:
    """Find the first day of “7–9 October”, “from 7 to 9 October”, which the month stands behind only once."""
    if last.end - last.start < 2 or not words[last.start][0].isdigit():  # noqa: PLR2004  (a day and its month)
        return []
    at = last.start - 1
    while at > end and words[at] in _LINKING:
        at -= 1
    number = _number(words[at]) if at >= end else None
    day = _date(event, number, last.day.month) if number and words[at][0].isdigit() else None
    if day is None or day >= last.day:
        return []
    return [DayMention(day, at, at + 1, is_ours=event.starts_on <= day <= event.ends_on)]


def days_in_full(words: tuple[str, ...], named: tuple[date, ...], event: Event, *, today: date) -> tuple[date, ...]:
    """Give the days that are named in some words, with those between the ends of a range: “from 7 to 9 October”."""
    mentions = find_days(words, event, today=today)
    if len(named) != _ENDS or [mention.day for mention in mentions] != [*named]:
        return named
    if not _RANGING.issuperset(word for word in words[mentions[0].end : mentions[1].start] if word[0].isalnum()):
        return named
    first, last = named
    return tuple(first + timedelta(number) for number in range((last - first).days + 1)) or named


def _day_at(words: tuple[str, ...], i: int, event: Event, today: date) -> DayMention | None:
    word = words[i]
    following = words[i + 1 : i + 5]
    if (word in _COUNTERS or word.isdigit()) and (mention := _days_from_now(words, i, today)):
        return mention
    if word in RELATIVE_DAYS:
        return DayMention(today + timedelta(RELATIVE_DAYS[word]), i, i + 1, is_relative=True)
    if word in {"day", "dzien", "this"}:
        return _phrased_day(words, i, event, today)
    if word in WEEKDAY_OF:
        return _weekday_at(words, i, event, today)
    if match := _NUMERIC_DATE.fullmatch(word):
        day = _date(event, int(match[1]), int(match[2])) or _date(event, int(match[2]), int(match[1]))
        return DayMention(day, i, i + 1) if day else None
    if word in _MONTH_OF and following and (number := _number(following[0])):
        day = _date(event, number, _MONTH_OF[word])
        return DayMention(day, i, i + 2) if day else None
    if number := _number(word):
        return _numbered_day(words, i, number, event)
    if word in {"weekend", "weekendzie"}:  # its first day stands for both
        return DayMention(today + timedelta((5 - today.weekday()) % 7), i, i + 1)
    if word in _LAST and following[:1] and following[0] in DAY_NOUNS:
        return DayMention(event.ends_on, i, i + 2)
    return None


def _days_from_now(words: tuple[str, ...], i: int, today: date) -> DayMention | None:
    """Read “in 3 days”, „za tydzień”, “a week from today”, “two days ago”, „3 dni temu”."""
    led = words[i] in {"in", "za"}
    at = i + 1 if led else i
    at += words[at : at + 2] == ("a", "couple")
    count = _count(words[at]) if at < len(words) else None
    if count is not None:
        at += 1 + (words[at + 1 : at + 2] == ("of",))
    unit = words[at] if at < len(words) else ""
    length = 7 if unit in _WEEKS else 1 if unit in _DAYS and count is not None else 0
    if not length:
        return None
    shift, tail = (count or 1) * length, words[at + 1 : at + 3]
    if led:
        end = at + 1
    elif tail[:1] and tail[0] in {"ago", "temu"}:
        shift, end = -shift, at + 2
    elif tail in {("from", "today"), ("from", "now")}:
        end = at + 3
    else:
        return None
    return DayMention(today + timedelta(shift), i, end)


def _count(word: str) -> int | None:
    return int(word) if word.isdigit() and len(word) < 3 else _COUNTED.get(word)  # noqa: PLR2004


def _phrased_day(words: tuple[str, ...], i: int, event: Event, today: date) -> DayMention | None:
    """Read “this evening”, “day two” and „dzień drugi”, “day after tomorrow” and “day before yesterday”."""
    following = words[i + 1 : i + 3]
    if words[i] == "this":  # “this evening” is today as “tonight” is
        return DayMention(today, i, i + 2, is_relative=True) if _PARTS_OF_DAY & set(following[:1]) else None
    if following in {("after", "tomorrow"), ("before", "yesterday")}:
        return DayMention(today + timedelta(2 if following[0] == "after" else -2), i, i + 3, is_relative=True)
    count = (_COUNTED.get(following[0]) or DAY_ORDINALS.get(following[0], 0)) if following else 0
    day = event.starts_on + timedelta(count - 1)
    return DayMention(day, i, i + 2) if event.starts_on <= day <= event.ends_on else None


def _weekday_at(words: tuple[str, ...], i: int, event: Event, today: date) -> DayMention | None:
    """Read a weekday as that of the event where the event has it, else as the next one to come."""
    if words[i] in _AMBIGUOUS_WEEKDAYS and len(words) > 3:  # noqa: PLR2004  (“sat”, “sun” are words too)
        return None
    span = (event.ends_on - event.starts_on).days + 1
    days = [event.starts_on + timedelta(n) for n in range(span)]
    own = [day for day in days if day.weekday() == WEEKDAY_OF[words[i]]]
    day = own[0] if own else today + timedelta((WEEKDAY_OF[words[i]] - today.weekday()) % 7)
    end = i + 1
    if nearby := next((d for d in range(end, min(end + 3, len(words))) if words[d] not in {",", "the"}), None):
        number = _number(words[nearby])
        explicit = _day_at(words, nearby, event, today) if number else None
        if explicit:  # “Wednesday 8 October” is one day
            return DayMention(explicit.day, i, explicit.end)
        dated = _date(event, number, event.starts_on.month) if number else None
        if dated and dated.weekday() == day.weekday():  # so is “Friday 10”, if that is a Friday
            return DayMention(dated, i, nearby + 1)
    return DayMention(day, i, end)


def _numbered_day(words: tuple[str, ...], i: int, number: int, event: Event) -> DayMention | None:
    after = words[i + 1 : i + 4]
    if after[:1] and after[0] in _COUNTED_THINGS:  # “the 1st thing”
        return None
    month_at = next((n for n, w in enumerate(after[:2]) if w in _MONTH_OF and (n == 0 or after[0] == "of")), None)
    if month_at is not None:
        day = _date(event, number, _MONTH_OF[after[month_at]])
        end = i + month_at + 2
        if words[end : end + 1] == (str(event.starts_on.year),):
            end += 1
        return DayMention(day, i, end) if day else None
    if after[:1] and after[0] in DAY_NOUNS and not words[i].isdigit():  # “the second day”
        day = event.starts_on + timedelta(number - 1)
        return DayMention(day, i, i + 2) if day <= event.ends_on else None
    if i and words[i - 1] in {"day", "dzien"} and words[i].isdigit():  # “day 2”
        day = event.starts_on + timedelta(number - 1)
        return DayMention(day, i, i + 1) if day <= event.ends_on else None
    alone = all(not w[0].isalnum() or w in _BESIDE or _is_ordinal(w) for w in words[:i] + words[i + 1 :])
    led = i > 0 and (words[i - 1] in _DAY_LEADS or _goes_on(words, i))
    spoken = words[i][-1].isalpha() and (words[i][0].isdigit() or words[i].endswith("ego") or number > 3)  # noqa: PLR2004
    day = _date(event, number, event.starts_on.month)
    if day and event.starts_on <= day <= event.ends_on and (alone or (led and not after[:1]) or (spoken and led)):
        return DayMention(day, i, i + 1)
    if day and words[i].endswith(("ego", "go")) and event.starts_on <= day <= event.ends_on:
        return DayMention(day, i, i + 1)
    return DayMention(day, i, i + 1) if day and led and _is_ordinal(words[i]) else None


def _goes_on(words: tuple[str, ...], i: int) -> bool:
    """Whether an ordinal goes on from another: “on the 8th and *9th*”."""
    return i > 1 and words[i - 1] in _JOINING and _is_ordinal(words[i - 2])


def _is_ordinal(word: str) -> bool:
    return word[0].isdigit() and word[-1].isalpha()


def _number(word: str) -> int | None:
    if match := _NUMBER.fullmatch(word):
        return int(match[1])
    return DAY_ORDINALS.get(word)


def _date(event: Event, day: int, month: int) -> date | None:
    try:
        return date(event.starts_on.year, month, day)
    except ValueError:
        return None


def months_in(words: Sequence[str]) -> frozenset[int]:
    """Give the numbers of the months that are named, with a day or without."""
    named = _MONTH_OF.keys() & words
    return frozenset(_MONTH_OF[word] for word in named if len(word) >= _LEAST_MONTH and word not in _OTHER_WORDS)
