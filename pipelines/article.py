"""From a page to an article: extraction first, then languages."""

import hashlib
from datetime import time, timedelta

from msgspec.structs import replace

from dosvoces.core.addresses import clean_url, is_on_domains
from dosvoces.core.errors import NotAnArticle, PageError
from dosvoces.core.identity import article_id
from dosvoces.core.language_tags import base_language
from dosvoces.core.outlets import Outlet, edition_of
from dosvoces.core.record import BODY_ROLES, Alternate, Article, Block, Page, story_blocks
from pipelines.extract import EXTRACTOR_VERSION, STORY_KINDS, Extraction, dates, extract
from pipelines.extract.selectors import hold
from pipelines.languages import Label, find_fragments, label_blocks, label_document

#: As in pages: earlier dates are those of an archive, or a clock's beginning.
_EARLIEST_YEAR = 1990
#: A story that was fetched is not to be published on a later day, whatever zone its source took the time in.
_CLOCKS_DIFFER = timedelta(days=1)


def content_hash(extraction: Extraction) -> str:
    """SHA-256 of headline, description and the blocks of the story's text, hexadecimal; others may change."""
    digest = hashlib.sha256()
    body = [(block.role, block.text) for block in story_blocks(extraction.blocks)]
    for role, text in [("headline", extraction.headline), ("description", extraction.description), *body]:
        digest.update(f"{role}\0{text}\0".encode())
    return digest.hexdigest()


def _tag(label: Label, edition: str) -> str:
    """The edition's fuller tag when the language is its own: ``es`` becomes ``es-MX`` at a Mexican outlet."""
    return edition if base_language(edition) == label.language else label.language


def _document_label(extraction: Extraction, blocks: tuple[Block, ...]) -> Label:
    body = [block.text for block in blocks if block.role in BODY_ROLES]
    return label_document(body or [extraction.headline, extraction.description])


def _extract(page: Page, outlet: Outlet) -> Extraction:
    selectors = outlet.selectors
    try:
        return extract(
            page.body,
            page.url,
            content_type=page.headers.get("content-type"),
            headers=page.headers,
            zone=outlet.zone,
            selectors=selectors if selectors and hold(selectors, page.retrieved_at.date()) else None,
        )
    except PageError as error:
        raise PageError(f"{page.url}: {error}", url=page.url, reason=error.reason) from error


def _date(extraction: Extraction, page: Page, outlet: Outlet) -> Extraction:
    """*extraction* with the date that the source told which announced *page*, where the page tells none.

    Of a day that the address alone tells it has the time. A source that speaks of times to come, or from
    before there were such sites, is wrong.
    """
    told = page.announced
    if not told:
        return extraction
    zone = dates.read_zone(outlet.zone)
    if day := extraction.date_published:
        by_address = extraction.sources.get("date_published") == "url"
        # Some make addresses by a clock in another zone.
        apart = told.at.astimezone(zone).date() - day.astimezone(zone).date()
        if not by_address or abs(apart) > _CLOCKS_DIFFER:
            return extraction
    if told.at.year < _EARLIEST_YEAR or told.at - page.retrieved_at > _CLOCKS_DIFFER:
        return extraction
    is_day = told.at.astimezone(zone).time() == time.min
    modified = extraction.date_modified
    return replace(
        extraction,
        date_published=told.at,
        date_modified=modified if modified and modified >= told.at else None,
        date_precision="day" if is_day else "minute",
        sources={**extraction.sources, "date_published": told.by},
    )


def _find_address(
    page: Page, extraction: Extraction, outlet: Outlet, language: str
) -> tuple[str, tuple[Alternate, ...]]:
    """The address of the story in its *language*, and those of its other editions.

    Some outlets give an edition the canonical address of the one in the other language. That is another
    story's address: it is told by hreflang, or by the part of the site that each edition has.
    """
    own = clean_url(page.url)
    canonical = _try_to_clean(extraction.canonical_url) or own
    if canonical == own or not is_on_domains(canonical, outlet.domains):
        return own, extraction.alternates
    declared = {_try_to_clean(alternate.url): alternate.language for alternate in extraction.alternates}
    if canonical in declared:
        other = base_language(declared[canonical])
        apart = other not in (language, "x")
        return (own if apart else canonical), extraction.alternates
    there = edition_of(outlet, canonical).language
    if base_language(there) != language and base_language(edition_of(outlet, own).language) == language:
        return own, (*extraction.alternates, Alternate(language=there, url=canonical))
    return canonical, extraction.alternates


def _try_to_clean(url: str | None) -> str:
    """The clean *url* that a page declares, empty when it is none: ``https://news.example:abc/``."""
    try:
        return clean_url(url) if url else ""
    except ValueError:
        return ""


def build_article(page: Page, outlet: Outlet) -> Article:
    """The article on *page*.

    Raises :exc:`~dosvoces.core.errors.NotAnArticle` when the page is something else.
    Pure: the same page and outlet always give the same article.
    """
    if page.status >= 400:
        raise NotAnArticle(
            f"{page.url} answered with status {page.status}", url=page.url, reason=f"http-{page.status}"
        )
    extraction = _date(_extract(page, outlet), page, outlet)
    if extraction.kind not in STORY_KINDS:
        raise NotAnArticle(
            f"{page.url} is no article but {extraction.kind}: {extraction.reason}",
            url=page.url,
            reason=extraction.kind,
        )
    blocks = label_blocks(extraction.blocks)
    language = _document_label(extraction, blocks)
    canonical, alternates = _find_address(page, extraction, outlet, language.language)
    edition = edition_of(outlet, canonical).language
    return Article(
        id=article_id(outlet.key, canonical),
        url=page.url,
        canonical_url=canonical,
        outlet=outlet.key,
        edition=edition,
        headline=extraction.headline,
        description=extraction.description,
        authors=extraction.authors,
        date_published=extraction.date_published,
        date_modified=extraction.date_modified,
        date_precision=extraction.date_precision,
        zone=outlet.zone,
        section=extraction.section,
        keywords=extraction.keywords,
        in_language=_tag(language, edition),
        in_language_confidence=language.confidence,
        declared_language=extraction.declared_language,
        images=extraction.images,
        is_accessible_for_free=extraction.is_accessible_for_free,
        rights=extraction.rights,
        alternates=alternates,
        blocks=blocks,
        fragments=find_fragments(blocks, language.language),
        sources=extraction.sources,
        retrieved_at=page.retrieved_at,
        content_hash=content_hash(extraction),
        warc=page.warc,
        extractor_version=EXTRACTOR_VERSION,
    )
