"""Step 2 of 4, understand (c): what one clause asks, as the model reads it, weighed with what is named."""

import re
from collections.abc import Sequence

from bot.core.brain import Brain
from bot.core.described import described_in
from bot.core.followups import continued, continues, with_context
from bot.core.forming import ask_of
from bot.core.grammar import asks_permission, leans
from bot.core.lexicon import QUESTION_WORDS, TOPIC
from bot.core.plainly import plain_asks
from bot.core.polarity import wants_yes_or_no
from bot.core.reading import Ask, Context, Reading, but_city, is_ours, names_a_day_of, names_nothing, share

LEAST_CONFIDENCE = 0.18
"""Below it an intent is a guess: what is named is described, or the message is not understood."""
LEAST_GOING_ON = 0.12
"""The same for what leans on the message before."""
LEAST_UNNAMED = 0.5
"""The same for a message that names nothing of the event, of all that it could be; a level second counts half."""
_SURELY_OURS, _LEAST_OF_OURS = 0.005, 0.25
"""Up to which probability of “elsewhere” such a message is about the event all the same, and needs only this."""
SURE = 0.6
"""From which confidence an intent stands although a day is named."""
_SURE_OF_A_TOPIC = 0.9
"""The same for a topic where nothing but the day is named."""
MARGIN, LEAST_SECOND = 0.3, 0.2
"""Least lead of an intent over the second, if that has so much: closer ones are both answered."""
ATTRIBUTE = "other_attribute"
"""The intent for attributes that nobody listed beforehand."""
LEAST_PERMISSION = 0.2
"""From which probability “may I come” is asked rather than the topic that is likelier: who else comes."""
_LIKELY = 0.5
"""From which probability all attributes together are what an unclear message smells of."""
_NEWS = frozenset(("changes", "news", "results"))
LEAST_NEWS = 0.5
"""From which probability news are asked for: of nearly everything that somebody tells, one may ask what is new."""
_OF_SESSIONS = frozenset(("access", "access_set", "part_of_day", "duration", "same_day", "same_place"))
"""Ways of asking that are about sessions, never about people."""
_COMPARED = 2
"""Things or days named from which two may be compared."""
REMINDING = frozenset(("remind", "unremind", "reminders"))
_TO_REMIND = frozenset("remind przypomni przypomnij przypomnijcie przypomnisz przypomnicie".split())
"""One of these stands in whatever asks to be reminded."""
_REMIND_ME = re.compile(
    r"\b(?:remind me (?:again )?(?:of )?|przypomni(?:j|jcie|sz|cie)? (?:mi )?(?:prosze )?)(?:, )?"
    r"(?:who|what|which|when|where|whose|how|why|kto|kogo|co|ktor[aye]|kiedy|gdzie|czyj[ae]?|jak\w*|ile|dlaczego)\b"
)


def asks_of(reading: Reading, brain: Brain, context: Context) -> tuple[Ask, ...]:
    """Give the question of one clause: two where they are level, none where it asks nothing."""
    if asks := plain_asks(reading, brain, context):
        return asks
    ranked = _ranked(reading, brain, context)
    if not ranked:
        return ()
    label, own = ranked[0]
    if label.startswith(TOPIC) and continues(reading, context):
        return tuple(continued(ask, reading) for ask in context.asks)
    confidence = own / max(reading.scope, 1e-6)
    goes_on = bool(context.asks) and leans(reading.words, reading.locale)
    level = ranked[: 1 + (len(ranked) > 1 and own - ranked[1][1] < MARGIN and ranked[1][1] > LEAST_SECOND)]
    least = LEAST_UNNAMED if reading.elsewhere > _SURELY_OURS else _LEAST_OF_OURS
    if not (goes_on or _names_something(reading, brain)) and own + sum(chance for _, chance in level[1:]) / 2 < least:
        return ()
    if confidence < (LEAST_GOING_ON if goes_on else LEAST_CONFIDENCE):
        if (last := _last_resort(reading, brain)) is None:
            return ()
        label = last
    if (plain := _about_a_day(label, confidence, reading, brain)) != label:
        return (with_context(ask_of(plain, confidence, reading), reading, brain, context),)
    more = level[1:]
    if label == "programme" and reading.days and not reading.things:
        more = [pair for pair in more if not pair[0].startswith(TOPIC)]  # hardly any topic is about a day
    level = [(label, confidence), *more]
    return tuple(with_context(ask_of(*each, reading), reading, brain, context) for each in level)


def _names_something(reading: Reading, brain: Brain) -> bool:
    """Whether something of the event is named, be it a day, or described."""
    is_named = not names_nothing(reading) or any(day.is_ours for day in reading.days)
    return is_named or described_in(reading.words, brain) is not None


def _ranked(reading: Reading, brain: Brain, context: Context) -> list[tuple[str, float]]:
    """Give the likeliest labels that are about the event, with their probabilities, the likeliest first."""
    ranked = [(label, own) for label, own in reading.likeliest if is_ours(label, brain)]
    other = [(label, own) for label, own in ranked if label not in _NEWS or own >= LEAST_NEWS]
    ranked = other if other and other[0][1] >= LEAST_CONFIDENCE else ranked
    if not context.asks and len(reading.things) + len(reading.days) < _COMPARED:
        ranked = [pair for pair in ranked if pair[0] != "compare"]  # there is nothing to compare
    if {m.kind for m in reading.things} <= {"person", "org"} and any(m.kind == "person" for m in reading.things):
        ranked = [pair for pair in ranked if pair[0] not in _OF_SESSIONS] or ranked  # nobody comes in to a person
    if asks_again(reading.words):
        ranked = [pair for pair in ranked if pair[0] not in REMINDING] or ranked
    chances = dict(ranked)
    if len({m.id for m in reading.things if m.kind == "session"}) == 1 and {"access", "access_set"} <= chances.keys():
        chances["access"] += chances.pop("access_set")  # of one thing, both ask the same
        ranked = sorted(chances.items(), key=lambda pair: -pair[1])
    likely = chances.get("access", 0.0)
    if likely >= LEAST_PERMISSION and ranked[0][0].startswith(TOPIC) and asks_permission(reading.words):
        ranked = [("access", likely)]
    return ranked


def _about_a_day(label: str, confidence: float, reading: Reading, brain: Brain) -> str:
    """Read what names a day of the event as a question about that day, unless something else is surely asked."""
    bare_topic = label.startswith(TOPIC) and not reading.things  # hardly any topic is about a day
    if not names_a_day_of(brain.knowledge.event, reading) or confidence > (_SURE_OF_A_TOPIC if bare_topic else SURE):
        return label
    vague = label in {"changes", "results", ATTRIBUTE} or label in brain.lexicon.attributes or label.startswith(TOPIC)
    if not vague:
        return label
    if all(m.kind in {"city", "org"} for m in reading.things):
        return "programme"
    named = {m.kind for m in reading.things} <= {"session", "event", "city", "venue"}
    stated = not QUESTION_WORDS & set(reading.words)  # “the forum is on the 8th, I am told”
    return "when" if named and (stated or wants_yes_or_no(reading.words)) else label


def _last_resort(reading: Reading, brain: Brain) -> str | None:
    """Choose what a message of unclear intent gets: “not announced” if it smells of an attribute, or a description."""
    kinds = {m.kind for m in but_city(reading.things)}
    if kinds == {"person"}:
        return "who_is"
    if share(reading, brain, *brain.lexicon.attributes) > _LIKELY:
        return ATTRIBUTE
    return "what" if kinds else None


def asks_again(words: Sequence[str]) -> bool:
    """Whether somebody wants to be told something once more, and no reminder: “remind me who that is”."""
    return not _TO_REMIND.isdisjoint(words) and _REMIND_ME.search(" ".join(words)) is not None
