"""Reading a page's units: its pieces of text between block boundaries, in reading order."""

import re
from itertools import islice

from lxml import etree

from pipelines import furniture
from pipelines.extract.document import Element
from pipelines.extract.text import collapse, drop_shortcodes, fold, measure
from pipelines.extract.unit import Unit, ZoneMark
from pipelines.extract.zones import SKIPPED_TAGS, Zone, zone_of

BLOCK_TAGS = frozenset({
    "html", "body", "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl",
    "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
    "hr", "li", "main",
    "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    "caption", "video",
    "legend", "amp-img", "img", "picture",
})  # fmt: skip
#: A sentence goes on behind an element.
_GOES_ON = re.compile(r"\s*[\w,;:.)]")
#: A script that a page prints: a call with a function in it.
_CODE = re.compile(r"[\w$]+(?:\.[\w$]+)*\(\s*function\b|\(function\s*\(")
_LONGEST_INITIAL = 3
#: Pieces of text that may be the headline together.
_MOST_PARTS = 20
#: A shorter text without a link, in an element for navigation, may be a label.
_PROSE_LENGTH = 80
#: Paragraphs of a story that is printed for browsers without scripts alone.
_FEWEST_PARAGRAPHS = 3
#: A picture's source that is never closed holds the picture itself, or the next source.
_AROUND_SOURCES = frozenset({"picture", "source"})
_PICTURE_TAGS = frozenset({"img", "amp-img"})
#: Characters of a word like "Advertisement" in an element of its own.
_LONGEST_LABEL = 30
_BOLD_TAGS = frozenset({"b", "strong"})
_INSIDE_TAGS = frozenset(
    {"blockquote", "figure", "li", "table", "aside", "pre", "dl", "td", "header", "dt", "dd"}
)

#: Units at most: real pages have up to 4,000; the longest live blogs 10,000.
MOST_UNITS = 20_000
#: Nested elements whose zones are followed; deeper ones belong to the zones above them.
_DEEPEST = 300


class _Reader:
    """The state of one walk over a tree."""

    def __init__(self, headline: str) -> None:
        self.headline = fold(headline)
        self.units: list[Unit] = []
        self.blocks: list[Element] = []
        self.inside: list[str] = []
        self.zones: list[ZoneMark] = []
        self.parts: list[str] = []
        self.has_text = False
        self.linked = self.links = self.bold = 0
        self.in_link = self.in_bold = 0
        self.after_break = self.has_text = False
        #: A letter shown as a picture, with which the text behind it begins.
        self.initial = ""
        #: The zone of an inline element that began the unit, and the number of parts when it ended.
        self.inline: ZoneMark | None = None
        self.inline_end = -1
        self._inside_set: frozenset[str] = frozenset()
        self._zone_tuple: tuple[ZoneMark, ...] = ()

    def add(self, text: str | None) -> None:
        if not text:
            return
        if self.initial and not text.isspace():
            if text.lstrip()[0].islower() and self.is_blank():
                text = self.initial + text
            self.initial = ""
        self.parts.append(text)
        if not text.isspace():
            self.has_text = True
            self.after_break = False
        if self.in_link:
            self.linked += len(text.strip())
        if self.in_bold:
            self.bold += len(text.strip())

    def line_break(self) -> None:
        """Two breaks in a row end a paragraph; one is white space."""
        if self.after_break or self.is_headline():
            self.flush()
        else:
            self.parts.append("\n")
            self.after_break = True

    def is_headline(self) -> bool:
        """Whether the unit so far is the headline, below which a line break begins something else."""
        if not self.headline or len(self.parts) > _MOST_PARTS:
            return False
        return fold("".join(self.parts)[: 2 * len(self.headline) + _MOST_PARTS]) == self.headline

    def flush(self) -> None:
        """End the unit."""
        if not self.parts:
            self.links = 0
            self.after_break = False
            return
        if not self.is_blank():
            text = drop_shortcodes(collapse("".join(self.parts)))
            if (
                text
                and self.blocks
                and not ("function" in text and "pre" not in self.inside and _CODE.match(text))
            ):
                self.units.append(
                    Unit(
                        len(self.units),
                        text,
                        self.blocks[-1],
                        linked=self.linked,
                        links=self.links,
                        bold=self.bold,
                        inside=self._inside_set,
                        zones=self.unit_zones(),
                    )
                )
        self.parts = []
        self.has_text = False
        self.inline = None
        self.linked = self.bold = self.links = 0
        self.after_break = False

    def open(self, element: Element, tag: str, zone: Zone | None, *, is_block: bool) -> None:
        if is_block or (zone == "credit" and self.is_in_caption()):
            self.flush()
            self.blocks.append(element)
            if tag in _INSIDE_TAGS:
                self.inside.append(tag)
                self._inside_set = frozenset(self.inside)
        if tag == "a":
            self.in_link += 1
            self.links += 1
        elif tag in _BOLD_TAGS:
            self.in_bold += 1
        if zone:
            if self.blocks and self.blocks[-1] is element:
                self.zones.append(ZoneMark(zone, element))
                self._zone_tuple = tuple(self.zones)
            elif self.is_blank():
                self.inline = ZoneMark(zone, element)
                self.inline_end = -1

    def is_in_caption(self) -> bool:
        """Whether the walk is inside a caption, where a credit is a line of its own."""
        return "figure" in self.inside or any(mark.zone == "caption" for mark in self.zones)

    def is_blank(self) -> bool:
        """Whether the unit has no text yet."""
        return not self.has_text

    def close(self, element: Element, tag: str) -> None:
        if self.blocks and self.blocks[-1] is element:
            self.flush()
            self.blocks.pop()
            if tag in _INSIDE_TAGS and self.inside:
                self.inside.pop()
                self._inside_set = frozenset(self.inside)
        if tag == "a":
            self.in_link = max(0, self.in_link - 1)
        elif tag in _BOLD_TAGS:
            self.in_bold = max(0, self.in_bold - 1)
        if self.zones and self.zones[-1].element is element:
            self.zones.pop()
            self._zone_tuple = tuple(self.zones)
        elif self.inline is not None and self.inline.element is element:
            self.inline_end = len(self.parts)

    def unit_zones(self) -> tuple[ZoneMark, ...]:
        """The zones of the unit, with that of an inline element if it holds all of the text."""
        if (
            self.inline is not None
            and self.inline_end >= 0
            and all(p.isspace() for p in self.parts[self.inline_end :])
        ):
            return (*self._zone_tuple, self.inline)
        return self._zone_tuple


#: What a style says of an element that stands on lines of its own.
_BLOCK_DISPLAY = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item|flow-root)\b", re.I)
#: Elements that hold paragraphs, not the words of one.
_BOX_TAGS = frozenset({"body", "main", "article", "section", "div", "td", "template"})


def _is_shown_as_block(element: Element, tag: str) -> bool:
    """Whether *element* stands on lines of its own by its style, or as a component.

    A component (``story-text``) does where it is not amid the words of a paragraph.
    """
    style = element.get("style")
    if style and _BLOCK_DISPLAY.search(style):
        return True
    return "-" in tag and _is_apart(element)


def _is_apart(element: Element) -> bool:
    """Whether *element* stands in a box with no text right before or after it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None or not (parent.tag in _BOX_TAGS or "-" in parent.tag):
        return False
    text = parent.text if before is None else before.tail
    return not (text and not text.isspace()) and not (element.tail and not element.tail.isspace())


#: Elements that hold no story, and of which an unclosed one holds the rest of the page.
_SWALLOWING = frozenset(
    {"nav", "menu", "button", "dialog", "select", "object", "audio", "canvas", "math", "head"}
)


def _find_swallowing(root: Element) -> set[Element]:
    """The elements under *root* that were never closed: they hold the headline or the story's element."""
    found: set[Element] = set()
    passed: set[Element] = set()
    for element in root.iter("article", "main", "h1"):
        for ancestor in element.iterancestors():
            if ancestor in passed:
                break
            passed.add(ancestor)
            if ancestor.tag in _SWALLOWING and not (element.tag == "h1" and ancestor.tag == "dialog"):
                found.add(ancestor)
    return found


def _is_printed(element: Element, tag: str, reader: _Reader) -> bool:
    """Whether an element that is skipped elsewhere is part of a sentence or of the page that readers see."""
    if tag == "template":
        return "shadowrootmode" in element.attrib
    if tag == "noscript":
        return _holds_paragraphs(element)
    if tag == "math":
        return not reader.is_blank()
    if tag == "source":
        parent = element.getparent()
        return parent is not None and parent.tag in _AROUND_SOURCES
    if tag == "nav":
        return element.find(".//a") is None and len("".join(map(str, element.itertext()))) >= _PROSE_LENGTH
    if tag != "button" or reader.is_blank() or len(element) > 1:
        return False
    return bool(_GOES_ON.match(element.tail or ""))


def _holds_paragraphs(element: Element) -> bool:
    """Whether *element* holds a story for readers whose browser runs no scripts."""
    paragraphs = islice(element.iter("p"), _FEWEST_PARAGRAPHS)
    return sum(measure(one, _PROSE_LENGTH) >= _PROSE_LENGTH for one in paragraphs) == _FEWEST_PARAGRAPHS


def _is_label(element: Element, tag: str, zone: Zone | None) -> bool:
    """Whether *element* says inside a sentence that an advertisement stands there."""
    text = element.text
    if not text or len(text) > _LONGEST_LABEL or len(element) or not (tag == "span" or zone == "advertising"):
        return False
    return furniture.recognise(text.strip()) == "advertising"


def _is_initial(element: Element) -> bool:
    """Whether *element* is hidden from screen readers alone and holds the first letter of a text."""
    text = element.text or ""
    return (
        element.get("aria-hidden") == "true"
        and len(element) == 0
        and text.isalpha()
        and len(text) <= _LONGEST_INITIAL
    )


def _read_initial(element: Element) -> str:
    """The letter that *element*, a picture, shows, as the first one of a text may be; empty for others."""
    letter = (element.get("alt") or "").strip()
    return letter.upper() if len(letter) == 1 and letter.isalpha() else ""


def _join_initials(units: list[Unit]) -> list[Unit]:
    """*units*, with a capital that stands in a box of its own put before the word that it begins."""
    joined: list[Unit] = []
    for unit in units:
        above = joined[-1] if joined else None
        if above is not None and len(above.text) == 1 and above.text.isupper() and unit.text[0].islower():
            joined.pop()
            unit.text = above.text + unit.text
        unit.index = len(joined)
        joined.append(unit)
    return joined


def read(root: Element, headline: str = "") -> list[Unit]:
    """The units of the tree under *root*, in reading order; a line that is its *headline* is one."""
    swallowing = _find_swallowing(root)
    body = root if root.tag == "body" else root.find("body")
    if body is None or any(element.tag == "head" for element in swallowing):
        body = root
    reader = _Reader(headline)
    walker = etree.iterwalk(body, events=("start", "end"))
    skipped: Element | None = None
    for event, element in walker:
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if event == "start":
            zone = zone_of(element) if len(reader.blocks) < _DEEPEST and tag not in SKIPPED_TAGS else None
            is_block = tag in BLOCK_TAGS or _is_shown_as_block(element, tag)
            if (
                tag in SKIPPED_TAGS and element not in swallowing and not _is_printed(element, tag, reader)
            ) or (
                not is_block
                and ((zone == "hidden" and not _is_initial(element)) or _is_label(element, tag, zone))
            ):
                skipped = element
                walker.skip_subtree()
            elif tag == "br":
                reader.line_break()
            else:
                reader.open(element, tag, zone, is_block=is_block)
                if tag in _PICTURE_TAGS:
                    reader.initial = _read_initial(element)
                if tag == "q":
                    reader.add("“")
                reader.add(element.text)
                if len(reader.units) >= MOST_UNITS:
                    break
        else:
            if element is skipped:
                skipped = None
            elif tag != "br":
                if tag == "q":
                    reader.add("”")
                reader.close(element, tag)
            if element is not body:
                reader.add(element.tail)
    reader.flush()
    return _join_initials(reader.units)
