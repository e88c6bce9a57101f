"""The newsstand for tests and the demo: a process that lives as long as a ``with`` block."""

import json
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import msgspec
import tomlkit

from dosvoces.core.errors import DosvocesError
from dosvoces.newsstand.expected import Expected, list_expected
from dosvoces.newsstand.sites import KEYS, Site, load_site
from dosvoces.newsstand.variants import KEY as VARIANTS
from dosvoces.newsstand.variants import describe_outlet as describe_variants

#: Seconds between requests that the Austral Ledger's robots.txt asks for: long enough to be seen in
#: a log, short enough that a whole crawl takes a few seconds.
CRAWL_DELAY = 0.1


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request the newsstand answered."""

    #: Key of the outlet.
    site: str
    method: str
    #: Path and query.
    path: str
    status: int
    #: Seconds on the server's monotonic clock.
    time: float
    user_agent: str
    if_none_match: str
    if_modified_since: str


def describe_outlet(site: Site, base: str, *, delay: float | None = None) -> dict[str, Any]:
    """The outlet file of *site* served at *base*, as a mapping."""
    several = len(site.editions) > 1

    def in_edition(kind: str, path: str, language: str) -> dict[str, str]:
        return {"kind": kind, "url": base + path} | ({"language": language} if several else {})

    sources = [in_edition("feed", path, language) for language, path in site.feeds.items()]
    sources += [
        {"kind": "sitemap", "url": base + site.sitemap_index},
        {"kind": "news_sitemap", "url": base + site.news_sitemap},
    ]
    sources += [in_edition("front_page", edition.base, edition.language) for edition in site.editions]
    described: dict[str, Any] = {
        "name": site.name,
        "country": site.country,
        "zone": site.zone,
        "domains": ["127.0.0.1"],
        "language": site.language,
        "private_network": True,
        "notes": "An invented outlet of the newsstand.",
    }
    if delay is not None:
        described["delay"] = delay
    if several:
        described["editions"] = [{"language": e.language, "base": base + e.base} for e in site.editions]
    return described | {"sources": sources}


class Newsstand:
    """Three invented outlets served on loopback.

    ``with Newsstand() as newsstand:`` starts the server in its own process; *outlets* are then
    paths of outlet files for it, by key. *port* 0 takes free ports; *pages* asks for that many
    generated pages besides, whose outlet file is *variants*; *folder* is where the outlet files go.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        pages: int = 0,
        crawl_delay: float = CRAWL_DELAY,
        delay: float | None = 0.0,
        folder: Path | None = None,
    ) -> None:
        self._arguments = ["--port", str(port), "--pages", str(pages), "--crawl-delay", str(crawl_delay)]
        self._delay = delay
        self._wanted_folder = folder
        #: Addresses without a final slash, by outlet key.
        self.bases: dict[str, str] = {}
        #: Outlet files, by outlet key.
        self.outlets: dict[str, Path] = {}
        #: Outlet file of the generated pages, when there are any.
        self.variants: Path | None = None
        self.edition = 1

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "dosvoces.newsstand", "--watch-stdin", *self._arguments]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            assert self._process.stdout
            line = self._process.stdout.readline()
            if not line:
                raise DosvocesError("newsstand: the server did not start; it says why above")
            self.bases = json.loads(line)
            self._control = urlsplit(self.bases.pop("control"))
            self._own_folder = tempfile.TemporaryDirectory(prefix="newsstand-")
            self._write_outlets(self._wanted_folder or Path(self._own_folder.name))
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._own_folder.cleanup()
        self._stop()

    def _stop(self) -> None:
        self._process.terminate()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process.wait(timeout=10)

    def _write_outlets(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        described = {key: describe_outlet(load_site(key), self.bases[key], delay=self._delay) for key in KEYS}
        if VARIANTS in self.bases:
            described[VARIANTS] = describe_variants(self.bases[VARIANTS])
        for key, outlet in described.items():
            path = folder / f"{key}.toml"
            path.write_text(tomlkit.dumps(outlet), encoding="utf-8")
            if key == VARIANTS:
                self.variants = path
            else:
                self.outlets[key] = path

    def _ask(self, what: str) -> Any:
        with socket.create_connection(
            (self._control.hostname or "", self._control.port or 0), timeout=30
        ) as line:
            line.sendall(json.dumps({"do": what}).encode() + b"\n")
            with line.makefile("rb") as said:
                return json.loads(said.read())

    def advance(self) -> int:
        """Moves the outlets to their second edition; returns the edition that is now served."""
        self.edition = self._ask("advance")
        return self.edition

    @property
    def log(self) -> list[Request]:
        """The requests served since the start or the last :meth:`forget`, in order."""
        return msgspec.convert(self._ask("log"), list[Request])

    def forget(self) -> None:
        """Empties the log."""
        self._ask("forget")

    def expected(self) -> list[Expected]:
        """What a crawl of the current edition should give, story by story."""
        return list_expected(self.bases, self.edition)
