"""Front pages and sections that answer at a story's address, as sites do whose story is gone."""

from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

from dosvoces.core.record import Block
from pipelines.extract.document import Document, Element
from pipelines.extract.text import collapse, fold, inner_text, words

#: Headings that are looked at; teasers that make a list of stories, and their share of its paragraphs.
_MOST_HEADINGS = 200
_FEWEST_TEASERS = 4
_LEAST_SHARE = 0.6
#: Words of a headline, and letters of a teaser, at least.
_HEADLINE_WORDS = 4
_TEASER_LENGTH = 40


def find_linked_stories(document: Document, blocks: Sequence[Block], headline: str) -> str:
    """Why the page is a list of stories, and empty where it is none or has an h1 with its *headline*.

    A list has hardly any paragraphs but those under headings that lead to other pages of the site.
    """
    titles = islice(document.root.iter("h1"), 3)
    if any(fold(collapse(inner_text(title))) == fold(headline) and _is_headline(title) for title in titles):
        return ""
    count = len(set(_read_links(document)))
    paragraphs = sum(block.role == "paragraph" for block in blocks)
    is_list = count >= max(_FEWEST_TEASERS, _LEAST_SHARE * paragraphs)
    return f"{count} stories under headings that lead to them, and none of its own" if is_list else ""


def _is_headline(title: Element) -> bool:
    """Whether the h1 *title* is no name of the site, which stands in the page's header and is short."""
    above = {ancestor.tag for ancestor in title.iterancestors()}
    return len(words(inner_text(title))) >= _HEADLINE_WORDS or not above.isdisjoint({"main", "article"})


def _read_links(document: Document) -> Iterator[str]:
    """The addresses of other pages of the site that a heading with a paragraph below it leads to."""
    here = urlsplit(document.url)
    for heading in islice(document.root.iter("h2", "h3", "h4"), _MOST_HEADINGS):
        link = heading.find(".//a[@href]")
        if link is None or len(words(inner_text(link))) < _HEADLINE_WORDS or not _has_teaser(heading):
            continue
        address = document.absolute(link.get("href") or "")
        if address and (there := urlsplit(address)).hostname == here.hostname and there.path != here.path:
            yield address


def _has_teaser(heading: Element) -> bool:
    """Whether a paragraph follows *heading* in its box."""
    following = heading.getnext()
    return following is not None and following.tag == "p" and len(inner_text(following)) >= _TEASER_LENGTH
