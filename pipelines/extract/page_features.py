"""Features of a page for the classifier of pages: declarations, links, headings, prose and repetition.

None knows a word: a story is never refused for what its headline says.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from urllib.parse import urlsplit

from dosvoces.core.record import BODY_ROLES, Block
from pipelines.extract import jsonld
from pipelines.extract.blocks import Plan
from pipelines.extract.document import Document, Element
from pipelines.extract.link_features import describe_links
from pipelines.extract.page_conventions import describe_conventions, find_dates
from pipelines.extract.page_units import PageUnits
from pipelines.extract.unit import Unit

#: JSON-LD types of pages that hold many things, and of things that are sold.
LISTING_TYPES = frozenset({
    "collectionpage", "searchresultspage", "profilepage", "itemlist", "aboutpage", "contactpage",
    "offercatalog",
})  # fmt: skip
#: A linked title is a unit that is a link and has more characters than a menu's.
_LINKED, _TITLE_CHARACTERS = 0.8, 30
#: Characters of a paragraph that is more than a teaser's.
_LONG_PARAGRAPH = 120
_MOST_NODES = 50
#: Lines looked at, and characters of one with a price or year.
_MOST_LINES, _LINE = 3000, 80
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:[€£]|USD\b|EUR\b|kr\b)")
_SENTENCE_END = re.compile(r"[.!?…]['\"\u201d\u2019»)\]]*(?:\s|$)")
#: Words of a linked title, and how many of them may stand before the prose under the headline ends.
_TITLE_WORDS, _MOST_TITLES = 3, 3
#: Like elements that are many.
_MANY = 4
#: Letters of a word of the title that tells what it is about.
_TELLING = 4
#: The gap between headline and prose where there is no prose: more than most pages have units.
_NO_PROSE = 3000
#: Elements of one kind that are counted.
_MOST_ELEMENTS = 2000


def describe_page(page: Document, found: PageUnits, plan: Plan, blocks: Sequence[Block]) -> dict[str, float]:
    """The features of a page by name."""
    body = [unit for unit in plan.inside if plan.roles.get(unit.index) in BODY_ROLES]
    return {
        **_describe_declared(page),
        **_describe_address(page.url, found),
        **describe_conventions(page, found.units[:_MOST_LINES], found.headline),
        **describe_links(page, found, plan),
        **_describe_elements(page),
        **_describe_page(found),
        **_describe_inside(found, plan),
        **_describe_body(found, body),
        **_describe_blocks(blocks),
        **_describe_repetition(found),
        **_describe_sections(found, plan),
        **_describe_headline(found, plan),
    }


def _describe_declared(page: Document) -> dict[str, float]:
    """What the page says of itself to machines."""
    kinds = Counter(kind for node in page.nodes[:_MOST_NODES] for kind in jsonld.types(node))
    og_type = page.first("og:type").lower()
    return {
        "nodes": math.log1p(len(page.nodes)),
        "same_nodes": math.log1p(max(kinds.values(), default=0)),
        "og_type": ("", "article", "website").index(og_type) if og_type in ("article", "website") else 0,
    }


def _describe_address(url: str, found: PageUnits) -> dict[str, float]:
    """The shape of the address, and how much of the title is in it."""
    steps = [step for step in urlsplit(url).path.split("/") if step]
    last = steps[-1] if steps else ""
    said = found.title_words & frozenset(re.split(r"[\W_]+", url.lower()))
    return {
        "steps": len(steps),
        "hyphens": last.count("-") + last.count("_"),
        "title_words": min(30, len(found.title_words)),
        "title_in_address": len(said) / max(1, len(found.title_words)),
    }


def _describe_elements(page: Document) -> dict[str, float]:
    """How many elements of some kinds there are."""
    tags = ("article", "img", "form", "button", "p")
    counts = Counter(str(element.tag) for element in page.root.iter(*tags))
    controls = Counter(one.get("type") or "" for one in islice(page.root.iter("input"), _MOST_ELEMENTS))
    return {f"{tag}_elements": math.log1p(min(_MOST_ELEMENTS, counts[tag])) for tag in tags} | {
        "choices": math.log1p(controls["checkbox"] + controls["radio"])
    }


def _describe_page(found: PageUnits) -> dict[str, float]:
    """The links, headings, prose, prices and years of all units."""
    units = found.units
    said, chars = sum(found.counts), _count_chars(units)
    headings = sum(unit.is_heading for unit in units)
    long = [size for unit in units if (size := _measure_prose(unit)) > _LONG_PARAGRAPH]
    lines = [unit.text for unit in units[:_MOST_LINES] if len(unit.text) <= _LINE]
    return {
        "page_words_per_unit": said / max(1, len(units)),
        "page_link_share": sum(unit.linked for unit in units) / chars,
        "page_links_per_word": sum(unit.links for unit in units) / max(1, said),
        "page_headings": math.log1p(headings),
        "page_words_per_heading": math.log1p(said / (1 + headings)),
        "page_long": math.log1p(len(long)),
        "page_long_share": sum(long) / chars,
        "page_longest": math.log1p(max(long, default=0)),
        "page_run": _longest_run(units),
        "prices": math.log1p(sum(bool(_PRICE.search(line)) for line in lines)),
        "dated_lines": math.log1p(sum(bool(_YEAR.search(line)) for line in lines)),
    }


def _describe_inside(found: PageUnits, plan: Plan) -> dict[str, float]:
    """The links, prose and dates of the units in the story's element."""
    units = plan.inside
    said = sum(found.counts[unit.index] for unit in units)
    told = sum(len(unit.text) for unit in units if len(_SENTENCE_END.findall(unit.text)) > 1)
    return {
        "inside_link_share": sum(unit.linked for unit in units) / _count_chars(units),
        "inside_words_per_title": math.log1p(said / (1 + _count_titles(units))),
        "inside_run": _longest_run(units),
        "inside_dates": math.log1p(len({date for unit in units for date in find_dates(unit.text)})),
        "told_share": told / _count_chars(found.units),
    }


def _describe_body(found: PageUnits, body: Sequence[Unit]) -> dict[str, float]:
    """The prose of the units that are body text."""
    said = sum(found.counts[unit.index] for unit in body)
    sizes = [_measure_prose(unit) for unit in body]
    return {
        "body_words": math.log1p(said),
        "body_words_per_title": math.log1p(said / (1 + _count_titles(body))),
        "body_long": math.log1p(sum(size > _LONG_PARAGRAPH for size in sizes)),
        "body_longest": math.log1p(max(sizes, default=0)),
        "body_share": said / (sum(found.counts) or 1),
        "commas": sum(unit.text.count(",") for unit in body) / max(1, said),
    }


def _count_chars(units: Iterable[Unit]) -> int:
    return sum(len(unit.text) for unit in units) or 1


def _count_titles(units: Iterable[Unit]) -> int:
    return sum(unit.link_share > _LINKED and len(unit.text) > _TITLE_CHARACTERS for unit in units)


def _measure_prose(unit: Unit) -> int:
    """The characters of a unit that is neither a heading nor mostly a link; 0 for others."""
    return 0 if unit.is_heading or unit.link_share >= 0.5 else len(unit.text)


def _longest_run(units: Iterable[Unit]) -> int:
    """How many in a row are paragraphs longer than a teaser."""
    run = best = 0
    for unit in units:
        run = run + 1 if _measure_prose(unit) > _LONG_PARAGRAPH else 0
        best = max(best, run)
    return best


def _describe_blocks(blocks: Sequence[Block]) -> dict[str, float]:
    """How many blocks repeat the headline or name other stories."""
    counts = Counter(block.role for block in blocks)
    return {f"{role}_blocks": math.log1p(counts[role]) for role in ("headline", "related")}


def _describe_repetition(found: PageUnits) -> dict[str, float]:
    """How far the page is made of teasers: like elements that each hold a link and some text."""
    holders: Counter[tuple[Element, str, str]] = Counter()
    said: Counter[tuple[Element, str, str]] = Counter()
    tree = found.tree
    for element in tree.order:
        parent = tree.parents[element]
        sums = tree.sums[element]
        if parent is not None and sums.linked and sums.units >= 2:
            kind = (parent, str(element.tag), (element.get("class") or "")[:60])
            holders[kind] += 1
            said[kind] += sums.words
    own = max((said[kind] for kind, count in holders.items() if count >= _MANY), default=0)
    return {
        "teasers": math.log1p(max(holders.values(), default=0)),
        "teasers_share": own / (sum(found.counts) or 1),
    }


def _describe_sections(found: PageUnits, plan: Plan) -> dict[str, float]:
    """How many sections of the story's element lead to another page, and how far it goes without a link.

    A section begins with a heading or a linked title. Lists of links are part of what is around them.
    """
    leads: list[bool] = []
    total = run = best = 0
    for unit in plan.inside:
        count, is_link = found.counts[unit.index], unit.link_share > _LINKED
        is_listed = "li" in unit.inside
        if unit.is_heading or (is_link and count >= _TITLE_WORDS and not is_listed):
            leads.append(is_link)
        elif is_link and leads:
            leads[-1] = True
        run = 0 if is_link and not is_listed else run + count
        total, best = total + count, max(best, run)
    headings = [found.counts[unit.index] for unit in plan.inside if unit.is_heading]
    return {
        "linked_sections": sum(leads) / max(1, len(leads)),
        "unlinked_words": math.log1p(best),
        "unlinked_share": best / (total or 1),
        "heading_words": sum(headings) / max(1, len(headings)),
    }


def _describe_headline(found: PageUnits, plan: Plan) -> dict[str, float]:
    """Where the headline stands, how far the first paragraph is from it, and how many take up its words."""
    place = next((unit.index for unit in found.units if unit.text == found.headline), None)
    telling = {word for word in found.title_words if len(word) >= _TELLING}
    prose = [unit for unit in plan.inside if _measure_prose(unit) > _LONG_PARAGRAPH]
    about = sum(not telling.isdisjoint(found.tokens[unit.index]) for unit in prose)
    gap = max(0, prose[0].index - (place or 0)) if prose else _NO_PROSE
    return {
        "headline_place": 1.0 if place is None else place / len(found.units),
        "headline_gap": math.log1p(gap),
        "headed_words": math.log1p(_count_headed(found, plan)),
        "prose_about_title": about / max(1, len(prose)),
    }


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
