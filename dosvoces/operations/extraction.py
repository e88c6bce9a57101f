"""The articles of archived pages, in the order of the archive: the way from a response to an article."""

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Iterable
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from dosvoces.core.addresses import absolute, clean_if_sound, clean_url, is_on_domains
from dosvoces.core.errors import PageError
from dosvoces.core.identity import article_id
from dosvoces.core.outlets import Outlet, is_article_url, owner_of
from dosvoces.core.record import Article, Page
from pipelines.duplicates import is_plausible_canonical, same_page
from pipelines.workers import WorkerError, Workers, build_article_in
from spiders.follow_up import readdress
from spiders.moved import is_permanent
from spiders.replay import Recorded
from spiders.responses import refusal_of
from spiders.url_state import hash_body

#: Pages under way for each worker: one being read, one that waits.
_AHEAD = 2

#: Redirects that are remembered.
_MOST_REDIRECTS = 10_000


class Extracted(msgspec.Struct, frozen=True, kw_only=True):
    """What one archived response gave."""

    #: Where its record is, as ``file:offset``.
    place: str
    #: Why it gave no article, named as a crawl's counts are: ``skipped/source`` ...; empty when it gave one.
    reason: str = ""
    article: Article | None = None
    #: Address of the page, clean.
    url: str = ""
    #: The addresses that lead there for good, the first of them first.
    led_from: tuple[str, ...] = ()
    #: The id that a story has by the address that the page leads to for good; empty when it leads nowhere.
    leads_to: str = ""
    #: The address that the page declares to be its story's own, where that is another than its own.
    canonical: str = ""
    #: SHA-256 of the body of a page that declares another address.
    body_hash: str = ""


class _Redirects:
    """The redirects of an archive that hold for good, in its order: a crawl asks at once where one leads."""

    def __init__(self) -> None:
        self._ways: dict[str, str] = {}

    def follow(self, page: Page) -> tuple[str, tuple[str, ...]]:
        """Where *page* leads for good, if anywhere, and the addresses that lead there, or to itself."""
        here = clean_if_sound(page.url)
        location = page.headers.get("location", "") if is_permanent([page.status]) else ""
        there = clean_if_sound(absolute(page.url, location) or "")
        if there and there != here:
            self._ways.pop(there, None)
            self._ways[there] = here
            if len(self._ways) > _MOST_REDIRECTS:
                del self._ways[next(iter(self._ways))]
        at, found = there or here, list[str]()
        while (at := self._ways.get(at, "")) and at not in found:
            found.insert(0, at)
        if not there:
            self._ways.pop(here, None)
        return there, tuple(found)


class Whose:
    """Tells the outlet of a page: the one that is named, else the domain's, else one made for the host.

    With *known_only* pages of other hosts than those of *outlets* are not wanted.
    """

    def __init__(self, outlets: Iterable[Outlet], *, known_only: bool) -> None:
        self._outlets = {outlet.key: outlet for outlet in outlets}
        self._known_only = known_only
        self._hosts: dict[str, Outlet | None] = {}

    def __call__(self, page: Page) -> Outlet | None:
        """The outlet of *page*; None when its pages are not wanted."""
        told = self._outlets.get(page.outlet)
        if told and is_on_domains(page.url, told.domains):
            return told
        host = (urlsplit(page.url).hostname or "").lower()
        if host not in self._hosts:
            owner = owner_of(page.url, self._outlets.values())
            self._hosts[host] = owner or (None if self._known_only else make_outlet(host))
        return self._hosts[host]


def make_outlet(host: str) -> Outlet:
    """An outlet for the pages of *host*, of which nothing else is known."""
    domain = host.removeprefix("www.")
    key = re.sub(r"[^a-z0-9]+", "-", domain).strip("-") or "unknown"
    return Outlet(
        name=domain, country="INT", zone="UTC", domains=(domain,), language="und", sources=(), key=key
    )


async def extract_pages(
    pages: Iterable[Recorded], whose: Whose, workers: Workers
) -> AsyncIterator[Extracted]:
    """What each of *pages* gives, in their order, read in a thread and extracted by *workers*."""
    under_way: deque[asyncio.Task[Extracted]] = deque()
    redirects = _Redirects()
    try:
        async for recorded in _iterate(pages):
            way = redirects.follow(recorded.page) if recorded.page else ("", ())
            under_way.append(asyncio.create_task(_extract_led(recorded, whose, workers, *way)))
            if len(under_way) > _AHEAD * workers.count:
                yield await under_way.popleft()
        while under_way:
            yield await under_way.popleft()
    finally:
        for task in under_way:
            task.cancel()


async def _iterate(pages: Iterable[Recorded]) -> AsyncIterator[Recorded]:
    """*pages*, read in a thread, so that what is under way is not held up."""
    iterator = iter(pages)
    while (recorded := await asyncio.to_thread(next, iterator, None)) is not None:
        yield recorded


def _reason_to_skip(recorded: Recorded, page: Page | None) -> str:
    if not page:
        return f"failed/{recorded.problem}"
    if recorded.role in ("source", "other", "unrendered"):
        return f"skipped/{recorded.role}"
    if 300 <= page.status < 400:
        return "skipped/redirect"
    refusal = refusal_of(page)
    return f"failed/{refusal}" if refusal else ""


async def _extract_led(
    recorded: Recorded, whose: Whose, workers: Workers, there: str, led_from: tuple[str, ...]
) -> Extracted:
    """What *recorded* gives, which leads to *there* for good, or nowhere, and to which *led_from* lead."""
    extracted = await _extract(recorded, whose, workers)
    outlet = whose(recorded.page) if led_from and recorded.page else None
    if outlet is None:
        return extracted
    leads_to = article_id(outlet.key, there) if there else ""
    return replace(extracted, led_from=led_from, leads_to=leads_to)


async def _extract(recorded: Recorded, whose: Whose, workers: Workers) -> Extracted:
    page, place = recorded.page, recorded.place
    if (reason := _reason_to_skip(recorded, page)) or not page:
        return Extracted(place=place, reason=reason)
    outlet = whose(page)
    if outlet is None:
        return Extracted(place=place, reason="skipped/foreign")
    if not is_article_url(outlet, page.url):
        return Extracted(place=place, reason="skipped/denied")
    try:
        article = await build_article_in(workers, replace(page, outlet=outlet.key), outlet)
    except PageError as error:
        return Extracted(place=place, reason=f"not_article/{error.reason}")
    except WorkerError as error:
        return Extracted(place=place, reason=f"failed/extract_{error.reason}")
    url = clean_url(page.url)
    if same_page(article.canonical_url, url):
        return Extracted(place=place, article=article, url=url)
    if not is_plausible_canonical(article.canonical_url, url):
        return Extracted(place=place, article=readdress(article, url), url=url)
    return Extracted(
        place=place,
        article=article,
        url=url,
        canonical=article.canonical_url,
        body_hash=hash_body(page.body),
    )
