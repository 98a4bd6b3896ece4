"""Step 2 of 4, understand (c): the small words of both languages, and how they cut and bind messages."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from bot.core.lexicon import QUESTION_WORDS
from bot.core.locale import Locale

STOPS = frozenset("?!.;")
JOINTS = {
    Locale.EN: frozenset("and also plus or but & + / ,".split()),
    Locale.PL: frozenset("i oraz a ale bo plus and & + / ,".split()),
}
"""Words between two questions; “a” and “i” are joints in Polish, an article and a pronoun in English."""
AUXILIARIES = frozenset(
    "is are was were will can could may might do does did has have had should must am would shall isnt arent".split()
)
OPENERS = QUESTION_WORDS | AUXILIARIES
"""First words of a question."""
_ADDING = frozenset(("and", "i", "oraz", ","))
"""Joints that put two days together, not one against the other."""
SUBORDINATES = frozenset("that ze bo because since poniewaz gdyz zeby aby".split())
"""Words that begin what is said or thought: no question of its own."""
RELATIVES = frozenset("who which whose ktory ktora ktore ktorzy ktorego ktorej ktorych ktorym".split())
"""Words that go on inside a question: “can my parents, *who* …, come?”."""
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
SAMENESS = SMALL_WORDS | frozenset(
    "too same also well as likewise question itself alone tak samo samego samej samym takze rowniez pytanie".split()
)
"""And those that ask the same of another thing: “same for the forum?”."""
NEGATIONS = frozenset(("not", "nie"))
EXCLUSIONS = frozenset("except besides apart oprocz poza".split())
"""Words by which something is left out, and nothing denied."""
DENIALS = NEGATIONS | EXCLUSIONS
"""Words shortly before what is excluded."""
OTHERS = frozenset("other another second drugi druga drugie drugiej drugiego drugim inny inna".split())
"""Words that mean the one of two that is left."""
UNIVERSALS = frozenset("everything all every wszystko wszystkim wszystkich wszystkie".split())
"""Words by which no single thing is meant."""
STARTS = frozenset(
    "start starts starting begin begins beginning kick kicks opens zaczyna zacznie zaczynacie rozpoczyna rozpocznie "
    "startuje startujecie rusza start".split()
)
ENDS = frozenset(
    "end ends ending finish finishes close closes last final until till konczy konczycie skonczy zakonczy koniec "
    "ostatni".split()
)
"""Words of who asks for the beginning, or for the end."""
TAKEN_PLACE = frozenset(
    "did was were happened held odbyl odbyla odbylo odbyly byl byla bylo byly doszedl doszla doszlo".split()
)
"""Words of who asks whether something has taken place."""
EARLIER = frozenset("before earlier przed wczesniej".split())
LATER = frozenset("after later po pozniej".split())
"""Words of who asks whether one session is before or after another."""
THAT_DAY = frozenset("then day wtedy dnia dzien".split())
"""Words that mean the day of what is spoken of."""
LONGEST_CLAUSE = 16
"""Words of a message that is read as one; longer ones are cut where a new question begins."""


def spoken(words: Sequence[str]) -> list[str]:
    """Leave the marks out."""
    return [word for word in words if word[0].isalnum()]


def is_one_sentence(words: Sequence[str]) -> bool:
    """Whether no mark ends a sentence before the last word."""
    return STOPS.isdisjoint(words[:-1])


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
    r"(?:(?:so|and|but|is|was|am|are|have|has|did|do|who|not|czy|kto|to|a|ja|dobrze|no|i|on|ona|she|he|they|that|it|"
    r"this|we|you|my|boss|colleague|friend|wife|husband) )*"
    r"(?:surely |really )?(?:right|correct|true|so|wrong|mistaken|remember(?:ing)? (?:right|correctly|it right)|"
    r"(?:got|get|gotten|read|understood|heard) (?:that|it|this) (?:right|wrong|correctly|rightly)|"
    r"how (?:does|do) (?:it|that|this|these) (?:work|look)|what is the (?:deal|situation)|"
    r"(?:really )?what (?:was|is|has been) (?:really )?(?:announced|planned|said|stated|meant)|"
    r"(?:naprawde )?(?:tak|to) (?:naprawde )?(?:ogloszono|zapowiedziano|zaplanowano|podano)|"
    r"jak to (?:wyglada|jest|dziala)|prawda|racje|ma(?:m|my|ja)? racje|tak jest|sie zgadza|zgadza sie|"
    r"sie myl[ei]|nie myle sie|pamietam|mowie|slysze)"
)
"""A sentence that only asks whether the one before it holds: “is that so?”, „kto ma rację?”."""
_UNCLEAR_CHECKS = frozenset("who kto wrong mistaken myle myli".split())
"""Words of a check of which nobody knows what its yes would mean: “am I wrong?”, “who is right?”."""


_TELLING = frozenset(
    "help tell quote explain clarify confirm check advise send give know idea ideas info information hint hints "
    "przytoczyc zacytowac podac powiedziec wyjasnic wyslac przeslac pomoc poradzic podpowiedziec sprawdzic potwierdzic "
    "wie wiesz wiecie pomoze pomozesz pomozecie informacje podpowiedz".split()
)
_POLITE = frozenset(
    "please can could would will might prosze poprosze moglby moglaby moglbys moglabys mogliby moglibyscie mozesz "
    "mozecie zechcialby zechcialaby".split()
)
_AROUND_REQUESTS = _POLITE | frozenset(
    "you i we me us it that this them kindly do have any happen to for let so and also just maybe anyone anybody "
    "someone somebody an out with thanks czy moge moze mozna mi nam pan pani panstwo ktos to go ja je dzieki a i wiec "
    "o tym cos jakies".split()
)
"""Words of a sentence that only asks for an answer to the one before it: “could you *tell* me, please?”, „*pomoże*
Pani?”; one of the first, and of the second if it has no question mark."""
_LEAST_TOLD = 3
"""Words of a sentence that such a request may be about."""
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
    """Make “The concert is public. Is that so?” one question: a check or a request has no subject of its own."""
    if is_one_sentence(words) and "," not in words:
        return tuple(words)
    joined: list[str] = []
    for sentence in sentences_of([*_check_apart(words)]):
        check = spoken(sentence)
        if joined and (_is_check(check) or (len(spoken(joined)) >= _LEAST_TOLD and _is_request(sentence))):
            unclear = check if _UNCLEAR_CHECKS & set(check) else []
            joined[-1:] = [*(joined[-1:] if joined[-1] not in STOPS else []), *unclear, "?"]
        else:
            joined += sentence
    return tuple(joined)


def clauses_of(words: Sequence[str], locale: Locale) -> Iterator[tuple[str, ...]]:
    """Cut at the ends of sentences, at joints, and where a new question begins in a long run of words."""
    clause: list[str] = []
    for word, following in zip_longest(words, words[1:], fillvalue=" "):
        if word in STOPS:
            yield (*clause, word)
            clause = []
            continue
        begins_question = word in QUESTION_WORDS and len(words) > LONGEST_CLAUSE
        between_numbers = bool(clause) and clause[-1][0].isdigit() and following[0].isdigit()
        is_joint = word in JOINTS[locale] and not (between_numbers and word in _ADDING)  # “on 7 and 8 October”
        if (is_joint or begins_question) and clause:
            yield tuple(clause)
            clause = []
        clause.append(word)
    if clause:
        yield tuple(clause)


def _is_check(sentence: Sequence[str]) -> bool:
    """Whether a sentence, marks left out, only asks about what was said before it."""
    return _CHECK.fullmatch(" ".join(sentence)) is not None or (bool(sentence) and _ANAPHORIC.issuperset(sentence))


def _is_request(sentence: Sequence[str]) -> bool:
    words = set(spoken(sentence))
    asks = "?" in sentence or bool(_POLITE & words)
    return asks and bool(_TELLING & words) and words <= _TELLING | _AROUND_REQUESTS


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
