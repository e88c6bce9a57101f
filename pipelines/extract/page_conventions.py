"""Features of a page that follow conventions of sites: steps of addresses, classes, lists and their controls.

Headlines are not read; the words are those of section names and of buttons above and below lists.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from dosvoces.core.addresses import is_well_formed
from pipelines.extract import jsonld
from pipelines.extract.document import Document
from pipelines.extract.unit import Unit

#: A step of an address that shops, sections and catalogues have, whole.
_SECTION = re.compile(
    r"shop|tienda|store|products?|productos?|collections?|coleccion(?:es)?|c|cat|cp|catalog(?:ue)?|catalogo|"
    r"departments?|departamentos?|brands?|marcas?|sale|ofertas?|plp|buy|comprar|courses?|cursos?|directory|"
    r"directorio|genre|genero|shows|paths?"
)
#: A last step that names a section, and a step before the name of one.
_LAST = re.compile(
    rf"{_SECTION.pattern}|categor(?:y|ies|ias?)|tags?|etiquetas?|topics?|temas?|sections?|secci[oó]n(?:es)?|"
    r"archives?|archivos?|authors?|autor(?:es|as)?|page|pagina|search|buscar|busqueda|latest|ultimas?|all|list|"
    r"listing|index|blogs?|news|noticias|articles?|stories"
)
_BEFORE_NAME = re.compile(
    r"categor(?:y|ies|ias?)|tags?|etiquetas?|topics?|temas?|collections?|c|cat|authors?|autor(?:es|as)?|page|"
    r"genre|directory"
)
_QUERY = re.compile(
    r"q|s|query|search|page|pagina|p|cat|category|categoria|tag|sort|order|filter|type|start|offset|size|limit|view"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SUFFIX = re.compile(r"\.\w{2,5}$")
#: Classes that content systems give the body of a list and of a single story.
_LIST_CLASS = re.compile(
    r"archive|category|tag|author|blog|search|search-results|home|front|frontpage|post-type-archive.*|tax-.*|"
    r"archive-.*|category-.*|tag-.*|term-.*|taxonomy.*|template-(?:collection|index|search|blog).*|path-taxonomy|"
    r"catalog-category-view|catalogsearch-.*|paged.*|listing.*|collection.*|section-.*|product_cat.*",
    re.I,
)
_STORY_CLASS = re.compile(
    r"single|single-.*|postid-.*|(?:page-)?node-type-(?:article|news|blog|story|post).*|template-article.*|"
    r"article.*|post-template.*|post|story.*|type-post",
    re.I,
)
_MOST_CLASSES = 80
#: What stands on short lines above, in and below lists.
_CONTROLS = {
    "sort": re.compile(
        r"(?:sort(?: ?by)?|order by|ordenar(?: por)?|relevance|relevancia|best ?sell(?:ing|ers?)|featured|"
        r"price[,:]? *\(?(?:low|high).*|(?:alphabetically|name).{0,3}a ?[-–to ]+ ?z|newest(?: first)?|"
        r"most (?:popular|recent)|más (?:recientes|vendidos)|recommended|destacados)\b.{0,20}",
        re.I,
    ),
    "filter": re.compile(
        r"filters?(?: ?by)?|refine(?: by)?|filtros?|filtrar(?: por)?|clear (?:all|filters)|"
        r"apply(?: filters)?|(?:show|hide|all) filters?|reset|facets?|categor(?:y|ies|ías)|brands?|marcas?|"
        r"size|color|price(?: range)?|availability|in stock",
        re.I,
    ),
    "results": re.compile(
        r"(?:showing |viewing |mostrando |displaying )?(?:\d[\d.,]*\s*[-–to]+\s*\d[\d.,]*\s*(?:of|de)\s*)?"
        r"(?:about |over )?\d[\d.,]*\+?\s*(?:results?|items?|products?|resultados?|productos?|listings?|"
        r"matches|styles)\b.{0,30}",
        re.I,
    ),
    "minutes": re.compile(r".*\b\d+\s*min(?:ute)?s?\.?(?: de)? ?(?:read|lectura|watch|listen)\b.*", re.I),
    "paging": re.compile(
        r"(?:older|newer|next|previous|prev|siguiente|anterior|próxima|última|last|first)"
        r"(?: (?:posts?|page|entries|entradas|página))?|(?:load|show) more.*|(?:page|página) \d+.*|"
        r"[«»‹›→←]+|\d{1,3}",
        re.I,
    ),
    "ratings": re.compile(
        r"\(?[\d,.]+k?\)?(?: (?:reviews?|ratings?|opiniones|stars?))?|\d\.\d(?: ?/ ?5)?.{0,20}", re.I
    ),
}
_DATE = re.compile(
    r"\b(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}|"
    r"[A-Za-zé]{3,10}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d|"
    r"\d{1,2}(?: de)? [A-Za-z]{3,10}\.?,?(?: de)? (?:19|20)\d\d|"
    r"\d{1,2} ?(?:hours?|days?|weeks?|months?|hrs?|h|d) ago|hace \d+ \w+)\b"
)
#: Characters of a line that is looked at.
_LINE = 80


def describe_conventions(page: Document, units: Sequence[Unit], headline: str) -> dict[str, float]:
    """The features by name; *units* are looked at where they are short and not the *headline*."""
    lines = [unit.text for unit in units if len(unit.text) <= _LINE and unit.text != headline]
    return {**_describe_steps(page.url), **_describe_declared(page), **_describe_lines(lines)}


def names_a_section(url: str) -> bool:
    """Whether the address *url* is by its steps that of a section, a shop or a list."""
    steps = _read_steps(url)
    return bool(steps and _LAST.fullmatch(steps[-1])) or any(map(_BEFORE_NAME.fullmatch, steps[-2:-1]))


def _read_steps(url: str) -> list[str]:
    """The steps of the path of *url*, in lower case and without a file's suffix."""
    if not is_well_formed(url):
        return []
    steps = unquote(urlsplit(url).path).lower().split("/")
    return [_SUFFIX.sub("", step) for step in steps if step]


def _describe_steps(url: str) -> dict[str, float]:
    """What sections are in the address."""
    steps = _read_steps(url)
    query = parse_qsl(urlsplit(url).query) if steps else []
    return {
        "section_steps": sum(bool(_SECTION.fullmatch(step)) for step in steps),
        "last_step_is_section": bool(steps and _LAST.fullmatch(steps[-1])),
        "names_section": any(map(_BEFORE_NAME.fullmatch, steps[-2:-1])),
        "year_step": any(map(_YEAR.fullmatch, steps)),
        "list_query": sum(bool(_QUERY.fullmatch(name.lower())) for name, _ in query),
    }


def _describe_declared(page: Document) -> dict[str, float]:
    """What content systems say of a page: classes, declarations of stories, goods, lists and trails."""
    body = page.root.find(".//body")
    classes = (body.get("class") or "" if body is not None else "").split()[:_MOST_CLASSES]
    nodes = page.nodes[:50]
    kinds = Counter(kind for node in nodes for kind in jsonld.types(node))
    trails = [node for node in nodes if "breadcrumblist" in jsonld.types(node)]
    return {
        "list_classes": sum(bool(_LIST_CLASS.fullmatch(name)) for name in classes),
        "story_classes": sum(bool(_STORY_CLASS.fullmatch(name)) for name in classes),
        "article_meta": sum(name.startswith("article:") for name in page.meta),
        "has_label": "twitter:label1" in page.meta,
        "products": math.log1p(kinds["product"] + kinds["offer"] + kinds["aggregateoffer"]),
        "listed": math.log1p(max((_count_items(node) for node in nodes if node not in trails), default=0)),
        "trail": max(map(_count_items, trails), default=0),
    }


def _count_items(node: dict[str, Any]) -> int:
    items = node.get("itemListElement")
    return len(items) if isinstance(items, list) else 0


def _describe_lines(lines: Sequence[str]) -> dict[str, float]:
    """How many of the *lines* are controls of each kind or have a date."""
    counts = {name: sum(bool(kind.fullmatch(line)) for line in lines) for name, kind in _CONTROLS.items()}
    counts["dates"] = sum(bool(_DATE.search(line)) for line in lines)
    return {f"{name}_lines": math.log1p(count) for name, count in counts.items()}
