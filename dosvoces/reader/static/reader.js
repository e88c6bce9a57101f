// Keys, and the words that belong together. Every page works without this file.
"use strict";

// Filters are folded where they would push the stories away.
if (matchMedia("(min-width: 72rem)").matches) document.querySelector("details.filters:not([data-folded])")?.setAttribute("open", "");

// A copy on disk searches with a script, so its form is there only where scripts run.
const form = document.querySelector("form[data-page]");
if (form) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.href = `${form.dataset.page}?q=${encodeURIComponent(form.elements.q.value)}`;
  });
}

// On a telephone the row of pages is wider than the window.
const current = document.querySelector(".top nav [aria-current]")
  ?? [...document.querySelectorAll(".top nav:not(.prefs) a")].find((link) => link.pathname === location.pathname);
if (current) {
  current.setAttribute("aria-current", "page");
  current.parentElement.scrollLeft = current.offsetLeft - 16;
}

// Forms with text: Ctrl+Enter sends, Esc leaves, and nothing unsaved is left behind unasked.
let unsaved = false;
for (const form of document.querySelectorAll("form.correct")) {
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) goOn(form, event.target.closest(".sentence"), event.shiftKey);
    else if (event.key === "Escape") form.querySelector("a.leave")?.click();
  });
}

// Accepts a sentence, or leaves it as it was, and goes to the next one; behind the last one everything is sent.
function goOn(form, sentence, later) {
  if (sentence) {
    const box = sentence.querySelector("[name=text]");
    if (later) box.value = box.defaultValue;
    sentence.querySelector("[name=right]").checked = !later;
    const next = sentence.nextElementSibling?.closest(".sentence");
    if (next) return next.querySelector("[name=text]").focus();
  }
  form.requestSubmit();
}
addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
document.addEventListener("keydown", (event) => {
  if (event.altKey && event.code === "KeyZ") document.querySelector("form.undo")?.requestSubmit();
});

// What is typed into a correction is there again when somebody comes back to it.
for (const box of document.querySelectorAll(".correct [name=text]")) {
  const part = box.closest(".sentence") ?? box.form;
  const field = (name) => part.querySelector(`[name=${name}]`)?.value ?? "";
  const key = `draft ${location.pathname} ${field("article")} ${field("segment")}`;
  const [draft, of] = JSON.parse(sessionStorage.getItem(key)) ?? [];
  const forget = () => sessionStorage.removeItem(key);
  box.value = draft ?? box.value;
  // Somebody may have changed the sentence that it is a draft of.
  const shown = field("shown");
  if (draft !== undefined && of !== shown) {
    const told = Object.assign(document.createElement("p"), { className: "problem", textContent: `${box.form.dataset.changed} «${box.defaultValue}»` });
    told.setAttribute("role", "alert");
    box.closest("label").before(told);
  }
  for (const kind of ["input", "change"]) box.addEventListener(kind, () => sessionStorage.setItem(key, JSON.stringify([box.value, of ?? shown])));
  for (const name of ["a.leave", "a.later"]) box.form.querySelector(name)?.addEventListener("click", forget);
  box.form.addEventListener("submit", forget);

  // What another engine made of it, put into the box: Ctrl+Z brings back what stood there.
  const renderings = [...part.querySelectorAll(".renderings > div")];
  const use = (rendering) => {
    box.focus();
    box.select();
    document.execCommand("insertText", false, rendering.querySelector(".text").textContent);
    renderings.forEach((each) => each.classList.toggle("used", each === rendering));
  };
  for (const each of renderings) each.querySelector(".use").addEventListener("click", (event) => { event.preventDefault(); use(each); });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || !event.ctrlKey || !renderings.length) return;
    event.preventDefault();
    use(renderings[(Math.max(renderings.findIndex((each) => each.classList.contains("used")), 0) + 1) % renderings.length]);
  });
}
document.querySelector(".correct [name=text]")?.focus();

// A fault that sentences share is put right in all boxes at once, as whole words; they are saved when somebody has looked at them.
const replacing = document.querySelector("form.replacing");
if (replacing) {
  const { wrong, instead } = replacing.elements;
  replacing.hidden = false;
  replacing.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = wrong.value.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/^(?=[\p{L}\p{N}])/u, "(?<![\\p{L}\\p{N}])").replace(/(?<=[\p{L}\p{N}])$/u, "(?![\\p{L}\\p{N}])");
    let changed = 0;
    for (const box of document.querySelectorAll(".queued [name=text]")) {
      // What nothing takes the place of takes one of the blanks around it along.
      const text = instead.value
        ? box.value.replace(new RegExp(words, "gu"), () => instead.value)
        : box.value.replace(new RegExp(`(\\s?)${words}(\\s?)`, "gu"), (_, before, after) => before && after);
      if (text === box.value) continue;
      box.value = text;
      box.classList.add("replaced");
      box.dispatchEvent(new Event("change", { bubbles: true }));
      changed += 1;
    }
    say(replacing.dataset.done.replace("{n}", changed));
  });
  replacing.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    document.querySelector("form.queued").requestSubmit();
  });
}

// Addresses of sentences from before the outlet's own edition came first lead to the translation.
if (/^#s\d+$/.test(location.hash) && !document.querySelector(location.hash)) {
  const other = document.querySelector('.tools a[href*="voice=translation"]');
  if (other) location.replace(other.getAttribute("href") + location.hash);
}

// From a search a story opens where its words stand.
if (!location.hash && new URLSearchParams(location.search).has("q")) document.querySelector(".row mark:not(.frag)")?.scrollIntoView({ block: "center" });

// Says something in a line that comes and goes, to screen readers too.
function say(text) {
  const line = document.querySelector(".said");
  line.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { line.textContent = ""; }, 5000);
}

const rows = () => [...document.querySelectorAll(".row[id]")].filter((row) => !row.closest("details:not([open])"));

function step(by) {
  const all = rows();
  if (!all.length) return;
  const now = all.indexOf(document.activeElement.closest ? document.activeElement.closest(".row[id]") : null);
  const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + by, 0), all.length - 1)];
  // A screen reader says the sentence too, not its number alone.
  const texts = [...next.querySelectorAll(":scope > .source, :scope > .target")];
  texts.forEach((text, place) => { text.id ||= `${next.id}-${place}`; });
  const number = next.querySelector(".number");
  number.setAttribute("aria-describedby", texts.map((text) => text.id).join(" "));
  number.focus();
  next.scrollIntoView({ block: "nearest" });
}

// Who speaks to the computer, or presses keys unawares, can do without them.
const keys = document.querySelector("#keys button");
const showKeys = () => { keys.textContent = localStorage.getItem("keys") === "off" ? keys.dataset.on : keys.dataset.off; };
keys.hidden = false;
keys.addEventListener("click", () => { localStorage.setItem("keys", localStorage.getItem("keys") === "off" ? "on" : "off"); showKeys(); });
showKeys();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || localStorage.getItem("keys") === "off") return;
  if (event.target.matches("input, textarea, select, [contenteditable]")) return;
  if (event.key === "/") {
    const box = document.getElementById("q");
    if (box) { box.focus(); box.select(); event.preventDefault(); }
  } else if (event.key === "?") document.getElementById("keys").focus();
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "c") (document.activeElement.closest(".row[id]") ?? document).querySelector("a.pick")?.click();
  else if (event.key === "e") document.activeElement.closest(".row[id]")?.querySelector("a.edit")?.click();
  else if (event.key === "w") toggleWords(document.activeElement.closest(".row[id]"));
  else if (event.key === "o") {
    const link = document.querySelector("a.original");
    if (link) link.click();
  }
});
