// [data-outbox]: files chosen on an earlier page are sent from this one; a line says how many are left. On the page that
// they were chosen on, upload.js shows each of them instead.
import { join, left } from "./sending.js";

const box = document.querySelector("[data-outbox]");
const { person } = box.dataset;
const place = box.querySelector("[data-outbox-said]");
const retry = box.querySelector("[data-outbox-retry]");
const boxes = document.querySelectorAll("form[data-draft] [data-files], form[data-follows] [data-files]");
const here = new Set([...boxes].map((each) => each.dataset.url));
const filling = Boolean(document.querySelector("form[data-draft]"));
const going = new Set();
const failed = new Map();

function why() {
  const [, answer] = [...failed][0];
  const words = { 0: box.dataset.offline, 401: box.dataset.expired, 507: box.dataset.full };
  return words[answer.status] || "";
}

function say() {
  const waiting = going.size > 0;
  const count = (words) => words.replace("#", String(waiting ? going.size + failed.size : failed.size));
  box.hidden = false;
  retry.hidden = waiting || failed.size === 0;
  if (waiting) place.textContent = count(filling ? box.dataset.filling : box.dataset.going);
  else if (failed.size) place.textContent = [count(box.dataset.failed), why()].filter(Boolean).join("：");
  else place.textContent = box.querySelector("[data-outbox-refused] p") ? "" : box.dataset.done;
}

// What the server does not take is said by name and stays said.
function refuse(item, words) {
  const line = document.createElement("p");
  line.className = "q-err";
  line.textContent = words || `${item.file.name}: ${box.dataset.large}`;
  box.querySelector("[data-outbox-refused]").append(line);
}

function ended(item, { status, text }) {
  going.delete(item);
  if (status === 413 || status === 422) refuse(item, status === 422 ? text : "");
  else if (status !== 201) failed.set(item, { status });
  say();
}

function go(items) {
  for (const item of items) {
    failed.delete(item);
    going.add(item);
    join(item, (answer) => ended(item, answer));
  }
  if (items.length) say();
}

const again = () => go([...failed.keys()]);

retry.querySelector("button").addEventListener("click", again);
addEventListener("online", again);
left(person).then((items) => go(items.filter((item) => !here.has(item.url))));
