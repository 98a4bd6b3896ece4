"""Step 1, hear: words put right, and the language that they are in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.core.spelling import Speller
from tests.helpers import DATA

EN, PL = Locale.EN, Locale.PL
MAIL = "andrew@aspire.org.pl"


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("koncrt", ("koncert",)),
        ("koncret", ("koncert",)),
        ("gdize", ("gdzie",)),
        ("festiwla", ("festiwal",)),
        ("gdziejestkoncert", ("gdzie", "jest", "koncert")),
        pytest.param("whereistheconcert", ("where", "is", "the", "concert")),
        ("where r u", ("where", "are", "you")),
    ],
)
def test_slips_and_shorthand_are_put_right(brain: Brain, typed: str, heard: tuple[str, ...]) -> None:
    assert brain.ears.hear(typed, preferred=EN).words == heard


@pytest.mark.parametrize("word", ["house", "dom", "train", "kot", "andrew@aspire.org.pl", "www.example.org", "2025"])
def test_what_is_a_word_already_stays(brain: Brain, word: str) -> None:
    assert brain.ears.hear(word, preferred=EN).words == (word,)


def test_beside_each_word_stands_what_was_typed(brain: Brain) -> None:
    heard = brain.ears.hear("Gdize jest koncrt", preferred=EN)
    assert heard.typed == ("gdize", "jest", "koncrt")
    assert heard.text == "Gdize jest koncrt"


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("where is it", EN),
        ("gdzie to jest", PL),
        ("ok thanks", EN),
        ("czy jest parking", PL),
        ("is there parking", EN),
        ("Krzemińska phone number please", EN),
        ("numer do Andrew Hallama", PL),
        ("The Creative City kiedy", PL),
    ],
)
@pytest.mark.parametrize("preferred", list(Locale))
def test_the_words_tell_the_language(brain: Brain, text: str, locale: Locale, preferred: Locale) -> None:
    assert brain.ears.hear(text, preferred=preferred).locale is locale


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("goin", "going"),
        ("startin", "starting"),
        ("bein", "being"),
        ("begin", "begin"),
        ("cabin", "cabin"),
        ("berlin", "berlin"),
        ("in", "in"),
    ],
)
def test_a_dropped_g_is_heard_where_the_word_is_the_usual_one(brain: Brain, typed: str, heard: str) -> None:
    assert brain.ears.hear(f"we are {typed} there", preferred=EN).words[2] == heard


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("networking kiedy", PL),
        ("jaki dress code?", PL),
        ("do kiedy deadline na feedback", PL),
        ("where is the sala", EN),
        ("what is a biuro prasowe", EN),
        ("r u open", EN),
        ("u there", EN),
        ("spk", PL),
    ],
)
@pytest.mark.parametrize("preferred", list(Locale))
def test_grammar_and_chat_spelling_tell_the_language_and_borrowed_nouns_do_not(
    brain: Brain, text: str, locale: Locale, preferred: Locale
) -> None:
    assert brain.ears.hear(text, preferred=preferred).locale is locale


@pytest.mark.parametrize("text", ["w Pałacu Sztuki", "Zamku Zinar", "Joanny Krzemińskiej"])
def test_who_declines_a_name_speaks_polish(brain: Brain, text: str) -> None:
    assert brain.ears.hear(text, preferred=EN).locale is PL


@pytest.mark.parametrize("preferred", list(Locale))
def test_a_talk_keeps_its_language_where_the_words_hardly_tell(brain: Brain, preferred: Locale) -> None:
    for text in ("Zinar?", "info?", "8"):
        assert brain.ears.hear(text, preferred=preferred, goes_on=True).locale is preferred


@pytest.mark.parametrize("text", ["", "😀", "8", "Zinar", "2025-10-07", MAIL])
def test_where_words_do_not_tell_the_preferred_language_is_kept(brain: Brain, text: str) -> None:
    for preferred in Locale:
        assert brain.ears.hear(text, preferred=preferred).locale is preferred


@pytest.mark.parametrize("text", ["Wo ist das Konzert?", "где концерт?", "¿Dónde está el concierto?"])
def test_a_third_language_is_noticed(brain: Brain, text: str) -> None:
    heard = brain.ears.hear(text, preferred=PL)
    assert heard.is_foreign
    assert heard.locale is EN


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Kdy začíná festival?", {"when", "festival", "?"}),
        ("Wann und wo ist das Forum?", {"when", "where", "forum", "?"}),
        ("Dove si svolge il festival?", {"where", "festival", "?"}),
        ("Коли концерт?", {"when", "concert", "?"}),
    ],
)
def test_a_third_language_is_heard_in_english_words(brain: Brain, text: str, words: set[str]) -> None:
    heard = brain.ears.hear(text, preferred=PL)
    assert words <= set(heard.words)
    assert heard.lost == 0


@pytest.mark.parametrize("text", ["Wo kann ich mein Fahrrad reparieren lassen?", "Kde dostanu opravit pračku?"])
def test_what_was_not_understood_of_a_third_language_is_counted(brain: Brain, text: str) -> None:
    heard = brain.ears.hear(text, preferred=PL)
    assert heard.is_foreign
    assert heard.lost >= 2


@pytest.mark.parametrize("text", ["kto je organizuje i po co", "a kto je wybiera?", "o co chodzi"])
def test_words_that_czech_shares_leave_a_message_polish(brain: Brain, text: str) -> None:
    heard = brain.ears.hear(text, preferred=EN)
    assert not heard.is_foreign
    assert heard.locale is PL


def test_the_language_is_told_for_99_of_100_questions(brain: Brain) -> None:
    """Of questions by other hands whose language the words can tell."""
    wrong = []
    questions = [json.loads(line) for line in (DATA / "dev.jsonl").read_text(encoding="utf8").splitlines()]
    alone = [q for q in questions if not {"profile_lang", "client_lang", "follows"} & set(q)]
    for question in alone:
        heard = brain.ears.hear(question["q"], preferred=Locale.EN).locale
        if heard != question["lang"]:
            wrong.append(question["q"])
    assert len(wrong) / len(alone) <= 0.02, wrong


def test_hearing_never_loses_or_invents_positions(brain: Brain) -> None:
    @given(st.text(max_size=90))
    def holds(text: str) -> None:
        heard = brain.ears.hear(text, preferred=EN)
        assert len(heard.words) == len(heard.typed)
        assert all(heard.words)

    holds()


WORDS = {"concert": 5, "festival": 3, "forum": 2, "where": 9, "there": 1}


@pytest.mark.parametrize(
    ("word", "repaired"),
    [
        ("conecrt", "concert"),
        ("cncert", "concert"),
        ("festivl", "festival"),
        ("fourm", "forum"),
        ("xyzzyx", None),
        ("for", None),
        ("zoncert", "concert"),
    ],
)
def test_a_word_is_repaired_to_the_nearest(word: str, repaired: str | None) -> None:
    assert Speller(WORDS).repair(word) == repaired


def test_of_two_equally_near_words_the_heavier_wins() -> None:
    assert Speller(WORDS).repair("xhere") == "where"


@given(st.text(alphabet="abcdefghijklmnoprstuwz", max_size=40))
def test_repairing_a_repaired_word_changes_nothing(word: str) -> None:
    speller = Speller(WORDS)
    if better := speller.repair(word):
        assert better in WORDS
        assert speller.repair(better) == better


def test_joined_words_are_cut_into_the_fewest() -> None:
    speller = Speller(WORDS | {"the": 9})
    assert speller.split("wheretheconcert") == ["where", "the", "concert"]
    assert speller.split("concert") is None
    assert speller.split("abcdefghijk") is None
