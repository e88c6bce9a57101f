"""The same records give the same bytes, wherever they are stored and wherever and when they are exported."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

import dosvoces
from benchmarks.postgres import Server
from benchmarks.synthetic import make_stories
from dosvoces.core.record import BilingualRecord
from dosvoces.exports import dataset, formats
from dosvoces.exports.manifest import Request
from dosvoces.store import Selection, Store

ROOT = Path(__file__).parents[2]

EXPORT = """
import sys
from pathlib import Path
from dosvoces.exports import dataset, formats
from dosvoces.exports.manifest import Request
from dosvoces.exports.splits import Splits
from dosvoces.store import Selection, Store
with Store(sys.argv[1]) as store:
    splits = Splits("2025-06-01", "2026-01-01")
    request = Request(formats=formats.NAMES, selection=Selection(once=True), splits=splits)
    dataset.export(store, Path(sys.argv[2]), request)
"""

#: Places that differ in whatever a program may take from its surroundings.
PLACES = (
    {"TZ": "America/Mexico_City", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0"},
)


def tick() -> Iterator[datetime]:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    while True:
        yield now
        now += timedelta(minutes=1)


def read_bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_from_either_database_and_in_any_place(postgres: Server, tmp_path: Path) -> None:
    made = []
    for number, url in enumerate((str(tmp_path / "s.sqlite"), postgres.create())):
        clock = tick()
        with Store(url, clock=lambda clock=clock: next(clock)) as store:  # type: ignore[misc]
            for article, translation in make_stories(12):
                store.save_article(article)
                store.save_translations([translation])
        command = [sys.executable, "-c", EXPORT, url, str(tmp_path / f"ds{number}")]
        subprocess.run(command, check=True, cwd=ROOT, env=os.environ | PLACES[number])
        made.append(read_bytes(tmp_path / f"ds{number}"))
    assert {name.split("/")[0] for name in made[0]} >= set(formats.NAMES)
    assert made[0].keys() == made[1].keys()
    assert [name for name in made[0] if made[0][name] != made[1][name]] == []


def test_increments_add_up_to_the_whole(tmp_path: Path) -> None:
    """Each export since the one before it; of a record that comes again the last counts."""
    clock, stories = tick(), list(make_stories(12))
    found: dict[tuple[str, str], BilingualRecord] = {}
    with Store(str(tmp_path / "s.sqlite"), clock=lambda: next(clock)) as store:
        since = None
        for number, (begin, end) in enumerate(((0, 5), (5, 6), (6, 6), (6, 12))):
            for article, translation in stories[begin:end]:
                store.save_article(article)
                store.save_translations([translation])
            if number == 2:  # nothing new but one told anew, one edited, one translated again
                store.save_article(msgspec.structs.replace(stories[0][0], section="Otra"))
                edited = msgspec.structs.replace(stories[1][0], headline="Otro", content_hash="0" * 64)
                store.save_article(edited)
                store.save_translations([msgspec.structs.replace(stories[1][1], version=2), stories[2][1]])
            folder = tmp_path / str(number)
            chosen = Selection(since=since, include_reserved=True)
            dataset.export(store, folder, Request(formats=("jsonl",), selection=chosen))
            since = dataset.read_until(folder)
            for record in dosvoces.read(folder):
                assert isinstance(record, BilingualRecord)
                found[record.article.id, record.target_language] = record
        whole = {(record.article.id, record.target_language): record for record in store.records()}
    assert found == whole
    assert len(whole) == 12


@pytest.mark.parametrize("name", formats.NAMES)
def test_no_format_holds_the_time_of_its_making(tmp_path: Path, name: str) -> None:
    made = []
    for number in range(2):
        start = datetime(2026, 5, 1 + number, tzinfo=UTC)
        with Store(str(tmp_path / f"{number}.sqlite"), clock=lambda start=start: start) as store:  # type: ignore[misc]
            for article, translation in make_stories(3):
                store.save_article(article)
                store.save_translations([translation])
            dataset.export(store, tmp_path / f"ds{number}", Request(formats=(name,), selection=Selection()))
        made.append(read_bytes(tmp_path / f"ds{number}" / name))
    assert made[0] == made[1]
