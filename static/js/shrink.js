// [data-shrink]: photos that a plain form sends are made smaller before, so that a licence of 5 MB goes over a bad network.
import { smaller } from "./smaller.js";

let busy = null;

document.addEventListener("change", ({ target: input }) => {
  if (!input.matches("[data-shrink]")) return;
  const chosen = [...input.files];
  const mine = (busy = Promise.all(chosen.map(smaller)).then((photos) => {
    const list = new DataTransfer();
    for (const photo of photos) list.items.add(photo);
    if (chosen.every((file, place) => input.files[place] === file)) input.files = list.files;
    if (busy === mine) busy = null;
  }));
});

document.addEventListener(
  "submit",
  (event) => {
    if (!busy || !event.target.querySelector("[data-shrink]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    busy.then(() => event.target.requestSubmit(event.submitter));
  },
  true,
);
