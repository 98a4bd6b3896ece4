// The message field: what is written, edited or replied to; the commands, other kinds of messages, inline results.

import { summary } from "./message.js";
import { element } from "./rich.js";
import { t } from "./texts.js";

const $ = (id) => document.getElementById(id);
const KINDS = { photo: "🖼️", voice: "🎤", sticker: "🐉", location: "📍" };

let page = null;      // what the page can do: act, write, sent, place, bot, commands
let context = null;   // {edit: message} or {reply: message}
let offered = null;   // id of the inline query whose results are waited for
let inlineSoon;

function grow() {
  $("text").style.height = "auto";
  $("text").style.height = `${$("text").scrollHeight + 2}px`;
}

function setText(text) {
  $("text").value = text;
  grow();
}

function setContext(next) {
  if (context?.edit && next === null) setText("");
  context = next;
  $("context").hidden = next === null;
  const text = next ? summary(next.edit ?? next.reply, t) : "";
  $("context-text").textContent = next ? t(next.edit ? "editing" : "replying", { text }) : "";
}

export function fill(text) { setText(text); $("text").focus(); askInline(); }
export function edit(message) { setContext({ edit: message }); setText(message.text); $("text").focus(); }
export function reply(message) { setContext({ reply: message }); $("text").focus(); }

// Another chat is opened: nothing is half done there.
export function reset() {
  setContext(null);
  closeChoices();
}

// What is being edited or replied to; asked for once, when the message goes.
export function takeContext() {
  const about = context;
  setContext(null);
  return about;
}

// --- inline mode ------------------------------------------------------------------------------------------------

function askInline() {
  const found = new RegExp(`^@${page.bot().username} +(.*)$`, "is").exec($("text").value);
  clearTimeout(inlineSoon);
  $("offers").hidden = true;
  offered = null;
  if (found) inlineSoon = setTimeout(async () => { offered = await page.act("inline", { person: page.place().person, query: found[1] }); }, 250);
}

export function showOffers({ id, results }) {
  if ((offered !== id && offered !== null) || !$("text").value.startsWith("@")) return;
  const send = async (result) => {
    setText(""); $("offers").hidden = true; $("text").focus();
    await page.act("choose", { ...page.place(), query: id, result: result.id });
  };
  $("offers").replaceChildren(...results.map((result) => element(
    "button", { type: "button", onclick: () => send(result) },
    element("strong", {}, result.title ?? ""), element("span", { class: "quiet" }, result.description ?? ""),
  )));
  if (!results.length) $("offers").append(element("p", { class: "quiet" }, t("no_results")));
  $("offers").hidden = false;
}

// --- choices: commands, and what is no text -----------------------------------------------------------------------

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

// What is written goes with a photo, as its caption.
async function sendOther(kind) {
  const began = performance.now(), caption = kind === "photo" ? $("text").value.trim() : "";
  if (caption) setText("");
  if (await page.act("send", { ...page.place(), kind, caption })) page.sent(began);
}

export function startComposer(given) {
  page = given;
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("text").value.trim();
    if (!text) return;
    page.write(text);
    setText("");
    closeChoices();
    clearTimeout(inlineSoon);
    $("offers").hidden = true;
  });
  $("text").addEventListener("input", () => { grow(); closeChoices(); askInline(); });
  $("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); $("composer").requestSubmit(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (!$("choices").hidden || context) { reset(); $("text").focus(); }
    $("offers").hidden = true;
  });
  $("cancel").addEventListener("click", () => { setContext(null); $("text").focus(); });
  $("menu").addEventListener("click", () => choices(
    "menu", page.commands().map((each) => [`/${each.command}`, each.description, () => page.write(`/${each.command}`)]), t("no_commands"),
  ));
  $("other").addEventListener("click", () => choices(
    "other", Object.entries(KINDS).map(([kind, mark]) => [mark, t(kind === "photo" && $("text").value.trim() ? "captioned" : kind), () => sendOther(kind)]),
  ));
}
