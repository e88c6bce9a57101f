// The words that belong together: under the mouse, under a finger, and as a list that keys and screen readers reach.
"use strict";

// The text of one side without what explains its fragments.
function walk(side) {
  return document.createTreeWalker(side, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(".why") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
}

// A range over characters of a side. Characters, not UTF-16 units: the numbers come from Python.
function rangeOf(side, start, end) {
  const walker = walk(side), range = new Range();
  let at = 0, open = false, node;
  while ((node = walker.nextNode())) {
    const chars = [...node.data], units = (count) => chars.slice(0, count).join("").length;
    if (!open && start < at + chars.length) { range.setStart(node, units(start - at)); open = true; }
    if (open && end <= at + chars.length) { range.setEnd(node, units(end - at)); return range; }
    at += chars.length;
  }
  return null;
}

// Which character of a side is at a point of the window; -1 for none.
function characterAt(side, x, y) {
  let node, offset;
  if (document.caretPositionFromPoint) {
    const place = document.caretPositionFromPoint(x, y);
    if (place) [node, offset] = [place.offsetNode, place.offset];
  } else if (document.caretRangeFromPoint) {
    const range = document.caretRangeFromPoint(x, y);
    if (range) [node, offset] = [range.startContainer, range.startOffset];
  }
  if (!node || !side.contains(node)) return -1;
  const walker = walk(side);
  let at = 0, text;
  while ((text = walker.nextNode())) {
    if (text === node) return at + [...text.data.slice(0, offset)].length;
    at += [...text.data].length;
  }
  return -1;
}

// The links of a row: each a stretch of the source and one of the target.
function linksOf(row) {
  return (row.dataset.links || "").split(";").filter(Boolean).map((link) => link.split(",").map(Number));
}

function light(row, links) {
  if (!window.CSS || !CSS.highlights) return;
  CSS.highlights.delete("word");
  const ranges = [];
  for (const link of links) {
    for (const [name, place] of [[".source", 0], [".target", 2]]) {
      const half = row.querySelector(name), range = half && rangeOf(half, link[place], link[place + 1]);
      if (range) ranges.push(range);
    }
  }
  if (ranges.length) CSS.highlights.set("word", new Highlight(...ranges));
}

// Links grouped by the words of the source, in its order.
function groupsOf(row) {
  const groups = new Map();
  for (const link of linksOf(row).sort((a, b) => a[0] - b[0])) {
    const key = `${link[0]} ${link[1]}`;
    groups.set(key, [...(groups.get(key) || []), link]);
  }
  return [...groups.values()];
}

function voice(row, name, links, place) {
  const half = row.querySelector(name), span = document.createElement("span");
  span.lang = half.lang;
  const places = new Map(links.map((link) => [link[place], link[place + 1]]));
  span.textContent = [...places].map(([start, end]) => String(rangeOf(half, start, end) || "")).join(" ");
  return span;
}

function listWords(row) {
  const list = document.createElement("ul");
  list.className = "words";
  for (const links of groupsOf(row)) {
    const button = document.createElement("button"), item = document.createElement("li");
    button.type = "button";
    button.append(voice(row, ".source", links, 0), " → ", voice(row, ".target", links, 2));
    for (const kind of ["focus", "pointerenter", "click"]) button.addEventListener(kind, () => light(row, links));
    button.addEventListener("blur", () => light(row, []));
    item.append(button);
    list.append(item);
  }
  list.addEventListener("keydown", (event) => {
    const buttons = [...list.querySelectorAll("button")], now = buttons.indexOf(document.activeElement);
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") toggleWords(row);
    else if (by) buttons[Math.min(Math.max(now + by, 0), buttons.length - 1)].focus();
    else return;
    event.preventDefault();
  });
  return list;
}

// Opens or closes the list of a row's words.
function toggleWords(row) {
  if (!row) return;
  const button = row.querySelector(".show-words");
  if (!button) { say(row.closest(".story").dataset.noWords); return; }
  const open = row.querySelector("ul.words");
  button.setAttribute("aria-expanded", String(!open));
  light(row, []);
  if (open) {
    // Before the list goes, and the focus with it: the button is only there while its row has the focus.
    button.focus();
    open.remove();
    return;
  }
  row.append(listWords(row));
  row.querySelector("ul.words button").focus();
}

for (const row of document.querySelectorAll(".row[data-links]")) {
  if (!row.dataset.links || !row.querySelector(".source:not(.none)") || !row.querySelector(".target:not(.none)")) continue;
  const button = document.createElement("button"), { words, wordsOf } = document.querySelector(".story").dataset;
  button.type = "button";
  button.className = "show-words";
  button.textContent = words;
  button.setAttribute("aria-label", wordsOf.replace("{n}", row.id.slice(1)));
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => toggleWords(row));
  (row.querySelector(".row-tools") || row).append(button);
}

function point(event) {
  const side = event.target.closest && event.target.closest(".source, .target");
  const row = side && side.closest(".row[data-links]");
  if (event.target.closest && event.target.closest("ul.words")) return;
  if (!row) { light(document.body, []); return; }
  const own = side.classList.contains("source") ? 0 : 2, at = characterAt(side, event.clientX, event.clientY);
  light(row, linksOf(row).filter((link) => at >= link[own] && at < link[own + 1]));
}

document.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse") point(event); });
document.addEventListener("click", (event) => {
  point(event);
  // Fingers do not hover: what they touched stays lit, with what can be done with it.
  document.querySelector(".row.here")?.classList.remove("here");
  event.target.closest(".row[id]")?.classList.add("here");
});
