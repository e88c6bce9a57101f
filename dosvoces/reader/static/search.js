// The search of a copy on disk. Scripts are all that a browser reads from a disk: each part of the index is one,
// and calls one of the functions below.
"use strict";

const dosvoces = (() => {
  const place = document.getElementById("results");
  const root = place.dataset.index, t = JSON.parse(place.dataset.words);
  const shards = new Map(), texts = new Map(), asked = new Map();
  let index;

  function load(name) {
    if (!asked.has(name)) {
      asked.set(name, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = root + name;
        script.onload = done;
        script.onerror = () => failed(new Error(name));
        document.head.append(script);
      }));
    }
    return asked.get(name);
  }

  // As `dosvoces.store.stems.fold`: without case and accents.
  const fold = (text) =>
    text.normalize("NFKD").toLowerCase().replace(/ß/g, "ss").normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) || [];
  const prefixOf = (word) => [...word].slice(0, index.length).join("");

  function numbersOf(places) {
    let at = 0;
    return places.split(" ").map((each) => (at += parseInt(each, 36)));
  }

  // The groups of forms that a word means in a language: its own, or the nearest that the stories have.
  function groupsOf(word, beginning, language) {
    const words = (shards.get(prefixOf(word)) || {})[language] || {}, groups = Object.keys(words).map((key) => key.split(" "));
    const having = (test) => groups.filter((forms) => forms.some(test));
    let found = beginning ? having((form) => form.startsWith(word)) : having((form) => form === word);
    for (let length = word.length - 1; !found.length && !beginning && length >= Math.max(4, word.length - 4); length--) {
      found = having((form) => form.startsWith(word.slice(0, length)) && form.length <= length + 3);
    }
    return found.map((forms) => ({ forms, numbers: numbersOf(words[forms.join(" ")]) }));
  }

  // Words, "exact phrases", -exclusions and beginnings*.
  function parse(query) {
    const parts = [];
    // Quotation marks of print make phrases as those of typewriters do.
    for (const match of query.replace(/[“”«»„]/g, '"').matchAll(/((?<!\S)-)?(?:"([^"]*)"?|([^\s"]+))/g)) {
      const phrase = match[2] !== undefined, words = wordsOf(phrase ? match[2] : match[3]);
      const beginning = !phrase && match[3].endsWith("*");
      if (words.length) parts.push({ words, excluded: !!match[1], together: phrase || words.length > 1, beginning });
    }
    return parts;
  }

  // For each story that has every word: how well it fits, and the forms to mark. Those with an excluded word join
  // *excluded*: one voice may lack what the other has.
  function findIn(language, parts, excluded) {
    let found = null;
    const marks = new Set();
    for (const part of parts) {
      part.words.forEach((word, place) => {
        const groups = groupsOf(word, part.beginning && place === part.words.length - 1, language), scores = new Map();
        for (const { forms, numbers } of groups) {
          const weight = Math.log(1 + index.stories / numbers.length);
          if (!part.excluded) forms.forEach((form) => marks.add(form));
          for (const number of numbers) {
            const story = Math.floor(number / 3);
            scores.set(story, Math.max(scores.get(story) || 0, weight * [0.1, 1, 4][number % 3]));
          }
        }
        if (part.excluded) {
          if (!part.together) for (const story of scores.keys()) excluded.add(story);
          return;
        }
        const before = found;
        found = new Map([...scores].filter(([story]) => !before || before.has(story)).map(([story, score]) =>
          [story, score + (before ? before.get(story) : 0)]));
      });
    }
    return [...found].map(([story, score]) => ({ story, score, language, marks }));
  }

  async function storyOf(number) {
    const script = Math.floor(number / index.texts);
    await load(`texts-${script}.js`);
    return texts.get(script)[number % index.texts];
  }

  // Where the words of a text that are marked stand.
  function marksIn(text, marks) {
    return [...text.matchAll(/[\p{L}\p{N}\u0300-\u036f]+/gu)].filter((match) => marks.has(fold(match[0])))
      .map((match) => [match.index, match.index + match[0].length, fold(match[0])]);
  }

  function holds(story, language, parts) {
    const read = (texts) => ` ${texts.map((text) => wordsOf(text).join(" ")).join(" | ")} `;
    const own = [read(story.voices[language])], every = Object.values(story.voices).map(read);
    return parts.filter((part) => part.together).every((part) =>
      (part.excluded ? every : own).some((text) => text.includes(` ${part.words.join(" ")} `)) !== part.excluded);
  }

  // Fills an element with the characters *begin* to *end* of a text, its *places* marked.
  function fill(element, text, places, begin = 0, end = text.length) {
    let at = begin;
    for (const [start, stop] of places) {
      if (start < at || stop > end) continue;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(start, stop);
      element.append(text.slice(at, start), mark);
      at = stop;
    }
    element.append(text.slice(at, end));
  }

  function snippet(paragraphs, marks) {
    let best = [paragraphs[1] || "", []], most = -1;
    for (const text of paragraphs.slice(1)) {
      const places = marksIn(text, marks), kinds = new Set(places.map((place) => place[2])).size;
      if (kinds > most) { most = kinds; best = [text, places]; }
    }
    const [text, places] = best, first = places.length ? places[0][0] : 0, paragraph = make("p", "text", "");
    const begin = first > 80 ? text.indexOf(" ", first - 80) + 1 : 0;
    const end = begin + 240 < text.length ? Math.max(text.lastIndexOf(" ", begin + 240), first) : text.length;
    fill(paragraph, text, places, begin, end);
    return paragraph;
  }

  function make(kind, name, text, lang) {
    const made = document.createElement(kind);
    made.className = name;
    made.textContent = text;
    if (lang) made.lang = lang;
    return made;
  }

  function show(story, found) {
    const card = make("li", "card", ""), meta = make("p", "meta", ""), title = make("h2", "", "");
    const other = Object.keys(story.voices).find((language) => language !== story.language);
    meta.append(make("span", "outlet", story.outlet), " ", make("span", "lang", story.language), " ", make("span", "", story.day));
    const headline = (kind, name, language) => {
      const made = make(kind, name, "", language), text = story.voices[language][0];
      fill(made, text, language === found.language ? marksIn(text, found.marks) : []);
      return made;
    };
    const link = headline("a", "", story.language);
    if (!link.textContent) link.textContent = story.file;
    title.append(link);
    card.append(meta, title);
    if (other && story.voices[other][0]) card.append(headline("p", "second", other));
    const text = snippet(story.voices[found.language], found.marks);
    // Browsers scroll to these words and mark them; those that do not know how show the story's beginning.
    const words = [...text.querySelectorAll("mark")].slice(0, 3).map((mark) => `text=${encodeURIComponent(mark.textContent).replace(/-/g, "%2D")}`);
    link.href = `story/${story.file}${words.length ? `#:~:${words.join("&")}` : ""}`;
    text.lang = found.language;
    if (found.language !== story.language) text.append(" ", make("span", "tag", t[`in_${found.language}`], document.documentElement.lang));
    card.append(text);
    return card;
  }

  async function search(query) {
    const parts = parse(query), status = document.getElementById("count"), list = place.querySelector("ol");
    const say = (text) => { status.textContent = text; };
    if (!parts.some((part) => !part.excluded)) { say(query ? t.empty : ""); return; }
    await load("index.js");
    const prefixes = new Set(parts.flatMap((part) => part.words).map(prefixOf));
    if (parts.some((part) => part.beginning && [...part.words.at(-1)].length < index.length)) { say(t.short); return; }
    await Promise.all([...prefixes].filter((each) => index.prefixes.includes(each))
      .map((each) => load(`words-${index.prefixes.indexOf(each)}.js`)));
    const best = new Map();
    const excluded = new Set(), every = ["es", "en"].flatMap((language) => findIn(language, parts, excluded));
    for (const found of every.filter((each) => !excluded.has(each.story))) {
      if (!best.has(found.story) || best.get(found.story).score < found.score) best.set(found.story, found);
    }
    // The newest have the smallest numbers.
    const order = [...best.values()].sort((a, b) => b.score - a.score || a.story - b.story);
    const together = parts.some((part) => part.together);
    let at = 0, shown = 0;
    const more = place.querySelector("button");
    async function go() {
      for (const end = shown + 20; at < order.length && shown < end; at++) {
        const story = await storyOf(order[at].story);
        if (together && !holds(story, order[at].language, parts)) continue;
        list.append(show(story, order[at]));
        shown++;
      }
      more.hidden = at >= order.length;
      // How many hold a phrase is known only when every text has been looked at.
      say(!order.length || (at >= order.length && !shown) ? t.none
        : t.count.replace("{n}", together ? shown + (at < order.length ? "+" : "") : order.length));
    }
    more.addEventListener("click", go);
    await go();
  }

  const query = new URLSearchParams(location.search).get("q") || "";
  document.getElementById("q").value = query;
  if (query) document.title = document.querySelector("h1").textContent = t.found.replace("{query}", query);
  addEventListener("DOMContentLoaded", () => search(query).catch(() => {
    document.getElementById("count").textContent = t.failed;
  }));
  return {
    index: (value) => { index = value; },
    words: ({ prefix, languages }) => shards.set(prefix, languages),
    texts: ({ number, stories }) => texts.set(number, stories),
  };
})();
