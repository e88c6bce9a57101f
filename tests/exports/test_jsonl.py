"""JSON Lines: every line fits the published schema and comes back as the record it was."""

import io
import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from dosvoces.core.errors import ExportError
from dosvoces.core.record import from_json
from dosvoces.core.schema import PATH, render
from dosvoces.exports import jsonl
from dosvoces.store import Store

ROOT = Path(__file__).parents[2]


def test_the_published_schema_is_that_of_the_records() -> None:
    assert PATH.read_text(encoding="utf-8") == render(), "run: python -m dosvoces.core.schema"
    page = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    assert f"`{PATH.relative_to(ROOT).as_posix()}`" in page


def test_every_line_fits_the_published_schema(filled: Store) -> None:
    validator = jsonschema.Draft202012Validator(
        json.loads(PATH.read_text()), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    validator.check_schema(validator.schema)
    for record in filled.records():
        validator.validate(json.loads(jsonl.encode_line(record)))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"article": {}, "target_language": "en"})


def test_lines_come_back_as_the_records_they_were(filled: Store) -> None:
    file = io.BytesIO()
    assert jsonl.write(filled.records(), file) == 20
    assert [from_json(line) for line in file.getvalue().splitlines()] == list(filled.records())


def test_the_same_store_gives_the_same_bytes(filled: Store) -> None:
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        jsonl.write(filled.records(), file)
    assert files[0].getvalue() == files[1].getvalue()


def test_a_record_that_nobody_could_read_is_refused_by_name(filled: Store) -> None:
    record = next(filled.records())
    broken = msgspec.structs.replace(
        record, article=msgspec.structs.replace(record.article, headline="\ud800")
    )
    with pytest.raises(ExportError, match=record.article.id):
        jsonl.encode_line(broken)
