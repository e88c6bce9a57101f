from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from typer.testing import CliRunner

from dosvoces.cli.commands import app
from dosvoces.errors import ExportError
from dosvoces.reader.copying import make_file_name, write_copy
from dosvoces.reader.shelves import Shelves
from dosvoces.store import Store
from dosvoces.store.browsing import Browser


def test_a_copy_opens_from_disk_and_its_links_lead_somewhere(
    store: Store, tmp_path: Path, chromium: Chromium
) -> None:
    folder = tmp_path / "copy"
    # Five are translated, one of them reserves its rights.
    assert write_copy(Shelves(Browser(store), {}), folder, "es") == 4
    for page in folder.rglob("*.html"):
        for link in html.fromstring(page.read_text(encoding="utf-8")).xpath("//@href | //@src"):
            if not link.startswith(("#", "https://")):
                assert (page.parent / link.split("#")[0]).is_file(), f"{page}: {link}"
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "index.html").as_uri())
    expect(page.locator(".card")).to_have_count(4)
    page.get_by_role("link", name="El puerto estrena una grúa eléctrica").click()
    expect(page.locator("#s3 .target")).to_have_text("The crane came by train from Vigo.")
    left, right = page.locator("#s3 .source").bounding_box(), page.locator("#s3 .target").bounding_box()
    assert left and right and left["y"] == right["y"]
    page.goto((folder / "story" / make_file_name("el-faro-hostil")).as_uri())
    assert page.evaluate("window.hurt") is None
    page.goto((folder / "coverage.html").as_uri())
    expect(page.locator("figure.chart").first).to_be_visible()
    assert all(url.startswith("file:") for url in asked)
    page.close()


def test_a_copy_replaces_a_copy_and_nothing_else(store: Store, tmp_path: Path) -> None:
    shelves = Shelves(Browser(store), {})
    folder = tmp_path / "copy"
    write_copy(shelves, folder, "en")
    (folder / "story" / "old.html").touch()
    write_copy(shelves, folder, "en")
    assert not (folder / "story" / "old.html").exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("years of work")
    with pytest.raises(ExportError, match="not empty"):
        write_copy(shelves, other, "en")
    assert (other / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("article_id", ["../../etc/passwd", "a/b", "a\\b", "ñ", ".", "x" * 300])
def test_no_id_leads_out_of_the_folder(article_id: str) -> None:
    name = make_file_name(article_id)
    assert name.isascii()
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith(".")
    assert len(name) < 256


def test_the_command_says_what_it_wrote(store: Store, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app, ["--json", "site", str(tmp_path / "copy"), "--store", str(tmp_path / "store.sqlite")]
    )
    assert done.exit_code == 0
    assert '"stories":4' in done.output
