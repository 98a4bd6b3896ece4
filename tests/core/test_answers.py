"""What is said: yes or no first, wrong claims put right, nothing invented, the tense of the moment."""

import re
from datetime import datetime
from itertools import product

import pytest

from bot.core.answer import ActionKind, Status
from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.core.reminders import EVERYTHING
from tests.helpers import AFTER, BEFORE, FIRST_DAY, LAST_DAY, SECOND_DAY, Chat, announced, say


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("is the concert open to the public?", "Yes, the Jubilee Concert is open to the public"),
        ("can I come to the opening?", "No, the Opening Session is by invitation only"),
        ("czy na koncert może wejść każdy?", "Tak, Koncert Jubileuszowy jest otwarty dla publiczności"),
        ("czy mogę przyjść na otwarcie?", "Nie, na sesję otwierającą można wejść tylko z zaproszeniem"),
        ("is the concert on Wednesday?", "Yes, the Jubilee Concert is on Wednesday 8 October"),
        ("czy koncert jest 8 października?", "Tak, Koncert Jubileuszowy odbędzie się w środę 8 października"),
        ("is the festival at Forty Kleparz?", "Yes, the Festival of Ideas is at Forty Kleparz"),
        ("is the opening by invitation only?", "Yes, the Opening Session is by invitation only"),
    ],
)
def test_yes_or_no_comes_first(brain: Brain, question: str, beginning: str) -> None:
    assert say(brain, question).text.startswith(beginning)


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("is Joanna Krzemińska the spokesperson of ASPIRE?", "No, Joanna Krzemińska is Spokesperson to the Mayor"),
        ("czy Joanna Krzemińska jest rzeczniczką ASPIRE?", "Nie, Joanna Krzemińska to rzeczniczka prezydenta"),
        ("is Joanna Krzemińska the spokesperson of the mayor?", "Yes, Joanna Krzemińska"),
        ("is Andrew Hallam the secretary general of ASPIRE?", "Yes, Andrew Hallam"),
        ("is Roth the mayor?", "No, Przemysław Roth is Chair of ASPIRE"),
        ("is Mazur the mayor of Kraków?", "No, Prof. Dr. Hab. Stanisław Mazur is Deputy Mayor"),
        ("czy Roth jest prezydentem Krakowa?", "Nie, Przemysław Roth to przewodniczący ASPIRE"),
        ("czy jest komunikat po angielsku?", "Tak, komunikat jest po angielsku"),
        ("is the release only in English?", "No, the press release is in English and has a Polish version too"),
        ("does the opening take place on Wednesday?", "No, the Opening Session is on Tuesday 7 October"),
        ("czy forum i koncert są tego samego dnia?", "Nie, w różne dni: inauguracja Forum"),
        ("czy koncert jest na Zamku Zinar?", "Nie, Koncert Jubileuszowy odbędzie się w Fortach Kleparz"),
        ("czy festiwal jest przed forum?", "Tak, Festiwal Idei odbędzie się w środę 8 października"),
        ("czy otwarcie jest rano?", "Nie, sesja otwierająca odbędzie się we wtorek 7 października 2025 wieczorem"),
        ("czego dotyczy porozumienie?", "Miasto Kraków i ASPIRE podpisują"),
        ("czy organizatorem jest miasto?", "Nie, konferencja jest sztandarowym wydarzeniem ASPIRE"),
        ("does the city organise the conference?", "No, the conference is the flagship event of ASPIRE"),
    ],
)
def test_yes_and_no_are_true(brain: Brain, question: str, beginning: str) -> None:
    assert say(brain, question).text.startswith(beginning)


def test_what_two_questions_are_answered_with_alike_is_said_once(brain: Brain) -> None:
    assert say(brain, "Nie dostałem zaproszenia, mogę przyjść na koncert?").text.count("otwarty dla publiczności") == 1


def test_what_is_on_anywhere_but_at_a_place(brain: Brain) -> None:
    assert say(brain, "co jest w programie poza Fortami Kleparz").entities == ("opening", "forum")


@pytest.mark.parametrize("question", ["is the festival by invitation?", "czy festiwal jest na zaproszenie?"])
def test_whether_it_is_by_invitation_is_a_question_of_access(brain: Brain, question: str) -> None:
    reply = say(brain, question)
    assert reply.status is Status.NOT_ANNOUNCED
    assert "Who may attend" in reply.text or "kto może przyjść" in reply.text


@pytest.mark.parametrize("question", ["what did ASPIRE say?", "co powiedziała ASPIRE?"])
def test_what_an_organisation_said_is_its_own_statement(brain: Brain, question: str) -> None:
    assert say(brain, question).entities == ("aspire", "quote-aspire")


@pytest.mark.parametrize(
    "question", ["what is the strategic partner's website?", "jaka jest strona partnera strategicznego?"]
)
def test_the_website_of_a_partner_is_that_of_the_organisation(brain: Brain, question: str) -> None:
    city = brain.knowledge.organisation("city")
    assert str(city.website) in say(brain, question).text


@pytest.mark.parametrize("question", ["what's on tonight?", "co jest wieczorem?"])
def test_in_the_evening_comes_first_what_is_in_the_evening(brain: Brain, question: str) -> None:
    assert say(brain, question, now=SECOND_DAY).entities[0] == "concert"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how long until the concert?", "Not long now: the Jubilee Concert is today"),
        ("ile zostało do koncertu?", "To już niedługo: Koncert Jubileuszowy odbędzie się dziś"),
    ],
)
def test_what_comes_today_is_not_said_to_be_on(brain: Brain, question: str, said: str) -> None:
    assert say(brain, question, now=SECOND_DAY).text.startswith(said)


@pytest.mark.parametrize("question", ["Where is the opening? And who may attend it?", "kto może przyjść na otwarcie?"])
def test_a_question_with_who_gets_no_yes_or_no(brain: Brain, question: str) -> None:
    text = say(brain, question).text
    assert "No, " not in text
    assert "Nie, " not in text


@pytest.mark.parametrize(
    ("question", "media", "others"),
    [
        (
            "can I film the concert?",
            "For the media, ",
            "Nothing has been announced about photos taken by other guests.",
        ),
        ("may I take photos there as an attendee?", "For the media, ", "other guests"),
        ("czy na Forum można robić zdjęcia?", "na inauguracji Forum (9 października", "Nie podano, czy zdjęcia mogą"),
    ],
)
def test_photo_opportunities_are_the_medias_and_no_leave_for_everybody(
    brain: Brain, question: str, media: str, others: str
) -> None:
    text = say(brain, question).text
    assert media in text
    assert others in text
    assert not text.startswith(("Yes", "Tak"))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("where is the agreement going to be signed?", "The place and date of signing the cooperation agreement"),
        ("where is the agreement signed", "The place and date of signing the cooperation agreement"),
        ("when is the agreement signed?", "The place and date of signing the cooperation agreement"),
        ("gdzie zostanie podpisane porozumienie", "Miejsca i daty podpisania porozumienia"),
        ("kiedy podpisują porozumienie?", "Miejsca i daty podpisania porozumienia"),
    ],
)
def test_where_and_when_the_agreement_is_signed_has_not_been_announced(brain: Brain, question: str, said: str) -> None:
    reply = say(brain, question)
    assert reply.status is Status.NOT_ANNOUNCED
    assert reply.text.startswith(said)
    assert "Krzemińsk" in reply.text


def test_the_year_is_told_with_the_days_that_the_event_has(brain: Brain) -> None:
    assert say(brain, "which year is the conference").text == "It is on 7–9 October 2025."
    moved = announced(brain, "aspire-conference", ends_on="2025-10-10")
    assert say(moved, "2025 czy 2026?", locale=Locale.PL).text == "Termin konferencji to 7–10 października 2025."


@pytest.mark.parametrize("question", ["jaki jest program", "jaki jest program?", "what is the programme"])
def test_the_programme_is_told_to_whoever_asks_what_it_is(brain: Brain, question: str) -> None:
    assert set(say(brain, question).entities) == {session.id for session in brain.knowledge.sessions}


def test_a_quote_is_offered_only_of_those_who_have_one(brain: Brain) -> None:
    assert "What did Przemysław Roth say?" in say(brain, "who is Przemysław Roth?").suggestions
    assert not any("say?" in offer for offer in say(brain, "who is Andrew Hallam?").suggestions)
    assert say(brain, "what did Andrew Hallam say?").text.startswith("I have no quote from Andrew Hallam.")


def test_a_place_asked_about_is_named_in_what_is_not_announced(brain: Brain) -> None:
    assert "parking (Zinar Castle)" in say(brain, "is there parking at Zinar Castle?").text


@pytest.mark.parametrize(
    ("question", "right", "put_right"),
    [
        ("is the concert on 9 October?", "8 October", "not on 9 October"),
        ("czy koncert jest 9 października?", "8 października", "a nie 9 października"),
        ("why is the concert on the 9th?", "8 October", "not on 9 October"),
        ("is the forum on 8 October?", "9 October", "not on 8 October"),
        ("is the concert at Zinar Castle?", "Forty Kleparz", "No,"),
        ("czy otwarcie jest w Fortach Kleparz?", "w Pałacu Sztuki", "Nie,"),
    ],
)
def test_a_wrong_claim_is_put_right(brain: Brain, question: str, right: str, put_right: str) -> None:
    text = say(brain, question).text
    assert right in text
    assert put_right in text


@pytest.mark.parametrize(
    ("question", "id_", "facts"),
    [
        ("when is the concert?", "concert", ["Wednesday 8 October 2025", "evening"]),
        ("kiedy jest Sesja otwierająca?", "opening", ["we wtorek 7 października 2025 wieczorem"]),
        ("gdzie jest Forum?", "forum", ["na Zamku Zinar"]),
        ("where is the Festival of Ideas?", "festival", ["at Forty Kleparz"]),
    ],
)
def test_it_stays_on_the_session_asked_about(brain: Brain, question: str, id_: str, facts: list[str]) -> None:
    reply = say(brain, question)
    assert reply.entities == (id_,)
    assert all(fact in reply.text for fact in facts)
    assert len(reply.text) < 150


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("what is on at Zinar Castle?", {"forum"}),
        ("co będzie w Fortach Kleparz?", {"festival", "concert"}),
        ("co jest w czwartek?", {"forum"}),
        ("what's on Wednesday?", {"festival", "concert"}),
        ("8?", {"festival", "concert"}),
        ("what is on 10 October?", set()),
    ],
)
def test_a_place_or_a_day_gives_its_sessions(brain: Brain, question: str, ids: set[str]) -> None:
    named = {s.id for s in brain.knowledge.sessions}
    assert set(say(brain, question).entities) & named == ids


@pytest.mark.parametrize("question", ["what can anyone attend?", "na co może wejść każdy?"])
def test_the_open_sessions_are_sorted_from_the_others(brain: Brain, question: str) -> None:
    text = say(brain, question).text
    assert "Jubil" in text.split(".")[0]
    assert "invitation" in text or "zaproszenie" in text


@pytest.mark.parametrize(
    "question", ["whose number is +48 513 077 541?", "czyj to numer: 513077541", "andrew@aspire.org.pl"]
)
def test_a_number_or_an_address_is_known_by_its_owner(brain: Brain, question: str) -> None:
    assert say(brain, question).entities == ("hallam",)


@pytest.mark.parametrize(
    "question",
    ["are the festival and the concert in the same place?", "which are in the same place?"],
)
def test_sessions_in_the_same_place_are_found(brain: Brain, question: str) -> None:
    reply = say(brain, question)
    assert not reply.text.startswith("No")
    assert set(reply.entities) == {"festival", "concert"}


def test_several_questions_are_all_answered(brain: Brain) -> None:
    reply = say(brain, "when is the concert? where is the forum? who is Roth?")
    assert reply.entities == ("concert", "forum", "roth")
    assert all(fact in reply.text for fact in ("8 October", "Zinar Castle", "Chair of ASPIRE"))
    polish = say(brain, "kiedy jest koncert i gdzie jest forum?")
    assert polish.entities == ("concert", "forum")


def test_a_buried_question_is_found(brain: Brain) -> None:
    reply = say(
        brain,
        "Hi! I am a journalist and I will be in Kraków for a while. I love music. Where is the concert? Thanks!",
    )
    assert "Forty Kleparz" in reply.text


def test_what_is_known_of_two_days_is_told_of_each(brain: Brain) -> None:
    english = say(brain, "wifi on 7 and 9 October?").text
    assert re.search(r"7 October 2025: the Opening Session \([^)]*\)\. On Thursday 9 October 2025: the Forum", english)
    polish = say(brain, "czy 7 i 8 października będzie szatnia?").text
    assert re.search("7 października.*sesja otwierająca.*8 października.*Koncert", polish)
    assert not polish.startswith("Nie,")


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("is there a cloakroom?", "cloakroom"),
        ("visa letter", "visa"),
        ("czy będzie parking?", "parking"),
        ("what time does the concert start?", "start time"),
        ("ile kosztuje bilet na koncert?", "cen"),
        ("who plays at the concert?", "performers"),
        ("is there a live stream?", "stream"),
        ("will there be a karaoke machine at the concert?", "not been announced"),
    ],
)
def test_what_is_not_announced_is_said_so_with_whom_to_ask(brain: Brain, question: str, word: str) -> None:
    reply = say(brain, question)
    assert reply.status is Status.NOT_ANNOUNCED
    assert word in reply.text
    assert "@" in reply.text


def test_an_attribute_that_nobody_listed_is_not_announced_either(brain: Brain) -> None:
    assert say(brain, "do you accept bitcoin at the festival?").status is Status.NOT_ANNOUNCED


@pytest.mark.parametrize("question", ["is the concert free of charge?", "czy koncert jest darmowy?"])
def test_open_to_the_public_is_not_called_free(brain: Brain, question: str) -> None:
    reply = say(brain, question)
    assert reply.status is Status.NOT_ANNOUNCED
    assert not reply.text.startswith(("Yes", "Tak", "No,", "Nie,"))


@pytest.mark.parametrize("question", ["may anyone come to the Forum?", "czy mogę przyjść na festiwal?"])
def test_access_that_is_not_stated_is_not_guessed(brain: Brain, question: str) -> None:
    assert say(brain, question).status is Status.NOT_ANNOUNCED


def test_the_mayor_is_not_named_by_the_deputy(brain: Brain) -> None:
    reply = say(brain, "who is the mayor of Kraków?")
    assert reply.status is Status.NOT_ANNOUNCED
    assert "Deputy Mayor" in reply.text


def test_a_quote_is_verbatim_and_its_translation_says_so(brain: Brain) -> None:
    quote = next(q for q in brain.knowledge.quotes if q.id == "quote-roth")
    assert quote.text.en in say(brain, "what did Roth say?").text
    polish = say(brain, "co powiedział Roth?").text
    assert quote.text.pl in polish
    assert "tłumaczenie" in polish


@pytest.mark.parametrize(
    ("now", "question", "said"),
    [
        (FIRST_DAY, "is the concert tomorrow?", "Yes, the Jubilee Concert is tomorrow, Wednesday 8 October"),
        (FIRST_DAY, "co jest dzisiaj?", "Dziś, we wtorek 7 października"),
        (FIRST_DAY, "co jest jutro?", "Jutro, w środę 8 października"),
        (BEFORE, "what is on today?", "today, Tuesday 30 September"),
        (SECOND_DAY, "what is on now?", "imes have not been announced"),
        (BEFORE, "what is on now?", "begins on Tuesday 7 October"),
        (AFTER, "what is on now?", "It is over"),
        (BEFORE, "what's next?", "Opening Session"),
        (SECOND_DAY, "what's next?", "today, Wednesday 8 October"),
        (AFTER, "co dalej?", "Już po wszystkim"),
        (BEFORE, "ile dni do konferencji?", "7 dni"),
        (LAST_DAY, "czy koncert już był?", "wczoraj, w środę 8 października"),
    ],
)
def test_time_is_told_from_now(brain: Brain, now: datetime, question: str, said: str) -> None:
    assert said in say(brain, question, now=now).text


@pytest.mark.parametrize(
    ("question", "past"),
    [
        ("when is the concert?", " was on Wednesday"),
        ("kiedy jest koncert?", " odbył się "),
        ("gdzie jest Sesja otwierająca?", " odbyła się "),
        ("where is the forum?", " was at "),
        ("when is the conference?", " was held "),
        ("what is the programme?", "programme was"),
        ("czy konferencja już się skończyła?", "odbyła się"),
    ],
)
def test_after_the_event_everything_is_past(brain: Brain, question: str, past: str) -> None:
    text = say(brain, question, now=AFTER).text
    assert past in text
    assert "odbędzie" not in text


def test_yesterday_is_past(brain: Brain) -> None:
    assert "there is" not in say(brain, "what was yesterday?", now=LAST_DAY).text


@pytest.mark.parametrize(
    "question", ["when is the concert?", "czy mogę przyjść na otwarcie?", "who is Roth?", "kontakt dla mediów"]
)
def test_an_answer_says_where_it_is_from_and_what_may_be_asked_next(brain: Brain, question: str) -> None:
    reply = say(brain, question)
    known = set(brain.knowledge.by_id) | {t.id for t in brain.knowledge.topics} | {q.id for q in brain.knowledge.quotes}
    assert reply.sources
    assert all(s.id in known and s.source for s in reply.sources)
    assert 0 < len(reply.suggestions) <= 3


def test_a_session_offers_map_calendar_and_reminder(brain: Brain) -> None:
    kinds = {action.kind: action.id for action in say(brain, "when is the concert?").actions}
    assert kinds == {ActionKind.MAP: "forty-kleparz", ActionKind.CALENDAR: "concert", ActionKind.REMIND: "concert"}


def test_a_contact_offers_a_contact_card(brain: Brain) -> None:
    actions = say(brain, "how can I contact Joanna Krzemińska?").actions
    assert (ActionKind.CONTACT, "krzeminska") in {(a.kind, a.id) for a in actions}


def test_no_wording_is_left_with_a_hole(brain: Brain) -> None:
    """Whatever is asked about any thing at any time: no “None”, brace or double space in text and suggestions."""
    faults: list[str] = []
    for thing in brain.knowledge.things():
        for locale, words in ((Locale.EN, "when where who contact price"), (Locale.PL, "kiedy gdzie kto kontakt cena")):
            for word, now in product(words.split(), (BEFORE, AFTER)):
                reply = say(brain, f"{word} – {thing.name.title(locale)}?", now=now, locale=locale)
                texts = (reply.text, *reply.suggestions)
                faults += [text for text in texts if any(hole in text for hole in ("None", "{", "  ", " ,"))]
    assert not faults


def test_every_suggestion_is_answered_when_sent_back(brain: Brain) -> None:
    """A button must not lead to “I don't know”."""
    lost: list[str] = []
    for thing in brain.knowledge.things():
        for locale in Locale:
            offered = say(brain, thing.name.title(locale), locale=locale).suggestions
            lost += [s for s in offered if say(brain, s, locale=locale).status is Status.UNKNOWN and "None" not in s]
    assert not lost


@pytest.mark.parametrize(
    ("first", "then"),
    [("where is the concert?", "remind me of everything"), ("gdzie jest koncert?", "przypominaj mi o wszystkim")],
)
def test_everything_means_everything_in_the_middle_of_a_conversation(brain: Brain, first: str, then: str) -> None:
    chat = Chat(brain)
    chat(first)
    assert chat(then).follows == frozenset({EVERYTHING})


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        ("remind me about the forum", "don't remind me about the concert", "No reminder is set for the Jubilee"),
        ("przypomnij mi o forum", "nie przypominaj mi o koncercie", "Przypomnienia o Koncercie Jubileuszowym nie"),
    ],
)
def test_what_was_not_followed_is_not_all_that_is_followed(brain: Brain, first: str, then: str, said: str) -> None:
    chat = Chat(brain)
    chat(first)
    reply = chat(then)
    assert reply.text.startswith(said)
    assert reply.follows is None
    assert ActionKind.REMIND in {action.kind for action in reply.actions}


@pytest.mark.parametrize(
    ("message", "is_wish"),
    [
        ("remind when the concert starts", True),
        ("can you remind when the concert starts?", True),
        ("remind me when the concert is", False),
        ("przypomnij, kiedy jest koncert", False),
    ],
)
def test_who_wants_to_hear_it_once_more_wishes_no_reminder(brain: Brain, message: str, is_wish: bool) -> None:  # noqa: FBT001
    reply = say(brain, message)
    assert (reply.follows is not None) is is_wish
    assert "concert" in reply.entities


@pytest.mark.parametrize(
    ("question", "is_told"),
    [
        ("remind me 1 hour before the concert", True),
        ("remind me about the concert tomorrow at 10", True),
        ("przypomnij mi godzinę przed koncertem", True),
        ("przypomnij mi o koncercie kwadrans wcześniej", True),
        ("remind me 2 hours before the concert", False),
        ("przypomnij mi 30 minut przed koncertem", False),
        ("remind me about the concert", False),
        ("przypomnij mi o koncercie 8 października", False),
    ],
)
def test_who_wishes_another_time_is_told_that_there_is_none(brain: Brain, question: str, is_told: bool) -> None:  # noqa: FBT001
    text = say(brain, question).text
    assert ("other times" in text or "O innej porze" in text) is is_told


@pytest.mark.parametrize("question", ["czy jest coś w piątek?", "czy jest coś w poniedziałek?"])
def test_whether_something_is_on_is_not_about_food(brain: Brain, question: str) -> None:
    assert say(brain, question).text.startswith("Nie, w programie nie ma nic")
