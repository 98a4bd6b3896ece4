"""Step 4 of 4, reply: `Answer` → parameters of Telegram's methods, within Telegram's limits."""

import html

from bot.core.answer import Answer
from bot.delivery.limits import split_text


def render(answer: Answer, *, thread_id: int | None = None) -> list[dict[str, object]]:
    """One dict of sendMessage's parameters (without chat_id) for each part of the answer.

    Args:
        answer: its text is plain; what looks like markup in it is shown as it is.
        thread_id: the forum topic to answer in.
    """
    return [
        {
            "text": html.escape(part, quote=False),
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
            **({"message_thread_id": thread_id} if thread_id is not None else {}),
        }
        # Split before escaping: Telegram counts the text after it has read the markup.
        for part in split_text(answer.text)
    ]
