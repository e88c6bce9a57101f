"""Saved pages and the records they give: a folder per case, with page, request and expected record.

To add one, make a folder with ``page.html`` and ``request.json``, run this file with python from the
project's root, and read what it wrote to ``expected.json`` before keeping it.
"""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dosvoces.core.outlets import Selectors
from pipelines.extract import extract

CASES = sorted(path.parent for path in (Path(__file__).parent / "extract_cases").glob("*/page.html"))


def read(case: Path) -> dict[str, Any]:
    request = json.loads((case / "request.json").read_text(encoding="utf-8"))
    selectors = request.get("selectors")
    extraction = extract(
        (case / "page.html").read_bytes(),
        request["url"],
        content_type=request.get("content_type"),
        zone=request.get("zone", "UTC"),
        selectors=msgspec.convert(selectors, Selectors) if selectors else None,
    )
    return json.loads(msgspec.json.encode(extraction))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_saved_page_gives_its_record(case: Path) -> None:
    assert read(case) == json.loads((case / "expected.json").read_text(encoding="utf-8"))


def test_there_are_cases() -> None:
    assert len(CASES) >= 10


if __name__ == "__main__":
    for folder in CASES:
        if not (folder / "expected.json").exists():
            record = json.dumps(read(folder), ensure_ascii=False, indent=1)
            (folder / "expected.json").write_text(record + "\n", encoding="utf-8")
