"""What a story is about, as the outlet files it: section, keywords and description."""

import re
from itertools import islice

from pipelines.extract import jsonld
from pipelines.extract.document import Document
from pipelines.extract.text import collapse, inner_text

_SECTION_CLASS = re.compile(
    r"(?:^|[\s_-])(?:breadcrumbs?|migas|section-?(?:name|label|title|link)|seccion|secci[oó]n|category|categoria|cat-links|kicker|"
    r"eyebrow|cintillo|volanta)(?:$|[\s_-])",
    re.I,
)
_TAGS_CLASS = re.compile(r"(?:^|[\s_-])(?:tags|tag-?list|tag-links|etiquetas|temas|topics)(?:$|[\s_-])", re.I)
#: What a site's software says to itself: ``section:sports``.
_MACHINE_TAG = re.compile(r"\S+:\S+")
_HOME = frozenset({"home", "inicio", "portada"})
#: A longer line is a title.
_LONGEST_SECTION = 40
#: Steps of a breadcrumb, beside the front page, and boxes called like one that are looked at.
_MOST_STEPS, _MOST_BOXES = 4, 60
#: More keywords than this are the site's, not the story's.
_MOST_KEYWORDS = 40


def read_section(document: Document) -> tuple[str, str]:
    """The section and its source."""
    for value, source in (
        (jsonld.text(document.story.get("articleSection")), "json-ld"),
        (document.first("article:section", "og:article:section"), "opengraph"),
        (document.first("section", "parsely-section", "cxenseparse:recs:category", "news_section"), "meta"),
        ((document.micro.get("articlesection") or [""])[0], "microdata"),
        (_breadcrumb(document), "json-ld"),
        (_printed_section(document), "page"),
    ):
        if value:
            return value[:120], source
    return "", ""


def read_keywords(document: Document) -> tuple[tuple[str, ...], str]:
    """The keywords, each once, and their source."""
    for values, source in (
        ([jsonld.text(one) for one in jsonld.items(document.story.get("keywords"))], "json-ld"),
        (document.meta.get("article:tag", []), "opengraph"),
        (document.meta.get("news_keywords", []), "meta"),
        (document.meta.get("keywords", []), "meta"),
        (document.meta.get("parsely-tags", []), "meta"),
        (document.micro.get("keywords", []), "microdata"),
    ):
        words: dict[str, str] = {}
        for value in values:
            for word in re.split(r"\s*[,;|]\s*", value):
                word = word.strip()
                if word and not _MACHINE_TAG.fullmatch(word) and len(word) < 80:
                    words.setdefault(word.lower(), word)
        if words:
            return tuple(words.values())[:_MOST_KEYWORDS], source
    printed = _printed_keywords(document)
    return printed, "page" if printed else ""


def read_description(document: Document) -> tuple[str, str]:
    """The description and its source."""
    for value, source in (
        (jsonld.text(document.story.get("description")), "json-ld"),
        (document.first("og:description"), "opengraph"),
        (document.first("description", "twitter:description", "dc.description"), "meta"),
        ((document.micro.get("description") or [""])[0], "microdata"),
    ):
        text = jsonld.clean(value)
        if len(text) > 3:
            return text[:2000], source
    return "", ""


def _printed_section(document: Document) -> str:
    """The section printed above the headline, or the last breadcrumb before the story's own."""
    for element in document.root.iterfind(".//a[@rel]"):
        if "category" in (element.get("rel") or "").split() and (text := collapse(inner_text(element))):
            return text if len(text) <= _LONGEST_SECTION else ""
    for element in islice(document.find_classed(_SECTION_CLASS), _MOST_BOXES):
        links = list(islice(element.iter("a"), _MOST_STEPS + 2))
        steps = [collapse(inner_text(link)) for link in links] or [collapse(inner_text(element))]
        steps = [step for step in steps if step and step.lower() not in _HOME]
        if steps and len(steps) <= _MOST_STEPS and len(steps[-1]) <= _LONGEST_SECTION:
            return steps[-1]
    return ""


def _printed_keywords(document: Document) -> tuple[str, ...]:
    """The tags printed with the story."""
    links = [el for el in document.root.iterfind(".//a[@rel]") if "tag" in (el.get("rel") or "").split()]
    links = [el for el in links if "category" not in (el.get("rel") or "")]
    if not links:
        for element in islice(document.find_classed(_TAGS_CLASS), _MOST_BOXES):
            if links := list(islice(element.iter("a"), _MOST_KEYWORDS)):
                break
    words = dict.fromkeys(collapse(inner_text(link)).lstrip("#") for link in links[:_MOST_KEYWORDS])
    return tuple(word for word in words if 1 < len(word) <= _LONGEST_SECTION)


def _breadcrumb(document: Document) -> str:
    """The last step but the story itself of a breadcrumb list."""
    for node in jsonld.find(document.nodes, {"breadcrumblist"}):
        names = [
            jsonld.text(step.get("name") or step.get("item"))
            for step in jsonld.items(node.get("itemListElement"))
            if isinstance(step, dict)
        ]
        names = [name for name in names if name and not name.startswith("http")]
        if len(names) >= 3:
            return names[-2]
    return ""
