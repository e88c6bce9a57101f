"""An outlet's own selectors: what they find on a page goes before the general way."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from dosvoces.core.errors import OutletError
from dosvoces.core.outlets import Selectors
from dosvoces.core.record import Author
from pipelines.extract import authors, site_names
from pipelines.extract.dates import read_zone
from pipelines.extract.datetimes import Timestamp, parse_machine, parse_visible
from pipelines.extract.document import Document, Element
from pipelines.extract.text import collapse, inner_text


class Selected(NamedTuple):
    """What the selectors found; empty fields are left to the general way."""

    headline: str = ""
    description: str = ""
    authors: tuple[Author, ...] = ()
    published: Timestamp | None = None
    body: tuple[Element, ...] = ()


def hold(selectors: Selectors, day: date) -> bool:
    """Whether the *selectors* still hold for a page fetched on *day*."""
    return selectors.valid_until is None or day <= selectors.valid_until


def select(document: Document, selectors: Selectors) -> Selected:
    """What *selectors* find in *document*, after taking out of its tree what they remove.

    Raises :exc:`OutletError` for a selector that is no CSS.
    """
    for path in selectors.remove:
        for element in _find(document.root, path):
            _take_out(element)
    zone = read_zone(document.zone)
    published = next(
        (
            timestamp
            for value in _values(document, selectors.date_published)
            if (timestamp := parse_machine(value, zone) or parse_visible(value, zone, month_first=False))
        ),
        None,
    )
    names = [(value, False) for value in _values(document, selectors.authors)]
    return Selected(
        headline=next(iter(_values(document, selectors.headline)), ""),
        description=next(iter(_values(document, selectors.description)), ""),
        authors=authors.collect(names, site_names.read(document)),
        published=published,
        body=tuple(_find(document.root, selectors.body)) if selectors.body else (),
    )


def _values(document: Document, path: str | None) -> list[str]:
    """The values of the elements at *path*: their ``datetime`` or ``content``, else their text."""
    if not path:
        return []
    found = []
    for element in _find(document.root, path):
        value = element.get("datetime") or element.get("content") or inner_text(element)
        if value := collapse(value):
            found.append(value)
    return found


def _find(root: Element, path: str) -> list[Element]:
    found = _compile(path)(root)
    return (
        [element for element in found if isinstance(element, etree._Element)]
        if isinstance(found, list)
        else []
    )


@lru_cache(maxsize=1024)
def _compile(path: str) -> etree.XPath:
    try:
        return etree.XPath(HTMLTranslator().css_to_xpath(path))
    except (SelectorError, etree.XPathError) as error:
        raise OutletError(
            f"the selector {path!r} is no valid CSS: {error}; correct it in the outlet's file"
        ) from error


def _take_out(element: Element) -> None:
    """Remove *element* from its tree, keeping the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
