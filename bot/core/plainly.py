"""Step 2 of 4, understand (c): what a clause asks that needs no model: names alone, or the last question once more."""

from dataclasses import replace

from bot.core.brain import Brain
from bot.core.followups import continued, means_somebody, shifted_days, the_other, with_context
from bot.core.forming import ask_of
from bot.core.grammar import NEGATIONS, PRONOUNS, SAMENESS, SMALL_WORDS, TAKEN_PLACE
from bot.core.polarity import wants_yes_or_no
from bot.core.reading import Ask, Context, Reading, is_bare, mentions_of

_PLAIN = 0.9
"""Confidence of what is read without the model."""
_WHAT = frozenset(("what", "co"))
"""Small words that ask for more than the place: „co to jest forum na zamku”."""
_NOTHING = NEGATIONS | frozenset("nothing none nic zaden zadna".split())
"""Words by which “so nothing at the fort?” asks the same of another thing."""
_BEING = frozenset(
    "is are was were isnt will did be held being takes taking take place happening happens right after before or "
    "jest sa byl byla bylo beda bedzie odbywa odbedzie odbyl odbyla sie po przed lub albo".split()
)
"""Words that say no more than that something is somewhere, or some day."""
_BEING_SOMEWHERE = (SMALL_WORDS | NEGATIONS | _BEING) - _WHAT
"""All words beside the names where nothing more is said."""
_TAKEN_PLACE = TAKEN_PLACE | {"has", "have"}
_TAKING_PLACE = (
    (SMALL_WORDS - _WHAT)
    | _TAKEN_PLACE
    | frozenset(
        "been take taken took place happen there already yet actually even sie juz do skutku mial miala mialo "
        "miejsce".split()
    )
)
"""All words beside the names where nothing more is asked than whether something has taken place."""
_TAGS = frozenset("right yes correct true tak prawda".split())
"""Last words of a claim that wants to be confirmed."""
_AGAIN = frozenset("again znowu znow ponownie".split())
"""Words of who takes something to be where the last thing was."""
_TO_BE = frozenset("is are was jest sa czy".split())
"""Small words that ask whether something is so."""
_SHORT = 6
"""Words of a message that asks for another day and nothing else: “and what about the day after?”."""
_CONTACT = frozenset("contact contacts kontakt kontakty kontaktu".split())
"""Words in a name such as “the association's press contact” that ask for more than who it is."""


def plain_asks(reading: Reading, brain: Brain, context: Context) -> tuple[Ask, ...]:
    """Read what needs no model: nothing but names, or the last question asked of another thing or day."""
    named = bool(reading.things or reading.days)
    if context.asks and means_somebody(reading):
        return ()
    if context.asks and (asks := _last_once_more(reading, brain, context)):
        return asks
    if plain := _placed_or_dated(reading):
        return (ask_of(plain, _PLAIN, reading),)
    if _has_taken_place(reading, context):
        return (with_context(ask_of("over", _PLAIN, reading), reading, brain, context),)
    bare = is_bare(reading)
    if bare and named:
        reach = not _CONTACT.isdisjoint(reading.words) and {m.kind for m in reading.things} == {"person"}
        ask = ask_of("contact" if reach else "what", _PLAIN, reading)
        return (ask if reading.things else replace(ask, intent="programme", is_yes_no=False),)
    if not context.asks:
        return ()
    if other := the_other(reading, brain, context):
        return (other,)
    if not bare and len(reading.words) <= _SHORT and shifted_days(reading.words, brain, context):
        return (with_context(ask_of("programme", _PLAIN, reading), reading, brain, context),)
    return ()


def _last_once_more(reading: Reading, brain: Brain, context: Context) -> tuple[Ask, ...]:
    """Ask the last question of another place, day or thing: “is it at the fort?”, “and the concert?”."""
    if there := _is_it_there(reading, brain, context) or _is_it_then(reading, context):
        return (there,)
    if not (reading.things or reading.days):
        return ()
    is_another = is_bare(reading, SAMENESS | _NOTHING) or _points_to_another(reading)
    return tuple(continued(ask, reading) for ask in context.asks) if is_another else ()


def _placed_or_dated(reading: Reading) -> str | None:
    """Tell whether nothing is said but that a session is somewhere, or some day: “isn't the concert at the fort?”."""
    kinds = {mention.kind for mention in reading.things}
    if "session" not in kinds or not kinds <= {"session", "venue", "event", "city"} or _BEING.isdisjoint(reading.words):
        return None
    if not is_bare(reading, _BEING_SOMEWHERE):
        return None
    return "where" if "venue" in kinds else "when" if reading.days else None


def _has_taken_place(reading: Reading, context: Context) -> bool:
    """Whether nothing is asked but whether something has been held: “did the opening take place?”, “did it happen?”."""
    kinds = {mention.kind for mention in reading.things}
    small = _TAKING_PLACE if kinds or not context.asks else _TAKING_PLACE | PRONOUNS[reading.locale]
    if not (kinds or context.asks) or not kinds <= {"session", "event"} or reading.days or reading.period:
        return False
    if _TAKEN_PLACE.isdisjoint(reading.words) or not is_bare(reading, small):
        return False
    return wants_yes_or_no(reading.words)


def _is_it_there(reading: Reading, brain: Brain, context: Context) -> Ask | None:
    """Read “and that's at the castle, right?”, after a question about one session, as one about its place."""
    claims = not (_TO_BE | _TAGS | _AGAIN).isdisjoint(reading.words)
    if {m.kind for m in reading.things} != {"venue"} or not claims:
        return None
    sessions = [m for m in (*context.asks[-1].things, *mentions_of(brain, context.listed)) if m.kind == "session"]
    small = SAMENESS | NEGATIONS | _TAGS | _AGAIN | PRONOUNS[reading.locale]
    if len({m.id for m in sessions}) != 1 or not is_bare(reading, small):
        return None
    return replace(ask_of("where", _PLAIN, reading), things=(sessions[0], *reading.things), is_yes_no=True)


def _is_it_then(reading: Reading, context: Context) -> Ask | None:
    """Read “is it on Friday?”, “is it next week?”, after a question about one session, as one about its day."""
    period = reading.period
    if not (reading.days or period) or any(m.kind != "city" for m in reading.things):
        return None
    asks_so = not (_TO_BE | _TAGS).isdisjoint(reading.words) and wants_yes_or_no(reading.words)
    sessions = {m.id: m for m in context.asks[-1].things if m.kind == "session"}
    small = SAMENESS | NEGATIONS | PRONOUNS[reading.locale] | _TO_BE
    named = frozenset(reading.words[period.start : period.start + 2]) if period else frozenset[str]()
    if not asks_so or len(sessions) != 1 or not is_bare(reading, small | named):
        return None
    return replace(ask_of("when", _PLAIN, reading), things=tuple(sessions.values()), is_yes_no=True)


def _points_to_another(reading: Reading) -> bool:
    """Whether nothing but pronouns stands beside what is named: “and to that at the castle?”, not “is it there?”."""
    return is_bare(reading, SAMENESS | PRONOUNS[reading.locale]) and _TO_BE.isdisjoint(reading.words)
