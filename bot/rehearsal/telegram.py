"""What the stand-in knows: people, chats, messages, and updates that the bot has not confirmed."""

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.clock import wall_now
from bot.delivery.limits import utf16_length
from bot.rehearsal.faults import FaultPlan
from bot.rehearsal.limits import SendingLimits

Json = dict[str, Any]
Watcher = Callable[[str, Json], None]

_MARKED = re.compile(r"(?P<bot_command>(?<!\S)/\w+(?:@\w+)?)|(?P<mention>(?<!\w)@\w{4,32})")


@dataclass(slots=True)
class Chat:
    """A private chat (id of its person) or a group (negative id)."""

    id: int
    kind: str = "private"
    title: str = ""
    messages: dict[int, Json] = field(default_factory=dict)
    """By message id, of people and of the bot."""
    next_message_id: int = 1
    is_blocked: bool = False
    migrated_to: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the bot."""

    method: str
    parameters: Json
    at: float
    status: int


@dataclass(slots=True)
class Webhook:
    """Where updates are delivered."""

    url: str
    secret: str
    max_connections: int = 40


class StandIn:
    """The state behind the stand-in's Bot API server.

    Args:
        token: of the one bot it serves.
        username: of the bot.
        now: the time that messages are stamped with.
    """

    def __init__(self, token: str, username: str = "smok_bot", *, now: Callable[[], datetime] = wall_now) -> None:
        self.token = token
        self.now = now
        self.bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Smok",
            "username": username,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
        }
        self.people: dict[int, Json] = {}
        self.chats: dict[int, Chat] = {}
        self.faults = FaultPlan()
        self.limits = SendingLimits(time.monotonic)
        self.webhook: Webhook | None = None
        self.pending: dict[int, Json] = {}
        """Updates that are not confirmed, by update id, in order."""
        self.changed = asyncio.Event()
        """Set when there may be something to deliver."""
        self.calls: list[Call] = []
        self.poll_times: list[float] = []
        """When getUpdates was called, by time.monotonic()."""
        self.handed_out: dict[int, float] = {}
        """When an update was last given to the bot, by update id and time.monotonic()."""
        self.violations: list[str] = []
        """Requests that break the official schema: one is a bug of the bot."""
        self.sent: list[tuple[int, str, float]] = []
        """What took effect in chats, in order: (chat id, text, time.monotonic())."""
        self.answered_queries: list[str] = []
        self.settings: defaultdict[str, Json] = defaultdict(dict)
        """What setMyCommands and the like left, by method and language; for one chat, behind its id and a colon."""
        self.next_update_id = 1_000
        self.files: dict[str, tuple[str, bytes]] = {}
        """What the bot uploaded, as (name, content), by file id."""
        self.inline_results: dict[str, list[Json]] = {}
        """What the bot offered, by the id of the inline query."""
        self.watchers: set[Watcher] = set()
        """Told of everything that can be seen in chats, as (kind, content)."""

    def person(self, person_id: int, *, language: str | None = None, name: str = "Ala") -> Json:
        """A person by id; made when first named."""
        made = {"id": person_id, "is_bot": False, "first_name": name}
        known = self.people.setdefault(person_id, made)
        if language is not None:
            known["language_code"] = language
        return known

    def chat(self, chat_id: int) -> Chat:
        """A chat by id; made when first named."""
        if chat_id not in self.chats:
            kind = "private" if chat_id > 0 else "supergroup" if chat_id < -(10**12) else "group"
            self.chats[chat_id] = Chat(chat_id, kind, "" if chat_id > 0 else "A group")
        return self.chats[chat_id]

    def write(self, chat_id: int, text: str, *, person_id: int | None = None, language: str | None = None) -> int:
        """A person writes `text`; returns the update's id."""
        person = self.person(person_id or abs(chat_id), language=language)
        chat = self.chat(chat_id)
        chat.is_blocked = chat.is_blocked and chat_id < 0
        return self.push({"message": self.new_message(chat, {"from": person, "text": text, **marked(text)})})

    def press(self, chat_id: int, message_id: int, data: str, *, person_id: int | None = None) -> int:
        """A person presses a button of the bot's message; returns the update's id."""
        query = {
            "id": str(len(self.answered_queries) + self.next_update_id),
            "from": self.person(person_id or abs(chat_id)),
            "message": self.chat(chat_id).messages[message_id],
            "chat_instance": str(chat_id),
            "data": data,
        }
        return self.push({"callback_query": query})

    def push(self, content: Json) -> int:
        """Add an update; returns its id."""
        update_id = self.next_update_id
        self.next_update_id += 1
        self.pending[update_id] = {"update_id": update_id, **content}
        self.changed.set()
        return update_id

    def confirm_before(self, offset: int) -> None:
        """The bot asked for `offset`: what came before is forgotten."""
        while self.pending and (first := next(iter(self.pending))) < offset:
            del self.pending[first]

    def new_message(self, chat: Chat, content: Json) -> Json:
        """Put a message into a chat."""
        message_id = chat.next_message_id
        chat.next_message_id += 1
        place = {"id": chat.id, "type": chat.kind}
        place |= {"title": chat.title} if chat.id < 0 else {"first_name": self.person(chat.id)["first_name"]}
        message = {"message_id": message_id, "date": int(self.now().timestamp()), "chat": place, **content}
        chat.messages[message_id] = message
        self.tell("message", message)
        return message

    def tell(self, kind: str, content: Json) -> None:
        """Let the watchers know what can be seen now."""
        for watcher in tuple(self.watchers):
            watcher(kind, content)

    def note_sent(self, chat_id: int, text: str) -> None:
        """Something of the bot reached a chat."""
        self.sent.append((chat_id, text, time.monotonic()))

    def texts(self, chat_id: int) -> list[str]:
        """What the bot said in a chat, in order."""
        return [text for chat, text, _ in self.sent if chat == chat_id]


def marked(text: str) -> Json:
    """The entities that Telegram finds in what a person writes: commands and mentions."""
    found = [
        {
            "type": str(match.lastgroup),
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match.group()),
        }
        for match in _MARKED.finditer(text)
    ]
    return {"entities": found} if found else {}
