"""The two languages of the bot: choosing one, texts in both, names that inflect, dates as people say them."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Locale(StrEnum):
    """A language that the bot answers in."""

    EN = "en"
    PL = "pl"


def locale_of_client(language_code: str | None) -> Locale | None:
    """Read an IETF tag such as ``pl-PL``; None where it names neither language."""
    base = (language_code or "").replace("_", "-").split("-", maxsplit=1)[0].lower()
    return Locale(base) if base in tuple(Locale) else None


class Model(BaseModel):
    """A frozen record that refuses unknown keys; docstrings of fields become the JSON Schema."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, str_strip_whitespace=True)


Sentence = Annotated[str, Field(min_length=1, max_length=1500)]


class Text(Model):
    """The same text in both languages."""

    en: Sentence
    """In English."""
    pl: Sentence
    """In Polish, with diacritics."""

    def __getitem__(self, locale: Locale) -> str:
        """Give the text in one language."""
        return self.en if locale is Locale.EN else self.pl


class Phrasings(Model):
    """Lists of words or sentences, a list a language."""

    en: tuple[Sentence, ...] = ()
    """In English."""
    pl: tuple[Sentence, ...] = ()
    """In Polish; list the inflected forms that people use."""

    def __getitem__(self, locale: Locale) -> tuple[str, ...]:
        """Give the list of one language."""
        return self.en if locale is Locale.EN else self.pl

    @property
    def both(self) -> tuple[str, ...]:
        """All of them, English first."""
        return self.en + self.pl


class PolishName(Model):
    """A Polish name with the cases that sentences need."""

    nom: Sentence
    """Mianownik (kto? co?): „Koncert Galowy”."""
    gen: Sentence
    """Dopełniacz (kogo? czego?): „Koncertu Galowego”."""
    acc: Sentence
    """Biernik (kogo? co?): „na Koncert Galowy”."""
    loc: Sentence
    """Miejscownik (o kim? o czym?): „o Koncercie Galowym”."""
    dat: Sentence | None = None
    """Celownik (komu? czemu?); only recognised, never spoken."""
    ins: Sentence | None = None
    """Narzędnik (z kim? z czym?); only recognised, never spoken."""
    gender: Literal["m", "f", "n", "pl"]
    """Grammatical gender, or pl for a plural such as „Ogrody”."""

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form that is given."""
        return tuple(form for form in (self.nom, self.gen, self.acc, self.loc, self.dat, self.ins) if form)


class Name(Model):
    """A name as it stands inside a sentence of either language."""

    en: Sentence
    """In English, with its article: “the Gala Concert”."""
    pl: PolishName
    """In Polish, inflected."""

    def title(self, locale: Locale) -> str:
        """Give the bare name, as on a button, with a capital first."""
        bare = self.pl.nom if locale is Locale.PL else self.en.removeprefix("the ")
        return bare[:1].upper() + bare[1:]

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form in both languages, without the English article."""
        return (self.title(Locale.EN), *self.pl.forms)

    def spoken(self, locale: Locale) -> "SpokenName":
        """Give it a form that wordings can inflect."""
        return SpokenName(self, locale)


_GENDERS = ("m", "f", "n", "pl")


class SpokenName:
    """A name inside a wording: ``{x}``, ``{x:loc}`` for a case, ``{x:odbył/odbyła/odbyło/odbyły}`` by gender."""

    def __init__(self, name: Name, locale: Locale) -> None:
        self._name = name
        self._locale = locale

    def __format__(self, spec: str) -> str:
        """Inflect; English knows one form only."""
        if "/" in spec:
            return spec.split("/")[_GENDERS.index(self._name.pl.gender)]
        if self._locale is Locale.EN:
            return self._name.en
        return str(getattr(self._name.pl, spec or "nom") or self._name.pl.nom)


_WEEKDAYS = {
    Locale.EN: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    Locale.PL: ("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"),
}
_WEEKDAYS_SHORT = {
    Locale.EN: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    Locale.PL: ("pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz."),
}
_ON_WEEKDAY_PL = (
    "w poniedziałek",
    "we wtorek",
    "w środę",
    "w czwartek",
    "w piątek",
    "w sobotę",
    "w niedzielę",
)
_FROM_WEEKDAY_PL = ("poniedziałku", "wtorku", "środy", "czwartku", "piątku", "soboty", "niedzieli")
_MONTHS = {
    Locale.EN: "January February March April May June July August September October November December".split(),
    Locale.PL: (
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"
    ).split(),
}
_RELATIVE = {
    Locale.EN: {-1: "yesterday", 0: "today", 1: "tomorrow"},
    Locale.PL: {-1: "wczoraj", 0: "dziś", 1: "jutro"},
}


def month_names(locale: Locale) -> list[str]:
    """Give the months as dates name them: “October”, „października”."""
    return list(_MONTHS[locale])


class SpokenDate:
    """A date inside a wording.

    ``{d}`` is “14 May 2030”, ``{d:short}`` “14 May”, ``{d:button}`` “Tue 14” or „wt. 14”, ``{d:on}`` “on Tuesday
    14 May 2030” or „we wtorek 14 maja 2030”, and near `today` “tomorrow, Tuesday 14 May” or „jutro, we wtorek 14 maja”.
    ``{d:title}`` is “Tuesday 14 May” or „wtorek 14 maja”, and near `today` “tomorrow, Tuesday 14 May”.
    """

    def __init__(self, day: date, locale: Locale, today: date) -> None:
        self._day = day
        self._locale = locale
        self._today = today

    def __format__(self, spec: str) -> str:
        """Say the date."""
        short = f"{self._day.day} {_MONTHS[self._locale][self._day.month - 1]}"
        if spec == "short":
            return short
        if spec == "button":
            return f"{_WEEKDAYS_SHORT[self._locale][self._day.weekday()]} {self._day.day}"
        if spec == "title":
            near = self._near()
            return (f"{near}, " if near else "") + f"{self:weekday} {short}"
        if spec == "weekday":
            return _WEEKDAYS[self._locale][self._day.weekday()]
        if spec in {"on", "On"}:
            said = self._on(short)
            return said if spec == "on" else said[:1].upper() + said[1:]
        return f"{short} {self._day.year}"

    def _near(self) -> str | None:
        return _RELATIVE[self._locale].get((self._day - self._today).days)

    def _on(self, short: str) -> str:
        polish = self._locale is Locale.PL
        weekday = (_ON_WEEKDAY_PL if polish else _WEEKDAYS[Locale.EN])[self._day.weekday()]
        if near := self._near():
            return f"{near}, {weekday} {short}"
        return f"{weekday} {short} {self._day.year}" if polish else f"on {weekday} {short} {self._day.year}"


def spoken_days(first: date, last: date, locale: Locale) -> str:
    """Say a span of days, as short as it is clear: “14–16 May 2030”, “30 December 2030 – 2 January 2031”."""
    end = f"{last.day} {_MONTHS[locale][last.month - 1]} {last.year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    start = f"{first.day} {_MONTHS[locale][first.month - 1]}"
    return f"{start} – {end}" if first.year == last.year else f"{start} {first.year} – {end}"


def spoken_weekdays(first: date, last: date, locale: Locale) -> str:
    """Say a span of weekdays: “Tuesday to Thursday”, „od wtorku do czwartku”; of one day, that day."""
    if first == last:
        return _WEEKDAYS[locale][first.weekday()]
    if locale is Locale.EN:
        return f"{_WEEKDAYS[locale][first.weekday()]} to {_WEEKDAYS[locale][last.weekday()]}"
    return f"od {_FROM_WEEKDAY_PL[first.weekday()]} do {_FROM_WEEKDAY_PL[last.weekday()]}"


def plural(number: int, locale: Locale, *forms: str) -> str:
    """Choose by number: English (day, days), Polish (dzień, dni, dni): one, 2–4 but not 12–14, the rest."""
    if locale is Locale.EN:
        return forms[number != 1]
    if number == 1:
        return forms[0]
    few = number % 10 in {2, 3, 4} and number % 100 not in {12, 13, 14}
    return forms[1 if few else 2]


def listed(items: list[str], locale: Locale) -> str:
    """Join as a person does: “a, b and c”, „a, b i c”."""
    if len(items) < 2:  # noqa: PLR2004  (a list of one needs no joining)
        return "".join(items)
    return ", ".join(items[:-1]) + (" and " if locale is Locale.EN else " i ") + items[-1]
