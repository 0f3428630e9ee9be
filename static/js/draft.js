// Saves a call form while it is typed: on the server, and in this browser until the server has it.
// The form posts as ever without any of this.
import { all, drop, find, keep } from "./kept.js";
import { freshToken } from "./session.js";

const PAUSE = 3000;
const AGAIN = 10_000;
const form = document.querySelector("form[data-draft]");
const { draft, person, step, save: address } = form.dataset;
const key = `${person}/${draft}/${step}`;
const note = document.getElementById("draft-note");
const line = document.getElementById("draft-saved");
const MACHINERY = ["csrfmiddlewaretoken", "version", "page_token", "draft_token", "then", "not_same"];
let timer = 0;
let flight = null;
let dirty = false;
let written = false; // on this page, whether saved by now or not
let told = "";

function typed() {
  const said = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !MACHINERY.includes(name)) said[name] = value;
  }
  return said;
}

function entry(more) {
  const { version, page_token: page } = form.elements;
  const at = location.pathname + location.search;
  return { key, address: at, said: typed(), version: version.value, page: page?.value || "", ...more };
}

function show(template) {
  if (note.dataset.shows === template) return;
  note.dataset.shows = template;
  note.replaceChildren(document.getElementById(template).content.cloneNode(true));
}

// The same words are left in place: somebody may be about to press a link in them.
function tell(kind, words) {
  if (note.dataset.shows === kind && told === words) return;
  told = words;
  note.dataset.shows = kind;
  note.replaceChildren(...new DOMParser().parseFromString(words, "text/html").body.childNodes);
}

function clear() {
  delete note.dataset.shows;
  note.replaceChildren();
}

function say(words) {
  if (line) line.textContent = words;
}

function later(wait = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

async function save({ leaving = false } = {}) {
  clearTimeout(timer);
  if (!address || !dirty) return;
  if (flight && !leaving) return later(500);
  flight?.abort(); // an older save that came after this one would write over it
  const said = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") said.append(name, value);
  dirty = false;
  const mine = (flight = new AbortController());
  const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
  try {
    await heard(await fetch(address, { method: "POST", body: said, headers, keepalive: leaving, signal: mine.signal }));
  } catch (problem) {
    if (problem.name === "AbortError") return;
    dirty = true;
    show("draft-offline");
  } finally {
    if (flight === mine) flight = null;
  }
}

async function heard(answer) {
  const json = (answer.headers.get("Content-Type") || "").includes("json");
  if (answer.ok && json) {
    const { version, said } = await answer.json();
    form.elements.version.value = version;
    say(said);
    clear();
    if (!dirty) drop(key);
  } else if (json) {
    say((await answer.json()).said);
  } else if (answer.status === 409 || answer.status === 401) {
    tell(answer.status === 401 ? "expired" : "answer", await answer.text());
  } else {
    const token = answer.status === 403 ? await freshToken(person) : "";
    const field = form.elements.csrfmiddlewaretoken;
    dirty = true;
    later(token && token !== field.value ? 0 : AGAIN);
    if (token) field.value = token;
  }
}

function changed() {
  dirty = written = true;
  keep(entry());
  if (note.dataset.shows !== "answer") later();
}

function put(said) {
  for (const control of form.elements) {
    if (!control.name || MACHINERY.includes(control.name) || control.type === "file") continue;
    if (control.type === "checkbox") control.checked = control.name in said;
    else if (control.type === "radio") control.checked = said[control.name] === control.value;
    else if (control.name in said && control.type !== "submit") control.value = said[control.name];
  }
}

// What stands in the form and did not come with the page: typed before this script came, or put back by the browser.
function touched() {
  return [...form.elements].filter((control) => {
    if (!control.name || MACHINERY.includes(control.name)) return false;
    if (["checkbox", "radio"].includes(control.type)) return control.checked !== control.defaultChecked;
    return ["textarea", "text", "tel"].includes(control.type) && control.value !== control.defaultValue;
  });
}

// A form that the server has heard of (a draft, a case) is found there; its page takes up what only this browser has.
// A network that is still bad is asked again until it answers.
async function unknown(form) {
  for (;;) {
    const answer = await fetch(form, { method: "HEAD", redirect: "manual" }).catch(() => null);
    if (answer || written) return answer?.status === 200;
    await new Promise((done) => setTimeout(done, PAUSE));
  }
}

// Words of a call that never reached the server: an empty page gives way to theirs, one that is written on does not.
async function lookForLost() {
  for (const each of await all()) {
    const fresh = each.key.startsWith(`${person}/`) && each.key.endsWith("/what") && each.address.includes("/new/");
    if (!fresh || each.key.includes(draft) || !(await unknown(each.address))) continue;
    if (!written && !touched().length) location.replace(each.address);
    return;
  }
}

// A text that a lost connection left here comes back, on the version that it was written on.
async function restore() {
  for (const other of await all()) {
    if (other.sending && other.key.startsWith(`${person}/${draft}/`) && other.key !== key) drop(other.key);
  }
  const left = await find(key);
  if (!left) {
    if (touched().length) return changed();
    return location.pathname.endsWith("/new/") ? lookForLost() : undefined;
  }
  const written = touched().map((control) => [control, control.value]);
  if (JSON.stringify(left.said) === JSON.stringify(typed())) return void (written.length ? changed() : drop(key));
  put(left.said);
  for (const [control, words] of written) {
    if (control.type === "textarea" && !control.value.includes(words)) control.value += `\n${words}`;
    else if (["text", "tel"].includes(control.type)) control.value = words;
  }
  form.elements.version.value = left.version;
  if (form.elements.page_token) form.elements.page_token.value = left.page;
  show("draft-restored");
  dirty = true;
  later(500);
}

form.addEventListener("input", (event) => !event.isComposing && changed());
form.addEventListener("compositionend", changed);
form.addEventListener("change", changed);
form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  if (!navigator.onLine) {
    event.preventDefault();
    show("draft-offline");
    note.scrollIntoView({ block: "center" });
    return;
  }
  flight?.abort();
  dirty = false;
  if (address) keep(entry({ sending: true }));
  else all().then((kept) => kept.filter((each) => each.key.startsWith(`${person}/${draft}/`)).map((each) => drop(each.key)));
});

note.addEventListener("click", async (event) => {
  const choice = event.target.closest("[data-moved] > *");
  if (event.target.closest("[data-retry]")) {
    dirty = Boolean(address);
    clear();
    save();
  } else if (choice?.matches("a")) {
    event.preventDefault();
    dirty = false;
    await drop(key);
    location.assign(choice.href);
  } else if (choice) {
    event.preventDefault();
    form.elements.version.value = choice.closest("[data-moved]").dataset.version;
    dirty = true;
    clear();
    save();
  }
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return save({ leaving: true });
  if (note.dataset.shows !== "expired") return;
  dirty = true; // back from the window in which one signs in again
  save();
});
addEventListener("offline", () => show("draft-offline"));
addEventListener("online", () => {
  if (note.dataset.shows === "draft-offline") clear();
  save();
});
// A page out of the browser's memory may show a version that has moved on since.
addEventListener("pageshow", (event) => event.persisted && location.reload());

if (address) restore();
