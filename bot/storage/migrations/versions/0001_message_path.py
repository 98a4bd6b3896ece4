"""The message path: inbox, outbox, chats, owners, and what processes share."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the first tables."""
    _make_inbox()
    _make_outbox()
    op.create_table(
        "chats",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("locale", sa.String(8)),
        sa.Column("context", sa.Text, nullable=False),
        sa.Column("context_at", sa.BigInteger),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("unreachable_at", sa.BigInteger),
        sa.Column("unreachable_reason", sa.Text),
    )
    op.create_table(
        "owners",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("alive_until", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "pacer",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("next_at", sa.BigInteger, nullable=False),
    )


def _make_inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("update_id", sa.BigInteger, nullable=False, unique=True),
        sa.Column("lane", sa.BigInteger, nullable=False),
        sa.Column("payload", sa.Text),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("done_at", sa.BigInteger),
        sa.Column("leased_by", sa.String(32)),
        sa.Column("starts", sa.Integer, nullable=False),
        sa.Column("error_id", sa.String(16)),
        sqlite_autoincrement=True,
    )
    unfinished = sa.text("done_at IS NULL")
    for name, columns in (("inbox_lane", ["lane", "id"]), ("inbox_queue", ["id"])):
        op.create_index(name, "inbox", columns, sqlite_where=unfinished, postgresql_where=unfinished)


def _make_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("key", sa.String(200), nullable=False, unique=True),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("rank", sa.SmallInteger, nullable=False),
        sa.Column("method", sa.String(64), nullable=False),
        sa.Column("parameters", sa.Text),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("settled_at", sa.BigInteger),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("leased_by", sa.String(32)),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("error", sa.Text),
        sqlite_autoincrement=True,
    )
    waiting = sa.text("state = 'waiting'")
    for name, columns in (("outbox_lane", ["chat_id", "rank", "id"]), ("outbox_queue", ["rank", "id"])):
        op.create_index(name, "outbox", columns, sqlite_where=waiting, postgresql_where=waiting)
