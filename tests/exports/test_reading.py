"""dosvoces.read: whatever was exported comes back as typed records."""

import csv
import io
import subprocess
import sys
import threading
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
import zstandard

import dosvoces
from benchmarks.synthetic import make_stories
from dosvoces.core.errors import ExportError, StoreError
from dosvoces.core.record import BilingualRecord, Segment
from dosvoces.exports import dataset, formats, jsonl
from dosvoces.exports.manifest import Request
from dosvoces.exports.rebuild import rebuild
from dosvoces.store import Selection, Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(str(tmp_path / "s.sqlite")) as store:
        for article, translation in make_stories(8):
            store.save_article(article)
            store.save_translations([translation])
        yield store


@pytest.fixture
def lines(store: Store, tmp_path: Path) -> Path:
    with (tmp_path / "records.jsonl").open("wb") as file:
        jsonl.write(store.records(), file)
    return tmp_path / "records.jsonl"


def test_a_store_is_read_by_path_and_by_address(store: Store, tmp_path: Path) -> None:
    expected = list(store.records())
    for where in (tmp_path / "s.sqlite", str(tmp_path / "s.sqlite"), f"sqlite:///{tmp_path / 's.sqlite'}"):
        assert list(dosvoces.read(where)) == expected


def test_a_file_is_read_line_by_line(store: Store, lines: Path) -> None:
    reading = dosvoces.read(lines)
    first = next(reading)
    assert [first, *reading] == list(store.records())
    lines.write_bytes(lines.read_bytes() + b"\n\n")
    assert len(list(dosvoces.read(lines))) == 8
    assert len(list(dosvoces.read_segments(lines))) == sum(len(record.segments) for record in store.records())


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files; some addresses break off, or give a file under a name that does not say what it is."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path.startswith("/file"):
            self.path = self.path.partition("=")[2]
        elif self.path.startswith("/cut"):
            self.close_connection = True
            content = (Path(self.directory) / "records.jsonl").read_bytes()
            self.send_response(200)
            if "chunks" in self.path:
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                self.wfile.write(b"%x\r\n%b\r\n" % (len(content), content))
            else:
                self.send_header("Content-Length", str(len(content) + 1))
                self.end_headers()
                self.wfile.write(content)
            return
        super().do_GET()


def test_an_address_is_read_while_it_arrives(store: Store, lines: Path, tmp_path: Path) -> None:
    dataset.export(
        store, tmp_path / "ds", Request(formats=("jsonl", "tmx"), selection=Selection(include_reserved=True))
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        base = f"http://127.0.0.1:{server.server_port}"
        expected = list(store.records())
        assert list(dosvoces.read(f"{base}/records.jsonl")) == expected
        assert list(dosvoces.read(f"{base}/ds/jsonl/all.jsonl.zst")) == expected
        (tmx,) = list((tmp_path / "ds" / "tmx").glob("es-en*"))
        assert list(dosvoces.read(f"{base}/ds/tmx/{tmx.name}")) == list(dosvoces.read(tmx))
        for path in (lines, tmx):
            named = f"{base}/file?of=/{path.relative_to(tmp_path)}"
            assert list(dosvoces.read(named)) == list(dosvoces.read(path))
        for where, said in (
            ("missing.jsonl", "cannot be fetched: File not found"),
            ("no such.jsonl", "cannot be fetched: "),
            # Whole lines all of them, and still not all that there is.
            ("cut.jsonl", r"cut\.jsonl: it ends before all of it has come"),
            ("cut-chunks.jsonl", "it ends before all of it has come"),
        ):
            with pytest.raises(ExportError, match=said):
                list(dosvoces.read(f"{base}/{where}"))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_what_cannot_be_read_is_said_where(lines: Path, tmp_path: Path) -> None:
    with lines.open("ab") as file:
        file.write(b'{"article": {}}\n')
    with pytest.raises(ExportError, match=r"records\.jsonl:9: no bilingual record"):
        list(dosvoces.read(lines))
    with pytest.raises(ExportError, match="no such file"):
        dosvoces.read(tmp_path / "nothing")
    (tmp_path / "x.docx").write_bytes(b"PK")
    with pytest.raises(ExportError, match="no format that can be read"):
        dosvoces.read(tmp_path / "x.docx")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ExportError, match="no dataset"):
        dosvoces.read(tmp_path / "empty")
    (tmp_path / "cut.jsonl.zst").write_bytes(b"\x28\xb5\x2f\xfd\x00\x00garbage")
    with pytest.raises(ExportError, match="damaged"):
        list(dosvoces.read(tmp_path / "cut.jsonl.zst"))
    with pytest.raises(StoreError):
        list(dosvoces.read("postgresql://127.0.0.1:1/none"))


@pytest.mark.parametrize("name", ["jsonl", "hashes"])
def test_a_file_that_is_cut_off_is_never_a_shorter_one(store: Store, tmp_path: Path, name: str) -> None:
    dataset.export(
        store, tmp_path / "ds", Request(formats=(name,), selection=Selection(include_reserved=True))
    )
    whole = (tmp_path / "ds" / name / "all.jsonl.zst").read_bytes()
    cut = tmp_path / "cut.jsonl.zst"

    def read() -> list[BilingualRecord | Segment]:
        return list(rebuild(cut, store, Counter()) if name == "hashes" else dosvoces.read(cut))

    cut.write_bytes(whole)
    assert read() == list(store.records())
    # Between two frames, one for each outlet, nothing tells that there were more.
    frames = _find_ends(whole)
    assert len(frames) > 2
    for size in sorted({*range(0, len(whole), 97), *(end - 1 for end in frames)} - frames):
        cut.write_bytes(whole[:size])
        with pytest.raises(ExportError, match=r"cut\.jsonl\.zst: damaged or cut off"):
            read()


def _find_ends(content: bytes) -> set[int]:
    """Where the frames of *content* end."""
    ends, rest = set(), content
    while rest:
        frame = zstandard.ZstdDecompressor().decompressobj()
        frame.decompress(rest)
        rest = frame.unused_data
        ends.add(len(content) - len(rest))
    return ends


def test_frames_of_any_size_are_one_file(lines: Path, tmp_path: Path) -> None:
    content = lines.read_bytes()
    skippable = b"\x50\x2a\x4d\x18\x04\x00\x00\x00none"
    pieces = [content[start : start + 100] for start in range(0, len(content), 100)]
    frames = [zstandard.ZstdCompressor().compress(piece) for piece in (*pieces, b"")]
    (tmp_path / "many.jsonl.zst").write_bytes(skippable.join(frames) + skippable)
    assert list(dosvoces.read(tmp_path / "many.jsonl.zst")) == list(dosvoces.read(lines))


def test_memory_does_not_grow_with_what_a_frame_holds(tmp_path: Path) -> None:
    with (
        (tmp_path / "long.jsonl.zst").open("wb") as file,
        zstandard.ZstdCompressor().stream_writer(file) as frame,
    ):
        for _ in range(400):
            frame.write(b" " * 1_000_000 + b"\n")
    tracemalloc.start()
    assert list(dosvoces.read(tmp_path / "long.jsonl.zst")) == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000_000


def test_one_part_of_a_partitioned_table_is_read(store: Store, tmp_path: Path) -> None:
    chosen = Selection(include_reserved=True)
    dataset.export(store, tmp_path / "ds", Request(formats=("parquet",), selection=chosen))
    parts = sorted((tmp_path / "ds" / "parquet" / "articles").rglob("*.parquet"))
    assert [item for part in parts for item in dosvoces.read(part)] == list(store.records())
    with pytest.raises(ExportError, match="side by side"):
        list(dosvoces.read(parts[0].rename(tmp_path / "moved.parquet")))


def test_a_dataset_may_be_called_like_a_format(store: Store, tmp_path: Path) -> None:
    everything = Selection(include_reserved=True)
    for name in formats.NAMES:
        dataset.export(store, tmp_path / name, Request(formats=("jsonl",), selection=everything))
        assert len(list(dosvoces.read(tmp_path / name))) == 8


def test_tables_saved_by_a_spreadsheet_are_read(store: Store, tmp_path: Path) -> None:
    dataset.export(store, tmp_path / "set", Request(formats=("csv",), selection=Selection()))
    path = tmp_path / "set" / "csv" / "segments.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(keepends=True)))
    asked = list(dosvoces.read(tmp_path / "set", table="segments"))
    for delimiter, encoding, head in (
        (";", "utf-8-sig", ""),
        ("\t", "utf-8", ""),
        (";", "utf-8", "sep=;\r\n"),
    ):
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
        path.write_bytes((head + text.getvalue()).encode(encoding))
        assert list(dosvoces.read(tmp_path / "set", table="segments")) == asked
    path.write_bytes(text.getvalue().encode("utf-16"))
    with pytest.raises(ExportError, match=r"segments\.csv: not in UTF-8; save it as"):
        list(dosvoces.read(tmp_path / "set", table="segments"))


def test_importing_it_is_light() -> None:
    heavy = ("sqlalchemy", "scrapy", "lxml", "pyarrow")
    program = f"import sys, dosvoces; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_tables_say_how_far_a_translation_can_be_relied_upon(store: Store, tmp_path: Path) -> None:
    (_, translation), *_ = make_stories(1)
    segments = tuple(msgspec.structs.replace(each, engine="embedded 0.2") for each in translation.segments)
    store.save_translations([msgspec.structs.replace(translation, segments=segments)])
    dataset.export(store, tmp_path / "set", Request(formats=("csv", "parquet"), selection=Selection()))
    tables = {}
    for name in ("articles", "segments"):
        with (tmp_path / "set" / "csv" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            tables[name] = list(csv.DictReader(file))
        parts = [pq.read_table(part).to_pylist() for part in sorted(tmp_path.rglob(f"{name}/*.parquet"))]
        columns = {row["id"]: row["quality"] or "" for part in parts for row in part}
        assert columns == {row["id"]: row["quality"] for row in tables[name]}
    told = {row["id"]: row["quality"] for row in tables["articles"]}
    assert told.pop(translation.article_id) == "gist" and set(told.values()) == {"unmeasured"}
    ours = [
        row for row in tables["segments"] if row["engine"] == "embedded 0.2" and row["origin"] == "machine"
    ]
    assert ours and {row["quality"] for row in ours} == {"gist"}
