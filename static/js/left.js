// Words of a meeting's other pages that never reached the server: sent now, or shown with the way to them.
import { all, drop } from "./kept.js";
import { alike, merge } from "./words.js";

const TIMES = 3; // others may be writing on the same item just now

// An answer with all that it tells: one whose end was lost on the way is none.
export const whole = async (answer) => Object.assign(answer, { told: await answer.text() });

// Resolves to whether the server has them, put together with what others have written.
async function deliver({ action, said, base, tried, version }, token) {
  for (let time = 0; time < TIMES; time += 1) {
    const body = new URLSearchParams({ ...said, version, csrfmiddlewaretoken: token });
    const headers = { Accept: "application/json" };
    const answer = await fetch(action, { method: "POST", body, headers }).then(whole).catch(() => null);
    const json = (answer?.headers.get("Content-Type") || "").includes("json");
    if (!json || answer.status !== 409) return Boolean(json && answer.ok);
    const { stands, fixed, version: now } = JSON.parse(answer.told);
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
  for (const words of entry.shown.join("\n").split("\n")) {
    const line = document.createElement("p");
    line.textContent = words;
    box.querySelector("[data-words]").append(line);
  }
  const way = box.querySelector("a");
  way.href = entry.address;
  const lines = [...document.querySelectorAll("#live-nav a")];
  const step = lines.find((each) => each.getAttribute("href") === entry.address)?.closest("li");
  if (step) box.querySelector("[data-off]").remove();
  if (!step || step.matches("[aria-current]")) way.remove(); // its item is off the agenda, or open already
  box.querySelector("button").addEventListener("click", () => {
    drop(entry.key);
    box.remove();
  });
  document.querySelector("[data-minutes-left]").append(box);
}

export async function deliverLeft() {
  document.querySelector("[data-minutes-left]").replaceChildren();
  const { person } = document.querySelector("[data-minutes-left]").dataset;
  const prefix = `${person}/minutes/${location.pathname}/`;
  const here = [...document.querySelectorAll("form[data-minutes]")].map((form) => prefix + form.dataset.minutes);
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  for (const entry of await all()) {
    if (!entry.key.startsWith(prefix) || here.includes(entry.key.split("#")[0])) continue;
    if (entry.action && (await deliver(entry, token))) await drop(entry.key);
    else list(entry);
  }
}
