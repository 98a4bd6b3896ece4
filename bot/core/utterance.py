"""Step 1 of 4, hear: text → `Utterance`: words put right, and the language that it is in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from bot.core.lexicon import QUESTION_WORDS, Lexicon
from bot.core.locale import Locale
from bot.core.spelling import Speller
from bot.core.text import clean, fold, has_polish_letters, tokenise

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_PROPER = re.compile(r"(?<![.!?:;…]\s)(?<=[\s\"„“(-])[A-ZĄĆĘŁŃÓŚŹŻ][^\W\d_]+")
_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|eu|pl|info|io|uk|de)\b")
_OTHER_SCRIPT = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u024f\u1e00-\u1eff]")
_POLISH_LETTERS_SAY = -3.0
"""Polish letters in a word that is no name: hardly anybody types them in English."""
_BORROWED = 2.0
"""The most that a word of meaning says: the other language may have borrowed it (“target audience jaki?”)."""
_CHAT_SAYS = 1.5
"""Chat spelling that only one language uses: “r u there”."""
_GOING_ON = (2.0, 0.8)
"""How much the language of the last message speaks for that of a short one that follows, and of a longer one."""
_SHORT = 3
_LEAST_EVIDENCE = 0.5
"""Below it the words do not tell the language, and the profile or the client does."""
_SHORTEST_DROPPED, _MUCH_USUALLER = 3, 5
"""Letters of the shortest word whose g is dropped (“goin”), and by how much, in Zipf × 10, the full one is usualler."""
_REMEMBERED_WORDS = 20_000  # bounded: an attacker types endless nonsense
_ABBREVIATED = frozenset("prof dr hab mgr inz mr mrs ms ul np tzn tzw godz nr vs ks sw".split())
"""Abbreviations whose mark ends no sentence."""
_SURELY_FOREIGN = 2
"""Words of a third language alone from which a message is in it: Czech and Polish share many."""
_FOREIGN_SHARE = 0.5
"""A message counts as a third language if so many of its words are known in that and not in English or Polish."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message as the bot hears it."""

    text: str
    """What was typed, cleaned."""
    words: tuple[str, ...]
    """Folded words with spelling and shorthand put right; marks such as ``?`` are words of their own."""
    typed: tuple[str, ...]
    """Beside each of `words`, the folded word that was typed."""
    locale: Locale
    """The language to answer in."""
    is_foreign: bool = False
    """Whether it is in a third language; it is answered in English."""
    lost: int = 0
    """How many words of a third language were not understood, small ones not counted."""
    proper: frozenset[str] = frozenset()
    """Folded words that were typed with a capital inside a sentence, as names are."""


@dataclass(frozen=True)
class Ears:
    """What is needed to hear: language data, a speller, and the words of names (nearly neutral between languages)."""

    lexicon: Lexicon
    speller: Speller
    names: dict[str, float]
    """Folded word of a name → how much it speaks for English (above 0) or Polish (below)."""
    dates: frozenset[str]
    """Folded words of weekdays and months, which English writes with a capital as well."""
    _heard: dict[tuple[str, Locale], tuple[str, ...]] = field(default_factory=dict, repr=False)
    """What was typed → the words that it stands for: the same ones come again and again."""

    _spoken: dict[str, float] = field(default_factory=dict, repr=False)
    """Word → how much it speaks for English (above 0) or Polish."""

    @cached_property
    def _foreign_words(self) -> frozenset[str]:
        """The words of other languages that no message in English or Polish is likely to have."""
        words = {word for dictionary in self.lexicon.foreign.values() for word in dictionary}
        return frozenset(word for word in words if not self.lexicon.is_common(word))

    def hear(self, text: str, *, preferred: Locale, goes_on: bool = False) -> Utterance:
        """Hear one message; `preferred` is the language where the words do not tell, the louder if a talk `goes_on`."""
        text = clean(text)
        typed = _without_stops(tokenise(text))
        proper, lost = _proper(text), 0
        if foreign := self._foreign_language(text, typed):
            translated = [(old, tuple(self._translated(old, foreign))) for old in typed]
            pairs = [(word, old) for old, words in translated for word in words]
            locale, lost = Locale.EN, sum(not words and len(old) > _SHORT for old, words in translated)
        else:
            locale = self._locale(text, preferred, goes_on=goes_on)
            spelt = _spell_out(typed) if locale is Locale.EN else typed
            pairs = [
                (word, old)
                for old in spelt
                for word in (self._meant(old, locale) if old in proper else self._put_right(old, locale))
            ]
        words, olds = zip(*pairs, strict=True) if pairs else ((), ())
        return Utterance(text, words, olds, locale, foreign is not None, lost, proper)

    def _meant(self, typed: str, locale: Locale) -> tuple[str, ...]:
        """Put right what looks like a name, but only towards a name or date of the event: “Krupa” is no „grupa”."""
        words = self._put_right(typed, locale)
        return words if words[0] in self.names or words[0] in self.dates else (typed,)

    def _put_right(self, typed: str, locale: Locale) -> tuple[str, ...]:
        words = self._heard.get((typed, locale))
        if words is None:
            if len(self._heard) >= _REMEMBERED_WORDS:
                self._heard.clear()
            words = self._heard[typed, locale] = tuple(self._words_for(typed, locale))
        return words

    def _words_for(self, typed: str, locale: Locale) -> Iterator[str]:
        shorthand = self.lexicon.shorthand[locale.value]
        for word in shorthand.get(typed, typed).split():
            if not word[0].isalpha() or "@" in word or "." in word:
                yield word
                continue
            bare = word.removesuffix("'s").removesuffix("'").replace("'", "")
            bare = self._with_g(bare) if locale is Locale.EN else bare
            if bare in self.speller or self.lexicon.is_common(bare):
                yield bare
            elif better := self.speller.repair(bare):
                yield from shorthand.get(better, better).split()
            else:
                yield from self.speller.split(bare) or [bare]

    def _with_g(self, word: str) -> str:
        """Give “going” for “goin”, but “begin” and “Berlin” as they are."""
        if len(word) > _SHORTEST_DROPPED and word.endswith("in"):
            usual, own = (max(self.lexicon.frequency(w)) for w in (word + "g", word))
            return word + "g" if usual >= own + _MUCH_USUALLER else word
        return word

    def _locale(self, text: str, preferred: Locale, *, goes_on: bool) -> Locale:
        """Weigh the words: each speaks for a language as far as it is commoner in it; names are neutral."""
        if said := self.lexicon.sayings.get(fold(text).strip(" .,!?:;)(")):
            return said
        evidence = 0.0
        words = _WORD.findall(_ADDRESS.sub(" ", text) if "." in text or "@" in text or "://" in text else text)
        if goes_on:
            evidence = _GOING_ON[len(words) > _SHORT] * (1 if preferred is Locale.EN else -1)
        for word in words:
            if word not in self._spoken:
                if len(self._spoken) >= _REMEMBERED_WORDS:
                    self._spoken.clear()
                self._spoken[word] = self._evidence(word)
            evidence += self._spoken[word]
        if abs(evidence) < _LEAST_EVIDENCE:
            return preferred
        return Locale.EN if evidence > 0 else Locale.PL

    def _evidence(self, word: str) -> float:
        folded = fold(word).replace("'", "")
        chat = [_CHAT_SAYS * (folded in self.lexicon.shorthand[locale.value]) for locale in Locale]
        return chat[0] - chat[1] + self._own_evidence(word, folded)

    def _own_evidence(self, word: str, folded: str) -> float:
        is_grammar = folded in QUESTION_WORDS or self.lexicon.is_grammar(folded)
        if folded in self.names and not is_grammar:
            own = self.names[folded]
            return own + (0.4 * self.lexicon.leaning(folded) if own else 0)
        if has_polish_letters(word):
            return _POLISH_LETTERS_SAY
        if self.lexicon.is_common(folded):
            leaning = self.lexicon.leaning(folded)
            return 1.5 * leaning if is_grammar else max(-_BORROWED, min(_BORROWED, leaning))
        if len(folded) > 2:  # noqa: PLR2004  (two unknown letters tell nothing)
            return 0.5 * self.lexicon.leaning(self.speller.repair(folded) or folded)
        return 0.0

    def _foreign_language(self, text: str, typed: Sequence[str]) -> str | None:
        """Tell the third language that most words belong to; ``"other"`` for a script of neither language."""
        if self._foreign_words.isdisjoint(typed) and (text.isascii() or not _OTHER_SCRIPT.search(text)):
            return None
        words = [fold(word) for word in _WORD.findall(text)]
        counted = [w for w in words if w not in self.names]
        if not counted or (len(words) == 1 and words[0].isascii()):
            return None
        best, hits, most_own = None, 0, 0
        for language, dictionary in self.lexicon.foreign.items():
            own = sum(w in dictionary and not self.lexicon.is_common(w) for w in counted)
            shared = sum(w in dictionary for w in counted)
            if own and shared > hits and shared >= _FOREIGN_SHARE * len(counted):
                best, hits, most_own = language, shared, own
        ours = sum(w in self.speller or self.lexicon.is_common(w) for w in counted)
        if best and (hits > ours or most_own >= _SURELY_FOREIGN):
            return best
        return "other" if sum(bool(_OTHER_SCRIPT.search(w)) for w in counted) > len(counted) / 2 else None

    @staticmethod
    def _compound(typed: str, dictionary: dict[str, str]) -> list[str] | None:
        """Cut a compound such as the German for “press contact” in two words that are known."""
        for cut in range(4, len(typed) - 3):
            head, tail = typed[:cut], typed[cut:]
            first = dictionary.get(head) or dictionary.get(head.removesuffix("s"))
            if first and dictionary.get(tail):
                return [*first.split(), *dictionary[tail].split()]
        return None

    def _translated(self, typed: str, language: str) -> Iterator[str]:
        dictionary = self.lexicon.foreign.get(language, {})
        typed = typed if typed in dictionary else typed.rsplit("'", maxsplit=1)[-1]  # l'association
        if typed in dictionary:
            yield from dictionary[typed].split()
        elif compound := self._compound(typed, dictionary):
            yield from compound
        else:  # what nobody here knows is its grammar, not a strange subject
            yield from (
                w for w in self._put_right(typed, Locale.EN) if w in self.speller or w in self.names or not w.isalpha()
            )


def _proper(text: str) -> frozenset[str]:
    """Find the words with a capital first letter inside a sentence; where most words have one, it tells nothing."""
    found = _PROPER.findall(text) if text != text.lower() else ()
    return frozenset(map(fold, found)) if found and 2 * len(found) < len(text.split()) else frozenset()


def _without_stops(typed: list[str]) -> list[str]:
    """Leave out the mark behind an abbreviation: it ends no sentence."""
    if _ABBREVIATED.isdisjoint(typed):
        return typed
    return [word for before, word in pairwise(["", *typed]) if word != "." or before not in _ABBREVIATED]


def _spell_out(typed: list[str]) -> list[str]:
    """Read “come 2 the concert” as words: a bare 2 or 4 is “to” or “for” before a word that nobody counts."""
    typed = [
        "where" if word in _WHERE and typed[n + 1 : n + 2] in _AFTER_WHERE else word for n, word in enumerate(typed)
    ]
    return [
        _SOUNDS[word]
        if word in _SOUNDS and 0 < n < len(typed) - 1 and typed[n - 1].isalpha() and typed[n + 1] in _AFTER_TO_OR_FOR
        else word
        for n, word in enumerate(typed)
    ]


_WHERE = frozenset(("were", "wear", "ware"))
_AFTER_WHERE = (["is"], ["are"], ["the"], ["can"], ["do"])
_SOUNDS = {"2": "to", "4": "for"}
_AFTER_TO_OR_FOR = frozenset(
    "the a an get be go see come do know ask me us you him her them my our your this that it next all everyone".split()
)
