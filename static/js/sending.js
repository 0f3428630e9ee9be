// The queue of chosen files: made smaller and sent one after another, kept in this browser until the server has them.
// So a file outlives its page: the next page of this person takes it up again (outbox.js).
import { files } from "./kept.js";
import { freshToken } from "./session.js";
import { smaller } from "./smaller.js";

const LARGEST = 10 * 1024 * 1024;
const TRIES = 4; // the first and three more
const STALLED = 30_000;
const ANSWER = 120_000; // all is sent: it waits for a place and is looked at (RELIABILITY: 20 s and 30 s at most)

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const tokenIn = (root) => root.querySelector("[name=csrfmiddlewaretoken]")?.value;
let line = Promise.resolve();
let csrf = tokenIn(document);

// Resolves to {status, text}; status 0 is a network that broke or stood still.
function send(item) {
  const body = new FormData();
  body.append("form", item.form);
  body.append("file", item.file, item.file.name);
  const xhr = (item.xhr = new XMLHttpRequest());
  let stalled = 0;
  const watch = (patience = STALLED) => {
    clearTimeout(stalled);
    stalled = setTimeout(() => xhr.abort(), patience);
  };
  return new Promise((done) => {
    xhr.open("POST", item.url);
    xhr.setRequestHeader("X-CSRFToken", csrf);
    xhr.upload.onprogress = (event) => {
      watch();
      if (event.lengthComputable) item.progress?.(Math.floor((event.loaded / event.total) * 100));
    };
    xhr.upload.onload = () => watch(ANSWER);
    xhr.onloadend = () => {
      clearTimeout(stalled);
      done({ status: xhr.status, text: xhr.responseText });
    };
    watch();
    xhr.send(body);
  });
}

async function deliver(item) {
  if (!item.smaller) {
    const file = await smaller(item.file);
    item.smaller = true;
    if (file !== item.file) {
      item.file = file;
      await put(item);
    }
  }
  if (item.file.size > LARGEST) return { status: 413, text: "" };
  for (let tries = 1, crowded = 0, fresh = false; ; ) {
    if (item.gone) return null;
    const answer = await send(item);
    if (item.gone) return null;
    if (answer.status === 403) {
      const token = fresh ? "" : await freshToken(item.person);
      if (!token) return { status: 401, text: "" };
      csrf = token;
      fresh = true;
      continue;
    }
    const later = (answer.status === 503 || answer.status === 429) && crowded++ < 20; // many at once, or too many a minute
    if (!(later || answer.status === 0 || answer.status === 502)) return answer;
    if (!later && (tries++ >= TRIES || !navigator.onLine)) return answer; // without a network, its return tries again
    const wait = answer.status === 429 ? 15_000 : 1500;
    await pause(later ? wait + Math.random() * 2000 : 1000 * 2 ** (tries - 2));
  }
}

// One at a time over all windows of this browser, where it has locks.
const alone = (act) => (navigator.locks ? navigator.locks.request("qihu-files", act) : act());

async function put(item) {
  if (item.gone || !item.person) return;
  const { key, person, form, url, file, smaller: small } = item;
  item.kept = Boolean(await files.keep({ key, person, form, url, file, smaller: small }));
  if (item.gone) files.drop(key);
}

// `settled` once this browser has the file, or cannot keep it: then `kept` is false.
export function keep(item) {
  item.putting = put(item).then(() => (item.settled = true));
}

export function forget(item) {
  item.gone = true;
  item.xhr?.abort();
  files.drop(item.key);
}

// Put at the end of the queue; `ended` hears the answer. What another window has sent meanwhile is not sent again.
export function join(item, ended) {
  line = line.then(() =>
    alone(async () => {
      await item.putting;
      if (item.gone) return;
      if (item.found && !(await files.find(item.key))) return ended({ status: 201, text: "" });
      const answer = await deliver(item);
      if (!answer) return;
      if ([201, 413, 422].includes(answer.status)) await files.drop(item.key);
      ended(answer);
    }),
  );
}

// What earlier pages left behind of this person, the oldest first.
export async function left(person) {
  const found = (await files.all()).filter((entry) => entry.person === person);
  found.sort((one, other) => one.at - other.at);
  return found.map((entry) => ({ ...entry, found: true, kept: true, settled: true }));
}
