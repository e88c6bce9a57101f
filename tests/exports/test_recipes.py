"""The recipes of docs/exports.md run as they stand."""

import ast
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from benchmarks.synthetic import add_fragments, make_stories
from dosvoces.core.record import WordLink
from dosvoces.exports import dataset
from dosvoces.exports.manifest import Request
from dosvoces.store import Selection, Store, Translation

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
LIBRARIES = ("dosvoces", "duckdb", "polars", "pandas", "datasets", "mlcroissant")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recipes")
    with Store(str(folder / "s.sqlite")) as store:
        for number, (article, translation) in enumerate(make_stories(60)):
            store.save_article(add_fragments(article, number))
            store.save_translations([with_links(translation)])
        splits = dataset.find_splits(store, Selection(), 0.1, 0.1)
        request = Request(formats=("jsonl", "parquet", "csv"), selection=Selection(), splits=splits)
        dataset.export(store, folder / "news", request)
        dataset.export(
            store, folder / "lines", Request(formats=("jsonl",), selection=Selection(), splits=splits)
        )
        dataset.export(store, folder / "cells", Request(formats=("csv",), selection=Selection()))
        dataset.export(
            store, folder / "divided", Request(formats=("csv",), selection=Selection(), splits=splits)
        )
    with Store(str(folder / "bare.sqlite")) as store:
        for number, (article, _) in enumerate(make_stories(12)):
            store.save_article(article if number else add_fragments(article, number))
        chosen = Selection(translated_only=False, include_reserved=True)
        splits = dataset.find_splits(store, chosen, 0.2, 0.2)
        for name in ("parquet", "csv"):
            request = Request(formats=(name,), selection=chosen, splits=splits)
            dataset.export(store, folder / f"bare-{name}", request)
    return folder


def with_links(translation: Translation) -> Translation:
    """The translation with links of words and repairs in each segment, which nest deepest of all fields."""
    link = WordLink(source=(0, 1), target=(0, 1))
    segments = [msgspec.structs.replace(s, links=(link,), repairs=((0, 1),)) for s in translation.segments]
    return msgspec.structs.replace(translation, segments=tuple(segments))


#: Runs one program for each line it reads, and answers with what went wrong and what was printed.
_RUNNER = """
import contextlib, io, json, os, sys, traceback
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
for line in sys.stdin:
    printed, wrong = io.StringIO(), ""
    with contextlib.redirect_stdout(printed):
        try:
            exec(json.loads(line), {"__name__": "__main__"})
        except BaseException:
            wrong = traceback.format_exc()
    print(json.dumps([wrong, printed.getvalue()]), file=answers, flush=True)
"""

Run = Callable[[str], str]


@pytest.fixture(scope="module")
def run(folder: Path) -> Iterator[Run]:
    """Runs a program in the folder; in one process for all, as what they import takes the most time."""
    environment = os.environ | {"HF_HOME": str(folder / "hf"), "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", _RUNNER]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=folder, env=environment, **pipes) as process:
        assert process.stdin and process.stdout

        def run_(program: str) -> str:
            process.stdin.write(json.dumps(program) + "\n")
            process.stdin.flush()
            wrong, printed = json.loads(process.stdout.readline())
            assert not wrong, wrong
            return str(printed)

        yield run_
        process.stdin.close()


def need(name: str) -> None:
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed (dependency group recipes)")


def test_every_library_has_its_recipe() -> None:
    assert [
        name for name in LIBRARIES if not any(f"import {name}" in r or f"from {name}" in r for r in RECIPES)
    ] == []


@pytest.mark.parametrize("name", LIBRARIES)
def test_the_recipe_runs(run: Run, name: str) -> None:
    need(name)
    programs = [recipe for recipe in RECIPES if re.search(rf"^(import|from) {name}\b", recipe, re.MULTILINE)]
    assert programs
    for program in programs:
        assert run(program).strip() or name == "dosvoces"


def test_croissant_has_no_complaints_and_reads_what_was_written(folder: Path, run: Run) -> None:
    need("mlcroissant")
    program = (
        "import mlcroissant\n"
        "for name in ('news', 'cells', 'lines'):\n"
        "    dataset = mlcroissant.Dataset(f'{name}/croissant.json')\n"
        "    assert not dataset.metadata.issues.errors, dataset.metadata.issues.report()\n"
        "    print({s.id: sum(1 for _ in dataset.records(s.id)) for s in dataset.metadata.record_sets})\n"
    )
    news, cells, lines = map(ast.literal_eval, run(program).strip().splitlines()[-3:])
    with Store(str(folder / "s.sqlite")) as store:
        records = [entry.record for entry in store.entries(Selection())]
    assert any(record.article.fragments for record in records)
    assert lines == {}
    assert (
        news
        == cells
        == {
            "articles": len(records),
            "segments": sum(len(record.segments) for record in records),
            "fragments": sum(len(record.article.fragments) for record in records),
        }
    )


def test_hugging_face_takes_a_dataset_without_being_told_what(run: Run) -> None:
    need("datasets")
    program = (
        "from datasets import load_dataset\n"
        "for name, column in (('news', 'source_text'), ('lines', 'article'), ('cells', 'source_text')):\n"
        "    loaded = load_dataset(name)\n"
        "    print(name, sorted(loaded), all(column in part.column_names for part in loaded.values()))\n"
    )
    program += "print(all(len(load_dataset(name, 'fragments')['train']) for name in ('news', 'cells')))\n"
    # What a column is follows from no row: nothing says a policy here.
    program += "cells = load_dataset('cells', split='train')\n"
    program += (
        "print({cells.features[name].dtype for name in ('tdm_policy', 'license', 'tdm_reservation')})\n"
    )
    program += "print(sorted(set(load_dataset('divided')['full']['split'])))\n"
    program += "print(cells.features['version'].dtype, cells.features['score'].dtype)\n"
    program += "import dosvoces\nfrom datasets import Dataset\n"
    program += "found = Dataset.from_polars(dosvoces.read('lines', table='segments').to_polars()).features\n"
    program += "print(found['tdm_policy'].dtype, found['tdm_reservation'].dtype)\n"
    three = "['test', 'train', 'validation'] True"
    # Nothing is translated, and one story has fragments.
    program += "bare = load_dataset('bare-parquet')\n"
    program += "print(sorted(bare), all('headline' in part.column_names for part in bare.values()))\n"
    program += (
        "print([len(load_dataset('bare-parquet', 'fragments')), len(load_dataset('bare-csv')['full'])])\n"
    )
    expected = [
        f"news {three}",
        f"lines {three}",
        "cells ['train'] True",
        "True",
        "{'string'}",
        "['test', 'train', 'validation']",
        "int64 float64",
        "large_string bool",
        three,
        "[1, 12]",
    ]
    assert run(program).splitlines() == expected


def test_other_libraries_see_the_types(run: Run) -> None:
    need("duckdb")
    need("polars")
    program = (
        "import duckdb, polars\n"
        'rows = duckdb.sql("SELECT typeof(date_published), typeof(blocks[1].position), '
        "typeof(tdm_reservation) "
        "FROM 'news/parquet/articles/*.parquet' LIMIT 1\").fetchall()\n"
        "assert rows == [('TIMESTAMP WITH TIME ZONE', 'INTEGER', 'BOOLEAN')], rows\n"
        "schema = polars.scan_parquet('news/parquet/segments/*.parquet').collect_schema()\n"
        "assert schema['flags'] == polars.List(polars.String), schema\n"
        "articles = polars.read_csv('news/csv/articles.csv')\n"
        "assert len(articles) == len(polars.read_parquet('news/parquet/articles/*.parquet'))\n"
    )
    run(program)
