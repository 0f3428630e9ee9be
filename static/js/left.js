// Words of a meeting's other pages that never reached the server: sent now, or shown with the way to them.
import { all, dropSame } from "./kept.js";
import { send } from "./post.js";
import { alike, merge, wordsOf } from "./words.js";

const TIMES = 3; // others may be writing on the same item just now

// Resolves to whether the server has them, put together with what others have written.
async function deliver({ action, said, base, tried, version }, token) {
  for (let time = 0; time < TIMES; time += 1) {
    const words = new URLSearchParams({ ...said, version, csrfmiddlewaretoken: token });
    const answer = await send(action, { words, headers: { Accept: "application/json" } });
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
  for (const words of wordsOf(entry).join("\n").split("\n")) {
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
    dropSame(entry);
    box.remove();
  });
  document.querySelector("[data-minutes-left]").append(box);
}

// One after the other, or two would send and show the same words twice.
let last = Promise.resolve();
export const deliverLeft = () => (last = last.then(deliverAll, deliverAll));

async function deliverAll() {
  const { person } = document.querySelector("[data-minutes-left]").dataset;
  const prefix = `${person}/minutes/${location.pathname}/`;
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  for (const entry of await elsewhere(prefix)) {
    if (entry.action && (await deliver(entry, token))) await dropSame(entry);
  }
  const left = await elsewhere(prefix);
  document.querySelector("[data-minutes-left]").replaceChildren();
  left.forEach(list);
}

// What is kept of forms that do not stand on this page.
async function elsewhere(prefix) {
  const kept = await all();
  const here = [...document.querySelectorAll("form[data-minutes]")].map((form) => prefix + form.dataset.minutes);
  return kept.filter(({ key }) => key.startsWith(prefix) && !here.includes(key.split("#")[0]));
}
