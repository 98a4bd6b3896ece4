"""The environment (and .env) → frozen settings; a wrong one is named together with its remedy."""

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.core.locale import Locale
from bot.delivery.pacer import BROADCAST_RATE, FASTEST_RATE
from bot.errors import SettingsError

TELEGRAM = "https://api.telegram.org"
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,100}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # the alphabet that setWebhook allows
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}


class Settings(BaseSettings):
    """All settings of the bot; field names in capitals are the environment variables."""

    model_config = SettingsConfigDict(
        env_file=".env", frozen=True, extra="ignore", env_ignore_empty=True, validate_default=False
    )

    telegram_bot_token: SecretStr | None = None
    """From @BotFather; without one the bot runs only against the stand-in on this machine."""
    telegram_api_url: str = TELEGRAM
    """Another address serves a Bot API server of one's own, or the stand-in."""
    database_url: SecretStr = SecretStr("sqlite+aiosqlite:///data/bot.db")
    """One SQLite file, or postgresql:// for several processes on one database."""
    knowledge_dir: Path = Path("knowledge")
    """The folder of what the bot knows."""
    organiser_ids: Annotated[tuple[int, ...], NoDecode] = ()
    """Telegram user ids of the organisers, with commas between."""
    organisers_chat_id: int | None = None
    """A group of the organisers: questions are posted there, and a reply to such a post is the answer."""
    webhook_url: str | None = None
    """The public address of this bot; without one it polls."""
    webhook_secret: SecretStr | None = None
    """What Telegram sends back with every update; made and kept in the database if absent."""
    host: str = "127.0.0.1"
    """The address to listen on; nothing else is listened on."""
    port: int | None = Field(default=None, ge=1, le=65535)
    """Webhook and health; 8080 with a webhook. While polling, health is served only if it is given."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """How much is logged."""
    log_format: Literal["text", "json"] = "text"
    """Lines for people or for a log collector."""
    default_language: Locale = Locale.EN
    """The language where neither the message nor the client tells one."""
    broadcast_rate: float = Field(default=BROADCAST_RATE, ge=1, le=FASTEST_RATE)
    """Broadcast messages a second; above 30 Telegram takes a tenth of a Star for each (paid broadcasts)."""
    bot_clock: datetime | None = None
    """Rehearse this moment, with its offset: 2025-10-06T10:00:00+02:00."""
    bot_clock_speed: float = Field(default=1.0, gt=0, le=86_400)
    """How many times faster the rehearsed clock runs."""

    @field_validator("telegram_bot_token")
    @classmethod
    def _token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("does not look like a token; copy it whole from @BotFather (digits:letters)")
        return token

    @field_validator("telegram_api_url", "webhook_url")
    @classmethod
    def _url(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("is no web address; give it whole, such as https://bot.example.org")
        return url.rstrip("/")

    @field_validator("database_url", mode="after")
    @classmethod
    def _database(cls, secret: SecretStr) -> SecretStr:
        remedy = "use sqlite:///data/bot.db or postgresql://user:password@host/name"
        try:
            url = make_url(secret.get_secret_value())
        except ArgumentError:
            raise ValueError(f"is no database address; {remedy}") from None
        driver = _DRIVERS.get(url.drivername.split("+")[0])
        if driver is None or (driver.startswith("sqlite") and not url.database):
            raise ValueError(f"names no database that the bot can use; {remedy}")
        return SecretStr(url.set(drivername=driver).render_as_string(hide_password=False))

    @field_validator("knowledge_dir")
    @classmethod
    def _folder(cls, folder: Path) -> Path:
        if not folder.is_dir():
            raise ValueError("is no folder; give the folder of what the bot knows")
        return folder

    @field_validator("organiser_ids", mode="before")
    @classmethod
    def _ids(cls, text: object) -> object:
        if not isinstance(text, str):
            return text
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValueError("must be numbers with commas between, such as 123456,789012")
        return tuple(int(part) for part in parts)

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_secret(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not _SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("may hold 1 to 256 of A-Z a-z 0-9 _ - only; leave it out to have one made")
        return secret

    @field_validator("log_level", "log_format", "default_language", mode="before")
    @classmethod
    def _any_case(cls, value: object, info: object) -> object:
        if not isinstance(value, str):
            return value
        return value.upper() if getattr(info, "field_name", "") == "log_level" else value.lower()

    @field_validator("bot_clock")
    @classmethod
    def _aware(cls, moment: datetime | None) -> datetime | None:
        if moment is not None and moment.tzinfo is None:
            raise ValueError("has no offset from UTC; write it as 2025-10-06T10:00:00+02:00")
        return moment

    @model_validator(mode="after")
    def _together(self) -> Self:
        real = self.telegram_api_url == TELEGRAM
        if real and (self.bot_clock is not None or self.bot_clock_speed != 1):
            raise ValueError("BOT_CLOCK rehearses another time; remove it, or set TELEGRAM_API_URL")
        if self.bot_clock is None and self.bot_clock_speed != 1:
            raise ValueError("BOT_CLOCK_SPEED needs a moment to start from; set BOT_CLOCK as well")
        if real and self.webhook_url is not None and not self.webhook_url.startswith("https://"):
            raise ValueError("WEBHOOK_URL must begin with https://: Telegram delivers to no other")
        return self

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown: token, webhook secret, database password."""
        password = make_url(self.database_url.get_secret_value()).password
        kept = (self.telegram_bot_token, self.webhook_secret)
        return (*(secret.get_secret_value() for secret in kept if secret), *([password] if password else ()))

    def shown(self) -> str:
        """One NAME=value line per setting, secrets masked."""
        return "\n".join(f"{name.upper()}={self._masked(name)}" for name in type(self).model_fields)

    def _masked(self, name: str) -> str:
        if name == "database_url":
            return make_url(self.database_url.get_secret_value()).render_as_string(hide_password=True)
        match getattr(self, name):
            case None:
                return ""
            case SecretStr():
                return "***"
            case tuple() as ids:
                return ",".join(str(one) for one in ids)
            case value:
                return str(value)


def load_settings() -> Settings:
    """Read the environment and .env.

    Raises:
        SettingsError: naming every wrong setting and its remedy; values are not repeated (secrets).
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError([_problem(dict(each)) for each in error.errors(include_input=False)]) from None


def _problem(error: dict[str, object]) -> str:
    """Say one validation error as NAME: what is wrong; what to do."""
    place = error["loc"]
    name = str(place[0]).upper() if isinstance(place, tuple) and place else ""
    message = str(error["msg"]).removeprefix("Value error, ")
    remedy = _REMEDIES.get(name)
    if error["type"] != "value_error" and remedy:
        message = f"{message[:1].lower()}{message[1:]}; {remedy}"
    return f"{name}: {message}" if name else message


_REMEDIES = {
    "ORGANISERS_CHAT_ID": "use the id of the group, such as -1001234567890",
    "PORT": "use a number from 1 to 65535, such as 8080",
    "LOG_LEVEL": "use DEBUG, INFO, WARNING or ERROR",
    "LOG_FORMAT": "use text or json",
    "DEFAULT_LANGUAGE": "use en or pl",
    "BROADCAST_RATE": "use a number from 1 to 1000; 28 is right without paid broadcasts",
    "BOT_CLOCK": "write it as 2025-10-06T10:00:00+02:00",
    "BOT_CLOCK_SPEED": "use a number above 0, such as 60",
}
