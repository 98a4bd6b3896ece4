"""Step 4 of 4, reply: `Answer` → parameters of Telegram's methods, within Telegram's limits."""

import base64
import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from bot.core.answer import Action, ActionKind, Answer, Moment, Status
from bot.core.answers.speech import Speaker, capital
from bot.core.cards import Card
from bot.core.knowledge import Knowledge, Person, Session, Venue
from bot.core.locale import Locale
from bot.core.pages import DESK_COMMANDS, Offer, Offers, Page, commands_in
from bot.core.reminders import EVERYTHING, NOTHING_FOLLOWED, Following
from bot.delivery.api import FILE
from bot.delivery.limits import callback_data, clip, deep_link_payload, split_text
from bot.formats.contacts import vcard

Button = dict[str, str]
Keyboard = list[list[Button]]
Call = tuple[str, Mapping[str, object]]
"""A method of the Bot API, and its parameters without chat_id."""

LABEL_UNITS = 64  # no limit of Telegram's: a longer label is cut off on every phone
DESCRIPTION_UNITS = 256  # no limit of Telegram's: three lines of a card
COMMAND_UNITS, BOT_UNITS, ABOUT_UNITS = 256, 512, 120  # setMyCommands, setMyDescription, setMyShortDescription
BOT_NAME_UNITS = 64  # setMyName
NAME_UNITS = 64  # sendContact cuts longer names
MAP_SEARCH = "https://www.google.com/maps/search/?api=1&query="
"""A search by name, until coordinates are known; phones open it in their map (developers.google.com/maps)."""


@dataclass(frozen=True, slots=True)
class _Said:
    """An answer, and what its buttons depend on."""

    answer: Answer
    knowledge: Knowledge
    following: Following

    def phrase(self, name: str, /, **values: object) -> str:
        """Fill a phrase in the language of the answer."""
        return self.knowledge.phrases[name][self.answer.locale].format_map(values)

    def are_several(self, kind: ActionKind) -> bool:
        """Whether buttons of this kind must say what they are about."""
        return sum(other.kind is kind for other in self.answer.actions) > 1


def render(
    answer: Answer, keyboard: Keyboard | None = None, *, thread_id: int | None = None
) -> list[dict[str, object]]:
    """One dict of sendMessage's parameters (without chat_id) for each part of the answer.

    Args:
        answer: its text is plain; what looks like markup in it is shown as it is.
        keyboard: rows of buttons, put under the last part.
        thread_id: the forum topic to answer in.
    """
    parts: list[dict[str, object]] = []
    end = 0
    # Split before marking up: Telegram counts the text after it has read the markup.
    for part in split_text(answer.text):
        begin = answer.text.index(part, end)
        end = begin + len(part)
        parts.append(
            {
                "text": _markup(answer.text, begin, end, answer.moments),
                "parse_mode": "HTML",
                "link_preview_options": {"is_disabled": True},
                **({"message_thread_id": thread_id} if thread_id is not None else {}),
            }
        )
    if keyboard and parts:
        parts[-1]["reply_markup"] = {"inline_keyboard": keyboard}
    return parts


def keyboard_of(answer: Answer, knowledge: Knowledge, following: Following = NOTHING_FOLLOWED) -> Keyboard:
    """The buttons that fit an answer: what can be done with it, what to ask next, and “not what I asked”."""
    rows = actions_of(answer, knowledge, following)
    asks = [Offer(question, Offers.ASK, question) for question in answer.suggestions]
    rows += [[_of_offer(offer)] for offer in asks]
    if answer.status in {Status.ANSWERED, Status.NOT_ANNOUNCED}:
        rows.append([_of_offer(Offer(knowledge.phrases["button_not_this"][answer.locale], Offers.NOT_THIS))])
    return rows


def actions_of(answer: Answer, knowledge: Knowledge, following: Following = NOTHING_FOLLOWED) -> Keyboard:
    """The buttons for a group: only what can be done with the answer, so that the chat stays readable."""
    said = _Said(answer, knowledge, following)
    actions = [button for action in answer.actions if (button := _ACTIONS[action.kind](action, said))]
    return [actions[n : n + 2] for n in range(0, len(actions), 2)]


def keyboard_of_page(page: Page, knowledge: Knowledge, following: Following = NOTHING_FOLLOWED) -> Keyboard:
    """The buttons of a page: its own offers, then what its answer offers beside “not what I asked”."""
    answer = page.answer
    own = [[_of_offer(offer) for offer in row] for row in page.offers]
    asks = [[_of_offer(Offer(question, Offers.ASK, question))] for question in answer.suggestions]
    return own + actions_of(answer, knowledge, following) + asks


def map_url(venue: Venue, knowledge: Knowledge, locale: Locale) -> str:
    """A link to a map that searches for a venue by its name and city."""
    city = knowledge.event.city.title(locale)
    return MAP_SEARCH + quote(f"{venue.name.title(locale)}, {city}", safe="")


def venue_call(venue: Venue, knowledge: Knowledge, locale: Locale) -> Call:
    """SendVenue for a venue whose coordinates are known."""
    assert venue.coordinates is not None, "its button would have been a link"
    latitude, longitude = venue.coordinates
    address = venue.address[locale] if venue.address else knowledge.event.city.title(locale)
    title = venue.name.title(locale)
    return "sendVenue", {"latitude": latitude, "longitude": longitude, "title": title, "address": address}


def contact_call(person: Person, knowledge: Knowledge, locale: Locale) -> Call:
    """SendContact for a person whose phone number is known."""
    assert person.phone is not None, "without one Telegram takes no contact"
    *given, family = person.name.title(locale).split()
    card = vcard(person, knowledge.organisation(person.organisation), locale=locale)
    return "sendContact", {
        "phone_number": person.phone.replace(" ", ""),
        "first_name": clip(" ".join(given) or family, NAME_UNITS),
        **({"last_name": clip(family, NAME_UNITS)} if given else {}),
        "vcard": card,
    }


def calendar_call(sessions: Sequence[Session], speaker: Speaker, *, name: str, caption: str) -> Call:
    """SendDocument with an .ics of these sessions, called `name`."""
    from bot.formats.calendar import calendar_file  # noqa: PLC0415 - 4 MB that only the first who asks needs

    content = calendar_file(sessions, speaker.knowledge, locale=speaker.locale, now=speaker.now)
    file = {"file_name": f"{name}.ics", FILE: base64.b64encode(content).decode("ascii")}
    return "sendDocument", {"document": file, "caption": caption}


def inline_results(
    cards: Sequence[Card], knowledge: Knowledge, locale: Locale, *, username: str
) -> list[dict[str, object]]:
    """InlineQueryResultArticles for cards; the button of each leads into the chat with the bot."""
    return [
        {
            "type": "article",
            "id": f"{card.id}-{locale.value}",
            "title": clip(card.title, LABEL_UNITS),
            "description": clip(card.answer.text, DESCRIPTION_UNITS),
            "input_message_content": _content(card.answer),
            "reply_markup": {"inline_keyboard": [[_deep_link(card, knowledge, locale, username)]]},
        }
        for card in cards
    ]


def menu_calls(knowledge: Knowledge) -> list[Call]:
    """The calls that tell Telegram the menu and what the bot is: English for all, Polish for Polish clients."""
    calls: list[Call] = []
    for locale, code in ((Locale.EN, {}), (Locale.PL, {"language_code": Locale.PL.value})):
        phrases = {name: text[locale] for name, text in knowledge.phrases.items()}
        commands = [
            {"command": word, "description": clip(phrases[f"menu_{name}"], COMMAND_UNITS)}
            for name, word in commands_in(locale).items()
        ]
        description = phrases["bot_description"].format(event=knowledge.event.name.spoken(locale))
        calls += [
            ("setMyCommands", {"commands": commands, **code}),
            ("setMyDescription", {"description": clip(description, BOT_UNITS), **code}),
            ("setMyShortDescription", {"short_description": clip(phrases["bot_about"], ABOUT_UNITS), **code}),
            ("setMyName", {"name": clip(phrases["bot_name"], BOT_NAME_UNITS), **code}),
        ]
    # Names last: Telegram may ask to wait for hours with one, and the rest should not wait for it.
    return sorted(calls, key=lambda call: call[0] == "setMyName")


def _markup(text: str, begin: int, end: int, moments: Sequence[Moment]) -> str:
    """A part of a text as HTML, its times marked (core.telegram.org/bots/api#date-time-entity-formatting).

    Without a format the text stays as it is, for a session begins by the clocks of its own city; whoever is
    elsewhere sees the time in their zone at a tap.
    """
    marked, at = "", begin
    for moment in moments:
        if at <= moment.start and moment.end <= end:
            spoken = html.escape(text[moment.start : moment.end], quote=False)
            marked += html.escape(text[at : moment.start], quote=False)
            marked += f'<tg-time unix="{int(moment.at.timestamp())}">{spoken}</tg-time>'
            at = moment.end
    return marked + html.escape(text[at:end], quote=False)


def organiser_menu_calls(knowledge: Knowledge, organiser: int) -> list[Call]:
    """The calls that put the desk into the menu of one organiser, first: what they come for."""
    scope = {"scope": {"type": "chat", "chat_id": organiser}}
    calls: list[Call] = []
    for method, parameters in menu_calls(knowledge):
        if method == "setMyCommands":
            locale = Locale(str(parameters.get("language_code", Locale.EN.value)))
            words = clip(knowledge.phrases["menu_desk"][locale], COMMAND_UNITS)
            desk = {"command": DESK_COMMANDS[locale], "description": words}
            commands = parameters["commands"]
            assert isinstance(commands, list)
            calls.append((method, {**parameters, **scope, "commands": [desk, *commands]}))
    return calls


def _content(answer: Answer) -> dict[str, object]:
    """The first part of an answer as InputTextMessageContent, which calls its text otherwise."""
    part = render(answer)[0]
    return {"message_text": part.pop("text"), **part}


def _deep_link(card: Card, knowledge: Knowledge, locale: Locale, username: str) -> Button:
    """A card of a thing opens that thing; an answer's opens the chat."""
    start = f"?start={deep_link_payload(card.id)}" if card.id in knowledge.by_id else ""
    return {"text": knowledge.phrases["button_ask_more"][locale], "url": f"https://t.me/{username}{start}"}


def _of_offer(offer: Offer) -> Button:
    return {"text": clip(offer.label, LABEL_UNITS), "callback_data": callback_data(offer.kind.value, offer.target)}


def _map(action: Action, said: _Said) -> Button:
    venue, locale = said.knowledge.venue(action.id), said.answer.locale
    phrase = "button_map_of" if said.are_several(ActionKind.MAP) else "button_map"
    label = clip(said.phrase(phrase, name=venue.name.title(locale)), LABEL_UNITS)
    if venue.coordinates is None:
        return {"text": label, "url": map_url(venue, said.knowledge, locale)}
    return _of_offer(Offer(label, Offers.MAP, venue.id))


def _calendar(action: Action, said: _Said) -> Button:
    return _of_offer(Offer(said.phrase("button_calendar"), Offers.CALENDAR, action.id))


def _contact(action: Action, said: _Said) -> Button | None:
    person = said.knowledge.person(action.id)
    if person.phone is None:
        return None  # Telegram's cards need a number; the address stands in the text
    label = said.phrase("button_contact", name=person.name.title(said.answer.locale))
    return _of_offer(Offer(label, Offers.CONTACT, person.id))


def _remind(action: Action, said: _Said) -> Button:
    if action.id == EVERYTHING:
        return _of_offer(Offer(said.phrase("button_remind_all"), Offers.REMIND, EVERYTHING))
    is_followed = said.following.has(action.id)
    phrase = "button_unremind" if is_followed else "button_remind"
    name = said.knowledge.session(action.id).spoken_name.title(said.answer.locale)
    label = said.phrase(phrase + "_of" * said.are_several(ActionKind.REMIND), name=capital(name))
    return _of_offer(Offer(label, Offers.UNREMIND if is_followed else Offers.REMIND, action.id))


def remind_button(session: Session, knowledge: Knowledge, locale: Locale, following: Following) -> Button:
    """The button that sets or ends the reminders of one session."""
    action = Action(ActionKind.REMIND, session.id)
    answer = Answer("", locale, Status.ANSWERED, actions=(action,))
    return _remind(action, _Said(answer, knowledge, following))


_ACTIONS: dict[ActionKind, Callable[[Action, _Said], Button | None]] = {
    ActionKind.MAP: _map,
    ActionKind.CALENDAR: _calendar,
    ActionKind.CONTACT: _contact,
    ActionKind.REMIND: _remind,
}
"""How each kind is offered."""
