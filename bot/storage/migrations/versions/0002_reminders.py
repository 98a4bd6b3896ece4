"""Reminders: who follows what, quiet hours, what was sent or came too late, how far planning has come, ratings."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, and the quiet hours of a chat."""
    op.add_column("chats", sa.Column("quiet_from", sa.SmallInteger))
    op.add_column("chats", sa.Column("quiet_until", sa.SmallInteger))
    chosen = sa.text("quiet_from IS NOT NULL")
    columns = ["quiet_from", "quiet_until", "chat_id"]
    op.create_index("chats_quiet", "chats", columns, sqlite_where=chosen, postgresql_where=chosen)
    op.create_table(
        "follows",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("item", sa.String(64), primary_key=True),
        sa.Column("since", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("follows_item", "follows", ["item", "chat_id"])
    op.create_table(
        "reminders",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(128), primary_key=True),
        sa.Column("fate", sa.String(16), nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("wall", sa.String(16), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("message", sa.String(200)),
        sa.Column("planned_at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,  # the key is the table: half of the writing
    )
    op.create_index("reminders_planned", "reminders", ["planned_at"])
    op.create_table(
        "plans",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("done_until", sa.BigInteger, nullable=False),
        sa.Column("doing_until", sa.BigInteger),
        sa.Column("chat_id", sa.BigInteger),
    )
    op.create_table(
        "ratings",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("session", sa.String(64), primary_key=True),
        sa.Column("stars", sa.SmallInteger, nullable=False),
        sa.Column("rated_at", sa.BigInteger, nullable=False),
    )
