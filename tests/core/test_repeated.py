"""What repeats a number, an address or a website of the knowledge is a question about its owner."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.core.reading import Ask, read
from bot.core.repeated import repeated_of
from tests.helpers import announced, say

PHONE = "+48 999 123 045"


def repeated(brain: Brain, text: str, locale: Locale = Locale.EN) -> Ask | None:
    heard = brain.ears.hear(text, preferred=locale)
    return repeated_of(read(heard.words, brain, date(2025, 9, 30), heard.locale), heard, brain)


def test_the_beginning_of_a_number_is_enough_with_its_country_code(brain: Brain) -> None:
    """From five digits on; without the plus they may be anything, such as a price."""
    calling = announced(brain, "roth", phone=PHONE)
    digits = "".join(c for c in PHONE if c.isdigit())

    @given(st.integers(1, len(digits)))
    def holds(length: int) -> None:
        ask = repeated(calling, f"who calls me from +{digits[:length]}…?")
        assert (ask is not None and ask.intent == "whose") is (length >= 5)

    holds()
    assert repeated(calling, f"is {digits[:5]} a lot?") is None


@pytest.mark.parametrize(
    "text", ["a number that ends in {}, whose is it", "czyj numer kończy się na {}?", "z końcówką {}"]
)
def test_the_end_of_a_number_is_enough_where_somebody_says_so(brain: Brain, text: str) -> None:
    """From three digits on."""
    calling = announced(brain, "roth", phone=PHONE)
    for length in range(1, 9):
        end = PHONE.replace(" ", "")[-length:]
        ask = repeated(calling, text.format(end))
        assert (ask is not None and ask.intent == "whose") is (length >= 3), end
    assert repeated(calling, text.format("678")) is None
    assert say(calling, text.format("045")).entities == ("roth",)


def test_the_same_digits_without_the_word_are_a_number_like_any_other(brain: Brain) -> None:
    calling = announced(brain, "roth", phone=PHONE)
    assert repeated(calling, "are 045 seats left?") is None


@pytest.mark.parametrize(
    "text", ["what is honey.example.org", "honey.example.org – co to za strona?", "is www.honey.org ours?"]
)
def test_a_website_is_that_of_whoever_has_it(brain: Brain, text: str) -> None:
    site = "https://honey.example.org/en" if "example" in text else "www.honey.org"
    assert repeated(brain, text) is None
    ask = repeated(announced(brain, "city", website=site), text)
    assert ask is not None
    assert (ask.intent, ask.of_kind("org")) == ("website", ("city",))


def test_a_website_of_others_is_none_of_the_knowledge(brain: Brain) -> None:
    city = announced(brain, "city", website="www.honey.org")
    assert repeated(city, "what is nothoney.org?") is None
    assert repeated(city, "honey and org") is None


def test_nothing_is_repeated_where_nothing_is_known(brain: Brain) -> None:
    """An event whose people have no number and whose organisations have no site."""
    silent = brain
    for person in brain.knowledge.people:
        silent = announced(silent, person.id, phone=None, email=None)
    for organisation in brain.knowledge.organisations:
        silent = announced(silent, organisation.id, website=None)
    silent = announced(silent, brain.knowledge.event.id, website=None)

    @given(st.from_regex(r"(\+48|who has|ends in|kończy się na) ?[0-9 ]{1,12}|www\.[a-z]{2,9}\.pl\?", fullmatch=True))
    def holds(text: str) -> None:
        assert repeated(silent, text) is None

    holds()


@pytest.mark.parametrize(
    ("question", "author"),
    [
        ("who speaks of a global city of innovation in the release?", "mazur"),
        ("whose words: a community, not just companies?", "roth"),
        ("kto mówi o geopolityce i protekcjonizmie?", "roth"),
    ],
)
def test_who_asks_for_the_author_of_what_a_quote_says_means_that_quote(
    brain: Brain, question: str, author: str
) -> None:
    assert say(brain, question).entities == (author,)


def test_who_names_the_author_asks_something_else(brain: Brain) -> None:
    assert "Those are the words of" not in say(brain, "Roth says the sweet spot is powered by whom?").text


@pytest.mark.parametrize(
    ("question", "owner"), [("whose number ends with 066?", "krzeminska"), ("whose is 513 077?", "hallam")]
)
def test_a_part_of_a_number_tells_whose_it_is(brain: Brain, question: str, owner: str) -> None:
    assert say(brain, question).entities == (owner,)


def test_a_digit_is_nobodys_number(brain: Brain) -> None:
    assert "belongs to" not in say(brain, "whose is 1?").text
