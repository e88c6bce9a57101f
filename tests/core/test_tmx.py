"""Translation units come back as they went out, and files of others as they are meant."""

from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosvoces.core.errors import ExportError
from dosvoces.core.safe_text import make_line
from dosvoces.core.tmx import FOOTER, Side, Unit, read_units, write_header, write_unit
from dosvoces.exports.tmx import read_segments

_LINES = st.text().map(make_line)


def read(content: bytes) -> list[Unit]:
    return list(read_units(BytesIO(content), "memory.tmx"))


@given(
    st.lists(
        st.builds(
            Unit,
            id=_LINES.filter(bool),
            sides=st.tuples(
                st.builds(Side, language=st.just("es-MX"), text=_LINES),
                st.builds(Side, language=st.just("en"), text=_LINES),
            ),
            properties=st.dictionaries(st.just("x-flags"), _LINES.filter(bool)),
            source_language=st.sampled_from(["", "es"]),
        )
    )
)
def test_units_come_back_as_they_went_out(units: list[Unit]) -> None:
    assert read(write_header() + b"".join(map(write_unit, units)) + FOOTER) == units


def test_a_file_of_another_tool() -> None:
    (unit,) = read(
        b'<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.1"><header/><body>'
        b'<tu srclang="en"><tuv lang="ES_mx"><seg>La casa</seg></tuv><note>x</note>'
        b'<tuv xml:lang="EN-US"><seg>The <bpt i="1"/>house</seg></tuv></tu></body></tmx>'
    )
    assert unit == Unit(
        id="1", sides=(Side("EN-US", "The house"), Side("ES-mx", "La casa")), source_language="en"
    )


def make_file(*units: str, source: str = "*all*") -> bytes:
    header = f'<?xml version="1.0"?><tmx version="1.4"><header srclang="{source}" datatype="html"/><body>'
    return f"{header}{''.join(units)}</body></tmx>".encode()


def make_tu(*sides: tuple[str, str], more: str = "", props: str = "") -> str:
    variants = (f'<tuv xml:lang="{language}"><seg>{text}</seg></tuv>' for language, text in sides)
    return f"<tu{more}>{props}{''.join(variants)}</tu>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ('<bpt i="1">&lt;b&gt;</bpt>Hola<ept i="1">&lt;/b&gt;</ept> mundo', "Hola mundo"),
        ("Hola<it pos='begin'>{\\i</it> mun<ut>{x}</ut>do<ph>&lt;br/&gt;</ph>", "Hola mundo"),
        ("Un <hi type='b'>gran <ph>{1}</ph>día</hi> más", "Un gran día más"),
        ("A <ph>&lt;img alt='<sub>Una <bpt i='1'>*</bpt>casa</sub>'&gt;</ph>", "A Una casa"),
        ("Una<!-- no --><?x no?> casa &amp; más", "Una casa & más"),
    ],
)
def test_the_originals_mark_up_is_no_text(inside: str, text: str) -> None:
    (unit,) = read(make_file(make_tu(("es", inside), ("en", "x"))))
    assert unit.sides[0].text == text


def test_the_file_says_which_side_is_the_source() -> None:
    sides = ("en-US", "Hello"), ("ES-ES", "Hola"), ("es-mx", "Qué tal")
    for said, more, expected in (
        ("es", "", ["ES-ES", "es-mx", "en-US"]),
        ("es_MX", "", ["es-mx", "ES-ES", "en-US"]),
        ("*all*", "", ["en-US", "ES-ES", "es-mx"]),
        ("es", ' srclang="EN"', ["en-US", "ES-ES", "es-mx"]),
        ("es", ' srclang="*all*"', ["en-US", "ES-ES", "es-mx"]),
        ("*all*", ' srclang="es-mx"', ["es-mx", "ES-ES", "en-US"]),
        ("fr", "", ["en-US", "ES-ES", "es-mx"]),
    ):
        (unit,) = read(make_file(make_tu(*sides, more=more), source=said))
        assert [side.language for side in unit.sides] == expected
        (segment,) = read_segments(BytesIO(make_file(make_tu(*sides, more=more), source=said)), "memory.tmx")
        assert segment.source.language == expected[0]
        assert segment.source.language[:2].lower() != segment.target.language[:2].lower()


@pytest.mark.parametrize(
    ("said", "score"), [("0.5", 0.5), ("98%", None), ("98", None), ("nan", None), ("high", None), ("", None)]
)
def test_a_score_on_another_scale_is_none(said: str, score: float | None) -> None:
    unit = make_tu(("es", "Hola"), ("en", "Hello"), props=f'<prop type="x-score">{said}</prop>')
    (segment,) = read_segments(BytesIO(make_file(unit)), "memory.tmx")
    assert segment.score == score


def test_units_without_a_translation_are_left_out_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    whole = make_tu(("es", "Hola"), ("en", "Hello"))
    for alone in (make_tu(("es", "Hola")), make_tu(("es", "Hola"), ("en", "")), "<tu><tuv/></tu>"):
        content = make_file(alone, whole, alone)
        (segment,) = read_segments(BytesIO(content), "memory.tmx")
        assert segment.target.text == "Hello"
        assert "memory.tmx: 2 units" in caplog.text
        caplog.clear()
        with pytest.raises(ExportError, match="none of its 1 units"):
            list(read_segments(BytesIO(make_file(alone)), "memory.tmx"))


@pytest.mark.parametrize(
    ("said", "origin"), [("mt", "machine"), ("NMT", "machine"), ("tm", "human"), ("memory", "memory")]
)
def test_what_other_tools_say_in_their_own_words(said: str, origin: str) -> None:
    props = f'<prop type="x-origin">{said}</prop><prop type="x-flags">fuzzy untranslated</prop>'
    (segment,) = read_segments(
        BytesIO(make_file(make_tu(("es", "Hola"), ("en", "Hello"), props=props))), "memory.tmx"
    )
    assert (segment.origin, segment.flags) == (origin, ("untranslated",))


def test_of_several_languages_spanish_and_english_and_the_plain_tags() -> None:
    sides = (("DE", "Hallo"), ("EN-US", "Hi"), ("ES-AR", "Qué hacés"), ("ES", "Hola"), ("EN", "Hello"))
    for order in (sides, sides[::-1]):
        (segment,) = read_segments(BytesIO(make_file(make_tu(*order))), "memory.tmx")
        assert {segment.source.text, segment.target.text} == {"Hola", "Hello"}


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("spa", "es"),
        ("ENG", "en"),
        ("es@latin", "es"),
        ("Spanish", "es"),
        ("English (United States)", "en"),
        ("Español - México", "es"),
        ("es_MX.UTF-8", "es-MX"),
        ("fr", "fr"),
    ],
)
def test_languages_by_other_names(said: str, tag: str) -> None:
    assert read(make_file(make_tu((said, "x"))))[0].sides[0].language == tag


def test_line_ends_and_indents_inside_a_text_are_the_editors() -> None:
    (unit,) = read(make_file(make_tu(("es", "\n      La casa\n\n      es  de papel.\r\n  "), ("en", "x"))))
    assert unit.sides[0].text == "La casa es  de papel."


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"<html><body/></html>", b'<?xml version="1.0"?><tmx><body><tu>']
)
def test_what_is_no_tmx_is_an_error(content: bytes) -> None:
    with pytest.raises(ExportError, match=r"memory\.tmx: no TMX document"):
        read(content)


def test_what_xml_has_no_place_for_is_left_out_wherever_it_stands() -> None:
    """Trados writes controls for hyphens; 4,000 units put them on every edge of what is read at once."""
    unit = make_tu(("es", "La &#x1F;ca&#30;sa\x07 &amp; pa&#xD83D;z&nbsp;é"), ("en", "x"))
    units = read(make_file(unit * 4000))
    assert len(units) == 4000 and {unit.sides[0].text for unit in units} == {"La casa & paz\u00a0é"}
    declared = make_file(unit.replace("&#x1F;", "").replace("&#30;", "").replace("&#xD83D;", "")).decode()
    wide = declared.replace("\x07", "").replace("&nbsp;", "\u00a0").encode("utf-16")
    assert [unit.sides[0].text for unit in read(wide)] == ["La casa & paz\u00a0é"]


def test_entities_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    content = (
        f'<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY x SYSTEM "{secret.as_uri()}">]><tmx version="1.4">'
        '<body><tu><tuv xml:lang="en"><seg>A &x; b</seg></tuv></tu></body></tmx>'
    )
    with suppress(ExportError):
        assert "SECRET" not in str(read(content.encode()))
