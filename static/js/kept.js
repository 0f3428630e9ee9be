// What has not reached the server yet, kept in this browser: the text of a call's page, and the files chosen in it.
const DAYS = 7;

function store(name, mode, act) {
  return new Promise((done, failed) => {
    const opening = indexedDB.open(name === "drafts" ? "qihu" : `qihu-${name}`, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(name, { keyPath: "key" });
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const base = opening.result;
      const change = base.transaction(name, mode);
      const asked = act(change.objectStore(name));
      change.oncomplete = () => {
        base.close();
        done(asked.result);
      };
      change.onabort = change.onerror = () => {
        base.close();
        failed(change.error);
      };
    };
  });
}

// A browser that keeps nothing (private windows, full disks) must not stop anybody.
const quietly = (promise) => promise.catch(() => undefined);

const shelf = (name) => ({
  keep: (entry) => quietly(store(name, "readwrite", (kept) => kept.put({ ...entry, at: Date.now() }))),
  find: (key) => quietly(store(name, "readonly", (kept) => kept.get(key))),
  drop: (key) => quietly(store(name, "readwrite", (kept) => kept.delete(key))),
  wipe: () => quietly(store(name, "readwrite", (kept) => kept.clear())),
  all: async () => (await quietly(store(name, "readonly", (kept) => kept.getAll()))) || [],
});

// One entry per person, draft and page: the same database as ever.
export const { keep, find, drop, all } = shelf("drafts");
// Some words under a key of their own, so that what is typed in the same place meanwhile does not take theirs. A person
// chooses what becomes of them: they are not sent by themselves.
export const asideOf = (entry) => ({ ...entry, key: `${entry.key}#${entry.at}-${Math.random()}`, action: "" });

// In one change: what was kept in their place since stays.
export async function setAside(entry) {
  const aside = asideOf(entry);
  const change = (kept) => {
    kept.put(aside);
    return dropIn(kept, entry);
  };
  await quietly(store("drafts", "readwrite", change));
  return aside;
}

function dropIn(kept, { key, at }) {
  const asked = kept.get(key);
  asked.onsuccess = () => asked.result?.at === at && kept.delete(key);
  return asked;
}

// Not what was kept under its key since.
export const dropSame = (entry) => quietly(store("drafts", "readwrite", (kept) => dropIn(kept, entry)));
export const setAsides = async (key) => (await all()).filter((each) => each.key.startsWith(`${key}#`));
// One entry per file.
export const files = shelf("files");

const shelves = [shelf("drafts"), files];

export function wipe() {
  sessionStorage.removeItem("qihu-typed"); // again.js
  return Promise.all(shelves.map((each) => each.wipe()));
}

export async function purge() {
  const oldest = Date.now() - DAYS * 24 * 60 * 60 * 1000;
  for (const each of shelves) for (const entry of await each.all()) if (entry.at < oldest) await each.drop(entry.key);
}
