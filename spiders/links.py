"""Links of a front page that look like stories."""

import re
from urllib.parse import unquote, urljoin, urlsplit

import lxml.etree
import lxml.html

from dosvoces.core.addresses import clean_url

#: Links taken of one page; the largest front pages have about a thousand.
MOST_LINKS = 5_000

_DATED = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2])(?:[/-]?[0-3]\d)?(?:/|-|$)")
_NUMBERED = re.compile(r"\d{5,}")
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
    r"mailto|cdn-cgi)(?:/|$)",
    re.IGNORECASE,
)


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
    base = urljoin(url, declared) if declared else url
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
    try:
        absolute = urljoin(base, href.strip())
        if urlsplit(absolute).scheme not in ("http", "https"):
            return None
        return clean_url(absolute)
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
    slug = re.sub(r"\.\w{2,5}$", "", path.rsplit("/", 1)[-1])
    slug_words = len([word for word in re.split(r"[-_+ ]", slug) if word])
    text_words = len(text.split())
    if _DATED.search(path) and (slug_words >= 2 or _NUMBERED.search(slug)):
        return True
    if _NUMBERED.search(slug) or _NUMBERED.search(query):
        return slug_words >= 3 or text_words >= 4
    return (slug_words >= 4 and text_words >= 3) or slug_words >= 6 or (slug_words >= 3 and text_words >= 6)
