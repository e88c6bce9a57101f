import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dosvoces.errors import ExportError
from dosvoces.record import Article
from dosvoces.store import Store
from translations.batches import translate_store
from translations.corrections import export_memory, import_memory

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


def test_what_another_tool_wrote_is_a_correction(tmp_path: Path, make_article: Make) -> None:
    path = tmp_path / "other.tmx"
    path.write_text(
        '<tmx version="1.4"><header srclang="en-US"/><body>'
        '<tu srclang="EN_us"><tuv xml:lang="ES-MX"><seg>La casa</seg></tuv>'
        '<tuv xml:lang="EN-US"><seg>The <bpt i="1"/>house</seg></tuv></tu>'
        '<tu><tuv lang="fr"><seg>Oui</seg></tuv><tuv lang="en"><seg>Yes</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    with Store(str(tmp_path / "s.sqlite")) as store:
        done = import_memory(store, path)
        assert (done.units, done.corrections) == (1, 1)
        store.save_article(make_article(1, "en", ("The house",)))
        translate_store(store, "embedded", isolated=False)
        (record,) = store.records()
    assert [segment.target.text for segment in record.segments if segment.source.text == "The house"] == [
        "La casa"
    ]


@pytest.mark.parametrize("content", [b"", b"hello", b'<tmx version="1.4"><body><tu>'])
def test_a_file_that_is_none_changes_nothing_and_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.tmx"
    path.write_bytes(content)
    with Store(str(tmp_path / "s.sqlite")) as store, pytest.raises(ExportError, match=r"bad\.tmx"):
        import_memory(store, path)
    with Store(str(tmp_path / "s.sqlite")) as store, pytest.raises(ExportError, match=r"none\.tmx"):
        import_memory(store, tmp_path / "none.tmx")
