// Minutes of a meeting while they are written: kept in this browser until the server has them (kept.js).
// form[data-minutes] with data-autosave is saved while it is typed, the others when their button is pressed: now, or
// once the network is back. Every form posts as ever without any of this.
import { clashing, clear, place, say, show } from "./banner.js";
import { drop } from "./kept.js";
import { deliverLeft } from "./left.js";
import { ask, heardWell, renew } from "./post.js";
import { press } from "./press.js";
import { FORMS, keyOf, note, pause, ready, remember, restore, tried } from "./recall.js";
import { alike, dirty, given, merge, put, settle, typed } from "./words.js";

const PAUSE = 1500;
const AGAIN = 3000;
const PATIENCE = 3000; // for a save that a link or another button waits for
const AUTOSAVED = `${FORMS}[data-autosave]`;
const waiting = new Map(); // form → timer
const flights = new WeakMap(); // form → its last save, which the next one waits for
const passing = new WeakSet(); // other forms, once the words on the page are saved

const unsaved = () => [...document.querySelectorAll(AUTOSAVED)].filter(dirty);

// --- saved while it is typed ------------------------------------------------------------------------------------------
function later(form, wait = PAUSE) {
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(save, wait, form));
}

function save(form) {
  clearTimeout(waiting.get(form));
  const flight = (flights.get(form) || ready(form)).then(() => post(form));
  flights.set(form, flight);
  return flight;
}

async function post(form, { leaving = false } = {}) {
  if (clashing() || !form.isConnected) return;
  if (!dirty(form)) return drop(keyOf(form));
  if (!navigator.onLine) return offline(form);
  const mine = typed(form);
  const before = tried.get(form) || [];
  if (!before.some((each) => alike(each, mine))) tried.set(form, [...before, mine].slice(0, 30));
  remember(form);
  const answer = await ask(form.action, form, mine, { headers: { Accept: "application/json" }, keepalive: leaving });
  if (!answer || answer.status >= 500 || answer.status === 429) return offline(form);
  if (answer.status === 403) return (await renew(form)) ? post(form) : show("expired");
  if (answer.status === 401 || answer.redirected) return show("expired");
  return heard(form, answer, mine);
}

function offline(form) {
  show("offline");
  later(form, AGAIN);
}

async function heard(form, answer, mine) {
  if (!(answer.headers.get("Content-Type") || "").includes("json")) return show("gone");
  const told = JSON.parse(answer.told);
  clear();
  if (answer.status === 409) return overtaken(form, told);
  if (!answer.ok) return say(Object.values(told.errors).flat()[0]);
  heardWell(form);
  tried.delete(form);
  settle(form, mine);
  form.elements.version.value = told.version;
  say(told.said);
  const part = form.closest("[data-live]");
  if (Number(part.dataset.news || 0) <= told.version) part.querySelector(":scope > .q-live")?.remove(); // news of one's own
  if (dirty(form)) return later(form);
  await drop(keyOf(form));
}

// --- somebody else wrote on the same item -----------------------------------------------------------------------------
const together = (form, { stands, fixed }) =>
  merge({ base: given(form), tried: tried.get(form), mine: typed(form), theirs: stands, fixed });

function overtaken(form, told) {
  const { merged, clashes } = together(form, told);
  return clashes.length ? choose(form, told, clashes) : stand(form, told, merged);
}

function stand(form, told, words) {
  put(form, words);
  settle(form, told.stands);
  form.elements.version.value = told.version;
  tried.delete(form);
  return post(form);
}

// Both have changed the same field: both texts stand on the page until a person has chosen.
function choose(form, told, clashes) {
  const box = place("clash");
  const mine = typed(form);
  box.replaceChildren(place("conflict").content.cloneNode(true));
  box.querySelector("[data-said]").textContent = told.said;
  for (const name of clashes) {
    const row = place("row").content.cloneNode(true);
    row.querySelector("dt").textContent = told.labels[name];
    row.querySelector("[data-theirs]").textContent = told.outcomes[told.stands[name]] || told.stands[name] || "—";
    row.querySelector("[data-mine]").textContent = told.outcomes[mine[name]] || mine[name] || "—";
    box.querySelector("[data-both]").append(row);
  }
  for (const button of box.querySelectorAll("[data-take]")) {
    button.addEventListener("click", () => {
      const { merged, clashes: still } = together(form, told); // typed on meanwhile
      if (button.dataset.take === "theirs") for (const name of still) merged[name] = told.stands[name];
      box.replaceChildren();
      stand(form, told, merged);
    });
  }
}

// --- nothing is lost on the way out -----------------------------------------------------------------------------------
// True once all is saved, or cannot be for now (then this browser keeps it); false for a clash that came of it.
async function saved() {
  if (clashing()) return true;
  await Promise.race([Promise.all(unsaved().map(save)), pause(PATIENCE)]);
  if (clashing()) place("clash").scrollIntoView({ block: "center" });
  return !clashing();
}

const leave = () => unsaved().forEach((form) => post(form, { leaving: true }));

addEventListener("pagehide", leave);
addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // others have written meanwhile
addEventListener("online", () => unsaved().forEach(save));
document.addEventListener("visibilitychange", () => {
  if (document.hidden) leave();
  else if (place("note").dataset.shows === "expired") unsaved().forEach(save); // signed in again in another window
});

document.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    const ours = form.matches(FORMS);
    if (!ours && (passing.has(form) || form.method !== "post" || clashing() || !unsaved().length)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (ours) return "autosave" in form.dataset ? save(form) : press(form, submitter, saved);
    saved().then((good) => good && pass(form, submitter));
  },
  true,
);

// The part that the form stood in may have been fetched afresh meanwhile.
function pass(form, submitter) {
  const now = form.isConnected ? form : [...document.forms].find((each) => each.action === form.action);
  if (!now) return;
  passing.add(now);
  now.requestSubmit(now === form ? submitter : null);
  passing.delete(now);
}

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("a[href]:not([target], [download], [href^='#'])");
    const elsewhere = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!link || elsewhere || clashing() || !unsaved().length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    saved().then((good) => good && location.assign(link.href));
  },
  true,
);

function written(event) {
  const form = event.target.closest?.(FORMS);
  if (!form || event.isComposing) return;
  if ("autosave" in form.dataset) later(form);
  note(form);
}

document.addEventListener("input", written);
document.addEventListener("compositionend", written);

// Fetched afresh, the form would lose what is not saved: saved instead, it takes in what is new (overtaken).
document.addEventListener(
  "qihu:moved",
  (event) => {
    const open = unsaved().find((form) => event.target.contains(form));
    if (!open) return;
    event.stopImmediatePropagation();
    save(open);
  },
  true,
);
// A part that is not there any more: the item was taken off, or the minutes are signed.
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.xhr.status === 404 && detail.elt.matches?.("[data-live]")) show("gone");
});

// --- what a lost connection or a closed window left here --------------------------------------------------------------
const again = (form) => later(form, 0);

document.addEventListener("htmx:load", ({ target }) => {
  if (target !== document.body) restore(target, again);
  if (target.matches("[data-minutes-left]")) deliverLeft();
});
restore(document, again);
deliverLeft();
