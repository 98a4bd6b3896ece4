"""Get a `Brain` for a folder of knowledge: from its cache, or read, checked, fitted and cached.

Fitting takes seconds, loading what was fitted a fraction of one. A cache (in ``.cache`` of the folder) is used only if
nothing that it was made of has changed: ``brain.npz`` of the knowledge, the language data and the code of the core,
``model.npz`` of what the model is taught. So whoever corrects the text of an answer does not wait for a fit.
"""

import contextlib
import hashlib
import json
import os
import struct
import zipfile
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from bot import knowledge_files, language_files
from bot.core import brain as brains
from bot.core import teaching
from bot.core.brain import Brain
from bot.core.checksums import Checksums, Table
from bot.core.consistency import sentence_findings, structural_findings
from bot.core.findings import Finding
from bot.core.knowledge import Knowledge
from bot.core.lexicon import Intent, Lexicon
from bot.core.locale import Locale, Text
from bot.core.model import IntentModel
from bot.core.vocabulary import vocabulary_of
from bot.errors import KnowledgeError, Problem

CACHE = Path(".cache") / "brain.npz"
"""Where all but the fitted model is cached in a folder of knowledge."""
MODEL = Path(".cache") / "model.npz"
"""Where the fitted model is cached."""
Progress = Callable[[float], None]
_TEXTS = TypeAdapter(dict[str, Text])
_TEACHING = (
    "checksums", "days", "entities", "fitting", "locale", "model", "numerals", "teaching", "text", "vocabulary",
)  # fmt: skip
"""Modules of the core that decide what the model is taught, and how."""
_HEADER = 30
"""Bytes of a zip entry before its name, its extra field and its content."""
_ALIGNS = 0xD935
"""The kind of an extra field that does nothing but move the content; Android's, whose packages do the same."""
_DAMAGES = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)
"""What reading a file raises that is missing, cut short or something else."""


def load_brain(folder: Path, *, progress: Progress = lambda _: None) -> Brain:
    """Load or build the brain for a folder; raise `KnowledgeError` with every problem if the knowledge is broken.

    `progress` hears 0 to 1 while a model is fitted, and nothing when the cache serves.
    """
    digest = _digest(folder)
    return _from_cache(folder, digest) or _built(folder, digest, progress)


def load_brain_apart(folder: Path) -> Brain:
    """Load the brain, fitting it in a process of its own if it must be: a running bot goes on answering meanwhile."""
    if brain := _from_cache(folder, _digest(folder)):
        return brain
    # Imported for a fit alone: it takes 3 MB.
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
    from multiprocessing import get_context  # noqa: PLC0415

    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        problems = pool.submit(problems_of, folder).result()
    if problems:
        raise KnowledgeError(folder, problems)
    return load_brain(folder)


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """Build the brain and its cache; give what is wrong with the knowledge."""
    try:
        load_brain(folder)
    except KnowledgeError as error:
        return error.problems
    return ()


def _built(folder: Path, digest: str, progress: Progress) -> Brain:
    draft = knowledge_files.read_draft(folder)
    knowledge, origins = draft.knowledge, draft.origins
    intents = language_files.read_intents()
    lexicon = language_files.read_lexicon(intents)
    _raise(folder, origins, structural_findings(knowledge, lexicon, intents), draft.problems)
    lesson = _lesson(knowledge, intents)
    model = _cached_model(folder, lesson)
    if model is None:
        model = teaching.fit_model(knowledge, intents, progress=progress)
        _cache_model(folder, lesson, model)
    vocabulary = vocabulary_of(intents, knowledge)
    brain = brains.assemble(knowledge, lexicon, model, vocabulary)
    _raise(folder, origins, sentence_findings(brain))
    _to_cache(folder, digest, lesson, brain, vocabulary)
    return brain


def _raise(
    folder: Path, origins: knowledge_files.Origins, findings: list[Finding], problems: tuple[Problem, ...] = ()
) -> None:
    """Raise every problem, those of single fields and those between entries."""
    found = [*problems, *(origins.problem(finding.path, finding.message) for finding in findings)]
    if found:
        raise KnowledgeError(folder, found)


def _digest(folder: Path) -> str:
    """Fingerprint everything that the brain is made of."""
    code = Path(__file__).parent
    sources = [
        *folder.glob("*.yaml"),
        *(code / "language").iterdir(),
        *(code / "core").rglob("*.py"),
        *(code / f"{name}_files.py" for name in ("brain", "knowledge", "language", "yaml")),
    ]
    digest = hashlib.sha256()
    for path in sorted(sources):
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _lesson(knowledge: Knowledge, intents: dict[str, Intent]) -> str:
    """Fingerprint what the model is taught."""
    digest = hashlib.sha256(repr(teaching.taught(knowledge, intents)).encode())
    for module in _TEACHING:
        digest.update((Path(__file__).parent / "core" / f"{module}.py").read_bytes())
    return digest.hexdigest()


def _to_cache(folder: Path, digest: str, lesson: str, brain: Brain, vocabulary: dict[str, int]) -> None:
    """Cache all but the model; `lesson` tells which model belongs to it."""
    lexicon = brain.lexicon
    small = {
        "digest": digest,
        "lesson": lesson,
        "vocabulary": vocabulary,
        "shorthand": lexicon.shorthand,
        "foreign": lexicon.foreign,
        "attributes": {name: text.model_dump() for name, text in lexicon.attributes.items()},
        "ways": {name: text.model_dump() for name, text in lexicon.ways.items()},
        "talk": sorted(lexicon.talk),
        "cities": sorted(lexicon.cities),
        "sayings": lexicon.sayings,
        "grammar": sorted(lexicon.grammar),
        "elsewhere": lexicon.elsewhere,
    }
    _write(
        folder / CACHE,
        small=_text(json.dumps(small)),
        knowledge=_text(brain.knowledge.model_dump_json()),
        **_columns("frequencies", lexicon.frequencies),
        **_columns("trigrams", lexicon.trigrams),
        **_columns("spoken", lexicon.spoken),
    )


def _cache_model(folder: Path, lesson: str, model: IntentModel) -> None:
    _write(
        folder / MODEL,
        small=_text(json.dumps({"lesson": lesson, "labels": model.labels})),
        known=np.array(model.known.codes),
        codes=model.codes,
        rows=model.rows,
        rarity=model.rarity,
        scale=model.scale,
        weights=model.weights,
        bias=model.bias,
        **_columns("by_heart", model.by_heart),
    )


def _columns(name: str, table: Table[Any]) -> dict[str, NDArray[Any]]:
    return {f"{name}_codes": np.array(table.texts.codes), name: np.array(table.numbers)}


def _table(stored: Any, name: str) -> Table[Any]:
    return Table(Checksums(_column(stored[f"{name}_codes"])), _column(stored[name]))


def _column(numbers: NDArray[Any]) -> "array[Any]":
    return array(numbers.dtype.char, numbers.tobytes())


def _text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _write(target: Path, **arrays: NDArray[Any]) -> None:
    """Write a cache whole or not at all; where the folder may not be written, the next start fits again."""
    partial = target.with_suffix(f".{os.getpid()}.partial")
    try:
        target.parent.mkdir(exist_ok=True)
        with partial.open("wb") as file, zipfile.ZipFile(file, "w") as archive:
            for name, numbers in arrays.items():
                member = zipfile.ZipInfo(f"{name}.npy")
                member.extra = _padding(file.tell() + _HEADER + len(member.filename))
                with archive.open(member, "w") as place:
                    np.lib.format.write_array(place, numbers, allow_pickle=False)
        partial.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            partial.unlink()


def _padding(start: int) -> bytes:
    """Give an extra field of a zip entry after which its content begins at a multiple of 64, as numpy wants it."""
    size = -(start + 4) % 64
    return struct.pack("<HH", _ALIGNS, size) + bytes(size)


def _from_cache(folder: Path, digest: str) -> Brain | None:
    try:
        with (folder / CACHE).open("rb") as file, np.load(file, allow_pickle=False) as stored:
            small = json.loads(stored["small"].tobytes())
            if small["digest"] != digest:
                return None
            knowledge = Knowledge.model_validate_json(stored["knowledge"].tobytes())
            frequencies, trigrams, spoken = (_table(stored, name) for name in ("frequencies", "trigrams", "spoken"))
    except _DAMAGES:
        return None
    model = _cached_model(folder, small["lesson"])
    if model is None:
        return None
    lexicon = Lexicon(
        frequencies=frequencies,
        shorthand=small["shorthand"],
        foreign=small["foreign"],
        attributes=_TEXTS.validate_python(small["attributes"]),
        ways=_TEXTS.validate_python(small["ways"]),
        talk=frozenset(small["talk"]),
        cities=frozenset(small["cities"]),
        sayings={saying: Locale(locale) for saying, locale in small["sayings"].items()},
        trigrams=trigrams,
        spoken=spoken,
        grammar=frozenset(small["grammar"]),
        elsewhere=small["elsewhere"],
    )
    return brains.assemble(knowledge, lexicon, model, small["vocabulary"])


def _cached_model(folder: Path, lesson: str) -> IntentModel | None:
    """Load the model if it was taught just this lesson."""
    try:
        with (folder / MODEL).open("rb") as file, np.load(file, allow_pickle=False) as stored:
            small = json.loads(stored["small"].tobytes())
            if small["lesson"] != lesson:
                return None

            def mapped(name: str) -> NDArray[Any]:
                return _mapped(file, stored.zip.getinfo(f"{name}.npy"))

            return IntentModel(
                labels=tuple(small["labels"]),
                known=Checksums(_column(stored["known"])),
                codes=mapped("codes"),
                rows=mapped("rows"),
                rarity=mapped("rarity"),
                scale=mapped("scale"),
                weights=mapped("weights"),
                bias=stored["bias"],
                by_heart=_table(stored, "by_heart"),
            )
    except _DAMAGES:
        return None


def _mapped(archive: BinaryIO, member: zipfile.ZipInfo) -> NDArray[Any]:
    """Map an array that stands uncompressed in an archive: only what is looked at takes up memory (of 19 MB)."""
    archive.seek(member.header_offset + _HEADER - 4)  # where a zip entry tells the lengths of its name and extra field
    name, extra = struct.unpack("<HH", archive.read(4))
    archive.seek(name + extra, os.SEEK_CUR)
    np.lib.format.read_magic(archive)
    shape, _, kind = np.lib.format.read_array_header_1_0(archive)
    return np.memmap(archive, kind, "r", archive.tell(), shape).view(np.ndarray)
