// The page: what the stand-in tells (server-sent events) is drawn, what is done here is sent to it.

import { dayOf, drawClock, setClock, startClock, timeOf } from "./clock.js";
import { bubble, summary } from "./message.js";
import { element, rich } from "./rich.js";
import { choose, language, t } from "./texts.js";

const $ = (id) => document.getElementById(id);
const COLOURS = ["#b3541e", "#0f7b5f", "#7a4bb5", "#a83a62", "#1f6aa5", "#68701a"];
const KINDS = { photo: "🖼️", voice: "🎤", sticker: "🐉", location: "📍" };

let bot = { username: "", name: "Smok", commands: {}, about: {} };
let people = new Map();
let chats = new Map();
let current = 0;      // id of the chat that is shown
let speaker = 0;      // id of the person who writes in the group
let context = null;   // {edit: message} or {reply: message}
let offered = null;   // id of the inline query whose results are waited for
let typingUntil = 0;
let heardAt = 0;      // when the bot last said something in this chat
const unread = new Set();
const answered = new Map();

const isGroup = () => current < 0;
const writer = () => (isGroup() ? people.get(speaker) : people.get(current));

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
  const [about, began] = [context, performance.now()];
  setContext(null);
  const to = { chat: current, person: writer().id };
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
  t, write,
  bot: () => bot,
  time: (seconds) => timeOf(seconds * 1000),
  startOf(url) {
    const found = /^(?:https?:\/\/t\.me\/|tg:\/\/resolve\?domain=)(\w+)(?:[?&]start=([\w-]*))?$/.exec(url);
    return found && found[1].toLowerCase() === bot.username.toLowerCase() ? `/start ${found[2] ?? ""}`.trim() : null;
  },
  async press(message, data, button) {
    button.setAttribute("aria-busy", "true");
    setTimeout(() => button.removeAttribute("aria-busy"), 5000);
    const query = await act("press", { chat: current, person: writer().id, message: message.message_id, data });
    if (query === null || answered.has(query)) button.removeAttribute("aria-busy");
    else answered.set(query, button);
  },
  fill(text) { $("text").value = text; grow(); $("text").focus(); askInline(); },
  async copy(text) { await navigator.clipboard?.writeText(text); notify(t("copied")); },
  edit(message) { setContext({ edit: message }); $("text").value = message.text; grow(); $("text").focus(); },
  reply(message) { setContext({ reply: message }); $("text").focus(); },
};

function setContext(next) {
  if (context?.edit && next === null) { $("text").value = ""; grow(); }
  context = next;
  $("context").hidden = next === null;
  const text = next ? summary(next.edit ?? next.reply, t) : "";
  $("context-text").textContent = next ? t(next.edit ? "editing" : "replying", { text }) : "";
}

let inlineSoon;
function askInline() {
  const found = new RegExp(`^@${bot.username} +(.*)$`, "is").exec($("text").value);
  clearTimeout(inlineSoon);
  $("offers").hidden = true;
  offered = null;
  if (found) inlineSoon = setTimeout(async () => { offered = await act("inline", { person: writer().id, query: found[1] }); }, 250);
}

function showOffers(query, results) {
  if (!$("text").value.startsWith("@")) return;
  const send = async (result) => {
    $("text").value = ""; $("offers").hidden = true; grow(); $("text").focus();
    await act("choose", { chat: current, person: writer().id, query, result: result.id });
  };
  $("offers").replaceChildren(...results.map((result) => element(
    "button", { type: "button", onclick: () => send(result) },
    element("strong", {}, result.title ?? ""), element("span", { class: "quiet" }, result.description ?? ""),
  )));
  if (!results.length) $("offers").append(element("p", { class: "quiet" }, t("no_results")));
  $("offers").hidden = false;
}

// --- what is seen -----------------------------------------------------------------------------------------------

function face(id) {
  const person = people.get(id);
  const shown = element("span", { class: "face", "aria-hidden": "true" }, person ? person.name[0].toUpperCase() : "#");
  shown.style.background = COLOURS[(id < 0 ? 4 : [...people.keys()].indexOf(id)) % COLOURS.length];
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
  const person = writer();
  const about = bot.about[person.language] || bot.about[""] || t("empty");
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
  $("chat-face").style.background = isGroup() ? COLOURS[4] : "none";
  $("chat-title").textContent = person ? bot.name : chat.title;
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
  const status = typing ? `${bot.name} ${t("typing")}` : who;
  if ($("chat-status").textContent !== status) $("chat-status").textContent = status;
}

function open(id) {
  const known = chats.has(id);
  current = known ? id : current || [...chats.keys()][0];
  document.body.classList.toggle("chatting", known);
  unread.delete(current);
  setContext(null);
  closeChoices();
  typingUntil = 0;
  drawPeople();
  drawChat();
}

// --- texts and choices ------------------------------------------------------------------------------------------

function speak(next) {
  choose(next);
  for (const id of ["as", "language"]) $(id).title = $(id).parentElement.querySelector("span").textContent;
  $("new-role").replaceChildren(...["attendee", "journalist", "organiser"].map((role) => element("option", { value: role }, t(role))));
  drawClock(act);
  drawPeople();
  drawChat();
}

function closeChoices() {
  $("choices").hidden = true;
  for (const id of ["menu", "other"]) $(id).setAttribute("aria-expanded", "false");
}

function choices(opener, items, none) {
  const wasOpen = $(opener).getAttribute("aria-expanded") === "true";
  closeChoices();
  if (wasOpen) return;
  $("choices").replaceChildren(...items.map(([name, label, action]) => element("li", {}, element(
    "button", { type: "button", onclick: () => { closeChoices(); $("text").focus(); action(); } },
    element("strong", {}, name), element("span", {}, label),
  ))));
  if (!items.length) $("choices").append(element("li", { class: "quiet" }, none));
  $("choices").setAttribute("aria-label", $(opener).getAttribute("aria-label"));
  $("choices").hidden = false;
  $(opener).setAttribute("aria-expanded", "true");
  $("choices").querySelector("button")?.focus();
}

function grow() {
  $("text").style.height = "auto";
  $("text").style.height = `${$("text").scrollHeight + 2}px`;
}

// --- joining it all ---------------------------------------------------------------------------------------------

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (!text) return;
  write(text);
  $("text").value = "";
  clearTimeout(inlineSoon);
  $("offers").hidden = true;
  grow();
});
$("text").addEventListener("input", () => { grow(); askInline(); });
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); $("composer").requestSubmit(); }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (!$("choices").hidden || context) { closeChoices(); setContext(null); $("text").focus(); }
  $("offers").hidden = true;
});
$("cancel").addEventListener("click", () => { setContext(null); $("text").focus(); });
$("menu").addEventListener("click", () => {
  const { id, language } = writer(), own = current === id ? `${id}:` : "";
  const commands = bot.commands[own + language] ?? bot.commands[own] ?? bot.commands[language] ?? bot.commands[""] ?? [];
  choices("menu", commands.map((each) => [`/${each.command}`, each.description, () => write(`/${each.command}`)]), t("no_commands"));
});
$("other").addEventListener("click", () => choices("other", Object.entries(KINDS).map(([kind, mark]) => [
  mark, t(kind), async () => { 
    const began = performance.now();
    if (await act("send", { chat: current, person: writer().id, kind })) expectAnswer(began);
  },
])));
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
    bot = { name: "Smok", ...given.bot };
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
    if (message.chat.id === current) redraw(message);
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
  offered({ id, results }) { if (offered === id || offered === null) showOffers(id, results); },
  typing({ chat_id: id }) { if (id === current) setTyping(5000); },
  settings(given) { bot = { name: "Smok", ...given }; if (!chats.get(current)?.messages.size) drawChat(); },
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
