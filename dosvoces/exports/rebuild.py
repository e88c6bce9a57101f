"""Texts made again from a hash-only dataset and a crawl of one's own."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from dosvoces.errors import ExportError
from dosvoces.exports.hashes import HashedRecord, HashedSegment, HashedSide, digest
from dosvoces.record import Article, BilingualRecord, Block, Segment, SegmentSide
from dosvoces.store import Store


def read_hashes(where: Path) -> Iterator[HashedRecord]:
    """The records of a hash-only dataset: its folder, or one of its files."""
    from dosvoces.reading import open_lines

    folder = where / "hashes" if (where / "hashes").is_dir() else where
    paths = sorted(folder.glob("*.jsonl.zst")) if folder.is_dir() else [folder]
    if not paths:
        raise ExportError(f"{where} has no digests; it has to be made with: dosvoces export --format hashes")
    for path in paths:
        for number, line in open_lines(str(path)):
            try:
                yield msgspec.json.decode(line, type=HashedRecord)
            except msgspec.MsgspecError as error:
                raise ExportError(f"{path}:{number}: no record of digests: {error}") from error


def _find_version(store: Store, article_id: str, content_hash: str) -> Article | None:
    latest = store.article(article_id)
    if latest is None or latest.content_hash == content_hash:
        return latest
    older = (store.article(article_id, number) for number in range(latest.version - 1, 0, -1))
    return next((article for article in older if article and article.content_hash == content_hash), latest)


def _restore(side: HashedSide, blocks: dict[int, Block]) -> SegmentSide | None:
    """The text of one side where its places are in *blocks*; None when it is another text."""
    parts = [blocks[span.block].text[span.start : span.end] for span in side.spans if span.block in blocks]
    # Sentences that a translator joined are joined by a space, or stand in one piece of a block.
    for text in (" ".join(parts), "".join(parts)):
        if digest(text) == side.digest:
            return SegmentSide(language=side.language, text=text, spans=side.spans)
    return None


def _by_position(blocks: tuple[Block, ...]) -> dict[int, Block]:
    return {block.position: block for block in blocks}


def _restore_segment(
    hashed: HashedSegment, source: dict[int, Block], target: dict[int, Block], counts: Counter[str]
) -> Segment | None:
    left = _restore(hashed.source, source)
    right = _restore(hashed.target, target)
    if left is None or right is None:
        counts[
            "segments whose source differs"
            if left is None
            else f"segments whose {hashed.origin} target differs"
        ] += 1
        return None
    counts["segments rebuilt"] += 1
    return Segment(
        id=hashed.id,
        source=left,
        target=right,
        origin=hashed.origin,
        engine=hashed.engine,
        score=hashed.score,
        flags=hashed.flags,
        links=hashed.links,
    )


def rebuild_record(hashed: HashedRecord, store: Store, counts: Counter[str]) -> BilingualRecord | None:
    """The record that *hashed* stands for; None when nothing stored matches it. Adds to *counts*."""
    counts["records"] += 1
    article = _find_version(store, hashed.id, hashed.content_hash)
    if article is None:
        counts["articles not crawled"] += 1
        return None
    if article.content_hash != hashed.content_hash:
        counts["articles that the outlet has changed"] += 1
    blocks = store.translation(article.id, article.version, hashed.target_language)
    other = (
        _find_version(store, hashed.counterpart_id, hashed.counterpart_content_hash or "")
        if hashed.counterpart_id
        else None
    )
    source, machine = _by_position(article.blocks), _by_position(blocks)
    human = _by_position(other.blocks) if other else {}
    segments = tuple(
        segment
        for part in hashed.segments
        if (segment := _restore_segment(part, source, human if part.origin == "human" else machine, counts))
    )
    if not segments:
        counts["records with nothing left"] += 1
        return None
    counts["records rebuilt"] += 1
    return BilingualRecord(
        schema_version=hashed.schema_version,
        article=article,
        target_language=hashed.target_language,
        translation=blocks,
        segments=segments,
        counterpart=other,
    )


def rebuild(where: Path, store: Store, counts: Counter[str]) -> Iterator[BilingualRecord]:
    """Those records of the hash-only dataset at *where* that *store* has; *counts* says what is not."""
    for hashed in read_hashes(where):
        record = rebuild_record(hashed, store, counts)
        if record is not None:
            yield record
