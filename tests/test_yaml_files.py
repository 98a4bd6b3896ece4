"""The traps of YAML are closed: nothing explodes, nothing is silently turned into something else."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.yaml_files import LARGEST_FILE, Document, read_yaml


def read(tmp_path: Path, content: str | bytes) -> Document:
    path = tmp_path / "file.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_yaml(path)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("10:30", "10:30"),
        ("1:30:00", "1:30:00"),
        ("2025-10-07", "2025-10-07"),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        ("1_000", "1_000"),
        ("+48 513", "+48 513"),
        ("'8'", "8"),
        ("8", 8),
        ("50.06", 50.06),
        ("true", True),
        ("~", None),
        (".inf", ".inf"),
        ("=", "="),
    ],
)
def test_words_and_times_stay_as_they_were_written(tmp_path: Path, written: str, value: object) -> None:
    document = read(tmp_path, f"key: {written}\n")
    assert document.problems == ()
    assert document.content == {"key": value}
    assert type(document.content["key"]) is type(value)


def test_the_line_of_everything_is_known(tmp_path: Path) -> None:
    document = read(tmp_path, "a:\n  - b: 1\n    c:\n      en: x\n  - b: 2\n")
    assert document.line(("a", 0, "c", "en")) == 4
    assert document.line(("a", 1, "b")) == 5
    assert document.line(("a", 1, "lost", "deeper")) == 5
    assert document.line(("nothing",)) == 1


BOMB = "a: &a [x,x]\n" + "".join(
    f"{b}: &{b} [*{a},*{a},*{a}]\n" for a, b in zip("abcdefghijk", "bcdefghijkl", strict=True)
)


@pytest.mark.parametrize(
    ("content", "line", "remedy"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, r"first in line 1.*remove"),
        ("x: 1\na: !!python/object/apply:os.system [ls]\n", 2, "tags"),
        ("a: !include /etc/passwd\n", 1, "tags"),
        (BOMB, 1, "anchors"),
        ("a: *b\n", 1, r"anchors|alias"),
        ("a: 1\n<<: {b: 2}\n---\nb: 2\n", 3, "second document"),
        ("a: " + "[" * 40 + "]" * 40, 1, "nested too deeply"),
        ("a: " + "{b: " * 5_000, 1, "nested too deeply"),
        ("a:\n\t- b\n", 2, "cannot be read as YAML"),
        ("a: 'b\n", 2, "quotes"),
        ("- a\n- b\n", 1, "must begin with a key"),
        ("just text", 1, "must begin with a key"),
        ("? [a, b]\n: c\n", 1, "key must be a word"),
        ("a: \x07\n", 0, "cannot be read as YAML"),
    ],
)
def test_what_people_do_not_need_is_refused_with_line_and_remedy(
    tmp_path: Path, content: str, line: int, remedy: str
) -> None:
    problems = read(tmp_path, content).problems
    assert len(problems) == 1
    assert problems[0].file == "file.yaml"
    assert problems[0].line in {line, line - 1} if "read as YAML" in problems[0].message else problems[0].line == line
    assert re.search(remedy, problems[0].message)


def test_text_that_is_not_utf8_is_refused_at_its_line(tmp_path: Path) -> None:
    [problem] = read(tmp_path, "a: b\nc: środa\n".encode("cp1250")).problems
    assert problem.line == 2
    assert "save the file as UTF-8" in problem.message


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeffa: środa\n").content == {"a": "środa"}


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    [problem] = read(tmp_path, b"a: b\n" + b"#" * LARGEST_FILE).problems
    assert "split it" in problem.message


def test_a_missing_file_or_a_folder_is_a_problem_and_no_exception(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.yaml"):
        [problem] = read_yaml(path).problems
        assert "cannot be read" in problem.message


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "# only a comment\n") == Document("file.yaml", {}, {}, ())


def test_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("bytes")

    @given(st.binary(max_size=200) | st.text(alphabet="ab:-[]{}&*!?|>'\"#%@`,\n \t\\0~", max_size=60).map(str.encode))
    def holds(content: bytes) -> None:
        document = read(folder, content)
        assert document.content == {} or isinstance(document.content, dict)
        assert all(problem.message and problem.line >= 0 for problem in document.problems)

    holds()
