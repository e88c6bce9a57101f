from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from crawling import Crawls
from smallsite import SmallSite, serve

from dosvoces.operations.crawl_process import CrawlProcess


@pytest.fixture
def crawls(tmp_path: Path) -> Crawls:
    return Crawls(tmp_path)


@pytest.fixture
def quick_crawls(quick_forks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Crawls that a schedule of this process starts are forked."""
    monkeypatch.setitem(CrawlProcess.__init__.__kwdefaults__, "forked", True)


@pytest.fixture
def site() -> Iterator[SmallSite]:
    with serve() as site:
        yield site


@pytest.fixture
def make_outlet(site: SmallSite, tmp_path: Path) -> Callable[..., Path]:
    """Writes the file of an outlet at the small site; sources are pairs of kind and path."""

    def make(*sources: tuple[str, str], **more: Any) -> Path:
        table: dict[str, Any] = {
            "name": "Small Site",
            "country": "INT",
            "zone": "UTC",
            "domains": ["127.0.0.1"],
            "language": "en",
            "private_network": True,
            "delay": 0.0,
            "sources": [
                {"kind": kind, "url": site.base + path} for kind, path in sources or [("feed", "/feed.xml")]
            ],
        }
        path = tmp_path / "small-site.toml"
        path.write_text(tomlkit.dumps({**table, **more}))
        return path

    return make
