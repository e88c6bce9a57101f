"""JSON-LD: every object of a page, mended where that is unambiguous, and the one that is the story."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from pipelines.extract.text import collapse

Node = dict[str, Any]

#: Longer scripts are no description of an article, and each level of mending reads them again.
_LONGEST_SCRIPT = 2_000_000
#: More objects than any page has; a bound on hostile input.
_MOST_NODES = 5_000

_WRAPPING = re.compile(
    r"^\s*(?://|/\*)?\s*(?:<!--|<!\[CDATA\[|\*/)+|(?://|/\*)?\s*(?:-->|\]\]>)\s*(?:\*/)?\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_MISSING_COMMA = re.compile(r'("|\}|\]|\d|true|false|null)(\s*\n\s*)(")')
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_ADJACENT = re.compile(r"\}\s*\{")

#: schema.org types of stories, best first; a page may describe itself several times.
_STORY_TYPES = (
    "LiveBlogPosting", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle",
    "BackgroundNewsArticle", "ReviewNewsArticle", "AskPublicNewsArticle", "Report", "Article",
    "ScholarlyArticle",
    "TechArticle", "BlogPosting", "SocialMediaPosting", "AdvertiserContentArticle", "SatiricalArticle",
    "ImageGallery", "MediaGallery", "PhotographAction", "Review", "ClaimReview", "CriticReview",
    "Recipe", "HowTo",
    "QAPage", "FAQPage", "MedicalWebPage",
)  # fmt: skip
_RANK = {name.lower(): rank for rank, name in enumerate(_STORY_TYPES)}
_WEAK_TYPES = {"webpage", "videoobject", "creativework", "itempage", "podcastepisode", "episode"}


def read(root: etree._Element) -> tuple[Node, ...]:
    """All JSON-LD objects of the page, outer before inner; :func:`resolve` follows references by ``@id``."""
    nodes: list[Node] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            for value in parse(script.text):
                _flatten(value, nodes)
    return tuple(nodes)


#: The escape of half a surrogate pair whose other half does not stand beside it.
_HIGH, _LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_HALF = re.compile(f"(?:{_HIGH})(?!{_LOW})|(?<!{_HIGH})(?:{_LOW})")


def parse(source: str) -> list[Any]:
    """The JSON values of one script, halves of characters as U+FFFD; none when it cannot be mended."""
    source = _HALF.sub(r"\\ufffd", source.strip()[:_LONGEST_SCRIPT])
    for text in _mendings(source):
        try:
            return [json.loads(text, strict=False)]
        except RecursionError:
            return []
        except ValueError:
            continue
    return _parse_prefix(source)


def types(node: Node) -> set[str]:
    """The lower-case schema.org types of *node* without their namespace."""
    value = node.get("@type") or node.get("type")
    names = value if isinstance(value, list) else [value]
    return {name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for name in names if isinstance(name, str)}


def text(value: Any) -> str:
    """The text of a JSON-LD value: a string, ``@value``, ``name`` or the first of a list; without markup."""
    for _ in range(8):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("name") or value.get("text") or ""
        else:
            break
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return clean(str(value))


def clean(value: str) -> str:
    """*value* without entities (also doubly escaped ones) and tags, on one line."""
    if "&" in value:
        value = html.unescape(html.unescape(value))
    if "<" in value:
        value = re.sub(r"</?[A-Za-z][^<>]*>", " ", value)
    return collapse(value)


def items(value: Any) -> list[Any]:
    """*value* as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def resolve(node: Any, nodes: tuple[Node, ...]) -> Any:
    """The object that *node* refers to by ``@id``, or *node* itself."""
    if isinstance(node, dict) and "@id" in node and not node.get("name"):
        for other in nodes:
            if other is not node and other.get("@id") == node["@id"] and len(other) > 1:
                return other
    return node


def choose_story(nodes: tuple[Node, ...], url: str) -> Node:
    """The object that describes the page's own story: of a story type, about *url*, the fullest."""
    best: Node = {}
    best_score = 0.0
    for index, node in enumerate(nodes):
        kinds = types(node)
        rank = min((_RANK[kind] for kind in kinds if kind in _RANK), default=None)
        if rank is None and any(kind.endswith(("article", "posting")) for kind in kinds):
            rank = 9
        if rank is None:
            continue
        score = 10.0 - rank / 10 - index / 100
        score += 2.0 * _is_about(node, url) + sum(
            1.0 for key in ("headline", "datePublished", "author", "articleBody") if node.get(key)
        )
        if score > best_score:
            best, best_score = node, score
    return best


def find(nodes: tuple[Node, ...], kinds: set[str]) -> list[Node]:
    """The objects of any of the lower-case types *kinds*."""
    return [node for node in nodes if types(node) & kinds]


def weak_story(nodes: tuple[Node, ...]) -> Node:
    """A page or video object that may stand in where a story object is missing."""
    found = find(nodes, _WEAK_TYPES)
    return max(found, key=len) if found else {}


def _is_about(node: Node, url: str) -> bool:
    """Whether *node* names *url* as its address."""
    path = _path(url)
    if not path:
        return False
    page = node.get("mainEntityOfPage")
    named = [node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page]
    return any(isinstance(one, str) and _path(one) == path for one in named)


def _path(url: str) -> str:
    try:
        return urlsplit(url.strip()).path.strip("/")
    except ValueError:
        return ""


def _mendings(source: str) -> Iterator[str]:
    """*source* and, in order of boldness, its mended forms; made only as they are asked for."""
    yield source
    bare = _WRAPPING.sub("", source).strip().rstrip(";")
    yield bare
    mended = _TRAILING_COMMA.sub(r"\1", _BAD_ESCAPE.sub(r"\\\\", bare))
    yield mended
    if "&quot;" in source and source.count('"') < source.count("&quot;"):
        yield html.unescape(mended)
    yield _MISSING_COMMA.sub(r"\1,\2\3", mended)
    if _ADJACENT.search(mended):
        yield "[" + _ADJACENT.sub("},{", mended) + "]"


def _parse_prefix(source: str) -> list[Any]:
    """The values at the beginning of *source*, for scripts with something after the JSON."""
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    position = 0
    while position < len(source) and len(values) < 50:
        begin = min(
            (i for i in (source.find("{", position), source.find("[", position)) if i >= 0), default=-1
        )
        if begin != position and (begin < 0 or source[position:begin].strip(" \r\n\t,;")):
            break
        try:
            value, position = decoder.raw_decode(source, begin)
        except (ValueError, RecursionError):
            break
        values.append(value)
    return values


def _flatten(value: Any, into: list[Node]) -> None:
    """Add *value* and every typed object inside it to *into*, breadth first."""
    queue = [value]
    for item in queue:
        if len(into) >= _MOST_NODES or len(queue) > 20 * _MOST_NODES:
            return
        if isinstance(item, list):
            queue.extend(item)
        elif isinstance(item, dict):
            if item.get("@type") or item.get("type") or item.get("@id"):
                into.append(item)
            queue.extend(inner for inner in item.values() if isinstance(inner, (dict, list)))
