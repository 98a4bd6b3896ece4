"""Step 2 of 4, understand (c): what repeats something of the knowledge: a number, an address, a website, a quote."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.brain import QUOTED_WORDS, Brain
from bot.core.forming import ask_of
from bot.core.grammar import spoken
from bot.core.knowledge import Person
from bot.core.lexicon import Lexicon
from bot.core.reading import Ask, Reading, mention_of
from bot.core.text import tokenise
from bot.core.topics import Quote
from bot.core.utterance import Utterance

_LEAST_DIGITS = 6
"""Last digits that identify a phone number."""
_LEAST_BEGUN = 5
"""First digits, country code included, that do: “+48 513 …, who is that?”."""
_LEAST_END = 3
"""Last digits that do where somebody says that a number ends so."""
_SMALL = 3
"""Letters of words that tell nothing of a quote, such as “the”."""
_USUAL = 56
"""Ten times the Zipf frequency from which a word stands in any text."""
_BEGINNING = 6
"""Letters that inflected forms of a word share."""
_LEAST_QUOTED = 2
"""Longer words that a message shares with the quote that it means, more than with any other."""
_WHO = frozenset("who whose whom kto czyj czyja czyje czyim czyich kogo komu".split())
_SAID = frozenset(
    "said says say saying spoke speaks spoken speak talks talked mention mentions mentioned quote quoted quotes "
    "words word line sentence phrase statement attributed credited mowi mowil mowila wspomnial wspomniala "
    "wspomina powiedzial powiedziala cytat cytatu cytacie slowa slow zdanie zdania wypowiedz wypowiedzi "
    "stwierdzil autorem autor".split()
)
"""Words of who asks whose words something is."""
_ABBREVIATIONS = frozenset(("ai",))
"""Short words that tell a subject in any text of these years."""
_ENDING = ("end", "koncz", "koncow")
"""Beginnings of the words by which somebody says so."""


def repeated_of(whole: Reading, utterance: Utterance, brain: Brain) -> Ask | None:
    """Ask whose number or address it is, or who said it, where a message repeats one; None where it does not."""
    words = utterance.words
    if owner_of(words, brain):
        return ask_of("whose", 1.0, whole)
    if site := _site_of(words, brain):
        return replace(ask_of("website", 1.0, whole), things=(mention_of(brain, site),))
    return ask_of("who_said", 1.0, whole) if _repeats_quote(words, brain) or _asks_who_said(whole, brain) else None


def owner_of(words: Sequence[str], brain: Brain, *, is_asked: bool = False) -> Person | None:
    """Find whose phone number or address stands in a message, whole or a part that identifies it.

    Args:
        words: of the message, as heard.
        brain: whose people are looked at.
        is_asked: whether it is asked whose number it is; then fewer digits do, wherever they stand in it.
    """
    if not any(word[0].isdigit() or "@" in word for word in words):
        return None
    digits = "".join(c for word in words if "@" not in word for c in word if c.isdigit())
    is_begun = "+" in words and len(digits) >= _LEAST_BEGUN
    is_end = len(digits) >= _LEAST_END and any(word.startswith(_ENDING) for word in words)
    within = []
    for person in brain.knowledge.people:
        phone = "".join(c for c in person.phone or "" if c.isdigit())
        if phone and len(digits) >= _LEAST_DIGITS and digits[-_LEAST_DIGITS:] in phone:
            return person
        if (is_begun and phone.startswith(digits)) or (is_end and phone.endswith(digits)):
            return person
        if person.email and person.email in words:
            return person
        within += [person] if len(digits) >= _LEAST_END and digits in phone else []
    return within[0] if is_asked and len(within) == 1 else None


def _site_of(words: Sequence[str], brain: Brain) -> str | None:
    """Find whose website stands in the message."""
    knowledge = brain.knowledge
    typed = {_host(word) for word in words if "." in word[1:]}
    if not typed:
        return None
    sites = [(each.id, each.website) for each in knowledge.organisations]
    sites.insert(0, (knowledge.event.id, knowledge.event.website))
    return next((id_ for id_, site in sites if site and _host(site) in typed), None)


def _host(address: str) -> str:
    return address.rsplit("//", maxsplit=1)[-1].removeprefix("www.").split("/")[0]


def _repeats_quote(words: Sequence[str], brain: Brain) -> bool:
    plain = spoken(words)
    return any(tuple(plain[i : i + QUOTED_WORDS]) in brain.quoted for i in range(len(plain) - QUOTED_WORDS + 1))


def _asks_who_said(whole: Reading, brain: Brain) -> bool:
    """Whether somebody asks whose words something is, and does not name who it was."""
    if _WHO.isdisjoint(whole.words) or _SAID.isdisjoint(whole.words):
        return False
    quote = quote_meant(whole.words, brain)
    return quote is not None and all(mention.id != quote.by for mention in whole.things)


def quote_meant(words: Sequence[str], brain: Brain) -> Quote | None:
    """Find the quote that most telling words of a question stand in, in either language; None if hardly any do."""
    quotes, lexicon, names = brain.knowledge.quotes, brain.lexicon, brain.gazetteer.words
    telling = [w for w in words if _is_telling(w, lexicon) and w not in names and w not in _SAID]
    beginnings = {word[:_BEGINNING] for word in telling}
    said = [{word[:_BEGINNING] for word in tokenise(f"{q.text.en} {q.text.pl}")} for q in quotes]
    shared = sorted(((len(beginnings & own), number) for number, own in enumerate(said)), reverse=True)
    least = 1 if len(beginnings) == 1 else _LEAST_QUOTED  # “who mentioned protectionism?”
    if not shared or shared[0][0] < least or shared[0][0] == max((n for n, _ in shared[1:]), default=0):
        return None
    return quotes[shared[0][1]]


def _is_telling(word: str, lexicon: Lexicon) -> bool:
    """Whether a word may tell one quote from the others: a rare one, or an abbreviation."""
    return max(lexicon.frequency(word)) < _USUAL if len(word) > _SMALL else word in _ABBREVIATIONS
