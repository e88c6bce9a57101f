"""``dosvoces outlets list`` and ``show``, as a user and as a script meet them."""

import io
import json
from datetime import date

from rich.console import Console

from dosvoces.cli.crawl import render_reports
from dosvoces.cli.outlets import _render_reports
from dosvoces.core.outlets import bundled
from dosvoces.operations.crawl import CrawlReport
from spiders.source_check import OutletReport, SourceReport, explain

OWN = """\
name = "La Ribera"
country = "CL"
zone = "America/Santiago"
language = "es-CL"
domains = ["laribera.example"]
sources = [{ kind = "feed", url = "https://laribera.example/feed" }]
"""


def test_the_list_has_every_outlet_with_its_whole_key(command):
    done = command("outlets", "list")
    assert done.returncode == 0
    for key in bundled():
        assert key in done.stdout
    assert f"{len(bundled())} outlets" in done.stderr


def test_the_list_can_be_narrowed_and_read_by_a_script(command):
    done = command("--json", "outlets", "list", "--country", "mx", "--language", "en")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [outlet["key"] for outlet in found] == ["mexico-news-daily"]
    assert done.stderr == ""
    both = command("--json", "outlets", "list", "--bilingual").stdout.splitlines()
    assert "latam-mobility" in {json.loads(line)["key"] for line in both}


def test_an_outlet_of_ones_own_is_listed_and_shown(command, tmp_path):
    (tmp_path / "outlets").mkdir()
    (tmp_path / "outlets" / "la-ribera.toml").write_text(OWN, "utf-8")
    assert "la-ribera" in command("outlets", "list", "--country", "CL").stdout
    shown = command("outlets", "show", "la-ribera").stdout
    assert "La Ribera" in shown and "not seen working" in shown
    assert json.loads(command("--json", "outlets", "show", "la-ribera").stdout)["domains"] == [
        "laribera.example"
    ]


def test_an_unknown_outlet_and_a_wrong_file_end_with_their_code(command, tmp_path):
    unknown = command("outlets", "show", "el-pias")
    assert (unknown.returncode, unknown.stdout) == (3, "")
    assert "did you mean el-pais" in unknown.stderr
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(OWN.replace("CL", "Chile", 1), "utf-8")
    done = command("outlets", "show", str(wrong))
    assert done.returncode == 3
    assert f"{wrong}:2: country:" in done.stderr.replace("\n", "")
    assert "Traceback" not in done.stderr


def test_a_check_of_an_unknown_outlet_asks_nobody(command):
    done = command("outlets", "check", "latam-mobility", "no-such-outlet")
    assert done.returncode == 3
    assert "no-such-outlet" in done.stderr


def test_a_site_of_others_is_not_asked_without_a_contact(command):
    done = command("outlets", "new", "https://laribera.example/")
    assert done.returncode == 2 and "DOSVOCES_CONTACT" in done.stderr


def test_addresses_of_the_own_network_are_told_with_what_allows_them():
    url, problem = "http://10.0.0.1/feed", "private_address"
    source = SourceReport(kind="feed", url=url, problem=problem)
    checked = OutletReport(
        outlet="own", at=date(2026, 11, 28), reached=False, ok=False, newest=None,
        problems=(f"{url} {explain(problem)}",), sources=(source,),
    )  # fmt: skip
    crawled = CrawlReport(outlet="own", ended="finished", seconds=1, counts={f"failed/source_{problem}": 1})
    for told in (_render_reports([checked]), render_reports([crawled])):
        console = Console(width=300, file=io.StringIO(), record=True)
        console.print(told)
        assert "private_network = true" in console.export_text()
