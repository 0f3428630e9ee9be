// Entry: loads only what the page uses. Every page works without any of this.
const wanted = [
  ["form", "./submit.js"],
  ["body", "./errors.js"],
  ["body", "./again.js"],
  ["[data-live]", "./live.js"],
  ["[data-copy]", "./copy.js"],
  ["[data-print]", "./print.js"],
  ["[data-order]", "./order.js"],
  ["textarea[data-max]", "./count.js"],
  ["[data-files]", "./upload.js"],
  ["[data-shrink]", "./shrink.js"],
  ["[data-outbox]", "./outbox.js"],
  ["#pane", "./pane.js"],
  ["form[data-draft]", "./draft.js"],
  ["[data-drop-draft]", "./dropped.js"],
  ["form[action$='/accounts/logout/']", "./forget.js"],
  ['html[data-keys="on"] #keys-sheet', "./keys.js"],
];

const loaders = {
  "./submit.js": () => import("./submit.js"),
  "./errors.js": () => import("./errors.js"),
  "./again.js": () => import("./again.js"),
  "./live.js": () => import("./live.js"),
  "./copy.js": () => import("./copy.js"),
  "./print.js": () => import("./print.js"),
  "./order.js": () => import("./order.js"),
  "./count.js": () => import("./count.js"),
  "./upload.js": () => import("./upload.js"),
  "./shrink.js": () => import("./shrink.js"),
  "./outbox.js": () => import("./outbox.js"),
  "./pane.js": () => import("./pane.js"),
  "./draft.js": () => import("./draft.js"),
  "./dropped.js": () => import("./dropped.js"),
  "./forget.js": () => import("./forget.js"),
  "./keys.js": () => import("./keys.js"),
};

function load(root) {
  const used = wanted.filter(([selector]) => root.matches?.(selector) || root.querySelector(selector));
  return Promise.all(used.map(([, module]) => loaders[module]()));
}

// A machine without Chinese fonts draws the same box for every character: only then is the web font fetched.
function hasChinese() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 24;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) return true;
  const draw = (character) => {
    pen.clearRect(0, 0, 24, 24);
    pen.font = "20px sans-serif";
    pen.fillText(character, 0, 20);
    return String(pen.getImageData(0, 0, 24, 24).data);
  };
  return draw("企") !== draw("呼");
}

if (!hasChinese() && document.body.dataset.font) {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = document.body.dataset.font;
  document.head.append(sheet);
}

// Menus made of <details> close on Escape and on a click elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.q-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.q-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Resolves once everything that the page came with is loaded; the browser tests wait for it.
export const loaded = load(document);
document.addEventListener("htmx:load", (event) => load(event.target));
