"""What the bot says when something of its own went wrong; given in by the composition root."""

from dataclasses import dataclass, field

from bot.core.locale import Locale


@dataclass(frozen=True, slots=True)
class Phrases:
    """Sentences by language; ``{id}`` stands for the id under which a failure was logged."""

    failed: dict[Locale, str] = field(
        default_factory=lambda: {
            Locale.EN: "Sorry, I stumbled over this one. Please try again; the organisers can look up {id}.",
            Locale.PL: "Przepraszam, coś mi tu nie wyszło. Spróbuj ponownie; organizatorzy sprawdzą {id}.",
        }
    )
    """A bug, or a message that could not be handled."""
