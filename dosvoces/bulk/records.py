"""Datasets as inputs: their articles in pieces for jobs, and their records in order for what is written."""

import heapq
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from dosvoces.bulk import storage
from dosvoces.bulk.parts import Piece, Source, open_parquet, read_part
from dosvoces.core.errors import BulkError
from dosvoces.core.record import Article, Block, Segment
from dosvoces.exports import manifest, removed
from dosvoces.exports.joining import join_exported
from dosvoces.exports.parquet import read_rows
from dosvoces.exports.rows import ArticleRow, Exported, SegmentRow

T = TypeVar("T")

#: Articles of one job, about: some minutes of translation, to be done again at most.
_ARTICLES = 500

#: Of a record, what it is sorted by: outlet, day, id, version and target language.
Key = tuple[str, str, str, int, str]


class Addition(msgspec.Struct, frozen=True, kw_only=True):
    """What a step adds to a record."""

    key: Key
    translation: tuple[Block, ...] = ()
    segments: tuple[Segment, ...] = ()
    #: The outlet's own edition, and the clusters of both, which are one story.
    counterpart: Article | None = None
    clusters: tuple[str, ...] = ()


def key_of(article: Article, target: str) -> Key:
    """What the record of *article* in the language *target* is sorted by."""
    return article.outlet, str(article.day_published or ""), article.id, article.version, target


def list_tables(folder: str) -> list[str]:
    """The addresses of the files of articles of the dataset *folder*, in order."""
    names = [name for name in storage.list_names(folder) if name.startswith("parquet/articles/")]
    if not names:
        raise BulkError(
            f"{folder}: no dataset with Parquet files of articles; make one with --format parquet"
        )
    return [storage.join(folder, name) for name in names if name.endswith(".parquet")]


def cut(folder: str) -> list[tuple[str, Source]]:
    """The articles of the dataset *folder* in pieces of some hundred, each with a name."""
    found = []
    for address in list_tables(folder):
        first = rows = 0
        sizes = _count_rows(address)
        for group, size in enumerate(sizes):
            rows += size
            if rows >= _ARTICLES or group == len(sizes) - 1:
                name = f"{Path(storage.name_of(address)).stem}-{first:05}"
                found.append((name, Source(pieces=(Piece(address, first, group + 1),))))
                first, rows = group + 1, 0
    return found


def _count_rows(address: str) -> list[int]:
    with open_parquet(address) as file:
        return [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]


def list_outlets(folder: str) -> list[str]:
    """The outlets of the articles of the dataset *folder*, in order."""
    return sorted({outlet for _, outlets in _read_outlets(folder) for outlet in outlets})


def _read_outlets(folder: str) -> Iterator[tuple[Piece, Counter[str]]]:
    """Each row group of articles of the dataset *folder*, and how many of them each outlet has."""
    for address in list_tables(folder):
        with open_parquet(address) as file:
            for group in range(file.num_row_groups):
                column = file.read_row_group(group, columns=["outlet"], use_threads=False)["outlet"]
                yield Piece(address, group, group + 1), Counter(column.to_pylist())


def cut_by_outlet(folder: str) -> list[tuple[str, Source]]:
    """The articles of the dataset *folder* in pieces that divide no outlet, small outlets together."""
    rows: Counter[str] = Counter()
    places: dict[str, list[Piece]] = {}
    for piece, outlets in _read_outlets(folder):
        rows.update(outlets)
        for outlet in outlets:
            places.setdefault(outlet, []).append(piece)
    found: list[tuple[str, Source]] = []
    together: list[str] = []
    for outlet in sorted(rows):
        together.append(outlet)
        if sum(rows[each] for each in together) >= _ARTICLES:
            found.append(_gather(len(found), together, places))
            together = []
    return [*found, _gather(len(found), together, places)] if together else found


def _gather(number: int, outlets: list[str], places: dict[str, list[Piece]]) -> tuple[str, Source]:
    pieces = dict.fromkeys(piece for outlet in outlets for piece in places[outlet])
    joined: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: (piece.address, piece.first)):
        if joined and joined[-1].address == piece.address and joined[-1].end == piece.first:
            joined[-1] = Piece(piece.address, joined[-1].first, piece.end)
        else:
            joined.append(piece)
    return f"{number:06}", Source(pieces=tuple(joined), outlets=tuple(outlets))


def read_article_rows(source: Source) -> Iterator[ArticleRow]:
    """The articles that *source* names, a row group at a time."""
    for piece in source.pieces:
        with open_parquet(piece.address) as file:
            for group in range(piece.first, piece.end):
                for row in file.read_row_group(group, use_threads=False).to_pylist():
                    if not source.outlets or row["outlet"] in source.outlets:
                        yield _convert(row, piece.address)


def _convert(row: dict[str, Any], address: str) -> ArticleRow:
    try:
        return msgspec.convert(row, type=ArticleRow)
    except msgspec.ValidationError as error:
        raise BulkError(f"{address}: no table of articles of this version: {error}") from error


def read_exported(folder: Path) -> Iterator[Exported]:
    """The records of the dataset *folder*, of all splits together, by :func:`key_of`."""
    tables = {name: folder / "parquet" / name for name in ("articles", "segments")}
    by_split = groupby(sorted(tables["articles"].glob("*.parquet")), key=_split_of)
    streams = [
        join_exported(
            (row for path in paths for row in read_rows(path, ArticleRow)),
            (
                row
                for path in sorted(tables["segments"].glob(f"{split}-*.parquet"))
                for row in read_rows(path, SegmentRow)
            ),
        )
        for split, paths in [(split, list(paths)) for split, paths in by_split]
    ]
    return heapq.merge(*streams, key=lambda each: key_of(each.record.article, each.record.target_language))


def _split_of(path: Path) -> str:
    return path.name.partition("-")[0]


def merge_additions(parts: dict[str, list[str]], kind: type[T]) -> Iterator[T]:
    """The values of *parts*, the addresses of each split in order, by their ``key``."""

    def read(addresses: list[str]) -> Iterator[T]:
        return (value for address in addresses for _, _, value in read_part(address, kind))

    return heapq.merge(*(read(addresses) for addresses in parts.values()), key=attrgetter("key"))


def number(segment: Segment, article: Article) -> Segment:
    """*segment* with the version of *article* in its id, as that is numbered where it goes."""
    rest = segment.id.removeprefix(f"{article.id}:").partition(":")[2]
    return replace(segment, id=f"{article.id}:{article.version}:{rest}")


@contextmanager
def local_dataset(folder: str) -> Iterator[Path]:
    """The dataset *folder* on this machine's disk: its Parquet files, its manifest, what was taken down."""
    if not storage.is_remote(folder):
        yield Path(folder)
        return
    with tempfile.TemporaryDirectory(prefix="dosvoces-") as name:
        here = Path(name)
        for file in storage.list_names(folder):
            if file in (manifest.NAME, removed.NAME) or file.startswith("parquet/"):
                (here / file).parent.mkdir(parents=True, exist_ok=True)
                storage.fetch(storage.join(folder, file), here / file)
        yield here
