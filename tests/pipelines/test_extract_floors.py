"""Extraction stays above its floors on the open cases, where they lie beside the checkout.

Every one of their pages becomes a story whose languages are found.
"""

import gzip
import hashlib
import importlib.util
import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest

from dosvoces.core.outlets import Outlet
from dosvoces.core.record import Article, Page
from pipelines.article import build_article

CASES = Path(__file__).parents[3] / "shared" / "evals" / "extraction"
FLOORS = tomllib.loads((Path(__file__).parent / "extract_floors.toml").read_text(encoding="utf-8"))
#: Figures of the scorer that must not rise; the others must not fall.
CEILINGS = {"social", "without"}
NAMES = {"precision": "p", "f1": "F1"}
PARTS = ("fundus", "zyte", "snippets.es", "snippets.en", "snippets.all")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CASES.exists(), reason="the open cases lie beside the checkout in ../shared, which is absent"
    ),
]


def _load_scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("extraction_scorer", CASES / "evaluate.py")
    assert spec is not None and spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def _read(case: dict[str, Any]) -> Article:
    """The article on a page as it came, read as a crawl reads it."""
    host = urlsplit(case["url"]).hostname or ""
    outlet = Outlet(
        name=host, country="INT", zone="UTC", domains=(host,), language=case["lang"], sources=(), key="open"
    )
    body = gzip.decompress((CASES / "cases" / f"{case['file']}.gz").read_bytes())
    page = Page(url=case["url"], body=body, outlet="open", retrieved_at=datetime(2026, 3, 1, tzinfo=UTC))
    return build_article(page, outlet)


def _report(page: Article) -> dict[str, Any]:
    moment = page.date_published
    has_time = moment is None or page.date_precision == "minute"
    published = moment if has_time else moment.date().isoformat()
    authors = [author.name for author in page.authors]
    return {"title": page.headline, "authors": authors, "published": published, "text": page.text}


def test_the_floors_hold_and_every_open_page_is_a_story_in_some_language() -> None:
    listed = (CASES / "cases" / "expected.json").read_bytes()
    pages = [(case, _read(case)) for case in json.loads(listed)]
    for case, page in pages:
        # A gallery may hold nothing but captions.
        assert page.text or any(block.role == "caption" for block in page.blocks), case["id"]
        for found in page.fragments:
            assert 0 <= found.start < found.end <= len(page.blocks[found.block].text), case["id"]
    if hashlib.sha256(listed).hexdigest() != FLOORS["cases"]:
        pytest.skip("the open cases are others than those the floors were measured on")
    scorer = _load_scorer()
    rows = [scorer.score_page(case, _report(page), None) for case, page in pages]
    assert [row["id"] for row in rows if row["empty"]] == []
    assert {part: missed for part in PARTS if (missed := _find_missed(scorer, rows, part))} == {}


def _find_missed(scorer: ModuleType, rows: list[dict[str, Any]], part: str) -> dict[str, tuple[float, float]]:
    """The figures of *part* that fall below their floors, or rise above their ceilings, and those."""
    name, _, language = part.partition(".")
    floors = FLOORS[name][language] if language else FLOORS[name]
    chosen = [row for row in rows if row["set"] == name and language in ("", "all", row["lang"])]
    summary = scorer.summarise(chosen)
    missed = {}
    for figure, floor in floors.items():
        value = summary[NAMES.get(figure, figure)]
        if value > floor if figure in CEILINGS else value < floor:
            missed[figure] = (value, floor)
    return missed
