"""What the bot knows of the event: frozen models, one for each kind of thing, found by stable id."""

from collections.abc import Iterator
from datetime import date, time
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from bot.core.fields import Email, Id, Phone, Url
from bot.core.locale import Model, Name, Phrasings, Sentence, Text
from bot.core.topics import MorePhrasings, Quote, Topic


class Thing(Model):
    """What all named things share."""

    id: Id
    """Stable identifier; never change it once people follow it."""
    name: Name
    """Its name in both languages."""
    aliases: Phrasings = Phrasings()
    """Other names that can only mean this, also outside the event."""
    generic: Phrasings = Phrasings()
    """Common words that mean it within this event only: “the concert”. Beside a strange name they do not count."""
    source: Sentence
    """Where the facts come from."""
    tests: Phrasings = Phrasings()
    """Test sentences: each must be answered about this thing."""
    details: dict[str, Text] = Field(default={})
    """What is announced of attributes such as parking, food, wifi: attribute → sentence in both languages."""


class Session(Thing):
    """An item of the programme."""

    short_name: Name | None = None
    """A shorter name for running text, if the full one is long."""
    on: date
    """The day, such as 2030-05-14."""
    start: time | None = None
    """Start, such as "19:30"; leave out until announced."""
    end: time | None = None
    """End, such as "22:00"; leave out until announced."""
    part_of_day: Literal["morning", "afternoon", "evening"] | None = None
    """Announced part of the day, where no time is known."""
    venue: Id
    """Id of the venue."""
    access: Literal["public", "invitation", "registration"] | None = None
    """Who may come in; leave out until announced."""
    price: Text | None = None
    """What it costs; leave out until announced."""
    registration_url: Url | None = None
    """Where to register; leave out until announced."""
    status: Literal["planned", "cancelled"] = "planned"
    """Write "cancelled" if it does not take place; take the line out again if it does after all."""
    hints: Phrasings = Phrasings()
    """Words that tell what it is about, for who does not know its name: “some evening with *music*”."""
    photo: bool = False
    """Whether photo and video opportunities are announced."""
    summary: Text
    """What it is, in one sentence."""

    @property
    def spoken_name(self) -> Name:
        """The name for running text."""
        return self.short_name or self.name

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.status == "cancelled"


class Venue(Thing):
    """A place of the event."""

    at: Text
    """As sentences need it: “at the Old Mill”, „w Starym Młynie”."""
    address: Text | None = None
    """Street address; leave out until announced."""
    coordinates: tuple[float, float] | None = None
    """Latitude and longitude in degrees; leave out until known."""


class Person(Thing):
    """A person whom the event names."""

    role: Text
    """The exact role."""
    organisation: Id
    """Id of the organisation."""
    surname: Phrasings = Phrasings()
    """The surname alone, in its forms: understood where nothing points to somebody else."""
    roles: Phrasings = Phrasings()
    """Common words for the role alone: “the spokesperson”; understood like `generic`."""
    media_contact: bool = False
    """Whether the person is a contact for the media."""
    email: Email | None = None
    """Public e-mail address."""
    phone: Phone | None = None
    """Public phone number."""


class Organisation(Thing):
    """An organisation that the event names."""

    at: Text
    """As sentences need it: “at the Guild”, „w Gildii”."""
    about: Text
    """What it is, in a sentence or two."""
    website: Url | None = None
    """Its website."""
    contact: Id
    """Id of the person to ask."""


class Subject(Thing):
    """Another named thing: an agreement, a partnership, a press release."""

    summary: Text
    """What it is, in a sentence or two."""
    contact: Id
    """Id of the person to ask."""


class Event(Thing):
    """The event as a whole."""

    edition: int | None = None
    """Which edition it is."""
    starts_on: date
    """First day."""
    ends_on: date
    """Last day."""
    time_zone: str
    """Name of the time zone, such as Europe/Warsaw."""
    city: Name
    """The city."""
    city_aliases: Phrasings = Phrasings()
    """Other spellings of the city."""
    in_city: Text
    """As sentences need it: “in Kraków”, „w Krakowie”."""
    about: Text
    """What the event is, in one sentence."""
    audience: Text
    """For whom it is, in one sentence."""
    organiser: Id
    """Id of the organising organisation."""
    contact: Id
    """Id of the person to ask where no nearer contact is known."""
    website: Url | None = None
    """The website of the event."""
    registration_url: Url | None = None
    """Where to register; leave out until announced."""
    price: Text | None = None
    """What taking part costs; leave out until announced."""
    press_facts: tuple[Id, ...] = ()
    """Ids of topics and subjects that the fact sheet for the press tells, in this order."""

    def lasts_on(self, day: date) -> bool:
        """Whether a day is one of the event."""
        return self.starts_on <= day <= self.ends_on

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("is not a time zone; write one such as Europe/Warsaw") from None
        return value


class Reminders(Model):
    """When people are reminded of what they follow; every line may be left out."""

    day_before: time | None = time(18)
    """Time on the day before, such as "18:00"; null for none."""
    on_the_day: time | None = time(9)
    """Time on the day itself, such as "09:00"; null for none."""
    minutes_before: tuple[Annotated[int, Field(ge=1, le=1440)], ...] = (120, 30)
    """Minutes before a start that is announced, such as [120, 30]."""
    quiet_from: time = time(22)
    """When the quiet hours begin, unless a chat chooses others."""
    quiet_until: time = time(8)
    """When they end."""
    grace_minutes: Annotated[int, Field(ge=0, le=240)] = 15
    """How many minutes after a start a late reminder is still sent."""
    thank_you: bool = False
    """Whether everybody who followed something is thanked after the event, and may rate it."""
    thank_you_at: time = time(10)
    """Time of the thank-you on the day after the event."""


_USUAL_START = {"morning": time(9), None: time(12), "afternoon": time(14), "evening": time(19)}
"""Where a session without a time stands in the order of a day; never spoken."""


def _moment(session: Session) -> tuple[date, time]:
    return session.on, session.start or _USUAL_START[session.part_of_day]


Entity = Event | Session | Venue | Person | Organisation | Subject


class Knowledge(Model):
    """All that is known of the event, and the bot's own phrases."""

    event: Event
    """The event as a whole."""
    sessions: tuple[Session, ...]
    """The programme."""
    venues: tuple[Venue, ...]
    """The places."""
    people: tuple[Person, ...] = ()
    """The people named."""
    organisations: tuple[Organisation, ...] = ()
    """The organisations named."""
    subjects: tuple[Subject, ...] = ()
    """Other named things."""
    quotes: tuple[Quote, ...] = ()
    """Words for the press, verbatim."""
    topics: tuple[Topic, ...] = ()
    """Facts that fit no other list."""
    phrasings: tuple[MorePhrasings, ...] = ()
    """Further ways of asking for the topics."""
    elsewhere: Phrasings = Phrasings()
    """Messages that share a name with the event and are about something else; the bot learns to leave them alone."""
    reminders: Reminders = Reminders()
    """When people are reminded."""
    phrases: dict[str, Text]
    """The bot's own sentences, by name."""

    @cached_property
    def by_id(self) -> dict[str, Entity]:
        """Every named thing by its id."""
        return {thing.id: thing for thing in self.things()}

    @cached_property
    def programme(self) -> tuple[Session, ...]:
        """The sessions in their order of time; without times, evenings come last."""
        return tuple(sorted(self.sessions, key=_moment))

    @cached_property
    def topic_by_id(self) -> dict[str, Topic]:
        """Every topic by its id."""
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def asked(self) -> dict[str, tuple[str, ...]]:
        """Every way of asking for a topic in both languages, by the topic's id."""
        asked = {topic.id: topic.asked.both for topic in self.topics}
        for more in self.phrasings:
            asked[more.topic] = asked.get(more.topic, ()) + more.asked.both
        return asked

    @cached_property
    def zone(self) -> ZoneInfo:
        """The event's time zone."""
        return ZoneInfo(self.event.time_zone)

    def things(self) -> Iterator[Entity]:
        """Go through every named thing."""
        yield self.event
        yield from self.sessions
        yield from self.venues
        yield from self.people
        yield from self.organisations
        yield from self.subjects

    def session(self, id_: str) -> Session:
        """Get a session; KeyError if there is none."""
        return self._sessions[id_]

    def venue(self, id_: str) -> Venue:
        """Get a venue; KeyError if there is none."""
        return self._venues[id_]

    def person(self, id_: str) -> Person:
        """Get a person; KeyError if there is none."""
        return self._people[id_]

    def organisation(self, id_: str) -> Organisation:
        """Get an organisation; KeyError if there is none."""
        return self._organisations[id_]

    @cached_property
    def _sessions(self) -> dict[str, Session]:
        return {session.id: session for session in self.sessions}

    @cached_property
    def _venues(self) -> dict[str, Venue]:
        return {venue.id: venue for venue in self.venues}

    @cached_property
    def _people(self) -> dict[str, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def _organisations(self) -> dict[str, Organisation]:
        return {organisation.id: organisation for organisation in self.organisations}
