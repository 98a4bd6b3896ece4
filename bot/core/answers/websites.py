"""What is said of where more is found: websites, notes about organisations, materials to download."""

from collections.abc import Sequence

from bot.core.answers.speech import Part, Speaker
from bot.core.answers.unannounced import attribute
from bot.core.knowledge import Event, Organisation
from bot.core.locale import Locale
from bot.core.reading import Ask

_SITES = frozenset("all every each websites sites pages wszystkie wszystkich strony stron".split())
"""Words that ask for more than one website."""
_SITE = ("site", "website", "page", "stron", "witryn")
"""Beginnings of the words for a website."""
_FILES = frozenset(
    "logo logos logotype logotypes image images photos pictures graphics files file download downloads "
    "loga logotyp logotypy logotypow zdjecia grafiki pliki plik pobrac pobrania".split()
)
"""Words for what is downloaded."""
_GETTING = frozenset(
    "download downloads hi res resolution vector png svg where send provide gdzie skad pobrac pobrania wektorze "
    "przeslac przeslecie wyslac wyslecie".split()
)
"""Words of who wants to have it; only both together ask for files."""


def website(ask: Ask, speaker: Speaker) -> Part:
    """Give the website of an organisation or of the event, or several of them."""
    knowledge = speaker.knowledge
    organisations = [knowledge.organisation(id_) for id_ in ask.of_kind("org")]
    if not organisations and ask.things and all(mention.kind == "city" for mention in ask.things):
        city = knowledge.event.city.title(Locale.EN)
        organisations = [o for o in knowledge.organisations if city in o.name.title(Locale.EN)]  # “the Kraków website”
    known = [o for o in organisations if o.website]
    all_sites = not organisations and _SITES & set(ask.words) and not ask.of_kind("event")
    several = known and ask.of_kind("event") and sum(word.startswith(_SITE) for word in ask.words) > 1
    if all_sites or several:  # “the event's site and the guild's site”
        return _sites_of([knowledge.event, *(known or knowledge.organisations)], ask, speaker)
    return _sites_of(known if known and not ask.of_kind("event", "session") else [knowledge.event], ask, speaker)


def _sites_of(owners: Sequence[Event | Organisation], ask: Ask, speaker: Speaker) -> Part:
    known = [owner for owner in owners if owner.website]
    if not known:
        return attribute(ask, speaker)
    for owner in known:
        speaker.cite(owner.id, owner.source)
    lines = [speaker.say("website", name=speaker.name(owner.name), url=owner.website) for owner in known]
    return Part("\n".join(lines), about=tuple(owner.id for owner in known))


def press_materials(ask: Ask, speaker: Speaker) -> Part:
    """Give the note about an organisation that an article ends with; of files to download only what is announced."""
    organisations = ask.of_kind("org")
    if not organisations or not (_FILES.isdisjoint(ask.words) or _GETTING.isdisjoint(ask.words)):
        return attribute(ask, speaker)
    organisation = speaker.knowledge.organisation(organisations[0])
    speaker.cite(organisation.id, organisation.source)
    return Part(organisation.about[speaker.locale], about=(organisation.id,))
