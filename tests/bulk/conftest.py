from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from dosvoces.newsstand.variants import VariantSite, path_of
from spiders.archive import Archive

BASE = "https://variants.example"
BEGAN = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def write_warc() -> Callable[..., Path]:
    """Writes a WARC file of pages of the newsstand, given by number, fetched a minute after each other.

    Every fifth page is there once more at another address, which declares the first, and every seventh is
    fetched again later, changed.
    """
    site = VariantSite(BASE, 100)

    def write(path: Path, numbers: range) -> Path:
        folder = path.with_suffix(".folder")
        archive = Archive(str(folder))

        def add(url: str, body: bytes, minute: int) -> None:
            response = HtmlResponse(url, body=body, headers={"Content-Type": "text/html"})
            moment = BEGAN + timedelta(minutes=minute)
            archive.write(Request(url), response, moment, {"outlet": "variants", "role": "page"})

        for number in numbers:
            reply = site.look_up(path_of(number))
            assert reply
            url, body = BASE + path_of(number), reply.body
            add(url, body, number)
            if number % 5 == 0:
                canonical = f'<link rel="canonical" href="{url}"></head>'.encode()
                add(f"{url}-amp", body.replace(b"</head>", canonical), number)
            if number % 7 == 0:
                add(url, body.replace(b"</p>", b" Y m\xc3\xa1s.</p>"), number + 1000)
        archive.close()
        (made,) = folder.glob("*.warc.gz")
        return made.replace(path)

    return write
