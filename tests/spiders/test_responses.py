"""What a page cannot be, whatever its content type says."""

import gzip
import random
import zlib

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from spiders.compression import HttpCompression, is_cut, is_packed, unpack_unsaid
from spiders.responses import is_binary

PAGE = "<!doctype html><html><body><p>La alcaldesa presentó las cuentas del año.</p></body></html>" * 20
NOISE = random.Random(1).randbytes(9000)


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7\n" + PAGE.encode(),
        b"\n\n%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n" + NOISE,
        b"\xff\xd8\xff\xe0" + NOISE,
        b"PK\x03\x04" + NOISE,
        gzip.compress(PAGE.encode()),
        zlib.compress(NOISE),
        NOISE,
        b"<html>" + NOISE,
        b"\x00" * 500,
    ],
)
def test_what_is_no_text_is_known(body: bytes) -> None:
    assert is_binary(body)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_text_is_text_in_every_encoding(encoding: str) -> None:
    assert not is_binary(PAGE.encode(encoding))


@pytest.mark.parametrize(
    "body", [b"", "新聞記事。".encode("shift-jis") * 50, PAGE.encode() + b"\x00\x0b\x02"]
)
def test_odd_text_is_text_too(body: bytes) -> None:
    assert not is_binary(body)


def test_what_is_packed_without_saying_so_is_unpacked() -> None:
    packed = gzip.compress(gzip.compress(PAGE.encode()))
    assert unpack_unsaid(packed, 0) == PAGE.encode()
    assert unpack_unsaid(PAGE.encode(), 0) == PAGE.encode()
    assert unpack_unsaid(packed[:12], 0) == packed[:12]
    with pytest.raises(ValueError, match="maximum"):
        unpack_unsaid(gzip.compress(b"a" * 10_000_000), 1000)
    assert is_packed(packed) and is_packed(NOISE) and not is_packed(PAGE.encode())


@pytest.mark.parametrize("said", [b"gzip", b"deflate", b"zstd"])
def test_a_body_is_unpacked_as_it_is_whatever_is_said_of_it(said: bytes) -> None:
    unpacking = HttpCompression.from_crawler(get_crawler())
    headers = {b"Content-Encoding": said, b"Content-Type": b"text/html"}
    for body in (PAGE.encode(), gzip.compress(PAGE.encode()), zlib.compress(PAGE.encode())):
        response = Response("https://diario.example/", headers=headers, body=body)
        read = unpacking.process_response(Request(response.url), response)
        assert isinstance(read, Response)
        assert read.body == PAGE.encode()


def _count_fed(body: bytes, most: int, monkeypatch: pytest.MonkeyPatch) -> tuple[bool, int]:
    """Whether *body* is said to be cut, and how many bytes are looked at to find out."""
    fed = 0
    real = zlib.decompressobj

    class Counting:
        def __init__(self, wbits: int) -> None:
            self._real = real(wbits=wbits)

        def decompress(self, piece: memoryview) -> bytes:
            nonlocal fed
            fed += len(piece)
            return self._real.decompress(piece)

        def __getattr__(self, name: str) -> object:
            return getattr(self._real, name)

    with monkeypatch.context() as patched:
        patched.setattr(zlib, "decompressobj", Counting)
        return is_cut(body, "gzip", most), fed


@pytest.mark.parametrize(
    "part", [gzip.compress(b""), gzip.compress(b"story " * 3000)], ids=["empty", "whole"]
)
def test_a_packed_body_of_many_parts_takes_time_in_proportion(
    part: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, once = _count_fed(part * 2_000, 0, monkeypatch)
    twice = _count_fed(part * 4_000, 0, monkeypatch)[1]
    assert not whole and twice <= 2.1 * once
    assert _count_fed(part * 2_000 + part[:-3], 0, monkeypatch)[0]


def test_of_a_bomb_no_more_is_unpacked_than_a_page_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    cut, fed = _count_fed(bomb, 100_000, monkeypatch)
    assert not cut and fed < len(bomb) / 4
