"""Read bot/language: what the bot knows of the two languages, whatever the event."""

import gzip
import re
from pathlib import Path
from typing import Any

import yaml

from bot.core.checksums import Table
from bot.core.lexicon import (
    CHATTER,
    ELSEWHERE,
    GRAMMAR,
    Intent,
    Lexicon,
    elsewhere_counts,
    packed,
    spoken_odds,
    trigram_odds,
)
from bot.core.locale import Locale, Text
from bot.core.text import fold, tokenise

FOLDER = Path(__file__).parent / "language"
_CONTRACTION = re.compile(r"\b[a-z]+['’][a-z]+\b", re.IGNORECASE)
_ASKING = ("schedule", "people", "logistics", "background", "smalltalk", "elsewhere")


def read_intents() -> dict[str, Intent]:
    """Read every way of asking, small talk, off-topic and chatter, by name."""
    entries = {intent: entry for name in _ASKING for intent, entry in _load(f"{name}.yaml").items()}
    entries[CHATTER] = {"about": "What people put around a question", **_load("chatter.yaml")["chatter"]}
    shorthand = {fold(typed): meant for typed, meant in _load("shorthand.yaml")["shorthand"]["en"].items()}
    intents: dict[str, Intent] = {}
    for name, entry in entries.items():
        entry["en"] = [_as_heard(sentence, shorthand) for sentence in entry.get("en", ())]
        intents[name] = Intent.model_validate(entry)
    return intents


def _as_heard(sentence: str, shorthand: dict[str, str]) -> str:
    """Spell contractions out as hearing does: the model has to see “what is” for “what’s”."""
    return _CONTRACTION.sub(lambda found: shorthand.get(fold(found[0]), found[0]), sentence)


def read_lexicon(intents: dict[str, Intent]) -> Lexicon:
    """Read words, shorthand and other languages; names of attributes come from the intents."""
    frequencies: dict[str, tuple[int, int]] = {}
    for line in gzip.decompress((FOLDER / "words.tsv.gz").read_bytes()).decode().splitlines():
        word, english, polish = line.split("\t")
        frequencies[word] = (int(english), int(polish))
    talk = frozenset(_load("smalltalk.yaml"))
    return Lexicon(
        frequencies=Table.of({word: packed(*pair) for word, pair in frequencies.items()}, "H"),
        shorthand={
            language: {fold(typed): fold(meant) for typed, meant in words.items()}
            for language, words in _load("shorthand.yaml")["shorthand"].items()
        },
        foreign={
            language: {fold(word): english for word, english in words.items()}
            for language, words in _load("other_languages.yaml").items()
        },
        attributes={name: intent.name for name, intent in intents.items() if intent.name},
        ways={name: Text.model_validate(text) for name, text in _load("ways.yaml").items()},
        talk=talk,
        cities=frozenset(
            " ".join(tokenise(city)) for names in _load("cities.yaml")["cities"].values() for city in names
        ),
        sayings=_sayings(intents, talk),
        trigrams=Table.of(trigram_odds(frequencies), "d"),
        spoken=Table.of(spoken_odds(intents.values(), frequencies), "d"),
        grammar=frozenset(word for word, pair in frequencies.items() if max(pair) >= GRAMMAR),
        elsewhere=elsewhere_counts(intents[ELSEWHERE]),
    )


def _sayings(intents: dict[str, Intent], talk: frozenset[str]) -> dict[str, Locale]:
    english = {fold(s) for name in talk for s in intents[name].en}
    polish = {fold(s) for name in talk for s in intents[name].pl}
    short = {s for s in english ^ polish if len(s.split()) <= 3}  # noqa: PLR2004
    return {saying: Locale.EN if saying in english else Locale.PL for saying in short}


def _load(name: str) -> dict[str, Any]:
    with (FOLDER / name).open(encoding="utf8") as file:
        content: dict[str, Any] = yaml.load(file, Loader=yaml.CSafeLoader)
    return content
