"""The newsstand's server process: one port for each outlet, one for control."""

import asyncio
import json
import os
import socket
import sys
from functools import partial
from typing import TextIO

from dosvoces.newsstand.replies import Reply
from dosvoces.newsstand.server import Connection, Control, Log
from dosvoces.newsstand.site_content import missing_page, render_site
from dosvoces.newsstand.sites import KEYS, load_site
from dosvoces.newsstand.variants import KEY as VARIANTS
from dosvoces.newsstand.variants import VariantSite

#: The second edition is the last.
LAST_EDITION = 2


class SiteServers:
    """Serves every outlet's current edition until it is told to stop."""

    def __init__(self, *, port: int, pages: int, crawl_delay: float | None) -> None:
        """Binds *port* and those after it, or free ones for 0; serves *pages* generated pages besides."""
        self._crawl_delay = crawl_delay
        self._edition = 1
        self._log = Log()
        names = [*KEYS, *([VARIANTS] if pages else []), "control"]
        self._sockets = {
            name: socket.create_server(("127.0.0.1", port + number if port else 0), backlog=512)
            for number, name in enumerate(names)
        }
        self._bases = {
            name: f"http://127.0.0.1:{opened.getsockname()[1]}" for name, opened in self._sockets.items()
        }
        self._replies: dict[str, dict[str, Reply]] = {}
        self._variants = VariantSite(self._bases[VARIANTS], pages) if pages else None
        self._render()

    def _render(self) -> None:
        for key in KEYS:
            self._replies[key] = render_site(
                load_site(key), self._bases[key], self._edition, self._crawl_delay
            )

    def advance(self) -> int:
        """Moves to the next edition, if there is one; returns the edition that is now served."""
        if self._edition < LAST_EDITION:
            self._edition += 1
            self._render()
        return self._edition

    def _look_up(self, key: str, path: str) -> Reply | None:
        replies = self._replies[key]
        return replies.get(path) or replies.get(path.partition("?")[0])

    async def serve(self, announce: TextIO, until: TextIO | None) -> None:
        """Serves until *until* ends, or for ever; writes the addresses to *announce* as a line of JSON."""
        loop = asyncio.get_running_loop()
        for key, opened in self._sockets.items():
            if key == "control":
                await loop.create_server(partial(Control, self.advance, self._log), sock=opened)
                continue
            if key == VARIANTS and self._variants:
                lookup, site = self._variants.look_up, load_site(KEYS[0])
            else:
                lookup, site = partial(self._look_up, key), load_site(key)
            missing = missing_page(site, self._bases[key])
            await loop.create_server(partial(Connection, key, lookup, missing, self._log), sock=opened)
        print(json.dumps(self._bases), file=announce, flush=True)
        stop = asyncio.Event()
        if until is not None:
            number = until.fileno()
            loop.add_reader(number, lambda: None if os.read(number, 1024) else stop.set())
        await stop.wait()


def run(*, port: int, pages: int, crawl_delay: float | None, watch_stdin: bool) -> None:
    """Serves in the foreground."""
    servers = SiteServers(port=port, pages=pages, crawl_delay=crawl_delay)
    asyncio.run(servers.serve(sys.stdout, sys.stdin if watch_stdin else None))
