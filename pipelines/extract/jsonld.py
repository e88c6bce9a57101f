"""JSON-LD: every object of a page, and the one that is the story."""

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from pipelines.extract.broken_json import parse
from pipelines.extract.text import collapse, words

Node = dict[str, Any]

#: More objects than any page has; a bound on hostile input.
_MOST_NODES = 5_000

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
#: Characters of a type whose name is remembered.
_LONGEST_TYPE = 100
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


def types(node: Node) -> frozenset[str]:
    """The lower-case schema.org types of *node* without their namespace."""
    value = node.get("@type") or node.get("type")
    if isinstance(value, str) and len(value) <= _LONGEST_TYPE:
        return _read_type(value)
    names = value if isinstance(value, list) else [value]
    return frozenset(_bare_type(name) for name in names if isinstance(name, str))


@lru_cache(maxsize=512)
def _read_type(name: str) -> frozenset[str]:
    return frozenset({_bare_type(name)})


def _bare_type(name: str) -> str:
    return name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower()


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


def choose_story(nodes: tuple[Node, ...], url: str, titles: Sequence[str] = ()) -> Node:
    """The object that describes the page's own story: of a story type, about *url* or one of its *titles*.

    Among those the fullest is chosen. One that says another headline and another address is another story's,
    unless it is a live blog and all that the page declares: its headline changes with every update.
    """
    parts = _find_parts(nodes)
    ranked = [(index, node, rank) for index, node in enumerate(nodes) if (rank := _rank(node)) is not None]
    is_alone = sum(id(node) not in parts for _, node, _ in ranked) == 1
    best: Node = {}
    best_score = 0.0
    for index, node, rank in ranked:
        is_about, is_titled = _is_about(node, url), says_title(node, titles)
        if id(node) in parts and not (is_about or is_titled):
            continue
        score = 10.0 - rank / 10 - min(index, 100) / 100
        score += 2.0 * is_about + sum(
            1.0 for key in ("headline", "datePublished", "author", "articleBody") if node.get(key)
        )
        score += 6.0 * (is_titled is True)
        if is_titled is False and not is_about and not (is_alone and node.get("liveBlogUpdate")):
            score -= 30.0
        score -= 8.0 * (id(node) in parts)
        if score > best_score:
            best, best_score = node, score
    return best


def _rank(node: Node) -> int | None:
    """How well the types of *node* suit a story, 0 best; None when none of them is a story's."""
    kinds = types(node)
    rank = min((_RANK[kind] for kind in kinds if kind in _RANK), default=None)
    if rank is None and any(kind.endswith(("article", "posting")) for kind in kinds):
        return 9
    return rank


#: Properties whose objects are other texts than the one that has them.
_PARTS = ("liveBlogUpdate", "comment", "itemListElement", "citation", "mentions", "isBasedOn", "review")


def _find_parts(nodes: tuple[Node, ...]) -> set[int]:
    """The identities of the objects that are updates, comments or list items of another."""
    queue = [one for node in nodes for key in _PARTS for one in items(node.get(key))]
    found = set()
    for one in queue:
        if isinstance(one, dict):
            found.add(id(one))
            if isinstance(one.get("item"), dict):
                found.add(id(one["item"]))
    return found


def says_title(node: Node, titles: Sequence[str]) -> bool | None:
    """Whether the headline of *node* is one of the page's *titles*; None when that cannot be told."""
    ours = _telling(text(node.get("headline") or node.get("name")))
    others = [_telling(title) for title in titles]
    shares = [len(ours & other) / min(len(ours), len(other)) for other in others if ours and other]
    if not shares:
        return None
    return True if max(shares) >= 0.5 else False if max(shares) == 0 and len(ours) > 1 else None


def may_describe(node: Node, titles: Sequence[str]) -> bool:
    """Whether *node*, which is not the story's own, may say its times and authors."""
    told = says_title(node, titles)
    kinds = types(node)
    if kinds & {"comment", "review", "imageobject", "audioobject", "person", "event"} or told is False:
        return False
    return told is True or "videoobject" not in kinds


# Each object of a page is compared with the page's titles.
@lru_cache(maxsize=64)
def _telling(title: str) -> frozenset[str]:
    return frozenset(word for word in words(title) if len(word) >= 4)


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
