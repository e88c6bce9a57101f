"""Writing what a check saw into an outlet file."""

import tomllib
from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from dosvoces.core.errors import OutletError
from dosvoces.core.outlets import load
from dosvoces.operations.outlet_check import write_report
from spiders.source_check import OutletReport, SourceReport

FILE = """\
# Ours.
name = "La Ribera"   # as printed
country = "MX"
zone = "America/Mexico_City"
language = "es-MX"
domains = ["laribera.example"]

[[sources]]
kind = "feed"
url = "https://laribera.example/feed"
seen = 2020 # by a friend

# An old one.
[[sources]]
kind = "sitemap"
url = "https://laribera.example/sitemap.xml"
"""

REPORT = OutletReport(
    outlet="la-ribera",
    at=date(2026, 11, 22),
    reached=True,
    ok=False,
    newest=datetime(2026, 11, 21, 23, tzinfo=UTC),
    problems=('https://laribera.example/sitemap.xml "broke"',),
    remarks=("a remark",),
    sources=(
        SourceReport(kind="feed", url="https://laribera.example/feed", stories=9),
        SourceReport(kind="sitemap", url="https://laribera.example/sitemap.xml", problem="http_404"),
    ),
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "la-ribera.toml"
    path.write_text(FILE, "utf-8")
    return path


def test_what_was_seen_is_added_and_all_else_stays(file):
    write_report(file, REPORT)
    outlet = load(file)
    assert outlet.check
    assert (outlet.check.at, outlet.check.ok, outlet.check.newest) == (REPORT.at, False, date(2026, 11, 21))
    assert outlet.check.message == 'https://laribera.example/sitemap.xml "broke"; a remark'
    assert [source.seen for source in outlet.sources] == [2026, None]
    text = file.read_text("utf-8")
    noted = FILE.replace("seen = 2020", "seen = 2026") + 'problem = "http_404"'
    assert text.split("[check]")[0].rstrip() == noted


def test_writing_again_changes_nothing_and_a_later_check_replaces_the_earlier(file):
    write_report(file, REPORT)
    once = file.read_bytes()
    write_report(file, REPORT)
    assert file.read_bytes() == once
    mended = tuple(replace(source, problem="") for source in REPORT.sources)
    later = replace(
        REPORT, ok=True, at=date(2027, 1, 2), newest=None, problems=(), remarks=(), sources=mended
    )
    write_report(file, later)
    assert [(source.seen, source.problem) for source in load(file).sources] == [(2027, ""), (2027, "")]
    assert tomllib.loads(file.read_text("utf-8"))["check"] == {"at": date(2027, 1, 2), "ok": True}


def test_an_outlet_that_was_not_reached_is_left_alone(file):
    write_report(file, replace(REPORT, reached=False))
    assert file.read_text("utf-8") == FILE


def test_mode_and_link_survive_and_nothing_is_left_behind(file, tmp_path):
    file.chmod(0o640)
    folder = tmp_path / "links"
    folder.mkdir()
    link = folder / "la-ribera.toml"
    link.symlink_to(file)
    write_report(link, REPORT)
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert load(file).check is not None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["la-ribera.toml", "links"]


def test_a_file_that_cannot_be_written_is_an_outlet_error_that_says_what_to_do(tmp_path):
    with pytest.raises(OutletError, match="DOSVOCES_HOME"):
        write_report(tmp_path / "missing.toml", REPORT)
