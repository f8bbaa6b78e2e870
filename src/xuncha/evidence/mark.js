// Runs in a page, when its own scripts have come to rest: stars people's numbers and frames the
// smallest element that says all words of the first choice that is there. Says whether one is.
// What a hostile page makes of it costs the picture its frame, no more.
([choices]) => {
  const root = document.body || document.documentElement;
  const fold = (text) => (text || "").replace(/\s+/g, "");
  const says = (one, words) => {
    const text = fold(one.innerText);
    return words.every((word) => text.includes(word));
  };
  // Every smallest element that says them; a menu only names what stands elsewhere.
  const smallest = (one, words, found) => {
    const inner = [...one.children].filter((child) => says(child, words));
    if (found.length < 50) inner.forEach((child) => smallest(child, words, found));
    if (!inner.length) found.push(one);
    return found;
  };
  const find = (words) => {
    if (!words.length || !says(root, words)) return null;
    const found = smallest(root, words, []);
    return found.find((one) => !one.closest("a")) || found[0];
  };
  const place = choices.map((words) => find(words.map(fold).filter(Boolean))).find(Boolean);
  const number = /(?<![0-9A-Za-z])(?:1[3-9]\d{9}|\d{15}|\d{16,18}[\dXx])(?![0-9A-Za-z])/g;
  const star = (all) => all.slice(0, 3) + "*".repeat(all.length - 7) + all.slice(-4);
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.data.replace(number, star);
    if (text !== texts.currentNode.data) texts.currentNode.data = text;
  }
  if (!place) return false;
  place.scrollIntoView({ block: "center", behavior: "instant" });
  const box = place.getBoundingClientRect();
  const frame = document.createElement("div");
  frame.style.cssText = "all:initial;position:fixed;z-index:2147483647;pointer-events:none;"
    + "box-sizing:border-box;border:3px solid #d00000;box-shadow:0 0 0 2px #fff";
  frame.style.left = Math.max(0, box.left - 6) + "px";
  frame.style.top = Math.max(0, box.top - 6) + "px";
  frame.style.width = Math.min(innerWidth, box.width + 12) + "px";
  frame.style.height = Math.min(innerHeight, box.height + 12) + "px";
  document.documentElement.append(frame);
  return true;
}
