"""“Add to knowledge”: the lines are shown, checked on a copy, written when confirmed, and the old file is kept."""

import multiprocessing
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.brain_files import CACHE, MODEL, load_brain
from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.errors import KnowledgeError
from bot.knowledge_edits import Check, NewTopic, add_phrasing, add_topic, write_edit
from bot.knowledge_files import read_knowledge
from tests.helpers import BEFORE, KNOWLEDGE, say
from tests.support.guide import Talk, talking
from tests.support.running import until

EWA = 9_001
CHECK_SECONDS = 180
TOPIC = NewTopic(
    {Locale.EN: ["is there a prayer room?"], Locale.PL: ["czy jest sala modlitwy?"]},
    {Locale.EN: "Yes, on the first floor.", Locale.PL: "Tak, na pierwszym piętrze."},
    "the organisers",
)


def test_a_phrasing_is_put_at_the_end_of_its_list_and_nothing_else_changes(folder: Path) -> None:
    before = (folder / "topics.yaml").read_text(encoding="utf8")
    edit = add_phrasing(folder, "edition", Locale.PL, 'które to "wydanie": #1?')
    added = set(edit.content.splitlines()) - set(before.splitlines())
    assert added == {'        - "które to \\"wydanie\\": #1?"'}
    write_edit(folder, edit, now=BEFORE)
    knowledge, _ = read_knowledge(folder)
    assert knowledge.topic_by_id["edition"].asked.pl[-1] == 'które to "wydanie": #1?'


LISTS = {
    "in brackets": "      en: [how big is it, 'how, large'] # note\n      pl: []\n",
    "on lines of one indent": "      en:\n      - how big is it # note\n      pl:\n      - jak duże to jest\n",
    "in quotes over two lines": "      en:\n        - 'how big\n          is it'\n      pl: []\n",
    "in a block": "      en:\n        - >-\n          how big\n          is it\n      pl: []\n",
}


@pytest.mark.parametrize("layout", list(LISTS))
@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("end", ["", "\n", "\n# the end\n"])
def test_any_layout_of_a_list_is_added_to(folder: Path, layout: str, locale: Locale, end: str) -> None:
    head = "# what this is\ntopics:\n  - id: size\n    answer: {en: Big., pl: Duże.}\n    source: us\n    asked:\n"
    (folder / "more.yaml").write_text(head + LISTS[layout].rstrip("\n") + end, encoding="utf8")
    before, _ = read_knowledge(folder)
    write_edit(folder, add_phrasing(folder, "size", locale, "what: size?"), now=BEFORE)
    after, _ = read_knowledge(folder)
    old, new = before.topic_by_id["size"], after.topic_by_id["size"]
    assert new.asked[locale] == (*old.asked[locale], "what: size?")
    assert new.model_copy(update={"asked": old.asked}) == old
    assert "# what this is" in (folder / "more.yaml").read_text(encoding="utf8")


def test_a_new_topic_is_put_behind_the_others(folder: Path) -> None:
    before, _ = read_knowledge(folder)
    write_edit(folder, add_topic(folder, TOPIC), now=BEFORE)
    after, _ = read_knowledge(folder)
    assert after.topics[:-1] == before.topics
    assert after.topics[-1].id == "is-there-a-prayer-room"
    assert after.topics[-1].tests.pl == ("czy jest sala modlitwy?",)
    again = add_topic(folder, TOPIC)
    assert "id: is-there-a-prayer-room-2" in again.shown


def test_the_old_file_is_kept_and_an_edit_of_somebody_else_is_not_lost(folder: Path) -> None:
    old = (folder / "topics.yaml").read_text(encoding="utf8")
    first, second = (add_phrasing(folder, "edition", Locale.EN, text) for text in ("one?", "two?"))
    backup = write_edit(folder, first, now=BEFORE)
    assert backup.read_text(encoding="utf8") == old
    assert not backup.name.endswith(".yaml"), "the loader must leave it out"
    with pytest.raises(KnowledgeError, match="changed meanwhile"):
        write_edit(folder, second, now=BEFORE)


def test_a_check_can_be_stopped_at_once(folder: Path) -> None:
    check = Check(folder, add_phrasing(folder, "edition", Locale.PL, "które to wydanie?"))
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(check.run)
        while not multiprocessing.active_children():
            time.sleep(0.05)
        check.stop()
        [problem] = waiting.result(timeout=10)
    assert "could not be checked" in problem.message


async def open_question(talk: Talk) -> None:
    """The organiser opens the one question that somebody has asked."""
    await talk.say("is there a prayer room?", chat=5, language="en")
    await talk.say("/desk", chat=EWA, language="en")
    for label in ("📥 Inbox", "🔎 Not announced", "1× ", "📚 Add"):
        await talk.tap(label, chat=EWA)


async def propose_topic(talk: Talk) -> None:
    """The organiser types a new topic; the question is known already in English."""
    await talk.tap("➕", chat=EWA)
    assert "Step 1 of 3" in said(talk)[-1]
    assert "For English I take the question as it was asked" in said(talk)[-1]
    await talk.say("czy jest sala modlitwy?\ngdzie jest sala modlitwy", chat=EWA)
    assert "Step 2 of 3" in said(talk)[-1]
    await talk.say("Yes, on the first floor.", chat=EWA)
    assert "Step 3 of 3" in said(talk)[-1]
    await talk.say("Tak, na pierwszym piętrze.", chat=EWA)


@pytest.fixture
def cached(folder: Path) -> Path:
    """The copy of the knowledge with what was fitted for it."""
    load_brain(KNOWLEDGE)
    (folder / CACHE).parent.mkdir()
    for cache in (CACHE, MODEL):
        shutil.copy(KNOWLEDGE / cache, folder / cache)
    return folder


async def test_a_new_topic_is_checked_confirmed_written_and_known(brain: Brain, tmp_path: Path, cached: Path) -> None:
    async with talking(brain, tmp_path, organisers=(EWA,), knowledge=cached) as talk:
        await open_question(talk)
        await propose_topic(talk)
        assert any("takes up to a minute" in text for text in talk.telegram.texts(EWA))
        before = (cached / "topics.yaml").read_text(encoding="utf8")
        await until(lambda: "All checks have passed" in talk.telegram.texts(EWA)[-1], CHECK_SECONDS, "it is checked")
        assert (cached / "topics.yaml").read_text(encoding="utf8") == before, "nothing is written unconfirmed"
        assert "Added to topics.yaml" in (await talk.tap("💾", chat=EWA))["text"]
        [backup] = cached.glob("*.bak")
        assert backup.read_text(encoding="utf8") == before
        learnt = load_brain(cached, progress=lambda _: pytest.fail("what was fitted for the check serves"))
        assert say(learnt, "gdzie jest sala modlitwy", locale=Locale.PL).text == "Tak, na pierwszym piętrze."


async def test_what_breaks_a_check_is_refused_with_its_reason(brain: Brain, tmp_path: Path, cached: Path) -> None:
    async with talking(brain, tmp_path, organisers=(EWA,), knowledge=cached) as talk:
        await open_question(talk)
        await talk.tap("➕", chat=EWA)
        await talk.say("czy jest sala modlitwy?", chat=EWA)
        await talk.say("TODO", chat=EWA)
        await talk.say("Tak, na pierwszym piętrze jest sala.", chat=EWA)
        await until(lambda: "nothing was changed" in talk.telegram.texts(EWA)[-1], CHECK_SECONDS, "it is checked")
        assert "placeholder" in talk.telegram.texts(EWA)[-1]
        assert not list(cached.glob("*.bak"))
        asked = await talk.tap("✏️ Answer (EN)", chat=EWA)
        assert "the answer in English" in asked["text"]
        assert "Step" not in asked["text"]
        corrected = await talk.say("Yes, there is one on the first floor.", chat=EWA)
        assert "there is one on the first floor" in corrected["text"], "checked again, with all else as it was"
        assert "Tak, na pierwszym piętrze jest sala." in corrected["text"]


async def test_with_several_processes_the_lines_are_shown_to_be_added_by_hand(
    brain: Brain, tmp_path: Path, postgres_url: str, cached: Path
) -> None:
    async with talking(brain, tmp_path, database_url=postgres_url, organisers=(EWA,), knowledge=cached) as talk:
        await open_question(talk)
        await propose_topic(talk)
        assert "several processes" in talk.telegram.texts(EWA)[-1]
        assert "id: is-there-a-prayer-room" in talk.telegram.texts(EWA)[-1]


async def test_a_folder_that_may_not_be_written_is_said_so(
    brain: Brain, tmp_path: Path, cached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root may write everywhere, the system's word is put in."""
    async with talking(brain, tmp_path, organisers=(EWA,), knowledge=cached) as talk:
        await open_question(talk)
        monkeypatch.setattr("os.access", lambda *_, **__: False)
        await talk.press(next(data for data in offered(talk) if ":kt:" in data), chat=EWA)
        assert "am not allowed" in next(iter(reversed(said(talk))))


def offered(talk: Talk) -> list[str]:
    """The data of the buttons of the newest message."""
    *_, message = talk.telegram.chat(EWA).messages.values()
    return [button["callback_data"] for row in message["reply_markup"]["inline_keyboard"] for button in row]


def said(talk: Talk) -> list[str]:
    """What the bot's messages say now."""
    held = talk.telegram.chat(EWA).messages.values()
    return [message["text"] for message in held if message["from"] == talk.telegram.bot]
