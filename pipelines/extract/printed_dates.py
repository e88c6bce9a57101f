"""Dates as a page prints them for people: told from those of updates, comments and other stories."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pipelines.extract.datetimes import Timestamp, parse_machine, parse_visible, strip_dates
from pipelines.extract.document import Document, Element
from pipelines.extract.surroundings import find_spine, is_other_content, read_marks
from pipelines.extract.text import inner_text

#: Elements with a class of a date that are looked at; the story's own is among the first.
_MOST_LINES = 60
_MOST_TIMES = 40
#: Children of an element behind which text is looked for.
_MOST_CHILDREN = 12
_DIGIT = re.compile(r"\d")
#: Class names of the line that says when the story was published.
_DATE_CLASS = re.compile(
    r"(?<![a-z])(?:date|fecha|time|hora|publish|publicad|posted|timestamp|byline|dateline|meta)", re.I
)
_LINES = ("p", "span", "div", "li", "small", "em", "dd", "td", "h4", "h5", "h6", "a", "abbr")
_BARE_LINES = (
    "p", "div", "span", "td", "li", "font", "b", "strong", "small", "em", "i", "fieldset", "header",
    "article", "body",
)  # fmt: skip
#: What a date is the date of; the first group is an update's.
_LABEL = re.compile(
    r"\b(updat\w*|modifi\w*|actualizad\w*|actualizaci[oó]n|revised|revisad\w*|edited|editad[oa]|corrected)\b"
    r"|\b(?:publish\w*|publicad\w*|publicaci[oó]n|posted|created|cread[oa])\b",
    re.I,
)
_UPDATE_MARK = re.compile(r"modif|updat|actualiz", re.I)
_PUBLICATION_MARK = re.compile(r"publi|created|creation|posted", re.I)
_COPYRIGHT = re.compile(r"©|\bcopyright\b|\(c\)", re.I)
_WEEKDAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|"
    r"domingo)\b",
    re.I,
)
#: A line that says nothing but that a publication's date follows.
_PUBLICATION_LABEL = re.compile(
    r"\W*(?:published|publish date|date published|publication date|publicado|publicaci[oó]n|"
    r"fecha de publicaci[oó]n|posted)(?: on| el)?\W*",
    re.I,
)
#: What stands beside a date: how long the story takes to read.
_ASIDE = re.compile(r"\b\d+\s*min\w*\b(?:\s+(?:read|de\s+lectura))?|\breading time\b", re.I)
#: A date inside a sentence: "born on the", "nació el".
_IN_SENTENCE = re.compile(
    r"\b(?!(?:el|on|at|en|in)\b)\w+\s+(?:el|del|on|the|of|in|en|desde|hasta|since|until)\s+(?:d[ií]a\s+)?\d",
    re.I,
)


class PrintedDate(NamedTuple):
    """A date of the story that the page prints; *is_update* where it says when the story was changed."""

    timestamp: Timestamp
    is_update: bool


def read(document: Document, zone: ZoneInfo, *, month_first: bool) -> Iterator[PrintedDate]:
    """The story's dates in print: of ``<time>``, of lines with such a class, of other short lines."""
    spine = find_spine(document.root)
    for element in islice(_near_first(document.root, spine, "time"), _MOST_TIMES):
        found = list(_read_time(element, zone, month_first))
        if found and not _is_foreign(element, spine):
            yield from found
    lines = (
        line
        for line in _near_first(document.root, spine, *_LINES)
        if (line.get("class") or line.get("id")) and _is_of_dates(read_marks(line)[:1000])
    )
    for element in islice(lines, _MOST_LINES):
        found = list(_read_line(element, zone, month_first))
        if found and not _is_foreign(element, spine):
            yield from found
    yield from _read_bare_lines(document.root, spine, zone, month_first)


@lru_cache(maxsize=2048)
def _is_of_dates(marks: str) -> bool:
    return bool(_DATE_CLASS.search(marks))


def _is_foreign(element: Element, spine: set[Element]) -> bool:
    """Whether *element* is none of the story's; under the label of a publication it is, in a sidebar too."""
    previous = element.getprevious()
    is_labelled = previous is not None and _PUBLICATION_LABEL.fullmatch(inner_text(previous)[:40])
    return not is_labelled and is_other_content(element, spine)


def split_labels(text: str) -> tuple[str, str]:
    """What *text* says of the publication, and what of an update."""
    published: list[str] = []
    updated: list[str] = []
    position, is_update = 0, False
    for label in _LABEL.finditer(text):
        (updated if is_update else published).append(text[position : label.start()])
        position, is_update = label.end(), label[1] is not None
    (updated if is_update else published).append(text[position:])
    return " ".join(published), " ".join(updated)


def _near_first(root: Element, spine: set[Element], *tags: str) -> Iterator[Element]:
    """The elements of *tags* behind the first h1 or close above it, then those farther above."""
    far: list[Element] = []
    is_after = False
    for element in root.iter("h1", *tags):
        if element.tag == "h1":
            is_after = True
        elif is_after or (spine and any(one in spine for one in islice(element.iterancestors(), 4))):
            yield element
        elif len(far) < 4 * _MOST_LINES:
            far.append(element)
    yield from far


def _read_time(element: Element, zone: ZoneInfo, month_first: bool) -> Iterator[PrintedDate]:
    text = inner_text(element)[:200]
    attribute = element.get("datetime") or ""
    timestamp = parse_machine(attribute, zone, month_first=month_first) or parse_visible(
        attribute or text, zone, month_first
    )
    if timestamp is None:
        return
    if timestamp.precision == "day" and (spoken := parse_visible(text, zone, month_first)):
        timestamp = spoken if spoken.precision == "minute" else timestamp
    published, updated = split_labels(text)
    is_update = _is_update(element) or (bool(updated) and not any(c.isdigit() for c in published))
    if is_update and updated and (first := parse_visible(published, zone, month_first)):
        yield PrintedDate(first, False)
    yield PrintedDate(timestamp, is_update)


def _is_update(element: Element) -> bool:
    """Whether *element*, or the label before it, says that its date is that of an update."""
    marks = f"{read_marks(element)} {element.get('itemprop', '')}"
    if _PUBLICATION_MARK.search(marks):
        return False
    if _UPDATE_MARK.search(marks):
        return True
    labels = list(_LABEL.finditer(_text_before(element)))
    return bool(labels) and labels[-1][1] is not None


def _text_before(element: Element) -> str:
    """The short text that stands before *element* in its line."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is None:
        return (parent.text or "")[-60:] if parent is not None else ""
    tail = (previous.tail or "").strip()
    has_own_date = previous.tag == "time" or previous.find(".//time") is not None
    return tail[-60:] if tail or has_own_date else inner_text(previous)[-60:]


def _read_line(element: Element, zone: ZoneInfo, month_first: bool) -> Iterator[PrintedDate]:
    text = " ".join(inner_text(element)[:400].split())
    if not 6 <= len(text) <= 200 or _COPYRIGHT.search(text):
        return
    title = element.get("title") or element.get("data-date") or element.get("data-timestamp") or ""
    is_marked = _is_update(element)
    published, updated = split_labels(text)
    if found := parse_machine(title, zone) or parse_visible(published, zone, month_first):
        yield PrintedDate(found, is_marked)
    if found := parse_visible(updated, zone, month_first):
        yield PrintedDate(found, True)


def _read_bare_lines(
    root: Element, spine: set[Element], zone: ZoneInfo, month_first: bool
) -> Iterator[PrintedDate]:
    """Dates of short lines that say little else: a dateline, a byline with its day."""
    lines = 0
    for element in _near_first(root, spine, *_BARE_LINES):
        for text in _own_lines(element):
            lines += 1
            if lines > 4 * _MOST_LINES:
                return
            published, updated = split_labels(text)
            told = parse_visible(published, zone, month_first), parse_visible(updated, zone, month_first)
            if any(told) and _is_date_line(text) and not is_other_content(element, spine):
                yield from (
                    PrintedDate(one, is_update)
                    for one, is_update in zip(told, (False, True), strict=True)
                    if one
                )


def _own_lines(element: Element) -> Iterator[str]:
    """The short pieces of text with a number in *element* itself, before and behind its children."""
    texts = [element.text]
    if len(element):
        texts += [child.tail for child in islice(element, _MOST_CHILDREN)]
    for text in texts:
        if text and _DIGIT.search(text, 0, 200):
            line = " ".join(text[:200].split())
            if 8 <= len(line) <= 120:
                yield line


def _is_date_line(text: str) -> bool:
    """Whether *text* is a date with names and labels, and no sentence that says one."""
    bare = _ASIDE.sub(" ", _WEEKDAY.sub(" ", _LABEL.sub(" ", text)))
    if _COPYRIGHT.search(text) or _IN_SENTENCE.search(bare):
        return False
    others = re.findall(r"[^\W\d_]{4,}", strip_dates(bare))
    return len(others) <= 8 and not any(word[0].islower() for word in others)
