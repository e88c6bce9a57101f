"""A dataset is whole or not there, the same for the same store, and says what it has and what it left out."""

import hashlib
import json
import resource
import time
from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest
from forked import forked

import dosvoces
from benchmarks.synthetic import add_fragments, make_stories
from dosvoces.core.errors import ExportError
from dosvoces.core.record import Article, BilingualRecord, Rights, Segment
from dosvoces.exports import dataset, formats, manifest, workspace
from dosvoces.exports.manifest import Request
from dosvoces.exports.meanings import MEANINGS
from dosvoces.exports.rows import ArticleRow, Exported, SegmentRow
from dosvoces.exports.splits import Splits
from dosvoces.store import Selection, Store
from dosvoces.store.browsing import Browser
from dosvoces.store.collections import Collections, Place
from dosvoces.store.corrections import Correction

ROOT = Path(__file__).parents[2]

EVERYTHING = Selection(include_reserved=True)

MAY = datetime(2026, 5, 10, tzinfo=UTC)


def make_request(*names: str, chosen: Selection = EVERYTHING, **more: Any) -> Request:
    return Request(formats=names or formats.NAMES, selection=chosen, **more)


def read_bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def sort_key(record: BilingualRecord) -> tuple[str, str]:
    return record.article.id, record.target_language


@pytest.mark.parametrize("name", ["jsonl", "parquet", "csv"])
def test_every_record_comes_back_from_every_format(filled: Store, tmp_path: Path, name: str) -> None:
    dataset.export(filled, tmp_path / "ds", make_request(name))
    expected = list(filled.records())
    for where in (tmp_path / "ds", tmp_path / "ds" / name):
        assert list(dosvoces.read(where)) == expected


@pytest.mark.parametrize("name", ["tmx", "moses"])
def test_every_segment_comes_back_from_the_formats_of_segments(
    filled: Store, tmp_path: Path, name: str
) -> None:
    dataset.export(filled, tmp_path / "ds", make_request(name))
    expected = {
        segment.id: (segment.source.text, segment.target.text)
        for record in filled.records()
        for segment in record.segments
    }
    read = list(dosvoces.read(tmp_path / "ds"))
    assert all(isinstance(item, Segment) for item in read)
    assert {s.id: (s.source.text, s.target.text) for s in dosvoces.read_segments(tmp_path / "ds")} == expected


def test_what_is_in_the_target_language_already_is_no_pair(tmp_path: Path) -> None:
    article, translation = next(iter(make_stories(1)))
    first, second, *others = translation.segments
    language = translation.target_language
    copied = msgspec.structs.replace(second.target, language=f"{language.upper()}-MX")
    segments = (first, msgspec.structs.replace(second, source=copied, origin="copied"), *others)
    with Store(str(tmp_path / "s.sqlite")) as store:
        store.save_article(msgspec.structs.replace(article, rights=Rights()))
        store.save_translations([msgspec.structs.replace(translation, segments=segments)])
        dataset.export(store, tmp_path / "ds", make_request("jsonl", "parquet", "csv", "tmx", "moses"))
    folder = tmp_path / "ds"
    for name in ("jsonl", "parquet", "csv"):
        assert list(dosvoces.read_segments(folder / name)) == list(segments)
    for name in ("tmx", "moses"):
        assert {path.name.split(".")[0] for path in (folder / name).iterdir()} == {
            f"{article.in_language}-{language}"
        }
        read = [segment.id for segment in dosvoces.read_segments(folder / name)]
        assert read == [segment.id for segment in segments if segment.origin != "copied"]


def test_the_same_store_gives_the_same_bytes(filled: Store, tmp_path: Path) -> None:
    request = make_request(splits=Splits("2026-01-01", "2026-06-01"))
    dataset.export(filled, tmp_path / "one", request)
    dataset.export(filled, tmp_path / "two", request)
    assert read_bytes(tmp_path / "one") == read_bytes(tmp_path / "two")


def test_the_manifest_has_every_file_with_its_checksum(filled: Store, tmp_path: Path) -> None:
    dataset.export(filled, tmp_path / "ds", make_request())
    files = read_bytes(tmp_path / "ds")
    made = manifest.load(tmp_path / "ds")
    assert {file.path for file in made.files} == files.keys() - {"manifest.json"}
    for file in made.files:
        assert (file.bytes, file.sha256) == (
            len(files[file.path]),
            hashlib.sha256(files[file.path]).hexdigest(),
        )
    assert made.counts["records"] == 20
    assert made.counts["engine synthetic 1"] == made.counts["segments"] == made.counts["origin machine"]
    assert made.counts["license not stated"] == 20


def test_reserved_articles_are_left_out_and_counted(tmp_path: Path) -> None:
    with Store(str(tmp_path / "s.sqlite")) as store:
        said = (
            Rights(), Rights(robots=("noai",)), Rights(robots=("googlebot: noarchive", "NOAI")),
            Rights(tdm_reservation=True), Rights(tdm_reservation=False, robots=("noindex",)),
        )  # fmt: skip
        for (article, translation), rights in zip(make_stories(5), said, strict=True):
            store.save_article(msgspec.structs.replace(article, rights=rights))
            store.save_translations([translation])
        made = dataset.export(store, tmp_path / "ds", make_request("jsonl", chosen=Selection()))
        assert made.left_out == {"noai": 2, "noarchive": 1, "tdm-reservation": 1}
        assert made.counts["records"] == len(list(dosvoces.read(tmp_path / "ds"))) == 2
        card = (tmp_path / "ds" / "README.md").read_text()
        assert "2 noai" in card and "1 tdm-reservation" in card
        made = dataset.export(store, tmp_path / "all", make_request("jsonl"))
        assert made.counts["records"] == 5
        assert "are included" in (tmp_path / "all" / "README.md").read_text()


def export_ids(store: Store, **chosen: Any) -> list[str]:
    return [entry.record.article.id for entry in store.entries(Selection(include_reserved=True, **chosen))]


def test_the_card_says_what_every_column_means(filled: Store, tmp_path: Path) -> None:
    dataset.export(filled, tmp_path / "ds", make_request("parquet", "csv"))
    card = (tmp_path / "ds" / "README.md").read_text()
    described = json.loads((tmp_path / "ds" / "croissant.json").read_text())
    fields = {f["name"]: f["description"] for kind in described["recordSet"] for f in kind["field"]}
    for kind, table in ((ArticleRow, "articles"), (SegmentRow, "segments")):
        assert MEANINGS[kind].keys() == set(kind.__struct_fields__)
        for name, meaning in MEANINGS[kind].items():
            assert f"| `{name}` | {meaning} |" in card
            assert fields.get(f"{table}/{name}", meaning) == meaning
    assert {f"{table}/url" for table in ("articles", "segments")} <= fields.keys()


def test_segments_tell_their_rights_and_the_role_of_their_block(tmp_path: Path) -> None:
    with Store(str(tmp_path / "s.sqlite")) as store:
        article, translation = next(iter(make_stories(1)))
        blocks = tuple(
            msgspec.structs.replace(block, role="furniture") if block.position == 1 else block
            for block in article.blocks
        )
        rights = Rights(
            license="https://e.example/by", robots=("max-snippet:-1",), tdm_policy="https://e.example/p"
        )
        store.save_article(msgspec.structs.replace(article, blocks=blocks, rights=rights))
        store.save_translations([translation])
        made = dataset.export(store, tmp_path / "all", make_request("parquet"))
        rows = [
            row
            for path in (tmp_path / "all").rglob("segments/**/*.parquet")
            for row in pq.read_table(path).to_pylist()
        ]
        assert {(row["license"], row["tdm_policy"], *row["robots"], row["url"]) for row in rows} == {
            ("https://e.example/by", "https://e.example/p", "max-snippet:-1", article.url)
        }
        assert {row["role"] for row in rows if row["source_spans"][0]["block"] == 1} == {"furniture"}
        assert made.counts["role furniture"] == sum(row["role"] == "furniture" for row in rows) > 0
        chosen = Selection(roles=("paragraph",))
        body = dataset.export(store, tmp_path / "body", make_request("parquet", "tmx", chosen=chosen))
        assert {name for name in body.counts if name.startswith("role ")} == {"role paragraph"}


def test_no_count_grows_with_the_number_of_articles(tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    article, translation = next(iter(make_stories(1)))
    mark = Correction(
        article_id="",
        version=1,
        target_language="en",
        segment="",
        after="",
        author="Ana Ruiz",
        at=datetime.now(UTC),
    ).mark
    segments = (msgspec.structs.replace(translation.segments[0], origin="memory", engine=mark),)
    for number in range(150):
        rights = Rights(license=f"https://e.example/license/{number}")
        record = BilingualRecord(
            article=msgspec.structs.replace(article, rights=rights), target_language="en", segments=segments
        )
        manifest.count(Exported(record, "c", "all"), counts)
    assert counts["license of another name"] == 50
    assert [name for name in counts if name.startswith("engine ")] == ["engine human"]


def test_filters(filled: Store) -> None:
    records = list(filled.records())
    everything = [record.article.id for record in records]
    assert export_ids(filled) == everything
    outlet = records[0].article.outlet
    assert export_ids(filled, outlets=(outlet,)) == [
        r.article.id for r in records if r.article.outlet == outlet
    ]
    assert export_ids(filled, languages=("en",)) == [
        r.article.id for r in records if r.article.in_language == "en"
    ]
    days = sorted(f"{record.article.date_published:%Y-%m-%d}" for record in records)
    middle = [r.article.id for r in records if days[5] <= f"{r.article.date_published:%Y-%m-%d}" <= days[10]]
    assert export_ids(filled, published_from=days[5], published_to=days[10]) == middle
    for entry in filled.entries(Selection(min_score=0.9)):
        assert entry.record.segments
        assert all((segment.score or 0) >= 0.9 for segment in entry.record.segments)
    assert export_ids(filled, origins=("human",)) == []


def test_what_a_fragment_stands_in_does_not_depend_on_the_segments_chosen(tmp_path: Path) -> None:
    with Store(str(tmp_path / "s.sqlite")) as store:
        for number, (article, translation) in enumerate(make_stories(6)):
            store.save_article(add_fragments(article, number))
            flags = (("repetition",), ())
            segments = (
                msgspec.structs.replace(segment, flags=flags[place % 2])
                for place, segment in enumerate(translation.segments)
            )
            store.save_translations([msgspec.structs.replace(translation, segments=tuple(segments))])
        for name, flags in (("all", ()), ("some", ("repetition",))):
            chosen = msgspec.structs.replace(EVERYTHING, without_flags=flags)
            dataset.export(store, tmp_path / name, make_request("csv", chosen=chosen))
    whole, some = (list(dosvoces.read(tmp_path / name, table="fragments")) for name in ("all", "some"))
    assert some and some == whole


def test_of_near_duplicates_one_is_enough(tmp_path: Path) -> None:
    with Store(str(tmp_path / "s.sqlite")) as store:
        stories = list(make_stories(30))
        for article, translation in stories:
            store.save_article(article)
            store.save_translations([translation])
        original, translation = stories[0]
        for number in range(3):
            later = (original.date_published or datetime.now(UTC)) + timedelta(days=number + 1)
            copy = msgspec.structs.replace(
                original, id=f"copy-{number}", outlet=f"copy{number}", date_published=later
            )
            store.save_article(copy)
            store.save_translations([msgspec.structs.replace(translation, article_id=copy.id)])
        assert len(export_ids(store)) == 33
        once = export_ids(store, once=True)
        assert len(once) <= 30
        assert original.id in once
        assert not [name for name in once if name.startswith("copy")]
        # the copies are all there is when only their outlets are wanted
        assert export_ids(store, once=True, outlets=("copy1", "copy2")) == ["copy-1"]


def test_no_story_is_on_two_sides_of_a_split(tmp_path: Path) -> None:
    with Store(str(tmp_path / "s.sqlite")) as store:
        stories = list(make_stories(100))
        store.save_articles([article for article, _ in stories])
        store.save_translations([translation for _, translation in stories])
        days = sorted(article.date_published for article, _ in stories if article.date_published)
        put_copies(store, days[0], days[-1])
        splits = dataset.find_splits(store, EVERYTHING, 0.1, 0.2)
        made = dataset.export(store, tmp_path / "ds", make_request("jsonl", splits=splits))
        sides: dict[str, set[str]] = {}
        for split in ("train", "validation", "test"):
            for item in dosvoces.read(tmp_path / "ds" / "jsonl" / f"{split}.jsonl.zst"):
                assert isinstance(item, BilingualRecord)
                for member in store.cluster(item.article.id):
                    sides.setdefault(member, set()).add(split)
        assert all(len(found) == 1 for found in sides.values())
        assert 14 <= made.counts["records in test"] <= 27
        assert 5 <= made.counts["records in validation"] <= 17
        assert sum(made.counts[f"records in {split}"] for split in ("train", "validation", "test")) == 102
        with pytest.raises(ExportError, match="train on"):
            dataset.find_splits(store, EVERYTHING, 0.5, 0.5)


def test_since_an_earlier_dataset_has_only_what_came_later(tmp_path: Path) -> None:
    times = iter(datetime(2026, 5, 1, tzinfo=UTC) + timedelta(minutes=minute) for minute in range(10_000))
    with Store(str(tmp_path / "s.sqlite"), clock=lambda: next(times)) as store:
        stories = list(make_stories(12))
        for article, translation in stories[:8]:
            store.save_article(article)
            store.save_translations([translation])
        dataset.export(store, tmp_path / "first", make_request("jsonl"))
        until = dataset.read_until(tmp_path / "first")
        for article, translation in stories[8:]:
            store.save_article(article)
            store.save_translations([translation])
        store.save_translations([stories[0][1]])
        later = msgspec.structs.replace(EVERYTHING, since=until)
        dataset.export(store, tmp_path / "second", make_request("jsonl", chosen=later))
        second = {
            item.article.id
            for item in dosvoces.read(tmp_path / "second")
            if isinstance(item, BilingualRecord)
        }
        # what was stored at the very moment the first ends is in both, so that nothing falls between them
        assert second == {article.id for article, _ in [stories[0], stories[7], *stories[8:]]}


class _StoppedError(Exception):
    pass


def test_an_interrupted_export_goes_on_where_it_stopped(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = make_request(splits=Splits("2026-01-01", "2026-06-01"))
    dataset.export(filled, tmp_path / "whole", request)
    asked: list[str] = []
    written: list[str] = []
    entries = filled.entries

    def read(chosen: Selection, *, skip: Collection[str] = ()) -> Any:
        for entry in entries(chosen, skip=skip):
            outlet = entry.record.article.outlet
            if asked[-1:] != [outlet]:
                asked.append(outlet)
            yield entry
            if len(asked) == 4 and not written:
                raise _StoppedError

    monkeypatch.setattr(filled, "entries", read)
    with pytest.raises(_StoppedError):
        dataset.export(filled, tmp_path / "ds", request)
    assert not (tmp_path / "ds").exists()
    written, asked = asked, []
    dataset.export(filled, tmp_path / "ds", request)
    assert asked[0] == written[3]
    assert not set(asked) & set(written[:3])
    assert read_bytes(tmp_path / "ds") == read_bytes(tmp_path / "whole")


def _export(url: str, folder: Path) -> None:
    dataset.export(Store(url), folder, make_request())


def test_an_export_that_was_killed_goes_on_and_gives_the_same(tmp_path: Path) -> None:
    url = str(tmp_path / "s.sqlite")
    with Store(url) as store:
        stories = list(make_stories(30))
        store.save_articles([article for article, _ in stories])
        store.save_translations([translation for _, translation in stories])
        dataset.export(store, tmp_path / "whole", make_request())
        part = tmp_path / ".ds.part"
        for _ in range(3):
            process = forked(_export, url, tmp_path / "ds")
            process.start()
            while process.is_alive() and not list(part.glob("journal.json")):
                time.sleep(0.01)
            time.sleep(0.05)
            process.kill()
            process.join()
        dataset.export(store, tmp_path / "ds", make_request())
        assert read_bytes(tmp_path / "ds") == read_bytes(tmp_path / "whole")
        assert not part.exists()


def put_copies(store: Store, *days: datetime) -> None:
    """The same story on a site for each of *days*."""
    first, translation = next(make_stories(1))
    for number, day in enumerate(days):
        told = {"id": f"copy-{number}", "outlet": f"site-{number}", "date_published": day, "rights": Rights()}
        store.save_article(msgspec.structs.replace(first, **told))
        store.save_translations([msgspec.structs.replace(translation, article_id=told["id"])])


def test_a_story_on_several_sites_is_there_once(tmp_path: Path) -> None:
    with Store(str(tmp_path / "s.sqlite")) as store:
        put_copies(store, MAY, MAY - timedelta(days=1), MAY + timedelta(days=1))
        request = make_request("jsonl", chosen=Selection(once=True))
        dataset.export(store, tmp_path / "ds", request)
        assert [record.article.id for record in dosvoces.read(tmp_path / "ds")] == ["copy-1"]  # type: ignore[union-attr]


def test_what_is_stored_while_an_export_runs_changes_nothing_in_it(tmp_path: Path) -> None:
    with Store(str(tmp_path / "s.sqlite")) as store:
        put_copies(store, MAY, MAY)
        request = make_request("csv", splits=Splits("2026-04-01", "2026-05-01"))
        dataset.export(store, tmp_path / "quiet", request)

        def store_more(_done: int, _total: int) -> None:
            put_copies(store, MAY, MAY, datetime(2026, 1, 1, tzinfo=UTC))

        dataset.export(store, tmp_path / "busy", request, store_more)
        assert read_bytes(tmp_path / "busy") == read_bytes(tmp_path / "quiet")
        # Now the cluster begins in January.
        dataset.export(store, tmp_path / "later", request)
        found = (tmp_path / "later" / "csv" / "articles.csv").read_text(encoding="utf-8")
        assert found.count(",train,") == 3 and ",test," not in found


def test_an_interrupted_export_begins_anew_when_something_was_stored_since(tmp_path: Path) -> None:
    def stop(*_: int) -> None:
        raise _StoppedError

    with Store(str(tmp_path / "s.sqlite")) as store:
        put_copies(store, MAY, MAY)
        request = make_request("csv", splits=Splits("2026-04-01", "2026-05-01"))
        with pytest.raises(_StoppedError):
            dataset.export(store, tmp_path / "ds", request, stop)
        put_copies(store, MAY, MAY, datetime(2026, 1, 1, tzinfo=UTC))
        dataset.export(store, tmp_path / "ds", request)
        dataset.export(store, tmp_path / "whole", request)
        assert read_bytes(tmp_path / "ds") == read_bytes(tmp_path / "whole")


def test_another_request_does_not_go_on_from_an_interrupted_one(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any) -> Any:
        raise _StoppedError

    with monkeypatch.context() as patched:
        patched.setattr(dataset, "_describe", stop)
        with pytest.raises(_StoppedError):
            dataset.export(filled, tmp_path / "ds", make_request("csv", "jsonl"))
    dataset.export(filled, tmp_path / "ds", make_request("jsonl"))
    assert not (tmp_path / "ds" / "csv").exists()
    assert len(list(dosvoces.read(tmp_path / "ds"))) == 20


def test_another_version_does_not_go_on_from_an_interrupted_export(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any) -> Any:
        raise _StoppedError

    with monkeypatch.context() as patched:
        patched.setattr(dataset, "_describe", stop)
        patched.setattr(workspace, "__version__", "0.0.1")
        with pytest.raises(_StoppedError):
            dataset.export(filled, tmp_path / "ds", make_request("jsonl"))
    skipped: list[Collection[str]] = []
    entries = filled.entries
    monkeypatch.setattr(
        filled, "entries", lambda chosen, *, skip: skipped.append(skip) or entries(chosen, skip=skip)
    )
    dataset.export(filled, tmp_path / "ds", make_request("jsonl"))
    assert skipped == [frozenset()]


def test_a_folder_that_is_no_dataset_is_left_alone(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("important")
    with pytest.raises(ExportError, match="no dataset of dosvoces"):
        dataset.export(filled, tmp_path / "mine", make_request("jsonl"))
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "important"


def test_an_earlier_dataset_is_replaced_as_a_whole(filled: Store, tmp_path: Path) -> None:
    dataset.export(filled, tmp_path / "ds", make_request("csv"))
    dataset.export(filled, tmp_path / "ds", make_request("moses"))
    assert sorted(path.name for path in (tmp_path / "ds").iterdir()) == [
        "README.md", "croissant.json", "manifest.json", "moses",
    ]  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_an_empty_store_gives_an_empty_dataset(tmp_path: Path) -> None:
    with Store(str(tmp_path / "s.sqlite")) as store:
        made = dataset.export(store, tmp_path / "ds", make_request())
    assert made.counts == {}
    assert list(dosvoces.read(tmp_path / "ds")) == []
    json.loads((tmp_path / "ds" / "croissant.json").read_text())


def test_unknown_formats_are_said_to_be_unknown(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no format 'docx'"):
        dataset.export(filled, tmp_path / "ds", make_request("docx"))
    with pytest.raises(ExportError, match="at least one"):
        dataset.export(filled, tmp_path / "ds", Request(formats=(), selection=EVERYTHING))
    with pytest.raises(ExportError, match="match no crawl"):
        dataset.export(filled, tmp_path / "ds", make_request("hashes", anonymised=True))


#: Bytes that a file may have, less than that of each format.
LIMITS = {"csv": 150_000, "tmx": 150_000, "moses": 25_000, "jsonl": 25_000, "parquet": 5_000}


def _export_large_files(url: str, folder: Path) -> None:
    store = Store(url)
    for name, limit in LIMITS.items():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        with pytest.raises(ExportError, match="larger than this disk or account allows"):
            dataset.export(store, folder / name, make_request(name))


def test_a_full_disk_leaves_nothing_under_the_final_name(tmp_path: Path) -> None:
    url = str(tmp_path / "s.sqlite")
    with Store(url) as store:
        stories = list(make_stories(100))
        store.save_articles([article for article, _ in stories])
        store.save_translations([translation for _, translation in stories])
    process = forked(_export_large_files, url, tmp_path)
    process.start()
    process.join()
    assert process.exitcode == 0
    assert not [name for name in LIMITS if (tmp_path / name).exists()]


def test_an_outlets_month_of_any_size_is_written_in_small_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dosvoces.exports.parquet._PIECE_BYTES", 2_000)
    monkeypatch.setattr("dosvoces.exports.parquet._GROUP_BYTES", 20_000)
    first, translation = next(make_stories(1))
    with Store(str(tmp_path / "one.sqlite")) as store:
        for number in range(30):
            one = {"id": f"{first.id}-{number}", "canonical_url": f"{first.canonical_url}-{number}"}
            article = msgspec.structs.replace(first, **one, content_hash=f"{number:064}")
            store.save_article(article)
            store.save_translations([msgspec.structs.replace(translation, article_id=article.id)])
        dataset.export(store, tmp_path / "ds", make_request("parquet"))
        stored = list(store.records())
    for table in ("articles", "segments"):
        for path in (tmp_path / "ds" / "parquet" / table).iterdir():
            with pq.ParquetFile(path) as file:
                assert file.num_row_groups > 3
    assert sorted(dosvoces.read(tmp_path / "ds"), key=sort_key) == sorted(stored, key=sort_key)


def test_a_months_end_in_another_zone_loses_nothing(tmp_path: Path) -> None:
    zone = timezone(timedelta(hours=-6))
    times = (
        datetime(2026, 4, 30, 17, tzinfo=zone), datetime(2026, 4, 30, 19, tzinfo=zone),
        datetime(2026, 5, 1, 1, tzinfo=UTC), datetime(2026, 4, 30, 20, tzinfo=zone),
    )  # fmt: skip
    with Store(str(tmp_path / "s.sqlite")) as store:
        for number, ((article, translation), time) in enumerate(zip(make_stories(4), times, strict=True)):
            changed = {"id": f"a{number}", "outlet": "x", "date_published": time}
            store.save_article(msgspec.structs.replace(article, **changed))
            store.save_translations([msgspec.structs.replace(translation, article_id=f"a{number}")])
        dataset.export(store, tmp_path / "ds", make_request("parquet"))
        assert sorted(dosvoces.read(tmp_path / "ds"), key=sort_key) == sorted(store.records(), key=sort_key)


def test_articles_of_the_records_are_articles(filled: Store, tmp_path: Path) -> None:
    dataset.export(filled, tmp_path / "ds", make_request("parquet"))
    item = next(iter(dosvoces.read(tmp_path / "ds")))
    assert isinstance(item, BilingualRecord) and isinstance(item.article, Article)


def test_parquet_is_a_few_files_for_each_split_however_many_outlets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(str(tmp_path / "s.sqlite")) as store:
        for number, (article, translation) in enumerate(make_stories(12)):
            store.save_article(msgspec.structs.replace(article, outlet=f"outlet{number}"))
            store.save_translations([translation])
        dataset.export(store, tmp_path / "one", make_request("parquet"))
        monkeypatch.setattr("dosvoces.exports.parquet._SHARD_BYTES", 1)
        monkeypatch.setattr("dosvoces.exports.parquet._GROUP_BYTES", 40_000)
        dataset.export(store, tmp_path / "many", make_request("parquet"))
        stored = list(store.records())
    names = [path.relative_to(tmp_path / "one") for path in sorted((tmp_path / "one").rglob("*.parquet"))]
    assert [path.as_posix() for path in names] == [
        "parquet/articles/all-00000.parquet",
        "parquet/fragments/all-00000.parquet",
        "parquet/segments/all-00000.parquet",
    ]
    shards = sorted((tmp_path / "many" / "parquet" / "articles").iterdir())
    assert len(shards) > 2
    assert list(dosvoces.read(tmp_path / "many")) == list(dosvoces.read(tmp_path / "one")) == stored
    assert [record for shard in shards for record in dosvoces.read(shard)] == stored


def test_what_is_not_translated_is_left_out_and_counted(tmp_path: Path) -> None:
    with Store(str(tmp_path / "s.sqlite")) as store:
        for number, (article, translation) in enumerate(make_stories(3)):
            store.save_article(article)
            if not number:
                store.save_translations([translation])
        made = dataset.export(store, tmp_path / "ds", make_request("jsonl", chosen=Selection()))
    assert (made.counts["records"], made.left_out) == (1, {"untranslated": 2})


def test_pairs_of_people_are_given_once(tmp_path: Path) -> None:
    (one, first), (other, second) = make_stories(2)
    other = msgspec.structs.replace(other, outlet=one.outlet)
    with Store(str(tmp_path / "s.sqlite")) as store:
        for article, translation in ((one, first), (other, second)):
            store.save_article(article)
            store.save_translations([translation])
        human = [msgspec.structs.replace(each, origin="human", score=1.0) for each in first.segments]
        for source, target, made in ((one, other, first), (other, one, second)):
            store.save_counterpart(source.id, 1, target.id, 1, made.target_language, human)
        made = dataset.export(store, tmp_path / "ds", make_request("jsonl", "tmx"))
        alone = make_request("jsonl", chosen=msgspec.structs.replace(EVERYTHING, origins=("human",)))
        dataset.export(store, tmp_path / "human", alone)
        sure = make_request("jsonl", chosen=msgspec.structs.replace(EVERYTHING, min_score=1.0))
        dataset.export(store, tmp_path / "sure", sure)
    assert (
        made.counts["origin human"] == made.counts["human pairs given with the other edition"] == len(human)
    )
    records = list(dosvoces.read(tmp_path / "ds"))
    assert all(record.counterpart for record in records) and len(records) == 2  # type: ignore[union-attr]
    for name in ("human", "sure"):
        assert len(list(dosvoces.read(tmp_path / name))) == 1


def test_pairs_are_left_out_only_where_the_other_edition_gives_them(tmp_path: Path) -> None:
    stories = list(make_stories(3))
    outlet = stories[0][0].outlet
    with Store(str(tmp_path / "s.sqlite")) as store:
        for article, translation in stories:
            store.save_article(msgspec.structs.replace(article, outlet=outlet))
            store.save_translations([translation])
        # The first names the third; the second and third name the first, which gives no pairs for the second.
        ids = [article.id for article, _ in stories]
        for source, target in ((0, 2), (1, 0), (2, 0)):
            made = stories[source][1]
            human = [msgspec.structs.replace(segment, origin="human") for segment in made.segments]
            store.save_counterpart(ids[source], 1, ids[target], 1, made.target_language, human)
        dataset.export(store, tmp_path / "ds", make_request("jsonl"))
    human = {
        record.article.id: any(segment.origin == "human" for segment in record.segments)
        for record in dosvoces.read(tmp_path / "ds")
        if isinstance(record, BilingualRecord)
    }
    assert human[ids[1]]
    assert sorted((human[ids[0]], human[ids[2]])) == [False, True]


def test_what_is_picked_of_two_editions_is_what_comes(tmp_path: Path) -> None:
    (one, first), (other, second) = make_stories(2)
    earlier = one.date_published and one.date_published - timedelta(days=2000)
    one = msgspec.structs.replace(one, date_published=earlier)
    other = msgspec.structs.replace(other, outlet=one.outlet)
    sides = list(zip(first.segments, second.segments, strict=False))
    pairs = [
        Segment(id=f"h{n}", source=a.source, target=b.source, origin="human")
        for n, (a, b) in enumerate(sides)
    ]
    turned = [msgspec.structs.replace(each, source=each.target, target=each.source) for each in pairs]
    flagged = msgspec.structs.replace(first.segments[0], flags=("repetition",))
    first = msgspec.structs.replace(first, segments=(flagged, *first.segments[1:]))
    with Store(str(tmp_path / "s.sqlite")) as store:
        for article, translation in ((one, first), (other, second)):
            store.save_article(article)
            store.save_translations([translation])
        store.save_counterpart(one.id, 1, other.id, 1, first.target_language, pairs)
        store.save_counterpart(other.id, 1, one.id, 1, second.target_language, turned)
        kept = Collections(store)
        key = kept.create("Ada", "Tesis").key
        kept.add(key, [Place(one.id, 1, "s2"), Place(one.id, 1, "o1"), Place(other.id, 1)])
        chosen = msgspec.structs.replace(EVERYTHING, collection=key, without_flags=("repetition",))
        dataset.export(store, tmp_path / "ds", make_request("jsonl", chosen=chosen))
    found = {
        record.article.id: [segment.id for segment in record.segments]
        for record in dosvoces.read(tmp_path / "ds")
        if isinstance(record, BilingualRecord)
    }
    # The second sentence, though the filter takes the first away; and no pair twice, and none lost.
    assert found[one.id] == [first.segments[1].id, "h0"]
    assert found[other.id] == [*(each.id for each in second.segments), *(each.id for each in turned[1:])]


def test_what_a_person_corrected_is_a_persons(filled: Store, tmp_path: Path) -> None:
    record = next(record for record in filled.records() if record.translation)
    segment = record.segments[0]
    correction = Correction(
        article_id=record.article.id, version=record.article.version, target_language=record.target_language,
        segment=segment.id, after="A person's words.", author="Ana",
    )  # fmt: skip
    Browser(filled).correct(correction)
    chosen = msgspec.structs.replace(EVERYTHING, origins=("human",))
    dataset.export(filled, tmp_path / "ds", make_request("jsonl", chosen=chosen))
    assert "A person's words." in {each.target.text for each in dosvoces.read_segments(tmp_path / "ds")}
