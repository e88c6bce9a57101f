"""A disk that is really full: a file system of a few megabytes, mounted where nobody else sees it."""

import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.synthetic import make_stories
from dosvoces.core.errors import ExportError, StoreError
from dosvoces.core.files import compressed, writing
from dosvoces.exports import dataset, formats, jsonl
from dosvoces.exports.manifest import Request
from dosvoces.exports.rebuild import rebuild
from dosvoces.store import Selection, Store

ROOT = Path(__file__).parents[2]

PAGE = 4096


def run_on_disk(scene: Callable[[Path], None], folder: Path, megabytes: int) -> None:
    """Plays *scene* in a process of its own, in whose *folder* ``disk`` is a file system of that size."""
    if shutil.which("unshare") is None:
        pytest.skip("a small disk needs util-linux")
    (folder / "disk").mkdir()
    mount = f"mount -t tmpfs -o size={megabytes}m tmpfs {folder / 'disk'}"
    own = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
    if subprocess.run([*own, mount], capture_output=True).returncode:
        pytest.skip("a small disk needs leave to mount one (root, or user namespaces)")
    play = (
        "import runpy; from pathlib import Path; "
        f"runpy.run_path({__file__!r})[{scene.__name__!r}](Path({str(folder)!r}))"
    )
    command = [*own, f'{mount} && exec "$@"', "sh", sys.executable, "-c", play]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def leave_free(disk: Path, size: int) -> None:
    """Takes all of the disk but *size* bytes."""
    ballast = disk / "ballast"
    ballast.unlink(missing_ok=True)
    ballast.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - size)))


def read_bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def fill(url: str, count: int) -> None:
    stories = list(make_stories(count))
    with Store(url) as store:
        store.save_articles([article for article, _ in stories])
        store.save_translations([translation for _, translation in stories])


def export_until_full(folder: Path) -> None:
    """Every format runs out of space half-way, over an earlier dataset, and goes on once there is some."""
    with Store(str(folder / "store.sqlite")) as store:
        outlets = tuple(store.outlets())
        for name in formats.NAMES:
            request = Request(formats=(name,), selection=Selection(include_reserved=True))
            dataset.export(store, folder / "whole", request)
            whole = read_bytes(folder / "whole")
            before = Selection(outlets=outlets[:1], include_reserved=True)
            dataset.export(store, folder / "disk" / "ds", Request(formats=(name,), selection=before))
            earlier = read_bytes(folder / "disk" / "ds")
            needed = sum(-(-len(content) // PAGE) * PAGE for content in whole.values())
            leave_free(folder / "disk", needed // 2)
            with pytest.raises(ExportError, match="ds: the disk is full; free some space and run again"):
                dataset.export(store, folder / "disk" / "ds", request)
            assert read_bytes(folder / "disk" / "ds") == earlier, name
            (folder / "disk" / "ballast").unlink()
            journal = folder / "disk" / ".ds.part" / "journal.json"
            assert journal.exists(), name
            dataset.export(store, folder / "disk" / "ds", request)
            assert read_bytes(folder / "disk" / "ds") == whole, name
            assert sorted(path.name for path in (folder / "disk").iterdir()) == ["ds"], name
            shutil.rmtree(folder / "disk" / "ds")


def test_an_export_of_any_format_waits_for_space_and_goes_on(tmp_path: Path) -> None:
    fill(str(tmp_path / "store.sqlite"), 25)
    run_on_disk(export_until_full, tmp_path, 12)


def export_at_every_size(folder: Path) -> None:
    """Card, description and manifest as well: with every page more, all of it or nothing."""
    request = Request(formats=("jsonl", "tmx"), selection=Selection(include_reserved=True))
    final = folder / "disk" / "ds"
    outcomes: Counter[bool] = Counter()
    with Store(str(folder / "store.sqlite")) as store:
        dataset.export(store, folder / "whole", request)
        whole = read_bytes(folder / "whole")
        size = 0
        while not final.exists():
            shutil.rmtree(final.with_name(".ds.part"), ignore_errors=True)
            leave_free(folder / "disk", size)
            try:
                dataset.export(store, final, request)
            except ExportError as error:
                assert "ds: the disk is full; free some space" in str(error), error
                assert not final.exists()
            outcomes[final.exists()] += 1
            size += PAGE
    assert read_bytes(final) == whole
    assert outcomes[False] > len(whole)


def test_whatever_was_to_be_written_when_space_ran_out(tmp_path: Path) -> None:
    fill(str(tmp_path / "store.sqlite"), 5)
    run_on_disk(export_at_every_size, tmp_path, 2)


def write_files_until_full(folder: Path) -> None:
    """Single files: of an export, and of texts made again."""
    with Store(str(folder / "store.sqlite")) as store:
        request = Request(formats=("hashes",), selection=Selection(include_reserved=True))
        dataset.export(store, folder / "ds", request)
        leave_free(folder / "disk", 4 * PAGE)
        for name in ("r.jsonl", "r.jsonl.zst"):
            path = folder / "disk" / name
            said = f"{name}: the disk is full; free some space and run again"
            for records in (store.records(), rebuild(folder / "ds", store, Counter())):
                with (
                    pytest.raises(ExportError, match=said),
                    writing(path) as raw,
                    compressed(raw, name) as file,
                ):
                    for record in records:
                        file.write(jsonl.encode_line(record))
            assert [entry.name for entry in (folder / "disk").iterdir()] == ["ballast"]


def test_a_file_leaves_no_trace_on_a_full_disk(tmp_path: Path) -> None:
    fill(str(tmp_path / "store.sqlite"), 60)
    run_on_disk(write_files_until_full, tmp_path, 2)


def store_until_full(folder: Path) -> None:
    """A store and its log fill the disk again and again; what was stored stays."""
    path = folder / "disk" / "store.sqlite"
    stories = list(make_stories(250))
    told: set[str] = set()
    store = Store(str(path))
    for free in (60, 120):
        leave_free(folder / "disk", free * PAGE)
        with pytest.raises(
            StoreError, match=r"store\.sqlite: .*the disk is full; free some space and run again"
        ):
            for article, translation in stories:
                if article.id not in told:
                    store.save_article(article)
                    store.save_translations([translation])
                    told.add(article.id)
        # As it stands, with a full disk: to be read by this process and by another.
        assert {record.article.id for record in store.records()} >= told
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
    (folder / "disk" / "ballast").unlink()
    for article, translation in stories[:100]:
        store.save_article(article)
        store.save_translations([translation])
    store.close()
    leave_free(folder / "disk", 0)
    with pytest.raises(StoreError, match="opening the store failed: the disk is full"):
        Store(str(path))
    (folder / "disk" / "ballast").unlink()
    with Store(str(path)) as store:
        assert {record.article.id for record in store.records()} >= told | {a.id for a, _ in stories[:100]}
        assert store.save_article(stories[249][0]).outcome == "new"


def test_a_store_on_a_full_disk_stays_whole(tmp_path: Path) -> None:
    run_on_disk(store_until_full, tmp_path, 8)
