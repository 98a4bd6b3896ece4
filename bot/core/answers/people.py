"""What is said of people and organisations: who they are, how to reach them, what they said."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.core.answer import Action, ActionKind, Status
from bot.core.answers.speech import Part, Speaker, sentences
from bot.core.answers.unannounced import attribute
from bot.core.entities import names_of
from bot.core.knowledge import Organisation, Person
from bot.core.reading import Ask
from bot.core.text import tokenise
from bot.core.topics import Quote

_DIGITS = re.compile(r"\d+")
_LEAST_DIGITS = 5  # digits of a phone number that identify it
_SMALL = 3  # letters of words that tell nothing of a role or a quote, such as “the”
_LEAST_QUOTED = 3  # longer words that a message shares with a quote which it repeats
_MOST_INTRODUCED = 3  # people of one question
_USUAL = 56  # ten times the Zipf frequency from which a word stands in any text
_SAYING = frozenset(
    "say says said mowi powiedzial powiedziala powiedzialo whole itself organisation association samo samego".split()
)
"""Folded words that ask what an organisation itself has said, rather than who speaks for it."""


def people_meant(ask: Ask, speaker: Speaker) -> tuple[Person, ...]:
    """Give the people named, else the contacts of the organisations named, else nobody."""
    knowledge = speaker.knowledge
    named = tuple(knowledge.person(id_) for id_ in ask.of_kind("person"))
    if named:
        return named
    things = [knowledge.by_id[mention.id] for mention in ask.things]
    contacts = dict.fromkeys(thing.contact for thing in things if isinstance(thing, Organisation))
    return tuple(map(knowledge.person, contacts))


def who_is(ask: Ask, speaker: Speaker) -> Part:
    """Say who somebody is."""
    people = tuple(speaker.knowledge.person(id_) for id_ in ask.of_kind("person"))
    if not people:
        organisations = ask.of_kind("org")
        if organisations:
            return _people_of(speaker.knowledge.organisation(organisations[0]), speaker)
        return attribute(ask, speaker)
    texts = []
    for person in people[: 1 if ask.is_yes_no else _MOST_INTRODUCED]:
        phrase = "who_is_contact" if person.media_contact else "who_is"
        texts.append(speaker.say(phrase, **speaker.fields_of_person(person)))
    actions = tuple(Action(ActionKind.CONTACT, p.id) for p in people if p.email or p.phone)
    return Part(
        sentences(*texts),
        verdict=_role_claim(people, ask, speaker),
        about=tuple(p.id for p in people),
        actions=actions,
    )


def name_of(ask: Ask, speaker: Speaker) -> Part:
    """Give the name of a place or session that is named by a common word; of a role holder only if it is announced."""
    for mention in ask.things:
        thing = speaker.knowledge.by_id[mention.id]
        if mention.kind in {"venue", "session"}:
            speaker.cite(thing.id, thing.source)
            return Part(speaker.say("name_of", name=speaker.name(thing.name)), about=(thing.id,))
    return who_is(ask, speaker) if ask.of_kind("person") else attribute(ask, speaker)


def denied_role(ask: Ask, speaker: Speaker) -> Part | None:
    """Say who somebody is instead: “is she the chair?”, where nobody is known to be it."""
    if not ask.is_yes_no or not ask.of_kind("person"):
        return None
    return replace(who_is(ask, speaker), verdict=False)


def _role_claim(people: tuple[Person, ...], ask: Ask, speaker: Speaker) -> bool | None:
    """Tell whether the role in a yes-or-no question is that of the first person; None if none is claimed."""
    if len(people) > 1:  # “is Kowalski the chair?” names somebody by the role of another
        return False
    organisations = [speaker.knowledge.organisation(id_) for id_ in ask.of_kind("org")]
    if organisations and people[0].organisation not in {each.id for each in organisations}:
        return False
    role = [w for w in tokenise(people[0].role[speaker.locale]) if len(w) > _SMALL]
    roles = {w for p in speaker.knowledge.people for w in tokenise(p.role[speaker.locale]) if len(w) > _SMALL}
    named = [*people[0].name.forms, *(name for each in organisations for name, _ in names_of(each))]
    names = {w for name in named for w in tokenise(name)}
    claimed = {w for w in ask.words if w in roles and w not in names}
    if not claimed:
        return True if organisations else None  # “is she from the city?”
    return role[0] in claimed and claimed <= {*role}


def _people_of(organisation: Organisation, speaker: Speaker) -> Part:
    people = [p for p in speaker.knowledge.people if p.organisation == organisation.id]
    text = speaker.say("people_of", at=organisation.at[speaker.locale], entries=_with_roles(people, speaker))
    return Part(text, about=(organisation.id, *(p.id for p in people)))


def contact(ask: Ask, speaker: Speaker) -> Part:
    """Give whom to contact: name, role, e-mail address and phone number."""
    return _reach(ask, speaker, wants=("email", "phone"))


def phone(ask: Ask, speaker: Speaker) -> Part:
    """Give a phone number."""
    return _reach(ask, speaker, wants=("phone",))


def email(ask: Ask, speaker: Speaker) -> Part:
    """Give an e-mail address."""
    return _reach(ask, speaker, wants=("email",))


def _reach(ask: Ask, speaker: Speaker, wants: tuple[str, ...]) -> Part:
    knowledge = speaker.knowledge
    people = people_meant(ask, speaker)
    if not people:
        subjects = [m for m in ask.things if m.kind in {"session", "event", "venue"}]
        people = (
            (knowledge.person(knowledge.event.contact),)
            if subjects
            else tuple(p for p in knowledge.people if p.media_contact)
        )
    reachable = [p for p in people if any(getattr(p, want) for want in wants)]
    if not reachable:
        first = speaker.say("no_contact", person=speaker.name(people[0].name))
        return Part(first, Status.NOT_ANNOUNCED, about=(people[0].id,), tail=speaker.ask_them(ask))
    texts = []
    for person in reachable:
        reach = ", ".join(value for want in wants if (value := getattr(person, want)))
        texts.append(speaker.say("contact", **speaker.fields_of_person(person), reach=reach))
    actions = tuple(Action(ActionKind.CONTACT, p.id) for p in reachable)
    return Part("\n".join(texts), about=tuple(p.id for p in reachable), actions=actions)


def whose(ask: Ask, speaker: Speaker) -> Part:
    """Say whose phone number or e-mail address somebody has found."""
    typed = "".join(_DIGITS.findall(" ".join(ask.words)))
    for person in speaker.knowledge.people:
        digits = "".join(_DIGITS.findall(person.phone or ""))
        has_number = bool(digits and typed) and (
            digits.endswith(typed) or (len(typed) >= _LEAST_DIGITS and (typed in digits or digits in typed))
        )
        if has_number or (person.email and person.email in ask.words):
            text = speaker.say("whose", **speaker.fields_of_person(person))
            return Part(text, about=(person.id,), actions=(Action(ActionKind.CONTACT, person.id),))
    people = people_meant(ask, speaker)
    return contact(ask, speaker) if people else Part(speaker.say("whose_unknown"), Status.NOT_ANNOUNCED)


_SITES = frozenset("all every each websites sites pages wszystkie wszystkich strony stron".split())
"""Words that ask for more than one website."""


def website(ask: Ask, speaker: Speaker) -> Part:
    """Give the website of an organisation or of the event."""
    knowledge = speaker.knowledge
    organisations = [knowledge.organisation(id_) for id_ in ask.of_kind("org")]
    known = [o for o in organisations if o.website]
    if not organisations and _SITES & set(ask.words):
        known = [o for o in knowledge.organisations if o.website]
        lines = [speaker.say("website", name=speaker.event_name(), url=knowledge.event.website or "")]
        lines += [speaker.say("website", name=speaker.name(o.name), url=o.website) for o in known]
        return Part("\n".join(lines), about=(knowledge.event.id, *(o.id for o in known)))
    if known and not ask.of_kind("event", "session"):
        for organisation in known:
            speaker.cite(organisation.id, organisation.source)
        lines = [speaker.say("website", name=speaker.name(o.name), url=o.website) for o in known]
        return Part(sentences(*lines), about=tuple(o.id for o in known))
    if not knowledge.event.website:
        return attribute(ask, speaker)
    text = speaker.say("website", name=speaker.event_name(), url=knowledge.event.website)
    return Part(text, about=(knowledge.event.id,))


def press_materials(ask: Ask, speaker: Speaker) -> Part:
    """Give the note about an organisation that an article ends with; of files to download only what is announced."""
    organisations = ask.of_kind("org")
    if not organisations:
        return attribute(ask, speaker)
    organisation = speaker.knowledge.organisation(organisations[0])
    speaker.cite(organisation.id, organisation.source)
    return Part(organisation.about[speaker.locale], about=(organisation.id,))


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
    if repeated := _quote_repeated(ask, speaker):
        author = knowledge.by_id[repeated.by]
        speaker.cite(repeated.id, repeated.source)
        role = author.role[speaker.locale] if isinstance(author, Person) else ""
        phrase = "who_said" if role else "who_said_plain"
        return Part(speaker.say(phrase, author=speaker.name(author.name), role=role), about=(author.id,))
    quoted = {quote.by for quote in knowledge.quotes}
    people = [person for person in knowledge.people if person.id in quoted]
    meant = ask.of_kind("org", "person")
    people = [person for person in people if {person.id, person.organisation} & set(meant)] or people
    return Part(speaker.say("quoted_people", entries=_with_roles(people, speaker)), about=tuple(p.id for p in people))


def _quote_repeated(ask: Ask, speaker: Speaker) -> Quote | None:
    """Find the quote that most telling words of a question stand in, in either language; None if hardly any do."""
    quotes, lexicon = speaker.knowledge.quotes, speaker.brain.lexicon
    words = {w for w in ask.words if len(w) > _SMALL and max(lexicon.frequency(w)) < _USUAL}
    shared = [len(words & {*tokenise(quote.text.en), *tokenise(quote.text.pl)}) for quote in quotes]
    most = max(shared, default=0)
    return quotes[shared.index(most)] if most >= _LEAST_QUOTED else None


def _with_roles(people: Sequence[Person], speaker: Speaker) -> str:
    """List people with their roles; each is noted as used."""
    for person in people:
        speaker.cite(person.id, person.source)
    return speaker.join([f"{speaker.name(p.name)} ({p.role[speaker.locale]})" for p in people])
