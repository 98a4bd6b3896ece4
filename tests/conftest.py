"""What the tests share: one fitted brain, a chat to talk to it, copies of the knowledge to change or break."""

import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot import language_files
from bot.brain_files import load_brain
from bot.core.brain import Brain
from bot.core.lexicon import Intent
from tests.helpers import KNOWLEDGE, Chat
from tests.support import postgres

# No deadline: a slow machine is no bug. Derandomised: the suite says the same at home and in CI.
settings.register_profile(
    "smok", deadline=None, derandomize=True, max_examples=150, suppress_health_check=list(HealthCheck)
)
settings.load_profile("smok")


@pytest.fixture(scope="session")
def brain() -> Brain:
    """The brain of knowledge/ as the commands load it: from the cache if that serves, else fitted (15 s)."""
    return load_brain(KNOWLEDGE)


@pytest.fixture(scope="session")
def intents() -> Mapping[str, Intent]:
    return language_files.read_intents()


@pytest.fixture
def chat(brain: Brain) -> Chat:
    """A new conversation, a week before the event, in which English is the fallback."""
    return Chat(brain)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of knowledge/ to break, without its cache."""
    target = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, target, ignore=shutil.ignore_patterns(".cache"))
    return target


@pytest.fixture
def edit(folder: Path) -> Callable[..., int]:
    """Replace the first `old` in a file of the copy, and give the line where `new` then stands."""

    def replace(file: str, old: str, new: str) -> int:
        path = folder / file
        text = path.read_text(encoding="utf8")
        assert old in text, f"{file} no longer has {old!r}: choose another place to break"
        path.write_text(text.replace(old, new, 1), encoding="utf8")
        return text[: text.index(old)].count("\n") + 1

    return replace


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    programs = postgres.programs()
    if programs is None:
        pytest.skip("no PostgreSQL here: apt-get install postgresql")
    with postgres.cluster(programs) as url:
        yield url


@pytest.fixture
async def postgres_url(postgres_server: str) -> str:
    name = f"smok_{secrets.token_hex(4)}"
    engine = create_async_engine(f"{postgres_server}/postgres", isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return f"{postgres_server}/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each test that takes this runs on both databases."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    return str(request.getfixturevalue("postgres_url"))
