"""Reading a page's units: its pieces of text between block boundaries, in reading order."""

import re

from lxml import etree

from pipelines.extract.document import Element
from pipelines.extract.lines import (
    is_byline,
    is_dated_line,
    is_labelled_byline,
    is_name_line,
    is_time_line,
)
from pipelines.extract.names import is_signature
from pipelines.extract.printed_elements import (
    PROSE_LENGTH,
    find_swallowing,
    is_initial,
    is_label,
    is_printed,
    is_shown_as_block,
    read_initial,
)
from pipelines.extract.text import collapse, drop_shortcodes, fold
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
#: A script that a page prints: a call with a function in it.
_CODE = re.compile(r"[\w$]+(?:\.[\w$]+)*\(\s*function\b|\(function\s*\(")
#: Pieces of text that may be the headline together.
_MOST_PARTS = 20
#: Characters of a line that may be a byline, with the white space around it.
_LONGEST_BYLINE = 200
_PICTURE_TAGS = frozenset({"img", "amp-img"})
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
        #: Whether prose was read.
        self.is_below = False
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
        """Two breaks in a row end a paragraph; one ends a line that says who wrote the story or when."""
        if self.after_break or self.is_headline() or self.is_byline():
            self.flush()
        else:
            self.parts.append("\n")
            self.after_break = True

    def is_headline(self) -> bool:
        """Whether the unit so far is the headline, below which a line break begins something else."""
        if not self.headline or len(self.parts) > _MOST_PARTS:
            return False
        return fold("".join(self.parts)[: 2 * len(self.headline) + _MOST_PARTS]) == self.headline

    def is_byline(self) -> bool:
        """Whether the unit so far, above all prose, is a line with the author's name or a time."""
        if self.is_below or len(self.parts) > _MOST_PARTS or sum(map(len, self.parts)) > _LONGEST_BYLINE:
            return False
        line = collapse("".join(self.parts))
        if not line:
            return False
        if is_byline(line) or is_labelled_byline(line) or is_time_line(line) or is_dated_line(line):
            return True
        return is_name_line(line) and is_signature(line)

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
                self.is_below |= len(text) > PROSE_LENGTH
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
    swallowing = find_swallowing(root)
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
            is_block = tag in BLOCK_TAGS or is_shown_as_block(element, tag)
            if (
                tag in SKIPPED_TAGS
                and element not in swallowing
                and not is_printed(element, tag, in_sentence=not reader.is_blank())
            ) or (
                not is_block
                and ((zone == "hidden" and not is_initial(element)) or is_label(element, tag, zone))
            ):
                skipped = element
                walker.skip_subtree()
            elif tag == "br":
                reader.line_break()
            else:
                reader.open(element, tag, zone, is_block=is_block)
                if tag in _PICTURE_TAGS:
                    reader.initial = read_initial(element)
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
