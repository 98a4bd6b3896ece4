"""What is said of where more is found: websites, notes about organisations, materials to download."""

from bot.core.answers.speech import Part, Speaker, sentences
from bot.core.answers.unannounced import attribute
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
_GETTING = frozenset(
    "download downloads hi res resolution vector png svg where send provide gdzie skad pobrac pobrania wektorze "
    "przeslac przeslecie wyslac wyslecie".split()
)
"""Words that together ask for something to download."""


def website(ask: Ask, speaker: Speaker) -> Part:
    """Give the website of an organisation or of the event."""
    knowledge = speaker.knowledge
    organisations = [knowledge.organisation(id_) for id_ in ask.of_kind("org")]
    if not organisations and ask.things and all(mention.kind == "city" for mention in ask.things):
        city = knowledge.event.city.title(Locale.EN)
        organisations = [o for o in knowledge.organisations if city in o.name.title(Locale.EN)]  # “the Kraków website”
    known = [o for o in organisations if o.website]
    all_sites = not organisations and _SITES & set(ask.words) and not ask.of_kind("event")
    several = known and ask.of_kind("event") and sum(word.startswith(_SITE) for word in ask.words) > 1
    if all_sites or several:  # “the event's site and the guild's site”
        known = known or [o for o in knowledge.organisations if o.website]
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
    if not organisations or not (_FILES.isdisjoint(ask.words) or _GETTING.isdisjoint(ask.words)):
        return attribute(ask, speaker)
    organisation = speaker.knowledge.organisation(organisations[0])
    speaker.cite(organisation.id, organisation.source)
    return Part(organisation.about[speaker.locale], about=(organisation.id,))
