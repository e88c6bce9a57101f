"""Inputs come over http and from S3, outputs go to S3, and what breaks off on the way is whole in the end."""

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from benchmarks.s3 import S3Server
from dosvoces.bulk import runs, storage
from dosvoces.bulk.driving import Options
from dosvoces.bulk.extract import make_step
from dosvoces.bulk.jobs import Job, attempt
from dosvoces.core.errors import BulkError
from dosvoces.core.record import BilingualRecord
from dosvoces.exports.manifest import Request
from dosvoces.exports.reading import read
from dosvoces.store import Selection

REQUEST = Request(formats=("parquet",), selection=Selection(translated_only=False))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """Serves the files in a folder, each only by half when it is asked for from its beginning."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = tmp_path / "site" / self.path.lstrip("/")
            if not path.is_file():
                self.send_error(404)
                return
            data, begin = path.read_bytes(), 0
            if wanted := self.headers["Range"]:
                begin = int(wanted.removeprefix("bytes=").partition("-")[0])
            self.send_response(206 if begin else 200)
            self.send_header("Content-Length", str(len(data) - begin))
            self.end_headers()
            self.wfile.write(data[begin:] if begin else data[: len(data) // 2])

        def log_message(self, *_: object) -> None:
            pass

    (tmp_path / "site").mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def runner() -> runs.Runner:
    return runs.Runner(run_here, Options(), lambda *_: None)


def run_here(jobs: Sequence[Job], options: Options, report: Callable[..., None]) -> None:
    for job in jobs:
        report(job, attempt(job))


@pytest.mark.slow
def test_a_list_over_http_becomes_a_dataset_on_s3(
    site: str, s3: S3Server, tmp_path: Path, write_warc: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.time, "sleep", lambda _: None)
    warc = write_warc(tmp_path / "one.warc.gz", range(4))
    data = warc.read_bytes()
    (tmp_path / "site" / "one.warc.gz").write_bytes(data)
    (tmp_path / "site" / "warc.paths").write_text("one.warc.gz\nnone.warc.gz\n")
    step = make_step((), known_only=False, languages=())

    def extract(where: str, to: str) -> runs.BulkReport:
        return runs.extract([where], to, step, REQUEST, runner())

    out, archive = s3.create("out"), s3.create("in")
    report = extract(f"{site}/warc.paths", out)
    assert report.inputs == 1 and list(report.failed) == [f"{site}/none.warc.gz"]
    assert "404" in report.failed[f"{site}/none.warc.gz"]
    again = extract(f"{site}/warc.paths", out)
    assert again.resumed == 1 and again.dataset == report.dataset

    # What lies on S3 is an input as well, of extractions and of what reads datasets.
    storage.put(warc, storage.join(archive, "one.warc.gz"))
    assert extract(archive, str(tmp_path / "direct")).dataset == report.dataset
    runs.export(out, str(tmp_path / "copy"), REQUEST, None, runner())
    records = [each for each in read(tmp_path / "copy") if isinstance(each, BilingualRecord)]
    assert len(records) == report.dataset["records"] == 4
    assert list(read(tmp_path / "direct")) == records


def test_long_files_reach_s3_whole(s3: S3Server, tmp_path: Path) -> None:
    folder = s3.create("long")
    (path := tmp_path / "file").write_bytes(bytes(range(256)) * 50_000)
    storage.put(path, storage.join(folder, "file.gz"))
    with storage.open_file(storage.join(folder, "file.gz")) as file:
        assert hashlib.sha256(file.read()).digest() == hashlib.sha256(path.read_bytes()).digest()
    assert storage.list_names(folder) == ["file.gz"]
    with pytest.raises(BulkError, match="no such object"):
        storage.find_inputs([folder])
    for _ in range(2):
        storage.remove(storage.join(folder, "file.gz"))
    assert storage.list_names(folder) == []
    with pytest.raises(BulkError, match=r"cannot be written: .*NO_SUCH_BUCKET") as caught:
        storage.put_bytes(b"", storage.join(folder.replace("bucket-", "no-bucket-"), "file"))
    assert "secret" not in str(caught.value)
