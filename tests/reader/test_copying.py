import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml import html
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from typer.testing import CliRunner

from dosvoces.cli.commands import app
from dosvoces.core.errors import ExportError
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.copying import make_file_name, write_copy
from dosvoces.reader.interface import Interface
from dosvoces.store import Store
from dosvoces.store.browsing import Browser


def test_a_copy_opens_from_disk_and_its_links_lead_somewhere(
    store: Store, tmp_path: Path, chromium: Chromium
) -> None:
    folder = tmp_path / "copy"
    # Five are translated, one of them reserves its rights.
    assert write_copy(StoryCache(Browser(store), {}), folder, "es") == 4
    for page in folder.rglob("*.html"):
        for link in html.fromstring(page.read_text(encoding="utf-8")).xpath("//@href | //@src"):
            if not link.startswith(("#", "https://")):
                assert (page.parent / link.split("#")[0]).is_file(), f"{page}: {link}"
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "index.html").as_uri())
    expect(page.locator(".card")).to_have_count(4)
    expect(page.locator(".count")).to_have_text(Interface("es").many("front.stories", 4))
    page.get_by_role("link", name="El puerto estrena una grúa eléctrica").click()
    expect(page.locator("#o3 .target")).to_have_text("The crane came by ship from Vigo.")
    left, right = page.locator("#o3 .source").bounding_box(), page.locator("#o3 .target").bounding_box()
    assert left and right and left["y"] == right["y"]
    page.goto((folder / "story" / make_file_name("el-faro-hostil")).as_uri())
    assert page.evaluate("window.hurt") is None
    page.goto((folder / "coverage.html").as_uri())
    expect(page.locator("figure.chart").first).to_be_visible()
    page.get_by_role("link", name="Fragmentos").click()
    shown = page.locator("table.fragments tbody tr:visible")
    expect(shown).to_have_count(3)
    page.get_by_label("Clase").select_option("furniture")
    expect(shown).to_have_count(2)
    page.get_by_label("Palabras").fill("SIGUENOS")
    expect(shown).to_have_count(1)
    expect(page.locator(".count")).to_have_text("1 fragmento en otro idioma")
    shown.locator("a").click()
    expect(page.locator("#s3:target mark.furniture")).to_have_text("Síguenos en")
    assert all(url.startswith("file:") for url in asked)
    page.close()


PORT, CRANE = "El puerto estrena una grúa eléctrica", "The port opens an electric crane"
OAKS, HOSTILE = "A school plants two hundred oaks", re.compile("Titular <script>")

#: What is asked for, the titles found (None: it cannot be searched), and the words marked.
SEARCHES: tuple[tuple[str, list[Any] | None, list[str] | None], ...] = (
    ("regaron", [OAKS], ["regaron"]),
    ("WATERED", [OAKS], ["watered"]),
    # Without accents; by another form of the word; by a form that no story has.
    ("gruas electrica", [PORT, CRANE], None),
    ("contenedor", [PORT, CRANE], ["contenedores", "contenedores"]),
    ("robles", [OAKS], ["robles"]),
    ("watering", [OAKS], ["watered"]),
    ("conten*", [PORT, CRANE], None),
    ('"two hundred oaks"', [OAKS], None),
    ('"hundred two oaks"', [], None),
    ("electric -vigo", [], None),
    # "oaks" stands in one of the voices, "robles" in the other.
    ("watered -robles", [], None),
    ('regaron -"two hundred oaks"', [], None),
    ("watered -grua", [OAKS], None),
    ("onerror", [HOSTILE], None),
    # What stands around the stories is found too; quotation marks of print are quotation marks.
    ("aduana", [PORT, CRANE], None),
    ("“two hundred oaks”", [OAKS], None),
    ("«hundred two oaks»", [], None),
    # The very word.
    ('"watered"', [OAKS], ["watered"]),
    ('"watering"', [], None),
    # Stories whose outlet reserves its rights are not in the copy.
    ("obras", [], None),
    ("-", None, None),
    ("x*", None, None),
)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_copy_is_searched_in_both_languages_from_disk(
    store: Store, tmp_path: Path, chromium: Chromium, language: str
) -> None:
    folder, t = tmp_path / "copy", Interface(language)
    write_copy(StoryCache(Browser(store), {}), folder, language)
    page = chromium.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((folder / "story" / make_file_name("el-faro-puerto")).as_uri())
    # The words around the results alone depend on the language.
    for query, titles, marked in SEARCHES if language == "es" else SEARCHES[::4]:
        page.get_by_role("searchbox").fill(query)
        page.get_by_role("searchbox").press("Enter")
        page.wait_for_url(f"**/search.html?q={quote(query, safe='*-')}")
        said = t("copy.count", n=len(titles)) if titles else t("copy.none")
        if titles is None:
            said = t("copy.short") if "*" in query else t("front.empty_query")
        expect(page.locator("#count")).to_have_text(said)
        expect(page.locator(".card h2")).to_have_text(titles or [])
        if marked:
            expect(page.locator(".card mark")).to_have_text(marked)
    assert page.evaluate("window.hurt") is None
    page.goto(f"{(folder / 'search.html').as_uri()}?q=regaron")
    expect(page.locator(".card .tag")).to_have_text(t("front.found_in", language=t("language.es")))
    page.locator(".card a").click()
    expect(page.locator("#s2 .target")).to_have_text("Los alumnos los regaron todo el verano.")
    expect(page.locator("#s2")).to_be_in_viewport()
    assert all(url.startswith("file:") for url in asked)
    assert errors == []
    page.close()


def test_a_copy_has_the_earlier_versions_and_both_voices(
    store: Store, tmp_path: Path, chromium: Chromium
) -> None:
    folder, t = tmp_path / "copy", Interface("en")
    write_copy(StoryCache(Browser(store), {}), folder, "en")
    page = chromium.new_page()
    page.goto((folder / "story" / make_file_name("el-faro-puerto")).as_uri())
    expect(page.locator("#o3 .target")).to_have_text("The crane came by ship from Vigo.")
    page.get_by_role("link", name=t("story.version", n=1)).click()
    expect(page.locator("#s3 .source")).to_have_text("La grúa llegó en barco desde Vigo.")
    expect(page.locator(".problem")).to_contain_text(t("story.earlier", n=1))
    page.get_by_role("link", name=t("story.changes")).click()
    expect(page.locator("del")).to_have_text("barco")
    expect(page.locator("ins")).to_have_text("tren")
    page.close()


def test_an_index_finds_a_word_by_the_other_forms_of_the_stories(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    write_copy(StoryCache(Browser(store), {}), folder, "en")
    scripts = [path.read_text(encoding="utf-8") for path in (folder / "search").glob("words-*.js")]
    shard = next(text for text in scripts if '"prefix":"pu"' in text)
    words = json.loads(shard.removeprefix("dosvoces.words(").removesuffix(");\n"))["languages"]
    # The newest story has number 0: thrice that and two more, because its headline has the word.
    assert list(words["es"]) == ["puerta puerto"]
    assert words["es"]["puerta puerto"].split()[0] == "2"
    assert words["en"] == {"pupils": "7"}


def test_a_copy_replaces_a_copy_and_nothing_else(store: Store, tmp_path: Path) -> None:
    cache = StoryCache(Browser(store), {})
    folder = tmp_path / "copy"
    write_copy(cache, folder, "en")
    (folder / "story" / "old.html").touch()
    write_copy(cache, folder, "en")
    assert not (folder / "story" / "old.html").exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("years of work")
    with pytest.raises(ExportError, match="not empty"):
        write_copy(cache, other, "en")
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
