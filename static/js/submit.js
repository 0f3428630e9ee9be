// A second press does not send a second time. The server's token is the real guard; this one spares the wait.
const PATIENCE = 8000;

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[data-was]")) {
    button.replaceChildren(...button.wasNodes);
    button.removeAttribute("aria-disabled");
    delete button.dataset.was;
  }
}

function hold(form, button) {
  form.dataset.sent = "1";
  if (button?.classList.contains("btn")) {
    button.wasNodes = [...button.childNodes];
    button.dataset.was = "1";
    button.setAttribute("aria-disabled", "true");
    button.textContent = document.body.dataset.sending;
  }
  // A download or a lost connection leaves the page standing: give the form back.
  setTimeout(() => release(form), PATIENCE);
}

function sayOffline(form) {
  const line = form.querySelector("[data-no-network]") || document.createElement("p");
  line.dataset.noNetwork = "";
  line.className = "q-err";
  line.setAttribute("role", "alert");
  line.textContent = document.body.dataset.offline;
  form.append(line);
}

addEventListener("online", () => document.querySelectorAll("[data-no-network]").forEach((line) => line.remove()));

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    // Sent now, the form would give way to the browser's own error page, and what was typed in it with it.
    // Drafts and htmx say it themselves; signing out wipes what this browser keeps, network or not (forget.js).
    const onTheirOwn = "[data-draft], [hx-post], [data-hx-post], [action$='/accounts/logout/']";
    if (!navigator.onLine && !form.matches(onTheirOwn)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      sayOffline(form);
      return;
    }
    // After the other listeners: one of them may have refused the submit, and htmx refuses it in order to send it itself.
    setTimeout(() => {
      const byHtmx = form.matches("[hx-post], [data-hx-post]");
      if (!event.defaultPrevented || byHtmx) hold(form, event.submitter);
    });
  },
  true,
);

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt?.closest?.("form");
  if (form) release(form);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-sent]")) release(form);
});
