"""The role of one unit, by its zones, words and tag alone."""

import re
from collections.abc import Iterable
from itertools import islice

from dosvoces.core.record import Role
from pipelines import furniture
from pipelines.extract.document import Element
from pipelines.extract.evidence import Evidence
from pipelines.extract.lines import is_byline, is_dated_line, is_sign_off, is_time_line
from pipelines.extract.pictures import is_caption, is_credit
from pipelines.extract.text import fold, inner_text, measure, share_words, words
from pipelines.extract.unit import Unit
from pipelines.extract.zone_corrections import OUTSIDE_ZONES
from pipelines.extract.zones import Zone

#: Longer texts in furniture's places are other stories or comments, which are not kept.
LONGEST_KEPT = 320

_FURNITURE_ZONES = frozenset(
    {"navigation", "comments", "consent", "social", "newsletter", "advertising", "author", "tags", "form"}
)
#: Elements inside a cell that lay out a page, not a row of data.
_LAYOUT_TAGS = ("p", "div", "table", "ul", "h1", "h2", "h3", "h4")
#: Line breaks and characters of a cell that holds paragraphs.
_FEWEST_BREAKS, _CELL_LENGTH = 4, 300
#: Cells of a row, which has as many where one says ``–``, ``%`` or ``✓``.
_CELLS, _VALUE = frozenset({"td", "th"}), re.compile(r"[^\w\s|·•*.,:;«»“”\"'<>()▢]{1,5}")
_RULE = re.compile(r"^[\W_]+$")
#: A row of data says some word in one of its first cells.
_WORD, _MOST_CELLS = re.compile(r"[^\W_]"), 20
#: A letter: the number of a picture is no caption.
_SAYS = re.compile(r"[^\W\d_]")
#: A line of an address of a page with a few words before it, as prints have.
_ADDRESS = re.compile(r"(?:[^\W\d_]+:?\s+){0,6}https?://(?:www\.)?([^/\s:?#]+)\S*$", re.I)


class Labels:
    """What units are compared with: the story's headline, description, authors, declared text and site."""

    def __init__(
        self,
        headline: str,
        description: str,
        authors: Iterable[str],
        evidence: Evidence,
        *,
        is_free: bool = True,
        site: str = "",
    ) -> None:
        self.headline = fold(headline)
        self.description = fold(description)
        self.authors = tuple(authors)
        self.evidence = evidence
        #: Whether the page says nothing of a payment; what a paid story hides is not printed.
        self.is_free = is_free
        #: The domain of the page's site; empty where the page has no address.
        self.site = site

    def is_headline(self, text: str) -> bool:
        """Whether *text* is the headline, whole."""
        return bool(self.headline) and fold(text) == self.headline

    def has_headline(self, text: str) -> bool:
        """Whether *text* is most of the headline, or holds it beside a kicker or a standfirst."""
        holds = " " in self.headline and f" {self.headline} " in f" {fold(text)} "
        return holds or share_words(text, self.headline) > 0.5

    def is_own_address(self, text: str) -> bool:
        """Whether *text* is an address of the story's site, with a few words before it at most."""
        found = _ADDRESS.match(text) if self.site and "://" in text else None
        return found is not None and f".{found[1].lower()}".endswith(f".{self.site}")

    def describes(self, text: str) -> bool:
        """Whether *text* is the description that the page declares, or the description its beginning."""
        folded = fold(text)
        return len(self.description) > 60 and (
            folded == self.description or (len(folded) > 120 and folded[:120] == self.description[:120])
        )


def role_of(unit: Unit, labels: Labels) -> Role | None:
    """The role of a unit inside the story's element; None for what is not kept."""
    text = unit.text
    zones = {mark.zone for mark in unit.zones}
    if "hidden" in zones:
        return None
    if _RULE.match(text):
        return "table" if not zones & _FURNITURE_ZONES and _is_value(unit) else None
    if "pullquote" in zones:
        return "quote"
    if labels.is_headline(text) or (unit.tag == "h1" and labels.has_headline(text)):
        return "headline"
    if unit.tag == "h1" and labels.headline and unit.inside & {"header", "li", "figure"}:
        return None
    if zones & _FURNITURE_ZONES:
        if ("related" in zones and not furniture.recognise(text)) or furniture.role_of(text) == "related":
            return "related" if len(text) <= LONGEST_KEPT else None
        return "furniture" if len(text) <= LONGEST_KEPT else None
    if "related" in zones:
        if furniture.recognise(text) == "related" and furniture.is_bare_lead(text) and unit.link_share < 0.5:
            return "furniture"
        return "related" if len(text) <= LONGEST_KEPT else None
    return _printed_role(unit, labels, zones) or _story_role(unit, zones)


def _printed_role(unit: Unit, labels: Labels, zones: set[Zone]) -> Role | None:
    """The role of what is printed with a story and is not its text: captions, credits, bylines, furniture."""
    text = unit.text
    if "embed" in zones:
        return "furniture" if furniture.recognise(text) == "interface" else "quote"
    if "infobox" in zones:
        return "furniture" if len(text) <= LONGEST_KEPT else None
    if len(text) > 120 and labels.describes(text):
        return "description"
    is_pictured = "caption" in zones or "figure" in unit.inside
    if not is_pictured and is_byline(text):
        return "byline"
    if "credit" in zones or (is_credit(text) and not ("byline" in zones and "figure" not in unit.inside)):
        return "credit"
    if "blockquote" in unit.inside and "figure" in unit.inside and "caption" not in zones:
        return "quote"
    if (
        "caption" in zones
        or ("figure" in unit.inside and "table" not in unit.inside)
        or unit.tag in ("legend",)
    ):
        return "caption" if _SAYS.search(text) else "furniture"
    if "byline" in zones and len(text) < 200:
        return "byline"
    if (is_time_line(text) or is_dated_line(text)) and not ("table" in unit.inside and is_cell(unit)):
        return "byline"
    if labels.is_own_address(text):
        return "furniture"
    if is_sign_off(text) and "table" not in unit.inside:
        return "credit"
    if is_caption(text):
        return "caption"
    if role := furniture.role_of(text):
        return role
    if is_pictured and is_byline(text):
        return "byline"
    return "furniture" if furniture.is_consent(text) and "cookie" not in labels.headline else None


def _story_role(unit: Unit, zones: set[Zone]) -> Role:
    """The role of the story's own text or standfirst."""
    if "standfirst" in zones and len(words(unit.text)) >= 4:
        return "description" if unit.link_share < 0.7 else "related"
    return prose_role(unit)


def prose_role(unit: Unit) -> Role:
    """The role of the story's own text, by its markup."""
    if unit.is_heading:
        return "heading"
    if "blockquote" in unit.inside:
        return "quote"
    if "table" in unit.inside and is_cell(unit):
        return "table"
    if unit.inside & {"li", "dt", "dd"}:
        return "list_item"
    return "paragraph"


def is_cell(unit: Unit) -> bool:
    """Whether *unit* is a cell of a table of data, not a paragraph in a table of layout."""
    if unit.tag in ("td", "th", "tr", "caption"):
        return len(unit.text) < 300 and not _lays_out(unit.element)
    cell = unit.element.getparent()
    if cell is None or cell.tag not in ("td", "th") or len(cell) != 1 or len(unit.text) > 120:
        return False
    row = cell.getparent()
    return row is not None and len(row) > 1


def _is_value(unit: Unit) -> bool:
    """Whether *unit* is a cell of a few signs in a row of data that says something."""
    row = unit.element.getparent()
    if unit.tag not in _CELLS or row is None or not _VALUE.fullmatch(unit.text) or not is_cell(unit):
        return False
    return any(_WORD.search(inner_text(cell)[:_CELL_LENGTH]) for cell in islice(row, _MOST_CELLS))


def _lays_out(cell: Element) -> bool:
    """Whether *cell* lays out a page: it has blocks, or paragraphs parted by line breaks."""
    breaks = sum(1 for _ in islice(cell.iter("br"), _FEWEST_BREAKS))
    if breaks == _FEWEST_BREAKS and measure(cell, _CELL_LENGTH) > _CELL_LENGTH:
        return True
    return next(cell.iter(*_LAYOUT_TAGS), None) is not None


def role_before(unit: Unit, labels: Labels) -> Role | None:
    """The role of a unit between the headline and the story's element."""
    if labels.describes(unit.text) and not unit.in_zone("hidden", "comments", "related"):
        return "description"
    role = role_of(unit, labels)
    if role not in ("paragraph", "heading", "list_item", "quote", "table"):
        return role
    if any(mark.zone in OUTSIDE_ZONES or mark.zone == "aside" for mark in unit.zones):
        return None
    if role in ("quote", "table") or len(words(unit.text)) < 6 or unit.link_share > 0.3:
        return None
    if unit.tag in ("p", "h2", "h3", "h4", "h5", "li") or "header" in unit.inside:
        return "description"
    return "description" if share_words(unit.text, labels.description) > 0.6 else None
