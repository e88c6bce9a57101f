"""One page to one extraction."""

from collections.abc import Mapping
from typing import Any

from dosvoces.outlets import Selectors
from dosvoces.record import Author, Block
from pipelines.extract import (
    authors,
    blocks,
    body,
    charset,
    dates,
    document,
    headline,
    images,
    jsonld,
    languages,
    links,
    live,
    rights,
    subjects,
    units,
    walls,
)
from pipelines.extract.document import Document
from pipelines.extract.evidence import Evidence
from pipelines.extract.extraction import Extraction
from pipelines.extract.roles import Labels


def extract(
    html: bytes | str,
    url: str,
    *,
    content_type: str | None = None,
    headers: Mapping[str, str] = {},
    zone: str = "UTC",
    selectors: Selectors | None = None,
) -> Extraction:
    """Everything that can be read out of the page *html* found at *url*.

    *content_type* is the response's header, used for bytes only; *headers* may hold rights signals; *zone* is the
    IANA zone of times without a zone; *selectors* override the general way where they find something. A page that
    is no story is told by its kind and reason. Raises :exc:`PageError` when there is no page to read.
    """
    markup = (
        charset.decode(html, content_type or headers.get("content-type")) if isinstance(html, bytes) else html
    )
    root = document.parse(markup)
    page = document.read(root, url, headers=headers, zone=zone)
    return _assemble(page, selectors)


def _assemble(page: Document, selectors: Selectors | None) -> Extraction:
    sources: dict[str, str] = {}

    def note(field: str, found: tuple[Any, str]) -> Any:
        if found[1] and found[0] is not None and found[0] != "" and found[0] != ():
            sources[field] = found[1]
        return found[0]

    title = note("headline", headline.read(page))
    description = note("description", subjects.read_description(page))
    is_free = note("is_accessible_for_free", rights.read_access(page))
    when = dates.read(page)
    sources.update(when.sources)
    declared = authors.read_declared(page)
    pieces = units.read(page.root)
    evidence = Evidence(jsonld.text(page.story.get("articleBody")))
    marked = page.root.find(".//*[@itemprop='articleBody']")
    holder = body.find_holder(pieces, evidence, marked, title)
    plan = blocks.Plan(
        pieces, holder, Labels(title, description, (one.name for one in declared[0]), evidence)
    )
    built = plan.build(live.read_times(page, plan.inside, plan.roles, when.published))
    written: tuple[Author, ...] = note("authors", authors.read(page, declared, _bylines(built)))
    kind, reason = walls.classify(page, built, pieces, title, is_free)
    return Extraction(
        kind=kind,
        reason=reason,
        url=page.url,
        canonical_url=note("canonical_url", links.read_canonical(page)),
        headline=title,
        description=description,
        authors=written,
        date_published=when.published,
        date_modified=when.modified,
        date_precision=when.precision,
        section=note("section", subjects.read_section(page)),
        keywords=note("keywords", subjects.read_keywords(page)),
        declared_language=note("declared_language", languages.read_language(page)),
        images=images.read(page, holder),
        is_accessible_for_free=is_free,
        rights=rights.read_rights(page),
        alternates=links.read_alternates(page),
        blocks=built,
        sources=sources,
    )


def _bylines(built: tuple[Block, ...]) -> list[str]:
    return [block.text for block in built if block.role == "byline"][:5]
