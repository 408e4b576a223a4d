// Drafts: <form data-draft="KEY"> keeps what is typed in this browser until the form is sent.
// A status line <c-draft-status/> inside the form says what is kept and what is not sent yet.

const SKIP = new Set(["csrfmiddlewaretoken"]);
const isKept = (control) =>
  control.name && !SKIP.has(control.name) && !["password", "file", "submit", "button", "hidden"].includes(control.type);

const storageKey = (form) => `kring-draft:${form.dataset.draft}`;

const read = (form) => {
  try {
    return JSON.parse(localStorage.getItem(storageKey(form)) ?? "null");
  } catch {
    return null;
  }
};

const write = (form) => {
  const values = {};
  for (const control of form.elements) {
    if (!isKept(control)) continue;
    const chosen = (values[control.name] ??= []);
    if (["checkbox", "radio"].includes(control.type)) {
      if (control.checked) chosen.push(control.value);
    } else if (control instanceof HTMLSelectElement && control.multiple) {
      chosen.push(...[...control.selectedOptions].map((option) => option.value));
    } else {
      chosen.push(control.value);
    }
  }
  try {
    localStorage.setItem(storageKey(form), JSON.stringify(values));
    return true;
  } catch {
    return false; // storage is full or forbidden: the page still works
  }
};

const serverKnowsBetter = (form) => form.querySelector(".ds-error-summary, [aria-invalid=true]") !== null;

const restore = (form) => {
  const values = read(form);
  if (!values || serverKnowsBetter(form)) return false;
  let changed = false;
  for (const control of form.elements) {
    const kept = isKept(control) ? values[control.name] : undefined;
    if (!kept) continue;
    if (["checkbox", "radio"].includes(control.type)) {
      const checked = kept.includes(control.value);
      changed ||= checked !== control.checked;
      control.checked = checked;
    } else if (control instanceof HTMLSelectElement && control.multiple) {
      for (const option of control.options) option.selected = kept.includes(option.value);
    } else if (kept.length && control.value !== kept[0]) {
      control.value = kept[0];
      changed = true;
    }
  }
  return changed;
};

const say = (form, state) => {
  const line = form.querySelector("[data-draft-status]");
  if (!line) return;
  line.dataset.state = state;
  line.textContent = line.dataset[state] ?? "";
};

const saved = (form) => say(form, navigator.onLine ? "saved" : "offline");

const keep = (form) => {
  form.dataset.draftReady = "yes";
  if (restore(form)) say(form, navigator.onLine ? "restored" : "offline");
  form.addEventListener("input", () => write(form) && saved(form));
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    write(form);
    say(form, "offline");
  });
  addEventListener("offline", () => write(form) && say(form, "offline"));
  addEventListener("online", () => read(form) && say(form, "saved"));
};

export const keepDrafts = (root) => {
  for (const form of root.querySelectorAll("form[data-draft]:not([data-draft-ready])")) keep(form);
  // The page that follows a sent form names the drafts that are no longer needed.
  for (const sent of root.querySelectorAll("[data-draft-sent]")) {
    for (const key of sent.dataset.draftSent.split(" ")) localStorage.removeItem(`kring-draft:${key}`);
  }
};
