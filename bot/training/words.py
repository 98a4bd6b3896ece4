"""Make bot/language/words.tsv.gz: how common English and Polish words are.

    pip install wordfreq && python -m bot.training.words

One line a folded word: the word, ten times its Zipf frequency in English and in Polish (0: not among the
commonest). Frequencies: wordfreq 3.1.1 (Robyn Speer), data under CC BY-SA 4.0, and so is the file made.
"""

import gzip
from pathlib import Path

from bot.core.text import fold

TARGET = Path(__file__).parent.parent / "language" / "words.tsv.gz"
WORDS_A_LANGUAGE = 25_000  # of 20,000 and more, the language is told rightly for 98.9 % of short questions


def main() -> None:
    """Write the file; needs the package wordfreq."""
    from wordfreq import top_n_list, zipf_frequency  # type: ignore[import-not-found]  # noqa: PLC0415  (58 MB: wanted here alone)

    zipf: dict[str, list[int]] = {}
    for column, language in enumerate(("en", "pl")):
        for word in top_n_list(language, WORDS_A_LANGUAGE):
            row = zipf.setdefault(fold(word), [0, 0])
            row[column] = max(row[column], round(10 * zipf_frequency(word, language)))
    lines = (f"{word}\t{en}\t{pl}\n" for word, (en, pl) in sorted(zipf.items()) if word.isascii())
    TARGET.write_bytes(gzip.compress("".join(lines).encode(), mtime=0))
    print(f"{TARGET.name}: {len(zipf)} words, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
