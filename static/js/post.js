// How words of the minutes go to the server: an answer, or null where none came.
import { freshToken } from "./session.js";
import { body } from "./words.js";

const STALLED = 20_000; // a network that stands still is none
const renewed = new WeakSet(); // forms that have got a new token and no good answer since

// An answer with all that it tells: one whose end was lost on the way is none.
const whole = async (answer) => Object.assign(answer, { told: await answer.text() });

export function send(address, { words, headers, keepalive = false }) {
  const signal = AbortSignal.timeout?.(STALLED);
  return fetch(address, { method: "POST", body: words, headers, keepalive, signal }).then(whole).catch(() => null);
}

export const ask = (address, form, said, how) => send(address, { words: body(form, said), ...how });

// Who signed in again has a new form token (session.js): asked for once, until an answer was good.
export async function renew(form) {
  const token = renewed.has(form) ? "" : await freshToken(form.dataset.person);
  if (!token) return false;
  renewed.add(form);
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  return true;
}

export const heardWell = (form) => renewed.delete(form);
