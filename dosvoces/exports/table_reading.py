"""Reading exports back as records or as tables, whole or one split of them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, overload
from urllib.parse import urlsplit

from dosvoces.core.errors import ExportError
from dosvoces.core.record import BilingualRecord, Segment
from dosvoces.exports import reading
from dosvoces.exports.joining import join_exported
from dosvoces.exports.rows import (
    TABLES,
    ArticleRow,
    Exported,
    FragmentRow,
    Row,
    SegmentRow,
    make_article_row,
    make_segment_rows,
)
from dosvoces.exports.tables import Rows

#: A part of a dataset; ``all`` is what is not divided.
Split = Literal["train", "validation", "test", "all"]
Table = Literal["articles", "segments", "fragments"]


@overload
def read(where: str | Path, *, split: Split | None = None) -> Iterator[BilingualRecord | Segment]: ...
@overload
def read(
    where: str | Path, *, split: Split | None = None, table: Literal["articles"]
) -> Rows[ArticleRow]: ...
@overload
def read(
    where: str | Path, *, split: Split | None = None, table: Literal["segments"]
) -> Rows[SegmentRow]: ...
@overload
def read(
    where: str | Path, *, split: Split | None = None, table: Literal["fragments"]
) -> Rows[FragmentRow]: ...
def read(where: str | Path, *, split: Split | None = None, table: Table | None = None) -> Any:
    """The records at *where*, one after the other, however many there are; or a *table* of them.

    *where* is a JSON Lines file (``.jsonl``, ``.jsonl.zst``), a folder of a dataset or one of its formats, a
    CSV or Parquet table of articles with its segments beside it, a store (file or ``postgresql://…``), or an
    ``http(s)`` address of a JSON Lines or TMX file; with *table*, also a CSV file of any other name that has
    this table alone. TMX and Moses files have no articles: they give
    :class:`~dosvoces.core.record.Segment`.

    *split* is ``train``, ``validation`` or ``test`` of a dataset that is divided, ``all`` of what is not;
    None reads everything. *table* is ``articles``, ``segments`` or ``fragments``: then there are
    :class:`~dosvoces.exports.tables.Rows` with the columns of a dataset's tables, which are gone through as
    often as one likes and taken as a frame. A JSON Lines file knows no clusters: each article is its own.

    Raises :exc:`~dosvoces.core.errors.ExportError` and :exc:`~dosvoces.core.errors.StoreError`.
    """
    if table is None:
        if split is None:
            return reading.read(where)
        return (exported.record for exported in _read_exported(where, split))
    if table not in TABLES:
        raise ExportError(f"there is no table {table!r}; use {', '.join(TABLES)}")
    return Rows(TABLES[table], lambda: _read_rows(where, split, table))


def _read_rows(where: str | Path, split: str | None, table: Table) -> Iterator[Row]:
    kind, folder = _find_format(where)
    path = Path(where)
    if path.suffix == ".csv" and path.stem not in TABLES:
        # One table alone, as the reader and `dosvoces fragments` give it.
        yield from _in_split(_read_csv(path, table), split, path)
    elif kind == "parquet":
        from dosvoces.exports.parquet import read_rows

        for path in _list_parts(folder / table, split, "parquet"):
            yield from read_rows(path, TABLES[table])
    elif kind == "csv":
        yield from _in_split(_read_csv(folder / f"{table}.csv", table), split, folder)
    else:
        for exported in _read_exported(where, split):
            yield from _make_rows(exported, table)


def _make_rows(exported: Exported, table: Table) -> Iterable[Row]:
    if table == "articles":
        return [make_article_row(exported)]
    if table == "segments":
        return make_segment_rows(exported)
    # Imported late: all of the store comes with it.
    from dosvoces.exports.fragments import make_fragment_rows

    return make_fragment_rows(exported)


def _find_format(where: str | Path) -> tuple[str, Path]:
    """Of a dataset, the best format that has whole records, and its folder; else an empty name."""
    path = Path(where)
    if "://" in str(where):
        return "", path
    if path.suffix == ".csv":
        return "csv", path.parent
    if not path.is_dir():
        return "", path
    for kind in ("parquet", "jsonl", "csv"):
        if path.name == kind and not (path / "manifest.json").is_file():
            return kind, path
        if (path / kind).is_dir():
            return kind, path / kind
    return "", path


def _list_parts(folder: Path, split: str | None, ending: str) -> list[Path]:
    """The files of *split* in *folder*; raises ExportError when there is none."""
    pattern = f"{split or '*'}-*.{ending}" if ending == "parquet" else f"{split or '*'}.{ending}"
    found = sorted(folder.glob(pattern))
    if not found:
        there = sorted({path.name.partition(".")[0].partition("-")[0] for path in folder.glob(f"*.{ending}")})
        if not there:
            raise ExportError(f"{folder}: there is no such table; it was made before there was one")
        raise ExportError(f"{folder} has no split {split!r}; it has {', '.join(there)}")
    return found


def _read_csv(path: Path, table: str) -> Iterator[Any]:
    from dosvoces.exports.csv import read_rows

    return read_rows(path, TABLES[table])


def _in_split(rows: Iterable[Any], split: str | None, folder: Path) -> Iterator[Any]:
    """Those of *rows* in *split*; raises ExportError at the end when there were others alone."""
    others: set[str] = set()
    found = False
    for row in rows:
        if split is None or row.split == split:
            found = True
            yield row
        else:
            others.add(row.split)
    if others and not found:
        raise ExportError(f"{folder} has no split {split!r}; it has {', '.join(sorted(others))}")


def _read_exported(where: str | Path, split: str | None) -> Iterator[Exported]:
    """The records at *where* with their clusters and splits."""
    kind, folder = _find_format(where)
    if kind == "parquet":
        from dosvoces.exports.parquet import read_rows

        articles, segments = (
            _list_parts(folder / name, split, "parquet") for name in ("articles", "segments")
        )
        yield from join_exported(
            (row for path in articles for row in read_rows(path, ArticleRow)),
            (row for path in segments for row in read_rows(path, SegmentRow)),
        )
    elif kind == "jsonl":
        for path in _list_parts(folder, split, "jsonl.zst"):
            yield from _read_lines(path, path.name.partition(".")[0])
    elif kind == "csv":
        first, second = (_read_csv(folder / f"{name}.csv", name) for name in ("articles", "segments"))
        own = (row for row in second if split in (None, row.split))
        yield from join_exported(_in_split(first, split, folder), own)
    elif folder.suffix == ".parquet" and folder.is_file():
        yield from _in_split(reading.read_part(folder), split, folder)
    elif split not in (None, "all"):
        raise ExportError(f"{where} is no dataset with splits; leave split out")
    elif _is_store(where):
        from dosvoces.store import Selection, Store

        with Store(str(where), create=False) as store:
            for entry in store.entries(Selection(include_reserved=True)):
                yield Exported(entry.record, entry.cluster, "all")
    else:
        yield from _read_lines(where, "all")


def _is_store(where: str | Path) -> bool:
    scheme = urlsplit(str(where)).scheme
    return scheme.startswith(("sqlite", "postgres")) or reading.is_database(Path(where))


def _read_lines(where: str | Path, split: str) -> Iterator[Exported]:
    for item in reading.read(where):
        if isinstance(item, Segment):
            raise ExportError(f"{where} has segments alone: there is no table of them")
        yield Exported(item, item.article.id, split)
