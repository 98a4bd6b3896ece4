from pathlib import Path

from tests.support.running import TOKEN, bot_process, stand_in, until


async def test_a_person_writes_and_is_answered_in_both_languages(tmp_path: Path, database_url: str) -> None:
    async with stand_in() as (telegram, address):
        with bot_process(tmp_path, address, database_url, LOG_LEVEL="DEBUG") as bot:
            bot.start()
            telegram.write(5, "Where is the concert?")
            telegram.write(5, "Gdzie będzie koncert?")
            await until(lambda: len(telegram.sent) == 2, 15, bot.log.read_text())
            assert telegram.texts(5) == [
                "1. I hear: Where is the concert?",
                "2. Słyszę: Gdzie będzie koncert?",
            ]
            assert await bot.terminate() == 0
        log = bot.log.read_text()
        assert TOKEN not in log
        assert "concert" not in log
