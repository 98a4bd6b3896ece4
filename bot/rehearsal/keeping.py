"""Keeps a rehearsal's chats in a file from one run to the next."""

import base64
import json
from pathlib import Path

from bot.clock import wall_now
from bot.rehearsal.cast import Cast
from bot.rehearsal.telegram import Chat, Json, StandIn


def keep(file: Path, telegram: StandIn, cast: Cast) -> None:
    """Write down people, chats, uploads and what the bot has not fetched; whole or not at all."""
    state: Json = {
        "people": list(telegram.people.values()),
        "roles": list(cast.roles.items()),
        "chats": [
            {
                "id": chat.id,
                "kind": chat.kind,
                "title": chat.title,
                "next_message_id": chat.next_message_id,
                "messages": list(chat.messages.values()),
            }
            for chat in telegram.chats.values()
        ],
        "files": [(key, name, base64.b64encode(data).decode()) for key, (name, data) in telegram.files.items()],
        "pending": list(telegram.pending.values()),
        "next_update_id": telegram.next_update_id,
    }
    new = file.with_suffix(".new")
    new.write_text(json.dumps(state, ensure_ascii=False), encoding="utf-8")
    new.replace(file)


def recall(file: Path, telegram: StandIn, cast: Cast) -> None:
    """Take up what was kept; a file that cannot be read is left out, and the rehearsal begins anew."""
    # The bot's database knows the ids of earlier runs and leaves out what it has seen; seconds do not repeat,
    # even if the last run was killed and kept nothing.
    telegram.next_update_id = int(wall_now().timestamp())
    try:
        state = json.loads(file.read_text(encoding="utf-8"))
        chats = [Chat(each["id"], each["kind"], each["title"]) for each in state["chats"]]
        for chat, each in zip(chats, state["chats"], strict=True):
            chat.messages = {message["message_id"]: message for message in each["messages"]}
            chat.next_message_id = each["next_message_id"]
        files = {key: (name, base64.b64decode(data)) for key, name, data in state["files"]}
        people = {each["id"]: each for each in state["people"]}
        pending = {each["update_id"]: each for each in state["pending"]}
        roles = dict(state["roles"])
        first = int(state["next_update_id"])
    except (OSError, ValueError, KeyError, TypeError):
        return
    telegram.chats.update({chat.id: chat for chat in chats})
    telegram.people.update(people)
    telegram.files.update(files)
    telegram.pending.update(pending)
    telegram.next_update_id = max(telegram.next_update_id, first)
    cast.roles.update(roles)
