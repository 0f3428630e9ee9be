// [data-order]: a list whose items can be dragged by their grip. It only presses the button that is there: the item's first
// form with a field `to` is sent with the new place. Keyboard and everybody without JavaScript use the buttons.
let held = null;

const items = (list) => [...list.children];
const placeOf = (item) => items(item.parentElement).indexOf(item);

function back() {
  const { item, list, place } = held;
  list.insertBefore(item, items(list).filter((other) => other !== item)[place] || null);
  letGo();
}

function letGo() {
  held.item.classList.remove("q-held");
  held = null;
}

function follow(y) {
  const { item, list } = held;
  const others = items(list).filter((other) => other !== item);
  const middle = (other) => other.getBoundingClientRect().top + other.getBoundingClientRect().height / 2;
  const next = others.find((other) => y < middle(other)) || null;
  if (next !== item.nextElementSibling) list.insertBefore(item, next);
}

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest?.("[data-grip]");
  const list = grip?.closest("[data-order]");
  if (!list || event.button !== 0 || held) return;
  event.preventDefault();
  const item = items(list).find((each) => each.contains(grip));
  held = { item, list, place: placeOf(item), pointer: event.pointerId };
  list.setPointerCapture(event.pointerId); // the grip moves about in the page, the list does not
  item.classList.add("q-held");
});

document.addEventListener("pointermove", (event) => {
  if (event.pointerId === held?.pointer) follow(event.clientY);
});

document.addEventListener("pointerup", (event) => {
  if (event.pointerId !== held?.pointer) return;
  const { item, place } = held;
  const now = placeOf(item);
  letGo();
  const to = item.querySelector("input[name='to']");
  if (now === place || !to) return;
  to.value = now + 1;
  to.form.requestSubmit();
});

document.addEventListener("pointercancel", (event) => {
  if (event.pointerId === held?.pointer) back();
});

document.addEventListener("keydown", (event) => {
  if (held && event.key === "Escape") back();
});

for (const grip of document.querySelectorAll("[data-grip]")) grip.hidden = false;
