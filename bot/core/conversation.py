"""The whole flow on one page: text + what is known + now → answer. Read this first.

1 hear (utterance) → 2 understand (entities, model, understanding) → 3 answer (answering). The fourth step, to reply,
belongs to the edges: the command line prints an `Answer`, Telegram renders it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.core.answer import Answer, News
from bot.core.answering import answer
from bot.core.answers.speech import Speaker
from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.core.reading import Ask, Context
from bot.core.reminders import NOTHING_FOLLOWED, Following
from bot.core.schedule import today
from bot.core.understanding import Understanding, Understood, understand
from bot.core.utterance import Utterance

CONTEXT_LASTS = timedelta(minutes=30)
"""How long a message may lean on the one before; later, “and where?” has lost its “it”."""
MOST_REMEMBERED, LONGEST_REMEMBERED = 1_000, 200
"""Messages, and characters of one: some 3 MB, whatever is typed."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is kept about a chat."""

    locale: Locale = Locale.EN
    """The language where a message does not tell: the chosen one, else the client's, else the default."""
    context: Context | None = None
    """What the last message was about."""
    asked_at: datetime | None = None
    """When the last message came; time-zone aware."""
    following: Following = NOTHING_FOLLOWED
    """What the chat wants to be reminded of."""
    news: Sequence[News] | None = None
    """What the organisers told lately, the newest first; None where nobody has looked."""

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether a message that comes now may lean on the last one."""
        return self.asked_at is None or now - self.asked_at <= CONTEXT_LASTS

    def speaker(self, brain: Brain, now: datetime, locale: Locale) -> Speaker:
        """Give the voice that answers this chat."""
        return Speaker(brain, locale, now, self.following, self.news)


def respond(text: str, *, brain: Brain, profile: Profile, now: datetime) -> tuple[Answer, Profile]:
    """Answer one message, and give the profile with what the next one may lean on."""
    context = profile.context if profile.is_fresh(now) else None
    utterance, understanding = _understood(text, brain, profile.locale, context, today(brain.knowledge, now))
    reply, spoken = answer(understanding, profile.speaker(brain, now, utterance.locale))
    if spoken is not None:
        context = _remembered(understanding, spoken.about, spoken.days)
    return reply, _left(profile, context, reply, now)


def _understood(
    text: str, brain: Brain, preferred: Locale, context: Context | None, day: date
) -> tuple[Utterance, Understanding]:
    """Hear and understand. A crowd asks the same few things, and buttons ask for it: those are remembered."""
    key = (text, preferred, context, day)
    known: tuple[Utterance, Understanding] | None = brain.remembered.get(key)
    if known is None:
        utterance = brain.ears.hear(text, preferred=preferred, goes_on=context is not None)
        known = utterance, understand(utterance, brain, context=context, today=day)
        if len(text) <= LONGEST_REMEMBERED:
            if len(brain.remembered) >= MOST_REMEMBERED:
                brain.remembered.clear()
            brain.remembered[key] = known
    return known


def respond_to(asks: tuple[Ask, ...], *, brain: Brain, profile: Profile, now: datetime) -> tuple[Answer, Profile]:
    """Answer questions that need no understanding, those of commands and buttons, in the profile's language."""
    understanding = Understood(asks)
    reply, spoken = answer(understanding, profile.speaker(brain, now, profile.locale))
    context = profile.context if spoken is None else _remembered(understanding, spoken.about, spoken.days)
    return reply, _left(profile, context, reply, now)


def _left(profile: Profile, context: Context | None, reply: Answer, now: datetime) -> Profile:
    """The profile as a message leaves it."""
    following = profile.following
    if reply.follows is not None:
        following = replace(following, items=reply.follows)
    return Profile(profile.locale, context, now, following)


def _remembered(understanding: Understanding, about: tuple[str, ...], days: tuple[object, ...]) -> Context:
    asks = understanding.asks if isinstance(understanding, Understood) else ()
    # What else was said is nobody's business later.
    asks = tuple(replace(ask, message=()) if ask.message else ask for ask in asks)
    asked_days = tuple(day for ask in asks for day in ask.days)
    return Context(asks, about, asked_days or days)  # type: ignore[arg-type]
