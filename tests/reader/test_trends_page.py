"""Trends on their page, in the API and as CSV."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from playwright.sync_api import Page, expect
from reader_stories import NOON, SCHOOL, make_article, save
from starlette.testclient import TestClient

from dosvoces.reader.cache import StoryCache
from dosvoces.store import Store
from dosvoces.store.browsing import Browser


@pytest.fixture
def later(store: Store) -> Store:
    """A story three weeks after the others, so that there are weeks without any."""
    story = make_article("later", SCHOOL, language="en", published=NOON + timedelta(days=21))
    save(store, story, SCHOOL)
    StoryCache(Browser(store), {}).catch_up()
    return store


def read_table(client: TestClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))


def test_weeks_without_stories_are_weeks(later: Store, client: TestClient) -> None:
    rows = read_table(client, "/trends.csv?q=oaks&q2=grúa&per=week")
    assert [row["period"] for row in rows] == ["2026-11-16", "2026-11-23", "2026-11-30", "2026-12-07"]
    assert [row["found"] for row in rows] == ["1", "0", "0", "1"]
    assert [row["share"] for row in rows] == ["0.2", "", "", "1.0"]
    assert [row["found_second"] for row in rows] == ["2", "0", "0", "0"]
    assert client.get("/api/trends?q=oaks&q2=grúa&per=week").json()[0]["share_second"] == 0.4


def test_outlets_are_told_apart(later: Store, client: TestClient) -> None:
    rows = client.get("/api/trends?q=oaks&by=outlet").json()
    assert {(row["group"], row["period"], row["found"]) for row in rows} == {
        ("el-faro", "2026-11", 0),
        ("el-faro", "2026-12", 1),
        ("the-lighthouse", "2026-11", 1),
        ("the-lighthouse", "2026-12", 0),
    }


@pytest.mark.parametrize(
    "how", ["per=week", "per=month&by=outlet", "per=week&field=headline", "per=week&by=outlet&relative=1"]
)
def test_each_bar_leads_to_the_stories_it_counts(later: Store, client: TestClient, how: str) -> None:
    page = client.get(f"/trends?q=oaks&q2=grúa&{how}", headers={"Accept-Language": "en"}).text
    bars = re.findall(r'<td class="figure"><a href="/([^"]+)">(\d+)</a>', page)
    assert len(bars) >= 2
    for address, number in bars:
        assert page.count(address) == 2  # in the table and in the chart
        assert len(client.get(f"/api/stories{unescape(address)}").json()["stories"]) == int(number)


def test_what_cannot_be_looked_for_is_said(client: TestClient) -> None:
    for page in ("/trends?q=-", "/trends?q=oaks&q2=-"):
        answer = client.get(page)
        assert answer.status_code == 422 and 'role="alert"' in answer.text
    table = client.get("/trends.csv?q=-")
    assert table.status_code == 422 and "nothing to search for in '-'" in table.text
    assert client.get("/api/trends?q=-").json() == []
    assert client.get("/trends").status_code == 200
    assert client.get("/api/trends?q=nowhere&outlet=nobody").json() == []


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("es", 390)], indirect=["language"])
def test_two_words_in_two_languages_are_compared(open_page, width: int) -> None:  # type: ignore[no-untyped-def]
    page: Page = open_page("/trends", width=width)
    page.locator("[name=q] >> nth=1").fill("crane")
    page.locator("[name=q2]").fill("grúa")
    page.locator(".asking button").click()
    expect(page.locator("figure.chart svg .bar")).to_have_count(2)
    page.locator("tbody a").first.click()
    expect(page.locator(".card")).to_have_count(2)
