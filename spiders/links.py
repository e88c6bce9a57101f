"""Links of a front page that look like stories."""

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

import lxml.etree
import lxml.html

from dosvoces.core.addresses import absolute, clean_url
from pipelines.duplicates import is_front_page

#: Links taken of one page; the largest front pages have about a thousand.
MOST_LINKS = 5_000

_DATED = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2])(?:[/-]?[0-3]\d)?(?:/|-|$)")
_NUMBERED = re.compile(r"\d{5,}")
#: A day or a month and nothing else: calendars have a page for each, without end.
_DAY = re.compile(
    r"(?:19|20)\d\d-(?:0?[1-9]|1[0-2])(?:-[0-3]?\d)?|(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d|"
    r"[0-3]?\d-[01]?\d-(?:19|20)\d\d"
)
#: The end of an address that is a story's number and no words: letters and digits.
_OPAQUE = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{8,}", re.IGNORECASE)
_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|m3u8|zip|xml|rss|css|js|json|ico)$", re.IGNORECASE
)
#: First words of the sections that are no stories, in both languages.
_LISTING = re.compile(
    r"/(?:tags?|etiquetas?|temas?|topics?|categor(?:y|ies|ia|ias)|seccion(?:es)?|sections?|authors?|"
    r"autor(?:es)?|columnistas|page|pagina|search|buscar|busqueda|login|ingresar|registro|register|account|"
    r"cuenta|suscri\w*|subscri\w*|newsletters?|boletin(?:es)?|privacy\w*|privacidad|aviso\w*|terminos\w*|"
    r"terms\w*|contact\w*|about\w*|acerca\w*|"
    r"quienes-somos|publicidad|advert\w*|cookies?|rss|feeds?|wp-\w+|cart|shop|tienda|help|ayuda|jobs|careers|"
    r"calendar(?:io)?|clasificados|classifieds|print|imprimir|share|compartir|mailto|cdn-cgi)(?:/|$)",
    re.IGNORECASE,
)


#: Queries that tell which story a page at the root is.
_STORY_QUERY = re.compile(r"(?:^|&)(?:p|\w*id)=\d|\d{5,}", re.IGNORECASE)


def find_links(body: bytes, url: str, content_type: str = "") -> list[tuple[str, str]]:
    """The addresses on the page at *url* that look like stories, each with its longest text, in order."""
    charset = re.search(r"charset=[\"']?([\w-]+)", content_type, re.IGNORECASE)
    try:
        parser = lxml.html.HTMLParser(encoding=charset.group(1) if charset else None, recover=True)
    except LookupError:
        parser = lxml.html.HTMLParser(recover=True)
    try:
        root = lxml.html.document_fromstring(body, parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        return []
    declared = next((base.get("href") for base in root.iter("base") if base.get("href")), None)
    base = (absolute(url, declared) if declared else None) or url
    texts: dict[str, str] = {}
    for anchor in root.iter("a"):
        address = _address(base, anchor.get("href", ""))
        if address and len(texts) < MOST_LINKS:
            text = " ".join(
                str(lxml.etree.tostring(anchor, encoding="unicode", method="text", with_tail=False)).split()
            ) or _label(anchor)
            texts[address] = max(texts.get(address, ""), text, key=len)
    home = clean_url(url)
    return [(link, text) for link, text in texts.items() if link != home and looks_like_story(link, text)]


def _label(anchor: lxml.etree._Element) -> str:
    """What a link without text says: its label, its title or its picture's description."""
    picture = next((image.get("alt") for image in anchor.iter("img") if image.get("alt")), None)
    return (anchor.get("aria-label") or anchor.get("title") or picture or "").strip()


def _address(base: str, href: str) -> str | None:
    address = absolute(base, href)
    try:
        return clean_url(address) if address else None
    except ValueError:
        return None


def looks_like_story(url: str, text: str) -> bool:
    """Whether a link to *url* with *text* is likely to lead to a story, not to a section or a service page.

    A dated address is enough; else the last part of the path has to read like a headline, or carry a number,
    and the more it does so the shorter the text may be.
    """
    path, query = unquote(urlsplit(url).path).rstrip("/"), urlsplit(url).query
    if not (path or query) or _MEDIA.search(path) or _LISTING.search(path + "/"):
        return False
    slug = _drop_day(re.sub(r"\.\w{2,5}$", "", path.rsplit("/", 1)[-1]))
    query = "&".join(_drop_day(field.partition("=")[2] or field) for field in query.split("&"))
    slug_words = len([word for word in re.split(r"[-_+ ]", slug) if word])
    text_words = len(text.split())
    if _DATED.search(path) and (slug_words >= 2 or _NUMBERED.search(slug)):
        return True
    if _OPAQUE.fullmatch(slug) or _NUMBERED.search(slug) or _NUMBERED.search(query):
        return slug_words >= 3 or text_words >= 4
    return (slug_words >= 4 and text_words >= 3) or slug_words >= 6 or (slug_words >= 3 and text_words >= 6)


def _drop_day(text: str) -> str:
    return "" if _DAY.fullmatch(text) else text


def leads_away(hops: Sequence[str], url: str) -> bool:
    """Whether redirects over *hops* to *url* lead from a story to a front page or to its section's."""
    if not hops or is_front_page(hops[0]):
        return False
    asked, landed = urlsplit(hops[0]), urlsplit(url)
    if is_front_page(url.partition("?")[0]) and not _STORY_QUERY.search(landed.query):
        return True
    folder, rest = landed.path.rstrip("/") + "/", unquote(asked.path)[len(landed.path.rstrip("/")) + 1 :]
    return (
        not landed.query
        and unquote(asked.path).startswith(unquote(folder))
        and not _reads_like_story(unquote(landed.path))
        and _reads_like_story(rest)
    )


def _reads_like_story(path: str) -> bool:
    """Whether the last part of *path* is of several words or has a number, as sections' have not."""
    slug = re.sub(r"\.\w{2,5}$", "", path.rstrip("/").rsplit("/", 1)[-1])
    return len([word for word in re.split(r"[-_+ ]", slug) if word]) >= 2 or bool(re.search(r"\d{3,}", slug))
