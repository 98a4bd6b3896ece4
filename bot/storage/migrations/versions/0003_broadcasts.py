"""Broadcasts: what organisers send to many chats, and which messages of the outbox belong to one."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table, and mark messages and chats."""
    op.create_table(
        "broadcasts",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("audience", sa.Text, nullable=False),
        sa.Column("wall", sa.String(16)),
        sa.Column("zone", sa.String(64)),
        sa.Column("corrects", sa.BigInteger),
        sa.Column("created_by", sa.BigInteger),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("is_late", sa.Boolean, nullable=False),
        sa.Column("reached", sa.BigInteger),
        sa.Column("copies", sa.Integer, nullable=False),
        sa.Column("copied_at", sa.BigInteger),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("counts", sa.Text),
        sa.Column("shown", sa.Integer, nullable=False),
        sa.Column("shown_at", sa.BigInteger),
        sa.Column("shown_digest", sa.String(32)),
        sa.Column("is_closed", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("broadcasts_stage", "broadcasts", ["is_closed", "stage"])
    op.add_column("outbox", sa.Column("broadcast_id", sa.BigInteger))
    of_one = sa.text("broadcast_id IS NOT NULL")
    op.create_index(
        "outbox_broadcast", "outbox", ["broadcast_id", "state"], sqlite_where=of_one, postgresql_where=of_one
    )
    op.add_column("chats", sa.Column("language", sa.String(8)))
    op.add_column("chats", sa.Column("silent_at", sa.BigInteger))
