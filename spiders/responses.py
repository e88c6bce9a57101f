"""Conversion of Scrapy's responses to pages."""

from datetime import datetime

from scrapy.http import Response

from dosvoces.core.record import Page

#: Request meta: the :class:`~spiders.warc.Archived` of the answer; absent when it is not archived.
ARCHIVED = "dosvoces_archived"

#: Headers that are nobody's business later on.
_DROPPED = frozenset({"set-cookie", "set-cookie2"})

#: Content types that a story can come as; servers that send none are given the benefit of the doubt.
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")


def make_page(response: Response, outlet: str, now: datetime) -> Page:
    """The page that came with *response*, its headers kept for what they say about rights and charset."""
    headers = {
        name.decode("latin-1").lower(): b", ".join(response.headers.getlist(name)).decode("latin-1")
        for name in response.headers
        if name.decode("latin-1").lower() not in _DROPPED
    }
    archived = response.meta.get(ARCHIVED)
    return Page(
        url=response.url,
        body=response.body,
        outlet=outlet,
        status=response.status,
        headers=headers,
        # The archive's moment, so that a replay gives the same record.
        retrieved_at=archived.moment if archived else now,
        warc=archived.place if archived else None,
    )


def refusal_of(page: Page) -> str:
    """Why *page* cannot be a story before it is read: its status or its content type; empty when it can."""
    if not 200 <= page.status < 300:
        return f"http_{page.status}"
    kind = page.headers.get("content-type", "").split(";")[0].strip().lower()
    return "" if not kind or kind in _PAGE_TYPES else "wrong_type"
