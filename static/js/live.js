// Somebody else changed something: fetch the part again over HTTP, where it is authorised afresh. Messages carry no content.
// data-live="case:261118-0419-5" · "list" · "notices" on an element with hx-get and hx-trigger="qihu:moved".
import { compare, fire, offer, touched } from "./parts.js";

const POLL = 30_000;
const LONGEST = 30_000;
let socket = null;
let wait = 1000;
let moved = Date.now();

// A page that is only told something is no sign of a person (orgs/sessions.py).
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.triggeringEvent?.type === "qihu:moved") detail.headers["X-Qihu-Live"] = "1";
});

const live = (name) => document.querySelectorAll(`[data-live~="${CSS.escape(name)}"]`);
function refresh(element) {
  if (touched(element)) offer(element);
  else fire(element);
}

function heard({ kind, key }) {
  moved = Date.now();
  if (kind === "case") {
    live(`case:${key}`).forEach(refresh);
  } else if (kind === "list") live("list").forEach(offer);
  else if (kind === "notices") live("notices").forEach(refresh);
}

function catchUp() {
  if (document.hidden) return;
  for (const element of document.querySelectorAll("[data-live]")) {
    if (element.matches('[data-live~="list"]')) compare(element).catch(() => {});
    else refresh(element);
  }
  moved = Date.now();
}

function connect() {
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/`);
  let opened = false;
  socket.addEventListener("open", () => {
    opened = true;
    if (wait > 1000 || Date.now() - moved > POLL) catchUp();
    wait = 1000;
  });
  socket.addEventListener("message", (event) => {
    try {
      heard(JSON.parse(event.data));
    } catch {
      // a message of a newer server: the next poll or page tells
    }
  });
  socket.addEventListener("close", () => {
    wait = Math.min(opened ? 2000 : wait * 2, LONGEST);
    setTimeout(connect, wait * (0.5 + Math.random()));
  });
}

connect();
setInterval(() => socket?.readyState !== WebSocket.OPEN && catchUp(), POLL);
addEventListener("pageshow", (event) => event.persisted && catchUp());
document.addEventListener("visibilitychange", () => !document.hidden && Date.now() - moved > POLL && catchUp());
