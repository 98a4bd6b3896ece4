"""What is said of people and organisations: who they are, how to reach them."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.answer import Action, ActionKind, Status
from bot.core.answers.meant import sessions_meant, words_beside
from bot.core.answers.speech import Part, Speaker, sentences
from bot.core.answers.unannounced import attribute
from bot.core.described import SESSION_WORDS
from bot.core.entities import Mention, names_of
from bot.core.grammar import EXCLUSIONS
from bot.core.knowledge import Entity, Organisation, Person
from bot.core.locale import Locale
from bot.core.polarity import asking_words
from bot.core.reading import Ask
from bot.core.repeated import owner_of
from bot.core.text import tokenise

_INNER_ENGLISH, _INNER_POLISH = str.maketrans("“”", "‘’"), str.maketrans("„”", "«»")
"""Quotation marks inside others."""
_STAFF = frozenset(
    "works work working from at staff people team side for in of there represents representing speaks with by "
    "pracuje pracuja z ze w we po stronie strony reprezentuje ludzie zespol ktos somebody anyone there".split()
)
"""Words by which somebody asks for the people of an organisation, and not what it is."""
_APART = EXCLUSIONS | frozenset("other inny inna".split())  # shortly before whom one leaves out
_BEGINNING = 5  # letters that inflected forms of a name share
_WORKS_FOR = frozenset("for with under dla u przy".split())
_COPULAS = frozenset("so and is czy a to jest".split())
_CONTACT = frozenset("contact contacts kontakt kontaktem kontaktowa kontaktowy".split())
_BEING_CONTACT = frozenset(
    "a an the your our their media press main right official of for to jest osoba osoby glowny prasowy medialny dla do "
    "od w z ze".split()
)
"""Words before somebody, for a contact, and beside it, where nothing is asked but whether they are one."""
_OF_THE_PRESS = frozenset(
    "spokesperson spokeswoman spokesman press media pr rzecznik rzecznika rzecznikiem rzecznikowi rzeczniczka "
    "rzeczniczki rzeczniczke prasowy prasowa prasowego".split()
)
"""Words of a role with the press."""
_BINDING = frozenset("of for at from the s z w dla od".split())
"""Words between a role and its organisation."""
_SMALL = 3  # letters of words that tell nothing of a role, such as “the”
_MOST_INTRODUCED = 3  # people of one question


def people_meant(ask: Ask, speaker: Speaker) -> tuple[Person, ...]:
    """Give the people named, else the contacts of the organisations named, else nobody."""
    knowledge = speaker.knowledge
    if named := _people_named(ask, speaker, _misplaced(ask, speaker)):
        return named
    things = [knowledge.by_id[mention.id] for mention in ask.things]
    contacts = dict.fromkeys(thing.contact for thing in things if isinstance(thing, Organisation))
    return tuple(map(knowledge.person, contacts))


def _people_named(ask: Ask, speaker: Speaker, misplaced: tuple[Mention, Organisation] | None) -> tuple[Person, ...]:
    """Give the people named; for the spokesperson of an organisation without one, whoever speaks to the press there."""
    if misplaced and _is_of_the_press(misplaced[0], ask):
        return (speaker.knowledge.person(misplaced[1].contact),)
    return tuple(speaker.knowledge.person(id_) for id_ in ask.of_kind("person"))


def _misplaced(ask: Ask, speaker: Speaker) -> tuple[Mention, Organisation] | None:
    """Find a role that is named as of an organisation whose it is not: “the chair *of the city*”."""
    named = speaker.brain.gazetteer.find(ask.words, today=speaker.today).things
    people, organisations = ([m for m in named if m.kind == kind] for kind in ("person", "org"))
    if len(people) != 1 or len(organisations) != 1 or _is_by_name(people[0], ask.words, speaker):
        return None
    first, second = sorted((people[0], organisations[0]), key=lambda mention: mention.start)
    organisation = speaker.knowledge.organisation(organisations[0].id)
    is_theirs = speaker.knowledge.person(people[0].id).organisation == organisation.id
    is_bound = _BINDING.issuperset(ask.words[first.end : second.start])
    return (people[0], organisation) if is_bound and not is_theirs else None


def _is_of_the_press(role: Mention, ask: Ask) -> bool:
    return not _OF_THE_PRESS.isdisjoint(ask.words[role.start : role.end])


def who_is(ask: Ask, speaker: Speaker) -> Part:
    """Say who somebody is."""
    misplaced = None if ask.is_yes_no else _misplaced(ask, speaker)
    people = _people_named(ask, speaker, misplaced)
    if not people:
        organisations = ask.of_kind("org")
        if organisations and _asks_what_it_is(ask, speaker.knowledge.organisation(organisations[0])):
            organisation = speaker.knowledge.organisation(organisations[0])
            speaker.cite(organisation.id, organisation.source)
            return Part(organisation.about[speaker.locale], about=(organisation.id,))
        if organisations:
            return _people_of(speaker.knowledge.organisation(organisations[0]), speaker)
        return attribute(ask, speaker)
    texts = []
    for person in people[: 1 if ask.is_yes_no else _MOST_INTRODUCED]:
        phrase = "who_is_contact" if person.media_contact else "who_is"
        texts.append(speaker.say(phrase, **speaker.fields_of_person(person)))
    actions = tuple(Action(ActionKind.CONTACT, p.id) for p in people if p.email or p.phone)
    is_announced = not misplaced or _is_of_the_press(misplaced[0], ask)
    if not is_announced:
        texts.insert(0, speaker.say("that_not_announced"))
    return Part(
        sentences(*texts),
        Status.ANSWERED if is_announced else Status.NOT_ANNOUNCED,
        verdict=_role_claim(people, ask, speaker),
        about=tuple(p.id for p in people),
        actions=actions,
    )


def _asks_what_it_is(ask: Ask, organisation: Organisation) -> bool:
    """Whether an organisation is named and nobody of it is asked for: “who on earth is the guild?”."""
    named = not set(ask.words).isdisjoint(tokenise(organisation.name.title(Locale.EN)))
    return named and _STAFF.isdisjoint(ask.words) and not any(mention.is_generic for mention in ask.things)


def name_of(ask: Ask, speaker: Speaker) -> Part:
    """Give the name of a person; of a role holder only if it is announced."""
    if ask.of_kind("session", "venue"):
        return full_name(ask, speaker)
    return who_is(ask, speaker) if ask.of_kind("person") else attribute(ask, speaker)


def full_name(ask: Ask, speaker: Speaker) -> Part:
    """Give the full names of things in both languages; of “the thing at the mill” those of the sessions there."""
    knowledge = speaker.knowledge
    named = [knowledge.by_id[id_] for id_ in ask.of_kind("session", "venue", "org", "subject")]
    if not ask.of_kind("session") and (ask.days or not SESSION_WORDS.isdisjoint(ask.words)):
        named = [*sessions_meant(ask, speaker)] if ask.days or ask.of_kind("venue") else named
    things = named[:_MOST_INTRODUCED] or [knowledge.event]
    for thing in things:
        speaker.cite(thing.id, thing.source)
    text = speaker.say("full_name", names="; ".join(_both_names(thing, speaker) for thing in things))
    return Part(text, about=tuple(thing.id for thing in things))


def _both_names(thing: Entity, speaker: Speaker) -> str:
    english = thing.name.title(Locale.EN).translate(_INNER_ENGLISH)
    polish = thing.name.title(Locale.PL).translate(_INNER_POLISH)
    return speaker.piece("both_names" if english != polish else "one_name", english=english, polish=polish)


def denied_role(ask: Ask, speaker: Speaker) -> Part | None:
    """Say who somebody is instead: “is she the chair?”, where nobody is known to be it."""
    if not ask.is_yes_no or not ask.of_kind("person"):
        return None
    return replace(who_is(ask, speaker), verdict=False)


def _role_claim(people: tuple[Person, ...], ask: Ask, speaker: Speaker) -> bool | None:
    """Tell whether the role or organisation in a question is that of the person named; None if none is claimed."""
    mentioned = {m for m in speaker.brain.gazetteer.find(ask.words, today=speaker.today).things if m.kind == "person"}
    by_role = {m.id for m in mentioned if not _is_by_name(m, ask.words, speaker)}
    named = {m.id for m in mentioned if _is_by_name(m, ask.words, speaker)}
    named |= {person.id for person in people} - by_role  # “she”, of whom the last message was
    if len(named) > 1 or len(by_role) > 1:  # “are Kowalski and Nowak from the city?”
        return None
    if named and by_role and named != by_role:  # “is Kowalski the chair?”
        return False
    person = people[0]
    organisations = [speaker.knowledge.organisation(id_) for id_ in ask.of_kind("org")]
    if organisations and person.organisation not in {each.id for each in organisations}:
        return False
    if named and by_role:
        return True
    claimed = _role_words(organisations, person, ask, speaker) if named else set()
    if not claimed:
        return True if organisations else None  # “is she from the city?”
    heads, role = _role_of(person)
    if _WORKS_FOR.intersection(asking_words(ask.words)) and claimed < role:  # “does she work for the mayor?”
        return None
    return bool(heads & claimed) and claimed <= role


def _is_by_name(mention: Mention, words: Sequence[str], speaker: Speaker) -> bool:
    """Whether a person is named by a name, not by a role."""
    person = speaker.knowledge.person(mention.id)
    names = {word[:_BEGINNING] for name in (*person.name.forms, *person.surname.both) for word in tokenise(name)}
    return any(word[:_BEGINNING] in names for word in words[mention.start : mention.end])


def _role_words(organisations: Sequence[Organisation], person: Person, ask: Ask, speaker: Speaker) -> set[str]:
    """Give the words of anybody's role that a question has, beside the names in it, by their beginnings."""
    roles = set[str]().union(*(_role_of(each)[1] for each in speaker.knowledge.people))
    forms = [*person.name.forms, *(name for each in organisations for name, _ in names_of(each))]
    names = {word for name in forms for word in tokenise(name)}
    return roles & {word[:_BEGINNING] for word in ask.words if word not in names}


def _role_of(person: Person) -> tuple[set[str], set[str]]:
    """Give the beginnings of the first words of a role, and of all its longer words, in both languages."""
    roles = [[w[:_BEGINNING] for w in tokenise(person.role[locale]) if len(w) > _SMALL] for locale in Locale]
    return {role[0] for role in roles}, {word for role in roles for word in role}


def _people_of(organisation: Organisation, speaker: Speaker) -> Part:
    people = [p for p in speaker.knowledge.people if p.organisation == organisation.id]
    text = speaker.say("people_of", at=organisation.at[speaker.locale], entries=with_roles(people, speaker))
    return Part(text, about=(organisation.id, *(p.id for p in people)))


def contact(ask: Ask, speaker: Speaker) -> Part:
    """Give whom to contact: name, role, e-mail address and phone number; or say whether somebody is a contact."""
    if (is_contact := _contact_claim(ask, speaker)) is not None:
        return replace(who_is(ask, speaker), verdict=is_contact)
    return _reach(ask, speaker, wants=("email", "phone"))


def phone(ask: Ask, speaker: Speaker) -> Part:
    """Give a phone number."""
    return _reach(ask, speaker, wants=("phone",))


def email(ask: Ask, speaker: Speaker) -> Part:
    """Give an e-mail address."""
    return _reach(ask, speaker, wants=("email",))


def _reach(ask: Ask, speaker: Speaker, wants: tuple[str, ...]) -> Part:
    knowledge = speaker.knowledge
    people = _others_than(people_meant(ask, speaker), ask, speaker)
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


def _contact_claim(ask: Ask, speaker: Speaker) -> bool | None:
    """Tell whether somebody is a media contact, if it is asked: “is she *the contact of the city*?”, not “can I …”."""
    words = asking_words(ask.words)
    named = [m for m in speaker.brain.gazetteer.find(words, today=speaker.today).things if m.kind == "person"]
    if not ask.is_yes_no or len(named) != 1 or not _COPULAS.issuperset(words[: named[0].start]):
        return None
    if _CONTACT.isdisjoint(words) or not words_beside(words[named[0].end :], speaker) <= _CONTACT | _BEING_CONTACT:
        return None
    person, organisations = speaker.knowledge.person(named[0].id), ask.of_kind("org")
    return person.media_contact and (not organisations or person.organisation in organisations)


def _others_than(people: tuple[Person, ...], ask: Ask, speaker: Speaker) -> tuple[Person, ...]:
    """Leave out who is named to be left out: “whom can I ring apart from him?” asks for the other contacts."""
    named = speaker.brain.gazetteer.find(ask.words, today=speaker.today).things
    excluded = {m.id for m in named if not _APART.isdisjoint(ask.words[max(0, m.start - 2) : m.start])}
    if not excluded:
        return people
    left = tuple(person for person in people if person.id not in excluded)
    return left or tuple(p for p in speaker.knowledge.people if p.media_contact and p.id not in excluded)


def whose(ask: Ask, speaker: Speaker) -> Part:
    """Say whose phone number or e-mail address somebody has found."""
    if owner := owner_of(ask.message or ask.words, speaker.brain, is_asked=True):
        text = speaker.say("whose", **speaker.fields_of_person(owner))
        return Part(text, about=(owner.id,), actions=(Action(ActionKind.CONTACT, owner.id),))
    people = people_meant(ask, speaker)
    return contact(ask, speaker) if people else Part(speaker.say("whose_unknown"), Status.NOT_ANNOUNCED)


def with_roles(people: Sequence[Person], speaker: Speaker) -> str:
    """List people with their roles; each is noted as used."""
    for person in people:
        speaker.cite(person.id, person.source)
    return speaker.join([f"{speaker.name(p.name)} ({p.role[speaker.locale]})" for p in people])
