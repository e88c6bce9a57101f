"""The measures of mixing on their page, in the API and as CSV."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from reader_stories import NOON, PORT, make_article, save
from starlette.testclient import TestClient

from dosvoces.corpus.periods import MOST_PERIODS, fill_periods, last_day
from dosvoces.reader.cache import StoryCache
from dosvoces.store import Store
from dosvoces.store.browsing import Browser


def read_table(client: TestClient, address: str) -> dict[str, dict[str, str]]:
    rows = csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig")))
    return {row["key"]: row for row in rows}


def test_the_sums_of_outlets_are_those_of_the_stories(client: TestClient) -> None:
    found = {row["key"]: row for row in client.get("/api/mixing?by=outlet").json()}
    # “Síguenos en” in an English story of nineteen words.
    assert (found["the-lighthouse"]["tokens"], found["the-lighthouse"]["other_tokens"]) == (19, 2)
    assert found["the-lighthouse"]["switch_points"] == 2
    assert found["the-lighthouse"]["i_index"] == pytest.approx(2 / 18)
    table = read_table(client, "/mixing.csv?by=outlet")
    assert {key: int(row["tokens"]) for key, row in table.items()} == {
        key: row["tokens"] for key, row in found.items()
    }


def test_filters_narrow_what_is_measured(client: TestClient) -> None:
    assert [row["key"] for row in client.get("/api/mixing?by=language&outlet=the-lighthouse").json()] == [
        "en"
    ]
    assert list(read_table(client, "/mixing.csv?by=language&outlet=the-lighthouse")) == ["en"]
    assert client.get("/api/mixing?outlet=nobody").json() == []
    assert client.get("/api/mixing?by=colour").status_code == 422
    assert client.get("/mixing?by=colour&measure=weight&outlet=nobody").status_code == 200


def test_days_without_stories_are_days_and_stories_without_a_day_are_told_apart(
    store: Store, client: TestClient
) -> None:
    save(store, make_article("later", PORT[:3], published=NOON + timedelta(days=4)), PORT[:3])
    save(store, make_article("undated", PORT[:3], published=None), PORT[:3])
    save(store, make_article("old", PORT[:3], published=NOON - timedelta(days=4000)), PORT[:3])
    StoryCache(Browser(store), {}).catch_up()
    days = read_table(client, "/mixing.csv?by=day")
    assert list(days)[-6:] == [*(f"2026-11-2{n}" for n in range(5)), ""]
    whole = [read_table(client, f"/mixing.csv?by={by}").values() for by in ("month", "outlet")]
    assert len({sum(int(row["stories"]) for row in rows) for rows in whole}) == 1
    for address, cut in (
        ("/mixing?by=day", True),
        ("/mixing?by=month", False),
        ("/trends?q=la&per=week", True),
    ):
        shown = client.get(address, headers={"Accept-Language": "en"}).text
        assert ("The last 400 only" in shown) == cut, address
    page = client.get("/mixing?by=month", headers={"Accept-Language": "en"}).text
    assert re.search(r'<th scope="row">Without a date</th>.*<td class="figure">\d</td></tr>', page)
    assert page.count("Without a date") == 1  # not in the chart
    assert (days["2026-11-22"]["stories"], days["2026-11-22"]["cmi"]) == ("0", "")


@pytest.mark.parametrize("by", ["outlet", "section", "language", "month", "day"])
def test_each_bar_leads_to_the_stories_it_counts(client: TestClient, by: str) -> None:
    page = client.get(f"/mixing?by={by}&language=es", headers={"Accept-Language": "en"}).text
    row = r'<tr><th scope="row"><a href="([^"]+)">.*?<td class="figure">(\d+)</td></tr>'
    rows = re.findall(row, page, re.DOTALL)
    assert rows
    for address, stories in rows:
        assert page.count(address) >= 2  # in the table and in the chart
        listed = client.get(f"/api/stories{unescape(address).removeprefix('/')}").json()["stories"]
        assert len(listed) == int(stories)


def test_a_correction_of_a_story_replaces_its_sums(store: Store, client: TestClient) -> None:
    before = read_table(client, "/mixing.csv?by=outlet")["the-lighthouse"]
    changed = make_article("oaks", PORT[:3], language="en", outlet="the-lighthouse", section="Education")
    save(store, changed, PORT[:3])
    StoryCache(Browser(store), {}).catch_up()
    after = client.get("/api/mixing?by=outlet&section=Education").json()
    assert before["other_tokens"] == "2"
    assert [row["other_tokens"] for row in after] == [0]


def test_a_story_tells_its_own_measures(client: TestClient) -> None:
    page = client.get("/story/the-lighthouse-oaks", headers={"Accept-Language": "en"}).text
    assert "2 of 19 words in another language, 2 switch points" in page


def test_periods_are_filled_without_a_gap_and_not_without_end() -> None:
    assert fill_periods(["2025-11", "2026-02"]) == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert fill_periods(["2026-03-02", "2026-02-27"])[1] == "2026-02-28"
    assert fill_periods(["2026-11-02", "2026-11-23"], 7) == [f"2026-11-{n:02}" for n in (2, 9, 16, 23)]
    assert len(fill_periods(["0001-01-01", "2026-01-01"])) == MOST_PERIODS
    assert fill_periods(["0001-01"]) == ["0001-01"]
    assert fill_periods([]) == []
    assert str(last_day("2024-02")) == "2024-02-29"
    assert str(last_day("2026-11-23", 7)) == "2026-11-29"
