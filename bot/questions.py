"""Answer JSON lines: the contract of ``ask --jsonl`` that tools and tests rely on."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.core.answer import Answer
from bot.core.brain import Brain
from bot.core.conversation import Profile, respond
from bot.core.locale import Locale, locale_of_client

Moment = datetime | Callable[[], datetime]


class Question(BaseModel):
    """One line in; further keys are let be."""

    model_config = ConfigDict(extra="ignore")

    id: str | int
    q: str
    now: AwareDatetime | None = None
    follows: str | int | None = None
    """Id of the message just before it in the same conversation."""
    profile_lang: Annotated[str, Field(max_length=35)] | None = None
    client_lang: Annotated[str, Field(max_length=35)] | None = None


def as_json(answer: Answer) -> dict[str, object]:
    """Give the parts of an answer that a line out holds, all but the id."""
    return {
        "text": answer.text,
        "lang": answer.locale.value,
        "status": answer.status.value,
        "entities": list(answer.entities),
        "intents": list(answer.intents),
        "confidence": answer.confidence,
        "suggestions": list(answer.suggestions),
        "actions": [{"kind": action.kind.value, "id": action.id} for action in answer.actions],
        "sources": [{"id": source.id, "source": source.source} for source in answer.sources],
    }


def reply_to_lines(lines: Iterable[bytes], brain: Brain, *, now: Moment, default: Locale) -> Iterator[str]:
    """Give one JSON line for each line in, in order; a bad line gives an object with "error", and the rest goes on."""
    profiles: dict[str | int, Profile] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
            question = Question.model_validate(raw)
        except (ValueError, RecursionError) as error:
            id_ = raw.get("id") if isinstance(error, ValidationError) and isinstance(raw, dict) else None
            yield json.dumps({"id": id_, "line": number, "error": _fault(error)}, ensure_ascii=False)
            continue
        moment = question.now or (now if isinstance(now, datetime) else now())
        before = profiles.get(question.follows) if question.follows is not None else None
        profile = before or Profile(
            locale_of_client(question.profile_lang) or locale_of_client(question.client_lang) or default
        )
        answer, after = respond(question.q, brain=brain, profile=profile, now=moment)
        profiles[question.id] = replace(after, locale=answer.locale)
        yield json.dumps({"id": question.id, **as_json(answer)}, ensure_ascii=False)


def _fault(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, e['loc'])) or 'the line'}: {e['msg']}" for e in error.errors())
    return f"not a JSON object: {error}; write one object a line"
