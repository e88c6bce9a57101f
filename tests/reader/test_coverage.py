"""The charts of the coverage page."""

import re
from datetime import timedelta
from html import unescape

from reader_stories import NOON, PORT, make_article, save
from starlette.testclient import TestClient

from dosvoces.reader.cache import StoryCache
from dosvoces.store import Store
from dosvoces.store.browsing import Browser

_ROW = re.compile(r'<tr><th scope="row"><a href="([^"]+)">.*?<td class="figure">(\d+)</td></tr>', re.DOTALL)


def test_each_bar_leads_to_the_stories_it_counts(client: TestClient) -> None:
    rows = _ROW.findall(client.get("/coverage").text)
    assert {re.split("[?=]", address)[1] for address, _ in rows} == {
        "since",
        "outlet",
        "language",
        "mixed",
        "flag",
    }
    for address, number in rows:
        page = client.get(unescape(address)).text
        assert page.count('class="card"') == int(number), address


def test_days_without_stories_have_their_place(store: Store, client: TestClient) -> None:
    save(store, make_article("later", PORT[:3], published=NOON + timedelta(days=4)), PORT[:3])
    StoryCache(Browser(store), {}).catch_up()
    page = client.get("/coverage").text
    days = re.findall(r'<th scope="row">(?:<a [^>]+>)?(2026-\d\d-\d\d)<', page)
    assert days[-5:] == [f"2026-11-2{n}" for n in range(5)]
