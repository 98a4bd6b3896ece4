// The page: what the stand-in tells (server-sent events) is drawn, what is done here is sent to it.

import { dayOf, drawClock, setClock, startClock, timeOf } from "./clock.js";
import { edit, fill, reply, reset, showOffers, startComposer, takeContext } from "./composer.js";
import { bubble, summary } from "./message.js";
import { element, rich } from "./rich.js";
import { choose, language, t } from "./texts.js";

const $ = (id) => document.getElementById(id);
const COLOURS = ["#b3541e", "#0f7b5f", "#7a4bb5", "#a83a62", "#1f6aa5", "#68701a"];
const GROUP = 5; // of the colours

let bot = { username: "", names: {}, commands: {}, about: {} };
let people = new Map();
let chats = new Map();
let current = 0;      // id of the chat that is shown
let speaker = 0;      // id of the person who writes in the group
let typingUntil = 0;
let heardAt = 0;      // when the bot last said something in this chat
const unread = new Set();
const answered = new Map();

const isGroup = () => current < 0;
const writer = () => (isGroup() ? people.get(speaker) : people.get(current));
const place = () => ({ chat: current, person: writer().id });
// What the bot says of itself in the language of whoever writes, else in that for all.
const said = (texts) => texts?.[writer()?.language] || texts?.[""];
const botName = () => said(bot.names) || "Smok";

async function act(action, content) {
  const response = await fetch(`/page/do/${action}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content),
  }).catch(() => null);
  const body = await response?.json().catch(() => null);
  if (!response?.ok) notify(t("problem", { problem: body?.problem ?? "–" }));
  return body?.result ?? null;
}

let noticeEnds;
function notify(text) {
  $("notice").textContent = text;
  clearTimeout(noticeEnds);
  noticeEnds = setTimeout(() => { $("notice").textContent = ""; }, 5000);
}

// --- what people do ---------------------------------------------------------------------------------------------

async function write(text) {
  const [about, began, to] = [takeContext(), performance.now(), place()];
  const heard = about?.edit
    ? await act("edit", { ...to, message: about.edit.message_id, text })
    : await act("write", { ...to, text, reply_to: about?.reply?.message_id ?? null });
  if (heard && !about?.edit) expectAnswer(began);
}

// The answer is often here before the confirmation that the message was sent.
function expectAnswer(began) {
  if (heardAt < began) setTyping(2000);
}

const tools = {
  t, write, botName,
  bot: () => bot,
  time: (seconds) => timeOf(seconds * 1000),
  startOf(url) {
    const found = /^(?:https?:\/\/t\.me\/|tg:\/\/resolve\?domain=)(\w+)(?:[?&]start=([\w-]*))?$/.exec(url);
    return found && found[1].toLowerCase() === bot.username.toLowerCase() ? `/start ${found[2] ?? ""}`.trim() : null;
  },
  async press(message, data, button) {
    button.setAttribute("aria-busy", "true");
    setTimeout(() => button.removeAttribute("aria-busy"), 5000);
    const query = await act("press", { ...place(), message: message.message_id, data });
    if (query === null || answered.has(query)) button.removeAttribute("aria-busy");
    else answered.set(query, button);
  },
  fill, edit, reply,
  async copy(text) { await navigator.clipboard?.writeText(text); notify(t("copied")); },
};

// --- what is seen -----------------------------------------------------------------------------------------------

function face(id) {
  const person = people.get(id);
  const shown = element("span", { class: "face", "aria-hidden": "true" }, person ? person.name[0].toUpperCase() : "#");
  shown.style.background = COLOURS[(id < 0 ? GROUP : [...people.keys()].indexOf(id)) % COLOURS.length];
  return shown;
}

function drawPeople() {
  const focused = document.activeElement?.dataset?.chat;
  $("people").replaceChildren(...[...chats.values()].map((chat) => {
    const person = people.get(chat.id);
    const last = [...chat.messages.values()].at(-1);
    const tags = person ? `${t(person.role)} · ${person.language.toUpperCase()}` : t("group");
    return element("li", {}, element(
      "button", { type: "button", class: "person", "data-chat": chat.id, "aria-current": chat.id === current ? "true" : false, onclick: () => { location.hash = chat.id; } },
      face(chat.id),
      element("span", { class: "grow" },
        element("span", { class: "top" },
          element("strong", {}, person?.name ?? chat.title),
          element("span", { class: "tags" }, tags)),
        element("span", { class: "last quiet" }, last ? summary(last, t) : "–")),
      unread.has(chat.id) ? element("span", { class: "new", title: "●" }) : null,
    ));
  }));
  if (focused) $("people").querySelector(`[data-chat="${focused}"]`)?.focus();
}

let lastDay = "";
function append(message, fresh) {
  const log = $("log");
  log.querySelector(".empty")?.remove();
  const day = dayOf(message.date * 1000);
  if (day !== lastDay) log.append(element("p", { class: "date" }, day));
  lastDay = day;
  const made = draw(message);
  if (fresh) made.classList.add("fresh");
  log.append(made);
}

function draw(message) {
  const mine = message.from.id === writer().id;
  return bubble(message, { mine, named: isGroup() && !mine, tools });
}

function redraw(message) {
  const old = $("log").querySelector(`[data-message="${message.message_id}"]`);
  if (!old) return;
  const place = [...old.querySelectorAll(".key")].indexOf(document.activeElement);
  const made = draw(message);
  old.replaceWith(made);
  if (place >= 0) (made.querySelectorAll(".key")[place] ?? $("log")).focus();
}

function drawEmpty() {
  const about = said(bot.about) || t("empty");
  $("log").append(element("div", { class: "empty" },
    element("img", { src: "/page/smok.svg", alt: "" }),
    rich(element("span"), isGroup() ? `${t("empty_group")} ${t("group_hint")}` : about, [], tools),
    isGroup() ? null : element("button", { type: "button", class: "strong", onclick: () => write("/start") }, t("start"))));
}

function drawChat() {
  const chat = chats.get(current);
  if (!chat || !writer()) return;
  const person = people.get(current);
  lastDay = "";
  $("log").setAttribute("aria-live", "off"); // a chat that is opened is not read out whole
  $("log").replaceChildren();
  for (const message of chat.messages.values()) append(message, false);
  if (!chat.messages.size) drawEmpty();
  $("log").scrollTop = $("log").scrollHeight;
  setTimeout(() => $("log").setAttribute("aria-live", "polite"), 100);
  $("chat-face").replaceChildren(isGroup() ? "#" : element("img", { src: "/page/smok.svg", alt: "" }));
  $("chat-face").style.background = isGroup() ? COLOURS[GROUP] : "none";
  $("as-label").hidden = !isGroup();
  $("language-label").hidden = isGroup();
  $("as").replaceChildren(...[...people.values()].map((each) => element("option", { value: each.id }, each.name)));
  $("as").value = speaker;
  if (person) $("language").value = person.language;
  $("text").placeholder = isGroup() ? t("write_to_group", { name: writer().name, bot: bot.username }) : t("write_to_bot");
  drawStatus();
}

let statusEnds;
function setTyping(milliseconds) {
  typingUntil = performance.now() + milliseconds;
  clearTimeout(statusEnds);
  statusEnds = setTimeout(drawStatus, milliseconds + 20);
  drawStatus();
}

function drawStatus() {
  const typing = performance.now() < typingUntil;
  const who = writer() ? t("you_are", { name: writer().name }) : "";
  const status = typing ? `${botName()} ${t("typing")}` : who;
  const title = isGroup() ? chats.get(current)?.title ?? "" : botName();
  if ($("chat-title").textContent !== title) $("chat-title").textContent = title;
  if ($("chat-status").textContent !== status) $("chat-status").textContent = status;
}

function open(id) {
  const known = chats.has(id);
  current = known ? id : current || [...chats.keys()][0];
  document.body.classList.toggle("chatting", known);
  unread.delete(current);
  reset();
  typingUntil = 0;
  drawPeople();
  drawChat();
}

// --- the page's language --------------------------------------------------------------------------------------

function speak(next) {
  choose(next);
  for (const id of ["as", "language"]) $(id).title = $(id).parentElement.querySelector("span").textContent;
  $("new-role").replaceChildren(...["attendee", "journalist", "organiser"].map((role) => element("option", { value: role }, t(role))));
  drawClock(act);
  drawPeople();
  drawChat();
}

// --- joining it all ---------------------------------------------------------------------------------------------

startComposer({
  act, write, place, sent: expectAnswer,
  bot: () => bot,
  commands: () => {
    const { id, language } = writer(), own = current === id ? `${id}:` : "";
    return bot.commands[own + language] ?? bot.commands[own] ?? bot.commands[language] ?? bot.commands[""] ?? [];
  },
});
$("back").addEventListener("click", () => { location.hash = ""; document.querySelector(".person[aria-current]")?.focus(); });
$("as").addEventListener("change", () => { speaker = Number($("as").value); drawChat(); });
$("language").addEventListener("change", () => act("speak", { person: current, language: $("language").value }));
$("add").addEventListener("submit", async (event) => {
  event.preventDefault();
  const added = await act("add", { name: $("new-name").value, role: $("new-role").value, language: $("new-language").value });
  if (!added) return;
  handlers.person(added); // its event may come later than this answer
  $("new-name").value = "";
  $("adding").open = false;
  location.hash = added.id;
});
for (const each of document.querySelectorAll("[data-ui]")) each.addEventListener("click", () => speak(each.dataset.ui));
addEventListener("hashchange", () => open(Number(location.hash.slice(1))));
startClock(act);

const handlers = {
  state(given) {
    bot = given.bot;
    people = new Map(given.people.map((person) => [person.id, person]));
    chats = new Map(given.chats.map((chat) => [chat.id, { ...chat, messages: new Map(chat.messages.map((each) => [each.message_id, each])) }]));
    speaker = people.has(speaker) ? speaker : [...people.keys()][0];
    setClock(given.clock);
    $("lost").hidden = true;
    speak(language());
    open(Number(location.hash.slice(1)) || 0);
  },
  message(message) {
    const id = message.chat.id;
    chats.get(id)?.messages.set(message.message_id, message);
    if (message.from.is_bot && id === current) [typingUntil, heardAt] = [0, performance.now()];
    if (id === current) {
      append(message, true);
      $("log").scrollTop = $("log").scrollHeight;
      drawStatus();
    } else unread.add(id);
    drawPeople();
  },
  edit(message) {
    chats.get(message.chat.id)?.messages.set(message.message_id, message);
    if (message.chat.id === current) {
      const log = $("log"), isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
      redraw(message);
      if (isAtEnd) log.scrollTop = log.scrollHeight; // a menu that grows stays in view
    }
    drawPeople();
  },
  delete({ chat_id: id, message_id: message }) {
    chats.get(id)?.messages.delete(message);
    if (id === current) $("log").querySelector(`[data-message="${message}"]`)?.remove();
  },
  answered({ callback_query_id: query, text }) {
    answered.get(query)?.removeAttribute("aria-busy");
    answered.set(query, null);
    if (text) notify(text);
  },
  offered: showOffers,
  typing({ chat_id: id }) { if (id === current) setTyping(5000); },
  settings(given) { bot = given; if (chats.get(current)?.messages.size) drawStatus(); else drawChat(); },
  person(person) {
    people.set(person.id, person);
    if (!chats.has(person.id)) chats.set(person.id, { id: person.id, title: "", messages: new Map() });
    drawPeople();
    if (person.id === current) drawChat();
  },
  clock: setClock,
};

const events = new EventSource("/page/events");
for (const [kind, handle] of Object.entries(handlers)) events.addEventListener(kind, (event) => handle(JSON.parse(event.data)));
let lostSoon;
events.onerror = () => { clearTimeout(lostSoon); lostSoon = setTimeout(() => { $("lost").hidden = events.readyState === 1; }, 2500); };
events.onopen = () => { clearTimeout(lostSoon); $("lost").hidden = true; };
