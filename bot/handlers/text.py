"""Any text → the core → its answer; also captions, edits, and what is no text at all."""

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import MessageHandler, filters

from bot.delivery.limits import split_text
from bot.handlers.address import is_meant, text_for
from bot.handlers.flood import Flood, Verdict, author_of
from bot.handlers.saying import asker_of, say
from bot.handlers.turn import Guide, Handler, Reply, Turn

_KEPT_ANSWERS = 5
"""Answers that an edit still finds: people put right what they have just written."""
_WORDS = filters.TEXT | filters.CAPTION


def text_handler(guide: Guide, flood: Flood) -> Handler:
    """The handler for whatever people write."""

    async def on_text(update: Update, turn: Turn) -> None:
        message = _meant(update, turn)
        if message is None or not _is_calm(message, turn, guide, flood):
            return
        reply = guide.answer(text_for(message, turn.bot.bot), asker_of(message, turn))
        say(turn, reply, message)
        _note_answer(turn, message, reply)
        turn.keep(_album(message))

    return MessageHandler(_WORDS & filters.UpdateType.MESSAGE, on_text)


def edit_handler(guide: Guide, flood: Flood) -> Handler:
    """The handler for a message that is put right: its answer is put right too, else it is answered anew."""

    async def on_edit(update: Update, turn: Turn) -> None:
        message = _meant(update, turn)
        if message is None or not _is_calm(message, turn, guide, flood):
            return
        reply = guide.answer(text_for(message, turn.bot.bot), asker_of(message, turn))
        answered = [update_id for number, update_id in _answers(turn) if number == message.message_id]
        sent = await turn.find_sent(answered[-1]) if answered else None
        say(turn, reply, message, edits=sent)
        _note_answer(turn, message, reply, keeps=bool(sent))

    return MessageHandler(_WORDS & filters.UpdateType.EDITED_MESSAGE, on_edit)


def other_handler(guide: Guide, flood: Flood) -> Handler:
    """The handler for photos, voice, stickers and the like: one sentence in private, silence in groups."""

    async def on_other(update: Update, turn: Turn) -> None:
        message = _meant(update, turn)
        if message is None:
            return
        if message.chat.type != ChatType.PRIVATE:
            turn.is_overheard = True  # a sticker in reply to an answer is for the group
            return
        album = _album(message)
        if album and turn.profile.context.get("album") == message.media_group_id:
            return
        if not _is_calm(message, turn, guide, flood):
            return
        reply = guide.notice("only_text", asker_of(message, turn))
        say(turn, reply, message)
        turn.keep(album)

    return MessageHandler(filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL, on_other)


def _album(message: Message) -> dict[str, object]:
    """What to keep so that the other pictures of an album, which come one by one, are not answered too."""
    return {"album": message.media_group_id} if message.media_group_id else {}


def _meant(update: Update, turn: Turn) -> Message | None:
    """The message if it is meant for the bot; else it is overheard and nothing of it is kept."""
    message = update.effective_message
    if message is None or not is_meant(message, turn.bot.bot):
        turn.is_overheard = True
        return None
    return message


def _is_calm(message: Message, turn: Turn, guide: Guide, flood: Flood) -> bool:
    """Whether the author is within their pace; tells it once when it is not."""
    verdict = flood.judge(author_of(message))
    if verdict is Verdict.TELL:
        say(turn, guide.notice("too_fast", asker_of(message, turn)), message)
    return verdict is Verdict.ANSWER


def _answers(turn: Turn) -> list[tuple[int, int]]:
    """Pairs (message id of a person, id of the update that brought it), the newest last."""
    kept = turn.profile.context.get("answers", [])
    return [(pair[0], pair[1]) for pair in kept] if isinstance(kept, list) else []


def _note_answer(turn: Turn, message: Message, reply: Reply, *, keeps: bool = False) -> None:
    """Keep which update was answered by one message, so that an edit finds that message."""
    before = _answers(turn)
    if not keeps and reply.answer and len(split_text(reply.answer.text)) == 1:
        before = [*before, (message.message_id, turn.update_id)]
    turn.keep({"answers": [list(pair) for pair in before[-_KEPT_ANSWERS:]]})
