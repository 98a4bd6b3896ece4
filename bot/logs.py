"""Logs as text or JSON lines: no secret passes the formatter, tracebacks included; no users' words."""

import asyncio
import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal

# A bot's token in any URL or message, also percent-encoded and also when it is not ours.
_TOKEN = re.compile(r"\d{6,20}(?::|%3[Aa])[A-Za-z0-9_-]{30,100}")
# Not shown as fields: what every record has, and the message again with colours, which uvicorn adds.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
# At DEBUG these repeat what people wrote, or are of no use to an operator.
_WORDY = (
    "telegram",
    "aiosqlite",
    "sqlalchemy",
    "alembic",
    "aiohttp",
    "uvicorn.access",
    "watchfiles",
    "httpx",
)


class RedactingFormatter(logging.Formatter):
    """Formats a whole record first and masks secrets last, so that nothing slips past.

    Args:
        shape: lines for people (``text``) or one JSON object a line (``json``).
        secrets: exact texts to mask, besides everything that looks like a bot's token.
    """

    def __init__(self, shape: Literal["text", "json"], secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        self._shape = shape
        self._secrets = tuple(sorted({secret for secret in secrets if secret}, key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        """One record as a line (a traceback adds lines in text shape)."""
        extra = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if self._shape == "json":
            return self._masked(self._json(record, extra))
        line = super().format(record)
        head, newline, rest = line.partition("\n")
        fields = "".join(f" {name}={value}" for name, value in extra.items())
        return self._masked(head + fields + newline + rest)

    def _json(self, record: logging.LogRecord, extra: dict[str, object]) -> str:
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **extra,
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)

    def _masked(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return _TOKEN.sub("***", text)


def configure_logs(level: str, shape: Literal["text", "json"], secrets: Iterable[str] = ()) -> None:
    """Send every log line of the process, uncaught exceptions too, through one redacting handler."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(shape, secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _WORDY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # a failing log call would print its arguments past the formatter
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda args: _log_uncaught(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
    )


def watch_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Log what no task of `loop` caught, by the redacting handler instead of asyncio's own."""

    def log(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        logging.getLogger("asyncio").error(
            "%s", context.get("message"), exc_info=error if isinstance(error, BaseException) else None
        )

    loop.set_exception_handler(log)


def stack_of(error: BaseException) -> str:
    """Where `error` arose: its type and frames, without its message, which may hold users' words."""
    frames = traceback.extract_tb(error.__traceback__)
    path = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{type(error).__name__} at {path}"


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("stopped by an error", exc_info=(kind, error, trace))
