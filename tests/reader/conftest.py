import shutil
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from reader_server import serve
from reader_stories import fill
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from dosvoces.reader import app
from dosvoces.reader.api import make_api
from dosvoces.reader.app import Options, make_app
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.rendering import Renderer
from dosvoces.store import Store
from dosvoces.store.browsing import Browser as Stories
from spiders.browser import installed_chromium

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


class _LateApi:
    """The API of a reader, made when it is first asked for: most tests of pages never do."""

    def __init__(self, renderer: Renderer) -> None:
        self._make = lru_cache(partial(make_api, renderer))

    def openapi(self) -> dict[str, Any]:
        return self._make().openapi()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._make()(scope, receive, send)


@pytest.fixture(scope="session", autouse=True)
def late_api() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "make_api", _LateApi)
        yield


@pytest.fixture(scope="session")
def filled_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with every kind of story, all of them in its catalogue; for copying."""
    path = tmp_path_factory.mktemp("filled") / "store.sqlite"
    with Store(str(path)) as store:
        fill(store)
        StoryCache(Stories(store), {}).catch_up()
    return path


@pytest.fixture
def store(filled_store: Path, tmp_path: Path) -> Iterator[Store]:
    """A store of the test's own with every kind of story, all of them in its catalogue."""
    with Store(str(shutil.copy(filled_store, tmp_path / "store.sqlite"))) as store:
        yield store


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    with TestClient(make_app(store), base_url="http://localhost", follow_redirects=False) as client:
        yield client


# What a page is to show is waited for as long as a machine with far too much to do needs.
expect.set_options(timeout=60_000)


# Not for the session: while Playwright is there, no other test of the process can run an event loop.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = installed_chromium()
    if path is None:
        pytest.skip("Chromium is not installed (Debian: chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def language(request: pytest.FixtureRequest) -> str:
    """The language of the interface; a test that looks at its words or their room asks for both."""
    return getattr(request, "param", "es")


@pytest.fixture
def open_page(chromium: Browser, store: Store, language: str) -> Iterator[Callable[..., Page]]:
    """Opens a page of the reader in *language*; a request elsewhere fails the test."""
    strays: list[str] = []
    with serve(store, Options(author="Ada")) as address:
        context = chromium.new_context(
            locale=language, base_url=address, reduced_motion="reduce", has_touch=True
        )
        context.set_default_timeout(60_000)
        context.on("request", lambda asked: strays.append(asked.url))

        def open_(path: str, width: int = 1280, height: int = 900) -> Page:
            page = context.new_page()
            page.set_viewport_size({"width": width, "height": height})
            page.goto(path)
            return page

        open_.language = language  # type: ignore[attr-defined]
        open_.elsewhere = ()  # type: ignore[attr-defined]
        yield open_
        context.close()
    known = (address, "data:", *open_.elsewhere)  # type: ignore[attr-defined]
    assert [url for url in strays if not url.startswith(known)] == []
