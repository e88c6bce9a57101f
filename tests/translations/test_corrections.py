import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from dosvoces.errors import ExportError
from dosvoces.record import Article
from dosvoces.store import Store
from translations.batches import translate_store
from translations.corrections import export_memory, import_memory
from translations.tmx import Unit, read_tmx, write_tmx

Make = Callable[..., Article]


def test_corrections_come_back_and_win(tmp_path: Path, make_article: Make) -> None:
    path = tmp_path / "out.tmx"
    with Store(str(tmp_path / "s.sqlite")) as store:
        store.save_article(make_article(1, "en"))
        translate_store(store, "embedded", isolated=False)
        assert export_memory(store, path) >= 3
        assert import_memory(store, path).corrections == 0
        text = path.read_text(encoding="utf-8")
        mended = re.sub(
            r"(said the spokeswoman\.</seg></tuv><tuv xml:lang=\"es\"><seg>).*?<",
            r"\1CORREGIDO & «bien»<",
            text,
        )
        mended = mended.replace("CORREGIDO & ", "Corregido &amp; ")
        assert mended != text
        path.write_text(mended, encoding="utf-8")
        done = import_memory(store, path)
        assert (done.corrections, done.articles) == (1, 1)
        # The stored translation has it, offsets and all ...
        (record,) = store.records()
        (segment,) = [segment for segment in record.segments if segment.target.text == "Corregido & «bien»"]
        assert segment.origin == "memory" and segment.flags == ()
        blocks = {block.position: block.text for block in record.translation}
        for each in record.segments:
            (span,) = each.target.spans
            assert blocks[span.block][span.start : span.end] == each.target.text
        # ... and so has every later one.
        store.save_article(make_article(7, "en", (segment.source.text,)))
        translate_store(store, "embedded", isolated=False)
        later = [record for record in store.records() if record.article.id != segment.id.split(":")[0]]
        assert later[0].segments[0].target.text == "Corregido & «bien»"


def test_only_flagged_segments_when_wanted(tmp_path: Path, make_article: Make) -> None:
    with Store(str(tmp_path / "s.sqlite")) as store:
        store.save_article(make_article(1, "en"))
        translate_store(store, "embedded", isolated=False)
        flagged = sum(bool(segment.flags) for record in store.records() for segment in record.segments)
        assert export_memory(store, tmp_path / "out.tmx", flagged=True) == flagged


def test_units_come_back_as_they_were(tmp_path: Path) -> None:
    units = [
        Unit(
            id=str(number),
            source=text,
            target=text[::-1],
            source_language="es",
            target_language="en",
            properties={"x-flags": "a & <b>"},
        )
        for number, text in enumerate(["¿Qué <i>pasa</i>?", "a & b", "“comillas” …", "ñ😀"])
    ]
    path = tmp_path / "units.tmx"
    with path.open("wb") as stream:
        assert (
            write_tmx(
                stream,
                [*units, Unit(id="x", source="\0", target="b", source_language="es", target_language="en")],
            )
            == 4
        )
    assert list(read_tmx(path)) == units


def test_a_file_from_another_tool(tmp_path: Path) -> None:
    path = tmp_path / "other.tmx"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4">'
        '<header srclang="en-US"/><body>'
        '<tu srclang="en-US"><tuv xml:lang="EN-US"><seg>The <bpt i="1"/>house</seg></tuv>'
        '<tuv xml:lang="ES-MX"><seg>La casa</seg></tuv></tu>'
        '<tu><tuv lang="fr"><seg>Oui</seg></tuv><tuv lang="en"><seg>Yes</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    (unit,) = read_tmx(path)
    assert (unit.source, unit.target, unit.source_language, unit.corrected) == (
        "The house",
        "La casa",
        "en",
        True,
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<html><body/></html>",
        b'<?xml version="1.0"?><tmx version="1.4"><body><tu>',
    ],
)
def test_what_is_no_tmx_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.tmx"
    path.write_bytes(content)
    with pytest.raises(ExportError, match=r"bad\.tmx"):
        list(read_tmx(path))


def test_entities_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    path = tmp_path / "evil.tmx"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY x SYSTEM "{secret.as_uri()}">]><tmx version="1.4">'
        "<body>"
        '<tu><tuv xml:lang="en"><seg>A &x; b</seg></tuv>'
        '<tuv xml:lang="es"><seg>c</seg></tuv></tu></body></tmx>'
    )
    with suppress(ExportError):
        assert all("SECRET" not in unit.source for unit in read_tmx(path))
