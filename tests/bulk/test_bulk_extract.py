"""WARC files in bulk give what a replay gives, by every driver, however often it is interrupted."""

import hashlib
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.postgres import Server
from dosvoces.bulk import cluster, drivers, runs
from dosvoces.bulk.cluster import run_on_cluster
from dosvoces.bulk.driving import Options
from dosvoces.bulk.extract import Extract, make_step
from dosvoces.bulk.imports import import_into
from dosvoces.bulk.jobs import Job, attempt
from dosvoces.bulk.local import run_local
from dosvoces.bulk.parts import Piece, Source
from dosvoces.core.errors import BulkError
from dosvoces.core.outlets import catalogue
from dosvoces.exports.manifest import Request
from dosvoces.exports.reading import read
from dosvoces.operations.cluster.worker import work
from dosvoces.operations.replay import replay
from dosvoces.store import Selection, Store
from dosvoces.store.jobs import MOST_DEATHS, find_names, install, list_jobs, take_up_stalled

pytestmark = pytest.mark.usefixtures("quick_forks")

REQUEST = Request(formats=("parquet",), selection=Selection(translated_only=False))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, write_warc: Callable[..., Path]) -> Path:
    folder = tmp_path_factory.mktemp("bulk") / "archive"
    folder.mkdir()
    for number in range(3):
        write_warc(folder / f"{number}.warc.gz", range(6 * number, 6 * number + 6))
    return folder


@pytest.fixture(scope="module")
def whole(archive: Path) -> Path:
    """What this process alone makes of the archive."""
    extract(archive, archive.parent / "whole")
    return archive.parent / "whole"


def step() -> Extract:
    return make_step(tuple(catalogue().values()), known_only=False, languages=())


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


def read_versions(store: Store) -> list[tuple[object, ...]]:
    return [(a.id, a.version, a.content_hash, a.retrieved_at) for a in store.articles(versions="all")]


@pytest.mark.slow
def test_it_equals_a_replay_in_the_order_of_time(archive: Path, whole: Path, tmp_path: Path) -> None:
    report = extract(archive, whole)
    assert report.inputs == report.resumed == 3 and not report.failed and not report.problems
    assert report.counts["skipped/twin"] == 4 and report.counts["articles/changed"] == 3

    files = list(in_order_of_time(archive, tmp_path / "ordered"))
    store = tmp_path / "replayed.sqlite"
    replay(files, store=str(store), settings={"DOSVOCES_WORKERS": 1})
    with Store(str(store)) as opened:
        replayed = read_versions(opened)
        latest = [(a.id, a.version, a.content_hash, a.retrieved_at) for a in opened.articles()]
        clusters = [opened.cluster(each[0]) for each in latest]
    extracted = [record.article for record in read(whole)]
    assert [(a.id, a.version, a.content_hash, a.retrieved_at) for a in extracted] == latest
    assert latest and len(replayed) > len(latest)

    with Store(str(tmp_path / "imported.sqlite")) as opened:
        for outcome in ("articles/new", "articles/unchanged"):
            made = import_into(opened, [str(whole.with_name("whole.parts"))], lambda *_: None)
            assert made.counts[outcome] and made.counts["skipped/twin"] == 4
            assert read_versions(opened) == replayed
            assert [opened.cluster(each[0]) for each in latest] == clusters
        assert import_into(opened, [str(whole)], lambda *_: None).counts == {
            "articles/unchanged": len(latest)
        }


@pytest.mark.slow
def test_a_driver_and_a_process_that_are_killed_change_no_byte(
    archive: Path, whole: Path, tmp_path: Path
) -> None:
    assert {"README.md", "croissant.json", "manifest.json"} <= set(digests(whole))
    parts = tmp_path / "out.parts"
    words = ["--quiet", "bulk", "extract", str(archive), "out", "--workers", "1"]
    driver = subprocess.Popen([sys.executable, "-m", "dosvoces", *words], cwd=tmp_path)
    while not (markers := list(parts.glob("extract-*/*-*.json"))):
        assert driver.poll() is None
        time.sleep(0.01)
    driver.kill()
    driver.wait()
    assert not (tmp_path / "out").exists()
    with Store(str(tmp_path / "store")) as store, pytest.raises(BulkError, match="not come to its end"):
        import_into(store, [str(parts)], lambda *_: None)

    # What else a kill may leave: an output that is cut off, one half written, a merge half done.
    output = markers[0].with_suffix(".parquet")
    output.write_bytes(output.read_bytes()[:-1])
    left = output.with_name(".0.parquet.x.part")
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    (parts / "merging-x").mkdir()

    def kill_one() -> None:
        while not (children := multiprocessing.active_children()):
            time.sleep(0.01)
        children[0].kill()

    killer = threading.Thread(target=kill_one)
    killer.start()
    report = extract(archive, tmp_path / "out", run_local)
    killer.join()
    assert report.inputs == 3 and not report.failed
    assert digests(tmp_path / "out") == digests(whole)
    assert digests(parts) == digests(whole.with_name("whole.parts"))


@pytest.mark.slow
def test_workers_of_a_queue_give_the_same_bytes(
    archive: Path, whole: Path, tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = postgres.create()
    monkeypatch.setenv("DOSVOCES_STORE", address)
    monkeypatch.setattr(cluster, "_SHARES", 1)
    paths = tmp_path / "some.paths"
    paths.write_text(f"{archive}/0.warc.gz\n{archive}/1.warc.gz\nnone.warc.gz\n")
    reports: list[runs.BulkReport] = []
    driving = threading.Thread(
        target=lambda: reports.append(extract(paths, tmp_path / "out", run_on_cluster))
    )
    with Store(address) as store:
        install(store)
        with store._writing("adding what is no job of ours") as connection:
            connection.exec_driver_sql("SET LOCAL search_path TO dosvoces_queue")
            connection.exec_driver_sql(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at) "
                "VALUES ('bulk', 'command', 'todo', now() + interval '1 hour')"
            )
        driving.start()
        # Both files are one job of the queue, which kills its workers: then each is one.
        for _ in range(MOST_DEATHS):
            while not find_names(store):
                assert driving.is_alive()
                time.sleep(0.05)
            with store._writing("fetching") as connection:
                connection.exec_driver_sql("SET LOCAL search_path TO dosvoces_queue")
                connection.exec_driver_sql("SELECT procrastinate_fetch_job_v2(NULL, NULL)")
            take_up_stalled(store, 0)
        while len(find_names(store)) < 3:
            assert driving.is_alive()
            time.sleep(0.05)
        work(store, address, ["bulk"], concurrency=2, wait=False)
        driving.join(300)
        # What can never be done is not tried again, and does not end as if it were.
        assert not find_names(store)
        assert [job.name.partition("/none-")[0][:5] for job in list_jobs(store, "failed")] == ["bulk/"]
    (report,) = reports
    (reason,) = report.failed.values()
    assert report.inputs == 2 and "no such file" in reason
    made, wanted = digests(tmp_path / "out.parts"), digests(whole.with_name("whole.parts"))
    names = {name for name in made if name.endswith(".parquet")}
    assert len(names) == 2 and all(made[name] == wanted[name] for name in names)


def test_small_files_share_a_process_and_large_or_unknown_ones_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_BYTES", 100)
    for name, size in zip("abcdef", (40, 60, 1, 101, 50, 50), strict=True):
        (tmp_path / name).write_bytes(bytes(size))
    places = [
        *(str(tmp_path / name) for name in "abcd"),
        "https://e.example/x",
        *map(str, [tmp_path / "e", tmp_path / "f"]),
    ]
    jobs = [Job(folder="", name=place[-1], source=Source(pieces=(Piece(place),))) for place in places]
    assert [len(share) for share in cluster.share_out(jobs, 0)] == [1] * 7
    monkeypatch.setattr(cluster, "_SHARES", 1)
    shares = ["".join(job.name for job in share) for share in cluster.share_out(jobs, 0)]
    assert shares == ["ab", "c", "d", "x", "ef"]
    many = cluster.share_out([jobs[2]] * 25, 0)
    assert [len(share) for share in many] == [10, 10, 5]
    assert {len(share) for share in cluster.share_out([jobs[2]] * 24, 2)} == {3}


def test_a_broken_file_costs_itself_and_is_told(
    archive: Path, tmp_path: Path, command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(archive, tmp_path / "archive")
    path = tmp_path / "archive" / "1.warc.gz"
    path.write_bytes(path.read_bytes()[:-200])
    paths = tmp_path / "some.paths"
    (tmp_path / "archive" / "vacía ñ.warc.gz").touch()
    paths.write_text("archive/0.warc.gz\narchive/1.warc.gz\narchive/vacía ñ.warc.gz\nnone.warc.gz\n")
    monkeypatch.setitem(drivers._DRIVERS, "local", run_here)  # type: ignore[arg-type]
    done = command("--json", "bulk", "extract", str(paths), "out", "--workers", "1")
    assert done.returncode == 1, done
    report = json.loads(done.stdout)
    assert report["inputs"] == 3 and report["counts"]["failed/truncated"] == 1
    assert [Path(where).name for where in report["failed"]] == ["none.warc.gz"]
    assert [Path(where).name for where in report["problems"]] == ["1.warc.gz", "vacía ñ.warc.gz"]
    assert len(list(read(tmp_path / "out"))) == report["dataset"]["records"] > 8
    done = command("--json", "import", "out.parts", "--store", "store.sqlite")
    assert done.returncode == 1 and "none" in done.stderr
    assert json.loads(done.stdout)["counts"]["articles/new"] == report["counts"]["articles/new"]
