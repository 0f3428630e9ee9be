// <button type="button" data-copy="261118-0419-5">: copies, and says so in its own words for two seconds.
async function write(text) {
  if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
  // Plain http and old WeChat: a selected field and the old command.
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (!done) throw new Error("copy refused");
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button || button.dataset.copying) return;
  event.preventDefault();
  try {
    await write(button.dataset.copy);
  } catch {
    return; // the number stays on the page to be selected by hand
  }
  const nodes = [...button.childNodes];
  button.dataset.copying = "1";
  button.setAttribute("aria-live", "polite");
  button.textContent = document.body.dataset.copied;
  setTimeout(() => {
    button.replaceChildren(...nodes);
    delete button.dataset.copying;
  }, 2000);
});
