"""The headline: of the page's several titles, the one that was printed."""

import re
from typing import NamedTuple

from pipelines.extract import jsonld
from pipelines.extract.document import Document, Element
from pipelines.extract.text import collapse, fold, share_words, words

#: What stands between a title and the site's name.
_SEPARATOR = re.compile(r"\s+[|\-–—•·»:~/]+\s+|\s*\|\s*|\s+::\s+|(?<=\S)\s*[»«]\s+")
_LONGEST = 400
#: Class names of a story's own headline.
_TITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:headline|entry-title|post-title|article-title|article__title|titular|titulo|"
    r"titulo-nota|story-title|"
    r"page-title|post__title|article-headline|hed)(?:$|[\s_-])",
    re.I,
)


class Candidate(NamedTuple):
    """A title and where it stands."""

    text: str
    source: str


def read(document: Document) -> tuple[str, str]:
    """The headline and its source.

    Titles vote for each other: every candidate collects the weight of those that say the same after case,
    quotes and the site's suffix are folded, and a little from those that nearly say it.
    """
    names = site_names(document)
    candidates = [
        Candidate(strip_site(candidate.text, names), candidate.source)
        for candidate in _candidates(document)
        if candidate.text
    ]
    candidates = _drop_framing(candidates)
    candidates = [one for one in candidates if one.text and not _is_name(one.text, names)] or candidates
    if not candidates:
        return "", ""
    best = max(candidates, key=lambda one: _score(one, candidates))
    return best.text, "json-ld" if best.source == "weak" else best.source


#: How much a source's word counts; measured on the open pages. The printed h1 is right unless the story's own
#: JSON-LD and the title agree on something else; og:title and title are often written for search engines.
_WEIGHT = {
    "page": 4.4,
    "json-ld": 3.4,
    "opengraph": 2.3,
    "title": 1.6,
    "microdata": 1.2,
    "meta": 0.4,
    "weak": 0.4,
}
#: A live page's h1 is rewritten with every update; the title it is shared under stays that of the story.
_LIVE_MARK = r"(?:LIVE|EN VIVO|EN DIRECTO|MINUTO A MINUTO)"
_LIVE = re.compile(rf"^\W*{_LIVE_MARK}\b|\b{_LIVE_MARK}(?=\s*(?:[:|–—-]|UPDATES|$))")
_LIVE_PENALTY = 9.0
#: An h1 of which no other title has a word loses even to the title alone: a logo, a section, a sidebar.
_UNECHOED_PENALTY = 3.4
#: Words of a title that can be told from a part of another.
_LEAST_WORDS = 4
#: Words of fewer letters are in every title.
_TELLING_LENGTH = 4


def _score(candidate: Candidate, others: list[Candidate]) -> float:
    """The weight of the sources that say what *candidate* says, less what speaks against it."""
    folded = fold(candidate.text)
    score = 0.0
    counted = set()
    for other in others:
        if other.source in counted:
            continue
        if fold(other.text) == folded:
            score += _WEIGHT[other.source]
            counted.add(other.source)
        elif share_words(other.text, candidate.text) >= 0.6:
            score += 0.1 * _WEIGHT[other.source]
    if _LIVE.search(candidate.text) and any(
        other.source == "opengraph" and not _LIVE.search(other.text) for other in others
    ):
        score -= _LIVE_PENALTY
    if any(_is_cut_at_quote(candidate.text, other.text) for other in others):
        score -= 3.0
    if len(words(candidate.text)) < 2:
        score -= 2.0
    if candidate.source == "page" and not _is_echoed(candidate, others):
        score -= _UNECHOED_PENALTY
    return score


def _drop_framing(candidates: list[Candidate]) -> list[Candidate]:
    """*candidates* with each h1 that holds a kicker or a standfirst too reduced to the title inside it.

    That is the one at its beginning or end on which two other sources agree.
    """
    others: dict[str, set[str]] = {}
    for one in candidates:
        if one.source != "page" and len(words(one.text)) >= _LEAST_WORDS:
            others.setdefault(fold(one.text), set()).add(one.source)
    agreed = [title for title, sources in others.items() if len(sources) > 1]
    texts = {fold(one.text): one.text for one in candidates}
    reduced = []
    for one in candidates:
        inner = next((title for title in agreed if _frames(fold(one.text), title)), None)
        reduced.append(Candidate(texts[inner], "page") if inner and one.source == "page" else one)
    return reduced


def _frames(heading: str, title: str) -> bool:
    """Whether *heading*, folded, is *title* with words before or after it."""
    return heading.endswith(" " + title) or heading.startswith(title + " ")


def _is_cut_at_quote(text: str, other: str) -> bool:
    """Whether *text* is *other* cut at a quotation mark, as an attribute with unescaped quotes is."""
    return len(other) > len(text) and other.startswith(text) and other[len(text) :].lstrip()[:1] == '"'


def _is_echoed(candidate: Candidate, others: list[Candidate]) -> bool:
    """Whether another source's title has words of *candidate*; a logo's or a section's h1 stands alone."""
    elsewhere = [set(words(other.text)) for other in others if other.source != "page"]
    telling = {word for word in words(candidate.text) if len(word) >= _TELLING_LENGTH}
    return not elsewhere or any(telling & other for other in elsewhere)


def site_names(document: Document) -> frozenset[str]:
    """The folded names the site gives itself, and its host."""
    names = {document.first("og:site_name", "application-name", "al:android:app_name", "al:ios:app_name")}
    names.add(jsonld.text(document.story.get("publisher")))
    for node in jsonld.find(document.nodes, {"website", "newsmediaorganization"}):
        names.add(jsonld.text(node.get("name")))
    host = document.url.split("//")[-1].split("/")[0].removeprefix("www.")
    names.add(".".join(host.split(".")[-2:]))
    names |= {host, "www." + host, host.rsplit(".", 1)[0]}
    return frozenset(fold(name) for name in names if name) - {""}


def strip_site(title: str, names: frozenset[str]) -> str:
    """*title* without the site's name, and without the section and the motto that stand beside the name."""
    parts = _SEPARATOR.split(title)
    sites = [number for number, part in enumerate(parts) if _is_site(part, names)]
    if not sites or len(parts) == len(sites):
        return title
    first, last = 0, len(parts)
    if sites[0] == 0:
        first = next(number for number in range(len(parts)) if number not in sites)
    later = [number for number in sites if number > first]
    if later:
        last = later[0]
        while last - first > 1 and len(words(parts[last - 1])) <= _SECTION_WORDS < len(words(parts[first])):
            last -= 1
    return _join(title, first, last)


#: A longer part of a title is no section's name.
_SECTION_WORDS = 2


def _join(title: str, first: int, last: int) -> str:
    """The parts *first* to before *last* of *title*, with the separators between them."""
    cuts = [(0, 0), *(found.span() for found in _SEPARATOR.finditer(title)), (len(title), len(title))]
    return title[cuts[first][1] : cuts[last][0]].strip()


def _is_name(text: str, names: frozenset[str]) -> bool:
    """Whether *text* is just the site's name."""
    bare = re.sub(r"\W+", "", fold(text))
    return any(bare == re.sub(r"\W+", "", name) for name in names)


def _is_site(part: str, names: frozenset[str]) -> bool:
    """Whether *part* is one of the *names*, shortened or with capitalised words added: ``El Mundo Hoy``."""
    folded = fold(part)
    if folded in names:
        return True
    bare = re.sub(r"\W+", "", folded)
    if len(bare) < 3:
        return False
    is_named = part[:1].isupper() and all(not word[0].islower() or len(word) < 4 for word in part.split())
    for one in names:
        name = re.sub(r"\W+", "", one)
        if bare == name:
            return True
        added = len(words(part)) - len(words(one))
        if min(len(bare), len(name)) > 4 and (bare in name or (name in bare and is_named and added <= 2)):
            return True
    return False


def _candidates(document: Document) -> list[Candidate]:
    """The page's titles, in order of trust."""
    found = [Candidate(_element_text(element), "page") for element in _headings(document.root)[:3]]
    for key in ("headline", "name"):
        if text := jsonld.text(document.story.get(key)):
            found.append(Candidate(text, "json-ld"))
            break
    else:
        weak = jsonld.weak_story(document.nodes)
        if text := jsonld.text(weak.get("headline") or weak.get("name")):
            found.append(Candidate(text, "weak"))
    for name, source in (
        ("og:title", "opengraph"),
        ("twitter:title", "meta"),
        ("dc.title", "meta"),
        ("parsely-title", "meta"),
        ("sailthru.title", "meta"),
        ("title", "meta"),
    ):
        if text := document.first(name):
            found.append(Candidate(jsonld.clean(text)[:_LONGEST], source))
    found += [Candidate(text[:_LONGEST], "microdata") for text in document.micro.get("headline", ())[:1]]
    element = document.root.find(".//title")
    if element is not None:
        found.append(Candidate(_element_text(element), "title"))
    return found


def _headings(root: Element) -> list[Element]:
    """The h1 elements that may be the story's headline, likeliest first; a titled h2 where there is none."""
    ranked = []
    for number, element in enumerate(root.iter("h1")):
        if number > 20:
            break
        text = _element_text(element)
        if not text:
            continue
        marks = f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}"
        rank = len(words(text)) >= 3, bool(_TITLE_CLASS.search(marks)) or "headline" in marks, -number
        ranked.append((rank, element))
    if not ranked:
        for element in root.iter("h2", "h3"):
            if _TITLE_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}") and _element_text(
                element
            ):
                return [element]
        return []
    ranked.sort(key=lambda pair: pair[0], reverse=True)
    return [element for _, element in ranked]


def _element_text(element: Element) -> str:
    """The visible text of *element*, shortened."""
    if element.tag == "title":
        return collapse(element.text or "")[:_LONGEST]
    parts: list[str] = []
    for node in element.iter():
        if node.tag in ("script", "style", "svg", "button", "noscript"):
            parts.append(node.tail or "" if node is not element else "")
            continue
        if node.tag == "br":
            parts.append(" ")
        parts.append(node.text or "")
        if node is not element:
            parts.append(node.tail or "")
    return collapse("".join(parts))[:_LONGEST]
