"""Authors of a story: people and organisations, told apart and separated."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from dosvoces.core.record import Author
from pipelines.extract import jsonld, microdata, site_names
from pipelines.extract.document import Document, Element
from pipelines.extract.names import (
    AGENCIES,
    clean_name,
    is_name,
    is_no_name,
    is_organisation_name,
    is_site,
    looks_like_person,
    split,
)
from pipelines.extract.surroundings import find_spine, is_other_content
from pipelines.extract.text import collapse, fold, inner_text
from pipelines.extract.units import Unit

#: A byline with more names than this is a list of something else.
_MOST_AUTHORS = 25
#: Elements with a class of bylines that are looked at.
_MOST_BYLINES = 100
#: Lines of the page that may name its author, and characters of one.
_MOST_NEAR, _LONGEST_BYLINE = 12, 120

_META = (
    "author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "citation_author",
    "article:author_name", "cxenseparse:author", "rbauthors", "authors", "article.author",
    "og:article:author", "bt:author",
    "twitter:data1", "creator", "dc.creator.creator", "article-author", "autor",
)  # fmt: skip


def read_declared(document: Document) -> tuple[tuple[Author, ...], str]:
    """The authors that the page's metadata names, and the source."""
    return _choose(_sources(document), site_names.read(document))


def read_printed_near(units: Iterable[Unit]) -> tuple[str, ...]:
    """The names in those of *units* that markup calls bylines."""
    lines = islice((unit.text for unit in units if _is_signed(unit)), _MOST_NEAR)
    return tuple(name for line in lines for name in split(line) if " " in name and is_name(name))


def _is_signed(unit: Unit) -> bool:
    """Whether *unit* stands in a byline, or is a link to its author's page."""
    if len(unit.text) > _LONGEST_BYLINE or not (unit.links or unit.zones):
        return False
    links = islice(unit.element.iter("a"), 2) if unit.links else ()
    return unit.in_zone("byline") or any("author" in (link.get("rel") or "") for link in links)


def read(
    document: Document, declared: tuple[tuple[Author, ...], str], bylines: Iterable[str]
) -> tuple[tuple[Author, ...], str]:
    """The authors and where they were found: as *declared*, else in the *bylines* printed near the story.

    A declared person or agency is believed; the outlet's own name gives way to a person in a byline.
    """
    sites = site_names.read(document)
    if any(author.type == "Person" or not is_site(author.name, sites) for author in declared[0]):
        return declared
    printed = _choose(_printed(document, bylines), sites)
    return printed if any(author.type == "Person" for author in printed[0]) or not declared[0] else declared


def _choose(
    sources: Iterable[tuple[list[tuple[str, bool]], str]], sites: frozenset[str]
) -> tuple[tuple[Author, ...], str]:
    """The first of *sources* that names a person or an agency; the outlet itself when there is only that."""
    fallback: tuple[tuple[Author, ...], str] = ((), "")
    for names, source in sources:
        found = collect(names, sites)
        if any(author.type == "Person" or fold(author.name) in AGENCIES for author in found):
            return _prefer_people(found, sites), source
        if found and not fallback[0]:
            fallback = found, source
    return fallback


def _sources(document: Document) -> Iterator[tuple[list[tuple[str, bool]], str]]:
    """Names with whether they are declared to be organisations, by source, most trusted first."""
    for key in ("author", "creator"):
        yield (
            [_name(jsonld.resolve(one, document.nodes)) for one in _authors_of(document.story, key)],
            "json-ld",
        )
    for name in _META:
        values = document.meta.get(name, ())
        if name != "twitter:data1" or document.first("twitter:label1").lower() in (
            "written by",
            "escrito por",
            "author",
            "autor",
        ):
            yield (
                [(value, False) for value in values],
                "opengraph" if name.startswith(("article:", "og:")) else "meta",
            )
    yield [(value, False) for value in _few(document.micro.get("author", []))], "microdata"
    weak = jsonld.weak_story(document.nodes)
    if not jsonld.may_describe(weak, document.titles):
        return
    yield [_name(jsonld.resolve(one, document.nodes)) for one in _authors_of(weak, "author")], "json-ld"


def _printed(document: Document, bylines: Iterable[str]) -> Iterator[tuple[list[tuple[str, bool]], str]]:
    """Names in *bylines* and in elements of the page that say that they are the author's."""
    others = microdata.read_other_authors(document.root)
    yield from (([(line, False)], "page") for line in bylines if line not in others)
    yield from _from_page(document)


def _few(names: list[str]) -> list[str]:
    """*names*, or the first when they are so many that other stories' are among them."""
    return names if len(names) <= 4 else names[:1]


def _authors_of(node: dict[str, Any], key: str) -> list[Any]:
    found = []
    for one in jsonld.items(node.get(key)):
        names = one.get("name") if isinstance(one, dict) else None
        if isinstance(names, list):
            found += [{**one, "name": name} for name in names]
        else:
            found.append(one)
    return found


def _name(value: Any) -> tuple[str, bool]:
    """The name that *value* says, whole or in parts, and whether it is declared to be an organisation's."""
    if not isinstance(value, dict):
        return jsonld.text(value), False
    parts = [jsonld.text(value.get(key)) for key in ("givenName", "familyName")]
    name = jsonld.text(value) if value.get("name") else " ".join(filter(None, parts))
    return name or jsonld.text(value), any("organization" in kind for kind in jsonld.types(value))


_BYLINE_MARKS = ("byline", "author-name", "author__name", "authorname", "autor-nombre", "firma")


def _from_page(document: Document) -> Iterator[tuple[list[tuple[str, bool]], str]]:
    """Names in the story's elements that say that they are the author's."""
    spine = find_spine(document.root)
    links = (el for el in document.root.iterfind(".//a[@rel]") if "author" in (el.get("rel") or "").split())
    own = [el for el in islice(links, 12) if not is_other_content(el, spine)][:6]
    if own:
        yield [(collapse(inner_text(el)), False) for el in own], "page"
    marked = (
        el
        for el in document.root.iterfind(".//*[@class]")
        if any(mark in (el.get("class") or "").lower() for mark in _BYLINE_MARKS)
    )
    for element in islice(marked, _MOST_BYLINES):
        text = collapse(inner_text(element)[:400])
        if 3 < len(text) < 200 and not is_other_content(element, spine):
            yield [(text, False)], "page"
    yield [(_find_marked_name(document.root, spine), False)], "page"


#: Classes of what is about the author, and the addresses of their own pages.
_AUTHOR_MARK = re.compile(r"(?:^|[^a-z])(?:authors?|autor(?:es|a)?)(?:$|[^a-z])", re.I)
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:es|a)?|staff|contributors?|columnistas?|firmas?|by)/[^/?#]+/?$", re.I
)
#: Elements that may hold a name, of how many, and how far above them a class is looked for.
_NAME_TAGS = ("a", "span", "p", "div", "li", "h2", "h3", "h4", "h5", "strong", "b")
_MOST_NAMES, _MARK_HEIGHT = 6_000, 3


def _find_marked_name(root: Element, spine: set[Element]) -> str:
    """The first name of several words that stands alone in a link to an author's page or a box about one."""
    for element in islice(root.iter(_NAME_TAGS), _MOST_NAMES):
        text = collapse((element.text or "")[:80])
        words = text.split()
        if not 2 <= len(words) <= 5 or not is_name(text) or clean_name(text) != text:
            continue
        is_capital = words[0][0].isupper() and words[-1][0].isupper()
        boxes = (element, *islice(element.iterancestors(), _MARK_HEIGHT))
        is_marked = any(
            _AUTHOR_PATH.search(box.get("href") or "") or _AUTHOR_MARK.search(box.get("class") or "")
            for box in boxes
            if box not in spine
        )
        if is_capital and is_marked and not is_other_content(element, spine):
            return text
    return ""


def collect(names: list[tuple[str, bool]], sites: frozenset[str]) -> tuple[Author, ...]:
    """Authors of the raw *names*, in order, each once."""
    found: dict[str, Author] = {}
    for raw, organisation in names:
        for name in split(raw):
            key = fold(name)
            if not key or key in found or is_no_name(name) or len(found) >= _MOST_AUTHORS:
                continue
            is_organisation = organisation and not looks_like_person(name, sites)
            kind = "Organization" if is_organisation or is_organisation_name(name, sites) else "Person"
            if kind == "Organization" or is_name(name):
                found[key] = Author(name=name, type=kind)  # type: ignore[arg-type]
    return tuple(found.values())


def _prefer_people(found: tuple[Author, ...], sites: frozenset[str]) -> tuple[Author, ...]:
    """*found* without the outlet itself, which is no author beside people."""
    return tuple(one for one in found if one.type == "Person" or not is_site(one.name, sites))
