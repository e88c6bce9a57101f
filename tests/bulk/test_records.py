"""Datasets are translated, paired and exported in bulk as a store's records are."""

import shutil
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from benchmarks.synthetic import make_stories
from dosvoces.bulk import align, imports, runs, translate
from dosvoces.bulk.driving import Options
from dosvoces.bulk.jobs import Job, attempt
from dosvoces.core.errors import BulkError
from dosvoces.core.record import Article, BilingualRecord, to_json
from dosvoces.exports import dataset
from dosvoces.exports.manifest import Request
from dosvoces.exports.reading import read
from dosvoces.store import Selection, Store
from translations.counterparts import link_store

ALL = Request(formats=("parquet",), selection=Selection(translated_only=False, include_reserved=True))


def run_here(jobs: Sequence[Job], options: Options, report: Callable[..., None]) -> None:
    for job in reversed(jobs):
        report(job, attempt(job))


def read_files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def runner() -> runs.Runner:
    return runs.Runner(run_here, Options(), lambda *_: None)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a dataset of twenty translated stories, and the store that it comes from; for copying."""
    folder = tmp_path_factory.mktemp("made")
    with Store(str(folder / "store.sqlite")) as store:
        stories = list(make_stories(20))
        store.save_articles([article for article, _ in stories])
        store.save_translations([translation for _, translation in stories])
        dataset.export(store, folder / "stored", ALL)
    return folder


@pytest.fixture
def stored(made: Path, tmp_path: Path) -> Path:
    """The dataset of twenty stories; the store that it comes from lies beside it."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "stored"


@pytest.mark.parametrize(
    "selection",
    [Selection(), Selection(languages=("es",), once=True), Selection(min_score=0.5, roles=("headline",))],
)
def test_an_export_in_bulk_has_what_one_from_the_store_has(
    stored: Path, tmp_path: Path, selection: Selection
) -> None:
    request = Request(formats=("jsonl", "moses"), selection=selection)
    runs.export(str(stored), str(tmp_path / "bulk"), request, (0.1, 0.1), runner())
    with Store(str(tmp_path / "store.sqlite")) as store:
        splits = dataset.find_splits(store, selection, 0.1, 0.1)
        whole = Request(formats=("jsonl", "moses"), selection=selection, splits=splits)
        dataset.export(store, tmp_path / "direct", whole)
    assert read_files(tmp_path / "bulk") == read_files(tmp_path / "direct")


def test_an_imported_dataset_exports_as_it_was(stored: Path, tmp_path: Path) -> None:
    wanted = [to_json(record) for record in read(stored) if isinstance(record, BilingualRecord)]
    with Store(str(tmp_path / "imported.sqlite")) as store:
        made = imports.import_into(store, [str(stored)], lambda *_: None)
        assert made.counts == {"articles/new": 20, "translations/new": 20}
        assert [to_json(record) for record in store.records(translated_only=False)] == wanted
        again = imports.import_into(store, [str(stored)], lambda *_: None)
        assert again.counts == {"articles/unchanged": 20, "translations/unchanged": 20}

        # A store that knows more keeps it.
        (first, *_) = store.articles()
        block = replace(first.blocks[0], text="Another text.")
        later = replace(first, blocks=(block, *first.blocks[1:]), content_hash="f" * 64)
        later = replace(later, retrieved_at=first.retrieved_at + timedelta(days=1))
        store.save_article(later)
        imports.import_into(store, [str(stored)], lambda *_: None)
        known = store.article(first.id)
        assert known and (known.version, known.content_hash) == (2, "f" * 64)
        assert not store.translation(first.id, 2, "en") and not store.translation(first.id, 2, "es")


def test_a_masked_dataset_is_not_imported(stored: Path, tmp_path: Path) -> None:
    with Store(str(tmp_path / "store.sqlite")) as store:
        dataset.export(store, tmp_path / "masked", replace(ALL, anonymised=True))
    with Store(str(tmp_path / "new.sqlite")) as store, pytest.raises(BulkError, match="masked"):
        imports.import_into(store, [str(tmp_path / "masked")], lambda *_: None)
    (tmp_path / "masked" / "manifest.json").write_text("{")
    with Store(str(tmp_path / "new.sqlite")) as store, pytest.raises(BulkError, match="none of this version"):
        imports.import_into(store, [str(tmp_path / "masked")], lambda *_: None)


def test_editions_are_paired_in_bulk_as_in_a_store(bilingual_articles: list[Article], tmp_path: Path) -> None:
    plain, out = tmp_path / "plain", tmp_path / "out"
    with Store(str(tmp_path / "store.sqlite")) as store:
        store.save_articles(bilingual_articles)
        dataset.export(store, plain, ALL)
        linked = link_store(store)
        wanted = [to_json(record) for record in store.records(translated_only=False)]
        dataset.export(store, tmp_path / "direct", ALL)
        clusters = [sorted(store.cluster(article.id)) for article in store.articles()]
        report = runs.align(
            str(plain), str(out), align.make_step(runs.digest_dataset(str(plain))), ALL, runner()
        )
        assert report.counts["pairs"] == linked.pairs > 3 and report.counts["segments"] == linked.segments
        assert list(read(out)) == list(read(tmp_path / "direct"))
    with Store(str(tmp_path / "imported.sqlite")) as store:
        made = imports.import_into(store, [str(out)], lambda *_: None)
        assert made.counts["editions/stored"] == linked.pairs
        assert [to_json(record) for record in store.records(translated_only=False)] == wanted
        assert [sorted(store.cluster(article.id)) for article in store.articles()] == clusters


def test_a_translation_in_bulk_translates_each_article(tmp_path: Path) -> None:
    with Store(str(tmp_path / "store.sqlite")) as store:
        for article, _ in make_stories(3):
            store.save_article(article)
        dataset.export(store, tmp_path / "plain", ALL)
    step = translate.make_step(runs.digest_dataset(str(tmp_path / "plain")), "apertium", None)
    report = runs.translate(str(tmp_path / "plain"), str(tmp_path / "out"), step, ALL, runner())
    records = [record for record in read(tmp_path / "out") if isinstance(record, BilingualRecord)]
    assert len(records) == 3 == report.counts["articles"]
    assert all(record.translation and record.segments for record in records)
    again = runs.translate(str(tmp_path / "plain"), str(tmp_path / "again"), step, ALL, runner())
    assert again.dataset == report.dataset
    assert [to_json(record) for record in read(tmp_path / "again")] == [to_json(each) for each in records]
