"""What people do on the page → updates, as Telegram would make them."""

from collections.abc import Callable

from bot.rehearsal.cast import Cast
from bot.rehearsal.markup import MarkupError, read_markup
from bot.rehearsal.methods import CAPTION_UNITS, TEXT_UNITS
from bot.rehearsal.telegram import Chat, Json, StandIn, marked

INLINE_QUERY_LENGTH = 256  # characters (InlineQuery.query)


class Acting:
    """The hands of the people.

    Args:
        telegram: where they act.
        cast: who they are.
    """

    def __init__(self, telegram: StandIn, cast: Cast) -> None:
        self._telegram = telegram
        self._cast = cast

    def write(self, chat_id: int, person_id: int, text: str, reply_to: int | None = None) -> bool:
        """Write a text; returns whether the bot gets to see it.

        Raises:
            ValueError: if this cannot be done, as for all methods here.
        """
        chat = self._chat_of(chat_id, person_id)
        text = _checked(text)
        content: Json = {"text": text, **marked(text)}
        replied = chat.messages.get(reply_to) if reply_to is not None else None
        if replied is not None:
            content["reply_to_message"] = {name: replied[name] for name in replied if name != "reply_to_message"}
        return self._put(chat, person_id, content)

    def edit(self, chat_id: int, person_id: int, message_id: int, text: str) -> bool:
        """Change a text that this person wrote; returns whether the bot gets to see it."""
        message = self._chat_of(chat_id, person_id).messages.get(message_id)
        if message is None or message["from"]["id"] != person_id or "text" not in message or "via_bot" in message:
            raise ValueError("this message cannot be edited")
        text = _checked(text)
        message.pop("entities", None)
        message.update(text=text, edit_date=int(self._telegram.now().timestamp()), **marked(text))
        self._telegram.tell("edit", message)
        if self._is_seen(message):
            self._telegram.push({"edited_message": message})
            return True
        return False

    def send(self, chat_id: int, person_id: int, kind: str, caption: str = "") -> bool:
        """Send something that is no text, a photo with what is written as its caption.

        Returns:
            Whether the bot gets to see it.
        """
        if kind not in _OTHERS:
            raise ValueError("there is no such kind of message")
        content = _OTHERS[kind]()
        if kind == "photo" and caption.strip():
            caption = _checked(caption, CAPTION_UNITS)
            content |= {"caption": caption, **{f"caption_{name}": found for name, found in marked(caption).items()}}
        return self._put(self._chat_of(chat_id, person_id), person_id, content)

    def press(self, chat_id: int, person_id: int, message_id: int, data: str) -> str:
        """Press a button; returns the id of the query."""
        message = self._chat_of(chat_id, person_id).messages.get(message_id)
        if message is None:
            raise ValueError("this message is no longer there")
        update_id = self._telegram.press(chat_id, message_id, data, person_id=person_id)
        query: Json = self._telegram.pending[update_id]["callback_query"]
        if "via_bot" in message:  # the bot knows such a message by another id only
            del query["message"]
            query["inline_message_id"] = f"{chat_id}.{message_id}"
        return str(query["id"])

    def ask_inline(self, person_id: int, query: str) -> str:
        """Write ``@bot query`` in some chat; returns the id of the query, under which results are offered."""
        person = self._person(person_id)
        query_id = str(self._telegram.next_update_id)
        content = {"id": query_id, "from": person, "query": query[:INLINE_QUERY_LENGTH], "offset": ""}
        self._telegram.push({"inline_query": content})
        return query_id

    def choose(self, chat_id: int, person_id: int, query_id: str, result_id: str) -> None:
        """Send one of the results that were offered."""
        chat = self._chat_of(chat_id, person_id)
        results = self._telegram.inline_results.get(query_id, [])
        result = next((each for each in results if each.get("id") == result_id), None)
        if result is None:
            raise ValueError("this result is no longer there")
        message: Json = {"from": self._person(person_id), "via_bot": self._telegram.bot, **_content(result)}
        if "reply_markup" in result:
            message["reply_markup"] = result["reply_markup"]
        self._telegram.new_message(chat, message)
        chosen = {"result_id": result_id, "from": self._person(person_id), "query": ""}
        self._telegram.push({"chosen_inline_result": chosen})

    def _put(self, chat: Chat, person_id: int, content: Json) -> bool:
        message = self._telegram.new_message(chat, {"from": self._person(person_id), **content})
        if self._is_seen(message):
            self._telegram.push({"message": message})
            return True
        return False

    def _person(self, person_id: int) -> Json:
        if person_id not in self._cast.roles:
            raise ValueError("there is no such person")
        return self._telegram.people[person_id]

    def _chat_of(self, chat_id: int, person_id: int) -> Chat:
        """The chat, if this person may write there."""
        self._person(person_id)
        if chat_id not in self._telegram.chats or (chat_id > 0 and chat_id != person_id):
            raise ValueError("this person is not in that chat")
        return self._telegram.chats[chat_id]

    def _is_seen(self, message: Json) -> bool:
        """In groups a bot sees only what is meant for it: core.telegram.org/bots/features#privacy-mode."""
        if message["chat"]["id"] > 0 or self._telegram.bot["can_read_all_group_messages"]:
            return True
        if message.get("reply_to_message", {}).get("from") == self._telegram.bot:
            return True
        name = f"@{self._telegram.bot['username']}".lower()
        text = (
            (message.get("text") or message.get("caption", "")).lower().encode("utf-16-le")
        )  # entities count UTF-16 units of two bytes
        for entity in message.get("entities") or message.get("caption_entities", []):
            word = text[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
            if word == name or (entity["type"] == "bot_command" and ("@" not in word or word.endswith(name))):
                return True
        return False


def _checked(text: str, limit: int = TEXT_UNITS) -> str:
    text = text.strip()
    if not 0 < len(text) <= limit:
        raise ValueError(f"a message of this kind has 1 to {limit} characters")
    return text


def _content(result: Json) -> Json:
    """The message that an inline result becomes."""
    given = result.get("input_message_content", {})
    if "message_text" not in given:
        return {"text": str(result.get("title", ""))}
    text, entities = str(given["message_text"]), given.get("entities") or []
    if given.get("parse_mode") == "HTML":
        try:
            text, entities = read_markup(text)
        except MarkupError as error:
            raise ValueError(str(error)) from None
    return {"text": text, **({"entities": entities} if entities else {})}


def _file(kind: str, **more: object) -> Json:
    return {"file_id": f"rehearsed-{kind}", "file_unique_id": f"rehearsed-{kind}", **more}


_OTHERS: dict[str, Callable[[], Json]] = {
    "photo": lambda: {"photo": [_file("photo", width=640, height=480)]},
    "voice": lambda: {"voice": _file("voice", duration=4)},
    "sticker": lambda: {
        "sticker": _file(
            "sticker", type="regular", width=512, height=512, is_animated=False, is_video=False, emoji="🐉"
        )
    },
    "location": lambda: {"location": {"latitude": 50.0619, "longitude": 19.9369}},
}
