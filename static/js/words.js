// The words of a form: as they stand in it, as the server gave them, and two people's put together field by field.
// A form's words are {name: text, or [texts] of a list to choose several from}; machinery is none of them.
const MACHINERY = ["csrfmiddlewaretoken", "version", "client_token"];

// What is posted of a form that says these words.
export function body(form, said) {
  const machinery = MACHINERY.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]);
  const words = Object.entries(said).flatMap(([name, each]) => [each].flat().map((one) => [name, one]));
  return new URLSearchParams([...machinery, ...words]);
}

const controls = (form) =>
  [...form.elements].filter((each) => each.name && each.type !== "submit" && !MACHINERY.includes(each.name));

function read(form, { checked, selected, value }) {
  const said = {};
  for (const each of controls(form)) {
    if (each.matches("[type=radio]")) {
      said[each.name] ??= "";
      if (each[checked]) said[each.name] = each.value;
    } else if (each.matches("select")) {
      const chosen = [...each.options].filter((one) => one[selected]).map((one) => one.value);
      said[each.name] = each.multiple ? chosen : (chosen[0] ?? "");
    } else said[each.name] = each[value];
  }
  return said;
}

export const typed = (form) => read(form, { checked: "checked", selected: "selected", value: "value" });
export const given = (form) =>
  read(form, { checked: "defaultChecked", selected: "defaultSelected", value: "defaultValue" });

function write(form, said, { checked, selected, value }) {
  for (const each of controls(form)) {
    if (!(each.name in said)) continue;
    const words = said[each.name];
    if (each.matches("[type=radio]")) each[checked] = words === each.value;
    else if (each.matches("select")) for (const one of each.options) one[selected] = [words].flat().includes(one.value);
    else if (each[value] !== words) each[value] = words; // the same words again would move the caret
  }
}

export const put = (form, said) => write(form, said, { checked: "checked", selected: "selected", value: "value" });
// What the server has is no longer something typed (parts.js): it is what the next words are compared with.
export const settle = (form, said) =>
  write(form, said, { checked: "defaultChecked", selected: "defaultSelected", value: "defaultValue" });

// As the server cleans them: a line end is one, and blanks at the ends are none.
const clean = (words) => [words ?? ""].flat().map((each) => each.replace(/\r\n?/g, "\n").normalize("NFC").trim()).join("\n");
export const same = (one, other) => clean(one) === clean(other);

export const alike = (one = {}, other = {}) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => same(one[name], other[name]));

function reads(form, name, words) {
  const named = controls(form).filter((each) => each.name === name);
  const chosen = named.find((each) => each.matches("[type=radio]") && each.value === words);
  const options = named.flatMap((each) => [...(each.options || [])]);
  return chosen?.labels[0].textContent.trim() || options.find((one) => one.value === words)?.text || words;
}

// What is typed and not given, as it reads on the page: of a choice its label.
export function shown(form) {
  const before = given(form);
  const changed = Object.entries(typed(form)).filter(([name, words]) => !same(words, before[name]));
  return changed.map(([name, words]) => [words].flat().map((each) => reads(form, name, each)).join("、")).filter(Boolean);
}

// The same of what was kept; a browser may hold some from before there was `shown`.
export const wordsOf = ({ shown, said }) => shown ?? Object.values(said ?? {}).flat().filter(Boolean);

export const dirty = (form) => !alike(typed(form), given(form));

// `base` is what both started from, `tried` are sendings whose answer was lost, `fixed` fields are decided elsewhere.
// → merged words, in which `clashes` (names that both have changed) are mine.
export function merge({ base = {}, tried = [], mine, theirs, fixed = [] }) {
  const merged = {};
  const clashes = [];
  for (const [name, there] of Object.entries(theirs)) {
    const here = mine[name] ?? "";
    const mineAlone = [base, ...tried].some((each) => same(there, each[name]));
    const theirsAlone = fixed.includes(name) || same(here, base[name]);
    merged[name] = theirsAlone ? there : here;
    if (!theirsAlone && !mineAlone && !same(here, there)) clashes.push(name);
  }
  return { merged, clashes };
}
