// Minutes of a meeting while they are written: kept in this browser until the server has them (kept.js).
// form[data-minutes] with data-autosave is saved while it is typed, the others when their button is pressed: now, or
// once the network is back. Every form posts as ever without any of this.
import { drop, find, keep, setAside, setAsides } from "./kept.js";
import { deliverLeft, whole } from "./left.js";
import { freshToken } from "./session.js";
import { alike, dirty, given, merge, put, settle, shown, typed } from "./words.js";

const PAUSE = 1500;
const AGAIN = 3000;
const PATIENCE = 3000; // for a save that a link or another button waits for
const STALLED = 20_000; // a network that stands still is none
const AWAY = [502, 503, 504]; // a proxy answers, the site does not
const FORMS = "form[data-minutes]";
const AUTOSAVED = `${FORMS}[data-autosave]`;
const waiting = new Map(); // form → timer
const flights = new WeakMap(); // form → its last save, which the next one waits for
const tried = new WeakMap(); // form → words that were sent and never answered: the server may have them
const renewed = new WeakSet(); // forms that have got a new token and no good answer since
const sending = new WeakSet(); // forms without autosave whose button was pressed
const refused = new Set(); // their keys, when the server sent them back with what is wrong
const passing = new WeakSet(); // other forms, once the words on the page are saved

const keyOf = (form) => `${form.dataset.person}/minutes/${location.pathname}/${form.dataset.minutes}`;
const place = (name) => document.querySelector(`[data-minutes-${name}]`);
const unsaved = () => [...document.querySelectorAll(AUTOSAVED)].filter(dirty);
const clashing = () => place("clash").childElementCount > 0;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Resolves to the answer, or to null where none came.
function ask(address, form, headers, keepalive = false) {
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const signal = AbortSignal.timeout?.(STALLED);
  return fetch(address, { method: "POST", body, headers, keepalive, signal }).then(whole).catch(() => null);
}

function show(template) {
  if (place("note").dataset.shows === template) return;
  place("note").dataset.shows = template;
  place("note").replaceChildren(place(template).content.cloneNode(true));
}

// Whoever pressed a button far below sees why nothing came of it.
function point(template) {
  show(template);
  place("note").scrollIntoView({ block: "center" });
}

function clear() {
  delete place("note").dataset.shows;
  place("note").replaceChildren();
}

function say(words) {
  place("saved").textContent = words;
}

function remember(form) {
  const { version, client_token: token } = form.elements;
  return keep({
    key: keyOf(form),
    address: location.pathname + form.dataset.at,
    action: "autosave" in form.dataset ? form.action : "",
    title: document.getElementById("live-title").dataset.topic,
    shown: shown(form),
    said: typed(form),
    base: given(form),
    tried: tried.get(form) || [],
    version: version?.value,
    token: token?.value,
  });
}

// Who signed in again has a new form token (session.js): asked for once, until an answer was good.
async function renew(form) {
  const token = renewed.has(form) ? "" : await freshToken(form.dataset.person);
  if (!token) return false;
  renewed.add(form);
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  return true;
}

// --- saved while it is typed ------------------------------------------------------------------------------------------
function later(form, wait = PAUSE) {
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(save, wait, form));
}

function save(form) {
  clearTimeout(waiting.get(form));
  const flight = (flights.get(form) || Promise.resolve()).then(() => post(form));
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
  const answer = await ask(form.action, form, { Accept: "application/json" }, leaving);
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
  renewed.delete(form);
  tried.delete(form);
  settle(form, mine);
  form.elements.version.value = told.version;
  say(told.said);
  const part = form.closest("[data-live]");
  if (Number(part.dataset.news) <= told.version) part.querySelector(":scope > .q-live")?.remove(); // news of one's own
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

// --- sent when the button is pressed ----------------------------------------------------------------------------------
async function send(form, button) {
  if (sending.has(form)) return;
  sending.add(form);
  const action = button?.getAttribute("formaction") || form.action;
  const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
  let told = false;
  while (await saved()) {
    const answer = await ask(action, form, headers);
    if (answer?.status === 403 && (await renew(form))) continue;
    if (answer && !AWAY.includes(answer.status)) {
      await answered(form, answer);
      break;
    }
    (told ? show : point)("offline");
    told = true;
    await pause(AGAIN);
  }
  sending.delete(form);
}

async function answered(form, answer) {
  if (answer.status === 404) return point("gone"); // the words stay in front of whoever wrote them
  clear();
  const onward = answer.headers.get("HX-Redirect");
  if (onward) {
    await drop(keyOf(form));
    const here = location.pathname + location.search;
    location.assign(onward);
    if (onward.split("#")[0] === here) location.reload();
    return;
  }
  if (answer.status === 422) refused.add(keyOf(form));
  const target = answer.headers.get("HX-Retarget") || (answer.status === 422 && "#live"); // as errors.js
  if (target) window.htmx.swap(target, answer.told, { swapStyle: "innerHTML" });
  else show("offline");
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
    if (ours) return "autosave" in form.dataset ? save(form) : send(form, submitter);
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
  if (dirty(form)) remember(form);
  else drop(keyOf(form));
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
async function restore(root) {
  for (const form of root.querySelectorAll(FORMS)) {
    const entry = await find(keyOf(form));
    const unheard = refused.delete(keyOf(form)); // drawn with words that the server has not taken
    for (const old of await setAsides(keyOf(form))) offer(form, old);
    if (!entry) continue;
    if (unheard) begin(form, entry);
    else if (alike(entry.said, given(form))) drop(entry.key);
    else if ("autosave" in form.dataset) takeUp(form, entry);
    else if (alike(entry.base, given(form))) bring(form, entry);
    else offer(form, await setAside(entry));
  }
}

// Settled first: of a control that nobody has touched, what is given is what stands in it.
function begin(form, { base, said }) {
  settle(form, base);
  put(form, said);
}

// On the version that it was written on: where that has moved, the server says so.
function takeUp(form, entry) {
  begin(form, entry);
  form.elements.version.value = entry.version;
  tried.set(form, entry.tried);
  later(form, 0);
}

function bring(form, { said, token }) {
  put(form, said);
  if (token) form.elements.client_token.value = token; // sent already, perhaps: the server knows it again
  form.closest("details")?.setAttribute("open", "");
}

// It stays kept, whatever is typed or sent here, until somebody has chosen.
function offer(form, entry) {
  const box = place("old").content.firstElementChild.cloneNode(true);
  box.addEventListener("click", async ({ target }) => {
    const pressed = target.closest("button");
    if (!pressed) return;
    box.remove();
    if ("put" in pressed.dataset) bring(form, entry);
    if (dirty(form)) await remember(form);
    drop(entry.key);
  });
  form.prepend(box);
  form.closest("details")?.setAttribute("open", "");
}

document.addEventListener("htmx:load", ({ target }) => {
  if (target !== document.body) restore(target);
  if (target.matches("[data-minutes-left]")) deliverLeft();
});
restore(document);
deliverLeft();
