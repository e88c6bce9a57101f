"""Rows of the flat tables, and records as such rows."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from dosvoces.core.language_tags import base_language
from dosvoces.core.quality_classes import QualityClass, find_lowest_quality, find_quality
from dosvoces.core.record import (
    Alternate,
    Author,
    BilingualRecord,
    Block,
    Flag,
    Fragment,
    FragmentKind,
    Image,
    Origin,
    Precision,
    Role,
    Segment,
    TextSpan,
    WordLink,
    find_role,
    story_blocks,
    to_json,
)
from dosvoces.core.safe_text import make_line
from dosvoces.corpus.mixing import measure_article


class ArticleRow(msgspec.Struct, frozen=True, kw_only=True):
    """One record's article in the articles table."""

    id: str
    version: int
    outlet: str
    #: Month of publication, ``2026-11``, UTC; ``undated`` when the page tells none.
    month: str
    edition: str
    url: str
    canonical_url: str
    headline: str
    description: str
    date_published: datetime | None
    date_modified: datetime | None
    date_precision: Precision
    zone: str
    section: str
    language: str
    language_confidence: float
    declared_language: str | None
    target_language: str
    #: The body in both languages, one paragraph per line.
    source_text: str
    target_text: str
    #: Name of the cluster of near-duplicates, and the split it belongs to.
    cluster: str
    split: str
    is_accessible_for_free: bool
    robots: tuple[str, ...]
    tdm_reservation: bool | None
    tdm_policy: str | None
    license: str | None
    authors: tuple[Author, ...]
    keywords: tuple[str, ...]
    images: tuple[Image, ...]
    alternates: tuple[Alternate, ...]
    blocks: tuple[Block, ...]
    fragments: tuple[Fragment, ...]
    translation: tuple[Block, ...]
    #: Where each metadata field came from, a JSON object.
    sources: str
    retrieved_at: datetime
    content_hash: str
    warc: str | None
    extractor_version: str
    schema_version: str
    #: The lowest of the segments' classes.
    quality: QualityClass | None
    #: Id of the outlet's own edition of the story in the other language, and that article as JSON.
    counterpart_id: str | None
    counterpart: str | None
    # Tables written before these columns were made are read as well.
    #: Words of headline and text that have a language, those in another than the article's, and the places
    #: where the language changes.
    tokens: int = 0
    other_tokens: int = 0
    switch_points: int = 0
    #: Measures of code-switching; None where there is nothing to measure.
    cmi: float | None = None
    m_index: float | None = None
    i_index: float | None = None
    burstiness: float | None = None


class SegmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """One segment in the segments table."""

    id: str
    article_id: str
    version: int
    outlet: str
    month: str
    date_published: datetime | None
    cluster: str
    split: str
    source_language: str
    source_text: str
    target_language: str
    target_text: str
    role: Role | None
    origin: Origin
    engine: str
    score: float | None
    quality: QualityClass | None
    flags: tuple[Flag, ...]
    source_spans: tuple[TextSpan, ...]
    target_spans: tuple[TextSpan, ...]
    links: tuple[WordLink, ...]
    repairs: tuple[tuple[int, int], ...]
    #: Target language of the record, whatever region the segment's own language names.
    record_language: str
    url: str
    robots: tuple[str, ...]
    tdm_reservation: bool | None
    tdm_policy: str | None
    license: str | None


class FragmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """One fragment in another language in the fragments table."""

    id: str
    article_id: str
    version: int
    outlet: str
    #: Two letters; empty for an outlet that is in no list.
    country: str
    #: Day of publication, UTC, ``2026-11-22``; empty when the page tells none.
    date: str
    split: str
    role: str
    kind: FragmentKind
    #: Base languages of the fragment and of the story.
    language: str
    matrix_language: str
    text: str
    #: The sentence around it; its characters *start* to *end* are the fragment.
    context: str
    start: int
    end: int
    confidence: float


#: A row of any table, by the table's name.
Row = ArticleRow | SegmentRow | FragmentRow
Kind = type[ArticleRow] | type[SegmentRow] | type[FragmentRow]
TABLES: dict[str, Kind] = {"articles": ArticleRow, "segments": SegmentRow, "fragments": FragmentRow}


class Exported(msgspec.Struct, frozen=True):
    """A record on its way out."""

    record: BilingualRecord
    cluster: str
    #: ``train``, ``validation``, ``test``, or ``all`` when nothing is split.
    split: str
    #: All segments that the story has, where the record has some of them alone.
    dividing: tuple[Segment, ...] = ()

    @property
    def month(self) -> str:
        """Month of publication, ``2026-11``, UTC; ``undated`` when the page tells none."""
        day = self.record.article.day_published
        return f"{day:%Y-%m}" if day else "undated"


def find_pairs(record: BilingualRecord) -> Iterator[tuple[tuple[str, str], Segment]]:
    """The segments of *record* that are pairs, each with its languages: ``("es", "en")`` or the other way.

    What has no text on one side is no pair, nor what was left as it is, in the target's language or in a
    third one.
    """
    for segment in record.segments:
        source, target = (base_language(s.language) for s in (segment.source, segment.target))
        texts = (segment.source.text, segment.target.text)
        if {source, target} == {"es", "en"} and all(make_line(text) for text in texts):
            yield (source, target), segment


def _target_text(record: BilingualRecord) -> str:
    if record.translation:
        told = {block.position for block in story_blocks(record.article.blocks)}
        return "\n".join(block.text for block in record.translation if block.position in told)
    return record.counterpart.text if record.counterpart else ""


def make_article_row(exported: Exported) -> ArticleRow:
    """The row of an article."""
    record, article = exported.record, exported.record.article
    mixing = measure_article(article.blocks, article.fragments, article.in_language)
    return ArticleRow(
        id=article.id,
        version=article.version,
        outlet=article.outlet,
        month=exported.month,
        edition=article.edition,
        url=article.url,
        canonical_url=article.canonical_url,
        headline=article.headline,
        description=article.description,
        date_published=article.date_published,
        date_modified=article.date_modified,
        date_precision=article.date_precision,
        zone=article.zone,
        section=article.section,
        language=article.in_language,
        language_confidence=article.in_language_confidence,
        declared_language=article.declared_language,
        target_language=record.target_language,
        source_text=article.text,
        target_text=_target_text(record),
        cluster=exported.cluster,
        split=exported.split,
        is_accessible_for_free=article.is_accessible_for_free,
        robots=article.rights.robots,
        tdm_reservation=article.rights.tdm_reservation,
        tdm_policy=article.rights.tdm_policy,
        license=article.rights.license,
        authors=article.authors,
        keywords=article.keywords,
        images=article.images,
        alternates=article.alternates,
        blocks=article.blocks,
        fragments=article.fragments,
        translation=record.translation,
        sources=msgspec.json.encode(article.sources).decode(),
        retrieved_at=article.retrieved_at,
        content_hash=article.content_hash,
        warc=article.warc,
        extractor_version=article.extractor_version,
        schema_version=record.schema_version,
        quality=find_lowest_quality(record.segments),
        counterpart_id=record.counterpart.id if record.counterpart else None,
        counterpart=to_json(record.counterpart).decode() if record.counterpart else None,
        tokens=mixing.tagged,
        other_tokens=mixing.other,
        switch_points=mixing.switches,
        cmi=mixing.cmi,
        m_index=mixing.m_index,
        i_index=mixing.i_index,
        burstiness=mixing.burstiness,
    )


def make_segment_rows(exported: Exported) -> Iterator[SegmentRow]:
    """The rows of a record's segments, in its order."""
    article = exported.record.article
    roles, rights = article.roles, article.rights
    for segment in exported.record.segments:
        yield SegmentRow(
            id=segment.id,
            article_id=article.id,
            version=article.version,
            outlet=article.outlet,
            month=exported.month,
            date_published=article.date_published,
            cluster=exported.cluster,
            split=exported.split,
            source_language=segment.source.language,
            source_text=segment.source.text,
            target_language=segment.target.language,
            target_text=segment.target.text,
            role=find_role(segment, roles),
            origin=segment.origin,
            engine=segment.engine,
            score=segment.score,
            quality=find_quality(segment),
            flags=segment.flags,
            source_spans=segment.source.spans,
            target_spans=segment.target.spans,
            links=segment.links,
            repairs=segment.repairs,
            record_language=exported.record.target_language,
            url=article.url,
            robots=rights.robots,
            tdm_reservation=rights.tdm_reservation,
            tdm_policy=rights.tdm_policy,
            license=rights.license,
        )
