// Narrows the table of fragments of a copy; without this file all of them are shown.
"use strict";

const narrow = document.getElementById("narrow");
const lines = [...document.querySelectorAll("table.fragments tbody tr")];
const count = document.querySelector(".count");

// Without case and accents, as the reader looks for words.
const fold = (text) => ` ${text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().match(/[\p{L}\p{N}]+/gu)?.join(" ") ?? ""}`;
const texts = lines.map((line) => fold(line.querySelector("mark.frag").textContent));

function show() {
  const { text, ...chosen } = Object.fromEntries(new FormData(narrow));
  const wanted = fold(text), facets = Object.entries(chosen).filter(([, value]) => value);
  let number = 0;
  lines.forEach((line, at) => {
    const fits = facets.every(([name, value]) => line.dataset[name] === value) && (wanted === " " || texts[at].includes(wanted));
    line.hidden = !fits;
    if (fits) number += 1;
  });
  count.textContent = number === 1 ? count.dataset.one : count.dataset.many.replace("{n}", number);
}

narrow.hidden = false;
narrow.addEventListener("input", show);
narrow.addEventListener("submit", (event) => event.preventDefault());
// What a browser kept of the form when one comes back.
if ([...new FormData(narrow).values()].some(Boolean)) show();
