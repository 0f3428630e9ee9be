// How long the item that is spoken of may still take, in words.
function tick() {
  for (const each of document.querySelectorAll("[data-until]")) {
    const minutes = (new Date(each.dataset.until) - Date.now()) / 60_000;
    const words = minutes >= 0 ? each.dataset.left : each.dataset.over;
    each.textContent = words.replace("#", String(minutes >= 0 ? Math.ceil(minutes) : Math.floor(-minutes)));
  }
}

document.addEventListener("htmx:afterSettle", tick);
setInterval(tick, 10_000);
tick();
