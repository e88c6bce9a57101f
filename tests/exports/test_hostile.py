"""Articles are other people's text: nothing in them becomes a formula, markup, a path or a line."""

import csv
import io
import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import dosvoces
from benchmarks.synthetic import make_story
from dosvoces.core import tmx
from dosvoces.core.errors import ExportError
from dosvoces.core.record import Block, Segment
from dosvoces.core.safe_text import drop_unsafe, escape_cell, make_line, mask_unsafe, unescape_cell
from dosvoces.exports import dataset, formats
from dosvoces.exports.csv import read_row, write_row
from dosvoces.exports.joining import join_rows
from dosvoces.exports.manifest import Request
from dosvoces.exports.rows import (
    ArticleRow,
    Exported,
    SegmentRow,
    make_article_row,
    make_segment_rows,
)
from dosvoces.exports.tmx import make_unit
from dosvoces.store import Selection, Store, Translation

HERE = Path(__file__).parent

NASTY = (
    '=HYPERLINK("http://evil.example","ok")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)",
    "\tx", "\rx", "'quoted'",
    "]]></seg></tuv></tu>",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;", 'a"b,c\r\nd', "nul\0bell\x07del\x7f",
    "\u202egnp.exe\u202c", "\u2066iso\u2069", "line\u2028sep\u2029par\x85nel\x0bvt\x0cff", "\ufffe\uffff",
    "  ", "",
    "../../etc/passwd", "x" * 100_000, "😀 ñ ＝1",
)  # fmt: skip


def make_nasty(number: int, text: str) -> tuple[dosvoces.Article, Translation]:
    article, translation = make_story(number)
    blocks = (Block(position=0, role="headline", text=text), Block(position=1, role="paragraph", text=text))
    article = msgspec.structs.replace(
        article,
        headline=text,
        section=text,
        keywords=(text,),
        blocks=blocks,
        description=text,
        content_hash=str(number),
    )
    segments = tuple(
        msgspec.structs.replace(
            segment,
            source=msgspec.structs.replace(segment.source, text=text),
            target=msgspec.structs.replace(segment.target, text=text),
            engine=text,
        )
        for segment in translation.segments[:2]
    )
    return article, msgspec.structs.replace(translation, translation=blocks, segments=segments)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    with Store(str(tmp_path / "s.sqlite")) as store:
        for number, text in enumerate(NASTY):
            article, translation = make_nasty(number, text)
            store.save_article(article)
            store.save_translations([translation])
        dataset.export(
            store, tmp_path / "ds", Request(formats=formats.NAMES, selection=Selection(include_reserved=True))
        )
        records = {record.article.id: record for record in store.records()}
        for name in ("jsonl", "parquet"):
            assert {item.article.id: item for item in dosvoces.read(tmp_path / "ds" / name)} == records  # type: ignore[union-attr]
    return tmp_path / "ds"


def test_no_cell_of_a_table_is_a_formula(hostile: Path) -> None:
    for name in ("articles", "segments"):
        text = (hostile / "csv" / f"{name}.csv").read_bytes().decode()
        csv.field_size_limit(10_000_000)
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert len(rows) >= len(NASTY)
        for cell in (cell for row in rows for cell in row.values()):
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell
            assert not set(cell) & set("\0\x07\u202e\u202c\u2066\u2069")


def test_tables_of_hostile_text_are_read_back_with_every_offset(hostile: Path) -> None:
    read = {item.article.id: item for item in dosvoces.read(hostile / "csv")}  # type: ignore[union-attr]
    exact = {item.article.id: item for item in dosvoces.read(hostile / "jsonl")}  # type: ignore[union-attr]
    assert read.keys() == exact.keys()
    for name, item in exact.items():
        assert read[name].article.headline == mask_unsafe(item.article.headline)
        assert len(read[name].article.headline) == len(item.article.headline)


def test_documents_of_hostile_text_are_valid(hostile: Path) -> None:
    dtd = etree.DTD(HERE / "tmx14.dtd")
    files = sorted((hostile / "tmx").glob("*.tmx"))
    assert files
    units = 0
    for file in files:
        tree = etree.parse(file, etree.XMLParser(resolve_entities=False, huge_tree=True))
        assert dtd.validate(tree), dtd.error_log
        units += len(tree.findall(".//tu"))
    assert units >= 2 * (len(NASTY) - 3)


def test_lines_stay_lines(hostile: Path) -> None:
    for ids in (hostile / "moses").glob("*.ids"):
        left, right = ids.name.split(".")[0].split("-")
        texts = [ids.with_suffix(f".{ending}").read_bytes().decode() for ending in (left, right, "ids")]
        assert len({text.count("\n") for text in texts}) == 1
        assert all(len(text.splitlines()) == text.count("\n") for text in texts)


@pytest.mark.parametrize(
    "outlet", ["../../escape", "/etc/passwd", "..", ".", "a/b\\c", "con", "ñ\0", "x" * 400, "a b=c"]
)
def test_names_of_files_stay_in_the_folder(tmp_path: Path, outlet: str) -> None:
    with Store(str(tmp_path / "s.sqlite")) as store:
        article, translation = make_story(1)
        store.save_article(msgspec.structs.replace(article, outlet=outlet.replace("\0", "")))
        store.save_translations([translation])
        dataset.export(store, tmp_path / "ds", Request(formats=formats.NAMES, selection=Selection()))
    files = sorted(path.name for path in (tmp_path / "ds" / "parquet").rglob("*.parquet"))
    assert files == ["all-00000.parquet"] * 3
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith("s.sqlite")) == ["ds"]


@given(st.text())
def test_cells_come_back_and_are_no_formulas(text: str) -> None:
    cell = escape_cell(text)
    assert unescape_cell(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(st.text())
def test_a_line_is_one_line(text: str) -> None:
    assert len(make_line(text).splitlines()) <= 1
    assert len(mask_unsafe(text)) == len(text)
    assert drop_unsafe(mask_unsafe(text)) == mask_unsafe(text)


@given(st.text(), st.text())
def test_any_text_makes_a_valid_translation_unit(one: str, other: str) -> None:
    article, translation = make_story(3)
    segment = translation.segments[0]
    nasty = msgspec.structs.replace(
        segment,
        id=one,
        engine=other,
        source=msgspec.structs.replace(segment.source, text=one, language=other),
    )
    record = dosvoces.BilingualRecord(article=article, target_language="en")
    unit = tmx.write_unit(make_unit(nasty, Exported(record, one, "all"), None))
    etree.fromstring(tmx.write_header("es") + unit + tmx.FOOTER)


@given(st.text(), st.none() | st.text(min_size=1), st.lists(st.text(), max_size=3))
def test_any_row_comes_back_from_a_table(text: str, optional: str | None, many: list[str]) -> None:
    article, translation = make_story(5)
    record = dosvoces.BilingualRecord(
        article=article, target_language="en", segments=translation.segments[:1]
    )
    exported = Exported(record, text, "all")
    for row, kind in (
        (make_article_row(exported), ArticleRow),
        *((s, SegmentRow) for s in make_segment_rows(exported)),
    ):
        if isinstance(row, ArticleRow):
            row = msgspec.structs.replace(row, headline=text, license=optional, keywords=tuple(many))
        file = io.StringIO(write_row(row).decode(), newline="")
        cells = dict(zip(kind.__struct_fields__, next(csv.reader(file)), strict=True))
        read = read_row(cells, kind)
        if isinstance(row, ArticleRow):
            safe = None if optional is None else mask_unsafe(optional)
            assert (read.headline, read.license) == (mask_unsafe(text), safe)
            # inside JSON the control characters are escaped, and safe as they are
            assert read.keywords == tuple(json.loads(mask_unsafe(json.dumps(many, ensure_ascii=False))))
        else:
            assert read == msgspec.structs.replace(row, cluster=mask_unsafe(text))


def test_tables_of_different_exports_are_not_joined() -> None:
    exported = []
    for number in (1, 2):
        article, translation = make_story(number)
        record = dosvoces.BilingualRecord(
            article=article, target_language="en", segments=translation.segments
        )
        exported.append(Exported(record, "c", "all"))
    with pytest.raises(ExportError, match="different exports"):
        list(join_rows([make_article_row(exported[0])], make_segment_rows(exported[1])))


def test_a_document_that_bites_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    bomb = tmp_path / "bomb.tmx"
    bomb.write_text(
        f'<!DOCTYPE tmx [<!ENTITY s SYSTEM "{tmp_path / "secret"}">]><tmx version="1.4"><header/><body>'
        '<tu><tuv xml:lang="es"><seg>&s;</seg></tuv><tuv xml:lang="en"><seg>x</seg></tuv></tu></body></tmx>'
    )
    assert all("secret" not in segment.source.text for segment in dosvoces.read_segments(bomb))
    bomb.write_text("<tmx><body><tu><tuv/></tu></body></tmx>")
    with pytest.raises(ExportError, match="none of its 1 units"):
        list(dosvoces.read(bomb))
    bomb.write_text("<tmx><body><tu>")
    with pytest.raises(ExportError, match="no TMX document"):
        list(dosvoces.read(bomb))


def test_segments_of_tmx_keep_what_is_known_of_them(hostile: Path) -> None:
    segment = next(s for s in dosvoces.read_segments(hostile / "tmx") if isinstance(s, Segment))
    assert segment.origin == "machine"
    assert segment.score is not None
