"""Rebuilding texts of a hash-only dataset from a crawl of one's own."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from dosvoces.core.errors import ExportError
from dosvoces.core.record import Article, BilingualRecord, Block, Segment, SegmentSide
from dosvoces.exports.hashes import HashedRecord, HashedSegment, HashedSide, digest
from dosvoces.store import Store

#: Blocks up and down in which a text is looked for that is not in its place: what stands around an article
#: (menus, banners) differs between two crawls, and looking through all of a very long one would take minutes.
_FARTHEST = 50


def read_hashes(where: Path) -> Iterator[HashedRecord]:
    """The records of a hash-only dataset: its folder, or one of its files."""
    from dosvoces.exports.reading import open_lines

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


class _Text:
    """The blocks of one article or translation, in which places are found again."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self.blocks = {block.position: block for block in blocks}
        #: By how many blocks the last place found had moved: what stands behind it has mostly moved alike.
        self.shift = 0

    def find(self, side: HashedSide) -> Iterator[SegmentSide]:
        """*side* with its text wherever that is, the likeliest place first; each becomes the *shift*."""
        for shift in _spread(self.shift):
            found = self.restore(side, shift)
            if found is not None:
                self.shift = shift
                yield found

    def restore(self, side: HashedSide, shift: int) -> SegmentSide | None:
        """*side* with its text, *shift* blocks further down; None when another text is there."""
        parts = []
        for span in side.spans:
            block = self.blocks.get(span.block + shift)
            if block is None or span.end > len(block.text):
                return None
            parts.append(block.text[span.start : span.end])
        # Sentences that a translator joined are joined by a space, or stand in one piece of a block.
        for text in dict.fromkeys((" ".join(parts), "".join(parts))):
            if digest(text) == side.digest:
                spans = tuple(msgspec.structs.replace(span, block=span.block + shift) for span in side.spans)
                return SegmentSide(language=side.language, text=text, spans=spans)
        return None


def _spread(last: int) -> Iterator[int]:
    """*last*, then none, then ever farther from *last* on both sides."""
    yield last
    if last:
        yield 0
    for distance in range(1, _FARTHEST + 1):
        yield from (shift for shift in (last + distance, last - distance) if shift)


def _restore_sides(
    hashed: HashedSegment, source: _Text, target: _Text
) -> tuple[SegmentSide | None, SegmentSide | None]:
    """Both sides with their texts; None for one whose text is nowhere."""
    places = source.find(hashed.source)
    if hashed.origin == "human":
        return next(places, None), next(target.find(hashed.target), None)
    left = None
    for left in places:
        # A translation has the article's positions, so its blocks have moved as the article's.
        right = target.restore(hashed.target, source.shift)
        if right is not None:
            return left, right
    return left, None


def _restore_segment(
    hashed: HashedSegment, source: _Text, target: _Text, counts: Counter[str]
) -> Segment | None:
    left, right = _restore_sides(hashed, source, target)
    if left is None or right is None:
        if left is None:
            counts["segments whose source differs"] += 1
        elif hashed.origin != "human" and not target.blocks:
            counts["segments not translated here"] += 1
        else:
            counts[f"segments whose {hashed.origin} target differs"] += 1
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
        repairs=hashed.repairs,
    )


def rebuild_record(hashed: HashedRecord, store: Store, counts: Counter[str]) -> BilingualRecord | None:
    """The record that *hashed* stands for; None when nothing stored matches it. Adds to *counts*."""
    counts["records"] += 1
    article = _find_version(store, hashed.id, hashed.content_hash)
    if article is None:
        gone = store.is_removed(hashed.id)
        counts["articles that were taken down" if gone else "articles not crawled"] += 1
        return None
    if article.content_hash != hashed.content_hash:
        counts["articles that the outlet has changed"] += 1
    blocks = store.translation(article.id, article.version, hashed.target_language)
    other = (
        _find_version(store, hashed.counterpart_id, hashed.counterpart_content_hash or "")
        if hashed.counterpart_id
        else None
    )
    source, machine = _Text(article.blocks), _Text(blocks)
    human = _Text(other.blocks if other else ())
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
