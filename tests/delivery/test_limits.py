import re

from hypothesis import given
from hypothesis import strategies as st

from bot.core.answer import Answer, Status
from bot.core.locale import Locale
from bot.delivery.limits import (
    CALLBACK_BYTES,
    TEXT_UNITS,
    callback_data,
    clip,
    deep_link_payload,
    is_target,
    split_text,
    utf16_length,
)
from bot.rehearsal.markup import plain_text
from bot.rendering import render

FAMILY = "👨‍👩‍👧"
PIECES = [
    "Zażółć gęślą jaźń. ",
    "A concert! ",
    "Kiedy? ",
    "🎉",
    FAMILY,
    "e\u0301",
    "\n\n",
    "\n",
    " ",
    "<b>&",
    "słowo" * 9,
]
texts = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=400).map("".join),
    st.text(st.characters(categories=["L", "M", "S", "Z"]), min_size=1).map(lambda text: text * 60),
)


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(texts, st.integers(4, 500))
def test_parts_fit_and_lose_nothing_but_spaces(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert all(0 < utf16_length(part) <= limit for part in parts)
    assert without_spaces("".join(parts)) == without_spaces(text)


@given(texts)
def test_length_is_what_utf16_needs(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


def test_a_text_is_cut_at_sentence_ends() -> None:
    text = "Pierwsze zdanie jest tutaj. Drugie zdanie też. Trzecie."
    assert split_text(text, 48) == ["Pierwsze zdanie jest tutaj. Drugie zdanie też.", "Trzecie."]


def test_a_text_that_fits_exactly_is_not_cut() -> None:
    assert split_text("🎉" * 2048) == ["🎉" * 2048]
    assert len(split_text("🎉" * 2049)) == 2


def test_what_belongs_to_a_character_stays_with_it() -> None:
    parts = split_text(FAMILY * 1000, 50)
    assert all(part.startswith("👨") and part.endswith("👧") for part in parts)


@given(texts, st.integers(3, 300))
def test_a_clipped_text_fits(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    assert utf16_length(clipped) <= limit
    assert clipped == text or clipped.endswith("…")
    assert utf16_length(clip(text, 200)) <= 200


@given(st.sampled_from(["map", "calendar", "remind"]), st.text(), st.text())
def test_callback_data_fits_and_means_its_target_only(kind: str, target: str, other: str) -> None:
    data = callback_data(kind, target)
    assert 1 <= len(data.encode(errors="surrogatepass")) <= CALLBACK_BYTES == 64
    received = data.partition(":")[2]
    assert is_target(received, target)
    if other != target:
        assert not is_target(received, other) or received == other


@given(st.text())
def test_deep_links_hold_what_telegram_allows(target: str) -> None:
    payload = deep_link_payload(target)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    assert len(payload) <= 64


@given(texts)
def test_an_answer_is_sent_as_it_was_written(text: str) -> None:
    parts = render(Answer(text, Locale.PL, Status.ANSWERED))
    shown = [plain_text(str(part["text"])) for part in parts]
    assert all(0 < utf16_length(each) <= TEXT_UNITS for each in shown)
    assert without_spaces("".join(shown)) == without_spaces(text)
