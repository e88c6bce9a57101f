"""Addresses a page gives itself: its canonical one and its editions in other languages."""

from urllib.parse import urlsplit

from dosvoces.core.addresses import clean_url, read_site
from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Alternate
from pipelines.extract import jsonld
from pipelines.extract.document import Document
from pipelines.extract.language_links import read_language_links
from pipelines.extract.languages import normalise_tag


def read_canonical(document: Document) -> tuple[str, str]:
    """The story's canonical address and its source; the page's own without tracking when it names none.

    A declared address on another site, or the site's front page, is a mistake of the page and not believed.
    """
    candidates = [
        (element.get("href") or "", "link")
        for element in document.root.iter("link")
        if "canonical" in (element.get("rel") or "").lower().split()
    ]
    candidates.append((document.first("og:url"), "opengraph"))
    page = document.story.get("mainEntityOfPage")
    candidates.append((jsonld.text(page.get("@id") if isinstance(page, dict) else page), "json-ld"))
    candidates.append((jsonld.text(document.story.get("url")), "json-ld"))
    for address, source in candidates:
        absolute = document.absolute(address) if address else ""
        if absolute and _is_same_story_site(absolute, document.url):
            return _tidy(absolute), source
    return _tidy(document.url), "url"


def read_alternates(document: Document) -> tuple[Alternate, ...]:
    """Other-language editions declared by hreflang links or by what a link says, each language once."""
    found: dict[str, Alternate] = {}
    for element in document.root.iter("link", "a"):
        if not (declared_language := element.get("hreflang")):
            continue
        language = normalise_tag(declared_language)
        if not language or "alternate" not in (element.get("rel") or "").lower().split():
            continue
        if url := document.absolute(element.get("href") or ""):
            found.setdefault(language, Alternate(language=language, url=url))
    declared = {base_language(language) for language in found}
    for link in read_language_links(document):
        if link.language not in declared:
            found.setdefault(link.language, link)
    return tuple(found.values())


def _is_same_story_site(address: str, url: str) -> bool:
    try:
        there, here = urlsplit(address), urlsplit(url)
    except ValueError:
        return False
    if not here.netloc:
        return True
    if there.path.strip("/") == "" and here.path.strip("/") != "" and not there.query:
        return False
    return read_site(there.hostname or "") == read_site(here.hostname or "")


def _tidy(url: str) -> str:
    """*url* without tracking parameters and fragment; as it is where it is no address."""
    try:
        return clean_url(url) if url else ""
    except ValueError:
        return url
