// Keys, ticks, row density and menus of the console. Every page works without it.
const typing = (event) => event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
const rows = () => [...document.querySelectorAll("table.list[data-keys] tbody tr")];
let at = -1;

function move(step) {
  const all = rows();
  if (!all.length) return;
  all[at]?.classList.remove("at");
  at = Math.max(0, Math.min(all.length - 1, at + step));
  all[at].classList.add("at");
  const link = all[at].querySelector("a.name");
  (link ?? all[at]).focus({ preventScroll: true });
  all[at].scrollIntoView({ block: "nearest" });
}

function help() {
  document.querySelector("dialog.help")?.showModal();
}

// A key on a page with a deed of that key: c confirm, f false alarm, r re-test.
function deed(key) {
  const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!button) return false;
  if (button.matches("button, summary, [rel=prev], [rel=next]")) button.click();
  else button.focus();
  return true;
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  x: () => rows()[at]?.querySelector("input[type=checkbox]")?.click(),
  "/": () => document.querySelector("input[type=search]")?.focus(),
  "?": help,
};

// Up and down through a menu of the navigation; down on its word opens it.
function walk(event) {
  const menu = event.target.closest(".places .menu");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!menu || !step) return false;
  menu.open = true;
  const stops = [...menu.querySelectorAll("summary, a")];
  stops[stops.indexOf(event.target) + step]?.focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
    if (typing(event)) event.target.blur();
    return;
  }
  if (typing(event) || document.querySelector("dialog[open]")) return;
  if (KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  } else if (walk(event)) {
    event.preventDefault();
  } else if (/^[a-z]$/.test(event.key) && deed(event.key)) {
    event.preventDefault();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (event.target.closest("[data-help]")) help();
  if (event.target.closest("[data-print]")) window.print();
  if (event.target.closest("[data-density]")) {
    const compact = document.documentElement.classList.toggle("compact");
    localStorage.setItem("density", compact ? "compact" : "");
  }
});

function count() {
  const ticks = [...document.querySelectorAll("input[data-row]")];
  const chosen = ticks.filter((one) => one.checked).length;
  for (const place of document.querySelectorAll("[data-chosen]")) place.textContent = chosen;
  for (const part of document.querySelectorAll("[data-when-chosen]")) part.disabled = !chosen;
  const all = document.querySelector("input[data-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === ticks.length;
    all.indeterminate = chosen > 0 && chosen < ticks.length;
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("input[data-all]")) {
    for (const one of document.querySelectorAll("input[data-row]")) one.checked = event.target.checked;
  }
  if (event.target.matches("input[data-row], input[data-all]")) count();
  if (event.target.matches("[data-send]")) event.target.form.requestSubmit();
});

// A form is sent without its empty fields, so that the address stays short enough to send on.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-short]")) return;
  for (const one of event.target.elements) if (one.name && !one.value) one.disabled = true;
});
window.addEventListener("pageshow", () => {
  for (const one of document.querySelectorAll("form[data-short] :disabled")) one.disabled = false;
  count();
});

if (localStorage.getItem("density") === "compact") document.documentElement.classList.add("compact");
count();
