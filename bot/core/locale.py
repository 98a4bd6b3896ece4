"""The two languages of the bot, and choosing between them."""

from enum import StrEnum


class Locale(StrEnum):
    """A language that the bot answers in."""

    EN = "en"
    PL = "pl"

    @property
    def other(self) -> "Locale":
        """The other of the two languages."""
        return Locale.PL if self is Locale.EN else Locale.EN


def locale_of_client(language_code: str | None) -> Locale | None:
    """Read an IETF tag such as ``pl-PL``; None where it names neither language."""
    base = (language_code or "").replace("_", "-").split("-")[0].lower()
    return Locale(base) if base in tuple(Locale) else None
