"""Front pages and sections that answer at a story's address, as sites do whose story is gone."""

from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

from dosvoces.core.record import BODY_ROLES, Block
from pipelines.extract.document import Document, Element
from pipelines.extract.page_kinds import tells_its_story
from pipelines.extract.text import collapse, fold, inner_text, words

#: Headings that are looked at; teasers that make a list of stories, and their share of its paragraphs.
_MOST_HEADINGS = 200
_FEWEST_TEASERS = 4
_LEAST_SHARE = 0.6
#: Of a list with an introduction so many; words of its name, of all its text, and of a linked title.
_FEWEST_INTRODUCED, _NAME_WORDS, _INTRODUCTION, _LINKED_WORDS = 6, 5, 200, 3
#: Words of a headline, and letters of a teaser, at least.
_HEADLINE_WORDS = 4
_TEASER_LENGTH = 40


def find_linked_stories(document: Document, blocks: Sequence[Block], headline: str) -> str:
    """Why the page is a list of stories, and empty where it is none or has an h1 with its *headline*.

    A list has hardly any paragraphs but those under headings that lead to other pages of the site. One that
    is shared as a part of the site, under a name and with no day of its own, may have an introduction.
    """
    if _is_introduced(document, blocks, headline):
        count = len(set(_read_links(document, fewest=_LINKED_WORDS, is_teased=False)))
        if count >= _FEWEST_INTRODUCED:
            return f"{count} stories under headings that lead to them, and an introduction"
    titles = islice(document.root.iter("h1"), 3)
    if any(fold(collapse(inner_text(title))) == fold(headline) and _is_headline(title) for title in titles):
        return ""
    count = len(set(_read_links(document)))
    paragraphs = sum(block.role == "paragraph" for block in blocks)
    is_list = count >= max(_FEWEST_TEASERS, _LEAST_SHARE * paragraphs)
    return f"{count} stories under headings that lead to them, and none of its own" if is_list else ""


def _is_introduced(document: Document, blocks: Sequence[Block], headline: str) -> bool:
    """Whether the page is shared as a part of the site, with a name for a headline and little text below it.

    Who wrote a story, or when, stands above its first paragraph.
    """
    if document.first("og:type").lower() != "website" or len(words(headline)) > _NAME_WORDS:
        return False
    roles = [block.role for block in blocks]
    is_signed = "paragraph" in roles and "byline" in roles[: roles.index("paragraph")]
    count = sum(len(words(block.text)) for block in blocks if block.role in BODY_ROLES)
    return not is_signed and count <= _INTRODUCTION and not tells_its_story(document)


def _is_headline(title: Element) -> bool:
    """Whether the h1 *title* is no name of the site, which stands in the page's header and is short."""
    above = {ancestor.tag for ancestor in title.iterancestors()}
    return len(words(inner_text(title))) >= _HEADLINE_WORDS or not above.isdisjoint({"main", "article"})


def _read_links(
    document: Document, fewest: int = _HEADLINE_WORDS, *, is_teased: bool = True
) -> Iterator[str]:
    """The addresses of other pages of the site that headings of *fewest* words lead to.

    If *is_teased*, of those with a paragraph below them.
    """
    here = urlsplit(document.url)
    for heading in islice(document.root.iter("h2", "h3", "h4"), _MOST_HEADINGS):
        link = heading.find(".//a[@href]")
        if link is None or len(words(inner_text(link))) < fewest or (is_teased and not _has_teaser(heading)):
            continue
        address = document.absolute(link.get("href") or "")
        if address and (there := urlsplit(address)).hostname == here.hostname and there.path != here.path:
            yield address


def _has_teaser(heading: Element) -> bool:
    """Whether a paragraph follows *heading* in its box."""
    following = heading.getnext()
    return following is not None and following.tag == "p" and len(inner_text(following)) >= _TEASER_LENGTH
