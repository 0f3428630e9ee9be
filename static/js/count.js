// Characters left, from nine tenths of the limit on. Counts as the server does: code points, one per line end, no blank ends.
function show(area) {
  const place = document.querySelector(`[data-count-for="${CSS.escape(area.id)}"]`);
  if (!place) return;
  const most = Number(area.dataset.max);
  const now = [...area.value.normalize("NFC").trim()].length;
  const over = now - most;
  place.hidden = now < most * 0.9;
  place.classList.toggle("q-over", over > 0);
  place.textContent = (over > 0 ? place.dataset.over : place.dataset.left).replace("#", String(Math.abs(over)));
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("textarea[data-max]") && !event.isComposing) show(event.target);
});
document.addEventListener("compositionend", (event) => {
  if (event.target.matches?.("textarea[data-max]")) show(event.target);
});
document.addEventListener("htmx:load", (event) => event.target.querySelectorAll("textarea[data-max]").forEach(show));
document.querySelectorAll("textarea[data-max]").forEach(show);
