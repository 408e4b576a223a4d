// What is typed in a form, kept in this browser for a week at most: others may use the device too.
const WEEK = 7 * 24 * 3600e3;
const NEVER = ["password", "file", "submit", "button", "hidden"];

const isChosen = (control) => ["checkbox", "radio"].includes(control.type);
export const isKept = (control) => control.name && !NEVER.includes(control.type);

export const valuesOf = (form) => {
  const values = {};
  for (const control of [...form.elements].filter(isKept)) {
    const said = (values[control.name] ??= []);
    if (!isChosen(control) || control.checked) said.push(control.value);
  }
  return values;
};

// [""] empties a control. Returns whether it changed.
export const put = (control, kept) => {
  const field = isChosen(control) ? "checked" : "value";
  const value = isChosen(control) ? kept.includes(control.value) : (kept[0] ?? control.value);
  const changed = control[field] !== value;
  control[field] = value;
  return changed;
};

// An error page shows what was sent: newer.
export const serverKnowsBetter = (form) => form.querySelector(".ds-error-summary, [aria-invalid=true]") !== null;

// Storage may be full or forbidden: the page still works.
const quietly = (work, otherwise) => {
  try {
    return work();
  } catch {
    return otherwise;
  }
};

export const shelfOf = (prefix) => {
  const load = (key) => quietly(() => JSON.parse(localStorage.getItem(prefix + key)), null);
  const store = (key, record) =>
    quietly(() => !localStorage.setItem(prefix + key, JSON.stringify({ ...record, at: Date.now() })), false);
  const forget = (key) => quietly(() => localStorage.removeItem(prefix + key));
  const all = quietly(() => Object.keys(localStorage), []);
  const keys = all.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  for (const key of keys) if (!(load(key)?.at > Date.now() - WEEK)) forget(key);
  return { load, store, forget, keys };
};
