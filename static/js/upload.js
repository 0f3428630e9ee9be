// [data-files]: each chosen file is made smaller and sent at once, one after another; the form's text never waits for it.
// Without this module the same form sends its files itself. A file is safe only once the server's own card stands there.
import { forget, join, keep, left } from "./sending.js";

const PATIENCE = 6000; // a cheap phone's storage is slow; a second press in that time sends nothing without the photos

// Imported, not cloned: Chromium leaves icons empty that were made in a template's own document.
const part = (box, name) => document.importNode(box.querySelector(`template[data-files-${name}]`).content, true).firstElementChild;
const items = new Set();

function say(box, words) {
  box.querySelector("[data-files-said]").textContent = words;
}

function name(card, words) {
  for (const place of card.querySelectorAll(".q-up-name, button .visually-hidden")) place.textContent = words;
}

function drop(item) {
  forget(item);
  item.card.remove();
  items.delete(item);
  say(item.box, item.box.dataset.gone);
  item.box.querySelector("[data-files-add] input").focus();
}

function going(item) {
  item.card = part(item.box, "going");
  const picture = item.card.querySelector("img");
  if (item.file.type.startsWith("image/")) picture.src = item.preview ??= URL.createObjectURL(item.file);
  const plain = () => {
    picture.remove();
    item.card.querySelector(".q-up-doc").hidden = false;
  };
  if (picture.src) picture.onerror = plain;
  else plain();
  name(item.card, item.file.name);
  item.card.querySelector("progress").setAttribute("aria-label", item.file.name);
  item.card.querySelector("[data-cancel]").onclick = () => drop(item);
  item.progress = (percent) => {
    item.card.querySelector("progress").value = percent;
    item.card.querySelector("[data-percent]").textContent = `${percent}%`;
  };
}

function arrived(item, html) {
  const shell = document.createElement("template");
  shell.innerHTML = html.trim();
  const card = shell.content.firstElementChild;
  item.card.replaceWith(card);
  items.delete(item);
  URL.revokeObjectURL(item.preview);
  enhance(card);
  say(item.box, `${item.file.name} ${item.box.dataset.kept}`);
}

// Why it did not arrive. What the server refused for good offers no second try and counts as told, not as under way.
function failed(item, { status, text }) {
  const { box, card } = item;
  const words = { 0: box.dataset.offline, 401: box.dataset.expired, 413: box.dataset.large, 507: box.dataset.full };
  const why = words[status] || ([422, 429, 503].includes(status) && text) || box.dataset.broken;
  card.classList.add("q-up-bad");
  card.querySelector("div").replaceWith(part(box, "bad"));
  card.querySelector("[data-why]").textContent = status === 0 ? `${box.dataset.broken} ${why}` : why;
  name(card, item.file.name);
  if (why.includes(item.file.name)) card.querySelector(".q-up-name").remove();
  card.querySelector("[data-cancel]").onclick = () => drop(item);
  const again = card.querySelector("[data-again]");
  item.refused = status === 422 || status === 413;
  if (item.refused) again.remove();
  else again.onclick = () => retry(item);
  item.waits = status === 0;
  say(box, `${item.file.name} ${why}`);
}

function retry(item) {
  const old = item.card;
  going(item);
  old.replaceWith(item.card);
  item.card.querySelector("[data-cancel]").focus();
  queue(item);
}

function queue(item) {
  item.waits = false;
  join(item, (answer) => (answer.status === 201 ? arrived(item, answer.text) : failed(item, answer)));
}

function line(item) {
  items.add(item);
  going(item);
  item.box.querySelector("[data-files-add]").before(item.card);
  queue(item);
}

// Files of a call's form and of a case's own forms outlive the page: the server lets them follow. Others are counted.
const FOLLOWS = "form[data-draft], form[data-follows]";
const personOf = (box) => box.closest(FOLLOWS) && document.querySelector("[data-outbox]")?.dataset.person;

function choose(box, files) {
  const person = personOf(box);
  const { url, form } = box.dataset;
  for (const file of files) {
    const item = { box, key: `${url}${Date.now()}-${Math.random()}`, person, url, form, file };
    keep(item);
    line(item);
  }
}

// What was under way when this page was left, or ended with its window, stands here again.
async function restore(box) {
  const person = personOf(box);
  if (!person) return;
  for (const item of await left(person)) if (item.url === box.dataset.url) line({ ...item, box, found: false });
}

// A kept file is taken out at once by a button, where the plain page has a box to tick.
function enhance(card) {
  const button = card.querySelector("[data-file-remove]");
  if (!button) return; // on its case already
  card.querySelector("[data-file-tick]").remove();
  button.hidden = false;
  button.onclick = async () => {
    const box = card.closest("[data-files]");
    const headers = { "X-CSRFToken": box.closest("form").elements.csrfmiddlewaretoken.value };
    const answer = await fetch(button.dataset.fileRemove, { method: "POST", headers }).catch(() => null);
    if (!answer || !(answer.ok || answer.status === 404)) return say(box, box.dataset.offline);
    card.remove();
    say(box, `${button.dataset.name} ${box.dataset.gone}`);
    box.querySelector("[data-files-add] input").focus();
  };
}

for (const box of document.querySelectorAll("[data-files]")) {
  box.querySelector("[data-files-plain]").remove();
  box.querySelectorAll("[data-file]").forEach(enhance);
  const add = box.querySelector("[data-files-add]");
  const input = add.querySelector("input");
  add.hidden = input.disabled = false;
  input.addEventListener("change", () => {
    choose(box, [...input.files]);
    input.value = "";
  });
  restore(box);
}

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

// The words go now. Files that this browser keeps follow from the next page; how many it cannot keep is said there.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const mine = [...items].filter((item) => form.contains(item.box) && !item.refused);
    const open = mine.filter((item) => !item.settled);
    if (form.dataset.settling === "1") return stop(event);
    if (open.length && form.matches(FOLLOWS) && !form.dataset.settling) {
      stop(event);
      form.dataset.settling = "1";
      const enough = new Promise((done) => setTimeout(done, PATIENCE));
      Promise.race([Promise.all(open.map((item) => item.putting)), enough]).then(() => {
        form.dataset.settling = "over";
        form.requestSubmit(event.submitter);
      });
      return;
    }
    delete form.dataset.settling;
    for (const box of form.querySelectorAll("[data-files]")) {
      const lost = mine.filter((item) => item.box === box && !item.kept);
      box.querySelector("[data-files-left]").value = lost.length;
    }
  },
  true,
);
addEventListener("online", () => [...items].filter((item) => item.waits).forEach(retry));
