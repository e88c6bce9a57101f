"""The browser that renders pages: a Chromium without a network, held by scrapy-playwright."""

import asyncio
import os
import resource
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.async_api import Browser
from playwright.async_api import Error as PlaywrightError
from scrapy.settings import Settings
from scrapy_playwright.handler import Config
from scrapy_playwright.provider import PlaywrightBrowserProvider

from dosvoces.core.errors import RenderingMissing

#: What Chromium is called where it is installed by a package; the one without windows takes least.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

#: All that a page asks for is answered by Scrapy before it reaches the network. These flags are for what
#: nobody thought of: names are not resolved, and a proxy that does not exist stands before every address,
#: loopback included; WebRTC, which goes past proxies, may not.
NO_NETWORK = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://no-network.invalid:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--dns-prefetch-disable",
)

#: What a browser does on its own: updates, reports, safe browsing, the GPU's process.
NO_BACKGROUND = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
)


def installed_chromium() -> str | None:
    """The path of the Chromium that a package installed, if any."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def find_chromium(named: str) -> str:
    """The path of the Chromium called *named*, of the one installed when empty.

    Raises :exc:`~dosvoces.core.errors.RenderingMissing`.
    """
    # It may be no path at all.
    if path := shutil.which(os.path.expanduser(named)) if named else installed_chromium():  # noqa: PTH111
        return path
    what = f"DOSVOCES_CHROMIUM is {named!r}, which is no program" if named else "there is no Chromium"
    raise RenderingMissing(
        f"{what}: pages that need JavaScript cannot be rendered; install one (Debian: apt install chromium) "
        "or set DOSVOCES_CHROMIUM to its path"
    )


def launch_options(named: str) -> dict[str, Any]:
    """How the Chromium called *named*, or the one installed, is started."""
    return {
        "executable_path": find_chromium(named),
        "args": [*NO_NETWORK, *NO_BACKGROUND],
        # Chromium refuses to sandbox what runs as root.
        "chromium_sandbox": os.geteuid() != 0,
        # Ctrl-C ends the crawl whole: the pages under way are still rendered.
        "handle_sigint": False,
    }


class LateBrowser(PlaywrightBrowserProvider):  # type: ignore[misc]
    """Starts Playwright with the first page that is to be rendered.

    Each process of the browser may have *most_bytes* of its own; more crashes the page.
    """

    def __init__(self, config: Config, most_bytes: int) -> None:
        super().__init__(config)
        self._most_bytes = most_bytes
        self._worked = False
        # A page that crashes the browser would crash it three times more.
        config.target_closed_max_retries = 0

    async def start(self) -> None:
        """Nothing yet: a crawl may find nothing to render."""

    async def launch_browser(self) -> Browser:
        """The browser; raises :exc:`~dosvoces.core.errors.RenderingMissing` when it does not start."""
        if self._worked:
            with suppress(PlaywrightError):
                browser: Browser = await super().launch_browser()
                return browser
            # A page was the end of the driver too, which gets another.
        try:
            await super().start()
            self._bound_memory()
            browser = await super().launch_browser()
        except PlaywrightError as error:
            raise RenderingMissing(
                f"{self.config.launch_options['executable_path']} does not start: "
                f"{error.message.splitlines()[0]}; in a container, Chromium's sandbox needs "
                "the package chromium-sandbox or user namespaces"
            ) from error
        self._worked = True
        return browser

    def _bound_memory(self) -> None:
        if not self._most_bytes or sys.platform != "linux":
            return
        # The browser and its processes inherit the limit of Playwright's driver, which starts them.
        for driver in find_drivers():
            resource.prlimit(driver, resource.RLIMIT_DATA, (self._most_bytes, self._most_bytes))


def examine_browser(named: str) -> str:
    """Starts the browser, has it run a script, and says which one it is."""

    async def examine() -> str:
        browser_of = LateBrowser(Config.from_settings(Settings()), 0)
        browser_of.config.launch_options = launch_options(named)
        try:
            browser = await browser_of.launch_browser()
            page = await browser.new_page()
            shown = await page.evaluate("document.body.textContent = [1, 2].join(' + ')")
            await browser.close()
            return f"{browser_of.config.launch_options['executable_path']}, {browser.version}: {shown}"
        finally:
            await browser_of.close()

    return asyncio.run(examine())


def find_drivers() -> list[int]:
    """The process ids of the Playwright drivers that this process has started."""
    children = [
        int(child)
        for thread in Path("/proc/self/task").iterdir()
        for child in (thread / "children").read_text().split()
    ]
    return [child for child in children if b"playwright" in Path(f"/proc/{child}/cmdline").read_bytes()]
