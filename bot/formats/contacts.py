"""People → contact cards (vCard 3.0, RFC 2426, which every phone reads)."""

from bot.core.knowledge import Organisation, Person
from bot.core.locale import Locale

VCARD_BYTES = 2048  # sendContact


def vcard(person: Person, organisation: Organisation, *, locale: Locale) -> str:
    """Make a vCard of at most `VCARD_BYTES`; what is not announced is left out."""
    name = person.name.title(locale)
    *given, family = name.split()
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_escaped(family)};{_escaped(' '.join(given))};;;",
        f"FN:{_escaped(name)}",
        f"ORG:{_escaped(organisation.name.title(locale))}",
        f"TITLE:{_escaped(person.role[locale])}",
        *([f"TEL;TYPE=WORK,VOICE:{person.phone.replace(' ', '')}"] if person.phone else []),
        *([f"EMAIL;TYPE=WORK:{person.email}"] if person.email else []),
        "END:VCARD",
    ]
    card = "\r\n".join(lines)
    if len(card.encode()) <= VCARD_BYTES:
        return card
    return "\r\n".join(line for line in lines if not line.startswith(("ORG:", "TITLE:")))


def _escaped(text: str) -> str:
    """Protect what has a meaning in a vCard's value."""
    for sign in ("\\", ",", ";"):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")
