// Text with entities → nodes. Only nodes are made, never markup from text, so nothing that is said can become a script.

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const FOUND = /(?<url>(?:https?:\/\/|www\.)[^\s<>"]*[\p{L}\p{N}/_=-])|(?<mail>[\w.+-]+@[\w-]+\.[\w.-]*\w)|(?<phone>\+\d[\d ]{7,15}\d)|(?<!\S)(?<command>\/[a-z][a-z0-9_]{1,31})\b/gu;
const SAFE = /^(https?|mailto|tel):/i;

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// A link that leads out of the page; a deep link to this bot is a button that sends /start.
export function link(url, label, attributes, tools) {
  const start = tools.startOf(url);
  if (start !== null) return element("button", { type: "button", ...attributes, onclick: () => tools.write(start) }, label);
  if (!SAFE.test(url)) return element("span", attributes, label);
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer", ...attributes }, label);
}

function plain(parent, text, tools) {
  let at = 0;
  for (const match of text.matchAll(FOUND)) {
    parent.append(text.slice(at, match.index));
    const word = match[0];
    const { url, mail, phone } = match.groups;
    if (url) parent.append(link(url.startsWith("www.") ? `https://${url}` : url, word, {}, tools));
    else if (mail) parent.append(link(`mailto:${mail}`, word, {}, tools));
    else if (phone) parent.append(link(`tel:${word.replaceAll(" ", "")}`, word, {}, tools));
    else parent.append(element("button", { type: "button", class: "word", onclick: () => tools.write(word) }, word));
    at = match.index + word.length;
  }
  parent.append(text.slice(at));
}

function holder(entity, covered, tools) {
  if (entity.type === "text_link") return link(entity.url, "", { class: "word" }, tools);
  if (entity.type === "email") return link(`mailto:${covered}`, "", {}, tools);
  if (entity.type === "phone_number") return link(`tel:${covered.replace(/[^+\d]/g, "")}`, "", {}, tools);
  if (entity.type === "spoiler") return element("span", { class: "spoiler", tabindex: "0" });
  if (entity.type === "date_time") {
    const at = new Date(entity.unix_time * 1000); // at a tap Telegram shows it in the reader's zone
    const local = at.toLocaleString(document.documentElement.lang, { dateStyle: "full", timeStyle: "short" });
    return element("time", { datetime: at.toISOString(), title: local });
  }
  return TAGS[entity.type] ? element(TAGS[entity.type]) : null;
}

// Offsets of entities count UTF-16 units, as JavaScript's strings do.
export function rich(parent, text, entities, tools) {
  const waiting = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const build = (inside, start, end) => {
    let at = start;
    while (waiting.length && waiting[0].offset < end) {
      const entity = waiting.shift();
      const stop = Math.min(entity.offset + entity.length, end);
      const made = entity.offset < at ? null : holder(entity, text.slice(entity.offset, stop), tools);
      if (made === null) continue;
      plain(inside, text.slice(at, entity.offset), tools);
      if (made.matches("a, pre, code, button")) made.append(text.slice(entity.offset, stop));
      else build(made, entity.offset, stop);
      inside.append(made);
      at = stop;
    }
    plain(inside, text.slice(at, end), tools);
  };
  build(parent, 0, text.length);
  return parent;
}
