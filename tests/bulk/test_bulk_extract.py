"""WARC files in bulk give what a replay gives, by every driver, however often it is interrupted."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dosvoces.bulk import drivers, runs
from dosvoces.bulk.driving import Options, attempt
from dosvoces.bulk.extract import Extract, make_step
from dosvoces.bulk.jobs import Job, perform
from dosvoces.bulk.local import run_local
from dosvoces.exports.manifest import Request
from dosvoces.exports.reading import read
from dosvoces.operations.replay import replay
from dosvoces.store import Selection, Store

REQUEST = Request(formats=("parquet",), selection=Selection(translated_only=False))


@pytest.fixture
def archive(tmp_path: Path, write_warc: Callable[..., Path]) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    for number in range(3):
        write_warc(folder / f"{number}.warc.gz", range(6 * number, 6 * number + 6))
    return folder


def step() -> Extract:
    return make_step((), known_only=False, languages=())


def run_here(jobs: list[Job], options: Options, report: Callable[..., None]) -> None:
    for job in reversed(jobs):
        report(job, attempt(job))


def extract(archive: Path | str, to: Path | str, driver: object = run_here) -> runs.BulkReport:
    runner = runs.Runner(driver, Options(workers=1), lambda *_: None)  # type: ignore[arg-type]
    return runs.extract([str(archive)], str(to), step(), REQUEST, runner)


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".lock")
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def in_order_of_time(archive: Path, folder: Path) -> Iterator[Path]:
    """The archive's records, each in a file of its own, as they were fetched."""
    from spiders.replay import read_pages

    places = []
    for path in sorted(archive.glob("*.warc.gz")):
        with path.open("rb") as file:
            data = file.read()
        pages = list(read_pages(path, 10**7))
        offsets = [int(page.place.rpartition(":")[2]) for page in pages]
        ends = [*offsets[1:], len(data)]
        for page, begin, end in zip(pages, offsets, ends, strict=True):
            assert page.page
            places.append((page.page.retrieved_at, page.place, data[begin:end]))
    folder.mkdir()
    for number, (_, _, data) in enumerate(sorted(places)):
        (folder / f"{number:06}.warc.gz").write_bytes(data)
        yield folder / f"{number:06}.warc.gz"


@pytest.mark.slow
def test_it_equals_a_replay_in_the_order_of_time(archive: Path, tmp_path: Path) -> None:
    report = extract(archive, tmp_path / "out")
    assert report.inputs == 3 and not report.failed and not report.problems
    assert report.counts["skipped/twin"] == 4 and report.counts["articles/changed"] == 3

    files = list(in_order_of_time(archive, tmp_path / "ordered"))
    store = tmp_path / "replayed.sqlite"
    replay(files, store=str(store), settings={"DOSVOCES_WORKERS": 1})
    with Store(str(store)) as opened:
        replayed = [(a.id, a.version, a.content_hash, a.retrieved_at) for a in opened.articles()]
    extracted = [record.article for record in read(tmp_path / "out")]
    assert [(a.id, a.version, a.content_hash, a.retrieved_at) for a in extracted] == replayed
    assert replayed


@pytest.mark.slow
def test_interruptions_give_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    extract(archive, tmp_path / "one")
    whole = digests(tmp_path / "one")
    assert {"README.md", "croissant.json", "manifest.json"} <= set(whole)

    class Killed(Exception):
        pass

    def killed(jobs: list[Job], options: Options, report: Callable[..., None]) -> None:
        report(jobs[0], perform(jobs[0]))
        raise Killed

    with pytest.raises(Killed):
        extract(archive, tmp_path / "two", killed)
    assert not (tmp_path / "two").exists()
    (half,) = (tmp_path / "two.parts").glob("extract-*")
    (output,) = half.glob("*.parquet")
    output.write_bytes(output.read_bytes()[:-1])  # cut off: its marker tells so
    (half / ".0.parquet.x.part").write_bytes(b"half")
    report = extract(archive, tmp_path / "two")
    assert digests(tmp_path / "two") == whole
    assert digests(tmp_path / "two.parts").keys() == digests(tmp_path / "one.parts").keys()
    assert extract(archive, tmp_path / "two").resumed == 3 == report.inputs


@pytest.mark.slow
def test_local_processes_give_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    extract(archive, tmp_path / "here")
    extract(archive, tmp_path / "there", run_local)
    assert digests(tmp_path / "there") == digests(tmp_path / "here")


def test_a_broken_file_costs_itself_and_is_told(
    archive: Path, tmp_path: Path, command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive / "1.warc.gz"
    path.write_bytes(path.read_bytes()[:-200])
    paths = tmp_path / "some.paths"
    paths.write_text("archive/0.warc.gz\narchive/1.warc.gz\nnone.warc.gz\n")
    monkeypatch.setitem(drivers._DRIVERS, "local", run_here)  # type: ignore[arg-type]
    done = command("--json", "bulk", "extract", str(paths), "out", "--workers", "1")
    assert done.returncode == 1, done
    report = json.loads(done.stdout)
    assert report["inputs"] == 2 and report["counts"]["failed/truncated"] == 1
    assert [Path(where).name for where in report["failed"]] == ["none.warc.gz"]
    assert [Path(where).name for where in report["problems"]] == ["1.warc.gz"]
    assert len(list(read(tmp_path / "out"))) == report["dataset"]["records"] > 8
