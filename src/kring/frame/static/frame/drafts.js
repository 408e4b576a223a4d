// Drafts: <form data-draft="KEY"> keeps what is typed in this browser until the form is sent.
// A status line <c-draft-status/> inside the form says what is kept and what is not sent yet.
import { isKept, put, serverKnowsBetter, shelfOf, valuesOf } from "./kept.js";

const shelf = shelfOf("kring-draft:");

const write = (form) => shelf.store(form.dataset.draft, { values: valuesOf(form) });

const restore = (form) => {
  const values = shelf.load(form.dataset.draft)?.values;
  if (!values || serverKnowsBetter(form)) return false;
  const known = [...form.elements].filter((control) => isKept(control) && values[control.name]);
  return known.map((control) => put(control, values[control.name])).includes(true);
};

const say = (form, state) => {
  const line = form.querySelector("[data-draft-status]");
  if (!line) return;
  line.dataset.state = state;
  line.textContent = line.dataset[state] ?? "";
};

const here = (state) => (navigator.onLine ? state : "offline");

const keep = (form) => {
  form.dataset.draftReady = "yes";
  if (restore(form)) say(form, here("restored"));
  form.addEventListener("input", () => write(form) && say(form, here("saved")));
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    write(form);
    say(form, "offline");
  });
  addEventListener("offline", () => write(form) && say(form, "offline"));
  addEventListener("online", () => shelf.load(form.dataset.draft) && say(form, "saved"));
};

export const keepDrafts = (root) => {
  for (const form of root.querySelectorAll("form[data-draft]:not([data-draft-ready])")) keep(form);
  // The page after a sent form names drafts no longer needed.
  for (const sent of root.querySelectorAll("[data-draft-sent]")) sent.dataset.draftSent.split(" ").forEach(shelf.forget);
};
