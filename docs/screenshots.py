"""Photographs the reader: ``python docs/screenshots.py STORE FOLDER`` with Debian's Chromium.

Front, story (three views, narrow and wide, light and dark) and coverage, in both languages of the interface.
"""

import sys
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright

from dosvoces.reader.app import make_app
from dosvoces.reader.cache import StoryCache
from dosvoces.store import Store
from dosvoces.store.browsing import Browser
from dosvoces.store.listing import StoryFilter

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


def list_shots(browser: Browser) -> list[tuple[str, str, int, str, str]]:
    """Name, address, width, colours and language of every picture."""
    own = browser.newest(StoryFilter(counterpart=True, mixed=True), limit=1)[0]
    story = f"/story/{own.article_id}"
    flagged = browser.newest(StoryFilter(mixed=True, flag="number-mismatch"), limit=1)
    checked = f"/story/{flagged[0].article_id if flagged else own.article_id}?checks=1"
    return [
        ("front", "/", 1400, "light", "en"),
        ("front-narrow", "/", 360, "dark", "es"),
        ("front-filtered", "/?language=es&mixed=1&origin=machine", 1400, "light", "es"),
        ("search", "/?q=puerto", 1400, "light", "en"),
        ("story", story, 1400, "light", "en"),
        ("story-dark", story, 1400, "dark", "es"),
        ("story-wide", story, 2560, "light", "en"),
        ("story-narrow", story, 360, "light", "es"),
        ("story-own", f"{story}?voice=own", 1280, "light", "en"),
        ("story-interleaved", f"{story}?layout=interleaved", 1400, "light", "en"),
        ("story-one", f"{story}?layout=source", 1400, "dark", "en"),
        ("story-checks", checked, 1400, "light", "en"),
        ("story-correct", f"{story}?correct=4#s4", 1400, "light", "en"),
        ("coverage", "/coverage", 1400, "light", "en"),
        ("coverage-narrow", "/coverage", 360, "dark", "es"),
        ("corrections", "/corrections", 1000, "light", "en"),
    ]


def photograph(chromium: Chromium, port: int, shot: tuple[str, str, int, str, str], folder: Path) -> None:
    """Takes one picture."""
    name, address, width, theme, language = shot
    page = chromium.new_page(
        viewport={"width": width, "height": 1000},
        color_scheme="dark" if theme == "dark" else "light",
        locale=language,
        reduced_motion="reduce",
    )
    page.goto(f"http://127.0.0.1:{port}{address}", wait_until="networkidle")
    page.screenshot(path=folder / f"{name}.png", full_page=False)
    page.close()


def main(address: str, folder: Path) -> None:
    """Takes every picture of the store at *address*."""
    folder.mkdir(parents=True, exist_ok=True)
    with Store(address) as store:
        browser = Browser(store)
        StoryCache(browser, {}).catch_up()
        server = uvicorn.Server(uvicorn.Config(make_app(store), port=0, log_level="warning"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
            for shot in list_shots(browser):
                photograph(chromium, port, shot, folder)
                print(folder / f"{shot[0]}.png")
            chromium.close()
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
