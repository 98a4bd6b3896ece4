"""Changes of the programme: what people know, what is proposed to organisers, who asked about which session."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "published",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("seen", sa.String(64), nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("settled", sa.String(64), nullable=False),
    )
    op.create_table(
        "proposals",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("lines", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("reach", sa.Integer, nullable=False),
        sa.Column("decided_by", sa.String(128)),
        sa.Column("decided_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "asked_about",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("session_id", sa.String(48), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("asked_about_session", "asked_about", ["session_id"])
