// What this browser has kept of the minutes' forms (kept.js), and how it comes back into them: over nothing that is typed.
import { place } from "./banner.js";
import { asideOf, drop, dropSame, find, keep, setAside, setAsides } from "./kept.js";
import { alike, dirty, given, merge, put, settle, shown, typed, wordsOf } from "./words.js";

const PATIENCE = 3000; // a browser whose store hangs must not stop anybody

export const FORMS = "form[data-minutes]";
export const tried = new WeakMap(); // form → words that were sent and never answered: the server may have them
export const frozen = new WeakMap(); // form → what was sent under its token: until an answer comes, nothing else is
export const taken = new WeakMap(); // form → words that the server has, while the next page is on its way
export const refused = new Set(); // keys of forms that the server sent back with what is wrong
const recalls = new WeakMap(); // form → its recall
const recalled = new WeakSet(); // forms in which what was kept of them stands

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
export const ready = (form) => Promise.race([recalls.get(form), pause(PATIENCE)]);
export const keyOf = (form) => `${form.dataset.person}/minutes/${location.pathname}/${form.dataset.minutes}`;
const autosaved = (form) => "autosave" in form.dataset;

// Of a form whose words the server has taken, what was typed since: written on those words, under no token.
function entryOf(form) {
  const { version, client_token: token } = form.elements;
  const mine = taken.get(form);
  return {
    key: keyOf(form),
    at: Date.now(),
    address: location.pathname + form.dataset.at,
    action: autosaved(form) ? form.action : "",
    title: document.getElementById("live-title").dataset.topic,
    shown: shown(form),
    said: typed(form),
    base: mine && version?.value ? mine : given(form),
    tried: tried.get(form) || [],
    version: version?.value,
    token: mine ? "" : token?.value,
    sent: mine ? undefined : frozen.get(form),
  };
}

// What was kept of the form before may not have been read yet: then beside it.
export const remember = (form) => keep(recalled.has(form) ? entryOf(form) : asideOf(entryOf(form)));

// Something was typed: kept as long as the server has not got it.
export async function note(form) {
  await ready(form);
  const open = taken.has(form) ? !alike(typed(form), taken.get(form)) : dirty(form);
  return open ? remember(form) : drop(keyOf(form));
}

// `again` sends the words of a form that is saved while it is typed.
export function restore(root, again) {
  for (const form of root.querySelectorAll(FORMS)) {
    const unheard = refused.delete(keyOf(form)); // drawn with words that the server has not taken
    recalls.set(form, recall(form, { unheard, again }));
  }
}

// Somebody may have typed while it was looked for. After the last wait everything happens at once.
async function recall(form, { unheard, again }) {
  const olds = await setAsides(keyOf(form));
  const entry = await find(keyOf(form));
  if (!form.isConnected) return unheard && refused.add(keyOf(form)); // drawn afresh meanwhile
  recalled.add(form);
  for (const old of olds) offer(form, old);
  if (!entry) return dirty(form) && remember(form);
  const before = dirty(form);
  await comeBack(form, entry, { unheard, again });
  if (before && dirty(form)) await remember(form);
}

async function comeBack(form, entry, { unheard, again }) {
  if (unheard) await begin(form, entry);
  else if (alike(entry.said, given(form))) await dropSame(entry);
  else if (autosaved(form)) await takeUp(form, entry, again);
  else if (alike(entry.base, given(form))) await bring(form, entry);
  else offer(form, await setAside(entry));
}

// What is typed meanwhile stays; where both have changed the same field, the kept words are offered whole.
async function putKept(form, entry, { from = given(form) } = {}) {
  const { merged, clashes } = merge({ base: given(form), mine: typed(form), theirs: entry.said });
  settle(form, from); // first: of a control that nobody has touched, what is given is what stands in it
  put(form, merged);
  if (clashes.length) offer(form, await setAside(entry));
}

const begin = (form, entry) => putKept(form, entry, { from: entry.base });

// On the version that it was written on: where that has moved, the server says so.
function takeUp(form, entry, again) {
  form.elements.version.value = entry.version;
  tried.set(form, entry.tried);
  again(form);
  return begin(form, entry);
}

function bring(form, entry) {
  claim(form, entry);
  form.closest("details")?.setAttribute("open", "");
  return putKept(form, entry);
}

// Words that were sent already, perhaps: the server knows their token again. Others need one that it has never seen.
function claim(form, { token, sent }) {
  const field = form.elements.client_token;
  if (token && field) field.value = token;
  if (sent) frozen.set(form, sent);
}

function putBack(form, entry) {
  const field = form.elements.client_token;
  frozen.delete(form);
  if (field) field.value = entry.token || unused();
  if (entry.sent) frozen.set(form, entry.sent);
  put(form, entry.said);
}

// A number that nobody has (UUID 4), also where the address is not https.
function unused() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// It stays kept, whatever is typed or sent here, until somebody has chosen. What stood in its place is offered in turn.
function offer(form, entry) {
  const box = place("old").content.firstElementChild.cloneNode(true);
  box.querySelector("[data-words]").textContent = wordsOf(entry).join(" · ");
  box.addEventListener("click", async ({ target }) => {
    const pressed = target.closest("button");
    if (!pressed) return;
    box.remove();
    if ("put" in pressed.dataset) {
      const stood = dirty(form) && !alike(typed(form), entry.said) && entryOf(form);
      putBack(form, entry);
      if (stood) offer(form, await setAside(stood));
      form.dispatchEvent(new Event("input", { bubbles: true })); // as if typed: kept, and saved where that is done
    }
    await note(form);
    drop(entry.key);
  });
  form.prepend(box);
  form.closest("details")?.setAttribute("open", "");
}
