"""The command line as people and tools use it, in processes of its own."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers import KNOWLEDGE, ROOT

NOW = ("--now", "2025-09-30T10:00+02:00")
Edit = Callable[..., int]
pytestmark = pytest.mark.usefixtures("brain")  # fitted and cached before the first process starts


def smok(
    *arguments: str, stdin: str | bytes = "", cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; whatever happens, no traceback reaches the user."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "run_bot.py"), *arguments],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        timeout=120,
        check=False,
    )
    out, err = done.stdout.decode("utf8"), done.stderr.decode("utf8")
    assert "Traceback" not in out + err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def lines(*objects: object) -> str:
    return "".join((o if isinstance(o, str) else json.dumps(o, ensure_ascii=False)) + "\n" for o in objects)


def jsonl(stdin: str | bytes, *arguments: str) -> list[dict[str, object]]:
    done = smok("ask", "--jsonl", *NOW, *arguments, stdin=stdin)
    assert done.returncode == 0
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_ask_prints_the_answer_and_nothing_else() -> None:
    done = smok("ask", "gdzie jest koncert?", *NOW)
    assert done.returncode == 0
    assert done.stdout.startswith("Koncert Jubileuszowy odbędzie się w Fortach Kleparz")
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_ask_json_prints_the_whole_answer() -> None:
    reply = json.loads(smok("ask", "--json", "when is the concert?", *NOW).stdout)
    assert reply["status"] == "answered"
    assert reply["lang"] == "en"
    assert reply["entities"] == ["concert"]
    assert reply["intents"] == ["when"]
    assert 0 < reply["confidence"] <= 1
    assert {"kind": "calendar", "id": "concert"} in reply["actions"]
    assert {source["id"] for source in reply["sources"]} == {"concert", "forty-kleparz"}
    assert all(isinstance(suggestion, str) for suggestion in reply["suggestions"])
    assert set(reply) == {
        "text", "lang", "status", "entities", "intents", "confidence", "suggestions", "actions", "sources",
    }  # fmt: skip


def test_an_empty_or_strange_message_is_answered_too() -> None:
    for message in ("", " ", "\u202e\u200b", "--", "💥" * 500):
        assert smok("ask", "--json", *NOW, "--", message).returncode == 0


def test_the_moment_is_taken_from_the_command_line() -> None:
    later = ("--now", "2025-12-01T10:00+01:00")
    assert " was on Wednesday" in smok("ask", "when is the concert?", *later).stdout
    assert " is on Wednesday" in smok(*NOW, "ask", "when is the concert?").stdout, "also before the command"
    assert " was on Wednesday" in smok(*NOW, "ask", "when is the concert?", *later).stdout, "the nearer one counts"


def test_without_its_libraries_it_says_how_to_get_them() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-E", str(ROOT / "run_bot.py"), "check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "make venv" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_folder_is_taken_from_before_the_command_too(tmp_path: Path) -> None:
    done = smok("--knowledge", str(tmp_path), "check")
    assert done.returncode == 1
    assert str(tmp_path) in done.stderr


def test_json_lines_come_back_one_for_one_in_order() -> None:
    replies = jsonl(
        lines(
            {"id": "b", "q": "hello"}, {"id": 7, "q": "gdzie jest koncert?"}, {"id": "a", "q": "Taylor Swift concert"}
        )
    )
    assert [reply["id"] for reply in replies] == ["b", 7, "a"]
    assert [reply["status"] for reply in replies] == ["smalltalk", "answered", "unknown"]


def test_a_bad_line_gives_an_error_object_and_the_rest_goes_on() -> None:
    bad = ("{", "[]", "1", '"text"', "null", '{"q": "no id"}', '{"id": "no-q"}', '{"id": "x", "q": 5}', "[" * 9_000)
    dates = ({"id": "d", "q": "hi", "now": "yesterday"}, {"id": "n", "q": "hi", "now": "2025-10-07T10:00"})
    replies = jsonl(lines(*bad, *dates, {"id": "z", "q": "hello"}))
    assert len(replies) == len(bad) + len(dates) + 1
    assert all(reply.get("error") for reply in replies[:-1])
    assert [reply.get("id") for reply in replies[6:8]] == ["no-q", "x"]
    assert replies[-1]["status"] == "smalltalk"


def test_bytes_that_are_no_text_are_a_bad_line() -> None:
    replies = jsonl(b'\xff\xfe\x00\n{"id": 1, "q": "\xc5"}\n{"id": 2, "q": "hello"}\n')
    assert "error" in replies[0]
    assert replies[-1]["id"] == 2


def test_a_lone_surrogate_in_a_line_is_only_text() -> None:
    [reply] = jsonl('{"id": "\\ud800", "q": "\\ud800 gdzie jest koncert?"}\n')
    assert "error" in reply or reply["status"] == "answered"


def test_a_message_follows_the_one_it_names() -> None:
    replies = jsonl(
        lines(
            {"id": 1, "q": "when is the concert?"},
            {"id": 2, "q": "who is Roth?"},
            {"id": 3, "q": "and where?", "follows": 1},
            {"id": 4, "q": "and the forum?", "follows": 3},
            {"id": 5, "q": "hello", "follows": "nobody"},
        )
    )
    assert replies[2]["entities"] == ["concert"]
    assert replies[3]["entities"] == ["forum"]
    assert replies[4]["status"] == "smalltalk"


def test_a_line_brings_its_own_moment() -> None:
    replies = jsonl(
        lines(
            {"id": 1, "q": "when is the concert?", "now": "2025-11-01T10:00+01:00"},
            {"id": 2, "q": "when is the concert?"},
        )
    )
    assert " was " in str(replies[0]["text"])
    assert " is " in str(replies[1]["text"])


def test_the_language_falls_back_from_profile_to_client_to_default() -> None:
    question = {"q": "Zinar"}
    replies = jsonl(
        lines(
            {"id": 1, **question, "profile_lang": "pl", "client_lang": "en-GB"},
            {"id": 2, **question, "client_lang": "pl-PL"},
            {"id": 3, **question, "client_lang": "de-DE"},
            {"id": 4, **question},
            {"id": 5, "q": "where is it?", "profile_lang": "pl"},
        )
    )
    assert [reply["lang"] for reply in replies] == ["pl", "pl", "en", "en", "en"]
    assert jsonl(lines({"id": 4, **question}), "--lang", "pl")[0]["lang"] == "pl"


def test_explain_shows_what_was_heard_and_the_candidates() -> None:
    done = smok("explain", "koncrt w środe?", *NOW)
    assert done.returncode == 0
    assert "koncrt → koncert" in done.stdout
    assert "concert (session, generic)" in done.stdout
    assert "Wednesday 2025-10-08" in done.stdout
    assert done.stdout.count("%  ") >= 3
    assert "margin" in done.stdout


def test_check_is_fine_with_this_knowledge() -> None:
    done = smok("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "fine" in done.stdout


def test_check_names_all_problems_of_a_broken_copy(folder: Path, edit: Edit) -> None:
    first = edit("people.yaml", "email: andrew@aspire.org.pl", "email: nobody")
    second = edit("sessions.yaml", "on: 2025-10-08", "on: soon")
    done = smok("check", "--knowledge", str(folder))
    assert done.returncode == 1
    assert f"people.yaml:{first}: " in done.stderr
    assert f"sessions.yaml:{second}: " in done.stderr
    assert "2 problems" in done.stderr


def test_nothing_starts_on_broken_knowledge(folder: Path, edit: Edit) -> None:
    edit("sessions.yaml", "venue: zinar", "venue: zamek")
    for command in (("ask", "hello"), ("explain", "hello"), ()):
        done = smok(*command, KNOWLEDGE_DIR=str(folder))
        assert done.returncode == 1
        assert "zamek" in done.stderr
        assert "›" not in done.stdout


def test_another_folder_of_knowledge_is_chosen_by_option_or_environment(tmp_path: Path) -> None:
    shutil.copytree(KNOWLEDGE, tmp_path / "event")
    for arguments, environment in ((("--knowledge", "event"), {}), ((), {"KNOWLEDGE_DIR": "event"})):
        done = smok("ask", "gdzie jest koncert?", *NOW, *arguments, cwd=tmp_path, **environment)
        assert "Fortach" in done.stdout, done.stderr


def test_the_knowledge_is_found_from_any_directory(tmp_path: Path) -> None:
    assert smok("ask", "gdzie jest koncert?", *NOW, cwd=tmp_path).returncode == 0


def test_check_schema_is_a_json_schema_with_descriptions() -> None:
    schema = json.loads(smok("check", "--schema").stdout)
    assert schema["type"] == "object"
    assert {"event", "sessions", "venues", "phrases"} <= set(schema["properties"])
    session = schema["$defs"]["Session"]["properties"]
    assert all(session[field]["description"] for field in ("start", "hints"))
    assert schema["$defs"]["Session"]["additionalProperties"] is False


def test_schema_needs_no_knowledge(tmp_path: Path) -> None:
    assert smok("check", "--schema", "--knowledge", str(tmp_path / "none")).returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "one", "two"),
        ("ask", "--jsonl", "message"),
        ("ask", "hi", "--now", "tomorrow"),
        ("ask", "hi", "--now", "2025-10-07T10:00"),
        ("ask", "hi", "--lang", "de"),
        ("explain",),
        ("dance",),
        ("--no-such-option",),
    ],
)
def test_a_wrong_command_line_exits_with_two_and_a_hint(arguments: tuple[str, ...]) -> None:
    done = smok(*arguments)
    assert done.returncode == 2
    assert "usage" in done.stderr
    assert done.stdout == ""


def test_a_missing_folder_is_said_in_one_message(tmp_path: Path) -> None:
    done = smok("check", "--knowledge", str(tmp_path / "none"))
    assert done.returncode == 1
    assert "none" in done.stderr


def test_a_chat_answers_until_an_empty_line() -> None:
    done = smok("chat", *NOW, stdin="gdzie jest koncert?\na kiedy?\n\nnever read\n")
    assert done.returncode == 0
    assert "w Fortach Kleparz" in done.stdout
    assert done.stdout.count("Koncert Jubileuszowy odbędzie się") == 2


def test_a_chat_ends_with_its_input() -> None:
    assert smok("chat", *NOW, stdin="hello").returncode == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1250", "utf-8"])
def test_any_terminal_encoding_is_survived(encoding: str) -> None:
    """No character that a terminal cannot show may end a command with a traceback."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "run_bot.py"), "ask", "kto to Roth", *NOW],
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": encoding},
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode == 0


def test_a_reader_that_leaves_early_is_no_error() -> None:
    many = lines(*({"id": n, "q": "where is the concert?"} for n in range(2_000)))
    command = [sys.executable, str(ROOT / "run_bot.py"), "ask", "--jsonl"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=ROOT) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(many[:2_000].encode())
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(many[2_000:].encode())
            process.stdin.flush()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        errors = process.stderr.read()
        process.stdin = None
    assert b"Traceback" not in errors
    assert b"Exception" not in errors
    assert process.returncode == 0


def test_the_help_names_what_a_command_stands_for() -> None:
    assert "COMMAND ..." in " ".join(smok("--help").stdout.split())
    assert "argument COMMAND: invalid choice: 'dance'" in smok("dance").stderr
