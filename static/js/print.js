// <button type="button" data-print hidden>: shown where it works; without it the browser's own menu prints the page.
for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) window.print();
});
