"""Datasets and the parts of extractions in a store: merged by the time at which pages were fetched.

Parts have everything that was met, so a store that they are merged into equals one that the same WARC files
were replayed into. Datasets have the latest version of each story, its translation and the other edition.
"""

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path

import msgspec

from dosvoces.bulk import storage
from dosvoces.bulk.jobs import STEP, Run, read_done, read_run
from dosvoces.bulk.merging import settle_parts
from dosvoces.bulk.parts import Made, PartWriter, merge_parts
from dosvoces.bulk.records import local_dataset, number
from dosvoces.core.errors import BulkError
from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Article, BilingualRecord
from dosvoces.exports import manifest
from dosvoces.exports.reading import read
from dosvoces.operations.settling import Noncanonical, decide_all, divide, save_newer
from dosvoces.store import Store, Translation
from translations.counterparts import Counterpart, mirror

#: Articles sorted at once in memory, and stored in one transaction.
_SORTED, _AT_ONCE = 5_000, 200

#: Called with what is done, how much there is, and of what.
Progress = Callable[[int, int | None, str], None]


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of what was imported, named as a replay's counts are: ``articles/new`` ..."""

    counts: dict[str, int]
    #: Why extractions could not read inputs, by the name of their part; everything else was imported.
    failed: dict[str, str]
    seconds: float


def import_into(store: Store, places: Sequence[str], progress: Progress) -> ImportReport:
    """Merges what is at *places* into *store*; again, nothing is stored twice.

    Each is a dataset, JSON Lines file, or folder of parts (``OUT.parts``), on disk or S3. Raises
    :exc:`~dosvoces.core.errors.BulkError` and :exc:`~dosvoces.core.errors.ExportError`.
    """
    begun, counts = time.monotonic(), Counter[str]()
    extractions = {place: find_extraction(place) for place in places}
    folders = [folder for folder in extractions.values() if folder is not None]
    done = [part for folder in folders for part in find_parts(folder)]
    if done:
        total = sum(made.rows for made, _ in done)
        with closing(Noncanonical()) as noncanonical:
            addresses = [(made.first, address) for made, address in done if made.first]
            counts += settle_parts(
                store, noncanonical, addresses, lambda settled: progress(settled, total, "pages")
            )
            counts += decide_all(store, noncanonical)
    if datasets := [place for place, folder in extractions.items() if folder is None]:
        with tempfile.TemporaryDirectory(prefix="dosvoces-") as scratch:
            counts += _store_articles(store, datasets, Path(scratch), progress)
        counts += _add_languages(store, datasets, progress)
    failed = {name: why for folder in folders for name, why in _read_ended(folder).failed.items()}
    seconds = round(time.monotonic() - begun, 3)
    return ImportReport(counts=dict(sorted(counts.items())), failed=failed, seconds=seconds)


def find_extraction(place: str) -> str | None:
    """The folder of the extraction at *place*; None when there is none.

    Raises :exc:`~dosvoces.core.errors.BulkError` when there are several.
    """
    names = storage.list_names(place) if storage.is_remote(place) or Path(place).is_dir() else []
    folders = {name.rpartition("/")[0] for name in names if name.rpartition("/")[2] == STEP}
    extractions = sorted(each for each in folders if not each or each.startswith("extract-"))
    if not extractions:
        return None
    if len(extractions) > 1:
        raise BulkError(f"{place} has several extractions, {', '.join(extractions)}: name the folder of one")
    (folder,) = extractions
    return storage.join(place, folder) if folder else place


def find_parts(folder: str) -> list[tuple[Made, str]]:
    """What the latest run of the extraction in *folder* made: what is told of each part, and its address.

    Raises :exc:`~dosvoces.core.errors.BulkError` when that run did not come to its end.
    """
    run = _read_ended(folder)
    found = []
    for name in run.jobs:
        if name in run.failed:
            continue
        done = read_done(folder, name)
        if done is None:
            raise BulkError(f"{folder}: the part {name} is gone; run dosvoces bulk extract again")
        found.append((done.made, storage.join(folder, f"{name}.parquet")))
    return [(made, address) for made, address in found if made.first]


def _read_ended(folder: str) -> Run:
    run = read_run(folder)
    if run is None or not run.ended:
        raise BulkError(
            f"{folder}: this extraction has not come to its end; run dosvoces bulk extract again, which goes "
            "on where it was"
        )
    return run


@contextmanager
def _records(place: str) -> Iterator[Iterator[BilingualRecord]]:
    """The records of the dataset or file at *place*."""
    if storage.is_remote(place) or Path(place).is_dir():
        with local_dataset(place) as folder:
            _refuse_masked(folder, place)
            yield _check(read(folder), place)
    else:
        yield _check(read(place), place)


def _refuse_masked(folder: Path, place: str) -> None:
    try:
        masked = (folder / manifest.NAME).is_file() and manifest.load(folder).request.anonymised
    except msgspec.MsgspecError as error:
        raise BulkError(f"{place}: its {manifest.NAME} is none of this version's: {error}") from error
    if masked:
        raise BulkError(f"{place} is masked: its texts are not the outlets', and no store's to keep")


def _check(records: Iterator[object], place: str) -> Iterator[BilingualRecord]:
    for record in records:
        if not isinstance(record, BilingualRecord):
            raise BulkError(f"{place} has segments without their articles: export it as jsonl or parquet")
        yield record


def _read_all(datasets: Sequence[str]) -> Iterator[BilingualRecord]:
    for place in datasets:
        with _records(place) as records:
            yield from records


def _store_articles(store: Store, datasets: Sequence[str], scratch: Path, progress: Progress) -> Counter[str]:
    """Stores all articles in the order in which they were fetched."""
    counts, rows = Counter[str](), 0
    parts: list[tuple[datetime, str]] = []
    articles = (
        article
        for record in _read_all(datasets)
        for article in (record.article, record.counterpart)
        if article is not None
    )
    while batch := list(islice(articles, _SORTED)):
        writer = PartWriter(scratch / f"{len(parts):06}.parquet")
        for article in sorted(batch, key=lambda each: (each.retrieved_at, each.id)):
            writer.add(article.retrieved_at, article.id, article)
        writer.close()
        if writer.first:
            parts.append((writer.first, str(writer.path)))
        rows += writer.rows
    merged, stored = merge_parts(parts, Article), 0
    while batch := list(islice(merged, _AT_ONCE)):
        for part in divide(batch):
            counts.update(save_newer(store, part))
        stored += len(batch)
        progress(stored, rows, "articles")
    return counts


def _add_languages(store: Store, datasets: Sequence[str], progress: Progress) -> Counter[str]:
    """Stores the translations and other editions of those records whose texts are what is stored."""
    counts, seen = Counter[str](), 0
    records = _read_all(datasets)
    while batch := list(islice(records, _AT_ONCE)):
        translations = []
        for record in batch:
            article = _find_same(store, record.article)
            if article is None:
                counts["skipped/translation"] += bool(record.translation or record.counterpart)
                continue
            if record.counterpart:
                counts[_save_edition(store, record, article)] += 1
            if record.translation:
                if store.translation(article.id, article.version, record.target_language):
                    counts["translations/unchanged"] += 1
                else:
                    translations.append(_make_translation(record, article))
        store.save_translations(translations)
        counts["translations/new"] += len(translations)
        seen += len(batch)
        progress(seen, None, "records")
    del counts[""]
    return +counts


def _find_same(store: Store, article: Article) -> Article | None:
    """The stored version of *article* where that has the same blocks, which translations name by position."""
    stored = store.article(article.id)
    if stored is None or stored.content_hash != article.content_hash:
        return None
    same = [[(block.position, block.role, block.text) for block in each.blocks] for each in (stored, article)]
    return stored if same[0] == same[1] else None


def _make_translation(record: BilingualRecord, article: Article) -> Translation:
    machine = tuple(number(each, article) for each in record.segments if each.origin != "human")
    engines = Counter(segment.engine for segment in machine if segment.engine)
    return Translation(
        article_id=article.id,
        version=article.version,
        target_language=record.target_language,
        translation=record.translation,
        segments=machine,
        engine=engines.most_common(1)[0][0] if engines else "",
    )


def _save_edition(store: Store, record: BilingualRecord, article: Article) -> str:
    """Stores a pair from both sides: in a dataset one of the two has the sentences."""
    human = tuple(number(each, article) for each in record.segments if each.origin == "human")
    if not human:
        return ""
    other = _find_same(store, record.counterpart) if record.counterpart else None
    if other is None:
        return "skipped/edition"
    pair = Counterpart(article=article, other=other, found_by="declared", shared=1.0, segments=human)
    for each in (pair, mirror(pair)):
        store.save_counterpart(
            each.article.id,
            each.article.version,
            each.other.id,
            each.other.version,
            base_language(each.other.in_language),
            each.segments,
        )
    return "editions/stored"
