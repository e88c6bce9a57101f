"""Nobody is named who is masked, and no offset moves."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.synthetic import make_story
from dosvoces.exports.privacy import anonymise
from dosvoces.record import (
    Alternate,
    Article,
    Author,
    BilingualRecord,
    Block,
    Image,
    Segment,
    SegmentSide,
    TextSpan,
)


def make_record(text: str, *names: str) -> BilingualRecord:
    article, _ = make_story(1)
    blocks = (
        Block(position=0, role="headline", text=f"Titular {text}"),
        Block(position=1, role="byline", text="Por Ana Ruiz, enviada"),
        Block(position=2, role="paragraph", text=text, cites="https://x.com/ana"),
        Block(position=3, role="credit", text="Foto: Luis Peña"),
    )
    translation = (
        Block(position=1, role="byline", text="By Ana Ruiz, correspondent"),
        Block(position=2, role="paragraph", text=text),
    )

    def side(number: int) -> SegmentSide:
        whole = blocks[number].text
        return SegmentSide(
            language="es", text=whole, spans=(TextSpan(block=number, start=0, end=len(whole)),)
        )

    segments = tuple(
        Segment(id=str(number), source=side(number), target=side(number), origin="machine")
        for number in (1, 2)
    )
    article = msgspec.structs.replace(
        article,
        headline=blocks[0].text,
        authors=tuple(Author(name=name) for name in names),
        images=(Image(url="https://e.example/i.jpg", caption=text, credit="Luis Peña"),),
        keywords=(text,),
        blocks=blocks,
    )
    return BilingualRecord(article=article, target_language="en", translation=translation, segments=segments)


def body(record: BilingualRecord) -> str:
    return record.article.blocks[2].text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Escriba a ana.ruiz@diario.com.mx hoy.", "Escriba a xxx.xxxx@xxxxxx.xxx.xx hoy."),
        ("Sígala en @anaruiz_mx, dijo.", "Sígala en @xxxxxxx_xx, dijo."),
        ("Perfil: twitter.com/anaruiz y más.", "Perfil: xxxxxxx.xxx/xxxxxxx y más."),
        ("Llame al +52 55 1234 5678.", "Llame al +00 00 0000 0000."),
        ("Tel. (55) 1234-5678, ext.", "Tel. (00) 0000-0000, ext."),
        ("Llame al 915 55 12 34.", "Llame al 000 00 00 00."),
        ("dijo Ana Ruiz a ANA  RUIZ.", "dijo xxx xxxx a xxx  xxxx."),
        ("dijo Ána Ruíz, o Ana Rui\u0301z.", "dijo xxx xxxx, o xxx xxx\u0301x."),
        ("Tel. 2222-3333 o WhatsApp: 7777 8888", "Tel. 0000-0000 o WhatsApp: 0000 0000"),
        (
            "En linkedin.com/in/ana-ruiz-9 y youtube.com/@ana.r",
            "En xxxxxxxx.xxx/xx/xxx-xxxx-0 y xxxxxxx.xxx/@xxx.x",
        ),
    ],
)
def test_what_is_masked(text: str, masked: str) -> None:
    record = anonymise(make_record(text, "Ana Ruiz"))
    assert body(record) == record.translation[1].text == record.segments[1].source.text == masked
    assert record.article.keywords == (masked,)
    assert record.article.images[0].caption == masked


@pytest.mark.parametrize(
    "text",
    [
        "Costó 1,234,567,890 pesos en 2023-2024.",
        "El 12/11/2026 subió 3.14159265358 %.",
        "El presupuesto es de 1.234.567.890 pesos.",
        "Anabel Ruizafa y Ana dijeron que la ley 20.000 vale.",
        "Entre 1990, 1995 y 2000 hubo 300 500 casos.",
        "La telefonía móvil: 2023 y 2024-2025. Movistar 4000 5000.",
        "Visite https://diario.example/2026/11/22/nota-123456789012",
    ],
)
def test_what_is_not_masked(text: str) -> None:
    assert body(anonymise(make_record(text, "Ana Ruiz"))) == text


def test_bylines_credits_and_authors_are_gone() -> None:
    record = anonymise(make_record("Nada.", "Ana Ruiz"))
    assert record.article.authors == ()
    assert record.article.blocks[1].text == record.segments[0].source.text == "xxx xxx xxxx, xxxxxxx"
    assert record.article.blocks[3].text == "xxxx: xxxx xxxx"
    assert record.article.images[0].credit == "xxxx xxxx"
    assert record.article.blocks[2].cites is None
    whole = msgspec.json.encode(record).decode()
    assert not re.search(r"Ana Ruiz|Peña|x\.com", whole)


def test_names_in_addresses_are_masked() -> None:
    record = make_record("Nada.", "Óscar Menjívar", "EFE")
    addressed = msgspec.structs.replace(
        record.article,
        url="https://e.example/autor/oscar-menjivar/2026/los-oscar",
        canonical_url="https://e.example/OscarMenjivar?x=%20",
        images=(Image(url="https://e.example/foto_oscar_menjivar.jpg"),),
        alternates=(Alternate(language="en", url="https://e.example/oscar.menjivar/efe"),),
    )
    masked = anonymise(msgspec.structs.replace(record, article=addressed)).article
    assert masked.url == "https://e.example/autor/xxxxx-xxxxxxxx/2026/los-oscar"
    assert masked.canonical_url == "https://e.example/xxxxxxxxxxxxx?x=%20"
    assert masked.images[0].url == "https://e.example/foto_xxxxx_xxxxxxxx.jpg"
    assert masked.alternates[0].url == "https://e.example/xxxxx.xxxxxxxx/efe"


def test_whoever_corrected_a_translation_is_not_named() -> None:
    record = make_record("Nada.")
    corrected = msgspec.structs.replace(record.segments[0], engine="human Ana Ruiz 2026-11-22T10:00:00Z")
    masked = anonymise(msgspec.structs.replace(record, segments=(corrected, *record.segments[1:])))
    assert [segment.engine for segment in masked.segments] == ["human", ""]


def test_agencies_keep_their_names() -> None:
    record = make_record("Informó EFE.")
    agency = msgspec.structs.replace(record.article, authors=(Author(name="EFE", type="Organization"),))
    assert body(anonymise(msgspec.structs.replace(record, article=agency))) == "Informó EFE."


def test_the_names_of_both_editions_are_masked_in_both() -> None:
    record = make_record("dijo John Smith y Ana Ruiz", "Ana Ruiz")
    other: Article = msgspec.structs.replace(record.article, authors=(Author(name="John Smith"),))
    masked = anonymise(msgspec.structs.replace(record, counterpart=other))
    assert masked.counterpart is not None
    assert body(masked) == masked.counterpart.blocks[2].text == "dijo xxxx xxxxx y xxx xxxx"


@given(st.text(), st.lists(st.text(max_size=20), max_size=3))
def test_no_offset_ever_moves(text: str, names: list[str]) -> None:
    record = make_record(text, *names)
    masked = anonymise(record)
    assert [len(block.text) for block in masked.article.blocks] == [
        len(block.text) for block in record.article.blocks
    ]
    for segment in masked.segments:
        for side, blocks in ((segment.source, masked.article.blocks),):
            (span,) = side.spans
            assert blocks[span.block].text[span.start : span.end] == side.text
