// [data-shrink]: photos that a plain form sends are made smaller before, so that a licence of 5 MB goes over a bad network.
import { smaller } from "./smaller.js";

const PATIENCE = 5000;
let busy = null;

// One after another: a cheap phone has no memory for several photos at once.
async function shrink(input) {
  const chosen = [...input.files];
  const list = new DataTransfer();
  for (const photo of chosen) list.items.add(await smaller(photo));
  if (chosen.every((file, place) => input.files[place] === file)) input.files = list.files;
}

document.addEventListener("change", ({ target: input }) => {
  if (!input.matches("[data-shrink]")) return;
  const mine = shrink(input)
    .catch(() => undefined)
    .finally(() => busy === mine && (busy = null));
  busy = mine;
});

// Whoever presses while that is under way waits for it, but not for long: then the photos go as they are.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!busy || !form.requestSubmit || !form.querySelector("[data-shrink]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    Promise.race([busy, new Promise((done) => setTimeout(done, PATIENCE))]).then(() => {
      busy = null;
      form.requestSubmit(event.submitter);
    });
  },
  true,
);
