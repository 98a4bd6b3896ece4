"""What the organisers have told people lately: messages to everybody, and changes of the programme."""

from collections.abc import Iterator

from sqlalchemy import Connection

from bot.core.answer import News
from bot.core.locale import Locale
from bot.storage import broadcasts, proposals
from bot.storage.proposals import Stage


def latest_news(connection: Connection, limit: int) -> tuple[News, ...]:
    """Give the newest, the newest first."""
    found = sorted(
        [*_messages(connection, limit), *_changes(connection, limit)], key=lambda news: news.at, reverse=True
    )
    return tuple(found[:limit])


def _messages(connection: Connection, limit: int) -> Iterator[News]:
    for each in broadcasts.told_to_all(connection, limit):
        texts = {locale: words.text for locale in Locale if (words := each.content.words(locale)) is not None}
        yield News(each.due_at or each.created_at, texts)


def _changes(connection: Connection, limit: int) -> Iterator[News]:
    for each in proposals.load_proposals(connection, Stage.SENDING, Stage.SENT, limit=limit):
        if each.decided_at is not None:
            yield News(each.decided_at, {locale: each.text(locale) for locale in Locale})
