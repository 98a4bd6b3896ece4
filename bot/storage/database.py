"""Opening the database: the engine, one process only on an SQLite file, and the newest tables."""

import asyncio
import fcntl
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, TypeVar

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.errors import StorageError
from bot.storage.tables import metadata
from bot.storage.transactions import InAGreenlet, OnTheLoop, Transactions, dispose, with_connection

T = TypeVar("T")

MIGRATIONS = Path(__file__).parent / "migrations"
CONNECT_SECONDS = 10
_MIGRATION_LOCK = 0x536D6F6B  # "Smok": the advisory lock under which one process migrates, the others wait


class Database:
    """An engine on migrated tables.

    Args:
        url: ``sqlite+aiosqlite:///file`` or ``postgresql+asyncpg://…``.
    """

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self.is_exclusive = self._url.drivername.startswith("sqlite")
        """True when no other bot can work on it; a shell may still write rows of its own beside it (`visit`)."""
        self._lock: IO[str] | None = None
        self.engine = _engine(self._url)
        """Of an asynchronous driver; for reading, on PostgreSQL for writing too."""

    def new_transactions(self) -> Transactions:
        """For writing: one at a time."""
        return OnTheLoop(_writer_engine(self._url)) if self.is_exclusive else InAGreenlet(self.engine)

    async def read(self, look: Callable[[Connection], T]) -> T:
        """Look something up."""
        return await with_connection(self.engine, look)

    async def open(self) -> None:
        """Connect and bring the tables up to date.

        Raises:
            StorageError: if it cannot be reached, is in use, or was made by a newer version.
        """
        if self.is_exclusive:
            self._lock = _lock_file(self._url)
            if self._lock is None:
                path = self._url.database
                raise StorageError(
                    f"DATABASE_URL: {path} is in use by a running bot; stop that one, or use PostgreSQL for several"
                )
        await self._bring_up_to_date()

    async def visit(self) -> None:
        """Connect for some short transactions beside a bot that may run; where none does, as `open`, then let go.

        Raises:
            StorageError: if it cannot be reached, or was made by another version.
        """
        if not self.is_exclusive:
            await self.open()
            return
        lock = _lock_file(self._url)
        if lock is not None:
            with lock:  # a bot that starts in this moment is refused, and told why
                await self._bring_up_to_date()
            return
        if await self.read(_version) != _newest():
            await self.close()
            raise StorageError(
                f"DATABASE_URL: {self._url.database} is in use by a bot of another version; restart that one first"
            )

    async def _bring_up_to_date(self) -> None:
        try:
            await with_connection(self.engine, _migrate)
        except (SQLAlchemyError, OSError) as error:
            await self.close()
            cause = error.orig if isinstance(error, DBAPIError) else error
            shown = self._url.render_as_string(hide_password=True)
            raise StorageError(
                f"DATABASE_URL: {shown} cannot be used ({cause}); check the address and that it is up"
            ) from None
        except StorageError:
            await self.close()
            raise

    async def close(self) -> None:
        """Let go of connections and of the file."""
        await dispose(self.engine)
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _engine(url: URL) -> Engine:
    # hide_parameters: an error must not carry users' words into a log.
    if not url.drivername.startswith("sqlite"):
        return create_engine(url, hide_parameters=True, pool_size=4, connect_args={"timeout": CONNECT_SECONDS})
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _writer_engine(url: URL) -> Engine:
    engine = create_engine(
        url.set(drivername="sqlite"), hide_parameters=True, connect_args={"check_same_thread": False}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    # Whoever begins waits without blocking the event loop: see `OnTheLoop`.
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=0"))
    # A transaction that will write takes the lock before it reads, so what it read stays true.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: see _begin_sqlite
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # FULL keeps commits through a power cut; with group commit it costs hardly more than NORMAL.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _lock_file(url: URL) -> IO[str] | None:
    """Take the lock beside an SQLite file; the system drops it when the process ends, however it ends.

    Returns:
        The lock, or None if a running bot holds it.
    """
    path = Path(url.database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(path.name + ".lock").open("w", encoding="ascii")
    except OSError as error:
        raise StorageError(f"DATABASE_URL: {path}: {error.strerror}; choose a folder it may write") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    return lock


def _migrate(connection: Connection) -> None:
    with connection.begin():
        _bring_tables_up_to_date(connection)


def _bring_tables_up_to_date(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
    current, newest = _version(connection), _newest()
    if current == newest:
        return
    if current is None:
        _make(connection, newest)
        return
    if current > newest:
        raise StorageError(
            f"DATABASE_URL: the tables are of version {current}, this program knows {newest}; "
            "run the newer program, or restore a backup from before the upgrade"
        )
    upgrade(connection)


def _make(connection: Connection, newest: str) -> None:
    """Make the tables of a new database as the migrations would leave them; a test holds the two equal."""
    metadata.create_all(connection)
    version = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
    version.create(connection)
    connection.execute(version.insert(), {"version_num": newest})


def upgrade(connection: Connection) -> None:
    """Run the migrations that a database lacks."""
    # Imported for an upgrade alone: it takes 0.3 s and 10 MB.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _newest() -> str:
    """Revisions are numbered and name their files: 0001_message_path.py."""
    return max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


async def wait_for_database(database: Database, seconds: float) -> None:
    """Open `database`, trying again for up to `seconds`: a server may start after the bot does.

    Raises:
        StorageError: if it still cannot be opened.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        try:
            await database.open()
        except StorageError:
            if database.is_exclusive or asyncio.get_running_loop().time() >= deadline:
                raise
            await asyncio.sleep(1)
        else:
            return
