"""What the bot knows of the two languages, whatever the event: common words, and how people ask."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

from pydantic import Field

from bot.core.checksums import Table
from bot.core.locale import Locale, Model, Sentence, Text
from bot.core.text import tokenise

QUESTION_WORDS = frozenset(
    "what when where who whom whose which why how czy co czego czym kiedy gdzie kto kogo komu kim czyj czyja czyje "
    "ktory ktora ktore ktorego ktorej ktorym jaki jaka jakie jakiego jakiej jakim jakich dlaczego czemu jak ile ilu "
    "skad dokad po".split()
)
"""Folded words that begin questions, in both languages."""
ELSEWHERE = "elsewhere"
"""The intent of what is about no event."""
CHATTER = "chatter"
"""The intent of sentences around a question."""
TOPIC = "topic:"
"""What begins the label of a topic of the knowledge, where an intent could stand as well."""
GRAMMAR = 60
"""Ten times the Zipf frequency from which a word is grammar."""

_PACK = 256
"""More than any frequency: 80 is every tenth word."""


class Intent(Model):
    """A way of asking: what is wanted, and hundreds of sentences that want it, entities left open as {slots}."""

    about: Sentence
    """What the person wants."""
    name: Text | None = None
    """For a practical attribute: after “about …”, and after „o …” (locative)."""
    en: tuple[Sentence, ...] = Field(default=())
    """English sentences."""
    pl: tuple[Sentence, ...] = Field(default=())
    """Polish sentences."""

    @property
    def both(self) -> tuple[str, ...]:
        """All of them, English first."""
        return self.en + self.pl


@dataclass(frozen=True)
class Lexicon:
    """Words and their frequencies (ten times Zipf; 0 is rare), other languages, shorthand, names of attributes."""

    frequencies: Table[int]
    """Folded word → `packed`, how common it is in English and in Polish."""
    shorthand: dict[str, dict[str, str]]
    """Language → chat spelling → words: ``u`` → ``you``."""
    foreign: dict[str, dict[str, str]]
    """Language code → folded word → English words for it."""
    attributes: dict[str, Text]
    """Practical attribute → how a sentence names it."""
    ways: dict[str, Text]
    """Another way of asking → how a sentence names it."""
    talk: frozenset[str]
    """The intents that are small talk."""
    cities: frozenset[str]
    """Big cities, folded, as they stand after “in” and „w”."""
    sayings: dict[str, Locale]
    """Short small talk, folded → the language that says it so: „pa” is Polish."""

    trigrams: Table[float]
    """Letter trigram → log-odds of English against Polish."""
    spoken: Table[float]
    """Folded word that is not common, of the ways of asking → the same, by the language whose sentences have it."""
    grammar: frozenset[str]
    """The folded words that are so common in one of the languages that they are `GRAMMAR`."""
    elsewhere: dict[str, int]
    """Folded word → how often sentences about no event have it."""

    def is_common(self, word: str) -> bool:
        """Whether it is an everyday word of either language: never a misspelling of another."""
        return word in self.frequencies

    def is_grammar(self, word: str) -> bool:
        """Whether a word is as common as “the” and „jest”: it outweighs borrowed nouns, and tells no subject."""
        return word in self.grammar

    def frequency(self, word: str) -> tuple[int, int]:
        """How common a folded word is in English and in Polish."""
        return divmod(self.frequencies.get(word) or 0, _PACK)

    def leaning(self, word: str) -> float:
        """How much a folded word speaks for English (above 0) or Polish (below), about −5 to 5."""
        english, polish = self.frequency(word)
        if english or polish:
            return max(-3.0, min(3.0, ((english or 28) - (polish or 28)) / 8))
        if (spoken := self.spoken.get(word)) is not None:
            return spoken
        known = [odds for t in letter_trigrams(word) if (odds := self.trigrams.get(t)) is not None]
        return max(-2.5, min(2.5, sum(known) / 2)) if known else 0.0


def packed(english: int, polish: int) -> int:
    """Make one number of two frequencies."""
    return english * _PACK + polish


def trigram_odds(frequencies: Mapping[str, tuple[int, int]]) -> dict[str, float]:
    """Count letter trigrams over the common words: log-odds of English against Polish."""
    counts: dict[str, list[int]] = {}
    for word, (english, polish) in frequencies.items():
        for trigram in letter_trigrams(word):
            row = counts.setdefault(trigram, [1, 1])
            row[0] += english > 0
            row[1] += polish > 0
    return {t: round(log(en / pl), 3) for t, (en, pl) in counts.items() if en + pl > 6}  # noqa: PLR2004


def spoken_odds(intents: Iterable[Intent], frequencies: Mapping[str, tuple[int, int]]) -> dict[str, float]:
    """Tell the language of words that are not common by whose sentences have them: log-odds of English."""
    english, polish = Counter[str](), Counter[str]()
    for intent in intents:
        english.update({word for sentence in intent.en for word in tokenise(sentence)})
        polish.update({word for sentence in intent.pl for word in tokenise(sentence)})
    words = {word for word in english.keys() | polish.keys() if word.isalpha() and word not in frequencies}
    return {word: round(log((english[word] + 0.5) / (polish[word] + 0.5)), 3) for word in words}


def elsewhere_counts(intent: Intent) -> dict[str, int]:
    """Count the words of sentences about no event; what stands there once tells nothing."""
    counts = Counter(word for sentence in intent.both for word in tokenise(sentence) if word.isalpha())
    return {word: count for word, count in counts.items() if count > 1}


def letter_trigrams(word: str) -> list[str]:
    """Cut ``"ox"`` into ``" ox"`` and ``"ox "``."""
    padded = f" {word} "
    return [padded[i : i + 3] for i in range(len(padded) - 2)]
