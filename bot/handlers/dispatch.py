"""The one place where handlers run: picks the first that fits, and is the boundary for their bugs."""

import asyncio
import json
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.error import TelegramError

from bot.clock import Clock, wall_now
from bot.core.locale import Locale, locale_of_client
from bot.handlers.phrases import Phrases
from bot.handlers.turn import App, Call, FindSent, Handler, Turn, promise_key
from bot.logs import stack_of
from bot.storage.chats import ChatProfile
from bot.storage.inbox import InboxUpdate
from bot.storage.outbox import NewMessage, Rank
from bot.storage.writes import Completion

logger = logging.getLogger(__name__)

# An answer is tried for as long as Telegram itself keeps an update.
REPLY_LIFE = timedelta(hours=24)


class Dispatcher:
    """Turns an update into a `Completion`, whatever happens on the way.

    Args:
        application: with a bot that knows its own name.
        handlers: in order; the first that fits and does not leave it to the next handles the update.
        clock: what time answers speak of.
        phrases: for failures.
        default_locale: where neither profile nor client tells a language.
        find_sent: looks up the message that an earlier answer became, to edit it.
    """

    def __init__(  # noqa: PLR0913 - the seams of the message path
        self,
        application: App,
        handlers: Sequence[Handler],
        *,
        clock: Clock,
        phrases: Phrases,
        default_locale: Locale,
        find_sent: FindSent | None = None,
    ) -> None:
        self._application = application
        self._handlers = tuple(handlers)
        self._clock = clock
        self._phrases = phrases
        self._default_locale = default_locale
        self._find_sent = find_sent
        self._background: set[asyncio.Task[None]] = set()

    async def handle(self, update: InboxUpdate, profile: ChatProfile) -> Completion:
        """Answer one update; a bug becomes a phrase with the id under which it is logged."""
        raw: dict[str, Any] = json.loads(update.payload)
        try:
            turn = await self._run(raw, profile)
        except Exception as error:  # noqa: BLE001 - the boundary: one person's message, one apology
            return self._failure(update, raw, stack_of(error))
        # Stored even if unchanged: who speaks to the bot is seen, and can be reached again.
        is_seen = _is_spoken_to(raw) and not turn.is_overheard
        kept = turn.profile if is_seen or turn.profile != profile else None
        promises = _promises(update, turn.outgoing)
        return Completion(update, promises, kept, forgets=turn.forgets, effects=tuple(turn.effects))

    def set_aside(self, update: InboxUpdate) -> Completion:
        """Give up on an update that ended the process each time it was handled."""
        return self._failure(update, json.loads(update.payload), "the process ended each time")

    async def _run(self, raw: Mapping[str, Any], profile: ChatProfile) -> Turn:
        update = Update.de_json(dict(raw), self._application.bot)
        if update.callback_query is not None:
            self._stop_spinner(update.callback_query.id)
        turn = Turn(
            self._application,
            profile=_with_client(profile, raw),
            now=self._clock.now(),
            update_id=update.update_id,
            find_sent=self._find_sent,
        )
        for handler in self._handlers:
            check = handler.check_update(update)
            if check is None or check is False:
                continue
            if await handler.handle_update(update, self._application, check, turn) is not False:
                break
        return turn

    def _stop_spinner(self, query_id: str) -> None:
        """Answer a pressed button at once: the one call that does not wait for the outbox."""

        async def answer() -> None:
            try:
                await self._application.bot.answer_callback_query(query_id)
            except TelegramError as error:
                logger.info("a button press could not be answered: %s", type(error).__name__)

        task = asyncio.create_task(answer())
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def _failure(self, update: InboxUpdate, raw: Mapping[str, Any], cause: str) -> Completion:
        error_id = secrets.token_hex(4)
        logger.error(
            "an update could not be handled",
            extra={"error_id": error_id, "update_id": update.update_id, "cause": cause},
        )
        if not _is_spoken_to(raw):
            return Completion(update, error_id=error_id)
        locale = update.profile.locale or locale_of_client(_client_language(raw)) or self._default_locale
        text = self._phrases.failed[locale].format(id=error_id)
        promises = _promises(update, [("sendMessage", {"text": text})])
        return Completion(update, promises, error_id=error_id)


def _promises(update: InboxUpdate, outgoing: Sequence[Call]) -> tuple[NewMessage, ...]:
    """Each message of an answer has the key of its update and place, so it exists once."""
    expires_at = wall_now() + REPLY_LIFE
    return tuple(
        NewMessage(
            key=promise_key(update.update_id, place),
            chat_id=update.lane,
            rank=Rank.REPLY,
            method=method,
            parameters=dict(parameters),
            expires_at=expires_at,
        )
        for place, (method, parameters) in enumerate(outgoing)
    )


def _with_client(profile: ChatProfile, raw: Mapping[str, Any]) -> ChatProfile:
    """Note the language of a person's Telegram: who has written nothing yet may get a message all the same."""
    client = locale_of_client(_client_language(raw))
    if client is None or profile.chat_id < 0:
        return profile
    return replace(profile, context={**profile.context, "client": client.value})


def _is_spoken_to(raw: Mapping[str, Any]) -> bool:
    """True for updates whose sender waits for an answer in a chat."""
    return "message" in raw or "callback_query" in raw


def _client_language(raw: Mapping[str, Any]) -> str | None:
    for content in raw.values():
        if isinstance(content, dict) and isinstance(content.get("from"), dict):
            code = content["from"].get("language_code")
            return code if isinstance(code, str) else None
    return None
