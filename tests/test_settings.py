from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, load_settings

TOKEN = "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("TELEGRAM_BOT_TOKEN", "abc", "copy it whole from @BotFather"),
        ("TELEGRAM_API_URL", "localhost:80", "give it whole"),
        ("DATABASE_URL", "mysql://u:hunter2@h/db", "postgresql://"),
        ("DATABASE_URL", "nonsense", "sqlite:///"),
        ("KNOWLEDGE_DIR", "nowhere", "give the folder"),
        ("ORGANISER_IDS", "1,x", "numbers with commas"),
        ("WEBHOOK_URL", "bot.example.org", "give it whole"),
        ("WEBHOOK_URL", "http://bot.example.org", "must begin with https"),
        ("WEBHOOK_SECRET", "ą", "leave it out"),
        ("PORT", "0", "from 1 to 65535"),
        ("PORT", "http", "from 1 to 65535"),
        ("LOG_LEVEL", "LOUD", "use DEBUG, INFO"),
        ("LOG_FORMAT", "xml", "use text or json"),
        ("DEFAULT_LANGUAGE", "de", "use en or pl"),
        ("BOT_CLOCK", "2025-10-06T10:00:00", "has no offset"),
        ("BOT_CLOCK", "soon", "write it as 2025"),
        ("BOT_CLOCK", "2025-10-06T10:00:00+02:00", "set TELEGRAM_API_URL"),
        ("BOT_CLOCK_SPEED", "60", "BOT_CLOCK"),
        ("BOT_CLOCK_SPEED", "-1", "above 0"),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy(
    environment: pytest.MonkeyPatch, name: str, value: str, remedy: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert name.split("_SPEED", maxsplit=1)[0] in str(caught.value)
    assert remedy in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_all_wrong_settings_are_named_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PORT", "0")
    environment.setenv("LOG_FORMAT", "xml")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert len(caught.value.problems) == 2


def test_a_wrong_token_is_not_repeated(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TELEGRAM_BOT_TOKEN", "hunter2")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "hunter2" not in str(caught.value)


def test_shown_settings_mask_secrets(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    environment.setenv("WEBHOOK_SECRET", "hunter2")
    environment.setenv("DATABASE_URL", "postgres://me:hunter2@db/smok")
    environment.setenv("ORGANISER_IDS", "5, 6")
    shown = load_settings().shown()
    assert "hunter2" not in shown
    assert TOKEN not in shown
    assert "DATABASE_URL=postgresql+asyncpg://me:***@db/smok" in shown
    assert "ORGANISER_IDS=5,6" in shown


def test_dotenv_is_read_and_empty_means_absent(environment: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\nLOG_LEVEL=debug\n")
    environment.setenv("WEBHOOK_URL", "")
    settings = load_settings()
    assert settings.secrets == (TOKEN,)
    assert settings.webhook_url is None
    assert settings.log_level == "DEBUG"


def test_a_rehearsed_clock_needs_another_api_address(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BOT_CLOCK", "2025-10-06T10:00:00+02:00")
    environment.setenv("BOT_CLOCK_SPEED", "60")
    environment.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9000")
    assert load_settings().bot_clock_speed == 60
