"""Say things in the words of knowledge/phrases.yaml: sessions with day and place, whom to ask, what is known."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal

from bot.core.answer import Action, ActionKind, Moment, News, Source, Status
from bot.core.brain import Brain
from bot.core.changes import Item
from bot.core.entities import KINDS
from bot.core.knowledge import Knowledge, Organisation, Person, Session, Subject
from bot.core.locale import (
    Locale,
    Name,
    SpokenDate,
    SpokenName,
    listed,
    plural,
    spoken_days,
    spoken_weekdays,
)
from bot.core.reading import Ask
from bot.core.reminders import NOTHING_FOLLOWED, Following, Wish
from bot.core.schedule import Phase, ends_at, phase_of, starts_at, today
from bot.core.topics import Topic

FARTHEST = timedelta(days=1000)
"""How far ahead a time is marked: Telegram takes none beyond 1098 days (messageEntityFormattedDate)."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is said to one question."""

    text: str
    status: Status = Status.ANSWERED
    verdict: bool | None = None
    """Yes or no, said first if the question wants it."""
    about: tuple[str, ...] = ()
    """Ids of the things that it is about, sessions in the order in which they are named."""
    actions: tuple[Action, ...] = ()
    days: tuple[date, ...] = ()
    known: str = ""
    """What is known of the things that it is about: said unless another part has told it."""
    tail: str = ""
    """Whom to ask: said once, after everything else."""
    wish: Wish | None = None
    """What the chat wants to be reminded of, or no longer."""


@dataclass(frozen=True)
class Speaker:
    """A voice in one language at one moment."""

    brain: Brain
    locale: Locale
    now: datetime
    following: Following = NOTHING_FOLLOWED
    """What the chat follows."""
    news: Sequence[News] | None = None
    """What the organisers told lately, the newest first; None where nobody has looked."""
    used: dict[str, Source] = field(default_factory=dict)
    """The facts that were spoken of so far, by id."""
    timed: dict[str, tuple[Moment, ...]] = field(default_factory=dict)
    """What was said with a time in it, in words that fit one session or one day only → the times, counted within."""

    @property
    def knowledge(self) -> Knowledge:
        """What is known of the event."""
        return self.brain.knowledge

    @cached_property
    def today(self) -> date:
        """The date in the event's zone."""
        return today(self.knowledge, self.now)

    def say(self, phrase: str, **values: object) -> str:
        """Fill a phrase of knowledge/phrases.yaml; its first letter is made a capital."""
        return capital(self.knowledge.phrases[phrase][self.locale].format_map(values))

    def yes_or_no(self, rest: str, *, is_so: bool) -> str:
        """Begin with yes or no, and go on in small letters where the rest begins with an article or a small word."""
        small = rest.split(" ", maxsplit=1)[0].lower() in self.piece("small_words").split()
        return self.say("yes" if is_so else "no", rest=rest[0].lower() + rest[1:] if small else rest)

    def piece(self, phrase: str, **values: object) -> str:
        """Fill a phrase that stands inside a sentence."""
        return self.knowledge.phrases[phrase][self.locale].format_map(values)

    def name(self, name: Name) -> SpokenName:
        """Give a name that phrases can inflect."""
        return name.spoken(self.locale)

    def date(self, day: date) -> SpokenDate:
        """Give a date that phrases can put as they need it."""
        return SpokenDate(day, self.locale, self.today)

    def join(self, items: Sequence[str]) -> str:
        """Join: “a, b and c”."""
        return listed(list(items), self.locale)

    def unit(self, number: int, forms: str) -> str:
        """Give the form of a noun that a number wants: “day” or “days”; `forms` is a phrase with all of them."""
        return plural(number, self.locale, *self.piece(forms).split("/"))

    def cite(self, id_: str, source: str) -> None:
        """Note that a fact was used."""
        self.used.setdefault(id_, Source(id_, source))

    def session_name(self, session: Session) -> SpokenName:
        """Give the name of a session for running text, and note it as used."""
        self.cite(session.id, session.source)
        return self.name(session.spoken_name)

    def event_name(self) -> SpokenName:
        """Give the name of the event, and note it as used."""
        self.cite(self.knowledge.event.id, self.knowledge.event.source)
        return self.name(self.knowledge.event.name)

    def part_of_day(self, session: Session | Item) -> str:
        """Say the time or part of the day, as far as announced: “at 19:30”, “in the evening”, or nothing."""
        if session.start and session.end:
            return self.piece("from_to", start=f"{session.start:%H:%M}", end=f"{session.end:%H:%M}")
        if session.start:
            return self.piece("from", start=f"{session.start:%H:%M}")
        return self.piece(f"in_the_{session.part_of_day}") if session.part_of_day else ""

    def when(self, session: Session) -> str:
        """Say the day and time: “on Tuesday 14 May 2030, in the evening”."""
        part = self.part_of_day(session)
        joint = ", " if self.locale is Locale.EN and not session.start else " "
        return self._timed(f"{self.date(session.on):on}" + (joint + part if part else ""), session)

    def at(self, session: Session) -> str:
        """Say the place: “at the Old Mill”."""
        venue = self.knowledge.venue(session.venue)
        self.cite(venue.id, venue.source)
        return venue.at[self.locale]

    def known_access(self, session: Session) -> str:
        """Say who may come in, after a sentence: “; open to the public”; nothing where that is not announced."""
        return self.piece(f"known_access_{session.access}") if session.access else ""

    def tense(self, *sessions: Session) -> str:
        """Tell which set of phrases fits: those for what is to come, or for what is over, all of it."""
        is_over = all(phase_of(session, self.knowledge, self.now) is Phase.AFTER for session in sessions)
        return "past" if is_over else "future"

    def is_ahead(self, session: Session) -> bool:
        """Tell whether a session is still to come, or on: neither over nor cancelled."""
        return self.tense(session) == "future" and not session.is_cancelled

    def fields_of(self, session: Session) -> dict[str, object]:
        """Give what phrases about a session have fields for: its name, its day and time, its place."""
        return {"session": self.session_name(session), "when": self.when(session), "at": self.at(session)}

    def cancelled(self, session: Session) -> str:
        """Say that a session does not take place."""
        return self.say("change_cancelled", **self.fields_of(session))

    def when_and_where(self, session: Session, *, place_first: bool = False) -> str:
        """Say in one sentence when and where a session is; of one that is cancelled, that it is."""
        if session.is_cancelled:
            return self.cancelled(session)
        phrase = "session_where" if place_first else "session_when"
        return self.say(f"{phrase}_{self.tense(session)}", **self.fields_of(session))

    def entry(
        self,
        session: Session,
        *,
        case: str = "nom",
        with_day: bool = False,
        without: Literal["place", "access"] | None = None,
        in_full: bool = False,
    ) -> str:
        """Say a session as an item of a list: “the Gala Concert (in the evening, at the Old Mill, …)”.

        Args:
            session: the session; noted as used.
            case: in which case a Polish name stands.
            with_day: whether its day is said.
            without: what the sentence around it says already.
            in_full: whether it has its full name.
        """
        name = f"{self.name(session.name) if in_full else self.session_name(session):{case}}"
        details = [f"{self.date(session.on):short}" if with_day else ""]
        if session.is_cancelled:
            details.append(self.piece("cancelled", session=self.session_name(session)))
        else:
            details += [
                self.part_of_day(session),
                self.at(session) if without != "place" else "",
                self.piece(f"access_{session.access}") if session.access and without != "access" else "",
            ]
        name = name.removesuffix(")") + "; " if name.endswith(")") else f"{name} ("  # no brackets side by side
        said = f"{name}{', '.join(d for d in details if d)})".replace(" ()", "").replace("; )", ")")
        return self._timed(said, session)

    def on_day(self, sessions: Sequence[Session]) -> str:
        """Say in a sentence what is on a day; all of the sessions are on that."""
        entries = self.join([self.entry(session) for session in sessions])
        return self.say(f"on_day_{self.tense(*sessions)}", date=self.date(sessions[0].on), entries=entries)

    def _timed(self, said: str, session: Session) -> str:
        """Note which instants the times of a session are in what is said of it."""
        if session.start is None and session.end is None:
            return said
        spoken: list[Moment] = []
        for at in (starts_at(session, self.knowledge), ends_at(session, self.knowledge)):
            start = said.rfind(f"{at:%H:%M}") if at and at < self.now + FARTHEST else -1
            if at and start >= 0:
                spoken.append(Moment(start, start + len(f"{at:%H:%M}"), at))
        if spoken:
            self.timed[said] = tuple(spoken)
        return said

    def moments_in(self, text: str) -> tuple[Moment, ...]:
        """Find the times that were said in a text made of what this speaker said."""
        found = {
            Moment(begins + moment.start, begins + moment.end, moment.at)
            for said, spoken in self.timed.items()
            for begins in _places(said, text)
            for moment in spoken
        }
        return tuple(sorted(found, key=lambda moment: moment.start))

    def event_dates(self) -> str:
        """Say the days of the event."""
        event = self.knowledge.event
        self.cite(event.id, event.source)
        return spoken_days(event.starts_on, event.ends_on, self.locale)

    def told(self, topic: Topic) -> str:
        """Give the answer of a topic, with the days of the event where it asks for them; note it as used."""
        self.cite(topic.id, topic.source)
        answer = topic.answer[self.locale]
        return answer.format(days=self.event_dates()) if "{" in answer else answer

    def event_weekdays(self) -> str:
        """Say the weekdays of the event."""
        event = self.knowledge.event
        return spoken_weekdays(event.starts_on, event.ends_on, self.locale)

    def contact_of(self, ask: Ask) -> Person:
        """Find whom to ask about something: the nearest contact that is named."""
        for mention in ask.things:
            thing = self.knowledge.by_id[mention.id]
            if isinstance(thing, Person) and thing.email:
                return thing
            if isinstance(thing, Organisation | Subject) and mention.kind != "city":
                return self.knowledge.person(thing.contact)
            if isinstance(thing, Person):
                return self.knowledge.person(self.knowledge.organisation(thing.organisation).contact)
        return self.knowledge.person(self.knowledge.event.contact)

    def ask_them(self, ask: Ask) -> str:
        """Say whom to ask about something."""
        return self.ask_person(self.contact_of(ask))

    def ask_person(self, person: Person, phrase: str = "ask_them") -> str:
        """Say how to ask somebody."""
        reach = ", ".join(filter(None, (person.email, person.phone)))
        return self.say(phrase, **self.fields_of_person(person), reach=reach)

    def fields_of_person(self, person: Person) -> dict[str, object]:
        """Give what phrases about a person have fields for: the name and the exact role; noted as used."""
        self.cite(person.id, person.source)
        return {"person": self.name(person.name), "role": person.role[self.locale]}


def _places(said: str, text: str) -> list[int]:
    """Where something that was said begins in a text; its first letter may have changed between small and capital."""
    return [match.start() - 1 for match in re.finditer(re.escape(said[1:]), text)]


def capital(text: str) -> str:
    """Begin with a capital letter."""
    return text[:1].upper() + text[1:]


def kind_of(brain: Brain, id_: str) -> str:
    """Tell the kind of a thing: session, venue and so on."""
    return KINDS[type(brain.knowledge.by_id[id_])]


def session_actions(session: Session) -> tuple[Action, ...]:
    """Give what a chat can offer for a session; the calendar entry of one that is cancelled says so."""
    if session.is_cancelled:
        return (Action(ActionKind.CALENDAR, session.id),)
    return (
        Action(ActionKind.MAP, session.venue),
        Action(ActionKind.CALENDAR, session.id),
        Action(ActionKind.REMIND, session.id),
    )


def about_sessions(text: str, sessions: Sequence[Session], *, verdict: bool | None = None) -> Part:
    """Make what is said of some sessions; a chat offers its actions for the first."""
    about = tuple(session.id for session in sessions)
    return Part(text, verdict=verdict, about=about, actions=session_actions(sessions[0]))


def sentences(*texts: str) -> str:
    """Put sentences after one another."""
    return " ".join(text for text in texts if text)
