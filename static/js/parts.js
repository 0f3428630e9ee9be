// What may happen to a live part of a page without harming the person in front of it.
export const fire = (element, detail = {}) => element.dispatchEvent(new CustomEvent("qihu:moved", { detail }));

// Never throw away what a person is typing, has ticked or is about to press.
export function touched(element) {
  if (element.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) return true;
  return [...element.querySelectorAll("input:not([type=hidden]), textarea, select")].some((control) => {
    if (control.matches("[type=checkbox], [type=radio]")) return control.checked !== control.defaultChecked;
    if (control.matches("select")) return [...control.options].some((o) => o.selected !== o.defaultSelected);
    return control.value !== control.defaultValue;
  });
}

// Rows never move under the pointer: a button says that there is something new.
export function offer(element) {
  if (element.querySelector(":scope > .q-live")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "q-live";
  button.textContent = document.body.dataset.moved;
  button.addEventListener("click", () => {
    button.remove();
    fire(element, { asked: true });
  });
  const place = document.createElement("div");
  place.setAttribute("role", "status");
  element.prepend(place);
  place.replaceWith(button);
}

const keysOf = (root) => [...root.querySelectorAll("[data-key]")].map((row) => row.dataset.key).join(" ");

// The part as the server has it now, in a page of its own; nothing where it does not answer.
export async function now(element) {
  const address = element.getAttribute("hx-get");
  if (!address) return null;
  const answer = await fetch(address, { headers: { "HX-Request": "true", "X-Qihu-Live": "1" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// Without news nobody knows whether a list moved: compare its rows (data-key="number:version") with the server's.
export async function compare(element) {
  const fresh = await now(element);
  if (fresh && keysOf(fresh) !== keysOf(element)) offer(element);
}
