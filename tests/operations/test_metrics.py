"""Metrics over HTTP."""

from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dosvoces.operations.metrics import serve_metrics
from dosvoces.store import Store


@pytest.mark.parametrize(("path", "status"), [("/metrics", 200), ("/metrics?x=1", 200), ("/other", 404)])
def test_head_tells_what_get_would_without_its_body(tmp_path: Path, path: str, status: int) -> None:
    with Store(str(tmp_path / "store.sqlite")) as store, serve_metrics(store, "127.0.0.1:0") as address:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
        answers = {}
        for method in ("GET", "HEAD"):
            connection.request(method, path)
            answer = connection.getresponse()
            answers[method] = answer.status, answer.headers["Content-Type"], answer.read()
        connection.close()
    assert answers["HEAD"] == (status, answers["GET"][1], b"")
    assert answers["GET"][0] == status
    assert answers["GET"][2]
