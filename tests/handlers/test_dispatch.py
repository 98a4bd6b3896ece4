import re
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.support.running import TOKEN, bot_process, stand_in, until


async def test_a_bug_is_told_with_its_id_and_the_next_message_works(tmp_path: Path) -> None:
    async with stand_in() as (telegram, address):
        with bot_process(tmp_path, address, f"sqlite:///{tmp_path}/bot.db") as bot:
            bot.start()
            telegram.write(5, "bug", language="pl")
            telegram.write(5, "hello")
            await until(lambda: len(telegram.sent) == 2, 20, bot.log.read_text())
            apology, answer = telegram.texts(5)
            error_id = re.findall(r"[0-9a-f]{8}", apology)[0]
            assert "Przepraszam" in apology
            assert answer == "1. I hear: hello"
            log = bot.log.read_text()
            assert f"error_id={error_id}" in log
            assert "ValueError" in log
            assert "repeats the words" not in log, "an exception's message may hold what people wrote"


async def test_a_message_that_ends_the_process_three_times_is_set_aside(tmp_path: Path) -> None:
    async with stand_in() as (telegram, address):
        with bot_process(tmp_path, address, f"sqlite:///{tmp_path}/bot.db") as bot:
            telegram.write(5, "deadly")
            telegram.write(5, "after it")
            telegram.write(6, "beside it")
            deaths = 0
            while len(telegram.sent) < 3 and deaths < 8:
                bot.start()
                await until(lambda: bot.has_ended or len(telegram.sent) == 3, 30, bot.log.read_text())
                deaths += bot.has_ended
            # The first death only makes it a suspect; then it is begun three times under observation.
            assert deaths == 4
            assert telegram.texts(6) == ["1. I hear: beside it"]
            apology, answer = telegram.texts(5)
            assert "Sorry" in apology
            assert answer == "1. I hear: after it"


async def test_what_was_merely_there_when_the_process_ended_comes_before_what_ended_it(tmp_path: Path) -> None:
    """Else it would be there each time, and be set aside in the end though innocent."""
    async with stand_in() as (telegram, address):
        with bot_process(tmp_path, address, f"sqlite:///{tmp_path}/bot.db") as bot:
            telegram.write(5, "deadly")
            for chat in range(6, 12):
                telegram.write(chat, "hello")
            # All become suspects; all are begun; the first is begun again; then those that did no harm come first.
            for _ in range(4):
                bot.start()
                await until(lambda: bot.has_ended, 30, bot.log.read_text())
            with closing(sqlite3.connect(tmp_path / "bot.db")) as database:
                waiting = list(database.execute("SELECT lane FROM inbox WHERE done_at IS NULL"))
            assert waiting == [(5,)]


async def test_a_pressed_button_is_answered_at_once(tmp_path: Path) -> None:
    async with stand_in() as (telegram, address):
        with bot_process(tmp_path, address, f"sqlite:///{tmp_path}/bot.db") as bot:
            bot.start()
            telegram.write(5, "hello")
            await until(lambda: len(telegram.sent) == 1, 20)
            telegram.press(5, 2, "anything")
            await until(lambda: len(telegram.answered_queries) == 1, 5, bot.log.read_text())


async def test_neither_token_nor_words_are_in_a_log_at_any_level(tmp_path: Path) -> None:
    for shape in ("text", "json"):
        async with stand_in() as (telegram, address):
            folder = tmp_path / shape
            settings = {"LOG_LEVEL": "DEBUG", "LOG_FORMAT": shape, "PYTHONASYNCIODEBUG": "1"}
            with bot_process(folder, address, f"sqlite:///{folder}/bot.db", **settings) as bot:
                bot.start()
                telegram.write(5, "Gdzie jest Xylofon?")
                telegram.write(5, "bug")
                await until(lambda t=telegram: len(t.sent) == 2, 20)  # type: ignore[misc]
                await bot.terminate()
            log = bot.log.read_text()
            assert TOKEN not in log
            assert TOKEN.partition(":")[2] not in log
            assert "Xylofon" not in log
