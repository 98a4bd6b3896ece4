// One message → its bubble: text, cards, files, and the keyboard below it.

import { element, link, rich } from "./rich.js";

const OTHERS = { photo: "🖼️", voice: "🎤", sticker: "🐉", location: "📍" };

// A line for the list of chats, for quotes, and for "editing: …".
export function summary(message, t) {
  if (message.text || message.caption) return (message.text ?? message.caption).replace(/\s+/g, " ");
  if (message.venue) return `📍 ${message.venue.title}`;
  if (message.contact) return `👤 ${message.contact.first_name}`;
  if (message.document) return `📄 ${message.document.file_name}`;
  const kind = Object.keys(OTHERS).find((each) => message[each]);
  return kind ? `${OTHERS[kind]} ${t(kind)}` : "…";
}

function card(mark, ...lines) {
  return element("div", { class: "card" }, element("span", { class: "mark", "aria-hidden": "true" }, mark), element("div", {}, ...lines));
}

function contact(given, tools) {
  const name = [given.first_name, given.last_name].filter(Boolean).join(" ");
  const mail = /^EMAIL[^:]*:(.+)$/im.exec(given.vcard ?? "")?.[1].trim();
  const phone = given.phone_number.startsWith("+") ? given.phone_number : `+${given.phone_number}`;
  const vcard = given.vcard || `BEGIN:VCARD\nVERSION:3.0\nN:;${name};;;\nFN:${name}\nTEL:${phone}\nEND:VCARD\n`;
  const file = URL.createObjectURL(new Blob([vcard], { type: "text/vcard" }));
  return card(
    "👤", element("strong", {}, name),
    link(`tel:${phone.replace(/[^+\d]/g, "")}`, phone, {}, tools),
    mail ? element("span", {}, link(`mailto:${mail}`, mail, {}, tools)) : null,
    element("span", {}, element("a", { href: file, download: `${name}.vcf` }, tools.t("save_contact"))),
  );
}

function place(message, tools) {
  const { latitude, longitude } = message.location;
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
  const named = message.venue;
  return card(
    "📍", element("strong", {}, named?.title ?? tools.t("location")),
    named ? element("span", { class: "quiet" }, named.address) : null,
    link(map, tools.t("map"), {}, tools),
  );
}

// What people send on this page has no file behind it, also when the bot passes it on.
const isPretended = (file) => file.file_id.startsWith("rehearsed-");

function content(message, tools) {
  const parts = [];
  if (message.venue || message.location) parts.push(place(message, tools));
  else if (message.contact) parts.push(contact(message.contact, tools));
  else if (message.document) {
    const { file_id: id, file_name: name, file_size: size } = message.document;
    const at = `/page/files/${encodeURIComponent(id)}`;
    parts.push(card(
      "📄", element("strong", {}, element("a", { href: at, download: name, "aria-label": tools.t("download", { name }) }, name)),
      element("span", { class: "quiet" }, `${(size / 1024).toFixed(1)} kB`),
    ));
  } else if (message.photo && !isPretended(message.photo.at(-1))) {
    const at = `/page/files/${encodeURIComponent(message.photo.at(-1).file_id)}`;
    parts.push(element("img", { class: "photo", src: at, alt: message.caption ?? tools.t("photo") }));
  } else if (!message.text) parts.push(element("div", { class: "body" }, summary({ ...message, caption: "" }, tools.t)));
  const text = message.text ?? message.caption;
  if (text) parts.push(rich(element("div", { class: "body" }), text, message.entities ?? message.caption_entities, tools));
  return parts;
}

function key(button, message, tools) {
  if (button.url) return link(button.url, button.text, { class: "key" }, tools);
  const act = (click) => element("button", { type: "button", class: "key", onclick: click }, button.text);
  if (button.callback_data) return act((event) => tools.press(message, button.callback_data, event.currentTarget));
  const query = button.switch_inline_query_current_chat ?? button.switch_inline_query;
  if (query !== undefined) return act(() => tools.fill(`@${tools.bot().username} ${query}`));
  if (button.copy_text) return act(() => tools.copy(button.copy_text.text));
  return element("button", { type: "button", class: "key", disabled: true }, button.text);
}

function keyboard(message, tools) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (!rows.length) return null;
  return element("div", { class: "keys" }, ...rows.map((row) => element("div", {}, ...row.map((each) => key(each, message, tools)))));
}

// `mine`: written by the person whose chat is shown; `named`: the sender's name is seen, not only heard.
export function bubble(message, { mine, named, tools }) {
  const sender = message.from.is_bot ? tools.botName() : message.from.first_name;
  const via = message.via_bot ? ` ${tools.t("via", { name: message.via_bot.username })}` : "";
  const foot = element("div", { class: "foot" });
  const canEdit = mine && message.text && !message.via_bot;
  if (canEdit) foot.append(element("button", { type: "button", onclick: () => tools.edit(message) }, tools.t("edit")));
  if (message.from.is_bot) foot.append(element("button", { type: "button", onclick: () => tools.reply(message) }, tools.t("reply")));
  if (message.edit_date) foot.append(element("span", {}, tools.t("edited")));
  foot.append(element("time", {}, tools.time(message.date)));
  const replied = message.reply_to_message;
  return element(
    "div", { class: `message${mine ? " mine" : ""}`, "data-message": message.message_id },
    element(
      "div", { class: "bubble" },
      element("span", { class: named || via ? "who" : "unseen" }, `${sender}${via}`, element("span", { class: "unseen" }, ": ")),
      replied ? element("div", { class: "quote" }, summary(replied, tools.t)) : null,
      ...content(message, tools),
      foot,
    ),
    keyboard(message, tools),
  );
}
