"""Step 3 of 4, answer: understanding + knowledge + now → `Answer`: facts, wording, suggestions, sources."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.core.answer import Action, ActionKind, Answer, Status
from bot.core.answers import (
    access,
    counting,
    people,
    programme,
    quotes,
    reminding,
    telling,
    topics,
    unannounced,
    websites,
    whereabouts,
)
from bot.core.answers.claims import days_equated, nothing_there_then, wrong_day, wrong_place
from bot.core.answers.meant import sessions_meant
from bot.core.answers.speech import Part, Speaker, capital, kind_of, sentences, session_actions
from bot.core.brain import Brain
from bot.core.grammar import spoken
from bot.core.knowledge import Entity, Session
from bot.core.polarity import offers_a_choice
from bot.core.reading import Ask
from bot.core.reminders import EVERYTHING
from bot.core.understanding import Ambiguous, NotUnderstood, SmallTalk, Understanding, Understood

MOST_SUGGESTIONS = 3
"""Next questions that a chat shows: more than three are not read on a phone."""
_MOST_REMEMBERED = 1_000
"""Things whose next questions are remembered, some 1 kB each."""

LONGEST_REPLY = 420
"""Characters of the parts of an answer to several questions together; a good reply has one to three sentences."""

ANSWERS: dict[str, Callable[[Ask, Speaker], Part]] = {
    "when": whereabouts.when,
    "where": whereabouts.where,
    "start_time": whereabouts.clock_time,
    "end_time": whereabouts.clock_time,
    "what": programme.what,
    "programme": programme.programme,
    "over": programme.over,
    "now": programme.now_on,
    "next": programme.next_on,
    "first_item": programme.first_item,
    "last_item": programme.last_item,
    "address": whereabouts.address,
    "private_data": whereabouts.address,
    "map": whereabouts.where,
    "calendar": whereabouts.when,
    "remind": reminding.remind,
    "unremind": reminding.unremind,
    "reminders": reminding.reminders,
    "countdown": counting.countdown,
    "duration": counting.duration,
    "part_of_day": counting.part_of_day,
    "same_day": counting.same_day,
    "same_place": counting.same_place,
    "how_many_sessions": counting.how_many_sessions,
    "how_many_venues": counting.how_many_venues,
    "changes": telling.changes,
    "news": telling.news,
    "compare": counting.compare,
    "timetable": counting.timetable,
    "access": access.access,
    "access_set": access.access_set,
    "price": access.price,
    "registration": access.registration,
    "invitation": access.invitation,
    "photo": access.photo,
    "audience": access.audience,
    "who_is": people.who_is,
    "contact": people.contact,
    "phone": people.phone,
    "email": people.email,
    "name_of_role_holder": people.name_of,
    "official_name": people.full_name,
    "whose": people.whose,
    "website": websites.website,
    "press_materials": websites.press_materials,
    "quote": quotes.quote,
    "who_said": quotes.who_said,
    "purpose": programme.what,
    "involved": programme.what,
    "edition": whereabouts.event_when,
    "organiser": people.contact,
    "partners": people.contact,
}
"""What answers each way of asking; every other one is an attribute: announced in `details`, or not."""


_OF_SESSIONS = frozenset(
    "when start_time end_time part_of_day duration over access access_set price registration invitation photo".split()
)
"""Ways of asking that are about sessions, also where only their place or day is named."""
_OF_VISITS = frozenset("access access_set invitation registration".split())
"""Ways of asking that have no answer of a place on a day when nothing is there; nor has a yes-or-no question."""
_OF_THE_WAY = frozenset(("where", "address", "directions"))
"""Those that have one even so."""
_LASTING = frozenset("what contact phone email website quote who_said organiser partners involved purpose".split())
"""Ways of asking whose answers hold even if the session does not take place."""
_CLAIMING_NOTHING = frozenset(
    "remind unremind reminders same_day same_place compare next shuttle directions over countdown changes news".split()
)
"""Ways of asking in which a second day or place is no claim about the first."""


_OPEN_QUESTIONS = frozenset("when where kiedy gdzie".split())
"""Words that ask for the day or the place itself."""


def answer(understanding: Understanding, speaker: Speaker) -> tuple[Answer, Part | None]:
    """Compose the answer, and give the part that a follow-up may lean on."""
    brain, locale = speaker.brain, speaker.locale
    match understanding:
        case Understood(asks) if any(ask.is_doubtful and _states_facts(ask, brain) for ask in asks):
            return _plain(speaker, "unknown", Status.UNKNOWN, min(ask.confidence for ask in asks), ()), None
        case Understood(asks):
            return _answered(asks, speaker)
        case SmallTalk(intent, confidence):
            return _plain(speaker, f"talk_{intent}", Status.SMALLTALK, confidence, (intent,)), None
        case Ambiguous(choices, ask):
            names = [brain.knowledge.by_id[id_].name.title(locale) for id_ in choices]
            text = speaker.say("which_one", choices=speaker.join(names))
            return Answer(text, locale, Status.CLARIFY, choices, (ask.intent,), ask.confidence, tuple(names)), None
        case NotUnderstood(confidence):
            return _plain(speaker, "unknown", Status.UNKNOWN, confidence, ()), None


def _states_facts(ask: Ask, brain: Brain) -> bool:
    """Whether the answer to a way of asking is more than that something is announced, or not."""
    return ask.intent in ANSWERS and ask.intent not in brain.lexicon.attributes


def _plain(speaker: Speaker, phrase: str, status: Status, confidence: float, intents: tuple[str, ...]) -> Answer:
    text = speaker.say(phrase, event=speaker.name(speaker.knowledge.event.name))
    hints = tuple(speaker.say(f"hint_{n}") for n in range(1, MOST_SUGGESTIONS + 1))
    return Answer(text, speaker.locale, status, (), intents, round(confidence, 3), hints)


def _answered(asks: tuple[Ask, ...], speaker: Speaker) -> tuple[Answer, Part | None]:
    said = [(ask, _part(ask, speaker)) for ask in asks]
    decided = _decided(said, speaker)
    parts = _short_enough([(ask.confidence, part) for (ask, _), part in zip(said, decided, strict=True)])
    texts = [part.text for part in parts]
    told = {id_ for part in parts if part.status is Status.ANSWERED for id_ in part.about}
    texts += [part.known for part in parts if part.known and not told & set(part.about)][:1]
    texts += [part.tail for part in parts if part.tail][:1]
    about = tuple(dict.fromkeys(id_ for part in parts for id_ in part.about))
    statuses = {part.status for part in parts}
    wishes = [part.wish for part in parts if part.wish]
    status = statuses.pop() if len(statuses) == 1 else Status.ANSWERED
    text = sentences(*_said_once(texts))
    reply = Answer(
        text=text,
        locale=speaker.locale,
        status=status,
        entities=about,
        intents=tuple(dict.fromkeys(ask.intent for ask in asks)),
        confidence=min(ask.confidence for ask in asks),
        suggestions=_suggestions(asks, about, speaker),
        actions=_offered(tuple(action for part in parts for action in part.actions), speaker),
        sources=tuple(speaker.used.values()),
        moments=speaker.moments_in(text),
        follows=speaker.following.after(wishes, speaker.knowledge) if wishes else None,
    )
    days = tuple(dict.fromkeys(day for part in parts for day in part.days))
    return reply, Part(reply.text, about=about, days=days)


def _decided(said: list[tuple[Ask, Part]], speaker: Speaker) -> list[Part]:
    """Begin with yes or no where the verdict is known; of what is read in one clause, only once."""
    parts: list[Part] = []
    judged: set[tuple[str, ...]] = set()
    for ask, part in said:
        if part.verdict is None or ask.words in judged:
            parts.append(part)
            continue
        judged.add(ask.words)
        parts.append(replace(part, text=speaker.yes_or_no(part.text, is_so=part.verdict)))
    return parts


def _said_once(texts: list[str]) -> list[str]:
    """Leave out what is said twice, be it behind “Yes, ”."""
    once = list(dict.fromkeys(texts))
    if len(once) == 1:
        return once
    return [text for text in once if not any(other != text and _tells(other, text) for other in once)]


def _tells(longer: str, text: str) -> bool:
    return longer.startswith(text) or longer.endswith(text[1:])


def _short_enough(parts: list[tuple[float, Part]]) -> list[Part]:
    """Leave out the least sure parts of an answer that nobody would read to its end, a yes or no last."""
    while len(parts) > 1 and sum(len(part.text) + len(part.tail) / 2 for _, part in parts) > LONGEST_REPLY:
        parts.remove(min(parts, key=lambda pair: (pair[1].verdict is not None, pair[0])))
    return [part for _, part in parts]


def _offered(actions: tuple[Action, ...], speaker: Speaker) -> tuple[Action, ...]:
    """Each action once; of what is over or cancelled nobody can be reminded."""
    return tuple(
        action
        for action in dict.fromkeys(actions)
        if action.kind is not ActionKind.REMIND
        or action.id == EVERYTHING
        or speaker.is_ahead(speaker.knowledge.session(action.id))
    )


def _part(ask: Ask, speaker: Speaker) -> Part:
    if ask.is_doubtful and unannounced.announced_detail(ask, speaker.brain) is None:
        return Part(unannounced.doubtful(ask, speaker), Status.NOT_ANNOUNCED)
    if cancelled := _cancelled(ask, speaker):
        return cancelled
    premise = _premise(ask, speaker)
    answers = topics.topic if ask.topic else ANSWERS.get(ask.intent, unannounced.attribute)
    part = premise or answers(ask, speaker)
    is_judged = not _asks_what_is_wrong(ask) if premise else ask.is_yes_no
    if part.verdict is None or (is_judged and part.status is Status.ANSWERED):
        return part
    return replace(part, verdict=None)


def _cancelled(ask: Ask, speaker: Speaker) -> Part | None:
    """Say first that what is meant is cancelled, then only what holds nevertheless; None where it takes place."""
    named = [speaker.knowledge.session(id_) for id_ in ask.of_kind("session")]
    meant = list(sessions_meant(ask, speaker)) if ask.intent in _OF_SESSIONS else named
    if not meant or not all(session.is_cancelled for session in meant) or ask.intent in _CLAIMING_NOTHING:
        return None
    about = tuple(session.id for session in meant)
    told = sentences(*map(speaker.cancelled, meant))
    if ask.is_yes_no or not (ask.topic or ask.intent in _LASTING):
        return Part(told, about=about, actions=session_actions(meant[0]))
    part = topics.topic(ask, speaker) if ask.topic else ANSWERS[ask.intent](ask, speaker)
    text = part.text if told in part.text else sentences(told, part.text)
    return replace(part, text=text, about=tuple(dict.fromkeys(about + part.about)))


def _premise(ask: Ask, speaker: Speaker) -> Part | None:
    """Put a wrong day, place or role right, whatever was asked with it: “why is the concert on the 9th?”."""
    if (is_that := days_equated(ask, speaker)) is not None:
        return replace(whereabouts.event_when(ask, speaker), verdict=is_that)
    if ask.topic and speaker.knowledge.topic_by_id[ask.topic].status == "not_announced":
        return people.denied_role(ask, speaker)
    if ask.intent in _CLAIMING_NOTHING:
        return None
    if wrong_day(ask, speaker):
        return whereabouts.when(ask, speaker)
    asks_of_a_visit = ask.intent in _OF_VISITS or (ask.is_yes_no and ask.intent not in _LASTING | _OF_THE_WAY)
    if asks_of_a_visit and nothing_there_then(ask, speaker):
        # As a yes-or-no question: a “not” in it does not ask for what is *not* on.
        part = programme.programme(replace(ask, is_yes_no=True), speaker)
        return part if ask.is_yes_no else replace(part, verdict=None)
    return whereabouts.where(ask, speaker) if wrong_place(ask, speaker) and ask.of_kind("session") else None


def _asks_what_is_wrong(ask: Ask) -> bool:
    """Whether a day or a place beside a thing is no claim, as its own is asked for: “when is it? I come on the 8th”."""
    said = ask.message or ask.words
    return not ask.is_yes_no and (not _OPEN_QUESTIONS.isdisjoint(said) or offers_a_choice(spoken(said)))


def _suggestions(asks: tuple[Ask, ...], about: tuple[str, ...], speaker: Speaker) -> tuple[str, ...]:
    """Offer what people ask next about the same thing, in words that the bot answers."""
    asked = {ask.intent for ask in asks}
    main = next((id_ for id_ in about if id_ in speaker.knowledge.by_id), speaker.knowledge.event.id)
    thing = speaker.knowledge.by_id[main]
    if isinstance(thing, Session) and thing.is_cancelled:  # there is nothing left to ask about it
        thing = speaker.knowledge.event
    offered = [question for intent, question in _next_questions(thing, speaker) if intent not in asked]
    return tuple(offered[:MOST_SUGGESTIONS])


def _next_questions(thing: Entity, speaker: Speaker) -> Sequence[tuple[str, str]]:
    """Give what people ask about a thing, in the order in which it is offered: the intents, and the questions."""
    remembered, key = speaker.brain.next_questions, (thing.id, speaker.locale)
    if known := remembered.get(key):
        return known
    name = speaker.name(thing.spoken_name if isinstance(thing, Session) else thing.name)
    order = speaker.piece(f"next_{kind_of(speaker.brain, thing.id)}").split()
    if not any(quote.by == thing.id for quote in speaker.knowledge.quotes):
        order = [intent for intent in order if intent != "quote"]  # who is not quoted has nothing to be asked for
    questions = [(intent, capital(speaker.piece(f"suggest_{intent}", name=name))) for intent in order]
    if len(remembered) >= _MOST_REMEMBERED:
        remembered.clear()
    remembered[key] = questions
    return questions
