"""All tables: a table exists in `metadata` once its module is imported."""

from bot.storage import (  # noqa: F401 - imported for their tables
    asked,
    broadcasts,
    chats,
    follows,
    inbox,
    meta,
    outbox,
    owners,
    proposals,
    published,
    questions,
    reminders,
    replies,
    schema,
    unanswered,
)

metadata = schema.metadata
