"""Whatever happens on the wire, every person is answered."""

from pathlib import Path

import pytest

from bot.rehearsal.faults import AMBIGUOUS, Fault
from bot.rehearsal.telegram import Webhook
from tests.support.ledger import Ledger
from tests.support.running import BotProcess, bot_process, free_port, stand_in, until

WITHIN = 60.0  # seconds from fault to answer
SOON = 35.0  # seconds within which the bot polls again, whatever happened


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/bot.db"


async def answered_once(bot: BotProcess, ledger: Ledger, seconds: float) -> None:
    await until(lambda: not ledger.unanswered, seconds, bot.log.read_text()[-3000:])


async def test_every_fault_on_sending(tmp_path: Path, database: str) -> None:
    async with stand_in() as (telegram, address):
        ledger = Ledger(telegram)
        with bot_process(tmp_path, address, database) as bot:
            bot.start()
            ledger.ask(1)
            await answered_once(bot, ledger, 20)
            for chat_id, fault in enumerate(Fault, start=2):
                telegram.faults.add("sendMessage", fault)
                ledger.ask(chat_id)
            await answered_once(bot, ledger, WITHIN)
            assert await bot.terminate() == 0
        assert len(telegram.faults.happened) == len(Fault)
        # Slow is only slow; where the effect came before the fault, the repeat is what is promised.
        assert ledger.repeats <= len(AMBIGUOUS)


async def test_every_fault_on_polling(tmp_path: Path, database: str) -> None:
    async with stand_in() as (telegram, address):
        ledger = Ledger(telegram)
        with bot_process(tmp_path, address, database) as bot:
            bot.start()
            ledger.ask(1)
            await answered_once(bot, ledger, 20)
            for fault in Fault:
                telegram.faults.add("getUpdates", fault)
                ledger.ask(2)  # ends the poll that is held open; the fault meets the next one
                await until(lambda: not telegram.faults.is_pending, SOON, fault)
                ledger.ask(3)
                await answered_once(bot, ledger, SOON)
            assert await bot.terminate() == 0
        assert ledger.repeats == 0
        ledger.check_order()


async def test_every_fault_on_the_webhook(tmp_path: Path, database: str) -> None:
    port = free_port()
    async with stand_in() as (telegram, address):
        ledger = Ledger(telegram)
        url = f"http://127.0.0.1:{port}/hook"
        with bot_process(tmp_path, address, database, WEBHOOK_URL=url, PORT=str(port)) as bot:
            telegram.faults.add("setWebhook", Fault.BAD_GATEWAY)
            bot.start()
            for chat_id, fault in enumerate(Fault, start=1):
                telegram.faults.add("webhook", fault)
                ledger.ask(chat_id)
            await answered_once(bot, ledger, WITHIN)
            assert await bot.terminate() == 0
        assert ledger.repeats == 0, "an update that is delivered twice is answered once"


async def test_a_start_while_telegram_is_unwell(tmp_path: Path, database: str) -> None:
    async with stand_in() as (telegram, address):
        ledger = Ledger(telegram)
        for fault in (Fault.UNAUTHORIZED, Fault.BAD_GATEWAY, Fault.RESET_BEFORE, Fault.NOT_FOUND):
            telegram.faults.add("getMe", fault)
        with bot_process(tmp_path, address, database) as bot:
            bot.start()
            ledger.ask(1)
            await answered_once(bot, ledger, WITHIN)


async def test_a_wrong_token_ends_the_start_with_its_remedy(tmp_path: Path, database: str) -> None:
    async with stand_in() as (_, address):
        wrong = "987654321:wrongWRONGwrongWRONGwrongWRONGwrong"
        with bot_process(tmp_path, address, database, TELEGRAM_BOT_TOKEN=wrong) as bot:
            bot.start()
            assert await bot.ended() != 0
            log = bot.log.read_text()
            assert "TELEGRAM_BOT_TOKEN" in log
            assert "@BotFather" in log
            assert wrong not in log


async def test_a_blocked_bot_tries_once(tmp_path: Path, database: str) -> None:
    async with stand_in() as (telegram, address):
        ledger = Ledger(telegram)
        with bot_process(tmp_path, address, database) as bot:
            bot.start()
            telegram.write(5, "hello")
            telegram.chat(5).is_blocked = True
            await until(lambda: any(call.status == 403 for call in telegram.calls), 20)
            ledger.ask(6)
            await answered_once(bot, ledger, 20)
            assert sum(call.status == 403 for call in telegram.calls) == 1
            telegram.chat(5).is_blocked = False
            ledger.ask(5)
            await answered_once(bot, ledger, 20)


async def test_a_group_that_migrates_is_followed(tmp_path: Path, database: str) -> None:
    async with stand_in() as (telegram, address):
        telegram.chat(-1001234567890123)
        with bot_process(tmp_path, address, database) as bot:
            telegram.write(-77, "hello", person_id=5)
            telegram.chat(-77).migrated_to = -1001234567890123
            bot.start()
            await until(lambda: bool(telegram.texts(-1001234567890123)), 20, bot.log.read_text())


async def test_limits_are_kept_while_people_write_fast(tmp_path: Path, database: str) -> None:
    async with stand_in() as (telegram, address):
        telegram.limits.is_on = True
        ledger = Ledger(telegram)
        with bot_process(tmp_path, address, database) as bot:
            bot.start()
            for _ in range(8):
                ledger.ask(5)
            await answered_once(bot, ledger, 30)
        assert telegram.limits.refusals == 0
        ledger.check_order()


async def test_polling_removes_a_webhook_that_was_left(tmp_path: Path, database: str) -> None:
    async with stand_in() as (telegram, address):
        telegram.webhook = Webhook("http://127.0.0.1:9/gone", "")
        ledger = Ledger(telegram)
        with bot_process(tmp_path, address, database) as bot:
            bot.start()
            ledger.ask(1)
            await answered_once(bot, ledger, 20)
