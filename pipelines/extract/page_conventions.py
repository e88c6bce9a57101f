"""Features of a page that follow conventions of sites: steps of addresses, names of classes, dates of lines.

Headlines are not read; the words are those of sections' and classes' names.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from dosvoces.core.addresses import is_well_formed
from pipelines.extract.document import Document
from pipelines.extract.unit import Unit

#: A step of an address that shops, sections and catalogues have, whole.
_SECTION = (
    r"shop|tienda|store|products?|productos?|collections?|coleccion(?:es)?|c|cat|cp|catalog(?:ue)?|catalogo|"
    r"departments?|departamentos?|brands?|marcas?|sale|ofertas?|plp|buy|comprar|courses?|cursos?|directory|"
    r"directorio|genre|genero|shows|paths?"
)
#: A last step that names a section, and a step before the name of one.
_LAST = re.compile(
    rf"{_SECTION}|categor(?:y|ies|ias?)|tags?|etiquetas?|topics?|temas?|sections?|secci[oó]n(?:es)?|"
    r"archives?|archivos?|authors?|autor(?:es|as)?|page|pagina|search|buscar|busqueda|latest|ultimas?|all|list|"
    r"listing|index|blogs?|news|noticias|articles?|stories"
)
_BEFORE_NAME = re.compile(
    r"categor(?:y|ies|ias?)|tags?|etiquetas?|topics?|temas?|collections?|c|cat|authors?|autor(?:es|as)?|page|"
    r"genre|directory"
)
_SUFFIX = re.compile(r"\.\w{2,5}$")
#: Classes that content systems give the body of a list.
_LIST_CLASS = re.compile(
    r"archive|category|tag|author|blog|search|search-results|home|front|frontpage|post-type-archive.*|tax-.*|"
    r"archive-.*|category-.*|tag-.*|term-.*|taxonomy.*|template-(?:collection|index|search|blog).*|path-taxonomy|"
    r"catalog-category-view|catalogsearch-.*|paged.*|listing.*|collection.*|section-.*|product_cat.*",
    re.I,
)
_MOST_CLASSES = 80
#: What the classes of a page's elements speak of.
_SPOKEN_OF = {
    "content": r"(?:entry|post|article|story|page)[_-]*(?:content|body|text)",
    "post": r"\b(?:post|entry|article|story|hentry)\b",
    "byline": r"byline|author|published|pubdate|entry-?meta|post-?meta|dateline",
    "share": r"shar(?:e|ing)|social",
    "excerpt": r"excerpt|summary|dek|snippet",
    "item": r"\b(?:grid|list|result|collection|catalog|listing)[_-]*"
    r"(?:item|card|tile|entry|product|cell)s?\b|\bitems?[_-](?:list|grid)\b",
    "product": r"product|sku|merch",
    "price": r"price|precio",
    "cart": r"cart|basket|checkout|wishlist",
    "filter": r"filter|facet|refine|sort",
    "paging": r"paginat|pager|load-?more|next-?page|page-?numbers|infinite",
    "trail": r"breadcrumb",
}
_SPEAKING = {name: re.compile(pattern) for name, pattern in _SPOKEN_OF.items()}
#: Elements whose classes are read, and characters of each.
_MOST_ELEMENTS, _LONGEST_CLASS = 12_000, 200
#: A date as lists print it.
_DATE = re.compile(
    r"\b(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}|"
    r"[A-Za-zé]{3,10}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d|"
    r"\d{1,2}(?: de)? [A-Za-z]{3,10}\.?,?(?: de)? (?:19|20)\d\d|"
    r"\d{1,2} ?(?:hours?|days?|weeks?|months?|hrs?|h|d) ago|hace \d+ \w+)\b"
)
#: What lists are named by in addresses, and hyphens in the last step of a story's.
_LISTED_BY = re.compile(r"categor(?:y|ies|[ií]as?)|tags?|etiquetas?|labels?|authors?|autor(?:es)?")
_WORDS_OF_STORY = 4
#: What a site's pages about itself and its forms are called in addresses, in a last step or a query.
_SERVICE = re.compile(
    r"(?:about|contact)(?:[-_]?us)?|contact[oi]s?|quienes[-_]somos|(?:wp[-_])?log[-_]?in|sign[-_]?(?:in|up)|register|"
    r"registr(?:o|ation|arse)|(?:lost|forgot|reset)[-_]?(?:your[-_])?password|privacy(?:[-_](?:policy|notice))?|"
    r"terms(?:[-_](?:of[-_](?:use|service)|and[-_]conditions))?|(?:aviso|nota)[-_]legal|(?:cookie|privacidad|cookies)|"
    r"politica[-_](?:de[-_])?(?:privacidad|cookies)|terminos[-_]y[-_]condiciones|cookie[-_]policy|subscribe|suscri(?:bete|pciones)|"
    r"advertise(?:[-_]with[-_]us)?|publicidad|newsletters?|boletin(?:es)?|careers|donate|donar"
)
_SERVICE_QUERY = re.compile(
    r"(?:^|&)(?:%3a)?(?:action|mode|act)=(?:register\w*|login|lost\w*|recover|sendpassword)"
)
#: Steps under which lists of one author's stories are told from the stories.
_PEOPLE = re.compile(r"authors?|autor(?:es)?")
#: Characters of a line that is looked at.
_LINE = 80


def describe_conventions(page: Document, units: Sequence[Unit], headline: str) -> dict[str, float]:
    """The features by name; *units* are looked at where they are short and not the *headline*."""
    dates = sum(bool(find_dates(unit.text)) for unit in units if unit.text != headline)
    return {
        "list_classes": _count_list_classes(page),
        "dates_lines": math.log1p(dates),
        **_describe_classes(page),
    }


def find_dates(line: str) -> list[str]:
    """The dates in *line*; none where it is more than a line."""
    return _DATE.findall(line) if len(line) <= _LINE else []


def names_a_section(url: str) -> bool:
    """Whether the address *url* is by its steps that of a section, a shop or a list."""
    steps = _read_steps(url)
    return bool(steps and _LAST.fullmatch(steps[-1])) or any(map(_BEFORE_NAME.fullmatch, steps[-2:-1]))


def leads_to_list(url: str) -> bool:
    """Whether the address *url* is that of all stories of a category, tag or author.

    Behind the name of a category a step of many words is a story's, as is one of two behind an author's name.
    """
    *above, last = _read_steps(url) or [""]
    if not any(map(_LISTED_BY.fullmatch, above)) or last.count("-") >= _WORDS_OF_STORY:
        return False
    is_word = "-" in last and not _LAST.fullmatch(last)
    return not (is_word and any(map(_PEOPLE.fullmatch, above[:-1])))


def leads_to_service(url: str) -> bool:
    """Whether *url* is the address of a form or of what a site says of itself: ``/about-us``, ``/login``."""
    steps = _read_steps(url)
    if not steps or not is_well_formed(url):
        return False
    return bool(_SERVICE.fullmatch(steps[-1]) or _SERVICE_QUERY.search(urlsplit(url).query.lower()))


def _read_steps(url: str) -> list[str]:
    """The steps of the path of *url*, in lower case and without a file's suffix."""
    if not is_well_formed(url):
        return []
    steps = unquote(urlsplit(url).path).lower().split("/")
    return [_SUFFIX.sub("", step) for step in steps if step]


def _count_list_classes(page: Document) -> int:
    """How many classes the body has that content systems give to a list."""
    body = page.root.find(".//body")
    classes = (body.get("class") or "" if body is not None else "").split()[:_MOST_CLASSES]
    return sum(bool(_LIST_CLASS.fullmatch(name)) for name in classes)


def _describe_classes(page: Document) -> dict[str, float]:
    """The shares of the elements with classes whose classes speak of each thing."""
    spoken_of: Counter[str] = Counter()
    total = 0
    for name, held in page.classed.items():
        count = sum(place < _MOST_ELEMENTS for place, _ in held)
        total += count
        for thing in _speak_of(name[:_LONGEST_CLASS].lower()) if count else ():
            spoken_of[thing] += count
    total = max(1, total)
    return {f"{thing}_classes": spoken_of[thing] / total for thing in _SPEAKING}


@lru_cache(maxsize=8192)
def _speak_of(classes: str) -> tuple[str, ...]:
    return tuple(thing for thing, pattern in _SPEAKING.items() if pattern.search(classes))
