// Passkeys: <form data-passkey="make|use" data-options="ADDRESS"> asks the browser for a passkey when it is sent,
// and sends the answer along. Where the browser knows no passkeys the form stays hidden.

const fromText = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const withIds = (list) => (list ?? []).map((one) => ({ ...one, id: fromText(one.id) }));

const make = async (asked) => {
  const user = { ...asked.user, id: fromText(asked.user.id) };
  const publicKey = { ...asked, user, challenge: fromText(asked.challenge) };
  publicKey.excludeCredentials = withIds(asked.excludeCredentials);
  const made = await navigator.credentials.create({ publicKey });
  return answerOf(made, {
    attestationObject: toText(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
};

const use = async (asked) => {
  const publicKey = { ...asked, challenge: fromText(asked.challenge), allowCredentials: withIds(asked.allowCredentials) };
  const used = await navigator.credentials.get({ publicKey });
  const { authenticatorData, signature, userHandle } = used.response;
  return answerOf(used, {
    authenticatorData: toText(authenticatorData),
    signature: toText(signature),
    userHandle: userHandle ? toText(userHandle) : null,
  });
};

const answerOf = (credential, response) => ({
  id: credential.id,
  rawId: toText(credential.rawId),
  type: credential.type,
  clientExtensionResults: {},
  response: { ...response, clientDataJSON: toText(credential.response.clientDataJSON) },
});

const ask = async (form) => {
  const token = form.elements.csrfmiddlewaretoken.value;
  const reply = await fetch(form.dataset.options, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!reply.ok) throw new Error(`options: ${reply.status}`);
  const asked = await reply.json();
  return form.dataset.passkey === "make" ? make(asked) : use(asked);
};

const start = (form) => {
  const said = form.querySelector("[data-passkey-failed]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    said.hidden = true;
    try {
      form.elements.answer.value = JSON.stringify(await ask(form));
      form.submit();
    } catch {
      said.hidden = false;
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
};

if (window.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach(start);
