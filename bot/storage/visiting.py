"""Looking into the database of a bot that may be running: one short transaction, without the lock of its owner."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StorageError
from bot.storage.database import Database, check_version

T = TypeVar("T")


async def visit(url: str, work: Callable[[Connection], T]) -> T:
    """Do `work` in a transaction of its own; the bot goes on meanwhile.

    Raises:
        StorageError: if there is no database yet, or it is of another version than this program.
    """
    address = make_url(url)
    shown = address.render_as_string(hide_password=True)
    if not _exists(address):
        raise StorageError(f"DATABASE_URL: {shown} does not exist; start the bot once, or name its database")
    database = Database(url)
    transactions = database.new_transactions()

    def checked(connection: Connection) -> T:
        check_version(connection)
        return work(connection)

    try:
        return await transactions.run(checked)
    except (SQLAlchemyError, OSError) as error:
        raise StorageError(f"DATABASE_URL: {shown} cannot be used ({type(error).__name__}); is it up?") from None
    finally:
        await transactions.close()
        await database.engine.dispose()


def _exists(address: URL) -> bool:
    """Whether there is something to connect to: SQLite would make an empty file."""
    return not address.drivername.startswith("sqlite") or Path(address.database or "").is_file()
