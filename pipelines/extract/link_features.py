"""Where the links of a page lead, for the classifier of pages: below its own address, beside it, elsewhere.

A list of stories leads to many addresses of one folder, often below its own; a story to all sorts.
"""

import math
import re
from collections import Counter
from itertools import islice
from urllib.parse import urljoin, urlsplit

from dosvoces.core.addresses import is_well_formed
from pipelines.extract.document import Document

#: Links that are looked at.
_MOST = 3000
#: What begins an address that leads to no page.
_NO_PAGE = ("javascript:", "mailto:", "tel:", "data:")
#: An address whose host and path are plain to see; others need all the rules of addresses.
_PLAIN = re.compile(r"(?:https?://([\w.-]+))?((?:/(?![./])[^/?#\s]*)+|(?<=[\w.-])(?=[?#]|$))(?=[?#]|$)")
#: The last step of a story's address has so many hyphens, or so many digits.
_SLUG_HYPHENS, _NUMBER_DIGITS = 3, 4


def describe_links(page: Document) -> dict[str, float]:
    """The features by name."""
    targets = [(link.get("href") or "").strip() for link in islice(page.root.iter("a"), _MOST)]
    targets = [target for target in targets if target and not target.startswith(_NO_PAGE)]
    home = urlsplit(page.base).netloc if is_well_formed(page.base) else ""
    places = [place for target in targets if target[0] != "#" if (place := _locate(page.base, home, target))]
    host, own = _locate(page.base, home, page.url) or ("", "")
    parent = own.rpartition("/")[0]
    paths = {path for one, path in places if one == host and path != own}
    split = [path.rpartition("/") for path in paths]
    children = sum(path.startswith(f"{own}/") for path in paths)
    siblings = sum(folder == parent for folder, _, _ in split)
    folders = Counter(folder for folder, _, _ in split)
    stories = Counter(folder for folder, _, last in split if _is_slug(last) or _is_numbered(last))
    most = max(folders.values(), default=0)
    counted = {
        "links_below": children,
        "links_beside": siblings,
        "links_to_folder": most,
        "links_to_slugs": sum(_is_slug(last) for _, _, last in split),
        "links_to_stories": max(stories.values(), default=0),
        "own_links": len(paths),
        "foreign_links": sum(one != host for one, _ in places),
        "links_within": sum(target[0] == "#" for target in targets),
        "folders": len(folders),
    }
    every = max(1, len(paths))
    return {name: math.log1p(count) for name, count in counted.items()} | {
        "links_below_share": children / every,
        "links_beside_share": siblings / every,
        "links_to_folder_share": most / every,
        "links_to_slugs_share": counted["links_to_slugs"] / every,
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
