"""Translation units come back as they went out, and files of others as they are meant."""

from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosvoces.errors import ExportError
from dosvoces.exports.safety import make_line
from dosvoces.tmx import FOOTER, Side, Unit, read_units, write_header, write_unit

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


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"<html><body/></html>", b'<?xml version="1.0"?><tmx><body><tu>']
)
def test_what_is_no_tmx_is_an_error(content: bytes) -> None:
    with pytest.raises(ExportError, match=r"memory\.tmx: no TMX document"):
        read(content)


def test_entities_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    content = (
        f'<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY x SYSTEM "{secret.as_uri()}">]><tmx version="1.4">'
        '<body><tu><tuv xml:lang="en"><seg>A &x; b</seg></tuv></tu></body></tmx>'
    )
    with suppress(ExportError):
        assert "SECRET" not in str(read(content.encode()))
