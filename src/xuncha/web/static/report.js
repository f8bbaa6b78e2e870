// The public form: proof of work instead of the sum, where the browser can do it. All else works without.
const form = document.querySelector("form[data-challenge]");

async function prove(field) {
  const asked = JSON.parse(form.dataset.challenge);
  const text = new TextEncoder();
  const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
  for (let number = 0; number <= asked.maxNumber; number++) {
    const tried = hex(await crypto.subtle.digest("SHA-256", text.encode(asked.salt + number)));
    if (tried !== asked.challenge) continue;
    const { algorithm, challenge, salt, signature } = asked;
    field.value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    return true;
  }
  return false;
}

if (form && globalThis.crypto?.subtle) {
  const sum = form.querySelector("[data-sum]");
  const told = form.querySelector("[data-proved]");
  prove(form.elements.altcha).then((done) => {
    if (!done) return;
    sum.hidden = true;
    sum.querySelector("input").required = false;
    told.hidden = false;
  });
}

const text = form?.elements.text;
const count = form?.querySelector("[data-count]");
if (text && count) {
  const say = () => { count.textContent = `${text.value.length}/${text.maxLength}`; };
  text.addEventListener("input", say);
  say();
}
