"""Show why a message is answered as it is: what was heard, what was found, the candidates with their scores."""

from datetime import datetime

import numpy as np

from bot.core.brain import Brain
from bot.core.conversation import Profile, respond
from bot.core.locale import Locale
from bot.core.reading import Context, read
from bot.core.schedule import today
from bot.core.scope import REFUSED, strangeness

_SHOWN = 5


def explain(text: str, brain: Brain, *, preferred: Locale, now: datetime) -> str:
    """Give a report for people, in English."""
    utterance = brain.ears.hear(text, preferred=preferred)
    reading = read(utterance.words, brain, today(brain.knowledge, now), utterance.locale)
    answer, _ = respond(text, brain=brain, profile=Profile(preferred), now=now)
    repaired = [
        f"{typed} → {word}" for word, typed in zip(utterance.words, utterance.typed, strict=True) if word != typed
    ]
    order = np.argsort(-reading.probabilities)[:_SHOWN]
    candidates = [f"{reading.probabilities[n]:6.1%}  {brain.model.labels[n]}" for n in order]
    lead = reading.probabilities[order[0]] - reading.probabilities[order[1]]
    strange = strangeness(reading, brain, Context())
    things = [
        f"{' '.join(utterance.words[m.start : m.end])} = {m.id} ({m.kind}{', generic' if m.is_generic else ''})"
        for m in reading.things
    ]
    days = [f"{' '.join(utterance.words[d.start : d.end])} = {d.day:%A %Y-%m-%d}" for d in reading.days]
    rows = [
        ("heard", " ".join(utterance.words)),
        ("language", utterance.locale.value + (" (a third language)" if utterance.is_foreign else "")),
        ("put right", ", ".join(repaired) or "nothing"),
        ("named", "; ".join((*things, *days)) or "nothing of the event"),
        ("candidates", ("\n" + " " * 13).join(candidates)),
        ("margin", f"{lead:.1%} between the first two"),
        (
            "elsewhere",
            f"{reading.elsewhere:.1%} by the model; with all signs {strange:+.1f}, refused from {REFUSED:+.1f} odds",
        ),
        (
            "decided",
            f"{answer.status.value}: {', '.join(answer.intents) or '–'} ({', '.join(answer.entities) or '–'})",
        ),
        ("answer", answer.text),
        ("sources", "; ".join(f"{s.id}: {s.source}" for s in answer.sources) or "–"),
    ]
    return "\n".join(f"{name + ':':<12} {value}" for name, value in rows)
