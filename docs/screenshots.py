"""Photographs the reader: ``python docs/screenshots.py STORE FOLDER [NAME]`` with Debian's Chromium.

Every page at five widths, in light and dark and in both languages of the interface; a third word picks those
whose name begins with it.
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
from spiders.browser import installed_chromium

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


#: Widths of a telephone, a tablet, and three screens.
WIDTHS = (390, 768, 1152, 1440, 2560)


def list_pages(browser: Browser) -> dict[str, str]:
    """Name and address of every page that is photographed."""
    own = browser.newest(StoryFilter(counterpart=True), limit=1)[0]
    story = f"/story/{own.article_id}"
    changed = next((one for one in browser.newest(StoryFilter(), limit=500) if one.version > 1), own)
    flagged = browser.newest(StoryFilter(flag="number-mismatch"), limit=1)
    return {
        "front": "/",
        "front-filtered": "/?language=es&origin=machine",
        "search": "/?q=puerto",
        "story": story,
        "story-machine": f"/story/{flagged[0].article_id}?voice=translation" if flagged else story,
        "story-checks": f"{story}?voice=translation&checks=1",
        "story-correct": f"{story}?correct=4#s4",
        "story-changes": f"/story/{changed.article_id}/changes",
        "story-earlier": f"/story/{changed.article_id}/1",
        "fragments": "/fragments",
        "concordance": "/concordance?cql=puerto&side=es&sort=right",
        "frequency": "/concordance?cql=puerto&side=es&show=frequency&relative=1",
        "renderings": "/concordance?cql=puerto&side=es&show=renderings",
        "trends": "/trends?q=gobierno",
        "mixing": "/mixing",
        "coverage": "/coverage",
        "collections": "/collections",
        "corrections": "/corrections",
        "queue": "/queue",
        "api": "/api",
        "nothing": "/?q=xyzzy",
        "absent": "/story/none",
    }


def list_shots(browser: Browser) -> list[tuple[str, str, int, str, str]]:
    """Name, address, width, colours and language of every picture."""
    return [
        (f"{name}-{width}-{theme}-{language}", address, width, theme, language)
        for name, address in list_pages(browser).items()
        for width in WIDTHS
        for theme in ("light", "dark")
        for language in ("en", "es")
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


def main(address: str, folder: Path, beginning: str = "") -> None:
    """Takes the pictures of the store at *address* whose names have that *beginning*."""
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
            chromium = playwright.chromium.launch(executable_path=installed_chromium(), args=list(FLAGS))
            for shot in list_shots(browser):
                if not shot[0].startswith(beginning):
                    continue
                photograph(chromium, port, shot, folder)
                print(folder / f"{shot[0]}.png")
            chromium.close()
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:4])
