// What is shown of one site, made of its island when it is opened.
// Every text of a site goes through textContent: nothing here makes markup of it.
const meta = JSON.parse(document.getElementById("meta").textContent);
const words = meta.words;
const number = new Intl.NumberFormat("en");
const order = ["veto", "deduct", "notice", "bonus"];
const level = (one) => meta.levels[one[1]][0];
const outcome = (one) => meta.outcomes[one[2]][0];
const STEP = 20;

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
  const [code, name, meaning, basis] = meta.indicators[at];
  const doubtful = found.filter((one) => outcome(one) === "suspected").length;
  const points = found.reduce((sum, one) => sum + Number(one[4] || 0), 0);
  const counts = [
    fill(words.places, { n: number.format(found.length) }),
    doubtful ? fill(words.doubtful, { n: number.format(doubtful) }) : "",
    points ? fill(words.points, { n: Number(points.toFixed(2)) }) : "",
  ].filter(Boolean).join(" · ");
  const title = [make("span", "tag " + kind, meta.levels[found[0][1]][1]), name, make("small", "", counts), make("small", "code", code)];
  const isOpen = wanted ? wanted.has(at) : kind === "veto" || kind === "deduct";
  const clause = make("div", "clause", make("p", "", meaning), pairs("seen", [[words.basis, basis]]));
  return part("group", title, isOpen, () => [...(meaning || basis ? [clause] : []), ...causes(found)]);
}

function panel(site, wanted) {
  const [facts, found, untested, errors] = JSON.parse(site.island.textContent);
  const one = make("div", "panel");
  one.append(pairs("facts", meta.facts.map((name, at) => [name, facts[at] && link(facts[at], facts[at])])));
  const names = [...site.vetoes].map((at) => meta.indicators[at][1]).join(words.separator);
  if (names) one.append(make("p", "vetoed", fill(words.vetoed, { names })));
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
