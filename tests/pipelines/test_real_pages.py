"""Every one of the real pages at hand becomes an article."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dosvoces.core.errors import PageError
from dosvoces.core.outlets import Outlet, Source
from dosvoces.core.record import Page
from pipelines.article import build_article

pytestmark = pytest.mark.slow

CASES = Path(__file__).parents[3] / "shared" / "evals" / "extraction" / "cases"
WHEN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.skipif(
    not CASES.exists(), reason="the real pages lie beside the checkout in ../shared, which is absent"
)
def test_no_real_page_raises() -> None:
    failed = {}
    for case in json.loads((CASES / "expected.json").read_text(encoding="utf-8")):
        url = case["url"] or "https://unknown.example/story"
        host = urlsplit(url).hostname or "unknown.example"
        source = Source(kind="front_page", url=f"https://{host}/")
        outlet = Outlet(
            name=host,
            key="case",
            country="INT",
            zone="UTC",
            domains=(host,),
            language="und",
            sources=(source,),
        )
        body = gzip.decompress((CASES / f"{case['file']}.gz").read_bytes())
        try:
            article = build_article(Page(url=url, body=body, outlet="case", retrieved_at=WHEN), outlet)
            # A gallery may hold nothing but captions.
            assert article.text or any(block.role == "caption" for block in article.blocks), case["id"]
        except PageError as error:
            failed[case["id"]] = str(error)
    assert failed == {}
