"""The room Numbers: how much was asked, in which language, about what and with which outcome; counts only."""

import asyncio
import base64
import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection
from telegram import Message

from bot.core.answer import Status
from bot.core.answers.speech import Speaker
from bot.core.knowledge import Session
from bot.core.lexicon import TOPIC
from bot.core.locale import Locale, spoken_days
from bot.core.pages import topic_question
from bot.core.reminders import EVERYTHING
from bot.delivery.api import FILE
from bot.delivery.limits import clip
from bot.desk.room import View, Visit, to
from bot.storage.follows import count_followers, count_ratings
from bot.storage.questions import Counted, load_counts
from bot.storage.store import Store

if TYPE_CHECKING:
    from bot.handlers.turn import Call

NAME = "numbers"
TOPICS = 6  # shown: more make no picture for a phone
HOURLY = timedelta(days=4)  # a longer time is drawn day by day
LABEL_UNITS = 34
_OUTCOMES = (Status.ANSWERED, Status.NOT_ANNOUNCED, Status.UNKNOWN, Status.CLARIFY, Status.SMALLTALK)
_LANGUAGES = {Locale.EN: "numbers_english", Locale.PL: "numbers_polish"}

N = TypeVar("N")
Bars = tuple[tuple[str, int], ...]
"""Names with their numbers, in order."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the database has counted."""

    questions: Sequence[Counted]
    """By hour."""
    followers: Mapping[str, int] = field(default_factory=dict)
    """Session → how many follow it; `EVERYTHING` → how many follow all of them."""
    ratings: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    """Session → stars → how many gave so many."""


def load(connection: Connection) -> Counts:
    """Read all counts."""
    return Counts(load_counts(connection), count_followers(connection), count_ratings(connection))


@dataclass(frozen=True, slots=True)
class Statistics:
    """All that is told, in one language."""

    title: str
    span: str
    over_time: str
    """What the bars over time are: questions per hour, or per day."""
    times: Bars
    sections: tuple[tuple[str, Bars], ...]
    """Titles with their bars: outcomes, languages, topics, followers."""
    number: int


def statistics(counted: Counts, speaker: Speaker) -> Statistics:
    """Sum up; there must be at least one question."""
    counts = counted.questions
    zone, number = speaker.knowledge.zone, sum(each.number for each in counts)
    hours = [each.hour.astimezone(zone) for each in counts]
    first, last = min(hours), max(hours)
    say = speaker.say
    outcomes = _bars(_summed((each.status, each.number) for each in counts), _OUTCOMES)
    languages = _bars(_summed((each.locale, each.number) for each in counts), tuple(Locale))
    topics = _summed((each.subject, each.number) for each in counts if each.subject and each.status in _OUTCOMES[:2])
    sections = [
        (say("numbers_outcomes"), tuple((speaker.piece(f"numbers_{status}"), n) for status, n in outcomes)),
        (say("numbers_languages"), tuple((speaker.piece(_LANGUAGES[locale]), n) for locale, n in languages)),
        (say("numbers_topics"), tuple((named(name, speaker), n) for name, n in topics.most_common(TOPICS))),
    ]
    sections.append((say("numbers_followers"), _followers(counted.followers, speaker)))
    sections.append((say("numbers_ratings"), _ratings(counted.ratings, speaker)))
    is_hourly = last - first <= HOURLY
    return Statistics(
        title=say("numbers_title", number=number),
        span=spoken_days(first.date(), last.date(), speaker.locale),
        over_time=say("numbers_per_hour" if is_hourly else "numbers_per_day"),
        times=_over_time(counts, speaker, first, last, is_hourly=is_hourly),
        sections=tuple((title, bars) for title, bars in sections if bars),
        number=number,
    )


def _followers(followers: Mapping[str, int], speaker: Speaker) -> Bars:
    """Each session with those who follow it, by itself or as part of everything, the most followed first."""
    of_all = followers.get(EVERYTHING, 0)
    found = [(_title(each, speaker), of_all + followers.get(each.id, 0)) for each in speaker.knowledge.programme]
    return tuple(sorted(((name, n) for name, n in found if n), key=lambda bar: -bar[1]))


def _ratings(ratings: Mapping[str, Mapping[int, int]], speaker: Speaker) -> Bars:
    """Each session with its mean, and how many rated it."""
    bars = []
    for session in speaker.knowledge.programme:
        if stars := ratings.get(session.id):
            number = sum(stars.values())
            mean = sum(star * n for star, n in stars.items()) / number
            bars.append((f"{_title(session, speaker)} ★ {mean:.1f}", number))
    return tuple(bars)


def _title(session: Session, speaker: Speaker) -> str:
    return clip(session.spoken_name.title(speaker.locale), LABEL_UNITS)


def as_text(found: Statistics, speaker: Speaker) -> str:
    """Put the numbers in words."""
    parts = [f"{found.title}\n{found.span}"]
    shared = {speaker.say(f"numbers_{section}") for section in ("outcomes", "languages", "topics")}
    for title, bars in found.sections:
        lines = [_line(name, n, found.number if title in shared else None, speaker) for name, n in bars]
        parts.append("\n".join([title, *(f"• {line}" for line in lines)]))
    return "\n\n".join(parts)


def _line(name: str, number: int, whole: int | None, speaker: Speaker) -> str:
    """Say a number, with its share of all questions; who follows or rates several sessions is no part of a whole."""
    if whole is None:
        return speaker.piece("numbers_line_alone", name=name, number=number)
    return speaker.piece("numbers_line", name=name, number=number, share=round(100 * number / whole))


def as_csv(counts: Sequence[Counted], speaker: Speaker) -> str:
    """Put the counts in a table, the hours in the event's zone."""
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\r\n")  # RFC 4180
    table.writerow(("hour", "language", "status", "topic", "questions"))
    for each in counts:
        hour = each.hour.astimezone(speaker.knowledge.zone).isoformat(timespec="minutes")
        table.writerow((hour, each.locale.value, each.status.value, each.subject, each.number))
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class Numbers:
    """The room.

    Args:
        store: where the counts are.
    """

    store: Store
    name: str = NAME

    async def press(self, target: str, visit: Visit) -> View:
        """Show the numbers; send them as a picture (png) or a table (csv)."""
        say, speaker = visit.speaker.say, visit.speaker
        counted = await self.store.read(load)
        if not counted.questions:
            return View(say("numbers_none"))
        found = statistics(counted, speaker)
        calls: tuple[Call, ...] = ()
        day = f"{visit.asker.now.astimezone(speaker.knowledge.zone):%Y-%m-%d}"
        if target == "png":
            from bot.formats.chart import draw  # noqa: PLC0415 - a library of 10 MB that is seldom needed

            picture = await asyncio.to_thread(draw, found)
            calls = (("sendPhoto", {"photo": _file(f"smok-{day}.png", picture), "caption": found.title}),)
        elif target == "csv":
            table = as_csv(counted.questions, speaker).encode("utf-8-sig")  # spreadsheets need the mark
            calls = (("sendDocument", {"document": _file(f"smok-{day}.csv", table)}),)
        buttons = ((say("numbers_button_png"), to(NAME, "png")), (say("numbers_button_csv"), to(NAME, "csv")))
        return View(as_text(found, speaker), (buttons,), calls=calls)

    async def hear(self, message: Message, awaited: str, visit: Visit) -> None:
        """Nothing is awaited here."""


def _summed(pairs: Iterable[tuple[N, int]]) -> Counter[N]:
    found: Counter[N] = Counter()
    for name, number in pairs:
        found[name] += number
    return found


def _bars(found: Counter[N], order: Sequence[N]) -> list[tuple[N, int]]:
    return [(name, found[name]) for name in order if found[name]]


def _over_time(
    counts: Sequence[Counted], speaker: Speaker, first: datetime, last: datetime, *, is_hourly: bool
) -> Bars:
    """Give every hour or day from the first to the last, those without questions too."""
    zone, step = speaker.knowledge.zone, timedelta(hours=1) if is_hourly else timedelta(days=1)
    start = first if is_hourly else first.replace(hour=0)
    length = (last - start) // step + 1
    bars = [0] * length
    for each in counts:
        bars[(each.hour.astimezone(zone) - start) // step] += each.number
    moments = [start + n * step for n in range(length)]
    days, hours = [f"{m.day}.{m.month:02}" for m in moments], [f"{m:%H:%M}" for m in moments]
    labels = days if not is_hourly else hours if len(set(days)) == 1 else map(" ".join, zip(days, hours, strict=True))
    return tuple(zip(labels, bars, strict=True))


def named(subject: str, speaker: Speaker) -> str:
    """Give a topic in its own words, a way of asking by its name."""
    topic = speaker.knowledge.topic_by_id.get(subject.removeprefix(TOPIC))
    if topic is None or not subject.startswith(TOPIC):
        lexicon = speaker.brain.lexicon
        known = lexicon.attributes.get(subject) or lexicon.ways.get(subject)
        name = known[speaker.locale] if known else subject.replace("_", " ")
        return clip(speaker.piece("numbers_about", attribute=name), LABEL_UNITS)
    asked = next(iter(topic.asked[speaker.locale] or topic.asked.both), subject)
    return clip(topic_question(asked), LABEL_UNITS)


def _file(name: str, content: bytes) -> dict[str, str]:
    return {"file_name": name, FILE: base64.b64encode(content).decode("ascii")}
