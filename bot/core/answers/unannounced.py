"""What is said of what is not announced: that it is not, what is known instead, and whom to ask."""

from bot.core.answer import Status
from bot.core.answers.speech import Part, Speaker, sentences, session_actions
from bot.core.asking import ATTRIBUTE
from bot.core.brain import Brain
from bot.core.knowledge import Person, Session, Venue
from bot.core.locale import Text
from bot.core.reading import Ask
from bot.core.schedule import sessions_at, sessions_on


def announced_detail(ask: Ask, brain: Brain) -> tuple[str, Text] | None:
    """Find an attribute that the organiser has filled in: of the thing named, of its venue, or of the event."""
    knowledge = brain.knowledge
    things = [knowledge.by_id[m.id] for m in ask.things]
    venues = [knowledge.venue(thing.venue) for thing in things if isinstance(thing, Session)]
    for thing in (*things, *venues, knowledge.event):
        if ask.intent in thing.details:
            return thing.id, thing.details[ask.intent]
    return None


def attribute(ask: Ask, speaker: Speaker) -> Part:
    """Give an attribute if it is announced, else say that it is not."""
    detail = announced_detail(ask, speaker.brain)
    if detail is None:
        return not_announced(ask, speaker)
    thing = speaker.knowledge.by_id[detail[0]]
    speaker.cite(thing.id, thing.source)
    return Part(detail[1][speaker.locale], about=(thing.id,))


def not_announced(ask: Ask, speaker: Speaker) -> Part:
    """Say that something is not announced, what is known of the thing asked about, and whom to ask."""
    name = speaker.brain.lexicon.attributes.get(ask.intent)
    venues = ask.of_kind("venue")
    if name and ask.intent != ATTRIBUTE and venues:
        venue = speaker.name(speaker.knowledge.venue(venues[0]).name)
        first = speaker.say("not_announced_there", attribute=name[speaker.locale], venue=venue)
    elif name and ask.intent != ATTRIBUTE:
        first = speaker.say("not_announced", attribute=name[speaker.locale])
    else:
        first = speaker.say("that_not_announced")
    known, about = what_is_known(ask, speaker)
    actions = session_actions(speaker.knowledge.session(about[0])) if about and _is_session(about[0], speaker) else ()
    return Part(first, Status.NOT_ANNOUNCED, about=about, actions=actions, known=known, tail=speaker.ask_them(ask))


def doubtful(ask: Ask, speaker: Speaker) -> str:
    """Say that nothing is announced on a matter, if it is this event that is meant."""
    name = speaker.brain.lexicon.attributes.get(ask.intent) if ask.intent != ATTRIBUTE else None
    event = speaker.name(speaker.knowledge.event.name)
    if name is None:
        return speaker.say("doubtful", event=event)
    return speaker.say("doubtful_about", event=event, attribute=name[speaker.locale])


def _is_session(id_: str, speaker: Speaker) -> bool:
    return isinstance(speaker.knowledge.by_id[id_], Session)


def what_is_known(ask: Ask, speaker: Speaker) -> tuple[str, tuple[str, ...]]:
    """Say in a sentence what is known of the thing asked about; with the ids of what was spoken of."""
    knowledge = speaker.knowledge
    for mention in ask.things:
        thing = knowledge.by_id[mention.id]
        match thing:
            case Session():
                return known_of(thing, speaker), (thing.id,)
            case Venue() if there := [s for s in sessions_at(knowledge, thing.id) if s.on in ask.days]:
                return speaker.on_day(there), (thing.id,)
            case Venue() | Person():
                return "", (thing.id,)
            case _ if mention.kind in {"subject", "org"}:
                return "", (thing.id,)
    days = [sessions for day in ask.days if (sessions := sessions_on(knowledge, day))]
    if days:
        return sentences(*(speaker.on_day(each) for each in days)), tuple(s.id for each in days for s in each)
    return "", (knowledge.event.id,)


def known_of(session: Session, speaker: Speaker) -> str:
    """Say in a sentence what is known of a session."""
    fact = speaker.piece(f"known_{speaker.tense(session)}", **speaker.fields_of(session))
    return speaker.say("known", fact=fact + speaker.known_access(session))
