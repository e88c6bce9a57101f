"""Rows of the tables of articles and segments as records again."""

from collections.abc import Iterable, Iterator

import msgspec

from dosvoces.core.errors import ExportError
from dosvoces.core.record import Article, BilingualRecord, Rights, Segment, SegmentSide
from dosvoces.exports.rows import ArticleRow, Exported, SegmentRow


def read_segment(row: SegmentRow) -> Segment:
    """The segment of a row."""
    return Segment(
        id=row.id,
        source=SegmentSide(language=row.source_language, text=row.source_text, spans=row.source_spans),
        target=SegmentSide(language=row.target_language, text=row.target_text, spans=row.target_spans),
        origin=row.origin,
        engine=row.engine,
        score=row.score,
        flags=row.flags,
        links=row.links,
        repairs=row.repairs,
    )


def read_article(row: ArticleRow) -> Article:
    """The article of a row."""
    same = {field: getattr(row, field) for field in Article.__struct_fields__ if hasattr(row, field)}
    rights = Rights(
        robots=row.robots,
        tdm_reservation=row.tdm_reservation,
        tdm_policy=row.tdm_policy,
        license=row.license,
    )
    return Article(
        **same
        | {
            "in_language": row.language,
            "in_language_confidence": row.language_confidence,
            "rights": rights,
            "sources": msgspec.json.decode(row.sources, type=dict[str, str]),
        }
    )


def join_exported(articles: Iterable[ArticleRow], segments: Iterable[SegmentRow]) -> Iterator[Exported]:
    """The records of two tables in the same order; raises ExportError when they do not belong together."""
    rest = iter(segments)
    ahead = next(rest, None)
    for row in articles:
        own: list[Segment] = []
        key = (row.id, row.version, row.target_language)
        while ahead is not None and (ahead.article_id, ahead.version, ahead.record_language) == key:
            own.append(read_segment(ahead))
            ahead = next(rest, None)
        record = BilingualRecord(
            schema_version=row.schema_version,
            article=read_article(row),
            target_language=row.target_language,
            translation=row.translation,
            segments=tuple(own),
            counterpart=msgspec.json.decode(row.counterpart, type=Article) if row.counterpart else None,
        )
        yield Exported(record, row.cluster, row.split)
    if ahead is not None:
        raise ExportError(
            f"segment {ahead.id} belongs to no article: the two tables are of different exports"
        )


def join_rows(articles: Iterable[ArticleRow], segments: Iterable[SegmentRow]) -> Iterator[BilingualRecord]:
    """The records of two tables, as :func:`join_exported`."""
    return (exported.record for exported in join_exported(articles, segments))
