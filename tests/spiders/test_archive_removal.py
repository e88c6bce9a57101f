"""Pages are taken out of an archive, and everything else stays where it is."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

from test_archive import answer, write
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from spiders.archive import Archive, complete_indexes
from spiders.archive_removal import Wanted, remove_captures
from spiders.cdxj import index_file
from spiders.replay import read_pages

HTTP = "https://harbour.example"


def read(path: Path) -> dict[str, str]:
    """The pages of a WARC file by their places, as a replay meets them."""
    return {each.place: each.page.url for each in read_pages(path, 10**7) if each.page}


def make_archive(folder: Path, *, close: bool = True) -> Path:
    fields = {"outlet": "harbour", "role": "rendered"}
    archive = Archive(str(folder))
    for number in range(4):
        write(archive, number, 3_000)
    again = f"{HTTP}/1?utm_source=feed"  # the same page, as it was announced and rendered
    archive.write(*answer(again, b"SECRET"), datetime.now(UTC), fields, b"SECRET")
    archive.write(
        *answer("https://other.example/1", b"kept"), datetime.now(UTC), {"outlet": "other", "role": "page"}
    )
    if close:
        archive.close()
    (path,) = folder.glob("*.warc.gz")
    return path


def test_captures_of_an_address_are_overwritten_in_place(tmp_path: Path) -> None:
    path = make_archive(tmp_path)
    before, size = read(path), path.stat().st_size
    wanted = Wanted(urls=frozenset({f"{HTTP}/1"}))
    together = [wanted, Wanted(urls=wanted.urls | {f"{HTTP}/2"}), Wanted(outlet="harbour"), Wanted()]
    counted = remove_captures(str(tmp_path), together, only_count=True)
    assert [each.captures for each in counted] == [2, 3, 5, 0]
    assert read(path) == before
    done = remove_captures(str(tmp_path), [wanted])[0]
    assert (done.captures, done.files, done.left) == (2, 1, {})
    assert read(path) == {place: url for place, url in before.items() if not url.startswith(f"{HTTP}/1")}
    assert path.stat().st_size == size
    content = gzip.decompress(path.read_bytes())
    assert b"SECRET" not in content and b"harbour.example/1" not in content and b"page 1<" not in content
    lines = [json.loads(line.split(" ", 2)[2]) for line in index_file(path).read_text().splitlines()]
    assert {f"{line['filename']}:{line['offset']}": line["url"] for line in lines} == read(path)
    with path.open("rb") as file:  # others read it too
        kinds = [record.rec_type for record in ArchiveIterator(file)]
    assert kinds.count("response") == 4 and len(kinds) == 1 + 5 * 3 + 4
    checker = Checker(type("Options", (), {"inputs": [str(path)], "verbose": False}))
    checker.process_all()
    assert checker.exit_value == 0
    assert remove_captures(str(tmp_path), [wanted])[0].captures == 0


def test_all_of_an_outlet_goes(tmp_path: Path) -> None:
    path = make_archive(tmp_path)
    assert remove_captures(str(tmp_path), [Wanted(outlet="harbour")])[0].captures == 5
    assert list(read(path).values()) == ["https://other.example/1"]
    assert b"harbour" not in index_file(path).read_bytes() + gzip.decompress(path.read_bytes())


def test_a_file_that_a_crawl_writes_is_left_and_named(tmp_path: Path) -> None:
    path = make_archive(tmp_path, close=False)
    before, wanted = path.read_bytes(), Wanted(urls=frozenset({f"{HTTP}/1"}))
    assert remove_captures(str(tmp_path), [wanted])[0].left == {path.name: "a crawl is writing it"}
    assert path.read_bytes() == before
    assert remove_captures(str(tmp_path / "nowhere"), [wanted])[0].captures == 0


def test_a_removal_that_was_killed_is_brought_to_its_end(tmp_path: Path) -> None:
    path = make_archive(tmp_path)
    wanted = Wanted(urls=frozenset({f"{HTTP}/1"}))
    index_file(path).unlink()  # the first step
    assert remove_captures(str(tmp_path), [wanted])[0].captures == 2
    index_file(path).unlink()  # all but the last step
    assert complete_indexes(tmp_path) == [path]
    assert "harbour.example/1" not in index_file(path).read_text()
