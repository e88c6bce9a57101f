"""A unit: one piece of a page's text between block boundaries, and what is known of it."""

import re
from typing import NamedTuple

from dosvoces.core.record import Role
from pipelines.extract.document import Element
from pipelines.extract.zones import Zone

#: Roles of what a story says, and the end of a sentence in it.
PROSE: frozenset[Role] = frozenset({"paragraph", "quote", "list_item", "table"})
SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*$")
_HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


class Unit:
    """One piece of text and its surroundings."""

    __slots__ = (
        "bold",
        "element",
        "index",
        "inside",
        "link_share",
        "linked",
        "links",
        "named",
        "tag",
        "text",
        "zones",
    )

    def __init__(
        self,
        index: int,
        text: str,
        element: Element,
        *,
        linked: int,
        links: int,
        bold: int,
        inside: frozenset[str],
        zones: "tuple[ZoneMark, ...]",
    ) -> None:
        self.index = index
        self.text = text
        #: The nearest block-level element.
        self.element = element
        self.tag = str(element.tag)
        #: Characters inside links, of all characters of *text*.
        self.linked = linked
        #: Share of the characters that are links, 0 to 1.
        self.link_share = min(1.0, linked / max(1, len(text)))
        self.links = links
        self.bold = bold
        #: Which of blockquote, figure, li, table ... it stands in.
        self.inside = inside
        #: The zones it stands in, outermost first.
        self.zones = zones
        #: The zones before any correction, as names and tags say.
        self.named = zones

    @property
    def is_heading(self) -> bool:
        """Whether it is marked up as a heading."""
        return self.tag in _HEADING_TAGS

    def in_zone(self, *names: Zone) -> bool:
        """Whether it stands in one of the zones."""
        return bool(self.zones) and any(mark.zone in names for mark in self.zones)

    def __repr__(self) -> str:
        return f"<{self.index} {self.tag} {[m.zone for m in self.zones]} {self.text[:60]!r}>"


class ZoneMark(NamedTuple):
    """A zone and the element that opens it."""

    zone: Zone
    element: Element
