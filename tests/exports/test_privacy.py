"""Nobody is named who is masked, and no offset moves."""

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dosvoces
from benchmarks.synthetic import make_story
from dosvoces.core.record import (
    Alternate,
    Article,
    Author,
    BilingualRecord,
    Block,
    Image,
    Rights,
    Segment,
    SegmentSide,
    TextSpan,
)
from dosvoces.exports import dataset
from dosvoces.exports.manifest import Request
from dosvoces.exports.privacy import anonymise
from dosvoces.store import Selection, Store


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
        ("Más en https://e.example/autor/ana-ruiz.", "Más en https://e.example/autor/xxx-xxxx."),
        ("(vea e.example/ana_ruiz/x, o anaruiz.mx)", "(vea e.example/xxx_xxxx/x, o xxxxxxx.mx)"),
        ("https://e.example/?de=Ana%20Ru%C3%ADz&p=1", "https://e.example/?de=xxx%20xxxxxxxxx&p=1"),
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
        "En https://e.example/anabel-ruizafa/100%25/%41, el 50 % y más.",
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


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("/autor/jos%C3%A9-p%C3%A9rez/", "/autor/xxxxxxxxx-xxxxxxxxxx/"),
        ("/autor/jos%c3%a9%20P%C3%89REZ/", "/autor/xxxxxxxxx%20xxxxxxxxxx/"),
        ("/autor/jos%E9+p%E9rez/", "/autor/xxxxxx+xxxxxxx/"),  # Latin-1
        ("/autor/jose%CC%81-perez/", "/autor/xxxx%CC%81-xxxxx/"),
        ("/share?u=https%3A%2F%2Fe.example%2Fjos%25C3%25A9-perez", None),
        ("/autor/josé-pérez/", "/autor/xxxx-xxxxx/"),
        ("/autor/jos%C3%A9-perezoso/%E9%", "/autor/jos%C3%A9-perezoso/%E9%"),
    ],
)
def test_encoded_names_in_addresses_are_masked(url: str, masked: str | None) -> None:
    record = make_record("Nada.", "José Pérez")
    article = msgspec.structs.replace(record.article, url=f"https://e.example{url}")
    done = anonymise(msgspec.structs.replace(record, article=article)).article.url
    assert len(done) == len(article.url)
    if masked is None:
        masked = f"/share?u=https%3A%2F%2Fe.example%2F{'x' * len('jos%25C3%25A9')}-xxxxx"
    assert done == f"https://e.example{masked}"


def test_names_in_what_is_said_about_rights_are_masked() -> None:
    record = make_record("Nada.", "José Pérez")
    rights = Rights(
        robots=("noai",),
        tdm_reservation=False,
        tdm_policy="mailto:jose@perez.mx",
        license="https://e.example/autor/jose-perez/licencia",
    )
    expected = Rights(
        robots=("noai",),
        tdm_reservation=False,
        tdm_policy="mailto:xxxx@xxxxx.xx",
        license="https://e.example/autor/xxxx-xxxxx/licencia",
    )
    article = msgspec.structs.replace(record.article, rights=rights)
    masked = anonymise(msgspec.structs.replace(record, article=article, counterpart=article))
    assert masked.counterpart is not None
    assert masked.article.rights == masked.counterpart.rights == expected
    usual = Rights(license="https://creativecommons.org/licenses/by-sa/4.0/", tdm_policy="/tdm.json")
    article = msgspec.structs.replace(record.article, rights=usual)
    assert anonymise(msgspec.structs.replace(record, article=article)).article.rights == usual


def make_side(language: str, texts: list[str], blocks: list[Block]) -> SegmentSide:
    spans = []
    for text in texts:
        block = next(block for block in blocks if text in block.text)
        start = block.text.index(text)
        spans.append(TextSpan(block=block.position, start=start, end=start + len(text)))
    return SegmentSide(language=language, text=" ".join(texts), spans=tuple(spans))


def test_a_sentence_is_masked_as_its_block_is(tmp_path: Path) -> None:
    """A number that the splitter cut off from the word before it is in no table of a whole export."""
    article, translation = make_story(3)
    blocks = [
        Block(position=0, role="paragraph", text="Contacto: Cel. 2222-3333"),
        Block(position=1, role="paragraph", text="Fax. 7777-8888 en la oficina."),
    ]
    translated = [
        Block(position=0, role="paragraph", text="Contact: Phone. 4444-5555"),
        Block(position=1, role="paragraph", text="Fax. 6666-9999 at the office."),
    ]
    segments = tuple(
        Segment(
            id=str(number),
            source=make_side("es", source, blocks),
            target=make_side("en", target, translated),
            origin="machine",
        )
        for number, (source, target) in enumerate(
            [
                (["Contacto: Cel."], ["Contact: Phone."]),
                (["2222-3333", "Fax."], ["4444-5555", "Fax."]),
                (["7777-8888 en la oficina."], ["6666-9999 at the office."]),
            ]
        )
    )
    article = msgspec.structs.replace(article, blocks=tuple(blocks), rights=Rights())
    translation = msgspec.structs.replace(
        translation, translation=tuple(translated), segments=segments, target_language="en"
    )
    with Store(str(tmp_path / "s.sqlite")) as store:
        store.save_article(msgspec.structs.replace(article, in_language="es"))
        store.save_translations([translation])
        (record,) = store.records()
        request = Request(
            formats=("jsonl", "parquet", "csv", "tmx", "moses"), selection=Selection(), anonymised=True
        )
        dataset.export(store, tmp_path / "ds", request)
    for name in request.formats:
        read = list(dosvoces.read_segments(tmp_path / "ds" / name))
        assert [segment.source.text for segment in read] == [
            "Contacto: Cel.",
            "0000-0000 Fax.",
            "0000-0000 en la oficina.",
        ]
        assert [segment.target.text for segment in read] == [
            "Contact: Phone.",
            "0000-0000 Fax.",
            "0000-0000 at the office.",
        ]
    # The outlet's own edition has the targets of its own segments.
    other = msgspec.structs.replace(article, blocks=tuple(translated))
    human = tuple(msgspec.structs.replace(segment, origin="human") for segment in segments)
    masked = anonymise(
        msgspec.structs.replace(record, translation=(), counterpart=other, segments=human)
    ).segments
    assert masked[1].target.text == "0000-0000 Fax."


def test_a_sentence_that_is_not_what_its_places_say_is_masked_alone() -> None:
    record = make_record("Nada.", "Ana Ruiz")
    sides = [
        SegmentSide(language="es", text=text, spans=spans)
        for text, spans in (
            ("De Ana Ruiz", ()),
            ("De Ana Ruiz", (TextSpan(block=9, start=0, end=5),)),
            ("De Ana Ruiz", (TextSpan(block=2, start=0, end=5),)),
            ("De Luis Peña", (TextSpan(block=3, start=0, end=5),)),
        )
    ]
    segments = tuple(Segment(id="1", source=side, target=side, origin="machine") for side in sides)
    masked = anonymise(msgspec.structs.replace(record, segments=segments, translation=()))
    for which in ("source", "target"):
        assert [getattr(segment, which).text for segment in masked.segments] == [
            *["De xxx xxxx"] * 3,
            "xx xxxx xxxx",
        ]


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


@given(st.text(alphabet="ané%C3A9/.-_ 2E5") | st.text(), st.lists(st.text("ané ", max_size=5), max_size=2))
def test_no_address_ever_gets_longer(url: str, names: list[str]) -> None:
    record = make_record(url, *names)
    article = msgspec.structs.replace(record.article, url=url)
    assert len(anonymise(msgspec.structs.replace(record, article=article)).article.url) == len(url)


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
