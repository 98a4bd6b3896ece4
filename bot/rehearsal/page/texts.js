// What the page says, in the language chosen, and what the browser remembers of that choice.

const texts = await (await fetch("/page/texts.json")).json();
const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* the page works without */ } };

let chosen = kept("ui") ?? (navigator.language?.startsWith("pl") ? "pl" : "en");

export const language = () => chosen;
export const t = (name, fields = {}) => (texts[chosen][name] ?? name).replace(/\{(\w+)\}/g, (_, field) => fields[field] ?? "");

// Everything with data-text or data-label says it in `next` from now on.
export function choose(next) {
  chosen = next;
  keep("ui", next);
  document.documentElement.lang = next;
  document.title = `Smok · ${t("title")}`;
  for (const each of document.querySelectorAll("[data-text]")) each.textContent = t(each.dataset.text);
  for (const each of document.querySelectorAll("[data-label]")) {
    each.setAttribute("aria-label", t(each.dataset.label));
    if (each.matches("button")) each.title = t(each.dataset.label);
  }
  for (const each of document.querySelectorAll("[data-ui]")) each.setAttribute("aria-pressed", each.dataset.ui === next);
}
