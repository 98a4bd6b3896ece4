"""Smok, a conference assistant on Telegram: the map of the house.

A synchronous core turns text + knowledge + now into an answer; thin asynchronous edges carry it.

    Telegram Update ─▶ handlers ─▶ conversation.respond(text, brain, profile, now) ─▶ Answer ─▶ rendering ─▶ Telegram
    clock ─▶ delivery.planner ─▶ core.reminders.due(planned, after, now) ─▶ outbox ─▶ delivery.sender ─▶ Telegram

Each line: a place, and its one responsibility. A core module imports only from lines above its own, so reading order is
import order: hear → understand → answer → reply. Contracts (import-linter) and a ban on the clock (ruff) hold it.

core/locale.py          the two languages: texts in both, names that inflect, dates as people say them
core/answer.py          what the core hands out: an Answer, its status, actions, sources
core/text.py            1 hear: clean, fold, cut into words
core/fields.py          what fields of the knowledge may hold: ids, phone numbers, addresses
core/checksums.py       sets and tables of texts that keep no text, for those with thousands of words
core/topics.py          frozen models beside the things: facts with the ways of asking for them, quotes
core/knowledge.py       frozen models of the event: sessions, venues, people, organisations; all of it together
core/findings.py        what a check of the knowledge finds, and the way through its entries
core/lexicon.py         what is known of the languages, whatever the event: common words, intents, shorthand
core/desk_phrases.py    which sentences the organisers' desk needs
core/reminder_phrases.py which sentences reminders need
core/change_phrases.py  which sentences changes of the programme need
core/phrasebook.py      which of its own sentences the bot needs, and their fields
core/proofreading.py    checks of the wording: placeholders, strange letters, the wrong language
core/spelling.py        1 hear: misspelt and joined words put right; the only user of rapidfuzz
core/utterance.py       1 hear: text → Utterance, and the language that it is in
core/numerals.py        2a the numbers named in it
core/days.py            2a the days named in it
core/periods.py         2a the weeks and months named in it
core/entities.py        2a the things, people and places named in it
core/model.py           2b a linear model that tells what is asked
core/fitting.py         2b how that model is fitted
core/reminders.py       when people are reminded of what they follow, and what is too late
core/schedule.py        questions about time: now, next, on a day, before, during and after
core/vocabulary.py      2b how usual each word is, and what it says by itself
core/brain.py           knowledge, language, names and fitted model, made ready once
core/teaching.py        what the model is taught: sentences as it will see messages
core/changes.py         what differs between two versions of the programme, by stable id
core/grammar.py         2c small words: how they cut and bind messages
core/polarity.py        2c which questions want a yes or a no
core/reading.py         2c one clause: what it names, what the model makes of it
core/described.py       2c a session that is described, not named
core/followups.py       2c what a message leaves out because the one before has said it
core/forming.py         2c the question that a clause asks: about what, without what it excludes
core/plainly.py         2c what a clause asks that needs no model: names alone, the last question once more
core/asking.py          2c what one clause asks, as the model reads it
core/scope.py           2c is it about the event at all: one log-odds of all signs
core/outside.py         2c what is not about the event by its structure: orders, others of the same name
core/placing.py         2c whether the event is somewhere: in some city, or at a place that is none of its own
core/routing.py         2c general ways of asking, sent to the topics that answer them
core/clauses.py         2c a message of several clauses: which of them ask
core/repeated.py        2c what repeats a number, an address, a website or a quote of the knowledge
core/understanding.py   2c decide: Understood, Ambiguous, SmallTalk or NotUnderstood
core/answers/           3 answer: what is said to each way of asking, a module for each kind of fact
core/notices.py         what people are told of a change
core/answering.py       3 compose the Answer: dispatch, yes and no, suggestions, sources
core/conversation.py    respond(…): the whole flow on one page, the file a newcomer reads first
core/pages.py           what commands and buttons show: the programme by day, the press pack, help, privacy
core/reminder_pages.py  what is shown of reminders: one that is due, the list, thanks
core/privacy.py         what is said of what is kept of a chat
core/alternatives.py    “not what I asked”: what else the last message may have meant
core/alike.py           questions without their askers: masked, and alike ones put together
core/cards.py           inline mode: what a few words may name, as cards to share
core/consistency.py     checks across the knowledge, the over-match gate included
language/               how people ask, per intent and language, whatever the event: data, no code
training/               makes data files of language/, fits the weights of core/scope.py; not needed to run
errors.py               the exceptions that somebody can act on
clock.py                the only reader of the clock
settings.py             environment → frozen settings
logs.py                 logs without secrets and without users' words
yaml_files.py           YAML that people write: strict, safe, every value with its line
salvage.py              what can be read of knowledge with mistakes
knowledge_files.py      knowledge/ → Knowledge, every problem at file:line
language_files.py       language/ → intents and Lexicon
brain_files.py          a Brain for a folder: from its cache, or read, checked, fitted and cached
knowledge_edits.py      additions to knowledge/ that the bot writes: proposed, checked on a copy, confirmed
storage/                tables and SQL, a file for each family: inbox, outbox, chats, broadcasts, reminders, questions …
formats/                files that other programs read: calendars, contact cards, charts, poster codes
rendering.py            4 reply: Answer → parameters of Telegram's methods, keyboards, cards, the menu
desk/                   the organisers' menu in the chat, a room for each thing that they can do
handlers/               one Update in, one call to the core, one reply out
delivery/               update → inbox → worker → outbox → Telegram; what is due → outbox; limits, pacing, leases
web.py                  webhook and health
reload.py               knowledge that changes while the bot runs
reminding.py            what buttons and commands about reminders do to a chat
remembering.py          what follow-up questions refer to, as it is kept with a chat
noting.py               what is noted of an answer: counted, kept without its asker, passed on to the organisers
wiring.py               which parts a bot has, and what each is made of
dialogue.py             joins the core to the chats: texts, commands, buttons
rehearsal/              a stand-in for Telegram on this machine, and its chat page
questions.py            JSON lines: the contract of ask --jsonl
explaining.py           why a message is answered as it is
app.py                  the composition root: makes all parts and starts them
rehearse.py             the composition root of a rehearsal: the whole bot against the stand-in
commands/               commands of the shell for organisers: broadcast, reminders, inbox, stats, qr
cli.py                  the commands

Two things differ from the first plan, for a reason: rapidfuzz stands in core/spelling.py, because edit distance serves
the words and a fitted model the questions; and core/brain.py holds what is prepared once, so that `respond` takes one
argument that can be swapped whole when the knowledge changes.
"""
