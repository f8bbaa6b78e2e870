// The table: it sorts and filters, and keeps its view in the address. Stands behind details.js.
const numbers = new Map(meta.indicators.map(([code], at) => [code, at]));
const families = new Map(meta.families);
const table = document.getElementById("table");
const form = document.getElementById("filter");
const status = document.getElementById("count");
const list = (text) => text.split(" ").filter(Boolean).map((word) => word.split(":").map(Number));
const sites = [...table.tBodies].map((body) => ({
  body,
  ...body.dataset,
  // Indicator, number of certain and of suspected findings; one row a level.
  problems: list(body.dataset.problems),
  vetoes: new Set(list(body.dataset.vetoes).flat()),
  island: document.getElementById("d" + body.dataset.place),
}));

// All words of a site in lower case, once: the islands of a quarter are some megabytes.
function everything(site) {
  const titles = site.problems.map(([at]) => meta.indicators[at][1]);
  const said = JSON.parse(site.island.textContent).flat(Infinity).filter((one) => typeof one === "string");
  return [site.name, site.stratum, site.region, ...titles, ...said].join("\n").toLowerCase();
}

// The indicators that are filtered for, or null.
function asked() {
  const value = form.elements.problem.value;
  if (!value || value === "veto:") return null;
  if (value.startsWith("family:")) return new Set(families.get(value.slice(7)));
  return new Set([numbers.get(value.replace(/^veto:/, ""))]);
}

function toggle(site, isOpen) {
  if (isOpen) site.body.querySelector(".more > td").replaceChildren(panel(site, asked()));
  site.body.classList.toggle("open", isOpen);
  site.button.setAttribute("aria-expanded", isOpen);
}

function matches(site, wanted) {
  for (const key of ["verdict", "stratum", "region"]) {
    const value = form.elements[key]?.value;
    if (value && site[key] !== value) return false;
  }
  const problem = form.elements.problem.value;
  if (problem === "veto:" && site.vetoes.size) return false;
  const among = problem.startsWith("veto:") ? [...site.vetoes] : site.problems.map(([at]) => at);
  if (wanted && !among.some((at) => wanted.has(at))) return false;
  const text = form.elements.q.value.trim().toLowerCase();
  if (!text) return true;
  site.text ??= everything(site);
  return text.split(/\s+/).every((word) => site.text.includes(word));
}

function filter() {
  const wanted = asked();
  let shown = 0;
  let faults = 0;
  let doubtful = 0;
  for (const site of sites) {
    const isShown = matches(site, wanted);
    site.body.hidden = !isShown;
    if (isShown) {
      shown += 1;
      for (const [at, sure, unsure] of site.problems) {
        if (wanted && !wanted.has(at)) continue;
        faults += sure;
        doubtful += unsure;
      }
      if (site.body.classList.contains("open")) toggle(site, true);
    }
  }
  const counts = { shown, all: sites.length, faults, doubtful };
  for (const key in counts) counts[key] = number.format(counts[key]);
  status.textContent = shown ? fill(words.shown, counts) : words.none;
}

function sort(key, isDown) {
  const compare = /^(place|score|faults|suspected)$/.test(key)
    ? (a, b) => (a[key] === "") - (b[key] === "") || (isDown ? b[key] - a[key] : a[key] - b[key])
    : (a, b) => (isDown ? -1 : 1) * a[key].localeCompare(b[key], "zh");
  sites.sort((a, b) => compare(a, b) || a.place - b.place);
  table.append(...sites.map((site) => site.body));
  for (const head of table.tHead.rows[0].cells) {
    if (head.dataset.key === key) head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
}

// The view is kept in the address, so that it can be sent as a link.
const state = { sort: "place", down: false };
function remember() {
  const view = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) view.set(name, value);
  if (state.sort !== "place" || state.down) view.set("sort", (state.down ? "-" : "") + state.sort);
  history.replaceState(null, "", String(view) ? "#" + view : location.pathname + location.search);
}

function recall() {
  const view = new URLSearchParams(location.hash.slice(1));
  for (const field of form.elements) {
    if (!field.name) continue;
    field.value = view.get(field.name) ?? "";
    if (field.selectedIndex === -1) field.selectedIndex = 0;
  }
  const key = view.get("sort") ?? "place";
  state.down = key.startsWith("-");
  state.sort = key.replace(/^-/, "");
  if (!table.querySelector(`th[data-key="${CSS.escape(state.sort)}"]`)) state.sort = "place";
  sort(state.sort, state.down);
  filter();
}

for (const head of table.tHead.rows[0].cells) {
  const key = head.dataset.key;
  if (!key) continue;
  const button = make("button", "", head.textContent);
  button.title = fill(words.sort, { name: head.textContent });
  button.addEventListener("click", () => {
    const numeric = /^(score|faults|suspected)$/.test(key);
    state.down = state.sort === key ? !state.down : numeric && key !== "score";
    state.sort = key;
    sort(key, state.down);
    remember();
  });
  head.replaceChildren(button);
}
for (const site of sites) {
  const name = site.body.querySelector(".name");
  site.button = make("button", "name", name.textContent);
  site.button.setAttribute("aria-expanded", "false");
  site.button.addEventListener("click", () => toggle(site, !site.body.classList.contains("open")));
  name.replaceWith(site.button);
}
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => { filter(); remember(); });
form.addEventListener("reset", () => setTimeout(() => { filter(); remember(); }));
addEventListener("hashchange", () => {
  if (location.hash === "#sites") return;
  recall();
  document.getElementById("sites").scrollIntoView();
  document.getElementById("sites").focus({ preventScroll: true });
});
document.body.classList.add("script");
form.hidden = false;
recall();
