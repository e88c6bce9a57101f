// Keys, and the words that belong together. Every page works without this file.
"use strict";

// Filters are folded where they would push the stories away.
if (matchMedia("(min-width: 72rem)").matches) document.querySelector("details.filters")?.setAttribute("open", "");

const rows = () => [...document.querySelectorAll(".row[id]")].filter((row) => row.offsetParent !== null);

function step(by) {
  const all = rows();
  if (!all.length) return;
  const now = all.indexOf(document.activeElement.closest ? document.activeElement.closest(".row[id]") : null);
  const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + by, 0), all.length - 1)];
  next.querySelector(".number").focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches("input, textarea, select, [contenteditable]")) return;
  if (event.key === "/") {
    const box = document.getElementById("q");
    if (box) { box.focus(); box.select(); event.preventDefault(); }
  } else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "o") {
    const link = document.querySelector("a.original");
    if (link) link.click();
  }
});

// A range over characters of an element's own text; what explains fragments does not count. Characters, not
// UTF-16 units: the numbers come from Python.
function rangeOf(side, start, end) {
  const walker = document.createTreeWalker(side, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(".why") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const range = new Range();
  let at = 0, open = false, node;
  while ((node = walker.nextNode())) {
    const chars = [...node.data], units = (count) => chars.slice(0, count).join("").length;
    if (!open && start < at + chars.length) { range.setStart(node, units(start - at)); open = true; }
    if (open && end <= at + chars.length) { range.setEnd(node, units(end - at)); return range; }
    at += chars.length;
  }
  return null;
}

function linksOf(row) {
  return (row.dataset.links || "").split(";").filter(Boolean).map((link) => link.split(",").map(Number));
}

function offsetAt(side, x, y) {
  const place = document.caretPositionFromPoint ? document.caretPositionFromPoint(x, y) : null;
  if (!place || !side.contains(place.offsetNode)) return -1;
  const walker = document.createTreeWalker(side, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(".why") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  let at = 0, node;
  while ((node = walker.nextNode())) {
    if (node === place.offsetNode) return at + [...node.data.slice(0, place.offset)].length;
    at += [...node.data].length;
  }
  return -1;
}

if (window.CSS && CSS.highlights) {
  document.addEventListener("pointermove", (event) => {
    const side = event.target.closest && event.target.closest(".source, .target");
    const row = side && side.closest(".row[data-links]");
    CSS.highlights.delete("word");
    if (!row) return;
    const own = side.classList.contains("source") ? 0 : 2, at = offsetAt(side, event.clientX, event.clientY);
    const ranges = [];
    for (const link of linksOf(row)) {
      if (at < link[own] || at >= link[own + 1]) continue;
      for (const [name, place] of [[".source", 0], [".target", 2]]) {
        const half = row.querySelector(name);
        const range = half && rangeOf(half, link[place], link[place + 1]);
        if (range) ranges.push(range);
      }
    }
    if (ranges.length) CSS.highlights.set("word", new Highlight(...ranges));
  });
}
