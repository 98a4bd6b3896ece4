"""Step 2 of 4, understand (a): numbers as people write them: “10th”, “ten”, „dwudziesta piąta”."""

import re
from collections.abc import Iterator, Sequence

_ORDINALS_EN = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_ORDINALS_PL = (
    "pierwsz drug trzeci czwart piat szost siodm osm dziewiat dziesiat jedenast dwunast trzynast czternast "
    "pietnast szesnast siedemnast osiemnast dziewietnast dwudziest"
).split()
_CARDINALS_EN = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_CARDINALS_PL = (
    "jeden/jedna/jedno/jednej/jednego/jednym dwa/dwie/dwoch/dwoma/dwom trzy/trzech/trzema cztery/czterech/czterema "
    "piec/pieciu szesc/szesciu siedem/siedmiu osiem/osmiu dziewiec/dziewieciu dziesiec/dziesieciu "
    "jedenascie/jedenastu dwanascie/dwunastu trzynascie/trzynastu czternascie/czternastu pietnascie/pietnastu "
    "szesnascie/szesnastu siedemnascie/siedemnastu osiemnascie/osiemnastu dziewietnascie/dziewietnastu "
    "dwadziescia/dwudziestu"
).split()
_TENS = {
    word: 10 * tens
    for tens, words in {
        3: "thirty thirtieth trzydziesci trzydziestu trzydziesta trzydziesty",
        4: "forty fortieth czterdziesci czterdziestu czterdziesta czterdziesty",
        5: "fifty fiftieth piecdziesiat piecdziesieciu piecdziesiata piecdziesiaty",
        6: "sixty sixtieth szescdziesiat szescdziesieciu szescdziesiata szescdziesiaty",
        7: "seventy seventieth siedemdziesiat siedemdziesieciu siedemdziesiata siedemdziesiaty",
        8: "eighty eightieth osiemdziesiat osiemdziesieciu osiemdziesiata osiemdziesiaty",
        9: "ninety ninetieth dziewiecdziesiat dziewiecdziesieciu dziewiecdziesiata dziewiecdziesiaty",
        10: "hundred hundredth sto stu setna setny",
    }.items()
    for word in words.split()
}
_DAY_ENDINGS = ("ego", "y", "ym", "i", "im", "iego")
_OTHER_ENDINGS = ("a", "ej", "e", "ie", "iej", "ich", "ych", "m")
DAY_ORDINALS = {word: number for number, word in enumerate(_ORDINALS_EN, 1)} | {
    stem + ending: number for number, stem in enumerate(_ORDINALS_PL, 1) for ending in _DAY_ENDINGS
}
"""Ordinals in the forms that name days: “eighth”, „ósmego”."""
ORDINAL_WORDS = frozenset(DAY_ORDINALS) | {stem + end for stem in _ORDINALS_PL for end in ("a", "ej", "e")}
"""Words that are right as they are: “eleventh”, „jedenasta”."""
_ORDINALS = DAY_ORDINALS | {
    stem + ending: number for number, stem in enumerate(_ORDINALS_PL, 1) for ending in _OTHER_ENDINGS
}
_CARDINALS = {word: number for number, word in enumerate(_CARDINALS_EN, 1)} | _TENS
_CARDINALS |= {form: number for number, forms in enumerate(_CARDINALS_PL, 1) for form in forms.split("/")}
_DIGITS = re.compile(r"(\d{1,3})(?!am|pm)[^\W\d]{0,4}")
_TWENTY, _HUNDRED = 20, 100


def ordinal(word: str) -> int | None:
    """Read an ordinal such as “11th”, “eleventh”, „jedenasta”; None for anything else."""
    if word[-1].isalpha() and (match := _DIGITS.fullmatch(word)):
        return int(match[1])
    return _ORDINALS.get(word)


def numeral(word: str) -> int | None:
    """Read any number of one word, but no year, time or address: “10”, “10th”, “ten”, “tenth”; None for others."""
    if match := _DIGITS.fullmatch(word):
        return int(match[1])
    return _CARDINALS.get(word) or _ORDINALS.get(word)


def numbers_in(words: Sequence[str]) -> Iterator[int]:
    """Read the numbers that stand in some words; “twenty five” and „dwudziesta piąta” are one each."""
    tens = 0
    for word in (*words, ""):
        number = numeral(word) if word else None
        if tens and number and number < 10 and word.isalpha():  # noqa: PLR2004  (the units that tens go on with)
            yield tens + number
            tens = 0
            continue
        if tens:
            yield tens
        is_tens = number is not None and _TWENTY <= number < _HUNDRED and number % 10 == 0 and word.isalpha()
        tens = number if number is not None and is_tens else 0
        if number is not None and not is_tens:
            yield number
