"""An archive at an S3 address: every machine sends its files there, and a replay reads them from there."""

import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from smallsite import story_page

from benchmarks.s3 import S3Server
from dosvoces.cli import doctor
from dosvoces.core.errors import PageError, SettingError, StoreError
from dosvoces.operations import machine
from dosvoces.operations.machine import review_machine
from dosvoces.operations.replay import replay
from dosvoces.store import Store
from dosvoces.store.health import load_alerts
from spiders import remote_archive
from spiders.archive import Archive
from spiders.archive_removal import Wanted, remove_captures
from spiders.cdxj import MACHINE
from spiders.remote_archive import check_remote, list_remote, send, spool_of


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOSVOCES_HOME", str(tmp_path))


def archive_stories(address: str, *numbers: int, close: bool = True) -> Archive:
    archive = Archive(spool_of(address))
    for number in numbers:
        url = f"https://harbour.example/2026/03/{number}/a-story.html"
        request = Request(url)
        response = HtmlResponse(
            url, body=story_page(number).encode(), headers={"Content-Type": "text/html"}, request=request
        )
        archive.write(request, response, datetime.now(UTC), {"outlet": "harbour", "role": "page"})
    if close:
        archive.close()
    return archive


@pytest.mark.parametrize("look", [list_remote, check_remote, send])
def test_what_is_to_be_installed_for_it_is_said(look: Callable[[str], object]) -> None:
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SettingError, match=r"dosvoces\[parquet\]"):
        patch.setitem(sys.modules, "pyarrow", None)
        look("s3://bucket/folder")


@pytest.mark.slow
def test_what_is_archived_is_sent_and_replayed_from_there(s3: S3Server, tmp_path: Path) -> None:
    address = s3.create("archive")
    with pytest.raises(PageError, match="no WARC file"):
        list_remote(address)
    archive_stories(address, 1, 2)
    written = archive_stories(address, 3, close=False)
    (name,) = send(address)
    assert f"-{MACHINE}-" in name
    assert len([*Path(spool_of(address)).glob("*")]) == 1  # the one that is being written
    written.close()
    assert len(send(address)) == 1 and send(address) == []
    files = list_remote(address)
    assert len(files) == 2 and list_remote(files[0]) == [files[0]]
    store = str(tmp_path / "again.sqlite")
    report = replay([address], store=store, settings={"DOSVOCES_WORKERS": 1})
    assert (report.files, report.counts["articles/new"]) == (2, 3)
    with Store(store) as opened:
        assert {str(article.warc).split(":")[0] for article in opened.articles()} == {
            file.partition("?")[0].rpartition("/")[2] for file in files
        }
    wanted = Wanted(urls=frozenset({"https://harbour.example/2026/03/2/a-story.html"}))
    assert [remove_captures(address, [wanted])[0].captures for _ in range(2)] == [1, 0]
    report = replay([address], store=str(tmp_path / "third.sqlite"), settings={"DOSVOCES_WORKERS": 1})
    assert (report.files, report.counts["articles/new"]) == (2, 2)


def test_what_cannot_be_sent_stays_and_is_an_alert(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("pyarrow")
    address = "s3://name:secret@archive/stories?scheme=http&endpoint_override=127.0.0.1:9"
    archive_stories(address, 1)
    assert send(address) == []
    assert "is not sent" in caplog.text and "secret" not in caplog.text
    (path,) = Path(spool_of(address)).glob("*.warc.gz")
    assert spool_of(address) == spool_of(address.replace("secret", "another"))
    with Store(str(tmp_path / "store.sqlite")) as store:
        for day, alerts in ((0, []), (2, [machine.NAME])):
            review_machine(store, datetime.now(UTC) + timedelta(days=day))
            assert [alert.finding.outlet for alert in load_alerts(store)] == alerts
        assert str(path) in load_alerts(store)[0].finding.message
        path.unlink()
        review_machine(store, datetime.now(UTC))
        assert load_alerts(store) == []


@pytest.mark.slow
def test_a_server_that_never_answers_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The library waits for minutes, for each file again; whoever asks what is wrong has to be told soon."""
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(remote_archive, "_PATIENCE", 0.5)
    tried = []

    def fail(_: object, path: Path, __: str) -> None:
        tried.append(path)
        raise OSError("the library's time is up")

    monkeypatch.setattr(remote_archive, "send_file", fail)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = f"127.0.0.1:{silent.getsockname()[1]}"
        address = f"s3://name:secret@archive/stories?scheme=http&endpoint_override={place}"
        monkeypatch.setenv("DOSVOCES_ARCHIVE", address)
        for number in range(3):
            archive_stories(address, number)
        assert send(address) == [] and len(tried) == 1
        assert "did not answer within 0.5 s" in caplog.text and "secret" not in caplog.text
        with pytest.raises(StoreError, match=r"did not answer within 0.5 s; 3 files wait to be sent"):
            doctor._examine_archive()
        monkeypatch.setattr(doctor, "_PATIENCE", 1)
        monkeypatch.setenv("DOSVOCES_STORE", f"postgresql://{place}/news")
        with pytest.raises(StoreError, match="does not answer"):
            doctor._examine_store()


def test_an_address_of_another_kind_is_no_folder() -> None:
    with pytest.raises(SettingError, match="neither a folder nor s3://"):
        spool_of("gs://key:secret@bucket/archive")
