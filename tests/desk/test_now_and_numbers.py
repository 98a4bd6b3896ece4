"""Now: how the event and the bot are doing; Numbers: counts as words, as a picture and as a table."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image, ImageFont

from bot.core.answer import Status
from bot.core.answers.speech import Speaker
from bot.core.brain import Brain
from bot.core.lexicon import CHATTER, ELSEWHERE, TOPIC
from bot.core.locale import Locale
from bot.core.reminders import EVERYTHING
from bot.desk.numbers import Counts, as_csv, as_text, named, statistics
from bot.errors import Problem
from bot.formats.chart import FONTS, draw
from bot.reload import Version
from bot.storage.questions import Counted
from tests.helpers import BEFORE
from tests.support.guide import DURING, buttons, talking
from tests.support.running import until

EWA = 9_001


@pytest.mark.parametrize("language", list(Locale))
async def test_one_message_says_how_everything_is(
    brain: Brain, database_url: str, tmp_path: Path, language: Locale
) -> None:
    async with talking(brain, tmp_path, clock=DURING, database_url=database_url, organisers=(EWA,)) as talk:
        await talk.say("/desk", chat=EWA, language=language.value)
        shown = await talk.tap("🕐", chat=EWA)
        wanted = {
            Locale.EN: (
                r"8 October, 12:00",
                "Festival of Ideas",
                "sent: 0",
                r"\d s ago",
                "Knowledge 0123abcd",
                "No errors",
            ),
            Locale.PL: (
                r"8 października, godz. 12:00",
                "Festiwal Idei",
                "wysłanie: 0",
                r"\d s temu",
                "Wiedza",
                "Bez błędów",
            ),
        }
        for piece in wanted[language]:
            assert re.search(piece, shown["text"]), (piece, shown["text"])
        again = await talk.tap("🔄", chat=EWA)
        assert "🔄 Refresh" in buttons(again) or "🔄 Odśwież" in buttons(again)


async def test_an_edit_that_is_not_used_and_failures_are_told(brain: Brain, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, organisers=(EWA,)) as talk:
        await until(lambda: f"{EWA}:pl" in talk.telegram.settings["setMyCommands"], 10, "the start is over")
        problem = Problem("topics.yaml", 7, "answer has no Polish text")
        talk.held.version = Version("89abcdef", BEFORE, (problem,))
        talk.held.current = None  # type: ignore[assignment]  # a bug, as far as the message path is concerned
        failed = await talk.say("Where is the concert?")
        talk.held.current = brain
        await talk.say("/desk", chat=EWA, language="en")
        shown = (await talk.tap("🕐", chat=EWA))["text"]
        assert "topics.yaml:7: answer has no Polish text" in shown
        [error_id] = re.findall(r"[0-9a-f]{8}", failed["text"])
        assert f"failed in the last two days: 1 ({error_id})" in shown


async def test_the_knowledge_is_as_old_as_the_rehearsed_clock_says_and_a_change_being_read_is_told(
    brain: Brain, tmp_path: Path
) -> None:
    async with talking(brain, tmp_path, clock=DURING, organisers=(EWA,)) as talk:
        await talk.say("/desk", chat=EWA, language="en")
        shown = (await talk.tap("🕐", chat=EWA))["text"]
        assert re.search(r"Knowledge 0123abcd, since 8 October, 1[12]:\d\d", shown)
        assert "being read" not in shown
        talk.held.version = replace(talk.held.version, is_being_replaced=True)
        assert "A change of the knowledge is being read" in (await talk.tap("🔄", chat=EWA))["text"]


def counted(hours: int = 30) -> list[Counted]:
    start = datetime(2025, 10, 7, 6, tzinfo=UTC)
    kinds = [
        (Locale.EN, Status.ANSWERED, "where"),
        (Locale.PL, Status.ANSWERED, "topic:edition"),
        (Locale.PL, Status.NOT_ANNOUNCED, "parking"),
        (Locale.EN, Status.UNKNOWN, ""),
        (Locale.PL, Status.SMALLTALK, "greeting"),
    ]
    return [
        Counted(start + timedelta(hours=n), *kind, number=1 + (n * (1 + k)) % 7)
        for n in range(0, hours, 2)
        for k, kind in enumerate(kinds)
    ]


@pytest.mark.parametrize("locale", list(Locale))
def test_every_question_is_in_the_numbers_once(brain: Brain, locale: Locale) -> None:
    counts, speaker = counted(), Speaker(brain, locale, BEFORE)
    found = statistics(Counts(counts), speaker)
    total = sum(each.number for each in counts)
    assert found.number == sum(n for _, n in found.times) == total
    outcomes, languages, topics = (bars for _, bars in found.sections)
    assert sum(n for _, n in outcomes) == sum(n for _, n in languages) == total
    assert "{" not in as_text(found, speaker)
    assert [name for name, _ in topics]
    table = list(csv.DictReader(io.StringIO(as_csv(counts, speaker))))
    assert sum(int(row["questions"]) for row in table) == total
    assert table[0]["hour"] == "2025-10-07T08:00+02:00"


def test_who_follows_everything_follows_each_session_and_ratings_have_their_mean(brain: Brain) -> None:
    counts = Counts(counted(), {"concert": 31, "forum": 4, EVERYTHING: 10}, {"concert": {5: 3, 4: 1}})
    text = as_text(statistics(counts, Speaker(brain, Locale.EN, BEFORE)), Speaker(brain, Locale.EN, BEFORE))
    assert "Jubilee Concert: 41" in text
    assert "Festival of Ideas: 10" in text
    assert "Jubilee Concert ★ 4.8: 4" in text
    assert "Jubilee Concert: 41 (" not in text, "who follows several is no part of a whole"


def test_every_way_of_asking_has_a_name(brain: Brain) -> None:
    speaker, lexicon = Speaker(brain, Locale.PL, BEFORE), brain.lexicon
    ways = {each for each in brain.model.labels if not each.startswith(TOPIC)} - {ELSEWHERE, CHATTER, *lexicon.talk}
    assert {way for way in ways if named(way, speaker) == f"o {way.replace('_', ' ')}"} == set()


@pytest.mark.parametrize("hours", [1, 30, 24 * 60])
@pytest.mark.parametrize("locale", list(Locale))
def test_the_picture_is_light_and_fits_a_phone(brain: Brain, locale: Locale, hours: int) -> None:
    content = draw(statistics(Counts(counted(hours), {"concert": 31, "forum": 4}), Speaker(brain, locale, BEFORE)))
    image = Image.open(io.BytesIO(content)).convert("RGB")
    assert image.width == 1080
    assert image.height < 4 * image.width, "Telegram shows no picture that is much longer"
    assert image.getpixel((5, 5)) == (255, 255, 255)
    assert len(content) < 200_000


@pytest.mark.parametrize("name", ["Regular", "Bold"])
def test_the_font_has_every_letter_of_both_languages(name: str) -> None:
    font = ImageFont.truetype(str(FONTS / f"Roboto-{name}.ttf"), 40)
    missing = bytes(font.getmask("\u0378"))
    assert [c for c in "AZaz09ąćęłńóśźżĄĆĘŁŃÓŚŹŻ–„”“’…()%" if bytes(font.getmask(c)) == missing] == []


async def test_numbers_come_as_words_a_picture_and_a_table(brain: Brain, database_url: str, tmp_path: Path) -> None:
    async with talking(brain, tmp_path, database_url=database_url, organisers=(EWA,)) as talk:
        await talk.say("/desk", chat=EWA, language="en")
        assert "Nobody has asked" in (await talk.tap("📊", chat=EWA))["text"]
        await talk.say("Where is the concert?", chat=5)
        await talk.tap("« Menu", chat=EWA)
        assert "answered: 1 (100%)" in (await talk.tap("📊", chat=EWA))["text"]
        calls = await talk.press(talk.label("🖼", chat=EWA), chat=EWA)
        photo = next(call for call in calls if call.method == "sendPhoto")
        assert bytes(photo.parameters["photo"]).startswith(b"\x89PNG")
        await talk.press("desk:numbers:", chat=EWA)
        calls = await talk.press("desk:numbers:csv", chat=EWA)
        table = next(call for call in calls if call.method == "sendDocument")
        assert (
            bytes(table.parameters["document"]).decode("utf-8-sig").startswith("hour,language,status,topic,questions")
        )
