"""Checks across the whole knowledge: no entry steals another's question, every sentence wins its own."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.core.brain import Brain
from bot.core.consistency import sentence_findings, structural_findings
from bot.core.findings import Finding
from bot.core.knowledge import Knowledge
from bot.core.lexicon import Intent
from bot.core.locale import Phrasings
from bot.core.phrasebook import FIELDS, phrase_fault
from bot.knowledge_files import read_knowledge
from tests.helpers import announced, updated, with_knowledge


def test_every_phrasing_of_the_knowledge_wins_its_own_entry(brain: Brain) -> None:
    assert sentence_findings(brain) == []


def test_a_test_sentence_that_another_entry_wins_is_named_with_the_winner(brain: Brain) -> None:
    stolen = announced(brain, "roth", tests=Phrasings(en=("where is the concert",), pl=("kim jest Roth",)))
    [finding] = sentence_findings(stolen)
    assert finding.path[0] == "people"
    assert finding.path[2:] == ("tests", "en", 0)
    assert "concert" in finding.message
    assert 'not by "roth"' in finding.message
    assert "reword it" in finding.message


def test_a_lost_sentence_is_found_in_its_file_and_line(brain: Brain, folder: Path) -> None:
    path = folder / "venues.yaml"
    text = path.read_text(encoding="utf8")
    path.write_text(
        text.replace("en: [what is on at the Palace of Fine Arts]", "en: [who is Przemysław Roth]"), encoding="utf8"
    )
    line = text[: text.index("[what is on at the Palace")].count("\n") + 1
    knowledge, origins = read_knowledge(folder)
    problems = [str(origins.problem(f.path, f.message)) for f in sentence_findings(with_knowledge(brain, knowledge))]
    assert len(problems) == 1
    assert problems[0].startswith(f"venues.yaml:{line}: ")


def test_this_knowledge_has_no_structural_problem(brain: Brain, intents: Mapping[str, Intent]) -> None:
    assert structural_findings(brain.knowledge, brain.lexicon, intents) == []


def findings(brain: Brain, knowledge: Knowledge, intents: Mapping[str, Intent]) -> list[Finding]:
    return structural_findings(knowledge, brain.lexicon, intents)


def test_an_end_needs_a_start(brain: Brain, intents: Mapping[str, Intent]) -> None:
    changed = announced(brain, "concert", end="22:00").knowledge
    assert ["add start" in f.message for f in findings(brain, changed, intents)] == [True]


def test_each_missing_phrase_is_named(brain: Brain, intents: Mapping[str, Intent]) -> None:
    phrases = {name: text for name, text in brain.knowledge.phrases.items() if name not in {"yes", "unknown"}}
    [finding] = findings(brain, updated(brain.knowledge, phrases=phrases), intents)
    assert finding.path == ("phrases",)
    assert "unknown, yes" in finding.message


def test_every_phrase_keeps_its_contract(brain: Brain) -> None:
    faults = {name: fault for name, text in brain.knowledge.phrases.items() if (fault := phrase_fault(name, text))}
    assert faults == {}
    assert set(FIELDS) == set(brain.knowledge.phrases)


def test_an_unknown_way_of_asking_in_a_topic_is_named(brain: Brain, intents: Mapping[str, Intent]) -> None:
    topic = brain.knowledge.topics[0]
    [finding] = findings(brain, announced(brain, topic.id, intents=("flying",)).knowledge, intents)
    assert "flying" in finding.message
    assert finding.path[2:] == ("intents", 0)


def test_a_name_that_is_a_small_word_without_accents_is_named(brain: Brain, intents: Mapping[str, Intent]) -> None:
    changed = announced(brain, "festival", generic=Phrasings(en=("festival",), pl=("festiwal", "zęby"))).knowledge
    [finding] = findings(brain, changed, intents)
    assert finding.path[2:] == ("generic", "pl", 1)
    assert "everyday word" in finding.message


@pytest.mark.parametrize(
    ("topic", "answer", "told"),
    [
        ("festival-name", {"en": "It is on 8 October.", "pl": "To nazwa."}, "8 October"),
        ("festival-name", {"en": "A name.", "pl": "To w Fortach Kleparz."}, "Fortach Kleparz"),
        ("year", {"en": "It is on 7–9 October.", "pl": "W 2025 roku."}, "9 October"),
    ],
)
def test_a_day_or_a_place_that_a_topic_repeats_of_its_session_is_named(
    brain: Brain, intents: Mapping[str, Intent], topic: str, answer: dict[str, str], told: str
) -> None:
    [finding] = findings(brain, announced(brain, topic, answer=answer).knowledge, intents)
    assert finding.message.startswith(f'"{told}" is told by ')
    assert "leave it out" in finding.message
    assert finding.path[2] == "answer"


def test_a_topic_about_a_place_itself_may_name_it(brain: Brain, intents: Mapping[str, Intent]) -> None:
    answer = {"en": "There are two gates at Forty Kleparz.", "pl": "W Fortach Kleparz są dwie bramy."}
    told = announced(brain, "festival-name", about=("festival", "forty-kleparz"), answer=answer)
    assert findings(brain, told.knowledge, intents) == []


def test_a_fact_for_the_press_that_does_not_exist_is_named(brain: Brain, intents: Mapping[str, Intent]) -> None:
    event = brain.knowledge.event
    [finding] = findings(brain, announced(brain, event.id, press_facts=("edition", "moon")).knowledge, intents)
    assert finding.path == ("event", "press_facts", 1)
    assert '"moon" is no topic or subject' in finding.message


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"en": "It is on {dates}.", "pl": "Tak."}, "has the unknown field {dates}; known is {days}"),
        ({"en": "Yes.", "pl": "Tak {"}, "the braces do not match; write {days}, or no braces"),
    ],
)
def test_a_topic_fills_in_the_days_of_the_event_and_nothing_else(
    brain: Brain, intents: Mapping[str, Intent], answer: dict[str, str], message: str
) -> None:
    [finding] = findings(brain, announced(brain, "edition", answer=answer).knowledge, intents)
    assert finding.message == message
