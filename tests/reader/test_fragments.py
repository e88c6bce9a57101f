"""Fragments as a table: page, interface for programs, and files."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Page
from reader_stories import Pair, make_article
from starlette.testclient import TestClient
from test_browser import find_faults

from dosvoces.core.record import Fragment
from dosvoces.exports.fragments import make_row, write_conll
from dosvoces.reader.cache import StoryCache
from dosvoces.store import Store
from dosvoces.store.browsing import Browser
from dosvoces.store.fragments import FragmentFilter

Open = Callable[..., Page]
Command = Callable[..., Any]


def ask(client: TestClient, **params: str) -> dict[str, Any]:
    answer = client.get("/api/fragments", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_fragments_are_filtered_and_counted(client: TestClient) -> None:
    everything = ask(client)
    total = everything["facets"]["total"]
    assert total == len(everything["fragments"]) > 2
    for facet in ("kind", "direction", "role", "outlet"):
        counts = everything["facets"]["counts"][facet]
        assert sum(counts.values()) == total
        for value, number in counts.items():
            narrowed = ask(client, **{facet: value})
            assert narrowed["facets"]["total"] == len(narrowed["fragments"]) == number
            # The other choices stay in sight.
            assert narrowed["facets"]["counts"][facet] == counts
    for each in everything["fragments"]:
        assert each["context"][each["start"] : each["stop"]] == each["text"]


def test_fragments_are_found_by_their_words_and_days(client: TestClient) -> None:
    first = ask(client)["fragments"][0]
    word = first["text"].split()[0].upper()
    assert first in ask(client, text=word)["fragments"]
    assert ask(client, text="xyzzy")["facets"]["total"] == 0
    # Signs alone stand in no fragment: neither do they mean every one.
    assert (ask(client, text="%")["fragments"], ask(client, text="%")["facets"]["total"]) == ([], 0)
    for path in ("/fragments", "/fragments.csv"):
        assert client.get(path, params={"text": "%"}).status_code == 422, path
    day = first["moment"][:10]
    same_day = ask(client, since=day, until=day)
    assert same_day["facets"]["total"] == len(same_day["fragments"]) > 0
    assert {each["moment"][:10] for each in same_day["fragments"]} == {day}
    assert ask(client, until="1999-12-31")["fragments"] == []


def test_fragments_of_stories_that_no_search_knows_are_found_too(client: TestClient, store: Store) -> None:
    pairs: list[Pair] = [("headline", "A cidade acorda", ""), ("furniture", "Síguenos en Lisboa", "")]
    mark = Fragment(block=1, start=0, end=18, language="es", kind="furniture", confidence=1.0)
    store.save_article(make_article("cidade", pairs, language="pt", fragments=(mark,)))
    StoryCache(Browser(store), {}).catch_up()
    assert {each["matrix"] for each in ask(client, text="síguenos en")["fragments"]} == {"en", "pt"}
    assert ask(client, text="síguenos en lis")["facets"]["total"] == 1


def test_counts_of_whole_months_and_of_single_fragments_agree(store: Store) -> None:
    browser, cache = Browser(store), StoryCache(Browser(store), {})
    choices: list[dict[str, Any]] = [
        *({}, {"kind": "furniture"}, {"kind": "furniture", "language": "es"}, {"outlet": "el-faro"}),
        *({"matrix": "en", "role": "furniture"}, {"among": ("the-lighthouse",)}, {"among": ()}, {"sure": 9}),
    ]
    for chosen in choices:
        whole = FragmentFilter(since="2026-11-01", until="2026-11-30", **chosen)
        days = FragmentFilter(since="2026-11-01", until="2026-12-01", **chosen)
        found = browser.fragment_facets(whole)
        assert found == browser.fragment_facets(days)
        # All of them are of this month; a page takes what it knows of all fragments.
        assert found == cache.fragment_facets(FragmentFilter(**chosen))
        assert sum(found.counts["month"].values()) == found.total


def test_pages_of_fragments_do_not_overlap(client: TestClient) -> None:
    total = ask(client)["facets"]["total"]
    seen, address = [], "/api/fragments?limit=1"
    while address:
        page = client.get(address).json()
        seen += [(each["article_id"], each["number"]) for each in page["fragments"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == total


@pytest.mark.parametrize(
    "params", [{"kind": "joke"}, {"direction": "x"}, {"confidence": "2"}, {"since": "1"}]
)
def test_what_cannot_be_meant_is_said_to_programs(client: TestClient, params: dict[str, str]) -> None:
    assert client.get("/api/fragments", params=params).status_code == 422
    assert client.get("/fragments", params=params).status_code == 200


def test_a_fragment_leads_to_its_sentence(client: TestClient) -> None:
    page = client.get("/fragments").text
    address = page.split('class="context"')[1].split('href="')[1].split('"')[0]
    path, _, anchor = address.partition("#")
    assert f'id="{anchor}"' in client.get(path).text


def test_a_result_leads_to_its_sentence_with_the_words_marked(client: TestClient) -> None:
    page = client.get("/", params={"q": "Read more"}).text
    assert "/story/" in page
    address = page.split("<h2>")[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    path, _, anchor = address.partition("#")
    story = client.get(path).text
    row = story.split(f'id="{anchor}"')[1].split("</div>\n")[0]
    assert "<mark" in row


def test_a_search_in_one_part_of_the_page(client: TestClient) -> None:
    def count(**params: str) -> int:
        return len(client.get("/api/stories", params={"q": "read", **params}).json()["stories"])

    assert count(field="furniture") > 0
    assert count(field="byline") == 0
    assert client.get("/api/stories", params={"q": "read", "field": "margin"}).status_code == 422


@pytest.mark.parametrize(("language", "width"), [("en", 390), ("es", 1440)], indirect=["language"])
def test_the_table_of_fragments_fits_and_has_no_serious_fault(open_page: Open, width: int) -> None:
    page = open_page("/fragments", width=width)
    assert not find_faults(page)
    if page.locator("details.filters:not([open])").count():
        page.locator("details.filters summary").click()
    choice = page.locator("section.facet a").first
    number = choice.locator("xpath=../span").inner_text()
    choice.click()
    page.wait_for_url("**/fragments?*")
    assert page.locator("table.fragments tbody tr").count() == int(number)
    page.locator("td.context a").first.click()
    page.wait_for_url("**/story/**")
    assert page.locator(f"[id='{page.url.partition('#')[2]}']").is_visible()


def test_the_command_writes_every_format(store: Store, command: Command, tmp_path: Path) -> None:
    total = Browser(store).fragment_facets(FragmentFilter()).total

    def run(to: str, *options: str) -> Path:
        where = ("--store", str(tmp_path / "store.sqlite"), "--include-reserved")
        done = command("fragments", to, *where, *options)
        assert done.returncode == 0, done.stderr
        return tmp_path / to

    with run("f.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = [json.loads(line) for line in run("f.jsonl", "--format", "jsonl").read_text().splitlines()]
    table = pq.read_table(run("f.parquet", "--format", "parquet")).to_pylist()
    assert len(rows) == len(lines) == len(table) == total
    assert [row["id"] for row in rows] == [row["id"] for row in table] == [row["id"] for row in lines]
    assert all(row["context"][row["start"] : row["end"]] == row["text"] for row in table)
    tagged = run("f.tsv", "--format", "conll", "--language", "en", "--in", "es").read_text()
    sentences = [part for part in tagged.split("\n\n") if part]
    assert sentences
    for sentence in sentences:
        tags = [line.split("\t")[1] for line in sentence.splitlines() if not line.startswith("# ")]
        assert set(tags) <= {"lang1", "lang2", "ne", "fw", "other"}
        assert "lang1" in tags or "ne" in tags


def test_a_sentence_that_is_printed_twice_is_tagged_twice(client: TestClient, store: Store) -> None:
    row = make_row(next(iter(Browser(store).all_fragments(FragmentFilter(), include_reserved=True))))
    other = msgspec.structs.replace(row, start=row.end, end=row.end)
    again = msgspec.structs.replace(row, id="again")
    # Fragments of one sentence stand together; the same one once more is in another sentence.
    tagged = [part.decode().splitlines()[0] for part in write_conll([row, other, again])]
    assert tagged == [f"# sent_id = {row.id}", "# sent_id = again"]


def test_the_command_says_what_is_wrong(store: Store, command: Command, tmp_path: Path) -> None:
    name = ("--store", str(tmp_path / "store.sqlite"))
    for options in (("--format", "xml"), ("--kind", "joke"), ("--country", "XX"), ("--format", "parquet")):
        done = command("fragments", *name, *options)
        assert done.returncode == 2, done.stderr
    done = command("fragments", *name, "--text", "%")
    assert (done.returncode, "at least one word" in done.stderr) == (7, True)


def test_a_table_of_fragments_is_safe_in_spreadsheets(client: TestClient) -> None:
    answer = client.get("/fragments.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows
    assert not any(row["text"].startswith(("=", "+", "@")) for row in rows)
