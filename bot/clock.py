"""The only reader of the clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """Give the present moment, time-zone aware."""
    return datetime.now(UTC)  # noqa: TID251  (this is the one place that may)
