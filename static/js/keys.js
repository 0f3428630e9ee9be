// Shortcuts for staff: data-shortcut="KeyS" on a link, button or field. Rows: [data-rows] > [data-row] with one main link.
// Physical keys, so that a Chinese input method does not matter; never in fields, dialogs or while composing.
const sheet = document.getElementById("keys-sheet");

const busy = (event) =>
  event.isComposing ||
  event.ctrlKey ||
  event.metaKey ||
  event.altKey ||
  event.target.closest?.("input, textarea, select, [contenteditable], dialog, summary");

const seen = (element) => element.getClientRects().length > 0 && element.getAttribute("aria-disabled") !== "true";

function rows() {
  return [...document.querySelectorAll("[data-rows] [data-row]")].filter(seen);
}

function move(step) {
  const all = rows();
  const now = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[now < 0 ? (step > 0 ? 0 : all.length - 1) : now + step];
  const link = next?.querySelector("a[href], button");
  link?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return Boolean(link);
}

const SIGNS = { Period: ".", Slash: "/", BracketLeft: "[", BracketRight: "]" };
const nameOf = (code) => SIGNS[code] || code.replace(/^(Key|Digit)/, "");

function open() {
  const list = sheet.querySelector("[data-keys-list]");
  const pairs = [["J K", sheet.dataset.rows]].filter(([, words]) => words && rows().length);
  for (const element of document.querySelectorAll("[data-shortcut]")) {
    if (!seen(element)) continue;
    const words = element.dataset.shortcutName || element.getAttribute("aria-label") || element.textContent;
    pairs.push([nameOf(element.dataset.shortcut), words.replace(/\s+/g, " ").trim()]);
  }
  pairs.push(["?", sheet.querySelector("h2").textContent]);
  list.replaceChildren(
    ...pairs.flatMap(([key, words]) => {
      const term = document.createElement("dt");
      const cap = document.createElement("kbd");
      const meaning = document.createElement("dd");
      cap.textContent = key;
      term.append(cap);
      meaning.textContent = words;
      return [term, meaning];
    }),
  );
  sheet.showModal();
}

function press(code) {
  const element = [...document.querySelectorAll(`[data-shortcut="${CSS.escape(code)}"]`)].find(seen);
  if (!element) return false;
  if (element.matches("input, textarea, select")) element.focus();
  else element.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (busy(event) || event.defaultPrevented) return;
  const { code, shiftKey } = event;
  let done = false;
  if (shiftKey && code === "Slash") done = (open(), true);
  else if (shiftKey) return;
  else if (code === "KeyJ" || code === "ArrowDown") done = (code === "KeyJ" || inRow()) && move(1);
  else if (code === "KeyK" || code === "ArrowUp") done = (code === "KeyK" || inRow()) && move(-1);
  else done = press(code);
  if (done) event.preventDefault();
});

// Arrows scroll the page until a row has the focus.
function inRow() {
  return rows().some((row) => row.contains(document.activeElement));
}
