import gzip
import http.client
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import msgspec
import pytest


class Answer(msgspec.Struct, frozen=True):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


Fetch = Callable[..., Answer]


@pytest.fixture
def fetch() -> Fetch:
    """Fetches an address as it is: no redirects followed, no proxies, header names in lower case."""

    def get(url: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Answer:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=20)
        try:
            connection.request(
                method, parts.path + ("?" + parts.query if parts.query else ""), headers=dict(headers or {})
            )
            response = connection.getresponse()
            fields = {name.lower(): value for name, value in response.getheaders()}
            body = response.read()
        finally:
            connection.close()
        if fields.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        return Answer(response.status, fields, body)

    return get
