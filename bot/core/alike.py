"""Questions without whoever asked them: what could name a person masked, and alike ones standing together."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.brain import Brain
from bot.core.grammar import SMALL_WORDS
from bot.core.lexicon import QUESTION_WORDS
from bot.core.locale import Locale
from bot.core.text import clean

LONGEST_KEPT = 300
"""Characters of a question that are kept: a longer one is a story, and stories name people."""
MASK = "[…]"
NEAR = 0.45
"""From which share of their words, the rarer counting more, two questions are alike."""
_BEGINNING = 5
"""Letters that inflected forms of a word share."""
_NAMING = (
    re.compile(r"[\w.%+-]+@[\w-]+(?:\.[\w-]+)*", re.IGNORECASE),  # an e-mail address
    re.compile(r"(?:\b[a-z][\w+.-]*://|\bwww\.|\bt\.me/)\S+", re.IGNORECASE),  # a link
    re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.(?:pl|com|org|net|eu|io|me|uk|de|info)\b(?:/\S*)?", re.IGNORECASE),
    re.compile(r"(?<!\w)@\w+"),  # a name on Telegram
    re.compile(r"(?<!\w)\+?\(?\d(?:[ ().-]{0,3}\d){5,}"),  # a phone number, however it is cut
    re.compile(r"\d{5,}"),  # any other long number: of a ticket, a card, an account
)
_INTRODUCING = re.compile(
    r"\b((?i:(?:my|the) name is|my name['’]s|i am called|call me|nazywam si[ęe]|mam na imi[ęe]))"
    r"\s+\w[\w’'-]*(?:\s+[A-ZĄĆĘŁŃÓŚŹŻ][\w’'-]*)*"
)
_EVERYDAY = frozenset(
    "i my me we us our you your there it can could may do does will be have any some mozna moge mozemy mam czy bedzie "
    "moze beda moj moja moje moim moimi sie ktos jakis jakas jakies".split()
)
"""Words that stand in most questions, whatever they ask."""


def masked(text: str) -> str:
    """Give a question as it may be kept: one line in small letters, what names a person masked, not too long."""
    text = _INTRODUCING.sub(lambda found: f"{found[1]} {MASK}", clean(text))
    for pattern in _NAMING:
        text = pattern.sub(MASK, text)
    return text[:LONGEST_KEPT].strip().lower()


def form_of(text: str, brain: Brain, locale: Locale) -> str:
    """Give the normalised form of a masked question: its telling words, spelt right, cut to what inflection leaves.

    Two questions of one form are one. The words stand in their order of letters, each once.
    """
    words = [word for word in brain.ears.hear(text, preferred=locale).words if word[0].isalnum()]
    telling = [word for word in words if word not in SMALL_WORDS | QUESTION_WORDS | _EVERYDAY] or words
    return " ".join(sorted({word[:_BEGINNING] for word in telling})) or text


def is_half(form: str) -> bool:
    """Whether a question has one telling word or none: what it leaves out the one before has said, “and the forum?”."""
    return " " not in form


@dataclass(frozen=True, slots=True)
class Question:
    """What tells whether two questions are alike."""

    form: str
    locale: Locale
    subject: str = ""
    """What was understood, such as “parking concert”: alike whatever the words and the language. May be empty."""


def stacks(questions: Sequence[Question], brain: Brain) -> list[list[int]]:
    """Put alike questions together: their places in `questions`, each stack headed by the first of it."""
    weights = _weights(brain)
    found: list[list[int]] = []
    for place, question in enumerate(questions):
        home = next((stack for stack in found if _is_alike(question, questions[stack[0]], weights)), None)
        if home is None:
            found.append([place])
        else:
            home.append(place)
    return found


def _is_alike(one: Question, other: Question, weights: Mapping[str, float]) -> bool:
    if one.subject and one.subject == other.subject:
        return True
    if one.locale is not other.locale or (one.subject and other.subject and is_half(one.form)):
        return False
    mine, yours = one.form.split(), other.form.split()
    shared = {word for word in mine if any(_is_same_word(word, their) for their in yours)}
    alone = {word for word in yours if not any(_is_same_word(word, my) for my in mine)}
    weight = sum(weights.get(word, weights[""]) for word in shared)
    return weight >= NEAR * (weight + sum(weights.get(word, weights[""]) for word in {*mine, *alone} - shared))


def _is_same_word(one: str, other: str) -> bool:
    """Whether one is an inflected form of the other, as far as their beginnings tell: “park”, “parking”."""
    return one == other or (min(len(one), len(other)) == _BEGINNING - 1 and (one in other or other in one))


def _weights(brain: Brain) -> dict[str, float]:
    """Beginning of a word → how telling it is; a word that nobody expects weighs most, as "" does."""
    counts: dict[str, int] = {}
    for word, count in brain.vocabulary.counts.items():
        counts[word[:_BEGINNING]] = counts.get(word[:_BEGINNING], 0) + count
    total = sum(counts.values()) or 1
    return {"": math.log(1 + total), **{word: math.log(1 + total / count) for word, count in counts.items()}}
