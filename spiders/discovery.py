"""Discovery: the stories and further sitemaps in a feed, a sitemap or a front page.

Everything here is a function of the bytes that came; fetching them is the spider's part.
"""

from datetime import UTC, datetime
from itertools import chain, islice

import msgspec

from dosvoces.core.outlets import SourceKind
from spiders.announcements import Announcement, Findings
from spiders.feeds import read_feed
from spiders.links import find_links


def read_source(
    kind: SourceKind, body: bytes, url: str, content_type: str = "", zone: str = "UTC"
) -> Findings:
    """What the source of *kind* at *url* announces, newest first; one that cannot be read has a *problem*.

    Times without a zone are in *zone*.
    """
    if kind == "feed":
        findings = read_feed(body, url, content_type, zone)
    elif kind == "front_page":
        links = find_links(body, url, content_type)
        findings = Findings(stories=tuple(Announcement(url=link, title=text) for link, text in links))
    else:
        # Imported late: all of Scrapy comes with it, and a worker process may never meet a sitemap.
        from spiders.sitemaps import read_sitemap

        findings = read_sitemap(body, url, zone)
    return msgspec.structs.replace(
        findings, stories=_newest_first(findings.stories), sitemaps=_order_sitemaps(findings.sitemaps)
    )


def _order_sitemaps(sitemaps: tuple[Announcement, ...]) -> tuple[Announcement, ...]:
    """The dated *sitemaps* newest first, then the undated ones from both ends of the index in turn.

    Where not all are read, the newest of them is among those that are: sites begin or end with it.
    """
    ordered = _newest_first(sitemaps)
    dated = sum(1 for sitemap in ordered if sitemap.time)
    undated = ordered[dated:]
    ends = chain.from_iterable(zip(reversed(undated), undated, strict=True))
    return (*ordered[:dated], *islice(ends, len(undated)))


def _newest_first(entries: tuple[Announcement, ...]) -> tuple[Announcement, ...]:
    """The dated *entries* newest first, then the undated ones in their own order."""
    dated = [entry for entry in entries if entry.time]
    dated.sort(key=lambda entry: entry.time or datetime.min.replace(tzinfo=UTC), reverse=True)
    return (*dated, *(entry for entry in entries if not entry.time))
