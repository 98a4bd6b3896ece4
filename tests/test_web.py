import asyncio
import io
import json
from pathlib import Path

import aiohttp
import pytest

from bot.web import BODY_LIMIT, SECRET_HEADER
from tests.support.ledger import Ledger
from tests.support.running import bot_process, free_port, stand_in, until

SECRET = "a-secret_of-the-test"


def update(update_id: int) -> dict[str, object]:
    message = {
        "message_id": 1,
        "date": 1,
        "text": "hello",
        "chat": {"id": 5, "type": "private"},
        "from": {"id": 5, "is_bot": False, "first_name": "A"},
    }
    return {"update_id": update_id, "message": message}


async def test_the_webhook_takes_only_what_telegram_sends(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/hook"
    database = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    settings = {"WEBHOOK_URL": url, "PORT": str(port), "WEBHOOK_SECRET": SECRET}
    async with stand_in() as (telegram, address), aiohttp.ClientSession() as session:
        telegram.chat(5)
        with bot_process(tmp_path, address, database, **settings) as bot:
            bot.start()
            await until(lambda: telegram.webhook is not None, 20)

            async def post(body: bytes, secret: str | None = SECRET) -> int:
                headers = {SECRET_HEADER: secret} if secret is not None else {}
                async with session.post(url, data=io.BytesIO(body), headers=headers) as response:
                    return response.status

            good = json.dumps(update(1)).encode()
            assert await post(good, None) == 401
            assert await post(good, "wrong") == 401
            assert await post(good, SECRET + "x") == 401
            assert await post(b"{") == 400
            assert await post(b"[" * 100_000) == 400
            assert await post(b"[]") == 400
            assert await post(b'{"update_id": "1"}') == 400
            assert await post(b'{"update_id": 1e99}') == 400
            assert await post(b" " * (BODY_LIMIT + 1)) == 413
            assert await post(good) == 200
            assert await post(good) == 200
            assert await post(json.dumps({"update_id": 2, "news": "of a later Bot API"}).encode()) == 200
            await until(lambda: len(telegram.sent) == 1, 10)
            async with session.get(url) as response:
                assert response.status == 405
            for path in ("healthz", "readyz"):
                async with session.get(f"http://127.0.0.1:{port}/{path}") as response:
                    assert response.status == 200
            assert await bot.terminate() == 0
            assert SECRET not in bot.log.read_text()
    assert len(telegram.sent) == 1


async def test_nothing_but_the_given_host_is_listened_on(tmp_path: Path) -> None:
    port = free_port()
    settings = {"PORT": str(port), "HOST": "127.0.0.1"}
    async with stand_in() as (telegram, address):
        with bot_process(tmp_path, address, f"sqlite:///{tmp_path}/bot.db", **settings) as bot:
            bot.start()
            await until(lambda: bool(telegram.poll_times), 20)
            listening = [
                line.split()[1]
                for line in Path(f"/proc/{bot.pid}/net/tcp").read_text().splitlines()[1:]
                if line.split()[3] == "0A" and line.split()[1].endswith(f":{port:04X}")
            ]
            assert listening == [f"0100007F:{port:04X}"]


async def test_a_made_secret_is_kept(tmp_path: Path) -> None:
    secrets = []
    for _ in range(2):
        port = free_port()
        settings = {"WEBHOOK_URL": f"http://127.0.0.1:{port}", "PORT": str(port)}
        async with stand_in() as (telegram, address):
            ledger = Ledger(telegram)
            with bot_process(tmp_path, address, f"sqlite:///{tmp_path}/bot.db", **settings) as bot:
                bot.start()
                ledger.ask(1)
                await until(lambda ledger=ledger: not ledger.unanswered, 20, bot.log.read_text())  # type: ignore[misc]
                assert telegram.webhook is not None
                assert telegram.webhook.url.endswith("/webhook")
                secrets.append(telegram.webhook.secret)
        await asyncio.sleep(0)
        (tmp_path / "bot.log").unlink()
    assert secrets[0] == secrets[1] != ""


@pytest.mark.parametrize("busy", ["port", "database"])
async def test_what_is_in_use_is_named_at_the_start(tmp_path: Path, busy: str) -> None:
    port = free_port()
    async with stand_in() as (telegram, address):
        database = f"sqlite:///{tmp_path}/bot.db"
        with (
            bot_process(tmp_path / "a", address, database, PORT=str(port)) as first,
            bot_process(
                tmp_path / "b",
                address,
                database if busy == "database" else f"sqlite:///{tmp_path}/other.db",
                PORT=str(port),
            ) as second,
        ):
            first.start()
            await until(lambda: bool(telegram.poll_times), 20)
            second.start()
            assert await second.ended() == 1
            assert ("DATABASE_URL" if busy == "database" else "PORT") in second.log.read_text()
