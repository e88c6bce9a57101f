"""Microdata: the properties (``itemprop``) of the page's article."""

import re
from collections.abc import Callable, Sequence
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
#: What elements that stand around properties were found to be.
Known = dict[etree._Element, bool]
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
    known: Known = {}
    for element in properties[: _MOST + 1]:
        for name in (element.get("itemprop") or "").lower().split():
            if name in _WANTED and _ask(element, _is_article, known):
                value = _value(element)
                if value and value not in found.setdefault(name, []):
                    found[name].append(value)
    return found


def read_other_authors(properties: Sequence[etree._Element]) -> frozenset[str]:
    """The authors, as printed, of comments and other things on the page than its article."""
    authors = islice((element for element in properties if element.get("itemprop") == "author"), _MOST)
    known: Known = {}
    return frozenset(_value(element) for element in authors if not _ask(element, _is_article, known)) - {""}


def is_own(element: etree._Element, known: Known) -> bool:
    """Whether *element* stands in no work that the article cites, mentions or lists.

    *known* has what elements above others of the page were found to be, and grows.
    """
    return _ask(element, _is_own, known)


def _ask(element: etree._Element, judge: Callable[[etree._Element], bool | None], known: Known) -> bool:
    """What *judge* says of the nearest thing above *element* that it knows; each is asked once."""
    passed = []
    answer: bool | None = True
    for above in element.iterancestors():
        answer = known[above] if above in known else judge(above)
        passed.append(above)
        if answer is not None:
            break
    known.update(dict.fromkeys(passed, answer is not False))
    return answer is not False


def _is_article(element: etree._Element) -> bool | None:
    """Whether *element* is an article, or another thing with authors of its own; a picture's are its own."""
    if element.tag == "figure" or _is_own(element) is False:
        return False
    if element.get("itemscope") is not None or element.get("itemtype"):
        kind = (element.get("itemtype") or "").lower()
        return any(word in kind for word in ("article", "posting", "report", "review", "webpage"))
    return False if _COMMENT.search(f"{element.get('class', '')} {element.get('id', '')}") else None


def _is_own(element: etree._Element) -> bool | None:
    """Whether *element*, if it is an item, is no work that another item cites, mentions or lists."""
    if element.get("itemscope") is None:
        return None
    return _OTHER_WORKS.isdisjoint((element.get("itemprop") or "").lower().split())


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
