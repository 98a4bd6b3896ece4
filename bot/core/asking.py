"""Step 2 of 4, understand (c): what one clause asks: an intent, and the things that it is about."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.core.brain import TOPIC, Brain
from bot.core.days import DayMention
from bot.core.described import described_in
from bot.core.entities import Mention
from bot.core.followups import continued, continues, means_somebody, shifted_days, the_other, with_context
from bot.core.grammar import DENIALS, NEGATIONS, PRONOUNS, SAMENESS, SMALL_WORDS, asks_permission, leans
from bot.core.lexicon import QUESTION_WORDS
from bot.core.polarity import wants_yes_or_no
from bot.core.reading import (
    Ask,
    Context,
    Reading,
    but_city,
    is_bare,
    is_ours,
    mentions_of,
    names_a_day_of,
    names_nothing,
    share,
)

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
_PLAIN = 0.9
"""Confidence of what is read without the model."""
_LIKELY = 0.5
"""From which probability all attributes together are what an unclear message smells of."""
_MOST_RANKED = 6
"""Labels that are looked at; the model leaves hardly anything to the next."""
_NEWS = frozenset(("changes", "news", "results"))
LEAST_NEWS = 0.5
"""From which probability news are asked for: of nearly everything that somebody tells, one may ask what is new."""
_OF_SESSIONS = frozenset(("access", "access_set", "part_of_day", "duration", "same_day", "same_place"))
"""Ways of asking that are about sessions, never about people."""
_COMPARED = 2
"""Things or days named from which two may be compared."""
_WHAT = frozenset(("what", "co"))
"""Small words that ask for more than the place: „co to jest forum na zamku”."""
_NOTHING = NEGATIONS | frozenset("nothing none nic zaden zadna".split())
"""Words by which “so nothing at the fort?” asks the same of another thing."""
_REMINDING = frozenset(("remind", "unremind", "reminders"))
_REMIND_ME = re.compile(
    r"\b(?:remind me (?:again )?(?:of )?|przypomni(?:j|jcie|sz|cie)? (?:mi )?(?:prosze )?(?:, )?|remind me , )"
    r"(?:who|what|which|when|where|whose|how|why|kto|kogo|co|ktor[aye]|kiedy|gdzie|czyj[ae]?|jak\w*|ile|dlaczego)\b"
)
"""Words that ask a question once more, and for no reminder: “remind me which?”."""
_BEING = frozenset(
    "is are was were isnt will be held being takes taking take place happening happens right after before or "
    "jest sa byl byla bylo beda bedzie odbywa odbedzie odbyl odbyla sie po przed lub albo".split()
)
"""Words that say no more than that something is somewhere, or some day."""
_TAGS = frozenset("right yes correct true tak prawda".split())
"""Last words of a claim that wants to be confirmed."""
_AGAIN = frozenset("again znowu znow ponownie".split())
"""Words of who takes something to be where the last thing was."""
_TO_BE = frozenset("is are was jest sa czy".split())
"""Small words that ask whether something is so."""
_SHORT = 6
"""Words of a message that asks for another day and nothing else: “and what about the day after?”."""
_CHOSEN = {"session": "whose", "org": "whose", "event": "whose", "venue": "where", "person": "who", "subject": "what"}
"""What a thing is named for: of two that serve the same, one may be left out: “the host, *not the conference*”."""
_CONTACT = frozenset("contact contacts kontakt kontakty kontaktu".split())
"""Words in a name such as “the association's press contact” that ask for more than who it is."""
_WITH = frozenset("with z ze".split())
"""Words between the event and a session that only describes it."""
_ELSE = frozenset("else more jeszcze inne innego".split())
"""Words that ask for more than what is named: “is there only the concert on Friday, or something else?”."""
_SHORTLY = 3
"""Words within which they stand: “apart from the concert”."""
_OPEN_ENDED = frozenset("programme what next now same_day access_set other_attribute when".split())
"""Ways of asking that may ask for the rest."""
_PRECEDENCE = {"session": 0, "subject": 1, "person": 2, "venue": 3, "org": 4, "event": 5, "city": 6}


def asks_of(reading: Reading, brain: Brain, context: Context) -> tuple[Ask, ...]:
    """Give the question of one clause: two where they are level, none where it asks nothing."""
    if asks := _plain_asks(reading, brain, context):
        return asks
    ranked = _ranked(reading, brain, context)
    if not ranked:
        return ()
    label, own = ranked[0]
    if label.startswith(TOPIC) and continues(reading, context):
        return tuple(continued(ask, reading) for ask in context.asks)
    confidence = own / max(reading.scope, 1e-6)
    names_something = not names_nothing(reading) or any(day.is_ours for day in reading.days)
    names_something = names_something or described_in(reading.words, brain) is not None
    goes_on = bool(context.asks) and leans(reading.words, reading.locale)
    level = ranked[: 1 + (len(ranked) > 1 and own - ranked[1][1] < MARGIN and ranked[1][1] > LEAST_SECOND)]
    least = LEAST_UNNAMED if reading.elsewhere > _SURELY_OURS else _LEAST_OF_OURS
    if not (names_something or goes_on) and own + sum(chance for _, chance in level[1:]) / 2 < least:
        return ()
    if confidence < (LEAST_GOING_ON if goes_on else LEAST_CONFIDENCE):
        if (last := _last_resort(reading, brain)) is None:
            return ()
        label = last
    if (plain := _about_a_day(label, confidence, reading, brain)) != label:
        return (with_context(ask_of(plain, confidence, reading), reading, brain, context),)
    level = [(label, confidence), *level[1:]]
    return tuple(with_context(ask_of(*each, reading), reading, brain, context) for each in level)


def _plain_asks(reading: Reading, brain: Brain, context: Context) -> tuple[Ask, ...]:
    """Read what needs no model: nothing but names, or the last question asked of another thing or day."""
    named = bool(reading.things or reading.days)
    if context.asks and means_somebody(reading):
        return ()
    if there := _is_it_there(reading, brain, context):
        return (there,)
    if context.asks and named and (is_bare(reading, SAMENESS | _NOTHING) or _points_to_another(reading)):
        return tuple(continued(ask, reading) for ask in context.asks)
    if where_or_when := _placed_or_dated(reading):
        return (ask_of(where_or_when, _PLAIN, reading),)
    bare = is_bare(reading)
    if bare and named:
        reach = not _CONTACT.isdisjoint(reading.words) and {m.kind for m in reading.things} == {"person"}
        ask = ask_of("contact" if reach else "what", _PLAIN, reading)
        return (ask if reading.things else replace(ask, intent="programme", is_yes_no=False),)
    if other := the_other(reading, brain, context):
        return (other,)
    if not bare and len(reading.words) <= _SHORT and shifted_days(reading.words, brain, context):
        return (with_context(ask_of("programme", _PLAIN, reading), reading, brain, context),)
    return ()


def _placed_or_dated(reading: Reading) -> str | None:
    """Tell whether nothing is said but that a session is somewhere, or some day: “isn't the concert at the fort?”."""
    kinds = {mention.kind for mention in reading.things}
    if "session" not in kinds or not kinds <= {"session", "venue", "event", "city"} or _BEING.isdisjoint(reading.words):
        return None
    if not is_bare(reading, (SMALL_WORDS | NEGATIONS | _BEING) - _WHAT):
        return None
    return "where" if "venue" in kinds else "when" if reading.days else None


def _is_it_there(reading: Reading, brain: Brain, context: Context) -> Ask | None:
    """Read “and that's at the castle, right?”, after a question about one session, as one about its place."""
    claims = not (_TO_BE | _TAGS | _AGAIN).isdisjoint(reading.words)
    if not context.asks or {m.kind for m in reading.things} != {"venue"} or not claims:
        return None
    sessions = [m for m in (*context.asks[-1].things, *mentions_of(brain, context.listed)) if m.kind == "session"]
    if len({m.id for m in sessions}) != 1 or not is_bare(
        reading, SAMENESS | NEGATIONS | _TAGS | _AGAIN | PRONOUNS[reading.locale]
    ):
        return None
    return replace(ask_of("where", _PLAIN, reading), things=(sessions[0], *reading.things), is_yes_no=True)


def _points_to_another(reading: Reading) -> bool:
    """Whether nothing but pronouns stands beside what is named: “and to that at the castle?”, not “is it there?”."""
    return is_bare(reading, SAMENESS | PRONOUNS[reading.locale]) and _TO_BE.isdisjoint(reading.words)


def _ranked(reading: Reading, brain: Brain, context: Context) -> list[tuple[str, float]]:
    """Give the likeliest labels that are about the event, with their probabilities, the likeliest first."""
    likeliest = reading.probabilities.argsort()[: -_MOST_RANKED - 1 : -1].tolist()
    labels = [(brain.model.labels[n], n) for n in likeliest]
    ranked = [(label, float(reading.probabilities[n])) for label, n in labels if is_ours(label, brain)]
    other = [(label, own) for label, own in ranked if label not in _NEWS or own >= LEAST_NEWS]
    ranked = other if other and other[0][1] >= LEAST_CONFIDENCE else ranked
    if not context.asks and len(reading.things) + len(reading.days) < _COMPARED:
        ranked = [pair for pair in ranked if pair[0] != "compare"]  # there is nothing to compare
    if {m.kind for m in reading.things} <= {"person", "org"} and any(m.kind == "person" for m in reading.things):
        ranked = [pair for pair in ranked if pair[0] not in _OF_SESSIONS] or ranked  # nobody comes in to a person
    if _REMIND_ME.search(" ".join(reading.words)):
        ranked = [pair for pair in ranked if pair[0] not in _REMINDING] or ranked
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


def ask_of(label: str, confidence: float, reading: Reading) -> Ask:
    """Make the question that a clause asks."""
    things = sorted(_affirmed(reading), key=lambda m: _PRECEDENCE[m.kind])
    ask = Ask(
        intent=label,
        things=tuple(things),
        days=tuple(dict.fromkeys(d.day for d in reading.days)),
        confidence=round(min(1.0, confidence), 3),
        is_yes_no=wants_yes_or_no(reading.words),
        words=reading.words,
    )
    return _with_exclusions(ask, reading)


def _affirmed(reading: Reading) -> Sequence[Mention]:
    """Leave out what is named only to be excluded: “from the association, *not from the city*”."""
    named = _heads(reading)
    kept = [m for m in named if not _is_denied(m, reading.words)]
    excluded = {_CHOSEN.get(m.kind) for m in named} - {_CHOSEN.get(m.kind) for m in kept}
    return named if excluded else kept


def _heads(reading: Reading) -> Sequence[Mention]:
    """Leave out what only describes the event: “the conference *with the concert at the fort*”."""
    named = sorted(reading.things, key=lambda m: m.start)
    for first, second in pairwise(named):
        between = reading.words[first.end : second.start]
        if first.kind == "event" and second.kind == "session" and between[:1] and between[0] in _WITH:
            return named[: named.index(second)]
    return reading.things


def _is_denied(mention: Mention | DayMention, words: Sequence[str]) -> bool:
    return not DENIALS.isdisjoint(words[max(0, mention.start - _SHORTLY) : mention.start])


def _with_exclusions(ask: Ask, reading: Reading) -> Ask:
    """Let “what else, not the concert and not on the 7th” ask for the rest of the programme."""
    sessions = [m for m in reading.things if m.kind == "session"]
    if ask.intent == "programme" and ask.days and not _ELSE.isdisjoint(reading.words):
        return replace(ask, things=tuple(m for m in ask.things if m.kind != "session"), is_yes_no=False)
    denied = tuple(m.id for m in sessions if _is_denied(m, reading.words))
    ends = {m.end for m in sessions if m.id in denied}  # “apart from the concert on the 8th” excludes no day
    not_on = tuple(
        d.day for d in reading.days if _is_denied(d, reading.words) and ends.isdisjoint({d.start, d.start - 1})
    )
    if ask.is_yes_no or not (denied or not_on) or len(denied) < len(sessions) or ask.intent not in _OPEN_ENDED:
        return ask
    things = tuple(m for m in ask.things if m.kind != "session")
    days = tuple(day for day in ask.days if day not in not_on)
    return replace(ask, intent="programme", things=things, days=days, besides=denied, not_on=not_on)
