// Words of a meeting's other pages that never reached the server: sent now, or shown with the way to them.
import { all, drop } from "./kept.js";
import { alike, merge } from "./words.js";

const TIMES = 3; // others may be writing on the same item just now

// Resolves to whether the server has them, put together with what others have written.
async function deliver({ action, said, base, tried, version }, token) {
  for (let time = 0; time < TIMES; time += 1) {
    const body = new URLSearchParams({ ...said, version, csrfmiddlewaretoken: token });
    const answer = await fetch(action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    const json = (answer?.headers.get("Content-Type") || "").includes("json");
    if (!json || answer.status !== 409) return Boolean(json && answer.ok);
    const { stands, fixed, version: now } = await answer.json();
    const { merged, clashes } = merge({ base, tried, mine: said, theirs: stands, fixed });
    if (clashes.length) return false;
    if (alike(merged, stands)) return true;
    [said, base, tried, version] = [merged, stands, [], now];
  }
  return false;
}

function list(entry) {
  const box = document.querySelector("[data-minutes-line]").content.firstElementChild.cloneNode(true);
  box.querySelector("[data-title]").textContent = entry.title;
  const words = Object.entries(entry.said).filter(([name, text]) => typeof text === "string" && text !== entry.base[name]);
  box.querySelector("[data-words]").textContent = words.map(([, text]) => text).join(" / ");
  box.querySelector("a").href = entry.address;
  box.querySelector("button").addEventListener("click", () => {
    drop(entry.key);
    box.remove();
  });
  document.querySelector("[data-minutes-left]").append(box);
}

export async function deliverLeft() {
  const { person } = document.querySelector("[data-minutes-left]").dataset;
  const prefix = `${person}/minutes/${location.pathname}/`;
  const here = [...document.querySelectorAll("form[data-minutes]")].map((form) => prefix + form.dataset.minutes);
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  for (const entry of await all()) {
    if (!entry.key.startsWith(prefix) || here.includes(entry.key)) continue;
    if (entry.action && (await deliver(entry, token))) await drop(entry.key);
    else list(entry);
  }
}
