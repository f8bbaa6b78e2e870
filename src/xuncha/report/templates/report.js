"use strict";
// The table sorts and filters; a site's findings are read from its island when it is opened.
// Every text of a site goes through textContent: nothing here makes markup of it.
(() => {
  const data = (id) => JSON.parse(document.getElementById(id).textContent);
  const meta = data("meta");
  const words = meta.words;
  const number = new Intl.NumberFormat("en");
  const numbers = new Map(meta.indicators.map(([code], at) => [code, at]));
  const families = new Map(meta.families);
  const table = document.getElementById("table");
  const form = document.getElementById("filter");
  const status = document.getElementById("count");
  const order = ["veto", "deduct", "notice", "bonus"];
  const level = (one) => meta.levels[one[1]][0];
  const outcome = (one) => meta.outcomes[one[2]][0];
  const STEP = 20;
  const list = (text) => text.split(" ").filter(Boolean).map((word) => word.split(":").map(Number));
  const sites = [...table.tBodies].map((body) => ({
    body,
    ...body.dataset,
    // Indicator, number of certain and of suspected findings; one row a level.
    problems: list(body.dataset.problems),
    vetoes: new Set(list(body.dataset.vetoes).flat()),
    island: document.getElementById("d" + body.dataset.place),
  }));

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
  }

  function make(tag, className, ...children) {
    const one = document.createElement(tag);
    if (className) one.className = className;
    one.append(...children.filter((child) => child !== ""));
    return one;
  }

  function link(address, text) {
    if (!/^https?:\/\//i.test(address)) return document.createTextNode(text);
    const one = make("a", "", text);
    one.href = address;
    one.rel = "noopener noreferrer";
    one.target = "_blank";
    return one;
  }

  function pairs(className, entries) {
    const shown = entries.filter(([, value]) => value !== "");
    return make("dl", className, ...shown.map(([name, value]) =>
      make("div", "", make("dt", "", name), make("dd", "", value))));
  }

  // One finding: [indicator, level, outcome, message, points, url, source, column, observed, evidence, root]
  function finding([, , said, message, points, url, source, column, observed, evidence]) {
    const text = make("p", "");
    const [kind, ...sign] = meta.outcomes[said];
    if (kind !== "fault") text.append(make("span", "tag " + kind, sign.join(" ")));
    // What the sentence or another line already says is not said twice.
    const isNew = ([, value]) => ![url, source, column].includes(value) && !message.includes(value);
    // Apart, so that a mark for another direction of writing ends with the words that carry it.
    text.append(make("bdi", "", message));
    if (points) text.append(" ", make("small", "", fill(words.points, { n: points })));
    const proofs = make("span", "");
    evidence.forEach((name, at) => {
      const proof = make("a", "", name.slice(0, 12));
      proof.href = "evidence/" + name + ".warc.gz";
      proofs.append(at ? words.separator : "", proof);
    });
    const refs = [
      [words.where, url && link(url, url)],
      [words.source, source && link(source, source)],
      [words.column, message.includes(column) ? "" : column],
      ...observed.filter(isNew).map(([at, value]) => [meta.observed[at], value]),
      [words.proof, evidence.length ? proofs : ""],
    ];
    return make("li", "", text, pairs("seen", refs));
  }

  // The findings of one cause, a few at a time: a page of 200 links is no help to anybody.
  function findings(found) {
    const items = make("ul", "findings");
    const part = make("div", "", items);
    let shown = 0;
    const again = make("button", "again");
    const show = () => {
      const next = found.slice(shown, shown + STEP).map(finding);
      items.append(...next);
      shown += next.length;
      const left = found.length - shown;
      if (left) again.textContent = fill(words.more, { n: Math.min(left, STEP), left });
      else again.remove();
      return next[0];
    };
    again.addEventListener("click", () => {
      const first = show();
      first.tabIndex = -1;
      first.focus();
    });
    if (found.length > STEP) part.append(again);
    show();
    return part;
  }

  // A part that is only made when it is opened.
  function part(className, title, isOpen, content) {
    const one = make("details", className, make("summary", "", ...title));
    const build = () => one.childElementCount > 1 || one.append(...content());
    if (isOpen) build();
    one.open = isOpen;
    one.addEventListener("toggle", () => one.open && build());
    return one;
  }

  function by(found, key) {
    const groups = new Map();
    for (const one of found) {
      const name = key(one);
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(one);
    }
    return groups;
  }

  // One indicator: what has a common root is one problem in many places, everything else its own.
  function causes(found) {
    const groups = [...by(found, (one) => one[10])].filter(([root, ones]) => root && ones.length > 1);
    groups.sort((a, b) => b[1].length - a[1].length);
    const common = new Set(groups.map(([root]) => root));
    const own = found.filter((one) => !common.has(one[10]));
    const parts = groups.map(([root, ones]) =>
      part("", [root, " ", make("small", "", fill(words.places, { n: number.format(ones.length) }))],
        false, () => [findings(ones)]));
    if (own.length) parts.push(findings(own));
    return parts;
  }

  function group(found, wanted) {
    const at = found[0][0];
    const kind = level(found[0]);
    const [code, name] = meta.indicators[at];
    const doubtful = found.filter((one) => outcome(one) === "suspected").length;
    const points = found.reduce((sum, one) => sum + Number(one[4] || 0), 0);
    const counts = [
      fill(words.places, { n: number.format(found.length) }),
      doubtful ? fill(words.doubtful, { n: number.format(doubtful) }) : "",
      points ? fill(words.points, { n: Number(points.toFixed(2)) }) : "",
    ].filter(Boolean).join(" · ");
    const title = [make("span", "tag " + kind, meta.levels[found[0][1]][1]), name, make("small", "", counts), make("small", "code", code)];
    const isOpen = wanted ? wanted.has(at) : kind === "veto" || kind === "deduct";
    return part("group", title, isOpen, () => causes(found));
  }

  function panel(site) {
    const [facts, found, untested, errors] = JSON.parse(site.island.textContent);
    const one = make("div", "panel");
    one.append(pairs("facts", meta.facts.map((name, at) => [name, facts[at] && link(facts[at], facts[at])])));
    const names = [...site.vetoes].map((at) => meta.indicators[at][1]).join(words.separator);
    if (names) one.append(make("p", "vetoed", fill(words.vetoed, { names })));
    const wanted = asked();
    const groups = [...by(found, (f) => f[1] + " " + f[0]).values()];
    const points = (ones) => ones.reduce((sum, f) => sum + Number(f[4] || 0), 0);
    groups.sort((a, b) => order.indexOf(level(a[0])) - order.indexOf(level(b[0]))
      || points(b) - points(a) || b.length - a.length);
    one.append(...groups.map((ones) => group(ones, wanted)));
    if (!found.length) one.append(make("p", "note", words.clean));
    else if (wanted) one.append(make("p", "note", words.filtered));
    for (const [entries, title] of [[untested, words.untested], [errors, words.errors]]) {
      if (!entries.length) continue;
      const line = ([at, ...rest]) => make("li", "", [meta.indicators[at][1], ...rest].filter(Boolean).join(" · "));
      one.append(part("", [fill(title, { n: entries.length })], false,
        () => [make("ul", "", ...entries.map(line))]));
    }
    return one;
  }

  // Lower case once a site: the islands of a quarter are some megabytes.
  function everything(site) {
    const titles = site.problems.map(([at]) => meta.indicators[at][1]);
    return [site.name, site.stratum, site.region, ...titles, site.island.textContent]
      .join("\n").toLowerCase();
  }

  // A word as an island writes it (island.py).
  function escaped(word) {
    return JSON.stringify(word).slice(1, -1)
      .replace(/[<>&']/g, (sign) => "\\u00" + sign.charCodeAt(0).toString(16));
  }

  // The indicators that are filtered for, or null.
  function asked() {
    const value = form.elements.problem.value;
    if (!value || value === "veto:") return null;
    if (value.startsWith("family:")) return new Set(families.get(value.slice(7)));
    return new Set([numbers.get(value.replace(/^veto:/, ""))]);
  }

  function toggle(site, isOpen) {
    if (isOpen) site.body.querySelector(".more > td").replaceChildren(panel(site));
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
    return text.split(/\s+/).every((word) =>
      site.text.includes(word) || site.text.includes(escaped(word)));
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
})();
