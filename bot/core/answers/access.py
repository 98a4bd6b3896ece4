"""What is said of who may come in, what it costs, how to register, and photo opportunities."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.core.answer import Status
from bot.core.answers.meant import sessions_meant
from bot.core.answers.speech import Part, Speaker, about_sessions, capital, sentences
from bot.core.answers.unannounced import attribute, known_of, not_announced
from bot.core.grammar import NEGATIONS
from bot.core.knowledge import Session
from bot.core.polarity import asking_words
from bot.core.reading import Ask
from bot.core.schedule import taking_place

_CLOSED = frozenset(
    "invitation invitations invite invites invited closed private exclusive exclusively members membership restricted "
    "reserved limited vip vips zaproszenie zaproszenia zaproszen zaproszeniem zaproszeniami zaproszonych zaproszeniach "
    "zapro wejsciowka wejsciowki zamkniete zamkniety zamknieta zamknietym prywatne prywatny zastrzezone zarezerwowane "
    "czlonkow wybranych".split()
)
"""Words in a question about access that ask for “closed”."""
_OPEN = frozenset(
    "open public everyone everybody anyone anybody all free ordinary otwarty otwarte otwarta otwartym otwartego "
    "wszystkich wszyscy wszystkim kazdy kazdego kazdemu ktokolwiek publiczny publiczna publiczne publicznosci".split()
)
_COMING = frozenset(
    "can may could come coming attend join enter go get visit allowed let welcome drop show walk rock turn pop swing "
    "tag bring chance able admitted suitable meant moge mozemy mozna moga moglbym moglabym wolno przyjsc "
    "przyjdzie wejsc wejde wejdziemy wejdzie wpasc wpadne wpuszcza wpuszczaja wpuszczacie wbic wbije wbijac dostac "
    "zabrac zobaczyc szanse szansa da mieszkancow mieszkancy mieszkaniec ludzi residents locals".split()
)
"""Words that ask for “open”: that it is, or to be let in."""
_SHUT = frozenset("closed zamkniety zamkniete zamknieta zamknietym".split())
_WITHOUT = frozenset(("without", "bez"))
_WISHES = frozenset("can may could still come moge mozemy mozna jeszcze przyjsc pojsc wejsc wejde".split())
"""Words of who wants to come yet: of what is over, neither yes nor no is said to them."""
_NEEDED = frozenset(
    "need needs needed must require requires required necessary mandatory obligatory trzeba musze musimy musi "
    "potrzebuje potrzebne potrzebna potrzebny potrzeba wymagane wymagana konieczne obowiazuje obowiazuja "
    "obowiazkowe".split()
)
"""Words that ask for “closed” where they want an invitation or a membership."""
_REFUSED = frozenset("away refused rejected excluded wyprosza wyrzuca odesla".split())
"""Words that ask for “closed”: “will they turn me away?”."""
_HAVING = frozenset("got get have had has received receive mam mamy ma dostala dostal dostalem dostalam mial".split())
_DENYING = NEGATIONS | {"no", "never", "none"}
"""Words of who was invited, and of who was not."""
_SETTING_APART = frozenset("for by with members dla z na".split())
_ONLY = frozenset("only exclusively just purely tylko wylacznie jedynie".split())
_SENT = frozenset("get got receive send sent wyslane wysylane dostac dostane otrzymac".split())
"""Folded words of who asks about the invitation itself."""


def access(ask: Ask, speaker: Speaker) -> Part:
    """Say who may come in to the sessions meant, or to each of the event."""
    sessions = sessions_meant(ask, speaker)
    if not sessions:
        return access_overview(taking_place(speaker.knowledge.programme), ask, speaker)
    if len(sessions) > 1:
        return access_overview(sessions, ask, speaker)
    session = sessions[0]
    if session.access is None:
        part = about_sessions(speaker.say("access_not_announced", session=speaker.session_name(session)), sessions)
        known, tail = known_of(session, speaker), speaker.ask_them(ask)
        return replace(part, status=Status.NOT_ANNOUNCED, known=known, tail=tail)
    phrase, url = f"session_{session.access}_{speaker.tense(session)}", session.registration_url or ""
    text = speaker.say(phrase, **speaker.fields_of(session), url=url)
    too_late = speaker.tense(session) == "past" and not _WISHES.isdisjoint(ask.words)  # “can I still come?”
    return about_sessions(text, sessions, verdict=None if too_late else _claims_rightly(session, ask))


def _claims_rightly(session: Session, ask: Ask) -> bool | None:
    """Tell whether a question takes a session for open, or for closed, as it is; None if it may mean either."""
    if session.access == "registration":
        return None
    takes_for_open = _takes_for_open(ask)
    return None if takes_for_open is None else takes_for_open == (session.access == "public")


def _takes_for_open(ask: Ask) -> bool | None:
    """Tell whether a question asks for “open”, or for “closed”; None if that is not clear."""
    asking = asking_words(ask.words)
    words, told = set(asking), ask.message or ask.words
    closed, is_open = bool(_CLOSED & words) or _is_only_for(asking), bool(_OPEN & words)
    if _REFUSED & words or _is_needed(asking):  # “must I be invited?”; “must I pay?” is none of it
        return False if _REFUSED & words or closed else None
    if _WITHOUT & words:
        return True if closed or is_open else None
    if any(first in _DENYING and second in _CLOSED for first, second in pairwise(told)):  # “if I am not invited”
        return None if _CLOSED & words and not _COMING & words else True
    if _CLOSED & set(told) and _HAVING & set(told):  # “I never got an invitation. May I come?”; who has one may know
        return True if _DENYING & set(told) else None
    if closed and is_open:  # “is it closed to the public?”
        return False if _SHUT & words else None
    return is_open if closed or is_open else True if _COMING & words else None


def _is_needed(words: Sequence[str]) -> bool:
    """Whether something is asked to be needed: “must I …”, “does one have to …”."""
    return not _NEEDED.isdisjoint(words) or any(
        first in _HAVING and second == "to" for first, second in pairwise(words)
    )


def _is_only_for(words: Sequence[str]) -> bool:
    """Whether “only” sets some people apart: “only for members”, „tylko na zaproszenie”; “I am only here today” no."""
    return any(first in _ONLY and second in _SETTING_APART for first, second in pairwise(words))


def access_overview(sessions: tuple[Session, ...], ask: Ask, speaker: Speaker) -> Part:
    """Sort sessions by who may come in."""
    texts = [speaker.cancelled(session) for session in sessions if session.is_cancelled]
    about = tuple(s.id for s in sessions)
    sessions = taking_place(sessions)
    for kind in ("public", "registration", "invitation"):
        chosen = [s for s in sessions if s.access == kind]
        if chosen:
            entries = speaker.join([speaker.entry(s, with_day=True, without="access") for s in chosen])
            texts.append(speaker.say(f"these_{kind}", entries=entries))
    unknown = [s for s in sessions if s.access is None]
    if unknown:
        names = speaker.join([f"{speaker.session_name(s):acc}" for s in unknown])
        texts.append(speaker.say("these_unknown", sessions=names))
    if len(unknown) == len(sessions) == len(about):
        return Part(sentences(*texts), Status.NOT_ANNOUNCED, about=about, tail=speaker.ask_them(ask))
    return Part(sentences(*texts), about=about)


def access_set(ask: Ask, speaker: Speaker) -> Part:
    """Say which sessions are open to all, or by invitation."""
    if len(ask.of_kind("session")) == 1:
        return access(ask, speaker)
    return access_overview(sessions_meant(ask, speaker) or taking_place(speaker.knowledge.programme), ask, speaker)


def price(ask: Ask, speaker: Speaker) -> Part:
    """Say what it costs, if announced; “open to the public” does not mean free of charge."""
    sessions = sessions_meant(ask, speaker)
    if sessions and sessions[0].price:
        speaker.cite(sessions[0].id, sessions[0].source)
        return Part(capital(sessions[0].price[speaker.locale]), about=(sessions[0].id,))
    if not sessions and speaker.knowledge.event.price:
        speaker.cite(speaker.knowledge.event.id, speaker.knowledge.event.source)
        return Part(capital(speaker.knowledge.event.price[speaker.locale]), about=(speaker.knowledge.event.id,))
    return attribute(ask, speaker)


def registration(ask: Ask, speaker: Speaker) -> Part:
    """Say where to register, if announced."""
    sessions = sessions_meant(ask, speaker)
    url = sessions[0].registration_url if sessions else speaker.knowledge.event.registration_url
    if url:
        return Part(speaker.say("register_at", url=url), about=tuple(s.id for s in sessions[:1]))
    if sessions and sessions[0].access == "invitation":
        return invitation(ask, speaker)
    return attribute(ask, speaker)


def invitation(ask: Ask, speaker: Speaker) -> Part:
    """Say that it is by invitation, and that how to get one is not announced."""
    meant = sessions_meant(ask, speaker)
    sessions = [s for s in meant or taking_place(speaker.knowledge.programme) if s.access == "invitation"]
    named = [s for s in meant if s.access == "public"]
    asks_whether = meant and (meant[0].access is None or _is_needed(ask.words))
    is_claim = ask.is_yes_no and len(meant) == 1 and asks_whether and not _SENT & set(ask.words)
    if (named and not sessions) or is_claim:  # “is it by invitation?” asks who may come in
        return access(ask, speaker)
    return not_announced(Ask("invitation", ask.things or (), ask.days, words=ask.words), speaker)


def photo(ask: Ask, speaker: Speaker) -> Part:
    """Say where the media have photo and video opportunities, and that no more is announced: none for visitors."""
    part = photo_opportunities(ask, speaker)
    if part.status is not Status.ANSWERED:
        return part
    return replace(part, text=sentences(part.text, speaker.say("photo_visitors")))


def photo_opportunities(ask: Ask, speaker: Speaker) -> Part:
    """Say where photo and video opportunities are announced."""
    knowledge = speaker.knowledge
    meant, programme = sessions_meant(ask, speaker), taking_place(knowledge.programme)
    announced = [s for s in meant or programme if s.photo and s.id not in ask.besides]
    if meant and not announced:
        others = speaker.join([f"{speaker.session_name(s):loc}" for s in programme if s.photo])
        first = speaker.say("photo_not_announced", session=speaker.session_name(meant[0]), others=others)
        about = tuple(s.id for s in meant)
        return Part(first, Status.NOT_ANNOUNCED, about=about, tail=speaker.ask_them(ask))
    if not announced:
        return attribute(ask, speaker)
    entries = speaker.join([speaker.entry(s, case="loc", with_day=True) for s in announced])
    return about_sessions(speaker.say("photo", entries=entries), announced)


def audience(ask: Ask, speaker: Speaker) -> Part:
    """Say for whom the event is; for a session, who may come in."""
    if ask.of_kind("session"):
        return access(ask, speaker)
    event = speaker.knowledge.event
    speaker.cite(event.id, event.source)
    return Part(capital(event.audience[speaker.locale]), about=(event.id,))
