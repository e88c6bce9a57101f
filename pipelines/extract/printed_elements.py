"""What a page prints of its elements, whatever their tags say: labels, initials, what is never closed."""

import re
from itertools import islice

from pipelines import furniture
from pipelines.extract.document import Element
from pipelines.extract.text import measure
from pipelines.extract.zones import Zone

#: A sentence goes on behind an element.
_GOES_ON = re.compile(r"\s*[\w,;:.)]")
_LONGEST_INITIAL = 3
#: Paragraphs of a story that is printed for browsers without scripts alone.
_FEWEST_PARAGRAPHS = 3
#: A picture's source that is never closed holds the picture itself, or the next source.
_AROUND_SOURCES = frozenset({"picture", "source"})
#: Characters of a word like "Advertisement" in an element of its own.
_LONGEST_LABEL = 30
#: A shorter text without a link, in an element for navigation, may be a label.
PROSE_LENGTH = 80

#: What a style says of an element that stands on lines of its own.
_BLOCK_DISPLAY = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item|flow-root)\b", re.I)
#: Elements that hold paragraphs, not the words of one.
_BOX_TAGS = frozenset({"body", "main", "article", "section", "div", "td", "template"})


def is_shown_as_block(element: Element, tag: str) -> bool:
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


def find_swallowing(root: Element) -> set[Element]:
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


def is_printed(element: Element, tag: str, *, in_sentence: bool) -> bool:
    """Whether an element that is skipped elsewhere is part of a sentence or of the page that readers see."""
    if tag == "template":
        return "shadowrootmode" in element.attrib
    if tag == "noscript":
        return _holds_paragraphs(element)
    if tag == "math":
        return in_sentence
    if tag == "source":
        parent = element.getparent()
        return parent is not None and parent.tag in _AROUND_SOURCES
    if tag == "nav":
        return element.find(".//a") is None and len("".join(map(str, element.itertext()))) >= PROSE_LENGTH
    if tag != "button" or not in_sentence or len(element) > 1:
        return False
    return bool(_GOES_ON.match(element.tail or ""))


def _holds_paragraphs(element: Element) -> bool:
    """Whether *element* holds a story for readers whose browser runs no scripts."""
    paragraphs = islice(element.iter("p"), _FEWEST_PARAGRAPHS)
    return sum(measure(one, PROSE_LENGTH) >= PROSE_LENGTH for one in paragraphs) == _FEWEST_PARAGRAPHS


def is_label(element: Element, tag: str, zone: Zone | None) -> bool:
    """Whether *element* says inside a sentence that an advertisement stands there."""
    if not (tag == "span" or zone == "advertising"):
        return False
    text = element.text
    if not text or len(text) > _LONGEST_LABEL or len(element):
        return False
    return furniture.recognise(text.strip()) == "advertising"


def is_initial(element: Element) -> bool:
    """Whether *element* is hidden from screen readers alone and holds the first letter of a text."""
    text = element.text or ""
    return (
        element.get("aria-hidden") == "true"
        and len(element) == 0
        and text.isalpha()
        and len(text) <= _LONGEST_INITIAL
    )


def read_initial(element: Element) -> str:
    """The letter that *element*, a picture, shows, as the first one of a text may be; empty for others."""
    letter = (element.get("alt") or "").strip()
    return letter.upper() if len(letter) == 1 and letter.isalpha() else ""
