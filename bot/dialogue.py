"""Join the core to the chats: a stored profile → the core's, an answer's context → what is stored."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from pydantic import TypeAdapter, ValidationError

from bot.brain_files import load_brain_apart
from bot.core import pages
from bot.core.alternatives import alternatives
from bot.core.answer import Answer, Status
from bot.core.answers.speech import Speaker
from bot.core.brain import Brain
from bot.core.cards import cards
from bot.core.conversation import Profile, respond, respond_to
from bot.core.knowledge import Person, Venue
from bot.core.locale import Locale
from bot.core.pages import (
    PAGES,
    Offers,
    Page,
    asks_of_command,
    asks_of_item,
    command_of,
    phrase_page,
    programme_of_day,
    questions,
)
from bot.core.reading import Ask, Context
from bot.core.schedule import today
from bot.core.text import clean, fold
from bot.delivery.limits import deep_link_payload, is_target
from bot.desk.broadcast import BroadcastRoom
from bot.desk.desk import Desk
from bot.desk.drafting import Wiring
from bot.desk.reminder import ReminderRoom
from bot.desk.reports import Reports
from bot.handlers.phrases import Phrases
from bot.handlers.turn import Asker, Call, Reply
from bot.reload import Reloader
from bot.rendering import (
    actions_of,
    calendar_call,
    contact_call,
    inline_results,
    keyboard_of,
    keyboard_of_page,
    menu_calls,
    venue_call,
)
from bot.settings import Settings
from bot.storage.audience import Named
from bot.storage.broadcasts import Broadcast
from bot.storage.chats import ChatProfile
from bot.storage.store import Store

_CONTEXTS: TypeAdapter[Context] = TypeAdapter(Context)
_Press = Callable[[str, Asker], Reply | None]
"""Does what a button says about its target; None where the target means nothing."""


class Dialogue:
    """What answers a chat with whatever knowledge is current: texts, commands, buttons, inline queries.

    Args:
        brains: the current knowledge.
        default: the language where nothing tells one.
    """

    def __init__(self, brains: Reloader[Brain], *, default: Locale) -> None:
        self._brains = brains
        self._default = default
        self._presses: dict[str, _Press] = {
            Offers.PAGE: self._command,
            Offers.DAY: self._day,
            Offers.ITEM: self._item,
            Offers.ASK: self._question,
            Offers.MAP: self._map,
            Offers.CALENDAR: self._calendar,
            Offers.CONTACT: self._contact,
            Offers.LANGUAGE: self._language,
            Offers.NOT_THIS: self._not_this,
            Offers.FORGET: self._forget,
            Offers.NEWS: self._news_on,
        }

    def __call__(self, text: str, *, profile: ChatProfile, now: datetime) -> Reply:
        """Answer one message."""
        return self.answer(text, Asker(profile, now))

    def answer(self, text: str, asker: Asker) -> Reply:
        """Answer one message; in a group an unknown question gets one line."""
        brain = self._brain
        answer, after = respond(text, brain=brain, profile=self._profile(asker), now=asker.now)
        return self._reply(answer, after, asker)

    def command(self, word: str, argument: str, asker: Asker) -> Reply:
        """Do what a command (without its slash) says; one that does not exist shows all that do."""
        name, locale = command_of(word.lower()) or ("help", None)
        if name == "start" and argument:
            linked = [id_ for id_ in self._brain.knowledge.by_id if deep_link_payload(id_) == argument]
            if linked:
                return self._asked(asks_of_item(linked[0], self._brain), asker)
        reply = self._command(name, asker, locale)
        assert reply is not None, "every command is known"
        return reply

    def press(self, data: str, asker: Asker) -> Reply:
        """Do what the callback data of a button says; data that means nothing (any more) gets a phrase."""
        kind, _, target = data.partition(":")
        press = self._presses.get(kind)
        reply = press(target, asker) if press else None
        return reply or self.notice("gone", asker)

    def notice(self, phrase: str, asker: Asker) -> Reply:
        """Say one of the bot's own phrases."""
        return self._page(phrase_page(phrase, self.speaker(asker)), asker)

    def results(self, query: str, asker: Asker, username: str) -> list[dict[str, object]]:
        """Give InlineQueryResults for words typed in any chat, in the asker's language."""
        brain = self._brain
        found = cards(query, brain=brain, profile=Profile(self._locale(asker)), now=asker.now)
        return inline_results(found, brain.knowledge, self._locale(asker), username=username)

    def asks_for_news(self, text: str) -> bool:
        """Whether a message asks what the organisers sent lately, in one of the ways that the phrases list."""
        words = self._brain.knowledge.phrases["news_words"]
        ways = {fold(way.strip()) for locale in Locale for way in words[locale].split("/")}
        return fold(clean(text)).strip("?!. ") in ways

    def news(self, told: Sequence[Broadcast], asker: Asker, locale: Locale | None = None) -> Reply:
        """Say what the organisers sent lately."""
        speaker, zone = self.speaker(asker, locale), self._brain.knowledge.zone
        items = [
            ((each.due_at or each.created_at).astimezone(zone), words.text)
            for each in told
            if (words := each.content.words(speaker.locale)) is not None
        ]
        return self._page(pages.news(speaker, items), asker)

    def introduction(self) -> list[Call]:
        """Give the calls that tell Telegram the menu of commands and what the bot is."""
        return menu_calls(self._brain.knowledge)

    @property
    def _brain(self) -> Brain:
        return self._brains.current

    def _locale(self, asker: Asker) -> Locale:
        """The chosen language, else the one spoken last, else that of the client."""
        _, spoken = recall(asker.profile.context, self._brain)
        return asker.profile.locale or spoken or asker.client or self._default

    def _profile(self, asker: Asker) -> Profile:
        context, _ = recall(asker.profile.context, self._brain)
        return Profile(self._locale(asker), context, asker.profile.context_at)

    def speaker(self, asker: Asker, locale: Locale | None = None) -> Speaker:
        """Give a voice in the asker's language, of the current knowledge."""
        return Speaker(self._brain, locale or self._locale(asker), asker.now)

    def _reply(self, answer: Answer, after: Profile, asker: Asker) -> Reply:
        knowledge = self._brain.knowledge
        keyboard = keyboard_of(answer, knowledge)
        if asker.is_group and answer.status is not Status.CLARIFY:
            keyboard = actions_of(answer, knowledge)
        return Reply(answer, remember(after.context, answer.locale), keyboard)

    def _asked(self, asks: tuple[Ask, ...], asker: Asker, locale: Locale | None = None) -> Reply:
        profile = replace(self._profile(asker), locale=locale or self._locale(asker))
        answer, after = respond_to(asks, brain=self._brain, profile=profile, now=asker.now)
        return self._reply(answer, after, asker)

    def _page(self, page: Page, asker: Asker, *, is_in_place: bool = False) -> Reply:
        """Show a page; what follow-up questions refer to stays as it was."""
        keyboard = keyboard_of_page(page, self._brain.knowledge)
        return Reply(page.answer, asker.profile.context, keyboard, profile=asker.profile, is_in_place=is_in_place)

    def _calls(self, asker: Asker, *calls: Call) -> Reply:
        return Reply(None, asker.profile.context, calls=calls, profile=asker.profile)

    def _command(self, name: str, asker: Asker, locale: Locale | None = None) -> Reply | None:
        speaker = self.speaker(asker, locale)
        if name == "calendar":
            return self._calendar(self._brain.knowledge.event.id, asker, locale)
        if name == "stop":
            asker = replace(asker, profile=replace(asker.profile, silent_at=asker.now))
        if name in PAGES:
            return self._page(PAGES[name](speaker), asker)
        asks = asks_of_command(name)
        return self._asked(asks, asker, speaker.locale) if asks else None

    def _day(self, target: str, asker: Asker) -> Reply | None:
        try:
            day = date.fromisoformat(target)
        except ValueError:
            return None
        return self._page(programme_of_day(self.speaker(asker), day), asker, is_in_place=True)

    def _item(self, target: str, asker: Asker) -> Reply | None:
        asks = asks_of_item(target, self._brain)
        return self._asked(asks, asker) if asks else None

    def _question(self, target: str, asker: Asker) -> Reply | None:
        """A question on a button is answered like one that is typed; a long one is found by its digest."""
        if target.startswith("#"):
            target = next((known for known in questions(self._brain) if is_target(target, known)), "")
        return self.answer(target, asker) if target.strip() else None

    def _map(self, target: str, asker: Asker) -> Reply | None:
        knowledge = self._brain.knowledge
        venue = knowledge.by_id.get(target)
        if not isinstance(venue, Venue):
            return None
        if venue.coordinates is None:  # they were taken back since: the link is offered again
            return self._item(target, asker)
        return self._calls(asker, venue_call(venue, knowledge, self._locale(asker)))

    def _calendar(self, target: str, asker: Asker, locale: Locale | None = None) -> Reply | None:
        knowledge, speaker = self._brain.knowledge, self.speaker(asker, locale)
        chosen = [s for s in knowledge.programme if target in {s.id, knowledge.event.id}]
        if not chosen:
            return None
        caption = speaker.say("calendar_all")
        if target != knowledge.event.id:
            caption = speaker.say("calendar_one", session=speaker.name(chosen[0].spoken_name))
        if any(session.start is None for session in chosen):
            caption += " " + speaker.say("calendar_whole_day")
        file = calendar_call(chosen, speaker, name=target, caption=caption)
        return self._calls(asker, file)

    def _contact(self, target: str, asker: Asker) -> Reply | None:
        person = self._brain.knowledge.by_id.get(target)
        if not isinstance(person, Person):
            return None
        if person.phone is None:
            return self._item(target, asker)
        return self._calls(asker, contact_call(person, self._brain.knowledge, self._locale(asker)))

    def _language(self, target: str, asker: Asker) -> Reply | None:
        if target not in {*Locale, ""}:
            return None
        chosen = Locale(target) if target else None
        phrase = "language_chosen" if chosen else "language_as_written"
        page = phrase_page(phrase, self.speaker(asker, chosen))
        return replace(self._page(page, asker), profile=replace(asker.profile, locale=chosen))

    def _not_this(self, _: str, asker: Asker) -> Reply:
        brain, speaker, profile = self._brain, self.speaker(asker), self._profile(asker)
        day = today(brain.knowledge, asker.now)
        context = profile.context if profile.is_fresh(asker.now) else None
        choices = alternatives(context, brain, locale=speaker.locale, today=day)
        page = phrase_page("not_this", speaker)
        return self._page(replace(page, answer=replace(page.answer, suggestions=choices)), asker)

    def _news_on(self, _: str, asker: Asker) -> Reply:
        page = phrase_page("news_on", self.speaker(asker))
        return replace(self._page(page, asker), profile=replace(asker.profile, silent_at=None))

    def _forget(self, _: str, asker: Asker) -> Reply:
        page = phrase_page("forgotten", self.speaker(asker))
        blank = ChatProfile(asker.profile.chat_id)
        return replace(self._page(page, asker), context={}, profile=blank, forgets=True)


def make_responder(brains: Reloader[Brain], *, default: Locale) -> Dialogue:
    """Give what answers a chat with whatever knowledge is current."""
    return Dialogue(brains, default=default)


def make_reloader(settings: Settings) -> Reloader[Brain]:
    """Load the knowledge, to be read again when it changes; raise `KnowledgeError` if it is broken."""
    return Reloader(settings.knowledge_dir, load_brain_apart)


def make_desk(dialogue: Dialogue, settings: Settings, named: Named) -> Callable[[Store], Desk]:
    """Give what makes the organisers' desk over a database; `named` are the audiences known elsewhere."""

    def make(store: Store) -> Desk:
        wiring = Wiring(store, settings.default_language, settings.broadcast_rate, named)
        return Desk([BroadcastRoom(wiring), ReminderRoom(wiring, dialogue.speaker)], dialogue.speaker)

    return make


def make_announcer(dialogue: Dialogue, settings: Settings) -> Reports:
    """Give what finds the words in which broadcasts are reported."""
    return Reports(dialogue.speaker, settings.default_language, settings.broadcast_rate)


def make_phrases(brain: Brain) -> Phrases:
    """Give the phrases that handlers say without the core."""
    failed = brain.knowledge.phrases["failed"]
    return Phrases(failed={locale: failed[locale] for locale in Locale})


def remember(context: Context | None, spoken: Locale) -> dict[str, object]:
    """Make a context storable as JSON, with the language that was spoken last."""
    return {"spoken": spoken.value, "context": context and _CONTEXTS.dump_python(context, mode="json")}


def recall(stored: dict[str, object], brain: Brain) -> tuple[Context | None, Locale | None]:
    """Read a stored context; None where there is none, or it is of another version or about what is no longer known."""
    spoken = stored.get("spoken")
    locale = next((known for known in Locale if known == spoken), None)
    try:
        context = _CONTEXTS.validate_json(json.dumps(stored.get("context")))
    except ValidationError:
        return None, locale
    ids = {mention.id for ask in context.asks for mention in ask.things}
    topics = {ask.topic for ask in context.asks if ask.topic}
    known = ids <= brain.knowledge.by_id.keys() and topics <= brain.knowledge.topic_by_id.keys()
    return (context if known else None), locale
