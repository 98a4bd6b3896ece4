"""Looking into the database of a bot that may be running: one short transaction, without the lock of its owner."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StorageError
from bot.storage.database import Database

T = TypeVar("T")


async def visit(url: str, work: Callable[[Connection], T], *, makes: bool = False) -> T:
    """Do `work` in a transaction of its own; the bot goes on meanwhile.

    Args:
        url: of the database.
        work: gets the transaction; perhaps more than once.
        makes: whether a database that does not exist yet is made, for what a bot is to find when it starts.

    Raises:
        StorageError: if there is no database, or it is in use by another version of this program.
    """
    address = make_url(url)
    shown = address.render_as_string(hide_password=True)
    if not makes and not _exists(address):
        raise StorageError(
            f"DATABASE_URL: {shown} does not exist; start the bot once, name its database, or add --rehearsal"
        )
    database = Database(url)
    await database.visit()
    transactions = database.new_transactions()
    try:
        return await transactions.run(work)
    except (SQLAlchemyError, OSError) as error:
        raise StorageError(f"DATABASE_URL: {shown} cannot be used ({type(error).__name__}); is it up?") from None
    finally:
        await transactions.close()
        await database.close()


def _exists(address: URL) -> bool:
    """Whether there is something to connect to: SQLite would make an empty file."""
    return not address.drivername.startswith("sqlite") or Path(address.database or "").is_file()
