"""What the methods of the Bot API do in the stand-in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.delivery.limits import utf16_length
from bot.rehearsal.markup import MarkupError, read_markup
from bot.rehearsal.schema import Upload
from bot.rehearsal.telegram import Chat, Json, StandIn, Webhook

TEXT_UNITS, CAPTION_UNITS = 4096, 1024
_COPIED = frozenset("text entities photo document voice sticker location caption caption_entities".split())
"""Of a message, what a copy has too."""
_CAPTIONED = frozenset("photo document video animation audio voice".split())
"""What can be given a caption."""


@dataclass
class Refusal(Exception):  # noqa: N818 - not an error of this program: an answer
    """An error in Telegram's own words.

    Args:
        code: HTTP status.
        description: as Telegram says it.
        parameters: retry_after or migrate_to_chat_id.
    """

    code: int
    description: str
    parameters: Json | None = None


def call(telegram: StandIn, method: str, parameters: Json) -> object:
    """Do what `method` does.

    Returns:
        Its result as JSON values; True for methods that leave nothing to see here.

    Raises:
        Refusal: as Telegram would.
    """
    action = _ACTIONS.get(method)
    if action is not None:
        return action(telegram, parameters)
    if method.startswith("getMy"):
        return _get_my(telegram, method, parameters)
    if method.startswith("setMy"):
        chat_id = parameters.get("scope", {}).get("chat_id")
        if chat_id is not None and chat_id not in telegram.chats:
            raise Refusal(400, "Bad Request: chat not found")
        scope = "" if chat_id is None else f"{chat_id}:"
        telegram.settings[method][scope + parameters.get("language_code", "")] = parameters
        telegram.tell("settings", {})
    return True


def _get_me(telegram: StandIn, _: Json) -> object:
    return telegram.bot


def _get_my(telegram: StandIn, method: str, parameters: Json) -> object:
    """What setMy… left for a language; nobody has set anything in a new bot but its name."""
    kept = telegram.settings[f"setMy{method.removeprefix('getMy')}"].get(parameters.get("language_code", ""), {})
    if method == "getMyCommands":
        return kept.get("commands", [])
    return {name: kept.get(name, unset) for name, unset in _UNSET.get(method, {}).items()}


_UNSET = {
    "getMyName": {"name": "Smok"},
    "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
}


def _reachable(telegram: StandIn, parameters: Json, *, counts: bool = True) -> Chat:
    chat_id = parameters["chat_id"]
    chat = telegram.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None:
        raise Refusal(400, "Bad Request: chat not found")
    if chat.migrated_to is not None:
        raise Refusal(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.migrated_to},
        )
    if chat.is_blocked:
        raise Refusal(403, "Forbidden: bot was blocked by the user")
    is_paid = bool(parameters.get("allow_paid_broadcast"))
    wait = telegram.limits.refuse(chat.id, is_paid=is_paid) if counts else None
    if wait is not None:
        raise Refusal(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
    return chat


def _read_text(parameters: Json, name: str, limit: int) -> Json:
    """The text under its name, with its entities if there are any."""
    text = str(parameters.get(name, ""))
    kind = "entities" if name == "text" else f"{name}_entities"
    entities = parameters.get(kind) or []
    if parameters.get("parse_mode") == "HTML":
        try:
            text, entities = read_markup(text)
        except MarkupError as error:
            raise Refusal(400, f"Bad Request: can't parse entities: {error}") from None
    if utf16_length(text) > limit:
        raise Refusal(400, "Bad Request: message is too long")
    return {name: text, **({kind: entities} if entities else {})}


def _send(content: Callable[[Json], Json]) -> Callable[[StandIn, Json], object]:
    """A method that puts a message into a chat; `content` is what it holds besides its frame."""

    def action(telegram: StandIn, parameters: Json) -> object:
        held = content(parameters)
        chat = _reachable(telegram, parameters)
        frame: Json = {name: parameters[name] for name in ("reply_markup", "message_thread_id") if name in parameters}
        if "message_thread_id" in frame:
            frame["is_topic_message"] = True
        replied = chat.messages.get(parameters.get("reply_parameters", {}).get("message_id"))
        if replied:
            frame["reply_to_message"] = {name: replied[name] for name in replied if name != "reply_to_message"}
        held = _kept(telegram, held)
        message = telegram.new_message(chat, {"from": telegram.bot, **held, **frame})
        telegram.note_sent(chat.id, held.get("text") or held.get("caption") or "")
        return message

    return action


def _text(parameters: Json) -> Json:
    text = _read_text(parameters, "text", TEXT_UNITS)
    if not text["text"].strip():
        raise Refusal(400, "Bad Request: message text is empty")
    return text


def _venue(parameters: Json) -> Json:
    place = {"latitude": parameters["latitude"], "longitude": parameters["longitude"]}
    venue = {"location": place, "title": parameters["title"], "address": parameters["address"]}
    return {"location": place, "venue": venue}


def _location(parameters: Json) -> Json:
    return {"location": {"latitude": parameters["latitude"], "longitude": parameters["longitude"]}}


def _contact(parameters: Json) -> Json:
    names = ("phone_number", "first_name", "last_name", "vcard")
    return {"contact": {name: parameters[name] for name in names if name in parameters}}


def _file(kind: str) -> Callable[[Json], Json]:
    def content(parameters: Json) -> Json:
        caption = _read_text(parameters, "caption", CAPTION_UNITS)
        return {kind: parameters[kind], **(caption if caption["caption"] else {})}

    return content


def _kept(telegram: StandIn, held: Json) -> Json:
    """The same content with an upload kept, and described as Telegram describes it."""
    for kind in ("document", "photo"):
        given = held.get(kind)
        if given is None:
            continue
        if isinstance(given, Upload):
            file_id = f"{kind}-{len(telegram.files) + 1}"
            telegram.files[file_id] = (given.name, bytes(given))
        else:
            file_id = str(given)  # sent before, or an address
        name, content = telegram.files.get(file_id, ("file", b""))
        described: Json = {"file_id": file_id, "file_unique_id": file_id, "file_size": len(content)}
        media: Any = [{**described, "width": 1, "height": 1}] if kind == "photo" else described | {"file_name": name}
        return held | {kind: media}
    return held


def _edit_text(telegram: StandIn, parameters: Json) -> object:
    text = _read_text(parameters, "text", TEXT_UNITS)
    new = {"entities": None, **text, "reply_markup": parameters.get("reply_markup")}
    return _edit(telegram, parameters, new)


def _edit_caption(telegram: StandIn, parameters: Json) -> object:
    caption = _read_text(parameters, "caption", CAPTION_UNITS)
    new = {"caption_entities": None, **caption, "reply_markup": parameters.get("reply_markup")}
    return _edit(telegram, parameters, new)


def _copy(telegram: StandIn, parameters: Json) -> object:
    source = telegram.chats.get(parameters["from_chat_id"])
    message = source.messages.get(parameters["message_id"]) if source else None
    if message is None:
        raise Refusal(400, "Bad Request: message to copy not found")
    chat = _reachable(telegram, parameters)
    held = {name: value for name, value in message.items() if name in _COPIED}
    copy = telegram.new_message(chat, {"from": telegram.bot, **held})
    telegram.note_sent(chat.id, held.get("text") or held.get("caption") or "")
    return {"message_id": copy["message_id"]}


def _edit_markup(telegram: StandIn, parameters: Json) -> object:
    return _edit(telegram, parameters, {"reply_markup": parameters.get("reply_markup")})


def _edit(telegram: StandIn, parameters: Json, new: Json) -> object:
    if "inline_message_id" in parameters:
        return True
    chat = _reachable(telegram, parameters)
    message = chat.messages.get(parameters["message_id"])
    if message is None or message.get("from") != telegram.bot:
        raise Refusal(400, "Bad Request: message to edit not found")
    kind = next((kind for kind in ("text", "caption") if kind in new), None)
    if kind is not None and kind not in message and (kind == "text" or not _CAPTIONED & message.keys()):
        raise Refusal(400, f"Bad Request: there is no {kind} in the message to edit")
    if all(message.get(name) == value for name, value in new.items()):
        raise Refusal(400, "Bad Request: message is not modified")
    for name, value in new.items():
        if value is None:
            message.pop(name, None)
        else:
            message[name] = value
    if "text" in new or "caption" in new:
        message["edit_date"] = int(telegram.now().timestamp())
    telegram.tell("edit", message)
    return message


def _delete_message(telegram: StandIn, parameters: Json) -> object:
    chat = _reachable(telegram, parameters, counts=False)
    if chat.messages.pop(parameters["message_id"], None) is None:
        raise Refusal(400, "Bad Request: message to delete not found")
    telegram.tell("delete", {"chat_id": chat.id, "message_id": parameters["message_id"]})
    return True


def _answer_query(telegram: StandIn, parameters: Json) -> object:
    telegram.answered_queries.append(parameters["callback_query_id"])
    telegram.tell("answered", parameters)
    return True


def _answer_inline(telegram: StandIn, parameters: Json) -> object:
    telegram.answered_queries.append(parameters["inline_query_id"])
    telegram.inline_results[parameters["inline_query_id"]] = parameters["results"]
    telegram.tell("offered", {"id": parameters["inline_query_id"], "results": parameters["results"]})
    return True


def _chat_action(telegram: StandIn, parameters: Json) -> object:
    chat = _reachable(telegram, parameters, counts=False)
    telegram.tell("typing", {"chat_id": chat.id})
    return True


def _set_webhook(telegram: StandIn, parameters: Json) -> object:
    if not parameters["url"]:
        return _delete_webhook(telegram, parameters)
    secret = parameters.get("secret_token", "")
    telegram.webhook = Webhook(parameters["url"], secret, parameters.get("max_connections", 40))
    telegram.changed.set()
    return True


def _delete_webhook(telegram: StandIn, parameters: Json) -> object:
    telegram.webhook = None
    if parameters.get("drop_pending_updates"):
        telegram.pending.clear()
    return True


def _webhook_info(telegram: StandIn, _: Json) -> object:
    url = telegram.webhook.url if telegram.webhook else ""
    return {"url": url, "has_custom_certificate": False, "pending_update_count": len(telegram.pending)}


_ACTIONS: dict[str, Callable[[StandIn, Json], object]] = {
    "getMe": _get_me,
    "sendMessage": _send(_text),
    "sendVenue": _send(_venue),
    "sendLocation": _send(_location),
    "sendContact": _send(_contact),
    "sendDocument": _send(_file("document")),
    "sendPhoto": _send(_file("photo")),
    "copyMessage": _copy,
    "editMessageText": _edit_text,
    "editMessageCaption": _edit_caption,
    "editMessageReplyMarkup": _edit_markup,
    "deleteMessage": _delete_message,
    "answerCallbackQuery": _answer_query,
    "answerInlineQuery": _answer_inline,
    "sendChatAction": _chat_action,
    "setWebhook": _set_webhook,
    "deleteWebhook": _delete_webhook,
    "getWebhookInfo": _webhook_info,
}
