"""Where the links of a page lead, for the classifier of pages: below its own address, beside it, elsewhere.

A list of stories leads to many addresses of one folder, often below its own, with few words to each; it is
sorted and paged by queries. A story leads to all sorts.
"""

import math
import re
from collections import Counter
from collections.abc import Set
from itertools import islice
from urllib.parse import urljoin, urlsplit

from dosvoces.core.addresses import is_well_formed
from pipelines.extract.blocks import Plan
from pipelines.extract.document import Document
from pipelines.extract.page_units import PageUnits
from pipelines.extract.unit_tree import find_inside

#: Links that are looked at.
_MOST = 3000
#: What begins an address that leads to no page.
_NO_PAGE = ("javascript:", "mailto:", "tel:", "data:")
#: An address whose host and path are plain to see; others need all the rules of addresses.
_PLAIN = re.compile(r"(?:https?://([\w.-]+))?((?:/(?![./])[^/?#\s]*)+|(?<=[\w.-])(?=[?#]|$))(?=[?#]|$)")
#: The last step of a story's address has so many hyphens, or so many digits.
_SLUG_HYPHENS, _NUMBER_DIGITS = 3, 4


def describe_links(page: Document, found: PageUnits, plan: Plan) -> dict[str, float]:
    """The features by name."""
    links = [link for link in islice(page.root.iter("a"), _MOST) if link.get("href")]
    home = urlsplit(page.base).netloc if is_well_formed(page.base) else ""
    host, own = _locate(page.base, home, page.url) or ("", "")
    within = find_inside(links, [unit.element for unit in plan.inside if unit.links])
    anchors = 0
    foreign: list[str] = []
    paths, queries = set[str](), set[str]()
    own_inside, foreign_inside = set[str](), set[str]()
    for link in links:
        target = (link.get("href") or "").strip()
        if target.startswith("#"):
            anchors += 1
        elif not target or target.startswith(_NO_PAGE) or (place := _locate(page.base, home, target)) is None:
            continue
        elif place[0] != host:
            foreign.append(target)
            if within[link]:
                foreign_inside.add(target)
        else:
            if within[link]:
                own_inside.add(place[1])
            if place[1] != own:
                paths.add(place[1])
            elif query := target.partition("?")[2]:
                queries.add(query)
    words = sum(found.counts[unit.index] for unit in plan.inside)
    return {
        **_describe_paths(own, paths),
        "foreign_links": math.log1p(len(foreign)),
        "links_within": math.log1p(anchors),
        "own_queries": math.log1p(len(queries)),
        "foreign_links_inside": math.log1p(len(foreign_inside)),
        "words_per_own_link": math.log1p(words / (1 + len(own_inside))),
        "words_per_link": math.log1p(words / (1 + len(own_inside) + len(foreign_inside))),
    }


def _describe_paths(own: str, paths: Set[str]) -> dict[str, float]:
    """Where the *paths* of a site lie beside its page at the path *own*."""
    parent = own.rpartition("/")[0]
    split = [path.rpartition("/") for path in paths]
    children = sum(path.startswith(f"{own}/") for path in paths)
    siblings = sum(folder == parent for folder, _, _ in split)
    stories = Counter(folder for folder, _, last in split if _is_slug(last) or _is_numbered(last))
    every = max(1, len(paths))
    return {
        "links_below": math.log1p(children),
        "links_below_share": children / every,
        "links_beside": math.log1p(siblings),
        "links_beside_share": siblings / every,
        "links_to_stories": math.log1p(max(stories.values(), default=0)),
        "folders": math.log1p(len({folder for folder, _, _ in split})),
    }


def _locate(base: str, home: str, address: str) -> tuple[str, str] | None:
    """The host, without ``www.``, and the path of *address* on a page at *base*, whose host is *home*.

    None stands for what is no address.
    """
    if plain := _PLAIN.match(address):
        return (plain[1] or home).removeprefix("www."), plain[2].rstrip("/")
    try:
        parts = urlsplit(urljoin(base, address))
    except ValueError:
        return None
    return parts.netloc.removeprefix("www."), parts.path.rstrip("/")


def _is_slug(step: str) -> bool:
    return step.count("-") >= _SLUG_HYPHENS


def _is_numbered(step: str) -> bool:
    return sum(map(str.isdigit, step)) >= _NUMBER_DIGITS
