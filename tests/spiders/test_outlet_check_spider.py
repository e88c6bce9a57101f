"""Checking outlets over HTTP."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from forked import run_dosvoces
from scrapy.settings import Settings

from benchmarks.cluster import find_hurried
from dosvoces.core.outlets import Outlet, Source, load
from spiders.announcements import Announcement
from spiders.outlet_check import may_be_story, newest_first
from spiders.politeness import set_pace

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OUTLET = Outlet(
    name="x",
    key="x",
    country="INT",
    zone="UTC",
    domains=("example.com",),
    language="es",
    sources=(Source(kind="feed", url="https://example.com/feed"),),
)


def test_the_newest_story_is_tried_first_and_each_once():
    stories = [
        Announcement(url="https://example.com/undated"),
        Announcement(url="https://example.com/old", published=NOW - timedelta(days=1)),
        Announcement(url="https://example.com/new?utm_source=rss", published=NOW),
        Announcement(url="https://example.com/new", modified=NOW - timedelta(days=2)),
    ]
    assert newest_first(stories) == [f"https://example.com/{name}" for name in ("new", "old", "undated")]


def test_a_malformed_address_is_no_story():
    assert may_be_story(OUTLET, "https://www.example.com/1")
    assert not may_be_story(OUTLET, "https://elsewhere.example/1")
    assert not may_be_story(OUTLET, "http://example.com:port/")
    assert not may_be_story(OUTLET, "http://[example.com/")


@pytest.mark.parametrize(
    ("private", "delay", "expected"),
    [(False, 0.0, 1.0), (False, 5.0, 5.0), (True, 0.0, 0.0), (False, None, 1.0)],
)
def test_an_outlets_delay_only_slows_down_except_on_ones_own_machine(private, delay, expected):
    settings = Settings(
        {"DOWNLOAD_DELAY": 1.0, "AUTOTHROTTLE_ENABLED": True, "DOSVOCES_CONTACT": "a@b.example"}
    )
    set_pace(settings, msgspec.structs.replace(OUTLET, private_network=private, delay=delay))
    assert settings.getfloat("DOWNLOAD_DELAY") == expected
    assert settings.getbool("AUTOTHROTTLE_ENABLED") is not (private and delay == 0)


def check(*arguments: object, home: Path) -> tuple[int, list[dict], str]:
    """Runs ``dosvoces --json outlets check`` as a user would; a process can check only once."""
    done = run_dosvoces("--json", "outlets", "check", *arguments, home=home, PATH="")
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


BROKEN = """
# Kept by hand.
name = "Broken"
country = "MX"
zone = "America/Mexico_City"
language = "es-MX"
domains = ["127.0.0.1"]
private_network = true
delay = 0

[[sources]] # the good one
kind = "feed"
url = "{base}/atom.xml"

[[sources]]
kind = "feed"
url = "{base}/nothing-here.xml"

[[sources]]
kind = "feed"
url = "{base}/"

[[sources]]
kind = "sitemap"
url = "{base}/suscriptores/sitemap.xml"

[[sources]]
kind = "sitemap"
url = "{base}/atom.xml?2"
"""


def test_a_check_over_http_tells_good_outlets_from_broken_ones_and_writes_it_down(newsstand, tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text(BROKEN.format(base=newsstand.bases["el-mirador"]), "utf-8")
    newsstand.forget()
    years = [datetime.now(UTC).year]
    code, reports, errors = check("--write", *newsstand.outlets.values(), broken, home=tmp_path)
    years.append(datetime.now(UTC).year)
    assert errors == ""
    assert code == 0
    assert [report["outlet"] for report in reports] == [*newsstand.outlets, "broken"]
    assert reports[3]["ok"]  # by its one good source
    for report in reports[:3]:
        assert report["ok"], report["problems"]
        assert all(source["stories"] > 0 for source in report["sources"])
        assert all(
            story["headline"] and story["words"] > 100 and story["published"] for story in report["stories"]
        )
    assert {story["language"] for story in reports[2]["stories"]} == {"es", "en"}

    problems = {source["url"].rpartition("/")[2]: source["problem"] for source in reports[3]["sources"]}
    assert problems == {
        "atom.xml": "",
        "nothing-here.xml": "http_404",
        "": "no_feed",
        "sitemap.xml": "robots",
        "atom.xml?2": "no_sitemap",
    }

    for file in newsstand.outlets.values():
        outlet = load(file)
        assert outlet.check and outlet.check.ok and outlet.check.newest
        assert {source.seen for source in outlet.sources} <= {*years}
    text = broken.read_text("utf-8")
    assert text.startswith("\n# Kept by hand.\n") and "[[sources]] # the good one" in text
    outlet = load(broken)
    assert outlet.check and outlet.check.ok
    assert [source.problem for source in outlet.sources] == list(problems.values())
    assert "nothing-here.xml answered with status 404" in outlet.check.message
    first, *others = (source.seen for source in outlet.sources)
    assert first in years and others == [None] * 4

    asked = newsstand.log
    assert all(request.user_agent.startswith("dosvoces/") for request in asked)
    assert not [request.path for request in asked if "/suscriptores/" in request.path]
    for key in newsstand.outlets:
        assert next(request.path for request in asked if request.site == key) == "/robots.txt"
    slow = [
        request.time
        for request in asked
        if request.site == "austral-ledger" and request.path != "/robots.txt"
    ]
    # The server sees when requests arrive: a single gap may be shorter than between sending, their mean not.
    assert (slow[-1] - slow[0]) / (len(slow) - 1) >= 0.09
    assert find_hurried(slow, 0.05) == []


def test_without_a_network_nothing_is_claimed_and_nothing_written(newsstand, tmp_path):
    file = tmp_path / "away.toml"
    file.write_bytes(
        newsstand.outlets["el-mirador"]
        .read_bytes()
        .replace(newsstand.bases["el-mirador"].encode(), b"http://127.0.0.1:9")
    )
    before = file.read_bytes()
    code, reports, errors = check("--write", file, home=tmp_path)
    assert code == 1
    assert "nothing could be reached" in errors and "Traceback" not in errors
    assert [(report["reached"], report["ok"]) for report in reports] == [(False, False)]
    assert file.read_bytes() == before
