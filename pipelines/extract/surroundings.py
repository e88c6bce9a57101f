"""What surrounds the story on its page: comments, lists of other stories, the site's header and footer."""

import re
from itertools import islice

from lxml import etree

#: Ancestors of an element that are looked at.
_DEEPEST = 40
#: Class names of what is not the story.
_OTHER_CONTENT = re.compile(
    r"(?:^|[\s_-])(?:comments?|comentarios?|respuestas?|repl(?:y|ies)|sidebar|related|relacionad[oa]s?|"
    r"recommend\w*|recomend\w*|popular|trending|copyright|hoy|today|teasers?|latest|[uú]ltim[ao]s)"
    r"(?:$|[\s_-])",
    re.I,
)
_OTHER_TAGS = frozenset({"aside", "footer", "header", "nav"})


def find_spine(root: etree._Element) -> set[etree._Element]:
    """The headline and what it is in, which is the story's; of several h1 the first three."""
    return {
        node
        for heading in islice(root.iter("h1"), 3)
        for node in (heading, *heading.iterancestors())
        if node.tag not in ("body", "html", "main")
    }


def read_marks(element: etree._Element) -> str:
    """Class and id of *element*."""
    return f"{element.get('class', '')} {element.get('id', '')}"


def is_other_content(element: etree._Element, spine: set[etree._Element]) -> bool:
    """Whether *element* is in a comment, a list of other stories, a footer or the site's header.

    What the headline is in, the *spine*, is the story's.
    """
    tags: set[object] = set()
    for node in (element, *islice(element.iterancestors(), _DEEPEST)):
        if node in spine or node.tag == "body":
            in_story = node in spine and any(one.tag == "article" for one in (node, *node.iterancestors()))
            return not in_story and not tags.isdisjoint(_OTHER_TAGS)
        if _OTHER_CONTENT.search(read_marks(node)):
            return True
        if node.tag == "article":
            return any(one.tag == "article" for one in spine)
        tags.add(node.tag)
    return False
