"""The concordance on its page, in the API and as CSV."""

import csv
import html
import io
import re
from string import Formatter

import pytest
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from dosvoces.corpus.query_problems import PROBLEMS
from dosvoces.reader.concordance import cut_left, cut_right
from dosvoces.reader.interface import Interface, load_words
from dosvoces.store import concordance


def test_lines_go_to_a_table_with_whole_sentences(client: TestClient) -> None:
    answer = client.get("/concordance.csv", params={"cql": "grúa", "language": "es", "sort": "right"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["left"], row["node"], row["right"]) for row in rows] == [
        ("El puerto estrena una ", "grúa", " eléctrica"),
        ("La ", "grúa", " llegó en tren desde Vigo."),
    ]
    assert rows[0]["other"] == "The port opens an electric crane"


def test_pages_of_the_api_are_parts_of_one_order(client: TestClient) -> None:
    asked = {"cql": "la", "sort": "left", "limit": 2}
    first = client.get("/api/concordance", params=asked).json()
    second = client.get("/api/concordance", params=asked | {"offset": 2}).json()
    every = client.get("/api/concordance", params=asked | {"limit": 1000}).json()
    assert first["total"] == len(every["lines"]) > 3
    assert first["lines"] + second["lines"] == every["lines"][:4]


def read_table(client: TestClient, **asked: str) -> list[dict[str, str]]:
    answer = client.get("/concordance.csv", params=asked)
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("sort", "column", "beginnings"),
    [("node", "node", ["grúa", "grúa"]), ("other", "other", ["The crane came", "The port opens"])],
)
def test_lines_are_sorted_by_what_was_found_and_by_the_other_language(
    client: TestClient, sort: str, column: str, beginnings: list[str]
) -> None:
    rows = read_table(client, cql="grúa", language="es", sort=sort)
    assert [row[column].startswith(text) for row, text in zip(rows, beginnings, strict=True)] == [True, True]


def test_lines_are_taken_at_random_and_out_of_what_a_search_finds(client: TestClient) -> None:
    asked = {"cql": "la", "sample": "2", "seed": "7"}
    every = client.get("/api/concordance", params={"cql": "la"}).json()
    some = client.get("/api/concordance", params=asked).json()
    assert (some["total"], some["sampled"], every["sampled"]) == (2, every["total"], None)
    assert all(line in every["lines"] for line in some["lines"])
    assert [row["anchor"] for row in read_table(client, **asked)] == [
        line["anchor"] for line in some["lines"]
    ]
    page = client.get("/concordance", params=asked, headers={"Accept-Language": "en"}).text
    assert f"2 lines at random out of {every['total']} (seed 7)" in page and "seed=8" in page
    found = {"cql": "la", "found_by": "Vigo -roble"}
    held = {line["article_id"] for line in client.get("/api/concordance", params=found).json()["lines"]}
    stories = {each["article_id"] for each in client.get("/api/stories?q=Vigo -roble").json()["stories"]}
    assert held and held <= stories
    front = client.get("/", params={"q": "Vigo -roble", "language": "es"}).text
    assert 'href="/concordance?language=es&amp;found_by=Vigo+-roble"' in front
    assert (
        "“es”" in client.get("/fragments?language=es&found_by=Vigo", headers={"Accept-Language": "en"}).text
    )
    page = client.get("/concordance", params={**found, "side": "es"}).text
    assert 'class="chip" href="/concordance?cql=la&amp;side=es"' in page
    bars = client.get("/concordance", params={**found, "show": "frequency"}).text
    assert "found_by=Vigo+-roble" in bars
    assert "at least one word" in client.get("/api/concordance?cql=la&found_by=[").json()["problem"]
    # What finds nothing leaves nothing, and not everything.
    assert client.get("/api/mixing?found_by=[").json() == []
    nothing = client.get("/api/fragments?found_by=[").json()
    assert (nothing["fragments"], nothing["facets"]["total"]) == ([], 0)
    for asked, said in (('"(puente|tren)" grú[a] -mar', "&#34;puente tren&#34; grú a -mar"), ("[", "–")):
        page = client.get("/", params={"q": asked}, headers={"Accept-Language": "es"}).text
        assert f"esta buscó: {said} <a" in page
    assert "which a concordance understands" in client.get('/api/stories?q="(a|b)"').json()["problem"]


@pytest.mark.parametrize(
    "path",
    ["concordance.csv?cql=la&", "selection.jsonl?", "mixing.csv?", "trends.csv?q=la&", "fragments.csv?"],
)
def test_a_file_leaves_nothing_out_of_account_unsaid(client: TestClient, path: str) -> None:
    answer = client.get(f"/{path}since=2026-13-45")
    assert answer.status_code == 422
    assert "since: '2026-13-45' means nothing here" in answer.text


def test_what_stands_beside_a_line_narrows_it(client: TestClient) -> None:
    asked = {"cql": "grúa", "language": "es"}
    assert [row["other"] for row in read_table(client, **asked, beside="ship")] == [
        "The crane came by ship from Vigo."
    ]
    assert len(read_table(client, **asked, beside="-ship")) == 1
    assert client.get("/api/concordance", params={**asked, "beside": "opens an"}).json()["total"] == 1
    page = client.get("/concordance", params={**asked, "beside": "-"}, headers={"Accept-Language": "es"})
    assert page.status_code == 422 and "en &#39;-&#39; no hay ninguna palabra" in page.text


def test_frequencies_are_lines_in_a_million_words(client: TestClient) -> None:
    rows = read_table(client, cql="grúa", show="frequency", by="outlet")
    assert [(row["key"], row["lines"], row["stories"]) for row in rows] == [
        ("el-faro", "2", "1"),
        ("the-lighthouse", "0", "0"),
    ]
    for row in rows:
        assert float(row["per_million"]) == 1_000_000 * int(row["lines"]) / int(row["words"])
    for by in ("country", "month", "section", "field", "form"):
        found = client.get("/api/frequencies", params={"cql": "grúa", "by": by}).json()
        assert (sum(row["lines"] for row in found["rows"]), found["more"]) == (2, False)
        assert len(read_table(client, cql="grúa", show="frequency", by=by)) == len(found["rows"])
    assert "there is no word" not in client.get("/api/frequencies", params={"cql": "["}).json()["problem"]


def test_where_lines_are_left_out_there_are_no_relative_frequencies(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dosvoces.reader.concordance.MOST_COUNTED", 1)
    (row, _) = read_table(client, cql="grúa", show="frequency")
    assert (row["lines"], row["per_million"]) == ("1", "")
    page = client.get("/concordance", params={"cql": "grúa", "show": "frequency"}).text
    assert "there are no relative frequencies" in page


def test_each_row_of_frequencies_leads_to_the_lines_it_counts(client: TestClient) -> None:
    page = client.get("/concordance", params={"cql": "la", "show": "frequency", "relative": "1"}).text
    rows = re.findall(r'(?s)<th scope="row"><a href="([^"]+)">.*?<td class="figure">(\d+)</td>', page)
    assert len(rows) >= 7
    for address, number in rows:
        assert client.get(html.unescape(address)).text.count('class="node"') == int(number)


def test_words_near_and_beside_go_to_tables(client: TestClient) -> None:
    near = read_table(client, cql="la", show="collocates")
    assert list(near[0]) == ["word", "near", "everywhere", "log_dice"]
    assert [row["word"] for row in near] == [
        word["word"] for word in client.get("/api/collocates?cql=la").json()["words"]
    ]
    beside = read_table(client, cql="grúa", language="es", show="renderings")
    assert (beside[0]["word"], beside[0]["beside"]) == ("crane", "2")
    assert client.get("/api/renderings?cql=grúa&language=es").json()["words"][0]["word"] == "crane"
    page = client.get("/concordance?cql=grúa&language=es&show=renderings").text
    assert "beside=crane" in page


def test_a_page_that_few_sentences_do_not_fill_is_filled_from_more(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concordance, "_SENTENCES", 0.05)
    asked = {"cql": "la"}
    every = client.get("/api/concordance", params=asked).json()
    page = client.get("/concordance", params=asked).text
    assert page.count('class="node"') == every["total"] > 3
    assert f">{every['total']} lines<" in page


def test_an_error_in_a_query_says_where(client: TestClient) -> None:
    answer = client.get("/concordance", params={"cql": 'uno [wrd="x"]'})
    assert answer.status_code == 422
    assert "character 6: there is no &#39;wrd&#39;" in answer.text
    assert "character 6" in client.get("/api/concordance", params={"cql": 'uno [wrd="x"]'}).json()["problem"]
    spanish = client.get("/concordance", params={"cql": "uno (dos"}, headers={"Accept-Language": "es"}).text
    assert "carácter 5: &#39;(&#39; no se entiende fuera de los corchetes" in spanish
    spanish = client.get("/concordance", params={"cql": '"agua"{2}'}, headers={"Accept-Language": "es"}).text
    assert "carácter 7: solo [] se repite: []{0,3};" in spanish
    table = client.get("/concordance.csv", params={"cql": "["})
    assert table.status_code == 422 and table.text.startswith("character 2: a condition is written")
    assert client.get("/concordance?page=999&cql=la").status_code == 200


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("es", 390)], indirect=["language"])
def test_a_word_leads_to_its_sentence_and_a_bar_to_its_lines(open_page, width: int) -> None:  # type: ignore[no-untyped-def]
    page: Page = open_page("/concordance", width=width)
    page.locator("[name=cql]").fill('[word="síguenos" & lang="es"]')
    page.locator(".asking button").click()
    expect(page.locator(".kwic .node")).to_have_text("Síguenos")
    expect(page.locator(".kwic .other")).to_contain_text("decía el cartel")
    page.locator(".chips a").nth(1).click()
    page.locator("figure.chart tbody a").nth(1).click()
    expect(page.locator(".kwic .node")).to_have_count(1)
    page.locator(".kwic .node a").click()
    expect(page.locator("#s3 .source")).to_be_in_viewport()


def test_what_is_wrong_with_a_query_is_said_in_every_language() -> None:
    words = load_words()
    assert {name: words[f"query.{name}"]["en"] for name in PROBLEMS} == PROBLEMS
    for name in PROBLEMS:
        fields = [{each[1] for each in Formatter().parse(text)} for text in words[f"query.{name}"].values()]
        assert fields[0] == fields[1], name


def test_a_long_word_is_cut_where_it_is_all_there_is() -> None:
    word = "x" * 200
    assert cut_right(f" {word}") == f" {'x' * 69}…"
    assert cut_left(f"{word} ") == f"…{'x' * 69} "
    assert cut_right(f" one two {word}") == " one two…"
    assert cut_left(f"{word} one two ") == "…one two "


def test_large_shares_are_written_as_numbers_are() -> None:
    assert [Interface("en").decimal(value, 2) for value in (13953.494, -0.001, -1.5)] == [
        "13,953.49",
        "0.00",
        "-1.50",
    ]
    assert Interface("es").decimal(13953.494, 2) == "13\u00a0953,49"
    assert Interface("es").decimal(5, 0) == "5"
