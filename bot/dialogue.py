"""Join the core to the chats: a stored profile → the core's, an answer's context → what is stored."""

import json
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from bot.brain_files import load_brain_apart
from bot.core.brain import Brain
from bot.core.conversation import Profile, respond
from bot.core.locale import Locale
from bot.core.reading import Context
from bot.handlers.phrases import Phrases
from bot.handlers.turn import Reply, Responder
from bot.reload import Reloader
from bot.settings import Settings
from bot.storage.chats import ChatProfile

_CONTEXTS: TypeAdapter[Context] = TypeAdapter(Context)


def make_responder(brains: Reloader[Brain], *, default: Locale) -> Responder:
    """Give what answers a chat with whatever knowledge is current."""

    def answer(text: str, *, profile: ChatProfile, now: datetime) -> Reply:
        brain = brains.current
        context, spoken = recall(profile.context, brain)
        before = Profile(profile.locale or spoken or default, context, profile.context_at)
        reply, after = respond(text, brain=brain, profile=before, now=now)
        return Reply(reply, remember(after.context, reply.locale))

    return answer


def make_reloader(settings: Settings) -> Reloader[Brain]:
    """Load the knowledge, to be read again when it changes; raise `KnowledgeError` if it is broken."""
    return Reloader(settings.knowledge_dir, load_brain_apart)


def make_phrases(brain: Brain) -> Phrases:
    """Give the phrases that handlers say without the core."""
    failed = brain.knowledge.phrases["failed"]
    return Phrases(failed={locale: failed[locale] for locale in Locale})


def remember(context: Context | None, spoken: Locale) -> dict[str, object]:
    """Make a context storable as JSON, with the language that was spoken last."""
    return {"spoken": spoken.value, "context": context and _CONTEXTS.dump_python(context, mode="json")}


def recall(stored: dict[str, object], brain: Brain) -> tuple[Context | None, Locale | None]:
    """Read a stored context; None where there is none, or it is of another version or about what is no longer known."""
    spoken = stored.get("spoken")
    locale = next((known for known in Locale if known == spoken), None)
    try:
        context = _CONTEXTS.validate_json(json.dumps(stored.get("context")))
    except ValidationError:
        return None, locale
    ids = {mention.id for ask in context.asks for mention in ask.things}
    topics = {ask.topic for ask in context.asks if ask.topic}
    known = ids <= brain.knowledge.by_id.keys() and topics <= brain.knowledge.topic_by_id.keys()
    return (context if known else None), locale
