"""Checks of the wording: placeholders, strange letters, the wrong language, fields, names that are everyday words."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import product

from bot.core.findings import Finding, Way, entries
from bot.core.knowledge import Knowledge
from bot.core.lexicon import Lexicon
from bot.core.locale import Locale, Model, Text
from bot.core.phrasebook import FIELDS, fields_of, phrase_fault
from bot.core.text import fold

_PLACEHOLDER = re.compile(
    r"lorem ipsum|dolor sit amet|\b(?:todo|tbd|tba|fixme|xxx+|foo|bar baz|asdf|do uzupełnienia)\b", re.IGNORECASE
)
_NO_PROSE = re.compile(r"\{[^}]*\}|[“„\"].*?[”\"]|\S*[@/.]\S+\.\S*")
"""Fields, quotations and addresses: they are of no language, or of another."""
_LEAST_WORDS = 4
"""Words that a text must have before its language can be told."""
_LEAST_LEANING = 1.0
"""By how much a text must lean to the other language, a word, to be called that."""
_EVERYDAY = 58
"""Ten times the Zipf frequency from which a word is too common to name a thing („żeby” has 60, “city” 56)."""


def wording_findings(knowledge: Knowledge, lexicon: Lexicon) -> Iterator[Finding]:
    """Find what is wrong with the words themselves, of each entry and of the phrases."""
    yield from _everyday(knowledge, lexicon)
    yield from _phrases(knowledge)
    yield from _fields_of_topics(knowledge)
    yield from _texts(knowledge, lexicon)


def _everyday(knowledge: Knowledge, lexicon: Lexicon) -> Iterator[Finding]:
    """Names that are, typed without accents, a small word: „zęby” and „żeby”."""
    for way, entry in entries(knowledge):
        for field, language in product(("aliases", "generic", "surname", "roles"), ("en", "pl")):
            names = getattr(getattr(entry, field, None), language, ())
            for position, name in enumerate(names):
                if max(lexicon.frequency(fold(name))) >= _EVERYDAY:
                    yield Finding(
                        (*way, field, language, position),
                        f'"{name}" is an everyday word when typed without accents; leave it out or add a word to it',
                    )


def _phrases(knowledge: Knowledge) -> Iterator[Finding]:
    missing = sorted(set(FIELDS) - set(knowledge.phrases))
    if missing:
        yield Finding(("phrases",), f"missing: {', '.join(missing)}; copy them from another event's phrases.yaml")
    for name, text in knowledge.phrases.items():
        if text is not None and (fault := phrase_fault(name, text)):
            yield Finding(("phrases", name), fault)


def _fields_of_topics(knowledge: Knowledge) -> Iterator[Finding]:
    for number, topic in enumerate(knowledge.topics):
        for locale in Locale if topic.answer else ():
            way = ("topics", number, "answer", locale.value)
            try:
                strange = fields_of(topic.answer[locale]) - {"days"}
            except ValueError:
                yield Finding(way, "the braces do not match; write {days}, or no braces")
            else:
                if strange:
                    yield Finding(way, f"has the unknown field {{{min(strange)}}}; known is {{days}}")


def _texts(knowledge: Knowledge, lexicon: Lexicon) -> Iterator[Finding]:
    """Look through every text for placeholders, strange scripts and the wrong language."""
    for way, entry in entries(knowledge):
        yield from _texts_of(way, entry, lexicon)
    for name, text in knowledge.phrases.items():
        yield from _texts_of(("phrases", name), text, lexicon)


def _texts_of(way: Way, value: object, lexicon: Lexicon) -> Iterator[Finding]:
    match value:
        case str():
            yield from _plain_text(way, value)
        case Text():
            yield from _both_texts(way, value, lexicon)
        case tuple() | dict() | Model():
            for key, item in _items(value):
                yield from _texts_of((*way, key), item, lexicon)


def _items(value: tuple[object, ...] | dict[str, object] | Model) -> Iterable[tuple[str | int, object]]:
    if isinstance(value, tuple):
        return enumerate(value)
    if isinstance(value, dict):
        return value.items()
    return ((name, getattr(value, name)) for name in type(value).model_fields)


def _both_texts(way: Way, text: Text, lexicon: Lexicon) -> Iterator[Finding]:
    for locale in Locale:
        yield from _plain_text((*way, locale.value), text[locale])
        if text.en != text.pl:  # the same in both is no prose
            yield from _language((*way, locale.value), text[locale], locale, lexicon)


def _plain_text(way: Way, text: str) -> Iterator[Finding]:
    if found := _PLACEHOLDER.search(text):
        yield Finding(way, f'"{found.group()}" is placeholder text; write what is announced, or leave it out')
    for word in text.split():
        scripts = {unicodedata.name(c, "?").split()[0] for c in word if c.isalpha()}
        if len(scripts) > 1:
            yield Finding(
                way,
                f'"{word}" mixes letters that only look alike ({", ".join(sorted(scripts))}); type it again',
            )
        elif scripts and scripts != {"LATIN"}:
            yield Finding(way, f'"{word}" is not in Latin letters; write it in English or Polish')
    if any(unicodedata.category(c) in {"Cf", "Cc"} for c in text):
        yield Finding(way, "has invisible characters; type it again")


def _language(way: Way, text: str, locale: Locale, lexicon: Lexicon) -> Iterator[Finding]:
    words = [fold(w) for w in re.findall(r"[^\W\d_]+", _NO_PROSE.sub(" ", text))]
    known = [w for w in words if lexicon.is_common(w)]
    if len(known) < _LEAST_WORDS:
        return
    leaning = sum(lexicon.leaning(w) for w in known) / len(known)
    if (leaning > _LEAST_LEANING and locale is Locale.PL) or (leaning < -_LEAST_LEANING and locale is Locale.EN):
        is_in, should = ("English", "Polish") if locale is Locale.PL else ("Polish", "English")
        yield Finding(way, f"seems to be {is_in}; write it in {should}")
