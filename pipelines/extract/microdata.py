"""Microdata: the properties (``itemprop``) of the page's article."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import cast

from lxml import etree

from pipelines.extract.text import collapse, inner_text

#: Properties worth reading; the rest is products, breadcrumbs and ratings.
_WANTED = frozenset({
    "headline", "alternativeheadline", "name", "description", "author", "datepublished", "datemodified",
    "datecreated",
    "articlesection", "keywords", "inlanguage", "isaccessibleforfree", "license",
})  # fmt: skip
#: Where the value of a property stands, by tag; elsewhere it is the text.
_ATTRIBUTE = {"meta": "content", "time": "datetime", "data": "value"}
#: An article in microdata is one of the first scopes; hostile pages have more.
_MOST = 2_000
_LONGEST = 2_000
#: Properties of an article that are works of others, with authors and dates of their own.
_OTHER_WORKS = frozenset(
    {"citation", "comment", "isbasedon", "isrelatedto", "itemlistelement", "mentions", "review"}
)
_PROPERTIES = etree.XPath("descendant::*[@itemprop]")
_COMMENT = re.compile(r"(?:^|[\s_-])(?:comments?|comentarios?)(?:$|[\s_-])", re.I)


def find_properties(root: etree._Element) -> list[etree._Element]:
    """The elements under *root* with an ``itemprop``, in document order."""
    return cast("list[etree._Element]", _PROPERTIES(root))


def find_body(properties: Sequence[etree._Element]) -> etree._Element | None:
    """The one of a page's *properties* that is the article's text."""
    return next((element for element in properties if element.get("itemprop") == "articleBody"), None)


def read(properties: Sequence[etree._Element]) -> dict[str, list[str]]:
    """Values by lower-case property name, for properties whose nearest scope is an article (or the page)."""
    found: dict[str, list[str]] = {}
    for element in properties[: _MOST + 1]:
        for name in (element.get("itemprop") or "").lower().split():
            if name in _WANTED and _belongs_to_article(element):
                value = _value(element)
                if value and value not in found.setdefault(name, []):
                    found[name].append(value)
    return found


def read_other_authors(properties: Sequence[etree._Element]) -> frozenset[str]:
    """The authors, as printed, of comments and other things on the page than its article."""
    authors = islice((element for element in properties if element.get("itemprop") == "author"), _MOST)
    return frozenset(_value(element) for element in authors if not _belongs_to_article(element)) - {""}


def is_of_another_work(element: etree._Element) -> bool:
    """Whether the nearest item around *element* is a work that the article cites, mentions or lists."""
    item = next((one for one in element.iterancestors() if one.get("itemscope") is not None), None)
    return item is not None and not _OTHER_WORKS.isdisjoint((item.get("itemprop") or "").lower().split())


def _belongs_to_article(element: etree._Element) -> bool:
    """Whether the nearest enclosing item is an article, or there is none; a picture's are its own."""
    for ancestor in element.iterancestors():
        if ancestor.tag == "figure":
            return False
        if ancestor.get("itemscope") is not None or ancestor.get("itemtype"):
            if not _OTHER_WORKS.isdisjoint((ancestor.get("itemprop") or "").lower().split()):
                return False
            kind = (ancestor.get("itemtype") or "").lower()
            return any(word in kind for word in ("article", "posting", "report", "review", "webpage"))
        if _COMMENT.search(f"{ancestor.get('class', '')} {ancestor.get('id', '')}"):
            return False
    return True


def _value(element: etree._Element) -> str:
    """The value of the property that *element* carries; of an item, its name."""
    value = element.get("content") or element.get(_ATTRIBUTE.get(str(element.tag), "content"))
    if value is None and element.get("itemscope") is not None:
        named = element.find(".//*[@itemprop='name']")
        if named is not None:
            return _value(named) if named.get("itemscope") is None else ""
    if value is None:
        value = inner_text(element)[: 4 * _LONGEST]
    return collapse(value)[:_LONGEST]
