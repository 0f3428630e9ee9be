// Somebody else changed something: fetch the part again over HTTP, where it is authorised afresh. Messages carry no content.
// data-live="case:261118-0419-5" · "list" · "notices" on an element with hx-get and hx-trigger="qihu:moved".
import { compare, fire, now, offer, touched } from "./parts.js";

const POLL = 30_000;
const LONGEST = 30_000;
const STEADY = 10_000; // a socket that closes sooner was as good as none: the next one waits longer
const TOO_OFTEN = 4029; // notifications/openings.py; the reason is the seconds to wait
let socket = null;
let wait = 1000;
let moved = Date.now();

// A page that is only told something is no sign of a person (orgs/sessions.py).
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.triggeringEvent?.type === "qihu:moved") detail.headers["X-Qihu-Live"] = "1";
});

// Touched while the part was under way: it would take away what is typed in it since.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const news = detail.requestConfig?.triggeringEvent;
  if (news?.type !== "qihu:moved" || news.detail?.asked || !touched(detail.elt)) return;
  detail.shouldSwap = false;
  offer(detail.elt);
});

// What somebody has unfolded stays so. A form is the same by its address, other words by what stands over them.
const unfolded = new Map(); // id of a part → its open <details>
const nameOf = (details) =>
  details.id || details.querySelector("form")?.getAttribute("action") || details.querySelector("summary").textContent;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.requestConfig?.triggeringEvent?.type !== "qihu:moved") return;
  unfolded.set(detail.elt.id, [...detail.elt.querySelectorAll("details[open]")].map(nameOf));
});
document.addEventListener("htmx:load", ({ target }) => {
  const open = unfolded.get(target.id) || [];
  unfolded.delete(target.id);
  for (const each of target.querySelectorAll("details")) if (open.includes(nameOf(each))) each.open = true;
});

const live = (name) => document.querySelectorAll(`[data-live~="${CSS.escape(name)}"]`);
function refresh(element) {
  if (touched(element)) offer(element);
  else fire(element);
}

// The form of an item's words merges what others write when it is saved (minutes.js): nothing is offered over it but
// words that are news to it, and its own saves are none.
const versionIn = (part) => Number(part?.querySelector("[name=version]")?.value);
function wordsMoved(element, version) {
  if (versionIn(element) >= version) return;
  if (version) {
    element.dataset.news = version;
    refresh(element);
  } else if (!touched(element)) fire(element);
}

// What was written between the drawing of the page and its first news: a save under way when somebody reloads, say.
async function compareWords(element) {
  const fresh = await now(element);
  if (fresh && element.isConnected) wordsMoved(element, versionIn(fresh.getElementById(element.id)));
}
const words = () => document.querySelectorAll('[data-live$="/words"]');

function heard({ kind, key, item, seat, version }) {
  moved = Date.now();
  if (kind === "case") {
    live(`case:${key}`).forEach(refresh);
  } else if (kind === "meeting") {
    live(`meeting:${key}`).forEach(refresh);
    if (seat) live(`meeting:${key}/seats`).forEach(refresh);
    if (item) live(`meeting:${key}/${item}`).forEach(refresh);
    if (item) live(`meeting:${key}/${item}/words`).forEach((element) => wordsMoved(element, version));
  } else if (kind === "list") live("list").forEach(offer);
  else if (kind === "notices") live("notices").forEach(refresh);
}

function catchUp() {
  if (document.hidden) return;
  for (const element of document.querySelectorAll("[data-live]")) {
    if (element.matches('[data-live~="list"]')) compare(element).catch(() => {});
    else if (element.matches('[data-live$="/words"]')) compareWords(element).catch(() => {});
    else refresh(element);
  }
  moved = Date.now();
}

function connect() {
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/`);
  let since = Infinity;
  socket.addEventListener("open", () => {
    since = Date.now();
    if (wait > 1000 || Date.now() - moved > POLL) catchUp();
    else words().forEach((element) => compareWords(element).catch(() => {}));
  });
  socket.addEventListener("message", (event) => {
    try {
      heard(JSON.parse(event.data));
    } catch {
      // a message of a newer server: the next poll or page tells
    }
  });
  socket.addEventListener("close", ({ code, reason }) => {
    wait = Date.now() - since > STEADY ? 2000 : Math.min(wait * 2, LONGEST);
    const told = code === TOO_OFTEN ? 1000 * (Number(reason) || 60) : 0;
    setTimeout(connect, told + wait * (0.5 + Math.random()));
  });
}

connect();
setInterval(() => socket?.readyState !== WebSocket.OPEN && catchUp(), POLL);
addEventListener("pageshow", (event) => event.persisted && catchUp());
document.addEventListener("visibilitychange", () => !document.hidden && Date.now() - moved > POLL && catchUp());
