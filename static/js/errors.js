// Puts the focus on what went wrong. Errors are page content, never a floating message.
function focusErrors(root) {
  const summary = root.matches?.("[data-errors]") ? root : root.querySelector?.("[data-errors]");
  if (!summary) return;
  summary.focus({ preventScroll: true });
  summary.scrollIntoView({ block: "start" });
}

// A link in the summary leads to the control itself, not just near it.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-errors] a[href^='#']");
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  (control.closest(".q-field, fieldset") || control).scrollIntoView({ block: "start" });
  control.focus({ preventScroll: true });
});

function tell(template) {
  const place = document.getElementById("problem");
  const words = document.getElementById(template);
  if (!place || !words) return;
  place.replaceChildren(words.content.cloneNode(true));
  focusErrors(place);
}

// Refusals that the server meant to be read name their own place; anything else (a proxy's page) is not shown.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status >= 400 && xhr.getResponseHeader("HX-Retarget") === "#problem" && asked(event)) event.detail.shouldSwap = true;
});
document.addEventListener("htmx:responseError", (event) => {
  if (!event.detail.xhr.getResponseHeader("HX-Retarget") && asked(event)) tell("failed-words");
});
document.addEventListener("htmx:sendError", (event) => {
  if (asked(event)) tell("offline-words");
});
document.addEventListener("htmx:timeout", (event) => {
  if (asked(event)) tell("failed-words");
});
// Only what has just arrived takes the focus: a background refresh must not pull it from where a person is typing.
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) focusErrors(event.target);
});

// A background refresh that fails is tried again later; nobody asked for it.
function asked(event) {
  if (event.detail.elt?.closest?.("[data-quiet]")) return false;
  return !event.detail.elt?.closest?.("[data-live]") || event.detail.requestConfig?.verb !== "get";
}

focusErrors(document);
