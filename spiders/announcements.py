"""What a source announces: stories, and further sitemaps."""

import re
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import msgspec

#: Entries taken of one source; a sitemap may hold 50,000 by its own rules, and a feed never comes near.
MOST_ENTRIES = 50_000

#: Bytes of an unpacked sitemap; the limit of the sitemap protocol is 50 MiB.
MOST_SITEMAP_BYTES = 52_428_800


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """An address that an outlet announces as a story, or as a sitemap, with what is said about it."""

    url: str
    title: str = ""
    published: datetime | None = None
    modified: datetime | None = None

    @property
    def time(self) -> datetime | None:
        """The latest time that is told: a story may be published long after it was last edited."""
        return max((time for time in (self.modified, self.published) if time), default=None)


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a source: stories, further sitemaps, and the reason when it could not be read."""

    stories: tuple[Announcement, ...] = ()
    sitemaps: tuple[Announcement, ...] = ()
    problem: str = ""


#: An address before which its own site's stands once more; one whose scheme lacks its colon; one with a host
#: and no scheme.
_DOUBLED = re.compile(r"https?://([^/]+)/+(https?://\1(?:/|$).*)", re.IGNORECASE | re.DOTALL)
_COLONLESS = re.compile(r"^(https?)//+(?=[^/])", re.IGNORECASE)
_HOST = re.compile(r"/{0,2}([\w-]+(?:\.[\w-]+)+)(?::\d+)?(?=/|$)")

#: What a template leaves that was not filled in.
_UNFILLED = re.compile(r"[{<\[]{2}|[}>\]]{2}|\$\{|<%|%7B%7B", re.IGNORECASE)


def absolute(base: str, address: str) -> str | None:
    """The absolute http address of *address* on a page at *base*, None when it has none.

    Mended is what sites' templates get wrong: their own host without a scheme, or twice, and backslashes.
    """
    address = re.sub(r"[\t\r\n]", "", address.strip()).replace("\\", "/")
    if not address or _UNFILLED.search(address) or address in ("undefined", "null", "None", "#"):
        return None
    try:
        site = (urlsplit(base).hostname or "").removeprefix("www.")
        host = _HOST.match(address)
        if host and host[1].lower().removeprefix("www.") == site:
            address = f"{urlsplit(base).scheme}://{address.lstrip('/')}"
        found = urljoin(base, _COLONLESS.sub(r"\1://", address))
        if doubled := _DOUBLED.fullmatch(found):
            found = doubled[2]
        parts = urlsplit(found)
        return found if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None
