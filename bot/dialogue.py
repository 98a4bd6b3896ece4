"""Join the core to the chats: a stored profile → the core's, an answer's context → what is stored."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.core.alternatives import alternatives
from bot.core.answer import Answer, Status
from bot.core.answers.speech import Speaker
from bot.core.brain import Brain
from bot.core.cards import cards
from bot.core.conversation import Profile, respond, respond_to
from bot.core.knowledge import Knowledge, Person, Session, Venue
from bot.core.locale import Locale
from bot.core.pages import (
    ALL_DAYS,
    PAGES,
    Offers,
    Page,
    asks_of_command,
    asks_of_item,
    command_of,
    help_,
    phrase_page,
    programme_of_all_days,
    programme_of_day,
    questions,
)
from bot.core.privacy import Kept, privacy
from bot.core.reading import Ask
from bot.core.reminder_pages import reminder_page
from bot.core.reminders import Following, Reminder
from bot.core.schedule import today
from bot.delivery.limits import TEXT_UNITS, clip, deep_link_payload, is_target
from bot.handlers.turn import Asker, Call, Lookup, Reply
from bot.noting import ASKED, Notes
from bot.reload import Reloader
from bot.remembering import recall, remember, spoken_in, spoken_last
from bot.reminding import PAGES as REMINDER_PAGES
from bot.reminding import Press, Reminding, following_of
from bot.rendering import (
    actions_of,
    calendar_call,
    contact_call,
    inline_results,
    keyboard_of,
    keyboard_of_page,
    menu_calls,
    organiser_menu_calls,
    render,
    venue_call,
)
from bot.storage.asked import AskedAbout
from bot.storage.chats import ChatProfile
from bot.storage.effects import Effect

ASKED_AT_ONCE = 2  # sessions in an answer that are its subject: “both”; more are a list
_ABOUT_NEWS = frozenset({"news", "changes"})
"""Ways of asking whose answers say what the organisers told lately."""
_LOOKED_UP = {"news": Lookup.NEWS, "privacy": Lookup.KEPT}
"""Commands whose pages say what is only in the database."""


class Dialogue:
    """What answers a chat with whatever knowledge is current: texts, commands, buttons, inline queries.

    Args:
        brains: the current knowledge.
        default: the language where nothing tells one.
        notes: who can be asked what the bot does not know.
    """

    def __init__(self, brains: Reloader[Brain], *, default: Locale, notes: Notes) -> None:
        self._brains = brains
        self._default = default
        self._notes = notes
        self._presses: dict[str, Press] = {
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
            **Reminding(self.speaker, self._page).presses(),
            Offers.ORGANISERS: self._pass_on,
            Offers.NEWS: self._news_on,
        }

    def __call__(self, text: str, *, profile: ChatProfile, now: datetime) -> Reply:
        """Answer one message."""
        return self.answer(text, Asker(profile, now))

    def answer(self, text: str, asker: Asker) -> Reply:
        """Answer one message; in a group an unknown question gets one line."""
        brain = self._brain
        answer, after = respond(text, brain=brain, profile=self._profile(asker), now=asker.now)
        if asker.found is None and not _ABOUT_NEWS.isdisjoint(answer.intents):
            return Reply(answer, {}, lacks=Lookup.NEWS)
        return self._notes.noted(text, self._reply(answer, after, asker), asker, brain)

    def command(self, word: str, argument: str, asker: Asker) -> Reply:
        """Do what a command (without its slash) says; one that does not exist shows all that do."""
        name, locale = command_of(word.lower()) or ("help", None)
        if name == "start" and argument:
            linked = [id_ for id_ in self._brain.knowledge.by_id if deep_link_payload(id_) == argument]
            if linked:
                return self._asked(asks_of_item(linked[0], self._brain), asker)
        if asker.is_group and not locale:  # whoever spoke last there need not be who asks now
            locale = asker.profile.locale or asker.client
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

    @property
    def knowledge(self) -> Knowledge:
        """What is known of the event at the moment."""
        return self._brain.knowledge

    def locale_of(self, chosen: str | None, context: str) -> Locale:
        """Tell a chat's language from the one that was chosen, else from its context as JSON: the one spoken last."""
        return Locale(chosen) if chosen else spoken_in(context) or self._default

    def remind(
        self, reminders: Sequence[Reminder], locale: Locale, followed: frozenset[str], *, now: datetime, is_late: bool
    ) -> Call:
        """Make the one message that reminds a chat of all that is due for it at one moment."""
        speaker = Speaker(self._brain, locale, now, Following(followed))
        page = reminder_page(reminders, speaker, is_late=is_late)
        answer = replace(page.answer, text=clip(page.answer.text, TEXT_UNITS))  # one message, whatever names there are
        [message] = render(answer, keyboard_of_page(page, self.knowledge))
        return "sendMessage", message

    def introduction(self) -> list[Call]:
        """Give the calls that tell Telegram the menu of commands and what the bot is."""
        return menu_calls(self._brain.knowledge)

    def organiser_menu(self, organiser: int) -> list[Call]:
        """Give the calls that tell Telegram the menu of one organiser."""
        return organiser_menu_calls(self._brain.knowledge, organiser)

    @property
    def _brain(self) -> Brain:
        return self._brains.current

    def _locale(self, asker: Asker) -> Locale:
        """The chosen language, else the one spoken last, else that of the client."""
        return asker.profile.locale or spoken_last(asker.profile.context) or asker.client or self._default

    def _profile(self, asker: Asker) -> Profile:
        context = recall(asker.profile.context, self._brain)
        news = asker.found.news if asker.found else None
        return Profile(self._locale(asker), context, asker.profile.context_at, following_of(asker), news)

    def speaker(self, asker: Asker, locale: Locale | None = None) -> Speaker:
        """Give a voice in the asker's language, of the current knowledge."""
        news = asker.found.news if asker.found else None
        return Speaker(self._brain, locale or self._locale(asker), asker.now, following_of(asker), news)

    def _reply(self, answer: Answer, after: Profile, asker: Asker) -> Reply:
        knowledge = self._brain.knowledge
        keyboard = keyboard_of(answer, knowledge, after.following)
        if asker.is_group and answer.status is not Status.CLARIFY:
            keyboard = actions_of(answer, knowledge, after.following)
        effects = () if asker.is_group else _noted(answer, asker, knowledge)
        context = remember(after.context, answer.locale)
        return Reply(answer, context, keyboard, follows=answer.follows, effects=effects)

    def _asked(self, asks: tuple[Ask, ...], asker: Asker, locale: Locale | None = None) -> Reply:
        profile = replace(self._profile(asker), locale=locale or self._locale(asker))
        answer, after = respond_to(asks, brain=self._brain, profile=profile, now=asker.now)
        return self._reply(answer, after, asker)

    def _page(self, page: Page, asker: Asker, *, is_in_place: bool = False) -> Reply:
        """Show a page; what follow-up questions refer to stays as it was."""
        keyboard = keyboard_of_page(page, self.knowledge, following_of(asker))
        profile = asker.profile
        if page.answer.follows and spoken_last(profile.context) is None:  # reminders will need to know it
            profile = replace(profile, context={**profile.context, "spoken": page.answer.locale.value})
        return Reply(
            page.answer,
            profile.context,
            keyboard,
            profile=profile,
            is_in_place=is_in_place,
            follows=page.answer.follows,
        )

    def _calls(self, asker: Asker, *calls: Call) -> Reply:
        return Reply(None, asker.profile.context, calls=calls, profile=asker.profile)

    def _command(self, name: str, asker: Asker, locale: Locale | None = None) -> Reply | None:
        if asker.found is None and name in _LOOKED_UP:
            return Reply(None, {}, lacks=_LOOKED_UP[name])
        speaker = self.speaker(asker, locale)
        if name == "calendar":
            return self._calendar(self._brain.knowledge.event.id, asker, locale)
        if name == "stop":
            asker = replace(asker, profile=replace(asker.profile, silent_at=asker.now))
        if name == "help" and not asker.is_group and asker.profile.chat_id in self._notes.organisers:
            return self._page(help_(speaker, with_desk=True), asker)
        if name == "privacy":
            return self._page(privacy(speaker, kept_of(asker)), asker)
        if page := (PAGES | REMINDER_PAGES).get(name):
            return self._page(page(speaker), asker)
        asks = asks_of_command(name)
        return self._asked(asks, asker, speaker.locale) if asks else None

    def _day(self, target: str, asker: Asker) -> Reply | None:
        if target == ALL_DAYS:
            return self._page(programme_of_all_days(self.speaker(asker)), asker, is_in_place=True)
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
        if len(chosen) == 1 and chosen[0].is_cancelled:
            caption = speaker.cancelled(chosen[0])
        elif any(session.start is None for session in chosen):
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

    def _not_this(self, handle: str, asker: Asker) -> Reply:
        brain, speaker, profile = self._brain, self.speaker(asker), self._profile(asker)
        day = today(brain.knowledge, asker.now)
        context = profile.context if profile.is_fresh(asker.now) else None
        choices = alternatives(context, brain, locale=speaker.locale, today=day)
        page = phrase_page("not_this", speaker, *self._notes.way_out(handle, asker, speaker))
        reply = self._page(replace(page, answer=replace(page.answer, suggestions=choices)), asker)
        kept = replace(asker.profile, context=self._notes.after_dislike(handle, asker))
        return replace(reply, profile=kept, effects=self._notes.disliked(handle, asker, brain))

    def _pass_on(self, handle: str, asker: Asker) -> Reply:
        page, effects = self._notes.pass_on(handle, asker, self.speaker(asker))
        return replace(self._page(page, asker), effects=effects)

    def _news_on(self, _: str, asker: Asker) -> Reply:
        page = phrase_page("news_on", self.speaker(asker))
        return replace(self._page(page, asker), profile=replace(asker.profile, silent_at=None))

    def _forget(self, _: str, asker: Asker) -> Reply:
        page = phrase_page("forgotten_with_stop" if asker.profile.silent_at else "forgotten", self.speaker(asker))
        blank = ChatProfile(asker.profile.chat_id)
        return replace(self._page(page, asker), context={}, profile=blank, forgets=True)


def kept_of(asker: Asker) -> Kept:
    """Tell what is kept of a chat, beside what it follows."""
    profile = asker.profile
    return Kept(
        locale=profile.locale,
        has_context=bool(profile.context.get("context") or profile.context.get(ASKED)),
        wants_news=profile.silent_at is None,
        pending=asker.found.pending if asker.found else (),
    )


def _noted(answer: Answer, asker: Asker, knowledge: Knowledge) -> tuple[Effect, ...]:
    """Who asks about a session hears of its changes; who asks for a list asks about none of them."""
    about = tuple(id_ for id_ in answer.entities if isinstance(knowledge.by_id.get(id_), Session))
    is_told = answer.status in {Status.ANSWERED, Status.NOT_ANNOUNCED} and 0 < len(about) <= ASKED_AT_ONCE
    return (AskedAbout(asker.profile.chat_id, about),) if is_told else ()
