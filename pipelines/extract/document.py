"""A parsed page: its tree and everything machine-readable in it, read once for all fields."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from operator import itemgetter
from typing import Any, TypeAlias

import msgspec
from lxml import etree

from dosvoces.core.addresses import absolute, is_well_formed
from dosvoces.core.errors import PageError
from pipelines.extract import jsonld, microdata
from pipelines.extract.text import collapse

Element: TypeAlias = etree._Element

#: Pages longer than this many characters lose their scripts and styles before parsing; libxml2 needs about
#: 20 bytes of memory for each byte of markup.
LARGE_PAGE = 3_000_000
#: What is left of a page after that is cut here: no news page is longer, and 8 MB of markup take 180 MB.
LONGEST_PAGE = 6_000_000
#: Elements at most; a page of nothing but tags takes more memory by its elements than by its bytes.
_MOST_TAGS = 400_000

_LONGEST_TITLE = 400

_BULKY = re.compile(r"<(script|style|svg|noscript|template)\b", re.I)
_BULK_ENDS = {
    name: re.compile(rf"</{name}\s*>", re.I) for name in ("script", "style", "svg", "noscript", "template")
}
_DATA_SCRIPT = "ld+json"
#: Noncharacters of Unicode, as they are and by number; most pages have none of the bytes they begin with.
_NONCHARACTER_BYTES = (b"\xef", b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4")
_NONCHARACTER = re.compile(
    rb"[\xef-\xf4](?:(?<=\xef)(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])"
    rb"|(?<!\xef)[\x8f\x9f\xaf\xbf]\xbf[\xbe\xbf])"
)
_REFERENCE = re.compile(rb"&#(?:[xX]0*([0-9a-fA-F]{4,6})|0*([0-9]{5,7}));?")
#: libxml2 drops what follows these end tags; browsers show it.
_PAGE_ENDS = re.compile(rb"</(?:[bB][oO][dD][yY]|[hH][tT][mM][lL])\s*>")


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A page's *root* element and its declared data; every field reader works on this."""

    url: str
    #: What relative addresses are relative to.
    base: str
    root: Element
    #: Meta tags by lower-case name, property or itemprop, in document order.
    meta: dict[str, list[str]]
    #: What the page is called by its h1, its title and for sharing.
    titles: tuple[str, ...] = ()
    #: All JSON-LD objects of the page, outermost first.
    nodes: tuple[dict[str, Any], ...]
    #: The JSON-LD object of the story, empty when there is none.
    story: dict[str, Any]
    #: Microdata properties of the article, by name.
    micro: dict[str, list[str]]
    headers: dict[str, str]
    #: IANA zone of times without a zone.
    zone: str
    #: The elements with each value of ``class``, with their place in document order.
    classed: dict[str, list[tuple[int, Element]]] = {}
    #: Each class once.
    classes: str = ""
    #: The elements with an ``itemprop``, in document order.
    properties: Sequence[Element] = ()

    def find_classed(self, classes: re.Pattern[str]) -> Iterator[Element]:
        """The elements with one of *classes*, in document order; each class is looked at once."""
        if not classes.search(self.classes):
            return iter(())
        wanted = (held for name, held in self.classed.items() if classes.search(name))
        return (element for _, element in sorted(chain.from_iterable(wanted), key=itemgetter(0)))

    def first(self, *names: str) -> str:
        """The first non-empty meta value under any of *names*, in the order of the names."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return ""

    def absolute(self, address: str) -> str:
        """*address* made absolute; empty when it cannot be one."""
        found = absolute(self.base or self.url, address)
        return found if found and is_well_formed(found) else ""


def parse(markup: str) -> Element:
    """The tree of *markup*; raises :exc:`PageError` when there is none."""
    if len(markup) > LARGE_PAGE:
        markup = _slim(markup.replace("\x00", ""))
    data = _PAGE_ENDS.sub(b"", markup.encode("utf-8", "replace").replace(b"\x00", b""))
    data = _REFERENCE.sub(_keep_character, data)
    if any(each in data for each in _NONCHARACTER_BYTES):
        data = _NONCHARACTER.sub(b"", data)
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise PageError(f"no HTML could be read: {error}", reason="unreadable") from error
    if root is None:
        raise PageError("the page is empty", reason="empty")
    return root


def _keep_character(reference: re.Match[bytes]) -> bytes:
    """The *reference*, empty when it is to a noncharacter."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return b"" if 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE else reference[0]


def read(root: Element, url: str, *, headers: Mapping[str, str], zone: str) -> Document:
    """The document of *root*, found at *url*."""
    nodes = jsonld.read(root)
    meta = _read_meta(root)
    titles = _read_titles(root, meta)
    declared = root.find(".//base[@href]")
    properties = microdata.find_properties(root)
    base = absolute(url, declared.get("href") or "") if declared is not None else None
    classed = _read_classes(root)
    return Document(
        url=url,
        base=base or url,
        root=root,
        meta=meta,
        titles=titles,
        nodes=nodes,
        story=jsonld.choose_story(nodes, url, titles),
        micro=microdata.read(properties),
        headers={name.lower(): value for name, value in headers.items()},
        zone=zone,
        classed=classed,
        classes="\n".join(dict.fromkeys("\n".join(classed).split())),
        properties=properties,
    )


def _read_classes(root: Element) -> dict[str, list[tuple[int, Element]]]:
    """The elements under *root* by the class that each has, with their places."""
    found: dict[str, list[tuple[int, Element]]] = {}
    for place, element in enumerate(root.iter()):
        if name := element.get("class"):
            found.setdefault(name, []).append((place, element))
    return found


def _slim(markup: str) -> str:
    """*markup* without scripts and styles (data scripts stay), cut to a length that fits in memory.

    Takes time in proportion to the length, however the tags are nested, broken or never closed.
    """
    kept: list[str] = []
    position = begin = 0
    endless: set[str] = set()
    while found := _BULKY.search(markup, position):
        name = found[1].lower()
        position = markup.find(">", found.end()) + 1
        if position == 0:
            break
        if name in endless or _DATA_SCRIPT in markup[found.end() : min(position, found.end() + 300)].lower():
            continue
        end = _BULK_ENDS[name].search(markup, position)
        if end is None:
            endless.add(name)
            continue
        kept.append(markup[begin : found.start()])
        position = begin = end.end()
    kept.append(markup[begin:])
    slim = " ".join(kept)[:LONGEST_PAGE]
    if slim.count("<") <= 2 * _MOST_TAGS:
        return slim
    return "<".join(slim.split("<", 2 * _MOST_TAGS)[:-1])


def _read_titles(root: Element, meta: dict[str, list[str]]) -> tuple[str, ...]:
    """The titles of the page itself, other than those of JSON-LD."""
    elements = [*islice(root.iter("h1"), 3), *islice(root.iter("title"), 1)]
    texts = [collapse("".join(map(str, element.itertext())))[:_LONGEST_TITLE] for element in elements]
    return tuple(text for text in (*texts, *meta.get("og:title", ())[:1]) if text)


def _read_meta(root: Element) -> dict[str, list[str]]:
    """The values of meta tags by lower-case name."""
    found: dict[str, list[str]] = {}
    known: microdata.Known = {}
    for element in root.iter("meta"):
        content = collapse(element.get("content") or element.get("value") or "")
        if element.get("itemprop") and not microdata.is_own(element, known):
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            if name and content not in found.setdefault(name, []):
                found[name].append(content)
    return found
