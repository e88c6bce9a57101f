"""Features of a page for the classifier of pages: declarations, links, headings, prose and repetition.

None reads a word: a story is never refused for what its headline says.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from urllib.parse import urlsplit

from dosvoces.core.record import BODY_ROLES, Block, Role
from pipelines.extract import jsonld
from pipelines.extract.blocks import Plan
from pipelines.extract.document import Document, Element
from pipelines.extract.link_features import describe_links
from pipelines.extract.page_conventions import describe_conventions
from pipelines.extract.page_units import PageUnits
from pipelines.extract.unit import Unit

#: JSON-LD types of pages that hold many things, and of things that are sold.
LISTING_TYPES = frozenset({
    "collectionpage", "searchresultspage", "profilepage", "itemlist", "aboutpage", "contactpage",
    "offercatalog",
})  # fmt: skip
_PRODUCT_TYPES = frozenset({"product", "productgroup", "offer", "aggregateoffer"})
_NO_STORY_TYPES = frozenset({"faqpage"})
#: A linked title is a unit that is a link and has more characters than a menu's.
_LINKED, _TITLE_CHARACTERS = 0.8, 30
#: Characters of a paragraph that is more than a teaser's, and of one that no list of teasers has.
_LONG_PARAGRAPH, _VERY_LONG_PARAGRAPH = 120, 400
_MOST_NODES = 50
#: Lines looked at, characters of one with a price or year, words of one that a template repeats, how often.
_MOST_LINES, _LINE, _FEW, _OFTEN = 3000, 80, 4, 4
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:[€£]|USD\b|EUR\b|kr\b)")
_SENTENCE_END = re.compile(r"[.!?…]['\"\u201d\u2019»)\]]*(?:\s|$)")
#: Words of a linked title, and how many of them may stand before the prose under the headline ends.
_TITLE_WORDS, _MOST_TITLES = 3, 3
#: Elements of one kind that are counted.
_MOST_ELEMENTS = 2000


def describe_page(page: Document, found: PageUnits, plan: Plan, blocks: Sequence[Block]) -> dict[str, float]:
    """The features of a page by name."""
    inside = [(unit, found.counts[unit.index]) for unit in plan.inside]
    body = [(unit, count) for unit, count in inside if plan.roles.get(unit.index) in BODY_ROLES]
    return {
        **_describe_declared(page),
        **_describe_address(page.url),
        **describe_conventions(page, found.units[:_MOST_LINES], found.headline),
        **describe_links(page),
        **_describe_elements(page),
        **_describe_units("page", [(unit, found.counts[unit.index]) for unit in found.units]),
        **_describe_units("inside", inside),
        **_describe_units("body", body),
        **_describe_blocks(blocks),
        **_describe_repetition(found, plan),
        **_describe_goods(page, found, plan),
        **_describe_prose(found, plan),
    }


def _describe_declared(page: Document) -> dict[str, float]:
    """What the page says of itself to machines."""
    kinds = [jsonld.types(node) for node in page.nodes[:_MOST_NODES]]
    declared = frozenset().union(*kinds)
    og_type = page.first("og:type").lower()
    return {
        "is_story_declared": bool(jsonld.types(page.story) - _NO_STORY_TYPES),
        "has_story_author": bool(page.story.get("author")),
        "has_story_body": bool(page.story.get("articleBody")),
        "has_story_date": bool(page.story.get("datePublished")),
        "is_listing_declared": bool(declared & LISTING_TYPES),
        "is_product_declared": bool(declared & _PRODUCT_TYPES) or og_type.startswith("product"),
        "nodes": math.log1p(len(page.nodes)),
        "same_nodes": math.log1p(max(Counter(kind for one in kinds for kind in one).values(), default=0)),
        "og_type": ("", "article", "website").index(og_type) if og_type in ("article", "website") else 0,
        "is_dated": bool(page.first("article:published_time")),
        "has_author": bool(page.first("author", "article:author")),
        "microdata": min(20, len(page.micro)),
    }


def _describe_address(url: str) -> dict[str, float]:
    """The shape of the address."""
    parts = urlsplit(url)
    steps = [step for step in parts.path.split("/") if step]
    last = steps[-1] if steps else ""
    return {
        "steps": len(steps),
        "hyphens": last.count("-") + last.count("_"),
        "digits": sum(map(str.isdigit, parts.path)),
        "ends_in_slash": parts.path.endswith("/"),
        "has_suffix": "." in last,
    }


def _describe_goods(page: Document, found: PageUnits, plan: Plan) -> dict[str, float]:
    """Signs of shops, filters, pages of pages and lists of dated things; and the length of the title."""
    units = found.units[:_MOST_LINES]
    priced = [unit for unit in units if len(unit.text) <= _LINE and _PRICE.search(unit.text)]
    inside = {unit.index for unit in plan.inside}
    short = Counter(key for key, count in zip(found.keys, found.counts, strict=True) if 0 < count <= _FEW)
    linked = Counter(
        found.keys[unit.index]
        for unit in units
        if unit.link_share > _LINKED and found.counts[unit.index] <= _FEW
    )
    controls = Counter(one.get("type") or "" for one in islice(page.root.iter("input"), _MOST_ELEMENTS))
    goods = sum(
        "product" in kind or "offer" in kind
        for one in islice(page.root.iterfind(".//*[@itemtype]"), _MOST_ELEMENTS)
        if (kind := (one.get("itemtype") or "").lower())
    )
    return {
        "prices": math.log1p(len(priced)),
        "prices_inside": math.log1p(sum(unit.index in inside for unit in priced)),
        "title_words": min(30, len(found.title_words)),
        "title_in_address": len(found.title_words & frozenset(re.split(r"[\W_]+", page.url.lower())))
        / max(1, len(found.title_words)),
        "choices": math.log1p(controls["checkbox"] + controls["radio"]),
        "options": math.log1p(sum(1 for _ in islice(page.root.iter("option"), _MOST_ELEMENTS))),
        "goods": math.log1p(goods),
        "dated_lines": math.log1p(sum(len(u.text) <= _LINE and bool(_YEAR.search(u.text)) for u in units)),
        "repeated_line": math.log1p(max(short.values(), default=0)),
        "repeated_lines": math.log1p(sum(count for count in short.values() if count >= _OFTEN)),
        "repeated_link": math.log1p(max(linked.values(), default=0)),
        "numbers": math.log1p(sum(unit.text.isdigit() for unit in units if unit.links)),
        "description_words": min(60, len(found.description_words)),
    }


def _describe_elements(page: Document) -> dict[str, float]:
    """How many elements of some kinds there are."""
    counts = Counter(
        str(element.tag)
        for element in page.root.iter("article", "h1", "h2", "h3", "time", "img", "form", "button", "li", "p")
    )
    tags = ("article", "h1", "h2", "h3", "time", "img", "form", "button", "li", "p")
    links = {link.get("rel") for link in page.root.iter("link")}
    return {f"{tag}_elements": math.log1p(min(_MOST_ELEMENTS, counts[tag])) for tag in tags} | {
        "is_paged": bool(links & {"next", "prev"})
    }


def _describe_units(name: str, units: Sequence[tuple[Unit, int]]) -> dict[str, float]:
    """The links, headings and prose of *units*, each with its number of words."""
    said = sum(count for _, count in units)
    chars = sum(len(unit.text) for unit, _ in units) or 1
    headings = [unit for unit, _ in units if unit.is_heading]
    plain = [len(unit.text) for unit, _ in units if unit.link_share < 0.5 and not unit.is_heading]
    long = [size for size in plain if size > _LONG_PARAGRAPH]
    titles = sum(unit.link_share > _LINKED and len(unit.text) > _TITLE_CHARACTERS for unit, _ in units)
    linked_headings = sum(unit.link_share > _LINKED for unit in headings)
    values = {
        "units": math.log1p(len(units)),
        "words": math.log1p(said),
        "words_per_unit": said / max(1, len(units)),
        "link_share": sum(unit.linked for unit, _ in units) / chars,
        "links_per_word": sum(unit.links for unit, _ in units) / max(1, said),
        "headings": math.log1p(len(headings)),
        "words_per_heading": math.log1p(said / (1 + len(headings))),
        "linked_headings": math.log1p(linked_headings),
        "linked_headings_share": linked_headings / max(1, len(headings)),
        "linked_titles": math.log1p(titles),
        "words_per_title": math.log1p(said / (1 + titles)),
        "long": math.log1p(len(long)),
        "long_share": sum(long) / chars,
        "very_long_share": sum(size for size in long if size > _VERY_LONG_PARAGRAPH) / chars,
        "longest": math.log1p(max(plain, default=0)),
        "run": _longest_run(size > _LONG_PARAGRAPH for size in _sizes(units)),
        "list_share": sum(count for unit, count in units if "li" in unit.inside) / max(1, said),
    }
    return {f"{name}_{key}": value for key, value in values.items()}


def _sizes(units: Sequence[tuple[Unit, int]]) -> Iterable[int]:
    return (0 if unit.is_heading or unit.link_share > 0.5 else len(unit.text) for unit, _ in units)


def _longest_run(are_long: Iterable[bool]) -> int:
    """How many in a row are long."""
    run = best = 0
    for is_long in are_long:
        run = run + 1 if is_long else 0
        best = max(best, run)
    return best


def _describe_blocks(blocks: Sequence[Block]) -> dict[str, float]:
    """How many blocks of each role there are, and whether the story is headed and signed."""
    counts = Counter(block.role for block in blocks)
    roles: tuple[Role, ...] = (
        "headline",
        "byline",
        "description",
        "related",
        "furniture",
        "caption",
        "list_item",
        "table",
    )
    return {f"{role}_blocks": math.log1p(counts[role]) for role in roles}


def _describe_repetition(found: PageUnits, plan: Plan) -> dict[str, float]:
    """How far the page is made of teasers: like elements that each hold a link and some text."""
    holders: Counter[tuple[Element | None, str, str]] = Counter()
    said: Counter[tuple[Element | None, str, str]] = Counter()
    tree = found.tree
    for element in tree.order:
        parent = tree.parents[element]
        sums = tree.sums[element]
        if parent is not None and sums.linked and sums.units >= 2:
            kind = (parent, str(element.tag), (element.get("class") or "")[:60])
            holders[kind] += 1
            said[kind] += sums.words
    most, many = holders.most_common(1)[0] if holders else ((None, "", ""), 0)
    total = sum(found.counts) or 1
    own = [said[kind] for kind, count in holders.items() if count >= 4]
    body = sum(found.counts[i] for i, role in plan.roles.items() if role in BODY_ROLES)
    return {
        "teasers": math.log1p(many),
        "teaser_words": said[most] / max(1, many),
        "teasers_share": max(own, default=0) / total,
        "body_share": body / total,
        "inside_share": sum(found.counts[unit.index] for unit in plan.inside) / total,
    }


def _describe_prose(found: PageUnits, plan: Plan) -> dict[str, float]:
    """The prose that begins under the headline, and the share of paragraphs of several sentences."""
    chars = sum(len(unit.text) for unit in found.units) or 1
    told = sum(len(unit.text) for unit in plan.inside if len(_SENTENCE_END.findall(unit.text)) > 1)
    return {"headed_words": math.log1p(_count_headed(found, plan)), "told_share": told / chars}


def _count_headed(found: PageUnits, plan: Plan) -> int:
    """The words of prose under the headline before titles of other pages."""
    heads = [unit for unit in found.units if unit.tag == "h1"]
    head = next((unit for unit in heads if unit.text == found.headline), heads[0] if heads else None)
    inside = {unit.index for unit in plan.inside}
    said = titles = 0
    for unit in found.units[head.index + 1 if head else 1 :]:
        if unit.link_share > _LINKED and found.counts[unit.index] >= _TITLE_WORDS:
            titles += unit.index not in inside and "li" not in unit.inside
            if unit.is_heading or titles > _MOST_TITLES:
                break
        elif found.weights[unit.index] > 0:
            said += found.counts[unit.index]
    return said
