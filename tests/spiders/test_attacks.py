"""A hostile outlet in an internet of its own: nothing leads inside, and its XML costs nothing."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from spiders.browser import installed_chromium

SCRIPT = Path(__file__).with_name("little_internet.py")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a crawl made of it, and who was asked."""
    apart = ["unshare", "--map-root-user", "--net", "--mount"]
    if not shutil.which("ip") or subprocess.run([*apart, "true"], check=False).returncode:
        pytest.skip("no namespaces of one's own here, or no ip (Debian: iproute2)")
    folder = tmp_path_factory.mktemp("internet")
    command = [*apart, sys.executable, str(SCRIPT), str(folder)]
    command += ["render"] if installed_chromium() else []
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    sys.stderr.write(ran.stderr)
    told: dict[str, Any] = json.loads((folder / "report.json").read_text())
    return told


def test_nothing_inside_is_asked_for(seen: dict[str, Any]) -> None:
    """By names, by other spellings of addresses, by redirects, sitemaps and names that change."""
    assert seen["inside"] == []
    counts = seen["reports"][0]["counts"]
    assert seen["reports"][0]["ended"] == "finished"
    assert counts["articles/new"] == 1
    assert counts["skipped/private_address"] >= 12, counts
    assert "failed/bug" not in counts


def test_xml_that_wants_too_much_is_refused(seen: dict[str, Any]) -> None:
    counts = seen["reports"][0]["counts"]
    assert counts["failed/source_too_large"] == 1
    assert counts["skipped/sitemap_limit"] > 0
    assert seen["deep"] <= 50


def test_a_rendered_page_leads_inside_no_more_than_any_other(seen: dict[str, Any]) -> None:
    if len(seen["reports"]) < 2:
        pytest.skip("Chromium is not installed (Debian: chromium)")
    counts = seen["reports"][1]["counts"]
    assert counts["articles/new"] == 1 and counts["parts/private_address"] == 3
    assert counts["parts/offsite"] == 1  # a browser spells an address in its usual way
