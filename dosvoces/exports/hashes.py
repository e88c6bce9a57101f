"""The hash-only format: addresses, offsets and digests, for data whose text may not be passed on.

``hashes/SPLIT.jsonl.zst`` has one :class:`HashedRecord` per line; ``dosvoces rebuild`` makes the text again
from a crawl of one's own.
"""

import hashlib
from datetime import datetime

import msgspec

from dosvoces.core.record import Flag, Origin, Rights, Segment, SegmentSide, TextSpan, WordLink
from dosvoces.exports import jsonl
from dosvoces.exports.rows import Exported


def digest(text: str) -> str:
    """The first 128 bits of SHA-256 of *text*, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class HashedSide(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One side of a segment: where it stands, and the digest of its text."""

    language: str
    spans: tuple[TextSpan, ...]
    digest: str


class HashedSegment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A segment without its texts."""

    id: str
    source: HashedSide
    target: HashedSide
    origin: Origin
    engine: str = ""
    score: float | None = None
    flags: tuple[Flag, ...] = ()
    links: tuple[WordLink, ...] = ()
    repairs: tuple[tuple[int, int], ...] = ()


class HashedRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record without its texts."""

    schema_version: str
    id: str
    version: int
    outlet: str
    url: str
    canonical_url: str
    language: str
    date_published: datetime | None
    retrieved_at: datetime
    content_hash: str
    rights: Rights
    cluster: str
    split: str
    target_language: str
    counterpart_id: str | None = None
    counterpart_content_hash: str | None = None
    segments: tuple[HashedSegment, ...] = ()


def _hash_side(side: SegmentSide) -> HashedSide:
    return HashedSide(language=side.language, spans=side.spans, digest=digest(side.text))


def _hash_segment(segment: Segment) -> HashedSegment:
    return HashedSegment(
        id=segment.id,
        source=_hash_side(segment.source),
        target=_hash_side(segment.target),
        origin=segment.origin,
        engine=segment.engine,
        score=segment.score,
        flags=segment.flags,
        links=segment.links,
        repairs=segment.repairs,
    )


def hash_record(exported: Exported) -> HashedRecord:
    """The record without any of its texts."""
    record, article = exported.record, exported.record.article
    other = record.counterpart
    return HashedRecord(
        schema_version=record.schema_version,
        id=article.id,
        version=article.version,
        outlet=article.outlet,
        url=article.url,
        canonical_url=article.canonical_url,
        language=article.in_language,
        date_published=article.date_published,
        retrieved_at=article.retrieved_at,
        content_hash=article.content_hash,
        rights=article.rights,
        cluster=exported.cluster,
        split=exported.split,
        target_language=record.target_language,
        counterpart_id=other.id if other else None,
        counterpart_content_hash=other.content_hash if other else None,
        segments=tuple(_hash_segment(segment) for segment in record.segments),
    )


class DatasetFormat(jsonl.DatasetFormat):
    """As JSON Lines, without texts."""

    def encode(self, exported: Exported) -> bytes:
        """The line of a record."""
        return msgspec.json.encode(hash_record(exported)) + b"\n"

    def name(self, exported: Exported) -> str:
        """The file that a record belongs to."""
        return f"hashes/{exported.split}.jsonl.zst"
