"""Extraction of one page, all fields together."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from msgspec.structs import replace

from dosvoces.core.outlets import Selectors
from dosvoces.core.record import BODY_ROLES, Block
from pipelines.extract import (
    authors,
    blocks,
    body,
    charset,
    dates,
    decision_trees,
    document,
    front_pages,
    headline,
    images,
    jsonld,
    languages,
    links,
    live,
    microdata,
    page_data,
    page_kinds,
    printed_authors,
    rights,
    section_keywords,
    site_names,
    units,
)
from pipelines.extract.decision_trees import Classifiers
from pipelines.extract.declared import fill, fill_entries, says_little
from pipelines.extract.document import Document, Element
from pipelines.extract.evidence import Evidence
from pipelines.extract.extraction import STORY_KINDS, Extraction
from pipelines.extract.page_features import describe_page
from pipelines.extract.page_units import PageUnits
from pipelines.extract.reclassification import reclassify
from pipelines.extract.roles import Labels
from pipelines.extract.selectors import Selected, select
from pipelines.extract.text import fold

#: Lines near a story that may be its byline; later ones are other stories'.
_MOST_BYLINES = 5
#: Words of a line with a single name: ``Por Andrés``.
_SINGLE_NAME = 2


def extract(
    html: bytes | str,
    url: str,
    *,
    content_type: str | None = None,
    headers: Mapping[str, str] = {},
    zone: str = "UTC",
    selectors: Selectors | None = None,
    classifiers: Classifiers | None = None,
) -> Extraction:
    """Everything that can be read out of the page *html* found at *url*.

    *content_type* is the response's header, used for bytes only; *headers* may hold rights signals; *zone* is
    the IANA zone of times without a zone; *selectors* override the general way where they find something;
    *classifiers* replace those that come with the project. A page that is no story is told by its
    kind and reason. Raises :exc:`PageError` on nothing.
    """
    markup = (
        charset.decode(html, content_type or headers.get("content-type")) if isinstance(html, bytes) else html
    )
    root = document.parse(markup)
    page = document.read(root, url, headers=headers, zone=zone)
    return _assemble(page, selectors, classifiers or decision_trees.load())


def _assemble(page: Document, selectors: Selectors | None, classifiers: Classifiers) -> Extraction:
    sources: dict[str, str] = {}

    def note(field: str, found: tuple[Any, str]) -> Any:
        if found[1] and found[0] is not None and found[0] != "" and found[0] != ():
            sources[field] = found[1]
        return found[0]

    chosen = select(page, selectors) if selectors is not None else Selected()
    sites = site_names.read(page)
    title = note("headline", (chosen.headline, "selector") if chosen.headline else headline.read(page, sites))
    description = note(
        "description",
        (chosen.description, "selector") if chosen.description else section_keywords.read_description(page),
    )
    when = dates.read(page, chosen.published)
    sources.update(when.sources)
    declared = (chosen.authors, "selector") if chosen.authors else authors.read_declared(page, sites)
    pieces = units.read(page.root, title)
    evidence = Evidence(jsonld.text(page.story.get("articleBody")))
    described = PageUnits(pieces, evidence, title, description)
    holders = chosen.body or _find_body(page, described)
    names = {*(one.name for one in declared[0]), *printed_authors.read_near(page, pieces)}
    is_free = note("is_accessible_for_free", rights.read_access(page))
    site = site_names.read_host(page)
    labels = Labels(title, description, names, evidence, is_free=is_free, site=site)
    plan = blocks.Plan(pieces, holders, labels)
    times = live.read_times(page, plan.inside, plan.roles, when.published)
    built = plan.build(times)
    built, is_declared = fill(built, page.story.get("articleBody")) if is_free else (built, False)
    if not is_declared:
        built, is_declared = fill_entries(built, live.read_declared(page))
    is_data = False
    if is_free and not (is_declared or chosen.body) and says_little(built):
        built, is_data = fill(built, page_data.read_story(page.root, title))
    if plan.inside and not (is_declared or is_data or chosen.body):
        overruled = reclassify(plan, labels, described, classifiers.units)
        if any(overruled):
            sources["roles"] = str(overruled)
            built = plan.build(times)
    if (
        is_free
        and "is_accessible_for_free" not in sources
        and page_kinds.is_cut_short(pieces, plan.inside, built)
    ):
        is_free = note("is_accessible_for_free", (False, "page"))
    source = "json-ld" if is_declared else "selector" if chosen.body else "page"
    sources["blocks"] = "script" if is_data else source
    kind, reason = page_kinds.classify(page, built, pieces, title, is_free)
    if kind in STORY_KINDS and not chosen.body:
        listing = ""
        if not page_kinds.tells_its_story(page):
            features = describe_page(page, described, plan, built)
            listing = page_kinds.find_teasers(page, features, classifiers.pages)
        listing = listing or front_pages.find_linked_stories(page, built, title)
        kind, reason = ("listing", listing) if listing else (kind, reason)
    bylines = list(islice(_find_bylines(built), _MOST_BYLINES))
    return Extraction(
        kind=kind,
        reason=reason,
        url=page.url,
        canonical_url=note("canonical_url", links.read_canonical(page)),
        headline=title,
        description=description,
        authors=note("authors", authors.read(page, sites, declared, bylines, pieces)),
        date_published=when.published,
        date_modified=when.modified,
        date_precision=when.precision,
        utc_offset=when.offset,
        section=note("section", section_keywords.read_section(page)),
        keywords=note("keywords", section_keywords.read_keywords(page)),
        declared_language=note("declared_language", languages.read_language(page)),
        images=note("images", images.read(page, holders)),
        is_accessible_for_free=is_free,
        rights=rights.read_rights(page),
        alternates=note("alternates", (links.read_alternates(page), "link")),
        blocks=_with_headline(built, title) if kind in STORY_KINDS else built,
        sources=sources,
    )


def _find_bylines(built: Sequence[Block]) -> Iterator[str]:
    """The lines that may name the authors.

    Below the first paragraph a single name is somebody else's, but the one right below the last, as is a line
    under another story's title.
    """
    is_below, above = False, ""
    last = max((block.position for block in built if block.role in BODY_ROLES), default=0)
    for block in built:
        is_below |= block.role == "paragraph"
        is_other = is_below and above == "related"
        above = block.role
        if (
            block.role == "byline"
            and not is_other
            and (not is_below or len(block.text.split()) > _SINGLE_NAME or block.position == last + 1)
        ):
            yield block.text


def _with_headline(built: tuple[Block, ...], headline: str) -> tuple[Block, ...]:
    """*built* with a block of the *headline*, where the page prints it far from its story or not at all."""
    if not built or not headline or any(block.role == "headline" for block in built):
        return built
    first = Block(position=0, role="headline", text=headline)
    others = (block for block in built if fold(block.text) != fold(headline))
    return (first, *(replace(block, position=place) for place, block in enumerate(others, 1)))


def _find_body(page: Document, found: PageUnits) -> tuple[Element, ...]:
    """The element that holds the story, by the general way."""
    marked = microdata.find_body(page.properties)
    holder = body.find_holder(found.units, found.weights, found.tree, found.evidence, marked, found.headline)
    return () if holder is None else (holder,)
