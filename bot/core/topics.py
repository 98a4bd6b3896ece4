"""What the bot knows beside the named things: facts with the ways of asking for them, and quotes."""

from typing import Literal

from bot.core.fields import Id
from bot.core.locale import Locale, Model, Phrasings, Sentence, Text


class Quote(Model):
    """What somebody said, verbatim."""

    id: Id
    """Stable identifier."""
    by: Id
    """Id of the person or organisation."""
    original: Locale
    """The language in which it was said; the other text is marked as a translation."""
    text: Text
    """The words."""
    source: Sentence
    """Where they come from."""


class Topic(Model):
    """A fact that fits no other model, with the ways in which people ask for it."""

    id: Id
    """Stable identifier."""
    about: tuple[Id, ...] = ()
    """Ids of the things it concerns."""
    intents: tuple[str, ...] = ()
    """Ways of asking (names in bot/language) that this answers when they concern a thing in `about`."""
    status: Literal["answered", "not_announced"] = "answered"
    """Whether the answer is a fact, or says that something is not announced."""
    ask: Id | None = None
    """Id of the person to ask for more."""
    agreeing: Phrasings = Phrasings()
    """Words by which a question takes the fact for what it is: its yes-or-no answer begins with “Yes”. A number stands
    for any way of writing it, and any other number is the contrary."""
    contrary: Phrasings = Phrasings()
    """Words by which a question takes it for the contrary: “No”. Of both, the longer decides; without any, neither is
    said. The words of an entry may stand anywhere in the question."""
    asked: Phrasings
    """Ways in which people ask for it; the bot learns from them."""
    answer: Text
    """The answer, one to three sentences; {days} is filled in with those of the event."""
    source: Sentence
    """Where the fact comes from."""
    tests: Phrasings = Phrasings()
    """Test sentences: each must be answered by this topic."""


class MorePhrasings(Model):
    """Further ways in which people ask for a topic; apart from it, so that topics stay readable."""

    topic: Id
    """Id of the topic."""
    asked: Phrasings
    """Ways in which people ask for it; the bot learns from them."""
