"""Conditional requests by what the store knows of an address; unchanged costs no download."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from scrapy import Request

from dosvoces.core.addresses import clean_url
from dosvoces.store import Resource, Store
from spiders.context import ANNOUNCED

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: Request meta: the :class:`~dosvoces.store.Resource` of the address, None when new; absent: unconditional.
RESOURCE = "dosvoces_resource"

#: Request meta: what the resource's ``body_hash`` has to be for the request to be conditional, where its
#: body is not all that counts.
EXPECTED_HASH = "dosvoces_expected_hash"


class ConditionalRequests:
    """Sends ``If-None-Match`` and ``If-Modified-Since`` for known addresses, redirect targets included."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ConditionalRequests:
        """The conditional requests of one crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Add the headers that the store's state of the request's address gives."""
        if RESOURCE not in request.meta:
            return
        resource: Resource | None = request.meta[RESOURCE]
        if "redirect_urls" in request.meta and (resource is None or resource.url != clean_url(request.url)):
            store_writer = self._crawler.spider.store_writer  # type: ignore[union-attr]
            resource = await store_writer.run(Store.resource, clean_url(request.url))
        if resource and resource.body_hash != request.meta.get(EXPECTED_HASH, resource.body_hash):
            resource = replace(resource, etag=None, last_modified=None)
        request.meta[RESOURCE] = resource
        if resource and resource.announced:  # what was told first stays
            request.meta[ANNOUNCED] = resource.announced
        for name, value in conditions_of(resource).items():
            if value is None:
                request.headers.pop(name, None)
            else:
                request.headers[name] = value


def conditions_of(resource: Resource | None) -> dict[str, str | None]:
    """The conditional headers for *resource*, None for those that must not be sent."""
    return {
        "If-None-Match": resource.etag if resource else None,
        "If-Modified-Since": resource.last_modified if resource else None,
    }
