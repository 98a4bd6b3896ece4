"""What is said of people and their organisations."""

import pytest

from bot.core.brain import Brain
from tests.helpers import say


@pytest.mark.parametrize(
    ("question", "ids", "beginning"),
    [
        ("who works at ASPIRE?", ("aspire", "hallam", "roth"), "At ASPIRE: "),
        ("who is from the city?", ("city", "krzeminska", "mazur"), "At the City of Kraków: "),
        ("kto jest po stronie miasta?", ("city", "krzeminska", "mazur"), "Po stronie Miasta Kraków: "),
        ("kto pracuje w ASPIRE?", ("aspire", "hallam", "roth"), "W ASPIRE: "),
    ],
)
def test_who_is_of_an_organisation_is_all_its_people(
    brain: Brain, question: str, ids: tuple[str, ...], beginning: str
) -> None:
    reply = say(brain, question)
    assert reply.entities == ids
    assert reply.text.startswith(beginning)


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("is Przemysław Roth from ASPIRE?", "Yes, Przemysław Roth"),
        ("is Andrew Hallam with the City of Kraków?", "No, Andrew Hallam"),
        ("is Joanna Krzemińska with ASPIRE?", "No, Joanna Krzemińska"),
        ("is Przemysław Roth the chair of the City of Kraków?", "No, Przemysław Roth"),
        ("czy Przemysław Roth jest z ASPIRE?", "Tak, Przemysław Roth"),
        ("czy Joanna Krzemińska jest z ASPIRE?", "Nie, Joanna Krzemińska"),
    ],
)
def test_whether_somebody_is_of_an_organisation_is_true_or_not(brain: Brain, question: str, beginning: str) -> None:
    assert say(brain, question).text.startswith(beginning)
