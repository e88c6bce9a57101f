"""What a story is about, as the outlet files it: section, keywords and description."""

import re

from pipelines.extract import jsonld
from pipelines.extract.document import Document

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
                if word and ":" not in word and len(word) < 80:
                    words.setdefault(word.lower(), word)
        if words:
            return tuple(words.values())[:_MOST_KEYWORDS], source
    return (), ""


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
