// Whoever signs out leaves no text behind in this browser; what is a week old goes in any case.
import { purge, wipe } from "./kept.js";

const PATIENCE = 500;

document.addEventListener(
  "submit",
  async (event) => {
    if (!event.target.matches("form[action$='/accounts/logout/']")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await Promise.race([wipe(), new Promise((done) => setTimeout(done, PATIENCE))]);
    HTMLFormElement.prototype.submit.call(event.target);
  },
  true,
);

purge();
