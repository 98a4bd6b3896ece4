import json
import logging
import sys

import pytest

from bot.logs import RedactingFormatter, configure_logs

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ-_x"


def formatted(shape: str, message: str, *args: object, secrets: tuple[str, ...] = ()) -> str:
    try:
        raise RuntimeError(f"https://api.telegram.org/bot{TOKEN}/getMe failed")
    except RuntimeError:
        record = logging.LogRecord("bot", logging.ERROR, "", 0, message, args, sys.exc_info())
    record.url = f"bot{TOKEN}"
    return RedactingFormatter("json" if shape == "json" else "text", secrets).format(record)


@pytest.mark.parametrize("shape", ["text", "json"])
def test_no_token_passes_in_message_arguments_fields_or_traceback(shape: str) -> None:
    line = formatted(shape, f"{TOKEN} %s %s", TOKEN, TOKEN.replace(":", "%3A"))
    assert "AAbbCC" not in line
    assert "Traceback" in line
    if shape == "json":
        assert json.loads(line)["level"] == "ERROR"


def test_other_secrets_are_masked_wherever_they_stand() -> None:
    assert "hunter2" not in formatted("text", "password hunter2 %s", "xhunter2x", secrets=("hunter2",))


def test_an_uncaught_error_goes_through_the_formatter(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    try:
        configure_logs("INFO", "text")
        try:
            raise ValueError(f"bot{TOKEN}")
        except ValueError as error:
            sys.excepthook(type(error), error, error.__traceback__)
    finally:
        root.handlers[:], sys.excepthook = handlers, hook
        root.setLevel(level)
        logging.captureWarnings(capture=False)
    printed = capsys.readouterr().err
    assert "ValueError" in printed
    assert "AAbbCC" not in printed
