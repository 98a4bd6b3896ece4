"""The map of the house in `bot/__init__.py` equals the tree, and the house holds no fact of one event."""

import re

import pytest

import bot
from tests.helpers import ROOT

BOT = ROOT / "bot"
_LINE = re.compile(r"^\s*`{0,2}(?:bot/)?([\w/]+(?:\.py|/))`{0,2}(?=\s|$|,)", re.MULTILINE)
_QUOTED = re.compile(r"`{1,2}(?:bot/)?([\w/]+(?:\.py|/))`{1,2}")


def paths_of_map() -> set[str]:
    text = bot.__doc__ or ""
    return {path for path in (*_LINE.findall(text), *_QUOTED.findall(text)) if path != "bot/"}


def test_every_place_on_the_map_exists() -> None:
    assert [path for path in sorted(paths_of_map()) if not (BOT / path).exists() and not (ROOT / path).exists()] == []


def test_every_module_is_on_the_map() -> None:
    """By its own line, or by the line of a folder around it (other than core/, whose modules each have one)."""
    on_map = paths_of_map()
    modules = [path.relative_to(BOT) for path in BOT.rglob("*.py") if path.name != "__init__.py"]
    missing = [
        module.as_posix()
        for module in modules
        if module.as_posix() not in on_map
        and not any(
            f"{parent.as_posix()}/" in on_map for parent in module.parents if parent.as_posix() not in {".", "core"}
        )
    ]
    assert missing == []


# Names that belong to knowledge/; folded forms too. Cities and common words (Kraków's weather) are nobody's.
FACTS = re.compile(
    r"aspire|kleparz|zinar|\bhallam|krzemi[ńn]sk|\bmazur\b|\broth\b|dragon.s teeth|smocz[ey]"
    r"|pa[łl]ac\w* sztuki|palace of fine arts"
    r"|creative city|kreatywne miasto|jubilee concert|koncert jubileuszow|513 077|536 333|um\.krakow|2025-10-0[789]"
    r"|[789] (?:october|pa[źz]dziernika) 2025",
    re.IGNORECASE,
)
FILES = sorted(
    path.relative_to(ROOT).as_posix() for path in BOT.rglob("*") if path.suffix in {".py", ".yaml"} and path.is_file()
)


@pytest.mark.parametrize("file", FILES)
def test_no_fact_of_the_event_stands_in_the_bot(file: str) -> None:
    """Another event fits by replacing knowledge/ only."""
    lines = (ROOT / file).read_text(encoding="utf8").splitlines()
    assert [f"{number}: {line.strip()}" for number, line in enumerate(lines, 1) if FACTS.search(line)] == []
