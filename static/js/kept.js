// Text that has not reached the server yet, kept in this browser: one entry per person, draft and page. No files.
const DAYS = 7;

function store(mode, act) {
  return new Promise((done, failed) => {
    const opening = indexedDB.open("qihu", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("drafts", { keyPath: "key" });
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const base = opening.result;
      const change = base.transaction("drafts", mode);
      const asked = act(change.objectStore("drafts"));
      change.oncomplete = () => {
        base.close();
        done(asked.result);
      };
      change.onabort = change.onerror = () => failed(change.error);
    };
  });
}

// A browser that keeps nothing (private windows, full disks) must not stop anybody.
const quietly = (promise) => promise.catch(() => undefined);

export const keep = (entry) => quietly(store("readwrite", (drafts) => drafts.put({ ...entry, at: Date.now() })));
export const find = (key) => quietly(store("readonly", (drafts) => drafts.get(key)));
export const drop = (key) => quietly(store("readwrite", (drafts) => drafts.delete(key)));
export const wipe = () => quietly(store("readwrite", (drafts) => drafts.clear()));
export const all = async () => (await quietly(store("readonly", (drafts) => drafts.getAll()))) || [];

export async function purge() {
  const oldest = Date.now() - DAYS * 24 * 60 * 60 * 1000;
  for (const entry of await all()) if (entry.at < oldest) await drop(entry.key);
}
