"""The headline: of the page's several titles, the one that was printed."""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from lxml import etree

from pipelines.extract import jsonld, site_names
from pipelines.extract.document import Document, Element
from pipelines.extract.text import collapse, fold, measure, share_words, words

_LONGEST = 400
#: Pieces of an h1 that are compared with titles.
_MOST_PIECES = 12
_FRONT_PAGE = re.compile(r"(?:(?:https?:)?//[^/?#]+)?/|(?:https?:)?//[^/?#]+")
#: Headings that are looked at, paragraphs above one, and characters of one that is prose.
_MOST_HEADINGS, _ABOVE, _PROSE_LENGTH = 20, 3, 160
#: Sizes of letters of a headline, and elements among which one is looked for.
_LARGE, _MOST_LINES = re.compile(r"\+[1-4]|[4-7]"), 2_000
_HIDDEN = frozenset({"script", "style", "svg", "button", "noscript", "template"})
#: Elements on a line of their own.
_LINE_TAGS = frozenset({"br", "div", "p", "h2", "h3", "li", "ul", "small", "time"})
#: Where one element of a heading ends and the next begins without a blank: ``The valley<span>Trains``.
_WORD_END = re.compile(r"[a-záéíóúñ]{4}$|[a-záéíóúñ\d][?!.:)”»]$")
_CAPITAL = re.compile(r"[¿¡“«]?[A-ZÁÉÍÓÚÑ][a-záéíóúñ]")
#: Class names of a story's own headline.
_TITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:headline|entry-title|post-title|article-title|article__title|titular|titulo|"
    r"titulo-nota|story-title|"
    r"page-title|post__title|article-headline|hed)(?:$|[\s_-])",
    re.I,
)


class Candidate(NamedTuple):
    """A title and where it stands; an h1 in the *pieces* that its elements make of it."""

    text: str
    source: str
    pieces: tuple[str, ...] = ()


def read(document: Document, names: frozenset[str]) -> tuple[str, str]:
    """The headline and its source; *names* are those of the site.

    Titles vote for each other: every candidate collects the weight of those that say the same after case,
    quotes and the site's suffix are folded, and a little from those that nearly say it.
    """
    sections = site_names.read_sections(document)
    candidates = [
        one._replace(text=site_names.strip(one.text, names, sections))
        for one in _candidates(document)
        if one.text
    ]
    candidates = _drop_framing(candidates)
    candidates = [
        one for one in candidates if one.text and not site_names.is_name(one.text, names)
    ] or candidates
    if not candidates:
        return "", ""
    is_news = any("news" in kind for kind in jsonld.types(document.story))
    repeated = set() if is_news else _repeated_sources(candidates)
    best = max(candidates, key=lambda one: _score(one, candidates, repeated))
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
#: A longer h1 is a paragraph.
_MOST_WORDS = 36
#: Words of a title that can be told from a part of another.
_LEAST_WORDS = 4
#: Characters of a heading that is the headline where a longer title has it in it.
_LEAST_LENGTH = 20
#: A title that has no more of an h1's words than this share does not echo it.
_ECHO = 0.2
#: Words of fewer letters are in every title.
_TELLING_LENGTH = 4


def _score(candidate: Candidate, others: list[Candidate], repeated: set[str]) -> float:
    """The weight of the sources that say what *candidate* says, less what speaks against it.

    The *repeated* sources have no weight.
    """
    folded = fold(candidate.text)
    score = 0.0
    counted = set(repeated)
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
    if not 2 <= len(words(candidate.text)) <= _MOST_WORDS:
        score -= 2.0
    if candidate.source == "page" and not _is_echoed(candidate, others):
        score -= _UNECHOED_PENALTY
    return score


def _repeated_sources(candidates: list[Candidate]) -> set[str]:
    """The sources that only repeat what the story's JSON-LD says.

    Software for search engines writes one title for all machines; of news the newsroom writes it.
    """
    said = {one.source: fold(one.text) for one in reversed(candidates)}
    machines = {said.get(source) for source in ("json-ld", "opengraph", "title")}
    return {"opengraph", "title", "meta"} if len(machines) == 1 and None not in machines else set()


def _drop_framing(candidates: list[Candidate]) -> list[Candidate]:
    """*candidates* with each h1 that holds a kicker, a date or a standfirst too cut to the title in it.

    That is the one on which two other sources agree, or that one says of which the h1 has an element, unless
    another source has the h1 whole.
    """
    others: dict[str, set[str]] = {}
    for one in candidates:
        if one.source != "page":
            others.setdefault(fold(one.text), set()).add(one.source)
    said = [title for title in others if len(words(title)) >= _LEAST_WORDS]
    agreed = [title for title in said if len(others[title]) > 1]
    texts = {fold(one.text): one.text for one in candidates}
    reduced = []
    for one in candidates:
        is_whole = one.source != "page" or fold(one.text) in others
        inner = None if is_whole else _find_framed(one, agreed, said)
        reduced.append(one._replace(text=texts[inner]) if inner else one)
    return reduced


def _find_framed(heading: Candidate, agreed: Iterable[str], said: Iterable[str]) -> str | None:
    """The title in *heading*, of those *agreed* on or, where elements of the heading make it, *said* once."""
    framed = next((title for title in agreed if _frames(heading, title)), None)
    return framed or next((title for title in said if _has_in_pieces(heading, title)), None)


def _frames(heading: Candidate, title: str) -> bool:
    """Whether *heading* is *title*, folded, with a kicker or a sentence beside it."""
    folded = fold(heading.text)
    if folded.endswith(" " + title) and heading.text[: -len(title)].isupper():
        return True
    rest = heading.text[len(title) :].strip() if folded.startswith(title + " ") else ""
    return rest[:1].isupper() and len(words(rest)) >= _LEAST_WORDS


def _has_in_pieces(heading: Candidate, title: str) -> bool:
    """Whether some elements of *heading*, one after the other, make *title*, folded."""
    pieces = [fold(piece) for piece in heading.pieces]
    return any(
        " ".join(pieces[first:last]) == title
        for first in range(len(pieces))
        for last in range(first + 1, len(pieces) + 1)
    )


def _is_cut_at_quote(text: str, other: str) -> bool:
    """Whether *text* is *other* cut at a quotation mark, as an attribute with unescaped quotes is."""
    return len(other) > len(text) and other.startswith(text) and other[len(text) :].lstrip()[:1] == '"'


def _is_echoed(candidate: Candidate, others: list[Candidate]) -> bool:
    """Whether another source's title has words of *candidate*; a logo's or a section's h1 stands alone."""
    own = _telling_words(candidate.text)
    elsewhere = [_telling_words(other.text) for other in others if other.source != "page"]
    return not elsewhere or any(len(own & other) > _ECHO * min(len(own), len(other)) for other in elsewhere)


def _telling_words(text: str) -> set[str]:
    return {word for word in words(text) if len(word) >= _TELLING_LENGTH}


def _candidates(document: Document) -> list[Candidate]:
    """The page's titles, in order of trust."""
    found = [
        Candidate(_element_text(element), "page", _read_pieces(element))
        for element in _headings(document)[:3]
    ]
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


def _headings(document: Document) -> list[Element]:
    """The headings that may be the story's headline, likeliest first: those of h1, at most one lower.

    An h1 below paragraphs is a subhead where the page is called something.
    """
    ranked = []
    is_called = bool(document.first("og:title")) or document.root.find(".//title") is not None
    for number, element in enumerate(islice(document.root.iter("h1"), _MOST_HEADINGS)):
        text = _element_text(element)
        if not text or _leads_home(element) or (is_called and _is_below_prose(element)):
            continue
        marks = f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}"
        rank = len(words(text)) >= 3, bool(_TITLE_CLASS.search(marks)) or "headline" in marks, -number
        ranked.append((rank, element))
    ranked.sort(key=lambda pair: pair[0], reverse=True)
    lower = _lower_headings(document, is_alone=not ranked)
    return lower + [element for _, element in ranked] or _find_large(document)


def _lower_headings(document: Document, *, is_alone: bool) -> list[Element]:
    """The first h2 or h3 that says the title that the page is shared under, without the site's name.

    Where no h1 may be the headline, *is_alone*, also the first whose class says that it is or that the
    page's title has in it.
    """
    shared = document.first("og:title")
    titles = {fold(title) for title in (shared, site_names.first_part(shared))} - {""}
    whole = fold(collapse(document.root.findtext(".//title") or "")[:_LONGEST]) if is_alone else ""
    for element in islice(document.root.iter("h2", "h3"), _MOST_HEADINGS):
        is_named = is_alone and _TITLE_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}")
        text = _element_text(element) if titles or whole or is_named else ""
        is_said = fold(text) in titles or (len(text) >= _LEAST_LENGTH and f" {fold(text)} " in f" {whole} ")
        if text and (is_named or (is_said and len(words(text)) >= _LEAST_WORDS)):
            return [element]
    return []


def _find_large(document: Document) -> list[Element]:
    """The first line of some words that is set large or whose class says that it is the headline.

    Pages of old portals have no other headings.
    """
    if next(document.root.iter("h1", "h2", "h3"), None) is not None:
        return []
    for element in islice(document.root.iter("font", "div", "td", "p", "span"), _MOST_LINES):
        is_large = element.tag == "font" and _LARGE.fullmatch((element.get("size") or "").strip())
        is_named = is_large or _TITLE_CLASS.search(element.get("class") or "")
        if is_named and _LEAST_WORDS <= len(words(_element_text(element))) <= _MOST_WORDS:
            return [element]
    return []


def _is_below_prose(heading: Element) -> bool:
    """Whether a paragraph of prose stands above *heading*, side by side with it."""
    above = islice(heading.itersiblings("p", preceding=True), _ABOVE)
    return any(measure(paragraph, _PROSE_LENGTH) > _PROSE_LENGTH for paragraph in above)


def _leads_home(heading: Element) -> bool:
    """Whether *heading* is a link to the site's front page, as logos are."""
    link = next(heading.iter("a"), None)
    if link is None:
        link = next(heading.iterancestors("a"), None)
    address = (link.get("href") or "").strip() if link is not None else ""
    return bool(_FRONT_PAGE.fullmatch(address))


def _element_text(element: Element) -> str:
    """The visible text of *element*, shortened."""
    if element.tag == "title":
        return collapse(element.text or "")[:_LONGEST]
    return collapse(html.unescape(_join(_raw_pieces(element))[: 4 * _LONGEST]))[:_LONGEST]


def _join(pieces: Iterable[str]) -> str:
    """*pieces* of a heading, with a blank where a word ends and another element begins with a capital."""
    joined = ""
    for piece in pieces:
        joined += " " + piece if _WORD_END.search(joined[-4:]) and _CAPITAL.match(piece) else piece
    return joined


def _read_pieces(element: Element) -> tuple[str, ...]:
    """The visible text of *element*, shortened, cut where its elements begin and end."""
    pieces = (collapse(piece) for piece in _raw_pieces(element))
    return tuple(islice(filter(None, pieces), _MOST_PIECES))


def _raw_pieces(element: Element) -> Iterator[str]:
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        is_hidden = node.tag in _HIDDEN
        if event == "start" and is_hidden:
            walker.skip_subtree()
        elif event == "start":
            yield (" " if node.tag in _LINE_TAGS else "") + (node.text or "")
        elif node is not element:
            yield (" " if node.tag in _LINE_TAGS else "") + (node.tail or "")
