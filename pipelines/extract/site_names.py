"""What the site calls itself, and titles without that."""

import re
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from dosvoces.core.addresses import read_site
from pipelines.extract import jsonld
from pipelines.extract.document import Document
from pipelines.extract.text import collapse, fold, inner_text, words
from pipelines.phrases import fold_word

#: What stands between a title and the site's name.
_SEPARATOR = re.compile(r"\s+[|\-–—•·»:~/]+\s+|\s*\|\s*|\s+::\s+|(?<=\S)\s*[»«]\s+")
#: A longer part of a title is no section's name.
_SECTION_WORDS = 2
#: A longer part of a title is no site's name.
_NAME_WORDS = 6
#: Fewer initials are an abbreviation of anything.
_INITIALS = 3
#: Capitalised words beside a site's name.
_MOST_ADDED = 2
#: What a site's name may begin with that its address lacks.
_ARTICLES = frozenset({"the", "el", "la", "los", "las"})
#: What addresses leave out of a name: ``ecoribera`` is El Eco de la Ribera.
_SMALL_WORDS = _ARTICLES | {"de", "del", "of", "y", "and", "&", "en", "a"}
#: The number of an issue, which a site's name has none of.
_ISSUE = re.compile(r"#\s?\d|\b(?:no|n[ºo°]|núm|issue|vol)\.?\s?\d", re.I)
_NOT_ALPHANUMERIC = re.compile(r"\W+")


def read(document: Document) -> frozenset[str]:
    """The folded names the site gives itself, and its host."""
    names = {document.first("og:site_name", "application-name", "al:android:app_name", "al:ios:app_name")}
    names.add(jsonld.text(document.story.get("publisher")))
    for node in jsonld.find(document.nodes, {"website", "newsmediaorganization"}):
        names.add(jsonld.text(node.get("name")))
    host, _ = _split_address(document.url)
    names |= {host, "www." + host, host.rsplit(".", 1)[0], ".".join(host.split(".")[-2:])}
    names.add(read_site(host).partition(".")[0])
    names.add(_beside_shared_title(document))
    names |= {_initials(name) for name in names if name}
    return frozenset(fold(name) for name in names if name) - {""}


def read_host(document: Document) -> str:
    """The domain of the page's site; empty where its address is none."""
    host, _ = _split_address(document.url)
    return read_site(host) if host else ""


def _initials(name: str) -> str:
    """The capitals with which the words of *name* begin, as sites call themselves: ``WFA``; empty for few."""
    capitals = "".join(word[0] for word in name.split() if word[0].isupper())
    return capitals if len(capitals) >= _INITIALS else ""


def first_part(title: str) -> str:
    """What stands before the first separator in *title*; empty where there is none."""
    parts = _SEPARATOR.split(title, maxsplit=1)
    return parts[0] if len(parts) > 1 else ""


def read_sections(document: Document) -> frozenset[str]:
    """The bare words of each directory of the page's address, which sections are named after."""
    _, path = _split_address(document.url)
    return frozenset(strip_signs(part) for part in path.strip("/").split("/")[:-1][:10]) - {""}


def strip(title: str, names: frozenset[str], sections: frozenset[str] = frozenset()) -> str:
    """*title* without the site's name, and without the section and the motto that stand beside the name.

    One of the *sections* goes from the end without a name beside it.
    """
    name, colon, said = title.partition(": ")
    if colon and fold(name) in names and len(words(said)) > _SECTION_WORDS:
        title = said
    parts = _SEPARATOR.split(title)
    sites = [number for number, part in enumerate(parts) if is_site(part, names)]
    if len(parts) == len(sites):
        return title
    first, last = 0, len(parts)
    if sites and sites[0] == 0:
        first = next(number for number in range(len(parts)) if number not in sites)
    later = [number for number in sites if number > first]
    if later:
        last = later[0]
        while last - first > 1 and len(words(parts[last - 1])) <= _SECTION_WORDS < len(words(parts[first])):
            last -= 1
        # What a dash parts may be a headline of two.
        is_apart = _SEPARATOR.findall(title)[first].strip() in ("|", "»", "::")
        rest = parts[first + 1 : last]
        if is_apart and rest and len(words(parts[first])) <= _SECTION_WORDS < len(words(rest[0])):
            first += 1
    while last - first > 1 and strip_signs(parts[last - 1]) in sections:
        last -= 1
    while sites and last - first > 1 and strip_signs(parts[first]) in sections:
        first += 1
    return _join(title, first, last) if (first, last) != (0, len(parts)) else title


def is_name(text: str, names: frozenset[str]) -> bool:
    """Whether *text* is just the site's name."""
    return strip_signs(text) in strip_all(names)


def is_site(part: str, names: frozenset[str]) -> bool:
    """Whether *part* is one of the *names*, shortened or with capitalised words added: ``El Mundo Hoy``."""
    if fold(part) in names:
        return True
    bare = strip_signs(part)
    if len(bare) < 3 or _ISSUE.search(part):
        return False
    if "".join(strip_signs(word) for word in part.split() if word.lower() not in _SMALL_WORDS) in strip_all(
        names
    ):
        return True
    is_named = part[:1].isupper() and all(not word[0].islower() or len(word) < 4 for word in part.split())
    for name in strip_all(names):
        if bare == name:
            return True
        if min(len(bare), len(name)) > 4 and (
            bare in name or (is_named and name in bare and _count_added(part, name) <= _MOST_ADDED)
        ):
            return True
    return False


def _count_added(part: str, name: str) -> int:
    """How many words of *part* follow those that the bare *name* has: ``Ana Ruiz's Blog``, anaruiz."""
    count, said = 0, ""
    parts = part.split()
    if parts[0].lower() in _ARTICLES and not name.startswith(strip_signs(parts[0])):
        parts = parts[1:]
    for word in parts:
        said += strip_signs(word)
        if not said.startswith(name[: len(said)]) or len(said) > len(name) + 1:
            break
        count += 1
    return len(parts) - max(1, count)


def _beside_shared_title(document: Document) -> str:
    """What ``<title>`` has before or after the title that the page is shared under, if no h1 goes on so."""
    element = document.root.find(".//title")
    shared = collapse(document.first("og:title"))
    if element is None or not shared:
        return ""
    title = collapse(element.text or "")
    before, found, after = title.partition(shared)
    rest = before or after
    if not found or (before and after):
        return ""
    name = rest.strip(" |-–—•·»«:~/")
    is_parted = name != rest.strip() and not _SEPARATOR.search(name)
    if not is_parted or not 1 <= len(words(name)) <= _NAME_WORDS:
        return ""
    headings = (collapse(inner_text(heading)) for heading in islice(document.root.iter("h1"), 3))
    return "" if any(name in heading and name != heading for heading in headings) else name


def _split_address(url: str) -> tuple[str, str]:
    """Host, without ``www.``, and path of *url*; empty where it is no address."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").removeprefix("www."), parts.path
    except ValueError:
        return "", ""


def _join(title: str, first: int, last: int) -> str:
    """The parts *first* to before *last* of *title*, with the separators between them."""
    cuts = [(0, 0), *(found.span() for found in _SEPARATOR.finditer(title)), (len(title), len(title))]
    return title[cuts[first][1] : cuts[last][0]].strip()


def strip_signs(text: str) -> str:
    """*text* as its letters and digits alone, without accents."""
    return _NOT_ALPHANUMERIC.sub("", fold_word(fold(text)))


# Each title and author of a page is compared with them.
@lru_cache(maxsize=4)
def strip_all(names: frozenset[str]) -> frozenset[str]:
    """The *names* of a site as letters and digits alone."""
    return frozenset(map(strip_signs, names))
