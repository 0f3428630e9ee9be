// Words of the minutes that are sent when their button is pressed: now, or once the network is back.
import { clear, point, show } from "./banner.js";
import { ask, heardWell, renew } from "./post.js";
import { FORMS, frozen, keyOf, note, pause, ready, refused, remember, taken } from "./recall.js";
import { dirty, typed } from "./words.js";

const AGAIN = 3000;
const PATIENCE = 3000; // for a browser that keeps nothing
const AWAY = [502, 503, 504]; // a proxy answers, the site does not
const sending = new WeakSet(); // forms whose button was pressed

// `saved` resolves to whether all that is saved while it is typed is.
export async function press(form, button, saved) {
  if (sending.has(form) || taken.has(form)) return;
  sending.add(form);
  await ready(form);
  const action = button?.getAttribute("formaction") || form.action;
  let told = false;
  while (await saved()) {
    const { answer, mine } = await sendOnce(form, action);
    if (answer?.status === 403 && (await renew(form))) continue;
    if (answer && !AWAY.includes(answer.status)) {
      await answered(form, answer, mine);
      break;
    }
    (told ? show : point)("offline");
    told = true;
    await pause(AGAIN);
  }
  sending.delete(form);
}

const kept = (form) => Promise.race([remember(form), pause(PATIENCE)]);

// Under one token the same words go out until an answer comes: had the server got the first ones, it would not look at
// others. What is changed under a version is refused where the first ones have arrived, and needs none of this.
async function sendOnce(form, action) {
  if (!navigator.onLine) return {};
  const mine = frozen.get(form) || typed(form);
  if (form.elements.client_token && !form.elements.version?.value && !frozen.has(form)) {
    frozen.set(form, mine);
    if (dirty(form)) await kept(form);
  }
  const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
  return { answer: await ask(action, form, mine, { headers }), mine };
}

// The part that the form stood in may have been fetched afresh meanwhile.
const standing = (form) =>
  form.isConnected ? form : [...document.querySelectorAll(FORMS)].find((each) => keyOf(each) === keyOf(form)) || form;

async function answered(sent, answer, mine) {
  const form = standing(sent);
  if (answer.status === 404) return point("gone"); // the words stay in front of whoever wrote them
  clear();
  heardWell(sent);
  const onward = answer.headers.get("HX-Redirect");
  if (onward) return goOn(form, onward, mine);
  if (answer.status < 500) frozen.delete(form); // not taken
  if (answer.status === 422) {
    // Before anybody is told and closes the window: else what was refused would be sent again under its token.
    if (dirty(form)) await kept(form);
    refused.add(keyOf(form));
  }
  const target = answer.headers.get("HX-Retarget") || (answer.status === 422 && "#live"); // as errors.js
  if (target) window.htmx.swap(target, answer.told, { swapStyle: "innerHTML" });
  else show("offline");
}

// Typed since it was sent: the next page shows it again, to be sent on its own.
async function goOn(form, onward, mine) {
  taken.set(form, mine);
  frozen.delete(form);
  await note(form);
  const here = location.pathname + location.search;
  location.assign(onward);
  if (onward.split("#")[0] === here) location.reload();
}
