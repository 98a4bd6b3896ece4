"""Questions: how many, those that were not answered, who waits for the organisers, and what those answered."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "question_counts",
        sa.Column("hour", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("locale", sa.String(8), primary_key=True),
        sa.Column("status", sa.String(16), primary_key=True),
        sa.Column("subject", sa.String(80), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    _make_inbox()
    op.create_table(
        "organiser_replies",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("reported", sa.String(32), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("done_at", sa.BigInteger, index=True),
        sqlite_autoincrement=True,
    )


def _make_inbox() -> None:
    op.create_table(
        "unanswered_questions",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("key", sa.String(32), nullable=False, unique=True),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("locale", sa.String(8), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("unknown", sa.Integer, nullable=False),
        sa.Column("not_announced", sa.Integer, nullable=False),
        sa.Column("disliked", sa.Integer, nullable=False),
        sa.Column("first_at", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False, index=True),
        sa.Column("answered_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "question_askers",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column(
            "question_id",
            _ROW_ID,
            sa.ForeignKey("unanswered_questions.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("chat_id", sa.BigInteger, nullable=False, index=True),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("locale", sa.String(8), nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
