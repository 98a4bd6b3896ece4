"""What people and organisations said: quotes word for word, and whose words somebody repeats."""

from bot.core.answer import Status
from bot.core.answers.people import with_roles
from bot.core.answers.speech import Part, Speaker
from bot.core.knowledge import Person
from bot.core.reading import Ask
from bot.core.repeated import quote_meant
from bot.core.topics import Quote

_SAYING = frozenset(
    "say says said mowi powiedzial powiedziala powiedzialo whole itself organisation association samo samego".split()
)
"""Folded words that ask what an organisation itself has said, rather than who speaks for it."""
_GIVING = frozenset("give send podaj daj przytocz przytoczyc zacytuj zacytowac".split())
"""Words of who asks for the words themselves."""


def quote(ask: Ask, speaker: Speaker) -> Part:
    """Give a quote verbatim, with name and exact role; a translation is marked as one."""
    knowledge = speaker.knowledge
    wanted = ask.of_kind("person") or ask.of_kind("org")
    chosen = [q for q in knowledge.quotes if q.by in wanted]
    speaks_itself = bool(chosen) and (bool(ask.of_kind("person")) or bool(_SAYING & set(ask.words)))
    if not speaks_itself:
        members = {p.id for p in knowledge.people if p.organisation in wanted}
        chosen = [q for q in knowledge.quotes if q.by in members] or chosen
    if wanted and not chosen:
        people = speaker.join([f"{speaker.name(speaker.knowledge.by_id[id_].name):gen}" for id_ in sorted(wanted)])
        first = speaker.say("no_quote", people=people)
        return Part(first, Status.NOT_ANNOUNCED, about=wanted, tail=speaker.ask_them(ask))
    if not chosen:
        return who_said(ask, speaker)
    return Part(speak_quote(chosen[0], speaker), about=(chosen[0].by, chosen[0].id))


def speak_quote(quote_: Quote, speaker: Speaker) -> str:
    """Say a quote with its author, role, and a mark where it is a translation."""
    author = speaker.knowledge.by_id[quote_.by]
    speaker.cite(quote_.id, quote_.source)
    by = f"{speaker.name(author.name)}"
    if isinstance(author, Person):
        by = f"{by}, {author.role[speaker.locale]}"
    translated = quote_.original != speaker.locale
    return speaker.say("quote_translated" if translated else "quote", text=quote_.text[speaker.locale], by=by)


def who_said(ask: Ask, speaker: Speaker) -> Part:
    """Say whose words somebody repeats, or who is quoted."""
    knowledge = speaker.knowledge
    if repeated := quote_meant(ask.words, speaker.brain):
        if not _GIVING.isdisjoint(ask.words):
            return Part(speak_quote(repeated, speaker), about=(repeated.by, repeated.id))
        author = knowledge.by_id[repeated.by]
        speaker.cite(repeated.id, repeated.source)
        role = author.role[speaker.locale] if isinstance(author, Person) else ""
        phrase = "who_said" if role else "who_said_plain"
        named = ask.of_kind("person", "org")
        text = speaker.say(phrase, author=speaker.name(author.name), role=role)
        return Part(text, verdict=author.id in named if named else None, about=(author.id,))
    quoted = {quote.by for quote in knowledge.quotes}
    if quoted & set(ask.of_kind("org")) and _SAYING & set(ask.words):
        return quote(ask, speaker)
    people = [person for person in knowledge.people if person.id in quoted]
    meant = ask.of_kind("org", "person")
    people = [person for person in people if {person.id, person.organisation} & set(meant)] or people
    entries, about = with_roles(people, speaker), tuple(person.id for person in people)
    if len(people) == 1:
        return Part(speaker.say("quoted_person", entries=entries, person=speaker.name(people[0].name)), about=about)
    return Part(speaker.say("quoted_people", entries=entries), about=about)
