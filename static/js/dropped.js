// Words of a draft that stand elsewhere by now, or that a person throws away, must not come back from this browser.
import { all, drop } from "./kept.js";

const forget = async (draft) => {
  for (const { key } of await all()) if (key.includes(`/${draft}/`)) drop(key);
};

for (const place of document.querySelectorAll("[data-drop-draft]")) {
  if (place.matches("form")) place.addEventListener("submit", () => navigator.onLine && forget(place.dataset.dropDraft));
  else forget(place.dataset.dropDraft);
}
