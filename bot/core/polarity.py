"""Step 2 of 4, understand (c): which questions want a yes or a no, and whether a yes would be understood.

A wrong “Yes” is worse than none: only what surely asks whether something is so wants one. A choice, a question that
asks for more, a denial that is stated (“it isn't on Monday, right?”) or a twisted question (“am I wrong?”) wants the
fact alone.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.core.grammar import (
    AUXILIARIES,
    EXCLUSIONS,
    NEGATIONS,
    RELATIVES,
    SMALL_WORDS,
    is_one_sentence,
    sentences_of,
    spoken,
)
from bot.core.lexicon import QUESTION_WORDS

_OR = frozenset(("or", "albo", "lub"))
_OR_NOT = frozenset("not no nah what nope nie so something anything".split())
"""Words after “or” that offer nothing else: “is it on, or not?”."""
_BUT = frozenset("tylko raczej jednak dopiero moze wylacznie jakos jak wiecej mniej cos ktos gdzie".split())
"""Words after a second „czy” that offer something else: „czy tylko dla firm”."""
_PREPOSITIONS = frozenset("w we na o po do od z ze za u przy przed".split())
_LONGEST_PLACE = 3
"""Words of “on Monday”, „na Rynku Głównym”."""
_ELSE = frozenset((("something", "else"), ("cos", "innego"), ("kims", "innym"), ("somewhere", "else")))
_OFFERING = _OR | {"czy"} | {second for _, second in _ELSE}
"""One of these stands wherever a choice is offered."""
_VERBS = frozenset(
    "jest sa bedzie beda byl byla bylo byly ma maja mam mamy moge mozemy moze mozna moga trzeba wolno da warto musze "
    "wejde wejdziemy wpuszcza odbedzie odbywa zaczyna dostane potrzebuje potrzebne potrzebny potrzebna zostanie "
    "mialby mialoby mialaby nalezy wypada chodzi przyjmuje lapie gra trwa wiesz wiecie".split()
)
"""Polish verbs: „czy” before one asks whether, as in „a na koncert czy mogę”; before none it is “or”."""


def offers_a_choice(plain: Sequence[str]) -> bool:
    """Tell “is it on Monday or Tuesday” from “is it or not”; „wpuszczą ją czy tylko dla firm” from „czy wpuszczą”.

    `plain` has no marks: see `spoken`.
    """
    if _OFFERING.isdisjoint(plain):
        return False
    if plain.count("czy") > 1 and plain[-1] != "czy":
        return True
    for after, (first, second) in enumerate(pairwise(plain), 1):
        if (first in _OR and second not in _OR_NOT) or (first, second) in _ELSE:
            return True
        if first == "czy" and _is_or(plain[: after - 1], plain[after:]):
            return True
    return False


def _is_or(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether „czy” stands between two things: „we wtorek *czy* w środę”, „dziś *czy* jutro”, „scena *czy* więcej”."""
    if after[0] in _BUT:
        return bool(before)
    if len(after) > _LONGEST_PLACE or not _VERBS.isdisjoint(after) or after[0] in _OR_NOT:
        return False
    between_places = after[0] in _PREPOSITIONS and not _PREPOSITIONS.isdisjoint(before[-_LONGEST_PLACE:])
    return between_places or (after[0] not in _PREPOSITIONS and not SMALL_WORDS.issuperset(before))


_WANTING_MORE = QUESTION_WORDS - {"czy", "po", "which"}
"""Words that ask for more than a yes or a no, wherever they stand at the beginning: “can you tell me *when* …”."""
_BINDING = frozenset((",", ":", "and", "i", "a"))
"""What binds a second question to the first."""
_ASKING_ON = QUESTION_WORDS - RELATIVES - {"po", "czy", "co"}
"""Words that begin it."""
_MAIN_CLAUSE = 6
"""First words of a message that decide what it asks; a question word after them belongs to a subordinate clause."""
_LATEST_CZY = 4
"""First words among which „czy” still asks: „a jutro po południu czy …”."""
_SHORTEST_STATEMENT = 3
"""Words from which something is stated, that a tag or a question mark asks about: “it is free?”."""
_TWISTING = EXCLUSIONS | frozenset(
    "wrong mistaken mistake false untrue incorrect myth impossible nothing nobody none neither unless confused mixed "
    "nieprawda nieprawde myle myli mylil mylila pomylil pomylila pomylilem pomylilam bledny bledna bledne blad "
    "falszywe niemozliwe nic nikt nikogo zaden zadna zadne zadnych chyba".split()
)
"""Words that turn a question so that nobody knows what its yes would mean: “am I wrong?”, “is nothing on?”."""
_BY_CHANCE = frozenset("przypadkiem czasem czasami moze aby".split())
"""Words by which „nie” denies nothing: „to nie jest przypadkiem w środę?”."""
_TAGS = (
    r"(?:(?:is|are|was|were|do|does|did|can|could|will|would|has|have)(?: not)? "
    r"(?:it|they|she|he|i|we|you|there|that|this)|"
    r"(?:am|have|has|did) (?:i|he|she|they|we) (?:got |get )?(?:that |it )?(?:right|correct)|"
    r"is (?:that|it|this) (?:right|correct|so|true)|right|correct|yes|no|true|ok|yeah|eh|huh|"
    r"prawda|tak|nie|co|no nie|co nie|czyz nie|nieprawdaz|(?:sie )?zgadza(?: sie)?|ma(?:m|ja)? racje|czy tak|"
    r"czy to prawda|dobrze (?:mowie|pamietam|rozumiem|mysle|kojarze))"
)
_TAGGED = re.compile(rf"(?P<stated>.*?) (?:, )?{_TAGS}")
_TAG = re.compile(_TAGS)
"""What a statement ends with to ask whether it holds: “…, isn't it?”, „…, prawda?”."""


def is_tag(words: Sequence[str]) -> bool:
    """Whether some words only ask whether what is stated before them holds, and nothing of their own."""
    return _TAG.fullmatch(" ".join(spoken(words))) is not None


def asking_words(words: Sequence[str]) -> tuple[str, ...]:
    """Give the sentences that ask, of a message that also tells: “I am only here today. *May I come?*”."""
    return tuple(word for sentence in _asking(words) for word in sentence)


def _asking(words: Sequence[str]) -> list[tuple[str, ...]]:
    if is_one_sentence(words):
        return [tuple(words)]
    sentences = [sentence for sentence in sentences_of(words) if spoken(sentence)]
    asking = [sentence for sentence in sentences if "?" in sentence]
    long = [sentence for sentence in asking if len(spoken(sentence)) >= _SHORTEST_STATEMENT]
    return long or asking or [tuple(words)]


def wants_yes_or_no(words: Sequence[str]) -> bool:
    """Tell “is it …”, „czy …”, “…, right?” from “can you tell me when …”; of two questions one may want the other."""
    asking = _asking(words)
    return len(asking) == 1 and _wants_yes_or_no(asking[0])


def _wants_yes_or_no(sentence: Sequence[str]) -> bool:
    plain = spoken(sentence)
    if not plain or offers_a_choice(plain) or not _TWISTING.isdisjoint(plain):
        return False
    if _WANTING_MORE.intersection(plain[:_MAIN_CLAUSE]) - {plain[0]} or _asks_on(sentence):
        return False
    if plain[0] in AUXILIARIES or "czy" in plain[:_LATEST_CZY]:
        return True
    return "?" in sentence and len(plain) >= _SHORTEST_STATEMENT and _states(sentence, plain)


def _asks_on(sentence: Sequence[str]) -> bool:
    """Whether a second question follows in the sentence: “can I share it, *which* ones?”."""
    return not _BINDING.isdisjoint(sentence) and any(
        before in _BINDING and word in _ASKING_ON for before, word in pairwise(sentence)
    )


def _states(sentence: Sequence[str], plain: Sequence[str]) -> bool:
    """Whether something is stated that a tag or a mark asks about, and not that it is not so."""
    tagged = _TAGGED.fullmatch(" ".join(word for word in sentence if word not in "?!."))
    stated = tagged["stated"].split() if tagged else plain
    is_denied = any(word in NEGATIONS and before not in _OR for before, word in pairwise(["", *stated]))
    is_denied = is_denied and _BY_CHANCE.isdisjoint(stated)
    asking = [plain[0], *(stated[-2:] if tagged else plain)]  # “…, who is right?”
    asks = not (QUESTION_WORDS - {"po"}).isdisjoint(asking)
    return not is_denied and not asks
