// [data-files]: each chosen file is made smaller and sent at once, one after another; the form's text never waits for it.
// Without this module the same form sends its files itself. A file is safe only once the server's own card stands there.
const EDGE = 2048;
const QUALITY = 0.82;
const LARGEST = 10 * 1024 * 1024;
const TRIES = 4; // the first and three more
const STALLED = 30_000;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
// Imported, not cloned: Chromium leaves icons empty that were made in a template's own document.
const part = (box, name) => document.importNode(box.querySelector(`template[data-files-${name}]`).content, true).firstElementChild;
let line = Promise.resolve();

// Upright and at most 2048 pixels; what this browser cannot draw (HEIC, say) goes as it is.
async function smaller(file) {
  if (!/^image\/(jpeg|webp)$/.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: "image/jpeg" });
  } catch {
    return file;
  }
}

// Resolves to {status, text}; status 0 is a network that broke or stood still.
function send(item, file) {
  const { box } = item;
  const body = new FormData();
  body.append("form", box.dataset.form);
  body.append("file", file, file.name);
  const xhr = (item.xhr = new XMLHttpRequest());
  let stalled = 0;
  const watch = () => {
    clearTimeout(stalled);
    stalled = setTimeout(() => xhr.abort(), STALLED);
  };
  return new Promise((done) => {
    xhr.open("POST", box.dataset.url);
    xhr.setRequestHeader("X-CSRFToken", box.closest("form").elements.csrfmiddlewaretoken.value);
    xhr.upload.onprogress = (event) => {
      watch();
      const percent = event.lengthComputable ? Math.floor((event.loaded / event.total) * 100) : 0;
      item.card.querySelector("progress").value = percent;
      item.card.querySelector("[data-percent]").textContent = `${percent}%`;
    };
    xhr.onloadend = () => {
      clearTimeout(stalled);
      done({ status: xhr.status, text: xhr.responseText });
    };
    watch();
    xhr.send(body);
  });
}

async function deliver(item) {
  const file = await smaller(item.file);
  if (file.size > LARGEST) return { status: 422, text: item.box.dataset.large };
  for (let tries = 1, crowded = 0; ; ) {
    if (item.gone) return null;
    const answer = await send(item, file);
    const later = answer.status === 503 && crowded++ < 20;
    if (item.gone || !(later || answer.status === 0 || answer.status === 502)) return answer;
    if (!later && (tries++ >= TRIES || !navigator.onLine)) return answer; // without a network, its return tries again
    await pause(later ? 1500 + Math.random() * 2000 : 1000 * 2 ** (tries - 2));
  }
}

function say(box, words) {
  box.querySelector("[data-files-said]").textContent = words;
}

function name(card, words) {
  for (const place of card.querySelectorAll(".q-up-name, button .visually-hidden")) place.textContent = words;
}

function drop(item) {
  item.gone = true;
  item.xhr?.abort();
  item.card.remove();
  items.delete(item);
  say(item.box, item.box.dataset.gone);
  item.box.querySelector("[data-files-add] input").focus();
}

const items = new Set();

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
  const words = { 0: box.dataset.offline, 401: box.dataset.expired, 507: box.dataset.full };
  const why = words[status] || ((status === 422 || status === 503) && text) || box.dataset.broken;
  card.classList.add("q-up-bad");
  card.querySelector("div").replaceWith(part(box, "bad"));
  card.querySelector("[data-why]").textContent = status === 0 ? `${box.dataset.broken} ${why}` : why;
  name(card, item.file.name);
  if (why.includes(item.file.name)) card.querySelector(".q-up-name").remove();
  card.querySelector("[data-cancel]").onclick = () => drop(item);
  const again = card.querySelector("[data-again]");
  item.refused = status === 422;
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
  join(item);
}

function join(item) {
  item.waits = false;
  line = line.then(async () => {
    const answer = await deliver(item);
    if (!answer || item.gone) return;
    if (answer.status === 201) arrived(item, answer.text);
    else failed(item, answer);
  });
}

function choose(box, files) {
  for (const file of files) {
    const item = { box, file };
    items.add(item);
    going(item);
    box.querySelector("[data-files-add]").before(item.card);
    join(item);
  }
}

// A kept file is taken out at once by a button, where the plain page has a box to tick.
function enhance(card) {
  const button = card.querySelector("[data-file-remove]");
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
}

// The words go now; how many files are still here is said, so that the next page can say it too.
document.addEventListener(
  "submit",
  ({ target }) => {
    for (const box of target.querySelectorAll("[data-files]")) {
      const left = [...items].filter((item) => item.box === box && !item.refused).length;
      box.querySelector("[data-files-left]").value = left;
    }
  },
  true,
);
addEventListener("online", () => [...items].filter((item) => item.waits).forEach(retry));
