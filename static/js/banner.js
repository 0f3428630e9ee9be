// What the live minutes say above the page: their places stand in its template as [data-minutes-…].
export const place = (name) => document.querySelector(`[data-minutes-${name}]`);
export const clashing = () => place("clash").childElementCount > 0;

export function show(template) {
  if (place("note").dataset.shows === template) return;
  place("note").dataset.shows = template;
  place("note").replaceChildren(place(template).content.cloneNode(true));
}

// Whoever pressed a button far below sees why nothing came of it.
export function point(template) {
  show(template);
  place("note").scrollIntoView({ block: "center" });
}

export function clear() {
  delete place("note").dataset.shows;
  place("note").replaceChildren();
}

export function say(words) {
  place("saved").textContent = words;
}
