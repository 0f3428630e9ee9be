// Minutes of a meeting while they are written: kept in this browser until the server has them, saved as one types.
// form[data-minutes] with data-autosave is saved while it is typed; the others are sent once the network is back.
// Every form posts as ever without any of this.
import { drop, find, keep } from "./kept.js";

const PAUSE = 1500;
const AGAIN = 3000;
const MACHINERY = ["csrfmiddlewaretoken", "version", "client_token", "place"];
const waiting = new Map(); // form → timer
const flying = new Set();
let conflict = false;

const keyOf = (form) => `${form.dataset.person}/minutes/${location.pathname}/${form.dataset.minutes}`;
const note = () => document.querySelector("[data-minutes-note]");
const controls = (form) => [...form.elements].filter((each) => each.name && !MACHINERY.includes(each.name));

function typed(form) {
  const said = {};
  for (const each of controls(form)) {
    if (each.matches("[type=radio]")) {
      if (each.checked) said[each.name] = each.value;
    } else if (each.matches("select[multiple]")) said[each.name] = [...each.selectedOptions].map((one) => one.value);
    else if (each.type !== "submit") said[each.name] = each.value;
  }
  return said;
}

function put(form, said) {
  for (const each of controls(form)) {
    if (!(each.name in said)) continue;
    if (each.matches("[type=radio]")) each.checked = said[each.name] === each.value;
    else if (each.matches("select[multiple]")) for (const one of each.options) one.selected = said[each.name].includes(one.value);
    else if (each.type !== "submit") each.value = said[each.name];
  }
  form.closest("details")?.setAttribute("open", "");
}

function show(template) {
  if (note().dataset.shows === template) return;
  note().dataset.shows = template;
  note().replaceChildren(document.querySelector(`[data-minutes-${template}]`).content.cloneNode(true));
}

function clear() {
  if (conflict) return;
  delete note().dataset.shows;
  note().replaceChildren();
}

function later(form, wait = PAUSE) {
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => save(form), wait));
}

const body = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));

async function save(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  if (flying.has(form)) return later(form, 300);
  const before = JSON.stringify(typed(form));
  flying.add(form);
  try {
    const answer = await fetch(form.action, { method: "POST", body: body(form), headers: { Accept: "application/json" } });
    await heard(form, answer, before);
  } catch {
    show("offline");
    later(form, AGAIN);
  } finally {
    flying.delete(form);
  }
}

async function heard(form, answer, before) {
  const json = (answer.headers.get("Content-Type") || "").includes("json");
  if (!json) return answer.redirected || answer.status === 403 ? location.reload() : later(form, AGAIN);
  const told = await answer.json();
  if (answer.status === 409) return clash(form, told);
  clear();
  if (!answer.ok) return say(Object.values(told.errors).flat()[0]);
  form.elements.version.value = told.version;
  say(told.said);
  const now = JSON.stringify(typed(form));
  if (now !== before) return later(form);
  for (const each of controls(form)) settle(each); // what the server has is no longer something typed (parts.js)
  await drop(keyOf(form));
}

function settle(control) {
  if (control.matches("[type=radio]")) control.defaultChecked = control.checked;
  else if (control.matches("textarea, input")) control.defaultValue = control.value;
}

function say(words) {
  document.querySelector("[data-minutes-saved]").textContent = words;
}

// Somebody else wrote on the same item: both texts stand on the page until a person has chosen.
function clash(form, { version, stands, said }) {
  conflict = true;
  show("conflict");
  const mine = typed(form);
  note().querySelector("[data-said]").textContent = said;
  const row = document.querySelector("[data-minutes-row]").content;
  const both = note().querySelector("[data-both]");
  for (const [name, theirs] of Object.entries(stands)) {
    if ((mine[name] || "") === theirs) continue;
    const each = row.cloneNode(true);
    const label = form.querySelector(`[name="${name}"]`)?.closest("fieldset, .q-field")?.querySelector("legend, label");
    each.querySelector("dt").textContent = label?.firstChild.textContent || name;
    each.querySelector("[data-theirs]").textContent = theirs || "—";
    each.querySelector("[data-mine]").textContent = mine[name] || "—";
    both.append(each);
  }
  for (const button of note().querySelectorAll("[data-take]")) {
    button.addEventListener("click", () => {
      conflict = false;
      clear();
      form.elements.version.value = version;
      if (button.dataset.take === "theirs") put(form, stands);
      save(form);
    });
  }
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest?.("form[data-minutes]");
  if (!form) return;
  keep({ key: keyOf(form), address: location.pathname + location.search, said: typed(form), version: form.elements.version?.value });
  if ("autosave" in form.dataset && !conflict) later(form);
});

// A form without autosave goes out when its button is pressed, now or once the network is back.
async function send(form, action) {
  try {
    const answer = await fetch(action, { method: "POST", body: body(form), headers: { "HX-Request": "true" } });
    const onward = answer.headers.get("HX-Redirect");
    if (onward) {
      await drop(keyOf(form));
      location.assign(onward);
      if (new URL(onward, location.href).pathname + new URL(onward, location.href).search === location.pathname + location.search) location.reload();
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = fresh.querySelector("main") || fresh.body;
    document.querySelector("main").replaceChildren(...main.childNodes);
    window.htmx?.process(document.querySelector("main"));
    scrollTo(0, 0);
  } catch {
    show("offline");
    delete form.dataset.sent;
    setTimeout(() => send(form, action), AGAIN);
  }
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target.closest("form[data-minutes]");
    if (!form) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if ("autosave" in form.dataset) return save(form);
    if (form.dataset.sent) return;
    form.dataset.sent = "1";
    send(form, event.submitter?.formAction || form.action);
  },
  true,
);

// What a lost connection or a closed window left here comes back, on the version that it was written on.
async function restore() {
  for (const form of document.querySelectorAll("form[data-minutes]")) {
    const entry = await find(keyOf(form));
    if (!entry) continue;
    put(form, entry.said);
    if (form.elements.version && entry.version) form.elements.version.value = entry.version;
    if ("autosave" in form.dataset) later(form, 0);
  }
}

// --- the time of the item that is spoken of ---------------------------------------------------------------------------
function tick() {
  for (const each of document.querySelectorAll("[data-until]")) {
    const minutes = (new Date(each.dataset.until) - Date.now()) / 60_000;
    const words = minutes >= 0 ? each.dataset.left : each.dataset.over;
    each.textContent = words.replace("#", String(minutes >= 0 ? Math.ceil(minutes) : Math.floor(-minutes)));
  }
}

document.addEventListener("htmx:afterSettle", tick);
setInterval(tick, 10_000);
tick();
restore();
