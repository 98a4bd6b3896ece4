"""What a chat was about, as it is kept with the chat: a context of the core ↔ JSON values."""

import re

from pydantic import TypeAdapter, ValidationError

from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.core.reading import Context

_CONTEXTS: TypeAdapter[Context] = TypeAdapter(Context)
_SPOKEN = re.compile(rf'"spoken": "({"|".join(Locale)})"')
"""Finds in a stored context what `remember` wrote, without reading all of it, for 100,000 chats; what people wrote
cannot look like it, for JSON escapes their quotation marks."""


def remember(context: Context | None, spoken: Locale) -> dict[str, object]:
    """Make a context storable as JSON, with the language that was spoken last."""
    return {"spoken": spoken.value, "context": context and _CONTEXTS.dump_python(context, mode="json")}


def recall(stored: dict[str, object], brain: Brain) -> Context | None:
    """Read a stored context; None where there is none, or it is of another version or about what is no longer known."""
    if (kept := stored.get("context")) is None:
        return None
    try:
        context = _CONTEXTS.validate_python(kept)
    except ValidationError:
        return None
    ids = {mention.id for ask in context.asks for mention in ask.things}
    topics = {ask.topic for ask in context.asks if ask.topic}
    known = ids <= brain.knowledge.by_id.keys() and topics <= brain.knowledge.topic_by_id.keys()
    return context if known else None


def spoken_last(stored: dict[str, object]) -> Locale | None:
    """The language that was spoken last."""
    spoken = stored.get("spoken")
    return next((known for known in Locale if known == spoken), None)


def spoken_in(context: str) -> Locale | None:
    """The language that was spoken last, by a stored context as JSON."""
    spoken = _SPOKEN.search(context)
    return Locale(spoken[1]) if spoken else None
