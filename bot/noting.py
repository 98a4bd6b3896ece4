"""What is noted of an answer: counted always, kept without its asker if it was none, passed on if the asker wishes."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.core.alike import form_of, masked
from bot.core.answer import Answer, Status
from bot.core.answers.speech import Speaker
from bot.core.brain import Brain
from bot.core.locale import Locale
from bot.core.pages import Offer, Offers, Page, phrase_page
from bot.handlers.turn import Asker, Reply
from bot.storage.effects import Effect
from bot.storage.questions import Tally
from bot.storage.unanswered import AskOrganisers, Kind, Missed

ASKED = "asked"
"""Key in the chat's context: the last questions, masked, so that a button under their answers still knows them."""
_KEPT = 3
_HANDLE = 6  # bytes: tells the last few questions of one chat apart
_KINDS = {Status.UNKNOWN: Kind.UNKNOWN, Status.NOT_ANNOUNCED: Kind.NOT_ANNOUNCED}
_VAGUE = "other_attribute"
"""A way of asking that says nothing of what is asked."""


@dataclass(frozen=True, slots=True)
class Notes:
    """Who may be asked beside the bot.

    Args:
        organisers: Telegram ids; with none, nothing is passed on, and nothing offered.
        group: the organisers' group, where questions are posted.
        group_locale: in which language.
    """

    organisers: Collection[int] = ()
    group: int | None = None
    group_locale: Locale = Locale.EN

    def noted(self, text: str, reply: Reply, asker: Asker, brain: Brain) -> Reply:
        """Add to a reply what is noted of it, and the way to the organisers where the bot knew no answer."""
        answer = reply.answer
        assert answer is not None, "a question has an answer"
        subject = answer.intents[0] if answer.intents else ""
        effects: list[Effect] = [Tally(asker.now, answer.locale, answer.status, subject)]
        kept = masked(text)
        if answer.status in {Status.SMALLTALK, Status.CLARIFY} or not kept:
            return replace(reply, effects=(*reply.effects, *effects))
        handle = hashlib.blake2b(kept.encode(), digest_size=_HANDLE).hexdigest()
        keyboard = [
            [
                button | {"callback_data": f"{Offers.NOT_THIS}:{handle}"} if _is_not_this(button) else button
                for button in row
            ]
            for row in reply.keyboard
        ]
        if kind := _KINDS.get(answer.status):
            effects.append(_missed(kind, kept, answer, brain))
            if self._may_ask(asker):
                keyboard.append([self._offer(handle, answer.locale, brain)])
        entry: dict[str, object] = {
            "handle": handle,
            "text": kept,
            "locale": answer.locale.value,
            "message": asker.message_id,
        }
        entry |= {"subject": _subject(answer), "confidence": answer.confidence}
        before = [each for each in _asked(asker) if each["handle"] != handle]
        context = {**reply.context, ASKED: [*before, entry][-_KEPT:]}
        return replace(reply, context=context, keyboard=keyboard, effects=(*reply.effects, *effects))

    def disliked(self, handle: str, asker: Asker, brain: Brain) -> tuple[Effect, ...]:
        """Give what follows from 👎 under the answer to a question; nothing if that is too long ago or was noted."""
        entry = next((each for each in _asked(asker) if each["handle"] == handle), None)
        return () if entry is None or entry.get("disliked") else (_recalled(entry, Kind.DISLIKED, brain),)

    def after_dislike(self, handle: str, asker: Asker) -> dict[str, object]:
        """Give the context in which 👎 under that answer counts no more."""
        entries = [each | {"disliked": True} if each["handle"] == handle else each for each in _asked(asker)]
        return {**asker.profile.context, ASKED: entries}

    def way_out(self, handle: str, asker: Asker, speaker: Speaker) -> tuple[tuple[Offer, ...], ...]:
        """Give rows with the offer to ask the organisers, if they can be asked that question."""
        known = any(each["handle"] == handle for each in _asked(asker))
        if not known or not self._may_ask(asker):
            return ()
        return ((Offer(speaker.piece("button_ask_organisers"), Offers.ORGANISERS, handle),),)

    def pass_on(self, handle: str, asker: Asker, speaker: Speaker) -> tuple[Page, tuple[Effect, ...]]:
        """Pass a question on to the organisers; tells who answers, and when."""
        entry = next((each for each in _asked(asker) if each["handle"] == handle), None)
        if entry is None or not self.organisers or asker.is_group:
            return phrase_page("ask_again", speaker), ()
        missed = _recalled(entry, Kind.UNKNOWN, speaker.brain)
        message = entry.get("message")
        post = None
        if self.group is not None:
            phrase = speaker.knowledge.phrases["organisers_post"][self.group_locale]
            post = (self.group, phrase.format(id="{id}", question=missed.text))
        ask = AskOrganisers(missed, asker.profile.chat_id, message if isinstance(message, int) else None, post)
        person = speaker.knowledge.person(speaker.knowledge.event.contact)
        page = phrase_page("passed_on", speaker, question=missed.text, ask=speaker.ask_person(person, "ask_if_urgent"))
        return page, (ask,)

    def _may_ask(self, asker: Asker) -> bool:
        """Whether there is somebody to ask: organisers do not ask themselves."""
        return bool(self.organisers) and not asker.is_group and asker.profile.chat_id not in self.organisers

    def _offer(self, handle: str, locale: Locale, brain: Brain) -> dict[str, str]:
        label = brain.knowledge.phrases["button_ask_organisers"][locale]
        return {"text": label, "callback_data": f"{Offers.ORGANISERS}:{handle}"}


def _is_not_this(button: dict[str, str]) -> bool:
    return button.get("callback_data") == f"{Offers.NOT_THIS}:"


def _subject(answer: Answer) -> str:
    """What was understood, for what the event has not announced: that tells questions together across languages."""
    if answer.status is not Status.NOT_ANNOUNCED or not answer.intents or _VAGUE in answer.intents:
        return ""
    return " ".join((*answer.intents, *answer.entities))


def _missed(kind: Kind, kept: str, answer: Answer, brain: Brain) -> Missed:
    form = form_of(kept, brain, answer.locale)
    return Missed(kind, form, kept, answer.locale, _subject(answer), answer.confidence)


def _recalled(entry: dict[str, object], kind: Kind, brain: Brain) -> Missed:
    locale, text = Locale(str(entry["locale"])), str(entry["text"])
    confidence = entry.get("confidence")
    return Missed(
        kind,
        form_of(text, brain, locale),
        text,
        locale,
        str(entry.get("subject", "")),
        float(confidence) if isinstance(confidence, int | float) else 0.0,
    )


def _asked(asker: Asker) -> Sequence[dict[str, object]]:
    kept = asker.profile.context.get(ASKED)
    whole = {"handle", "text", "locale"}
    return [each for each in kept if isinstance(each, dict) and whole <= each.keys()] if isinstance(kept, list) else []
