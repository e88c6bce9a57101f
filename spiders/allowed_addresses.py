"""Address rules of a crawl: the outlet's own domains, and never the own network."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.error import DNSLookupError

from dosvoces.core.addresses import is_on_domains
from pipelines.counting import count

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from dosvoces.core.outlets import Outlet

#: Request meta: that it is a part of a page that is being rendered: a script, or data that a script asks for.
PART = "dosvoces_part"

#: Of the IANA IPv4 special-purpose registry, what is not public, and multicast. Python's own list
#: differs by its version.
_NOT_PUBLIC_4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip

#: All that IANA has given out as global unicast; outside is loopback, private, multicast or a mapping.
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")

#: Of the IANA IPv6 special-purpose registry, what lies in it: protocols, documentation, 6to4, AS112.
_NOT_PUBLIC_6 = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)

#: IPv6 addresses that carry an IPv4 address: mapped (RFC 4291), and for a translator to unpack (RFC 6052).
_CARRYING_4 = tuple(ipaddress.IPv6Network(network) for network in ("::ffff:0:0/96", "64:ff9b::/96"))


class Refused(IgnoreRequest):
    """A request that is not made; *reason* is what it is counted under."""

    def __init__(self, reason: str, url: str) -> None:
        super().__init__(f"{reason}: {url}")
        self.reason = reason


class OutletBoundary:
    """Refuses what is not on the outlet's domains, redirects included.

    Scrapy's own lets requests with ``dont_filter`` pass, which every retried request has. The sources that an
    outlet file names may lie elsewhere, at a feed service for instance: these very addresses are allowed.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> OutletBoundary:
        """The boundary of one crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse before the request is made; the spider is told, and remembers it."""
        outlet = self._crawler.spider.outlet  # type: ignore[union-attr]
        if request.meta.get(PART):
            if not may_load(outlet, request.url):
                raise Refused("offsite", request.url)
        elif not is_within(outlet, request.url):
            count(self._crawler.stats, "skipped", "offsite")
            raise Refused("offsite", request.url)


def is_within(outlet: Outlet, url: str) -> bool:
    """Whether *url* may be fetched for *outlet*: its domains, its sources and their robots.txt."""
    if is_on_domains(url, outlet.domains):
        return True
    parts = urlsplit(url)
    return any(
        url == source.url or (parts.netloc == urlsplit(source.url).netloc and parts.path == "/robots.txt")
        for source in outlet.sources
    )


def may_load(outlet: Outlet, url: str) -> bool:
    """Whether a page of *outlet* may load *url*: from its domains and those that its file names for that."""
    hosts = outlet.rendering.hosts if outlet.rendering else ()
    return is_on_domains(url, (*outlet.domains, *hosts))


class AddressGuard:
    """Refuses hosts that are, or resolve to, addresses inside the own network, unless the outlet allows it.

    The name is resolved by Scrapy's caching resolver, so the connection goes to the address that was seen.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._public: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AddressGuard:
        """The guard of one crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Refuse, or let pass after resolving the name once."""
        if self._crawler.spider.outlet.private_network:  # type: ignore[union-attr]
            return
        host = (urlsplit(request.url).hostname or "").rstrip(".")
        if host in self._public:
            return
        # A proxy resolves names itself; literal addresses can be judged all the same.
        address = host if is_literal(host) or request.meta.get("proxy") else await self._resolve(host)
        if is_literal(address) and not is_public(address):
            raise Refused("private_address", request.url)
        self._public.add(host)

    async def _resolve(self, host: str) -> str:
        from twisted.internet import reactor

        try:
            return await maybe_deferred_to_future(reactor.resolve(host))  # type: ignore[arg-type]
        except (DNSLookupError, UnicodeError) as error:
            raise CannotResolveHostError(host) from error


def is_literal(host: str) -> bool:
    """Whether *host* is an IP address rather than a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Whether the IP *address* belongs to the public internet, also when it carries an IPv4 address."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and any(ip in network for network in _CARRYING_4):
        ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _NOT_PUBLIC_4)
    return ip in _GLOBAL_6 and not any(ip in network for network in _NOT_PUBLIC_6)
