"""What stands in the container's files and in the README agrees with the program."""

import re
from typing import Any

import yaml

from bot.settings import Settings
from tests.helpers import ROOT

SETTINGS = {name.upper() for name in Settings.model_fields}


def compose() -> dict[str, Any]:
    read = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf8"))
    assert isinstance(read, dict)
    return read


def test_the_table_of_settings_in_the_readme_is_complete() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf8")
    rows = [line.split("|")[1] for line in readme.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)} == SETTINGS


def test_the_containers_set_only_what_is_a_setting() -> None:
    for name in ("bot", "replica"):
        assert compose()["services"][name]["environment"].keys() <= SETTINGS
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf8")
    given = set(re.findall(r"\b([A-Z_]+)=", dockerfile[dockerfile.rindex("\nENV") : dockerfile.index("HEALTHCHECK")]))
    assert given - {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"} == {"DATABASE_URL", "HOST", "PORT"}


def test_both_ways_of_running_have_a_read_only_root_and_no_rights() -> None:
    for name in ("bot", "replica"):
        service = compose()["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    assert "\nUSER smok\n" in (ROOT / "Dockerfile").read_text(encoding="utf8")


def test_the_proxy_leads_to_the_replicas_port_and_only_the_webhook() -> None:
    caddyfile = compose()["configs"]["caddyfile"]["content"]
    assert "reverse_proxy /webhook {" in caddyfile
    assert "dynamic a replica 8080" in caddyfile
