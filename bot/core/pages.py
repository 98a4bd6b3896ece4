"""What commands and buttons show: pages made of the knowledge and its phrases, as answers with offers beside them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.core.answer import Answer, Status
from bot.core.answers.access import photo_opportunities
from bot.core.answers.listing import sessions_of_days, whole_programme
from bot.core.answers.people import contact
from bot.core.answers.quotes import speak_quote
from bot.core.answers.speech import Speaker, capital, sentences
from bot.core.answers.telling import told_lately
from bot.core.answers.whereabouts import event_when
from bot.core.brain import Brain
from bot.core.entities import KINDS, Mention
from bot.core.knowledge import Event, Organisation, Person, Session
from bot.core.locale import Locale
from bot.core.reading import Ask
from bot.core.schedule import event_days, sessions_on, today

POLISH_COMMANDS = {
    "start": "start",
    "help": "pomoc",
    "programme": "program",
    "now": "teraz",
    "venues": "miejsca",
    "contacts": "kontakt",
    "press": "prasa",
    "calendar": "kalendarz",
    "reminders": "przypomnienia",
    "news": "aktualnosci",
    "language": "jezyk",
    "privacy": "prywatnosc",
    "stop": "stop",
}
"""Every command by its English name → its Polish one (Telegram allows a–z, 0–9 and _ only)."""

DESK_COMMANDS = {Locale.EN: "desk", Locale.PL: "biurko"}
"""The command that opens the organisers' desk; to others it does not exist."""

ALL_DAYS = "all"
"""Target of the offer that shows every day."""

DAYS_IN_A_ROW = 3
"""Buttons for days side by side: more are cut off on a phone."""


class Offers(StrEnum):
    """What pressing an offer does; also the beginning of its callback data, so a value never changes."""

    PAGE = "page"
    DAY = "day"
    ITEM = "item"
    ASK = "ask"
    MAP = "map"
    CALENDAR = "cal"
    CONTACT = "card"
    LANGUAGE = "lang"
    NOT_THIS = "no"
    FORGET = "forget"
    REMIND = "bell"
    UNREMIND = "mute"
    REMINDERS = "rem"
    RATE = "rate"
    ORGANISERS = "team"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: what it says, what it does, and with which target (an id, a day, a question)."""

    label: str
    kind: Offers
    target: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer, and the rows of offers under it."""

    answer: Answer
    offers: tuple[tuple[Offer, ...], ...] = ()


def command_of(word: str) -> tuple[str, Locale | None] | None:
    """Read a command without its slash: its English name, and Polish if only Polish has this word."""
    for english, polish in POLISH_COMMANDS.items():
        if word == english:
            return english, None
        if word == polish:
            return english, Locale.PL
    return None


def commands_in(locale: Locale) -> dict[str, str]:
    """Give every command's English name → its name in a language."""
    return POLISH_COMMANDS if locale is Locale.PL else {name: name for name in POLISH_COMMANDS}


def phrase_page(phrase: str, speaker: Speaker, *offers: tuple[Offer, ...], **values: object) -> Page:
    """Make a page of one phrase."""
    return Page(Answer(speaker.say(phrase, **values), speaker.locale, Status.SMALLTALK), offers)


def asks_of_command(command: str) -> tuple[Ask, ...]:
    """Give the questions that a command stands for; empty if it opens a page of its own."""
    intents = {"now": ("now", "next"), "venues": ("where",), "contacts": ("contact",)}.get(command, ())
    return tuple(Ask(intent) for intent in intents)


def asks_of_item(id_: str, brain: Brain) -> tuple[Ask, ...]:
    """Give the questions that the card of a thing answers; empty if there is no such thing."""
    thing = brain.knowledge.by_id.get(id_)
    if thing is None:
        return ()
    kind = KINDS[type(thing)]
    intents = ["what"]
    if kind == "venue":
        intents = ["programme", "where"]
    elif isinstance(thing, Person):
        intents = ["who_is", "contact"] if thing.email or thing.phone else ["who_is"]
    elif kind == "event":
        intents = ["what", "when"]
    return tuple(Ask(intent, (Mention(id_, kind, 0, 0, is_generic=False),)) for intent in intents)


def start(speaker: Speaker) -> Page:
    """Say what the bot can do."""
    shown = (("programme", "now"), ("venues", "contacts"), ("press", "calendar"), ("reminders",))
    rows = [tuple(_to_page(name, speaker) for name in row) for row in shown]
    event = speaker.name(speaker.knowledge.event.name)
    return phrase_page("page_start", speaker, *rows, _languages(speaker), event=event)


def help_(speaker: Speaker, *, with_desk: bool = False) -> Page:
    """List every command; that of the desk only for organisers."""
    commands = commands_in(speaker.locale) | ({"desk": DESK_COMMANDS[speaker.locale]} if with_desk else {})
    lines = [
        speaker.say("help_line", command=word, meaning=speaker.piece(f"menu_{name}")) for name, word in commands.items()
    ]
    first = speaker.say("page_help", example=speaker.piece("hint_1"))
    text = "\n".join([first, *lines, "", speaker.say("help_elsewhere")])
    hints = tuple(speaker.say(f"hint_{number}") for number in (1, 2, 3))
    return Page(Answer(text, speaker.locale, Status.SMALLTALK, suggestions=hints))


def programme_of_day(speaker: Speaker, day: date | None = None) -> Page:
    """Show one day of the programme, today or the first if none is named, with the way to the others."""
    days = event_days(speaker.knowledge)
    shown = day or today(speaker.knowledge, speaker.now)
    shown = shown if shown in days else days[0]
    sessions = sessions_on(speaker.knowledge, shown)
    lines = [speaker.say("programme_of_day", date=speaker.date(shown))]
    lines += [speaker.piece("programme_item", entry=capital(speaker.entry(session))) for session in sessions]
    if not sessions:
        lines = [sessions_of_days(Ask("programme", days=(shown,)), speaker).text]
    elif not any(session.start for session in sessions):
        lines.append(speaker.say("no_times_yet"))
    items = [(Offer(session.spoken_name.title(speaker.locale), Offers.ITEM, session.id),) for session in sessions]
    about = tuple(session.id for session in sessions)
    return Page(_told("\n".join(lines), speaker, entities=about), (*items, *_day_rows(shown, speaker)))


def programme_of_all_days(speaker: Speaker) -> Page:
    """Show the whole programme, with the way to each day."""
    part = whole_programme(speaker)
    return Page(_told(part.text, speaker, entities=part.about), _day_rows(None, speaker))


def _day_rows(shown: date | None, speaker: Speaker) -> tuple[tuple[Offer, ...], ...]:
    """Offer every day, and all of them; the one that is shown (None: all) is marked."""
    to_days = []
    for day in event_days(speaker.knowledge):
        label = speaker.piece("button_day", date=speaker.date(day))
        to_days.append(Offer(_marked(label, speaker, when=day == shown), Offers.DAY, day.isoformat()))
    rows = [tuple(to_days[n : n + DAYS_IN_A_ROW]) for n in range(0, len(to_days), DAYS_IN_A_ROW)]
    label = _marked(speaker.piece("button_all_days"), speaker, when=shown is None)
    return (*rows, (Offer(label, Offers.DAY, ALL_DAYS),))


def _marked(label: str, speaker: Speaker, *, when: bool) -> str:
    return speaker.piece("button_chosen", label=label) if when else label


def press(speaker: Speaker) -> Page:
    """Show the press pack: facts, quotes verbatim, photo opportunities, notes to editors, contacts."""
    knowledge = speaker.knowledge
    noted: tuple[Organisation | Event, ...] = (*knowledge.organisations, knowledge.event)
    sections = {
        "press_facts": [*_facts(speaker), whole_programme(speaker, in_full=True).text],
        "press_quotes": [speak_quote(quote, speaker) for quote in knowledge.quotes],
        "press_photos": [photo_opportunities(Ask("photo"), speaker).text],
        "press_notes": [sentences(thing.about[speaker.locale], thing.website or "") for thing in noted],
        "press_contacts": [contact(Ask("contact"), speaker).text],
    }
    text = "\n\n".join("\n".join([speaker.say(title), *lines]) for title, lines in sections.items() if lines)
    people = [p for p in knowledge.people if p.media_contact and p.phone]
    cards = tuple(
        Offer(speaker.piece("button_contact", name=p.name.title(speaker.locale)), Offers.CONTACT, p.id) for p in people
    )
    return Page(_told(text, speaker), tuple((card,) for card in cards))


def _facts(speaker: Speaker) -> list[str]:
    """Say when and for whom the event is, and what the organiser has chosen for the press besides."""
    knowledge = speaker.knowledge
    when_and_for_whom = sentences(event_when(Ask("when"), speaker).text, knowledge.event.audience[speaker.locale])
    topics, subjects = knowledge.topic_by_id, {subject.id: subject for subject in knowledge.subjects}
    return [
        when_and_for_whom,
        *(
            speaker.told(topics[id_]) if id_ in topics else subjects[id_].summary[speaker.locale]
            for id_ in knowledge.event.press_facts
        ),
    ]


def language(speaker: Speaker) -> Page:
    """Offer the languages."""
    return phrase_page("page_language", speaker, _languages(speaker))


def news(speaker: Speaker) -> Page:
    """Say what the organisers told lately."""
    told = told_lately(speaker)
    text = "\n\n".join(told) or speaker.say("news_none")
    return Page(Answer(text, speaker.locale, Status.SMALLTALK))


PAGES: dict[str, Callable[[Speaker], Page]] = {
    "start": start,
    "help": help_,
    "programme": programme_of_day,
    "press": press,
    "language": language,
    "news": news,
}
"""Commands that open a page of their own; `now`, `venues` and `contacts` ask, `calendar` gives a file.

Those about reminders are in core/reminder_pages.py.
"""


def questions(brain: Brain) -> Iterator[str]:
    """Go through every question that the bot may offer on a button, in both languages."""
    knowledge = brain.knowledge
    for locale in Locale:
        for name, phrase in knowledge.phrases.items():
            if name.startswith("hint_"):
                yield phrase[locale]
            elif name.startswith("suggest_"):
                for thing in knowledge.things():
                    spoken = thing.spoken_name if isinstance(thing, Session) else thing.name
                    yield capital(phrase[locale].format_map({"name": spoken.spoken(locale)}))
        for thing in knowledge.things():
            yield thing.name.title(locale)
        for topic in knowledge.topics:
            yield topic_question(topic.asked[locale][0])


def topic_question(asked: str) -> str:
    """Put a phrasing of a topic as a question: “Which edition is it?”."""
    return capital(asked.rstrip("?. ")) + "?"


def _told(text: str, speaker: Speaker, *, entities: tuple[str, ...] = ()) -> Answer:
    return Answer(
        text,
        speaker.locale,
        Status.ANSWERED,
        entities,
        sources=tuple(speaker.used.values()),
        moments=speaker.moments_in(text),
    )


def _to_page(command: str, speaker: Speaker) -> Offer:
    return Offer(speaker.piece(f"menu_{command}"), Offers.PAGE, command)


def _languages(speaker: Speaker) -> tuple[Offer, ...]:
    return (
        Offer(speaker.piece("button_english"), Offers.LANGUAGE, Locale.EN.value),
        Offer(speaker.piece("button_polish"), Offers.LANGUAGE, Locale.PL.value),
        Offer(speaker.piece("button_as_written"), Offers.LANGUAGE),
    )


def forget_offer(speaker: Speaker) -> tuple[Offer, ...]:
    """Offer to delete what is stored."""
    return (Offer(speaker.piece("button_forget"), Offers.FORGET),)
