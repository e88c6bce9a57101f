"""What surrounds the story on its page: comments, lists of other stories, the site's header and footer."""

import re
from itertools import islice

from lxml import etree

from pipelines.extract.text import collapse, fold, inner_text, words

#: Ancestors of an element that are looked at.
_DEEPEST = 40
#: Class names of what is not the story.
_OTHER_CONTENT = re.compile(
    r"(?:^|[\s_-])(?:comments?|comentarios?|respuestas?|repl(?:y|ies)|related|relacionad[oa]s?|similar|"
    r"recommend\w*|recomend\w*|popular|trending|copyright|hoy|today|weather|clima|teasers?|latest|[uú]ltim[ao]s|"
    r"(sidebar))"
    r"(?:$|[\s_-])",
    re.I,
)
#: Paragraphs this long are a story's; an element with several holds it, whatever it is called.
_LONG_PARAGRAPH = 120
_LEAST_PARAGRAPHS = 3
#: Boxes around an element that may be a card, and elements of one that are looked at for a heading.
_CARD_DEPTH = 2
_CARD_ELEMENTS = 12
#: Headings that may be the page's title.
_MOST_TITLED = 10
#: Fewer words in a heading are a name or a section.
_HEADLINE_WORDS = 4
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OTHER_TAGS = frozenset({"aside", "footer", "header", "nav"})


def find_spine(root: etree._Element) -> set[etree._Element]:
    """The headline and what it is in, which is the story's; of several h1 the first three.

    Another heading is the headline where the page's title begins with it.
    """
    title = fold(collapse(root.findtext(".//title") or ""))
    titled = (one for one in islice(root.iter("h2", "h3"), _MOST_TITLED) if _begins(title, one))
    return {
        node
        for heading in (*islice(root.iter("h1"), 3), *islice(titled, 1))
        for node in (heading, *heading.iterancestors())
        if node.tag not in ("body", "html", "main")
    }


def _begins(title: str, heading: etree._Element) -> bool:
    """Whether the folded *title* of the page begins with the words of a *heading*, which are some."""
    said = fold(collapse(inner_text(heading)))
    return len(said.split()) >= _HEADLINE_WORDS and title.startswith(said)


def read_marks(element: etree._Element) -> str:
    """Class and id of *element*."""
    return f"{element.get('class', '')} {element.get('id', '')}"


def is_other_content(element: etree._Element, spine: set[etree._Element]) -> bool:
    """Whether *element* is in a comment, another story's card or list, a footer or the site's header.

    What the headline is in, the *spine*, is the story's.
    """
    tags: set[object] = set()
    for depth, node in enumerate((element, *islice(element.iterancestors(), _DEEPEST))):
        if node in spine or node.tag == "body":
            in_story = node in spine and any(one.tag == "article" for one in (node, *node.iterancestors()))
            return not in_story and not tags.isdisjoint(_OTHER_TAGS)
        marked = _OTHER_CONTENT.search(read_marks(node))
        if marked and not (marked[1] and _holds_story(node)):
            return True
        if node.tag == "a" and next(node.iter(_HEADINGS), None) is not None:
            return True
        if (0 < depth <= _CARD_DEPTH and _is_card(node, element)) or (node.tag == "li" and _leads_on(node)):
            return True
        if node.tag == "article":
            return any(one.tag == "article" for one in spine)
        tags.add(node.tag)
    return False


def _leads_on(item: etree._Element) -> bool:
    """Whether a list's *item* is a link that says more than a name."""
    link = item.find(".//a[@href]")
    return link is not None and len(words(inner_text(link))) > _HEADLINE_WORDS


def _is_card(box: etree._Element, element: etree._Element) -> bool:
    """Whether *box* has a heading that leads elsewhere, beside *element*, as lists of stories do."""
    headings = (one for one in islice(box.iter(), _CARD_ELEMENTS) if one.tag in _HEADINGS)
    return any(
        heading.find(".//a[@href]") is not None
        and len(words(inner_text(heading))) >= _HEADLINE_WORDS
        and element not in heading.iter()
        for heading in headings
    )


def _holds_story(element: etree._Element) -> bool:
    """Whether *element*, which a layout with a sidebar may name, has the paragraphs of a story."""
    long = (one for one in islice(element.iter("p"), 60) if len(inner_text(one)) >= _LONG_PARAGRAPH)
    return len(list(islice(long, _LEAST_PARAGRAPHS))) == _LEAST_PARAGRAPHS
