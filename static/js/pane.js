// The reading pane of the desk: what htmx has put there is shown on a phone too, marked in the list, and has the focus.
const split = document.getElementById("desk");
let open = "";

function mark(row) {
  for (const other of split.querySelectorAll("[data-row][aria-current]")) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  open = row.dataset.key.split(":")[0];
}

document.addEventListener("htmx:afterSwap", (event) => {
  const pane = event.detail.target;
  if (pane.id !== "pane") return;
  const row = event.detail.requestConfig?.elt?.closest("[data-row]");
  if (row) mark(row);
  split.dataset.open = "pane";
  document.body.classList.toggle("q-with-bar", Boolean(pane.querySelector(".q-bar")));
  if (!pane.querySelector("[data-errors]")) pane.querySelector("[tabindex='-1']")?.focus({ preventScroll: true });
  pane.querySelector(".q-pane-body")?.scrollTo(0, 0);
});

// A refreshed list marks the case that is open now, not the one it was drawn with.
document.addEventListener("htmx:configRequest", (event) => {
  if (open && event.detail.elt.id === "list") event.detail.parameters.at = open;
});
