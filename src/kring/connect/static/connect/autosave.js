// A form that is saved while somebody fills it in: <form data-autosave="KEY" data-save="ADDRESS">. Each field goes to
// the server when it is whole; what did not arrive waits in this browser and follows when the connection is back.
// The line <c-autosave-status/> inside the form says in words what is saved and what is not sent yet.

import { isKept, put, serverKnowsBetter, shelfOf, valuesOf } from "../frame/kept.js";

const shelf = shelfOf("kring-autosave:");

// Puts back what the server does not know yet; return whether anything on the page changed.
const restore = (form, record) => {
  const shown = valuesOf(form);
  const unknown = (name) => record.unsent?.includes(name) || shown[name].every((value) => value === "");
  let changed = false;
  for (const control of form.elements) {
    const kept = isKept(control) ? record.values?.[control.name] : undefined;
    if (kept && unknown(control.name)) changed = put(control, kept) || changed;
  }
  return changed;
};

const QUIET_MS = 700; // after the last key
const AGAIN_MS = [3000, 6000, 12000, 30000];
const ANSWER_MS = 10000;
const TOKEN = "input[name=csrfmiddlewaretoken]";

// Somebody signed in in another window: the token of this page is void then, what is typed here is not.
async function renewToken() {
  try {
    const page = await fetch(location.href, { signal: AbortSignal.timeout(ANSWER_MS) });
    const found = new DOMParser().parseFromString(await page.text(), "text/html").querySelector(TOKEN);
    if (!page.ok || !found) return false;
    for (const input of document.querySelectorAll(TOKEN)) input.value = found.value;
    return true;
  } catch {
    return false;
  }
}

const labelOf = (form, name) => {
  const control = [...form.elements].find((one) => one.name === name);
  const label = control?.closest("fieldset")?.querySelector("legend") ?? control?.labels?.[0];
  return label?.firstChild?.textContent.trim().replace(/[?:]$/, "") ?? name;
};

class Autosave {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.autosave;
    this.record = shelf.load(this.key) ?? { values: {}, unsent: [] };
    this.first = { save: form.dataset.save, form: form.action };
    this.onlyHere = new Set((form.dataset.onlyHere ?? "").split(" "));
    this.unsent = new Set(this.record.unsent);
    this.failures = 0;
    this.saving = null;
    this.line = form.querySelector("[data-autosave-status]");
    this.tools = form.querySelector("[data-autosave-tools]");
  }

  get address() {
    return this.record.draft?.save ?? this.first.save;
  }

  say(state, names = []) {
    if (!this.line) return;
    const fields = names.map((name) => labelOf(this.form, name)).join(", ");
    const words = (this.line.dataset[state] ?? "").replace("{fields}", fields);
    this.line.dataset.state = state;
    if (this.line.textContent !== words) this.line.textContent = words;
  }

  write() {
    this.record.unsent = [...this.unsent];
    this.record.values = valuesOf(this.form);
    if (this.tools) this.tools.hidden = false;
    shelf.store(this.key, this.record);
  }

  // The draft has a place at the server: the form goes on with that one, and no second one is made.
  bind() {
    const { draft } = this.record;
    this.form.action = draft?.form ?? this.first.form;
    const link = this.tools?.querySelector("a");
    if (link && draft) link.href = draft.discard;
  }

  changed(name) {
    this.unsent.add(name);
    this.write();
    if (!navigator.onLine) this.sayUnsent();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), QUIET_MS);
  }

  sayUnsent() {
    const names = [...this.unsent];
    this.say(names.length ? "unsent" : "away", names);
  }

  // One request at a time; what changes meanwhile follows. Returns whether the server answered.
  save() {
    this.saving ??= this.send().finally(() => (this.saving = null));
    return this.saving;
  }

  async send() {
    clearTimeout(this.timer);
    const asked = valuesOf(this.form);
    const body = new FormData(this.form);
    for (const name of this.onlyHere) body.delete(name);
    let answer;
    try {
      answer = await fetch(this.address, {
        method: "POST", body, keepalive: true, headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      if (answer.status >= 502) throw new Error("no server behind it");
    } catch {
      this.write();
      this.sayUnsent();
      const pause = AGAIN_MS[Math.min(this.failures++, AGAIN_MS.length - 1)];
      this.timer = setTimeout(() => this.save(), pause);
      return false;
    }
    const away = this.failures > 0;
    this.failures = 0;
    await this.heard(answer, asked, away);
    return true;
  }

  async heard(answer, asked, away) {
    if (answer.status === 404 && this.record.draft) {
      // This browser no longer knows that draft: begin a new one with what is kept here.
      delete this.record.draft;
      this.bind();
      this.write();
      this.timer = setTimeout(() => this.save(), 0);
      return;
    }
    if (answer.status === 403 && !this.renewed && (await renewToken())) {
      this.renewed = true;
      this.write();
      this.timer = setTimeout(() => this.save(), 0);
      return;
    }
    if (!answer.ok) {
      this.write();
      this.say("refused", [...this.unsent]);
      return;
    }
    this.renewed = false;
    const { saved, waits, draft } = await answer.json();
    if (draft) this.record.draft = draft;
    const now = valuesOf(this.form);
    for (const name of saved) {
      if (String(now[name]) === String(asked[name])) this.unsent.delete(name);
    }
    this.bind();
    this.write();
    const here = [...this.unsent].filter((name) => waits.includes(name) || this.onlyHere.has(name));
    if (here.length) this.say("here", here);
    else if (this.unsent.size) this.timer = setTimeout(() => this.save(), QUIET_MS);
    else this.say(away ? "back" : "server");
  }

  clear() {
    clearTimeout(this.timer);
    shelf.forget(this.key);
    this.form.reset();
    for (const control of this.form.elements) {
      if (isKept(control)) put(control, [""]);
    }
    this.unsent.clear();
    this.record = { values: {}, unsent: [] };
    if (this.tools) this.tools.hidden = true;
    this.say("cleared");
  }

  async submitted(event) {
    if (this.leaving) return;
    clearTimeout(this.timer);
    // Everything that is typed goes with the form itself; a save under way, or a connection in doubt, comes first.
    if (!this.saving && !this.failures && navigator.onLine) {
      this.leaving = true;
      return;
    }
    event.preventDefault();
    this.form.dataset.autosaveBusy = "";
    const { submitter } = event;
    if (await this.save()) {
      this.leaving = true;
      this.form.requestSubmit(submitter);
    } else {
      this.say("stuck", Object.keys(valuesOf(this.form)));
      delete this.form.dataset.autosaveBusy;
    }
  }

  begin() {
    const { form } = this;
    this.bind();
    if (!serverKnowsBetter(form) && restore(form, this.record)) this.say("restored");
    if (this.tools && !this.empty) this.tools.hidden = false;
    if (this.unsent.size) this.save();
    form.addEventListener("input", (event) => isKept(event.target) && this.changed(event.target.name));
    form.addEventListener("submit", (event) => this.submitted(event));
    this.tools?.querySelector("a")?.addEventListener("click", (event) => {
      if (this.record.draft || "discard" in form.dataset) return; // the server knows it too: its page asks and clears
      event.preventDefault();
      this.clear();
    });
    addEventListener("offline", () => this.offline());
    addEventListener("online", () => this.online());
    document.addEventListener("visibilitychange", () => {
      const hurry = document.visibilityState === "hidden" && !this.leaving;
      if (hurry && this.unsent.size) this.save();
    });
    addEventListener("pageshow", () => (this.leaving = false));
  }

  get empty() {
    return !Object.values(this.record.values).flat().some(Boolean);
  }

  offline() {
    if (this.empty) return;
    this.failures ||= 1;
    this.sayUnsent();
  }

  online() {
    if (this.empty) return;
    this.failures ||= 1;
    this.save();
  }
}

// The page that follows names the drafts that this browser no longer needs; * stands for every end of a key.
const named = (name) => shelf.keys.filter((key) => key === name || (name.endsWith("*") && key.startsWith(name.slice(0, -1))));
for (const sent of document.querySelectorAll("[data-autosave-sent]")) {
  for (const name of sent.dataset.autosaveSent.split(" ")) named(name).forEach(shelf.forget);
}
for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form).begin();
