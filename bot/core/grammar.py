"""Step 2 of 4, understand: the small words of both languages, and how they cut and bind messages."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.core.lexicon import QUESTION_WORDS
from bot.core.locale import Locale

STOPS = frozenset("?!.;")
JOINTS = {
    Locale.EN: frozenset("and also plus or but & + / ,".split()),
    Locale.PL: frozenset("i oraz a ale bo plus and & + / ,".split()),
}
"""Words between two questions; “a” and “i” are joints in Polish, an article and a pronoun in English."""
_AUXILIARIES = frozenset(
    "is are was were will can could may might do does did has have should am would shall isnt arent".split()
)
OPENERS = QUESTION_WORDS | _AUXILIARIES
"""First words of a question."""
SUBORDINATES = frozenset("that ze bo because since poniewaz gdyz zeby aby".split())
"""Words that begin what is said or thought: no question of its own."""
RELATIVES = frozenset("who which whose ktory ktora ktore ktorzy ktorego ktorej ktorych ktorym".split())
"""Words that go on inside a question: “can my parents, *who* …, come?”."""
_TAGS = frozenset("right yes correct no prawda tak nie true".split())
PRONOUNS = {
    Locale.EN: frozenset(
        "it its that there this they them their he she his her him then those these both one ones here too".split()
    ),
    Locale.PL: frozenset(
        "to tam tego ten ta tym tej te on ona ono jego jej niego niej nim nia oni ich nich im go je tamten tamto "
        "wtedy tu tutaj oba obie obydwa mu sam sama tez rowniez".split()
    ),
}
"""Words that stand for what was named before."""
LINKS = {
    Locale.EN: frozenset("and also but so or".split()),
    Locale.PL: frozenset("a i oraz ale no to tez".split()),
}
"""First words of a message that goes on from another."""
SMALL_WORDS = frozenset(
    "the an is are of at in on for about please prosze czy jest sa w we na o z ze do dla ok then hey with and "
    "own one ones a i oraz also ale but so no to or tez what co".split()
)
SAMENESS = SMALL_WORDS | frozenset("too same also well as likewise tak samo takze rowniez".split())
"""And those that ask the same of another thing: “same for the forum?”."""
NEGATIONS = frozenset(("not", "nie"))
DENIALS = NEGATIONS | frozenset("except besides apart oprocz poza".split())
"""Words shortly before what is excluded."""
OTHERS = frozenset("other another second drugi druga drugie drugiej drugiego drugim inny inna".split())
"""Words that mean the one of two that is left."""
UNIVERSALS = frozenset("everything all every wszystko wszystkim wszystkich wszystkie".split())
"""Words by which no single thing is meant."""
THAT_DAY = frozenset("then day wtedy dnia dzien".split())
"""Words that mean the day of what is spoken of."""
LONGEST_CLAUSE = 16
"""Words of a message that is read as one; longer ones are cut where a new question begins."""


def spoken(words: Sequence[str]) -> list[str]:
    """Leave the marks out."""
    return [word for word in words if word[0].isalnum()]


def sentences_of(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Cut at the marks that end sentences; each keeps its mark."""
    sentence: list[str] = []
    for word in words:
        sentence.append(word)
        if word in STOPS:
            yield tuple(sentence)
            sentence = []
    if sentence:
        yield tuple(sentence)


_CHECK = re.compile(
    r"(?:(?:so|and|but|is|was|am|are|has|have|who|isnt|she|he|they|that|it|this|we|you|"
    r"czy|kto|to|a|ja|dobrze|no|i|on|ona) )*"
    r"(?:right|correct|true|so|wrong|mistaken|remembering (?:right|correctly|it right)|got (?:that|it) right|"
    r"how (?:does|do) (?:it|that|this|these) (?:work|look)|what is the (?:deal|situation)|"
    r"(?:really )?what (?:was|is|has been) (?:really )?(?:announced|planned|said|stated|meant)|"
    r"(?:naprawde )?(?:tak|to) (?:naprawde )?(?:ogloszono|zapowiedziano|zaplanowano|podano)|"
    r"jak to (?:wyglada|jest|dziala)|prawda|racje|ma racje|mam racje|mamy racje|tak jest|sie zgadza|zgadza sie|"
    r"sie myle|pamietam|mowie|slysze)"
)
"""A sentence that only asks whether the one before it holds: “is that so?”, „kto ma rację?”."""


_ANAPHORIC = frozenset(
    "what which one ones is are was were would could might will be can that this it those these they then so and now "
    "exactly co ktore ktory ktora jakie jaki jaka by to moglo mogloby moze byc jest sa ten ta te wiec a i".split()
)
"""Words of a question that has no content of its own: “which one would that be?”, „co by to mogło być?”."""


def _check_apart(words: Sequence[str]) -> Iterator[str]:
    """Cut “has she got that right, and on which day is it?” behind the check."""
    for sentence in sentences_of(words):
        cut = sentence.index(",") if "," in sentence else 0
        is_check = cut > 0 and _CHECK.fullmatch(" ".join(sentence[:cut])) is not None
        yield from (*sentence[:cut], "?", *sentence[cut + 1 :]) if is_check else sentence


def with_checks_joined(words: Sequence[str]) -> tuple[str, ...]:
    """Make “The concert is public. Is that so?” one question: the check has no subject of its own."""
    joined: list[str] = []
    for sentence in sentences_of([*_check_apart(words)]):
        bare = " ".join(spoken(sentence))
        if joined and (_CHECK.fullmatch(bare) or (bare and _ANAPHORIC.issuperset(bare.split()))):
            joined[-1:] = ["?"] if joined[-1] in STOPS else [joined[-1], "?"]
        else:
            joined += sentence
    return tuple(joined)


def clauses_of(words: Sequence[str], locale: Locale) -> Iterator[tuple[str, ...]]:
    """Cut at the ends of sentences, at joints, and where a new question begins in a long run of words."""
    clause: list[str] = []
    for word in words:
        if word in STOPS:
            yield (*clause, word)
            clause = []
            continue
        begins_question = word in QUESTION_WORDS and len(words) > LONGEST_CLAUSE
        if (word in JOINTS[locale] or begins_question) and clause:
            yield tuple(clause)
            clause = []
        clause.append(word)
    if clause:
        yield tuple(clause)


_FEW_WORDS = 4
"""So few words hardly ask anything of their own: “and the wifi there?”."""


def leans(words: Sequence[str], locale: Locale) -> bool:
    """Whether words lean on what came before: a pronoun, a link, or very few of them."""
    plain = spoken(words)
    few = len(plain) <= _FEW_WORDS
    return bool(plain) and (few or plain[0] in LINKS[locale] or not PRONOUNS[locale].isdisjoint(plain))


_PERMISSION = frozenset((
    ("can", "i"), ("can", "we"), ("may", "i"), ("may", "we"), ("could", "i"), ("could", "we"), ("am", "i"),
    ("czy", "moge"), ("czy", "mozemy"), ("czy", "moglabym"), ("czy", "moglbym"), ("moge", "przyjsc"), ("moge", "wejsc"),
))  # fmt: skip


def asks_permission(words: Sequence[str]) -> bool:
    """Tell “may I …” from “will they …”: who asks for themselves asks to be let in, not who else comes."""
    return tuple(spoken(words)[:2]) in _PERMISSION


_OR_NOT = frozenset("not no nah what nope nie so something anything".split())
"""Words after “or” that offer nothing else: “is it on, or not?”."""
_BUT = frozenset("tylko raczej jednak dopiero moze wylacznie".split())
"""Words after a second „czy” that offer something else: „czy tylko dla firm”."""


def offers_a_choice(plain: Sequence[str]) -> bool:
    """Tell “is it on Monday or Tuesday” from “is it or not”; „wpuszczą ją czy tylko dla firm” from „czy wpuszczą”."""
    if plain.count("czy") > 1 and plain[-1] != "czy":
        return True
    for after, (first, second) in enumerate(pairwise(plain), 1):
        if first in {"or", "albo", "lub"} and second not in _OR_NOT:
            return True
        if first == "czy" and (second in _BUT or _goes_on_alike(plain[: after - 1], plain[after:])):
            return True
    return False


_OR_NOT = frozenset("not no nah what nope nie so something anything".split())
_BUT = frozenset("tylko raczej jednak dopiero moze wylacznie".split())
_PREPOSITIONS = frozenset("w we na o po do od z ze za u przy przed".split())
_LONGEST_PLACE = 3
"""Words of “on Monday”, „na Rynku Głównym”."""


def _goes_on_alike(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether „czy” stands between two places or days: „we wtorek *czy* w środę”."""
    rest = [word for word in after if word[0].isalnum()]
    return (
        len(rest) <= _LONGEST_PLACE
        and not _PREPOSITIONS.isdisjoint(rest[:1])
        and not _PREPOSITIONS.isdisjoint(before[-_LONGEST_PLACE:])
    )


_WANTING_MORE = QUESTION_WORDS - {"czy", "po", "which"}
"""Words that ask for more than a yes or a no, wherever they stand at the beginning: “can you tell me *when* …”."""
_MAIN_CLAUSE = 6
"""First words of a message that decide what it asks; a question word after them belongs to a subordinate clause."""
_LATEST_CZY = 4
"""First words among which „czy” still asks: „a jutro po południu czy …”."""
_SHORTEST_STATEMENT = 3
"""Words from which something is stated, that a tag or a question mark asks about: “it is free?”."""


def wants_yes_or_no(words: Sequence[str]) -> bool:
    """Tell “is it …”, „czy …”, “…, right?” from “can you tell me when …”."""
    plain = spoken(words)
    if not plain or offers_a_choice(plain):
        return False
    if any(word in _WANTING_MORE and word != plain[0] for word in plain[:_MAIN_CLAUSE]):
        return False
    if plain[0] in _AUXILIARIES or "czy" in plain[:_LATEST_CZY]:
        return True
    states = len(plain) >= _SHORTEST_STATEMENT
    tagged = plain[-1] in _TAGS and "?" in words[-2:]
    return states and (tagged or ("?" in words and plain[0] not in QUESTION_WORDS))
