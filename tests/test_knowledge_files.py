"""The organiser's linter: every problem at once, each with its place and its remedy."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bot.brain_files import load_brain
from bot.core.brain import Brain
from bot.core.consistency import structural_findings
from bot.core.lexicon import Intent
from bot.errors import KnowledgeError
from bot.knowledge_files import read_draft
from tests.helpers import KNOWLEDGE

Edit = Callable[..., int]
Problems = Callable[[], list[str]]


@pytest.fixture
def problems(folder: Path, brain: Brain, intents: Mapping[str, Intent]) -> Problems:
    """What the loader finds in the copy before it fits anything, as lines of text."""

    def find() -> list[str]:
        draft = read_draft(folder)
        findings = structural_findings(draft.knowledge, brain.lexicon, intents)
        between = [draft.origins.problem(finding.path, finding.message) for finding in findings]
        return [str(problem) for problem in sorted({*draft.problems, *between})]

    return find


def test_the_knowledge_of_this_repository_is_fine(problems: Problems) -> None:
    assert problems() == []


ANDREW = "email: andrew@aspire.org.pl"


@pytest.mark.parametrize(
    ("file", "change", "what", "remedy"),
    [
        ("people.yaml", (ANDREW, "email: andrew(at)aspire"), "email", "name@example.org"),
        ("people.yaml", ("phone: +48 513 077 541", "phone: 12-34"), "phone", "+48"),
        ("people.yaml", ("website: www.aspire.org.pl", "website: aspire dot org"), "website", "https://"),
        ("people.yaml", (ANDREW, "e-mail: andrew@aspire.org.pl"), "e-mail", "spelling"),
        ("people.yaml", (ANDREW, f"{ANDREW}\n    {ANDREW}"), "stands here again", "remove one"),
        ("people.yaml", ("organisation: aspire", "organisation: aspirre"), "aspirre", "known are"),
        ("sessions.yaml", ("on: 2025-10-08", "on: 2025-13-08"), "on", "write it as"),
        ("sessions.yaml", ("on: 2025-10-08", "on: 8 October"), "on", "write it as"),
        ("sessions.yaml", ("on: 2025-10-08", "on: 2025-10-11"), "outside the event", "correct the day"),
        ("sessions.yaml", ("venue: zinar", "venue: zamek"), "zamek", "known are"),
        ("sessions.yaml", ("    access: public\n", "    access: everyone\n"), "access", "must be one of"),
        ("sessions.yaml", ("    access: public\n", '    access: public\n    start: "7 pm"\n'), "start", "write it as"),
        ("sessions.yaml", ("id: concert", "id: Jubilee Concert"), "id", "small letters"),
        ("sessions.yaml", ("id: concert", "id: festival"), "used twice", "id of its own"),
        (
            "sessions.yaml",
            ("    access: public\n", "    access: public\n    details: {karaokke: {en: Yes., pl: Tak.}}\n"),
            "karaokke",
            "known are",
        ),
        ("event.yaml", ("time_zone: Europe/Warsaw", "time_zone: Europe/Krakow"), "time zone", "Europe/Warsaw"),
        ("event.yaml", ("ends_on: 2025-10-09", "ends_on: 2025-10-01"), "before starts_on", "order"),
        ("event.yaml", ("    pl: w Krakowie\n", ""), "in_city", "pl"),
        ("event.yaml", ("en: in Kraków", "en: lorem ipsum"), "placeholder", "leave it out"),
        ("event.yaml", ("en: in Kraków", "en: TODO"), "placeholder", "leave it out"),
        ("event.yaml", ("en: in Kraków", "en: in Krаków"), "look alike", "type it again"),
        ("event.yaml", ("en: in Kraków", "en: в Кракове"), "Latin", "English or Polish"),
        ("event.yaml", ("en: in Kraków", 'en: "in Kra\\u200Bków"'), "invisible", "type it again"),
        ("event.yaml", ("    pl: [kiedy jest konferencja,", "    pll: [kiedy jest konferencja,"), "pll", "spelling"),
        ("phrases.yaml", ('"Yes, {rest}"', '"Yes, {rets}"'), "{rets}", "{rest}"),
        ("phrases.yaml", ('"Yes, {rest}"', '"Yes, {rest"'), "braces", "{name}"),
        ("phrases.yaml", ("  yes: {en:", "  yess: {en:"), "yess", "spelling"),
    ],
)
def test_a_mistake_is_named_with_place_and_remedy(  # noqa: PLR0917  (a row of the table, two fixtures)
    edit: Edit, problems: Problems, file: str, change: tuple[str, str], what: str, remedy: str
) -> None:
    line = edit(file, *change)
    found = problems()
    near = [p for p in found if p.startswith(tuple(f"{file}:{n}:" for n in range(line - 12, line + 3)))]
    assert any(what in p and remedy in p for p in near), found


def test_the_line_is_the_very_line(edit: Edit, problems: Problems) -> None:
    line = edit("people.yaml", ANDREW, "email: nobody")
    assert [p.split(": ")[0] for p in problems()] == [f"people.yaml:{line}"]


ENGLISH = "It is an evening that is open to all the people who want to come and see it"
POLISH = "To jest wieczór otwarty dla publiczności i dla wszystkich, którzy chcą przyjść"


@pytest.mark.parametrize(
    ("written", "text", "language"), [("pl: To ", ENGLISH, "Polish"), ("en: It ", POLISH, "English")]
)
def test_text_in_the_wrong_language_is_found(
    edit: Edit, problems: Problems, written: str, text: str, language: str
) -> None:
    line = edit("sessions.yaml", f"      {written}", f"      {written[:4]}{text} # ")
    assert any(p.startswith(f"sessions.yaml:{line}:") and f"write it in {language}" in p for p in problems())


@pytest.mark.parametrize(
    ("file", "old", "entry"),
    [
        (
            "people.yaml",
            "tests: {en: [who is Przemysław Roth], pl: [kim jest Przemysław Roth]}",
            "tests: {en: [who is Roth]}",
        ),
        ("people.yaml", "tests: {en: [who is Przemysław Roth], pl: [kim jest Przemysław Roth]}", ""),
    ],
)
def test_an_entry_without_a_test_sentence_in_each_language_is_named(
    edit: Edit, problems: Problems, file: str, old: str, entry: str
) -> None:
    edit(file, old, entry)
    found = problems()
    assert any("no Polish test sentence" in p and "add one under tests: pl:" in p for p in found), found


def test_a_phrasing_of_two_topics_is_named_in_the_second(edit: Edit, problems: Problems, folder: Path) -> None:
    topics = (folder / "topics.yaml").read_text(encoding="utf8")
    line = edit("topics.yaml", "        - what year is it\n", "        - Which edition of the conference is it?\n")
    assert "- which edition of the conference is it" in topics
    assert any(p.startswith(f"topics.yaml:{line}:") and '"edition"' in p for p in problems())


def test_all_problems_of_all_files_are_given_at_once(edit: Edit, problems: Problems) -> None:
    edit("people.yaml", ANDREW, "email: nobody")
    edit("people.yaml", "phone: +48 536 333 066", "phone: none")
    edit("sessions.yaml", "on: 2025-10-07", "on: tomorrow")
    edit("event.yaml", "edition: 10", "edition: ten")
    edit("venues.yaml", "id: palace", "id: palace\n    colour: red")
    found = problems()
    assert [p.split(":")[0] for p in found] == [
        "event.yaml",
        "people.yaml",
        "people.yaml",
        "sessions.yaml",
        "venues.yaml",
    ]


def test_a_wrong_field_does_not_hide_what_is_wrong_between_entries(edit: Edit, problems: Problems) -> None:
    edit("people.yaml", ANDREW, "email: nobody")
    edit("sessions.yaml", "venue: zinar", "venue: zamek")
    edit("event.yaml", "en: in Kraków", "en: TODO")
    told = [problem.partition(":")[2] for problem in problems()]
    assert ["email" in told[1], "zamek" in told[2], "TODO" in told[0], len(told)] == [True, True, True, 3]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("people.yaml", "id: roth", "id: Dr Roth"),
        ("venues.yaml", "id: palace", "id: The Palace"),
        ("venues.yaml", "  - id: zinar\n", "  - zinar\n  - id: zinar\n"),
        ("people.yaml", "id: aspire\n", "id: ASPIRE\n"),
        ("sessions.yaml", "on: 2025-10-08", "on: soon"),
        ("sessions.yaml", "    access: public\n", '    access: public\n    start: 7 pm\n    end: "22:00"\n'),
        ("event.yaml", "starts_on: 2025-10-07", "starts_on: Tuesday"),
        ("people.yaml", "tests: {en: [who is Przemysław Roth]", "tests: {en: who is Przemysław Roth"),
        ("topics.yaml", "topics:", "topic:"),
        ("venues.yaml", "venues:", "venues: none\nmore:"),
    ],
)
def test_what_depends_on_a_mistake_is_not_told_as_another(
    edit: Edit, problems: Problems, file: str, old: str, new: str
) -> None:
    line = edit(file, old, new)
    found = problems()
    assert {problem.split(":")[1] for problem in found} <= {str(line), str(line + 1), "1"}, found
    assert 1 <= len(found) <= 2, found


def test_a_file_that_is_no_yaml_gives_one_problem_and_no_consequences(folder: Path, problems: Problems) -> None:
    (folder / "extra.yaml").write_text("a: [b\nc: 'd", encoding="utf8")
    assert [p.split(":")[0] for p in problems()] == ["extra.yaml"]


def test_an_unreadable_file_does_not_count_as_missing(folder: Path, problems: Problems) -> None:
    (folder / "sessions.yaml").write_bytes(b"sessions: \xff\xfe")
    assert [p.split(":")[0] for p in problems()] == ["sessions.yaml"]


@pytest.mark.parametrize("content", [None, ""])
def test_a_folder_without_knowledge_is_said_so(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "event.yaml").write_text(content, encoding="utf8")
    with pytest.raises(KnowledgeError) as caught:
        load_brain(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert caught.value.problems


def test_a_broken_knowledge_is_refused_and_leaves_no_cache(edit: Edit, folder: Path) -> None:
    edit("sessions.yaml", "venue: zinar", "venue: zamek")
    with pytest.raises(KnowledgeError, match=r"sessions\.yaml:\d+: .*zamek"):
        load_brain(folder)
    assert not (folder / ".cache").exists()


def test_a_good_cache_is_not_used_for_broken_knowledge(brain: Brain, edit: Edit, folder: Path) -> None:
    assert brain
    if (KNOWLEDGE / ".cache").exists():
        shutil.copytree(KNOWLEDGE / ".cache", folder / ".cache")
    edit("people.yaml", ANDREW, "email: nobody")
    with pytest.raises(KnowledgeError, match="email"):
        load_brain(folder)


def test_files_may_be_split_as_the_organiser_likes(folder: Path, problems: Problems) -> None:
    text = (folder / "people.yaml").read_text(encoding="utf8")
    people, quotes = text.split("\nquotes:\n")
    (folder / "people.yaml").write_text(people, encoding="utf8")
    (folder / "quotes.yaml").write_text(f"quotes:\n{quotes}", encoding="utf8")
    assert problems() == []
