"""Tables for programs and notebooks: typed, of every format, whole or one split."""

import ast
import csv
import io
import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import pandas
import polars
import pytest
from mypy import api

import dosvoces
from benchmarks.synthetic import add_fragments, make_stories
from dosvoces.core.errors import ExportError, QueryError, StoreError
from dosvoces.corpus.vocabulary import WordRow
from dosvoces.exports import dataset
from dosvoces.exports.csv import read_row, write_table
from dosvoces.exports.manifest import Request
from dosvoces.exports.rows import TABLES, ArticleRow
from dosvoces.exports.tables import Rows
from dosvoces.store import Selection, Store

ROOT = Path(__file__).parents[2]
WHOLE = Selection(include_reserved=True)

#: What a user writes, and what has to be an error in it.
SCRIPT = """\
import dosvoces

def main(where: str) -> list[str]:
    fragments = dosvoces.read(where, split="train", table="fragments")
    found = [row.context[row.start : row.end] for row in fragments]
    found += [row.target_text for row in dosvoces.read(where, table="segments")]
    found += [row.headline for row in dosvoces.read(where, table="articles")]
    for item in dosvoces.read(where):
        if isinstance(item, dosvoces.BilingualRecord):
            found.append(item.article.headline)
    found += list(dosvoces.read(where, table="segments").to_pandas().columns)
    found += dosvoces.read(where, table="segments").to_polars().columns
    with dosvoces.open_store(where) as store:
        share: float | None = next(iter(store.mixing(by="month"))).other_share
        found += [line.node for line in store.concordance("agua", side="es")]
        ports: dosvoces.Filters = {"section": "Puertos"}
        found += [f"{row.key}: {row.per_million}" for row in store.frequency("agua", by="form", **ports)]
        found += [f"{row.period}: {row.found}" for row in store.trends("agua", "water", by="country")]
    return found + [str(share)]
"""
WRONG = """\
import dosvoces

dosvoces.read("news", table="sentences")
dosvoces.read("news", split="dev")
next(iter(dosvoces.read("news", table="segments"))).headline
dosvoces.open_store().mixing(by="week")
dosvoces.open_store().trends("agua", per="day")
dosvoces.open_store().frequency("agua", by="day")
dosvoces.open_store().concordance("agua", sections="Puertos")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    with Store(str(folder / "s.sqlite")) as store:
        for number, (article, translation) in enumerate(make_stories(20)):
            store.save_article(add_fragments(article, number))
            store.save_translations([translation])
        splits = dataset.find_splits(store, WHOLE, 0.2, 0.2)
        for name in ("parquet", "csv", "jsonl", "tmx"):
            dataset.export(store, folder / name, Request(formats=(name,), selection=WHOLE, splits=splits))
    return folder


@pytest.mark.parametrize("table", ["articles", "segments", "fragments"])
def test_a_table_is_the_same_from_every_format(folder: Path, tmp_path: Path, table: Any) -> None:
    rows = list(dosvoces.read(folder / "parquet", table=table))
    assert rows
    assert sorted(dosvoces.read(folder / "csv", table=table), key=str) == sorted(rows, key=str)
    own = [msgspec.structs.replace(row, **unknown(row)) for row in rows]
    assert sorted(dosvoces.read(folder / "jsonl", table=table), key=str) == sorted(own, key=str)
    stored = [msgspec.structs.replace(row, split="all") for row in rows]
    assert sorted(dosvoces.read(folder / "s.sqlite", table=table), key=str) == sorted(stored, key=str)
    for split in ("train", "validation", "test"):
        some = [row for row in rows if row.split == split]
        assert some and list(dosvoces.read(folder / "parquet", split=split, table=table)) == some  # type: ignore[call-overload]
        assert len(list(dosvoces.read(folder / "csv", split=split, table=table))) == len(some)  # type: ignore[call-overload]
    # One of its files has the same clusters and splits, and one that was taken elsewhere.
    part = folder / "parquet" / "parquet" / "articles" / "test-00000.parquet"
    assert list(dosvoces.read(part, table=table)) == some
    cells = folder / "csv" / "csv"
    shutil.copy(cells / f"{table}.csv", tmp_path / "dosvoces.csv")
    for file in (cells / "articles.csv", tmp_path / "dosvoces.csv"):
        assert sorted(dosvoces.read(file, table=table), key=str) == sorted(rows, key=str)


def unknown(row: Any) -> dict[str, str]:
    """What a JSON Lines file does not tell."""
    return (
        {"cluster": row.id if hasattr(row, "headline") else row.article_id} if hasattr(row, "cluster") else {}
    )


@pytest.mark.parametrize("name", ["parquet", "csv", "jsonl"])
def test_records_of_one_split_are_read(folder: Path, name: str) -> None:
    whole = [
        record.article.id
        for record in dosvoces.read(folder / name)
        if not isinstance(record, dosvoces.Segment)
    ]
    parts = [
        [record.article.id for record in dosvoces.read(folder / name, split=split)]  # type: ignore[union-attr]
        for split in ("train", "validation", "test")
    ]
    assert all(parts) and sorted(chain(*parts)) == sorted(whole)
    with pytest.raises(ExportError, match=r"no split 'all'; it has test, train, validation"):
        list(dosvoces.read(folder / name, split="all"))


def test_rows_become_frames(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = dosvoces.read(folder / "parquet", table="segments")
    assert len(rows.to_pandas()) == rows.to_polars().height == len(list(rows)) == len(list(rows))
    assert list(rows.to_pandas().columns) == rows.to_polars().columns == list(rows.columns)
    with dosvoces.open_store(str(folder / "s.sqlite")) as store:
        nothing = store.fragments(since="2999-01-01")
        assert list(nothing.to_pandas().columns) == nothing.to_polars().columns == list(nothing.columns)
        assert len(list(store.fragments(language="es", confidence=0.9))) > 5
    # No row decides what a column is: those of one outlet, one split or none have the types of all.
    for table, kind in TABLES.items():
        written = polars.read_parquet(folder / "parquet" / "parquet" / table / "train-*.parquet").schema
        some = dosvoces.read(folder / "parquet", split="test", table=table)  # type: ignore[call-overload]
        empty = Rows(kind, list)
        assert str(some.to_polars().schema) == str(written).replace("Int32", "Int64")
        assert some.to_polars().schema == empty.to_polars().schema
        assert list(some.to_pandas().dtypes) == list(empty.to_pandas().dtypes)
    missing = Rows(WordRow, lambda: [WordRow(word="a", count=1, stories=1, per_million=1.0)])
    assert (
        missing.to_pandas()["rest"].dtype == "float64" and missing.to_polars()["rest"].dtype == polars.Int64
    )
    for name in ("pandas", "polars"):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(ExportError, match=f"pip install {name}"):
            getattr(rows, f"to_{name}")()


def test_times_have_one_form_in_a_table(folder: Path) -> None:
    row = next(iter(dosvoces.read(folder / "parquet", table="articles")))
    moments = [datetime(2026, 5, 1, 12, tzinfo=UTC), datetime(2026, 5, 1, 12, 0, 0, 120, tzinfo=UTC)]
    made = [msgspec.structs.replace(row, date_published=moment) for moment in moments]
    text = b"".join(write_table(ArticleRow, made)).decode("utf-8-sig")
    # Told two forms, pandas leaves a column of times as text.
    frame = pandas.read_csv(io.StringIO(text), parse_dates=["date_published"], keep_default_na=False)
    assert list(frame["date_published"]) == moments
    cells = csv.DictReader(io.StringIO(text, newline=""))
    assert [read_row(each, ArticleRow) for each in cells] == made


def test_what_cannot_be_read_is_said(folder: Path) -> None:
    with pytest.raises(ExportError, match="no table 'sentences'; use articles, segments, fragments"):
        dosvoces.read(folder / "parquet", table="sentences")  # type: ignore[call-overload]
    for where, options, said in (
        (folder / "tmx", {"table": "segments"}, "segments alone"),
        (folder / "s.sqlite", {"split": "train"}, "no dataset with splits"),
        (folder / "nowhere", {"table": "segments"}, "no such file"),
    ):
        with pytest.raises(ExportError, match=said):
            list(dosvoces.read(where, **options))
    with pytest.raises(StoreError, match="there is no store"):
        dosvoces.open_store(str(folder / "nowhere.sqlite"))
    with dosvoces.open_store(str(folder / "s.sqlite")) as store:
        unknown: list[tuple[Any, dict[str, str], str]] = [
            (partial(store.concordance, "[word="), {}, "character 2"),
            (partial(store.concordance, "agua"), {"since": "2026-02-29"}, "'2026-02-29' is no day"),
            (store.fragments, {"kind": "menu"}, "no kind 'menu'; use furniture, "),
            (store.fragments, {"role": "body"}, "no role 'body'; use headline, "),
            (store.fragments, {"until": "2026-W15-1"}, "is no day like 2026-11-22"),
            (store.mixing, {"by": "year"}, "no grouping 'year'; use outlet, "),
            (partial(store.trends, "agua"), {"per": "day"}, "no period 'day'; use week, month"),
            (partial(store.trends, "agua"), {"by": "section"}, "no grouping 'section'; use outlet, country"),
            (partial(store.concordance, "agua"), {"outlet": "nobody"}, "no story of outlet 'nobody'; use "),
            (partial(store.frequency, "agua"), {"by": "day"}, "no grouping 'day'; use outlet, country"),
            (partial(store.frequency, "agua"), {"side": "fr"}, "no side 'fr'; use es, en"),
            (partial(store.renderings, "agua"), {"section": "Nadie"}, "no story of section 'Nadie'; use "),
            (partial(store.collocates, "agua"), {"country": "XX"}, "no outlet of country 'XX'"),
            (partial(store.concordance, "agua"), {"beside": "-"}, "no word in '-'"),
            (partial(store.search, "agua"), {"outlet": "nobody"}, "no story of outlet 'nobody'; use "),
            (store.mixing, {"language": "es-MX"}, "no story of language 'es-MX'; use en, es"),
            (store.fragments, {"within": "fr"}, "no story of language 'fr'; use en, es"),
            (partial(store.fragments, confidence=1.5), {}, "a confidence is 0 to 1, not 1.5"),
        ]
        for ask, wrong, said in unknown:
            with pytest.raises(QueryError, match=re.escape(said)):
                ask(**wrong)
    with dosvoces.open_store(str(folder / "s.sqlite")) as store:
        every = store.mixing(by="month")
        rows = list(store.trends("gobierno", "government"))
        stories = {row.period: row.stories for row in rows if row.stories}
        assert stories == {row.key: row.stories for row in every}
        assert len(rows) > len(stories) and any(row.found for row in rows)
        assert any(row.found_second and row.share_second for row in rows)
        months = store.frequency("gobierno", "month")
        every_line = list(store.concordance("gobierno", most=None))
        assert (
            sum(row.lines for row in months)
            == len(every_line)
            > len(list(store.concordance("gobierno", most=3)))
        )
        kept: dosvoces.Filters = {"language": "es", "outlet": every_line[0].outlet}
        (one,) = (row for row in store.frequency("gobierno", **kept) if row.lines)
        assert one.lines == len(list(store.concordance("gobierno", **kept)))
        assert next(iter(store.renderings("gobierno"))).word == "government"
        words = store.words(language="es").to_pandas()
        assert words["count"].sum() == next(iter(store.frequency("gobierno", "form", language="es"))).words
        assert all(row.log_ratio and row.count > 2 for row in store.words(keywords=True, least=3, **kept))
        weeks = store.trends("gobierno", per="week").to_pandas()
        assert weeks["found"].sum() == sum(row.found for row in rows)
        with pytest.raises(StoreError):
            store.trends("-")
    for late in (lambda: list(every), store.outlets, lambda: list(store.search("agua"))):
        with pytest.raises(StoreError, match="the store is closed"):
            late()


def test_a_users_script_passes_mypy(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    (tmp_path / "wrong.py").write_text(WRONG)
    # With the cache of the project's own check, for which its options have to be the same.
    options = ["--strict", f"--config-file={ROOT / 'pyproject.toml'}", f"--cache-dir={ROOT / '.mypy_cache'}"]
    said, errors, status = api.run([*options, str(tmp_path / "script.py")])
    assert status == 0, said + errors
    said, _, _ = api.run([*options, str(tmp_path / "wrong.py")])
    assert {int(line.split(":")[1]) for line in said.splitlines() if ": error:" in line} == {*range(3, 10)}


def test_the_notebook_runs() -> None:
    cells = json.loads((ROOT / "docs" / "notebook.ipynb").read_text(encoding="utf-8"))["cells"]
    program = [ast.parse("".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    assert len(program) >= 6
    names: dict[str, Any] = {}
    for cell in program:
        exec(compile(cell, "notebook", "exec"), names)
    assert len(names["mixing"]) == 3 and names["mixing"]["other_share"].max() > 0
    assert len(names["fragments"]) and names["fragment"].kind == "quotation" and names["pairs"]
    assert any(line.other for line in names["lines"])


def test_importing_dosvoces_and_its_commands_needs_no_database() -> None:
    imported = "import sys, dosvoces, dosvoces.cli.commands"
    program = f"{imported}; sys.exit('sqlalchemy' in sys.modules or 'pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
