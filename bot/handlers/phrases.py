"""What the bot says when something of its own went wrong; given in by the composition root."""

from dataclasses import dataclass

from bot.core.locale import Locale


@dataclass(frozen=True, slots=True)
class Phrases:
    """Sentences by language; ``{id}`` stands for the id under which a failure was logged."""

    failed: dict[Locale, str]
    """A bug, or a message that could not be handled."""
