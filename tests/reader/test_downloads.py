import csv
import io
import re
from datetime import UTC, datetime

import msgspec
import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from lxml import etree
from pybtex.database import parse_string
from pybtex.plugin import find_plugin
from reader_stories import PORT, make_article, read_form
from starlette.testclient import TestClient

from dosvoces.core.record import Author, Precision, from_json
from dosvoces.reader import citations
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.ris import write_ris
from dosvoces.store import Store
from dosvoces.store.browsing import Browser
from pipelines.article import article_id


def test_the_selection_is_taken_away_as_records(client: TestClient) -> None:
    lines = client.get("/selection.jsonl?language=es").content.splitlines()
    ids = [from_json(line).article.id for line in lines]
    # The market's outlet reserves its rights; the library's story has no date and comes last.
    assert ids == ["el-faro-puerto", "el-faro-hostil", "el-faro-biblioteca"]
    assert from_json(client.get("/selection.jsonl?q=regaron").content).article.id == "the-lighthouse-oaks"
    # It is that of the list, whichever part of the page was searched.
    assert client.get("/selection.jsonl?q=regaron&field=headline").content == b""
    answer = client.get("/selection.bib?q=-")
    assert answer.status_code == 422 and "nothing to search for" in answer.text


def test_tmx_holds_each_pair_with_its_origin(client: TestClient) -> None:
    tree = etree.fromstring(client.get("/selection.tmx?outlet=the-lighthouse").content)
    units = tree.findall("body/tu")
    assert len(units) == 3
    assert [seg.text for seg in units[1].iter("seg")] == [
        "Pupils watered them all summer.",
        "Los alumnos los regaron todo el verano.",
    ]
    assert units[1].find("prop[@type='x-origin']").text == "machine"


def test_csv_is_harmless_in_spreadsheets(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/selection.csv").text)))
    assert {"source_text", "target_text", "origin", "flags"} <= rows[0].keys()
    assert not [row for row in rows if row["source_text"].startswith(("=", "+", "-", "@"))]


def test_a_correction_is_marked_in_what_is_taken_away(client: TestClient) -> None:
    form = read_form(client.get("/story/the-lighthouse-oaks/1?correct=2").text)
    fields = {**form, "text": "El alumnado los regó.", "author": "Ada"}
    assert client.post("/story/the-lighthouse-oaks/1/correct", data=fields).status_code == 303
    record = from_json(client.get("/story/the-lighthouse-oaks/1/file.jsonl").content)
    segment = record.segments[1]
    assert segment.target.text == "El alumnado los regó."
    assert segment.origin == "memory"
    assert segment.engine.startswith("human Ada 20")
    span = segment.target.spans[0]
    assert record.translation[span.block].text[span.start : span.end] == segment.target.text
    tmx = client.get("/selection.tmx?outlet=the-lighthouse").text
    assert '<prop type="x-engine">human Ada 20' in tmx
    found = client.get("/api/stories", params={"q": "alumnado"}).json()["stories"]
    assert [story["article_id"] for story in found] == ["the-lighthouse-oaks"]


def test_a_story_is_cited(client: TestClient) -> None:
    bib = client.get("/story/el-faro-puerto/2/file.bib").text
    assert bib.startswith("@article{elfaro2026puerto")
    assert "title = {{El puerto estrena una grúa eléctrica}}" in bib
    assert "author = {Peña, Aurora and {Agencia Ola}}" in bib
    assert "url = {https://el-faro.example/puerto}" in bib
    item = msgspec.json.decode(client.get("/story/el-faro-puerto/2/file.csl.json").content)[0]
    assert item["type"] == "article-newspaper"
    assert item["issued"] == {"date-parts": [[2026, 11, 20]]}
    assert item["version"] == "2"
    assert item["author"] == [{"family": "Peña", "given": "Aurora"}, {"literal": "Agencia Ola"}]


@pytest.mark.parametrize(
    ("published", "zone", "precision", "day"),
    [
        # Two in the morning in UTC is the evening before in Mexico City.
        (datetime(2027, 1, 1, 2, 0, tzinfo=UTC), "America/Mexico_City", "minute", "2026-12-31"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "Europe/Madrid", "minute", "2027-01-01"),
        # Midnight there, where the page tells a day alone.
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "Europe/Madrid", "day", "2027-01-01"),
        (datetime(2027, 1, 1, 2, 0, tzinfo=UTC), "Nowhere/At_all", "minute", "2027-01-01"),
        (datetime(2027, 1, 1, 2, 0, tzinfo=UTC), "America", "minute", "2027-01-01"),
    ],
)
def test_a_citation_has_the_day_at_the_outlets_place(
    published: datetime, zone: str, precision: Precision, day: str
) -> None:
    article = msgspec.structs.replace(
        make_article("puerto", PORT, published=published), zone=zone, date_precision=precision
    )
    bib = citations.write_bibtex(article, "El Faro")
    assert f"date = {{{day}}}" in bib
    assert f"year = {{{day[:4]}}}" in bib
    assert bib.startswith(f"@article{{elfaro{day[:4]}puerto")
    (item,) = msgspec.json.decode(citations.write_csl([(article, "El Faro")]))
    assert item["issued"] == {"date-parts": [[int(part) for part in day.split("-")]]}


def read_ris(text: str) -> list[dict[str, list[str]]]:
    """The references of a RIS file, each tag with its values; a line that is none fails."""
    references: list[dict[str, list[str]]] = []
    for line in filter(None, text.split("\r\n")):
        tag, value = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line).groups()
        if tag == "TY":
            references.append({})
        references[-1].setdefault(tag, []).append(value)
    assert all(list(each)[-1] == "ER" for each in references)
    return references


def test_a_story_is_cited_in_ris(client: TestClient) -> None:
    answer = client.get("/story/el-faro-puerto/2/file.ris")
    assert answer.headers["content-type"].startswith("application/x-research-info-systems")
    (found,) = read_ris(answer.text)
    assert found["TY"] == ["NEWS"]
    assert found["ID"] == ["elfaro2026puertoropuertov2"]
    assert found["TI"] == ["El puerto estrena una grúa eléctrica"]
    assert found["AU"] == ["Peña, Aurora", "Agencia Ola"]
    assert (found["T2"], found["DA"], found["LA"]) == (["El Faro"], ["2026/11/20"], ["es"])
    assert found["UR"] == ["https://el-faro.example/puerto"]


def test_a_selection_in_ris_has_one_line_for_each_field(client: TestClient) -> None:
    every = read_ris(client.get("/selection.ris").text)
    assert [each["ID"] for each in every] == [
        [item["id"]] for item in client.get("/selection.csl.json").json()
    ]
    article = msgspec.structs.replace(
        make_article("puerto", PORT, published=None),
        headline="Uno\r\nER  - \r\nTY  - BOOK",
        authors=(
            Author(name="Sammy Davis Jr."),
            Author(name="García, Hnos. y Cía.", type="Organization"),
        ),
    )
    (found,) = read_ris(write_ris([(article, "El Faro")]))
    assert found["TI"] == ["Uno ER - TY - BOOK"]
    assert found["AU"] == ["Davis, Sammy, Jr.", "García Hnos. y Cía."]
    assert "PY" not in found and "DA" not in found


def test_versions_are_cited_apart(client: TestClient) -> None:
    first, second = (client.get(f"/story/el-faro-puerto/{n}/file.bib").text for n in (1, 2))
    assert first.startswith("@article{elfaro2026puertoropuerto,")
    assert second.startswith("@article{elfaro2026puertoropuertov2,")
    assert "entrysubtype = {newspaper}" in first
    (item,) = client.get("/story/el-faro-puerto/2/file.csl.json").json()
    assert item["id"] == "elfaro2026puertoropuertov2"


def test_a_selection_has_no_key_twice() -> None:
    article = make_article("puerto", PORT)
    ids = (article_id("el-faro", f"https://el-faro.example/{number}") for number in range(2000))
    keys = {citations.make_key(msgspec.structs.replace(article, id=each)) for each in ids}
    assert len(keys) == 2000


AUTHORS = (
    Author(name="Aurora Peña de la Torre"),
    Author(name="Santiago Ramón y Cajal"),
    Author(name="García and Sons", type="Organization"),
    Author(name="Ana Ruiz and Luis Gil"),
)
HEADLINE = "100 % & {half} \\ $5 #1 _a^b~ \u202e“quoted” @article{x,"


def test_other_programs_read_the_citations() -> None:
    article = msgspec.structs.replace(make_article("puerto", PORT), authors=AUTHORS, headline=HEADLINE)
    (entry,) = parse_string(citations.write_bibtex(article, "El Faro"), "bibtex").entries.values()
    assert [str(person) for person in entry.persons["author"]] == [
        "{Peña de la Torre}, Aurora",
        "{Ramón y Cajal}, Santiago",
        "{García and Sons}",
        "{Ana Ruiz and Luis Gil}",
    ]
    assert (entry.fields["journal"], entry.fields["date"]) == ("El Faro", "2026-11-20")
    items = msgspec.json.decode(citations.write_csl([(article, "El Faro")]))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    sources = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    sources.register(Citation([CitationItem(items[0]["id"])]))
    (line,) = map(str, sources.bibliography())
    assert line.startswith("Peña de la Torre, A. et al. (2026) “100 % & {half}")
    assert "El Faro, 20 November. Available at: https://el-faro.example/puerto" in line


@pytest.mark.parametrize("missing", [{"authors": ()}, {"date_published": None}])
def test_a_story_without_author_or_date_is_set_too(missing: dict[str, object]) -> None:
    article = msgspec.structs.replace(make_article("puerto", PORT), **missing)
    bib = parse_string(citations.write_bibtex(article, "El Faro"), "bibtex")
    (line,) = find_plugin("pybtex.style.formatting", "plain")().format_bibliography(bib)
    said = line.text.render(find_plugin("pybtex.backends", "text")())
    assert "El puerto estrena una grúa eléctrica. El Faro" in said
    items = msgspec.json.decode(citations.write_csl([(article, "El Faro")]))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    sources = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    sources.register(Citation([CitationItem(items[0]["id"])]))
    assert "El puerto estrena una grúa eléctrica" in str(*sources.bibliography())


@pytest.mark.parametrize("kind", ["bib", "csl.json", "jsonl", "tmx", "csv"])
def test_files_are_never_shown_as_pages(client: TestClient, kind: str) -> None:
    answer = client.get(f"/story/el-faro-hostil/1/file.{kind}")
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "html" not in answer.headers["content-type"]


def test_hostile_titles_do_not_break_out_of_bibtex(client: TestClient) -> None:
    bib = client.get("/story/el-faro-hostil/1/file.bib").text
    assert bib.count("@") == 1 + bib.count("\\@")
    depth = 0
    for before, char in zip(" " + bib, bib, strict=False):
        depth += (char == "{" and before != "\\") - (char == "}" and before != "\\")
        assert depth >= 0
    assert depth == 0


def test_a_search_is_taken_away_as_far_as_the_page_promises(client: TestClient, store: Store) -> None:
    for start in range(0, 1100, 100):
        store.save_articles(
            [
                make_article(
                    f"n{n}", [("headline", f"Faro {n}", ""), ("paragraph", f"El faro de cosa{n}.", "")]
                )
                for n in range(start, start + 100)
            ]
        )
    StoryCache(Browser(store), {}).catch_up()
    assert "2,000" in client.get("/?q=faro").text
    assert client.get("/selection.jsonl?q=faro").text.count("\n") == 1100


def test_a_selection_is_cited_without_what_is_reserved(client: TestClient) -> None:
    answer = client.get("/selection.bib?outlet=el-faro")
    assert answer.headers["content-type"].startswith("application/x-bibtex")
    keys = [str(key) for key in parse_string(answer.text, "bibtex").entries]
    assert len(keys) == len(set(keys)) >= 3
    assert "Mercado cerrado" not in answer.text
