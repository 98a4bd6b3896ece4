// The event's clock: shown here, kept by the stand-in, gone by by the bot.

import { element } from "./rich.js";
import { language, t } from "./texts.js";

const $ = (id) => document.getElementById(id);
const SPEEDS = [0, 1, 60, 600, 3600];

let clock = { now: 0, speed: 1, zone: "UTC", days: [], at: 0 };

const shownNow = () => clock.now + (performance.now() - clock.at) * clock.speed;
const format = (options) => new Intl.DateTimeFormat(language() === "pl" ? "pl-PL" : "en-GB", { timeZone: clock.zone, ...options });
export const timeOf = (moment) => format({ hour: "2-digit", minute: "2-digit" }).format(moment);
export const dayOf = (moment) => format({ weekday: "long", day: "numeric", month: "long" }).format(moment);

export function setClock(given) {
  clock = { ...given, at: performance.now() };
  tick();
}

// The buttons and the speeds, in the page's language; `act` asks the stand-in to set the clock.
export function drawClock(act) {
  const names = clock.days.map((_, n) => (n === 0 ? t("eve") : n === clock.days.length - 1 ? t("after") : t("day", { n })));
  const chip = (label, content) => element("button", { type: "button", onclick: () => act("clock", content) }, label);
  $("jumps").replaceChildren(
    ...clock.days.map((moment, n) => chip(names[n], { moment })),
    chip(t("hour_later"), { shift: 3600 }), chip(t("day_later"), { shift: 86400 }),
  );
  $("speed").replaceChildren(...SPEEDS.map((n) => element("option", { value: n }, n ? t("times", { n }) : t("stopped"))));
  tick();
}

function tick() {
  const now = shownNow();
  const [time, day] = [timeOf(now), dayOf(now)];
  if ($("shown-time").textContent !== time) $("shown-time").textContent = time;
  if ($("shown-day").textContent !== day) $("shown-day").textContent = day;
  if (document.activeElement !== $("speed")) $("speed").value = clock.speed;
}

function localMoment() {
  const parts = Object.fromEntries(new Intl.DateTimeFormat("en-GB", {
    timeZone: clock.zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  }).formatToParts(shownNow()).map((part) => [part.type, part.value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

export function startClock(act) {
  $("speed").addEventListener("change", () => act("clock", { speed: Number($("speed").value) }));
  $("set-clock").addEventListener("submit", (event) => { event.preventDefault(); act("clock", { moment: $("moment").value }); });
  const details = $("set-clock").closest("details");
  // At the click: `toggle` comes some time after it, over what has been typed by then.
  details.querySelector("summary").addEventListener("click", () => { if (!details.open) $("moment").value = localMoment(); });
  setInterval(tick, 250);
}
