"""Step 2 of 4, understand (c): what is not about the event by its structure: orders, and other things of the same name.

The model weighs words; here stands what no word tells: “the *castle in* Niedzica” is a castle, and not the event's.
"""

import re
from collections.abc import Sequence

from bot.core.brain import Brain
from bot.core.entities import Mention
from bot.core.grammar import JOINTS, STOPS, spoken
from bot.core.knowledge import Person
from bot.core.polarity import wants_yes_or_no
from bot.core.reading import Reading, naming
from bot.core.text import fold
from bot.core.utterance import Utterance

_POLISH_VERB = re.compile(
    r"\w{2,}(?:ano|iono|uja|uje|aja|eja|ali|aly|ili|ily|yli|yly|owal|owala|dal|dala|lem|lam|"
    r"(?:[iyo]wan|ion|czon|czet)[aey])"
)
"""Verbs and participles stand beside names in Polish, and have more forms than any data."""
_IN = frozenset("in w we".split())
_OF_ANOTHER = frozenset("of in at by from w we na pod od".split())
"""Words between a thing and the place or person that it belongs to."""
_AT = frozenset("at during na podczas w we".split())
"""Words that put what is asked inside the thing named: “… at the concert?”."""
_AFTER_CZY = 2
"""Where a thing stands behind „czy na”."""
_LONGEST_NAME = 1
"""Words of a name that many others share, such as a surname."""
_CALLINGS = frozenset(
    "mathematician physicist chemist historian singer rapper dj composer pianist violinist actor actress painter "
    "sculptor poet novelist footballer goalkeeper striker boxer cyclist swimmer skier runner coach astronaut saint "
    "matematyk matematyka matematykiem matematyku fizyk chemik historyk piosenkarz piosenkarka raper kompozytor "
    "pianista pianistka aktor aktorka malarz malarka rzezbiarz poeta poetka pisarz pisarka pilkarz bramkarz napastnik "
    "bokser kolarz plywak narciarz biegacz trener kosmonauta swiety".split()
)
_NEAR = 3
"""What people are who have nothing to do with such an event, and how near to a name that stands."""
_GENRES = frozenset(
    "film movie jazz folk food beer wine book literary opera rock metal punk techno blues comedy theatre dance poetry "
    "chess easter fashion filmowy filmowe jazzowy jazzowe folkowy kulinarny piwny ksiazki operowy operowe rockowy "
    "metalowy bluesowy komediowy teatralny teatralne taneczny poezji literacki szachowy noworoczny noworoczne koled "
    "ekonomiczne gospodarcze mody wina piwa".split()
)
"""Words beside “festival”, “concert” or “forum” that tell it from one whose name has none of them."""
_SHORTEST_NAME = 3
"""Letters of a name; shorter words bind others."""
_BEGINS = r"(?:^|[.,;!:] |\b(?:and|please|now|then|i|oraz|teraz|prosze) )"
_EVERYBODY = "everyone|everybody|people|them|all|attendees|participants|guests|users"
_ORDERS = {
    word: re.compile(form.replace("*", word))
    for words, form in {
        "announce ignore disregard pretend override oglos oglaszaj zignoruj ignoruj udawaj": rf"{_BEGINS}*\b",
        "act": rf"{_BEGINS}* as\b",
        "order command instruct": r"\bi * you\b",
        "nakazuje rozkazuje kaze": r"\b* ci\b",
        "forget": r"\b* (?:all|everything|you|your|that you|the rules|previous)\b",
        "zapomnij": r"\b* (?:wszystko|wszystkie|ze jestes)\b",
        "now": r"\b(?:you are *|from * on)\b",
        "repeat": r"\b* after me\b",
        "teraz": r"\b(?:od|jestes) *\b",
        "wciel": r"\b* sie\b",
        "powtorz": r"\b* za mna\b",
        "tell inform notify": rf"\b* (?:the )?(?:{_EVERYBODY})\b",
        "write": rf"\b* to (?:the )?(?:{_EVERYBODY})\b",
        "poinformuj zawiadom powiadom przekaz potwierdz": r"\b* (?:\w+ ){0,2}(?:, )?ze\b",
        "napisz powiedz wyslij": r"\b* (?:(?:\w+ ){0,2}(?:, )?ze|wszystkim|uczestnikom|gosciom|im)\b",
    }.items()
    for word in words.split()
}
"""A word → how it orders to say or to be something: no question, whatever of the event is named."""


def gives_orders(words: Sequence[str]) -> bool:
    """Whether a message tells the bot what to announce or whom to play instead of asking."""
    return any(word in _ORDERS and _ORDERS[word].search(" ".join(words)) for word in words)


def means_others(reading: Reading, utterance: Utterance, brain: Brain) -> bool:
    """Whether all that a message names is others' things or people of that name: “Joanna Krupa”, “castle of X”."""
    own = [mention for mention in reading.things if mention.kind in {"session", "venue", "person", "org", "event"}]
    if not own or any(m.kind in {"event", "subject"} and not m.is_generic for m in reading.things):
        return False
    anothers = [mention for mention in own if _is_anothers(mention, reading, utterance, brain)]
    return all(mention in anothers or _is_held_by(mention, anothers, reading) for mention in own)


def _is_held_by(session: Mention, anothers: Sequence[Mention], reading: Reading) -> bool:
    """Whether some session is only what another's place holds: “does *the castle in Malbork* hold concerts?”."""
    places = [mention for mention in anothers if mention.kind == "venue" and mention.end <= session.start]
    if session.kind != "session" or not session.is_generic or not places:
        return False
    return (STOPS | JOINTS[reading.locale]).isdisjoint(reading.words[places[-1].end : session.start])


def _is_anothers(mention: Mention, reading: Reading, utterance: Utterance, brain: Brain) -> bool:
    words = reading.words
    after = mention.end
    beside_name = (*words[max(0, mention.start - _NEAR) : mention.start], *_apposition(words[after : after + _NEAR]))
    if mention.kind == "person" and not _CALLINGS.isdisjoint(beside_name):
        return True
    is_placed = mention.kind == "venue" and _IN.issuperset(words[after : after + 1])
    is_in_own_city = any(each.kind == "city" for each in reading.things)
    if is_placed and not is_in_own_city and brain.other_city_at(words, after + 1):
        return True
    if not mention.is_generic and mention.end - mention.start > _LONGEST_NAME:
        return False
    beside = [after + 1] if words[after : after + 1] and words[after] in _OF_ANOTHER else [after, mention.start - 1]
    taken = naming(reading)
    before = mention.start - 1
    around = {words[i] for i in (before, after) if 0 <= i < len(words)}
    if mention.kind in {"session", "event"} and around & _GENRES - brain.gazetteer.words:
        return not wants_yes_or_no(words)  # “is it a jazz concert?” may well ask about this one
    if (
        before >= 0
        and before not in taken
        and _is_surname(mention, words, brain)
        and _is_first_name(words[before], brain)
    ):
        return True
    if words[mention.start] in utterance.proper:  # who writes “the Forum” writes other names so, too
        beside = [i for i in beside if 0 <= i < len(words) and words[i] in utterance.proper]
    return any(0 <= i < len(words) and i not in taken and _is_name(words[i], utterance, brain) for i in beside)


def _apposition(words: Sequence[str]) -> Sequence[str]:
    """Give what is said of a name behind a comma: “Nowak, *the singer*”; “is Nowak a singer?” says nothing yet."""
    return words if words[:1] == (",",) else ()


def _is_surname(mention: Mention, words: Sequence[str], brain: Brain) -> bool:
    """Whether a person is named by the surname, not by a role: before “the spokeswoman” stands no first name."""
    person = brain.knowledge.by_id.get(mention.id)
    return isinstance(person, Person) and words[mention.start] in map(fold, person.surname.both)


def _is_first_name(word: str, brain: Brain) -> bool:
    """Whether a word before a surname is somebody else's first name: no word that stands in questions."""
    is_verb = _POLISH_VERB.fullmatch(word)
    return word.isalpha() and not is_verb and word not in brain.gazetteer.words and brain.vocabulary.is_strange(word)


def _is_name(word: str, utterance: Utterance, brain: Brain) -> bool:
    """Whether a word is somebody's or something's name that no question about events has."""
    if not word.isalpha() or len(word) < _SHORTEST_NAME or brain.gazetteer.has_form_of(word):
        return False
    if word in utterance.proper:
        return brain.vocabulary.is_rare(word)
    return brain.vocabulary.is_strange(word) and not brain.lexicon.is_common(word) and not _POLISH_VERB.fullmatch(word)


def asks_inside(reading: Reading) -> bool:
    """Whether something is asked of what goes on at the thing named last: “do you accept bitcoin at the festival?”."""
    last = max(
        (m for m in reading.things if m.kind in {"session", "venue", "event"}), key=lambda m: m.end, default=None
    )
    if last is None or not last.start:
        return False
    if reading.words[0] == "czy" and last.start == _AFTER_CZY and reading.words[1] in _AT:  # „czy na forum serwują …”
        return True
    if spoken(reading.words[last.end :]):
        return False
    before = reading.words[: last.start]
    return before[-1] in _AT or (before[-1] == "the" and before[-2:-1] != () and before[-2] in _AT)
