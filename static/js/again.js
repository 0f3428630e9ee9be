// What was typed into a form that met an expired session is put back when the same person has signed in again: in this
// tab only, within the hour. Whoever else signs in gets nothing, and signing out wipes it (forget.js).
const KEY = "qihu-typed";
const HOUR = 60 * 60 * 1000;
const MACHINERY = /^(csrfmiddlewaretoken|version|client_token|token-.*|files_left|then)$/;
const person = document.body.dataset.person || "";

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

// A browser that keeps nothing must not stop anybody.
function keep(entry) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(entry));
  } catch {
    sessionStorage.removeItem(KEY);
  }
}

const pathOf = (form) => new URL(form.getAttribute("action") || "", location.href).pathname;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!person || form.method !== "post" || form.matches("[data-draft]") || !form.querySelector("textarea")) return;
  if (form.querySelector("[type=password]")) return;
  const said = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !MACHINERY.test(name));
  keep({ person, path: pathOf(form), said, at: Date.now() });
});

function put(form, said) {
  const left = new Map(); // several fields of one name, as the parts of a call have, come back in their order
  for (const [name, value] of said) left.set(name, [...(left.get(name) || []), value]);
  for (const control of form.elements) {
    if (!control.name || MACHINERY.test(control.name) || ["file", "hidden", "submit"].includes(control.type)) continue;
    const values = left.get(control.name) || [];
    if (["checkbox", "radio"].includes(control.type)) control.checked = values.includes(control.value);
    else if (values.length) control.value = values.shift();
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  for (let box = form.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  const line = document.createElement("p");
  line.className = "q-banner";
  line.setAttribute("role", "status");
  line.textContent = document.body.dataset.again;
  form.prepend(line);
  form.querySelector("textarea").focus();
}

function look() {
  const left = recall();
  if (!left) return;
  const expired = document.querySelector("[data-typed]");
  if (expired) {
    keep({ ...left, expired: true });
    expired.hidden = false;
    return;
  }
  if (left.expired && !person) return; // about to sign in
  if (!left.expired || left.person !== person || Date.now() - left.at > HOUR) return sessionStorage.removeItem(KEY);
  const form = [...document.querySelectorAll("form[method=post]")].find((each) => pathOf(each) === left.path);
  if (!form) return; // another page comes first: a second factor, a notice
  sessionStorage.removeItem(KEY);
  put(form, left.said);
}

look();
