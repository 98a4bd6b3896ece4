"""Generated programmes of any size, to measure with: sessions of varied titles in both languages."""

from datetime import timedelta
from random import Random

from bot.core.brain import Brain
from bot.core.knowledge import Knowledge, Session
from bot.core.locale import Name, PolishName, Text
from tests.helpers import updated, with_knowledge

KINDS = (("Workshop", "Warsztat", "m"), ("Talk", "Wykład", "m"), ("Panel", "Panel", "m"), ("Lab", "Pracownia", "f"))
FIELDS = (
    "robotics robotyki, genomics genomiki, sailing żeglarstwa, ceramics ceramiki, cartography kartografii, "
    "beekeeping pszczelarstwa, typography typografii, acoustics akustyki, botany botaniki, metallurgy metalurgii, "
    "astronomy astronomii, forestry leśnictwa, linguistics językoznawstwa, hydrology hydrologii, puppetry lalkarstwa, "
    "geology geologii, weaving tkactwa, statistics statystyki, phonetics fonetyki, mycology mykologii, "
    "optics optyki, brewing piwowarstwa"
)
PAIRS = tuple(tuple(pair.split()) for pair in FIELDS.split(", "))
SYLLABLES = "ba do ke li mo nu pa ri so tu ve za gra lem nor pit sel tar vin wol".split()


def _coined(chance: Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(3)).capitalize()


def programme(knowledge: Knowledge, count: int) -> Knowledge:
    """Give the same event with `count` sessions spread over its days and venues; equal for equal arguments."""
    chance = Random(count)
    days = (knowledge.event.ends_on - knowledge.event.starts_on).days + 1
    return updated(
        knowledge, sessions=tuple(_session(knowledge, number, days, chance) for number in range(count)), topics=()
    )


def _session(knowledge: Knowledge, number: int, days: int, chance: Random) -> Session:
    kind_en, kind_pl, gender = chance.choice(KINDS)
    (one_en, one_pl), (other_en, other_pl) = chance.sample(PAIRS, 2)
    own = _coined(chance)
    name_pl = f"{kind_pl} {own}: od {one_pl} do {other_pl}"
    return Session(
        id=f"session-{number}",
        name=Name(
            en=f"the {kind_en} {own}: from {one_en} to {other_en}",
            pl=PolishName.model_validate(dict.fromkeys(("nom", "gen", "acc", "loc"), name_pl) | {"gender": gender}),
        ),
        on=knowledge.event.starts_on + timedelta(number % days),
        venue=knowledge.venues[number % len(knowledge.venues)].id,
        summary=Text(en=f"It is about {one_en} and {other_en}.", pl=f"Dotyczy {one_pl} i {other_pl}."),
        source="generated to measure with",
    )


def with_programme(brain: Brain, count: int) -> Brain:
    """Give a brain for a generated programme, with the fitted model of another."""
    return with_knowledge(brain, programme(brain.knowledge, count))
