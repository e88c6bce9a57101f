"""What an outlet file says: an outlet, its editions, its sources and how its pages are read."""

from datetime import date
from typing import Literal

import msgspec

from dosvoces.core.language_tags import base_language

SourceKind = Literal["feed", "sitemap", "news_sitemap", "front_page"]


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of an outlet file; unknown keys are errors, so that a typing mistake is found."""


class Edition(_Table, frozen=True, kw_only=True):
    """The part of an outlet in one language; its pages' addresses begin with *base*."""

    language: str
    base: str


class Source(_Table, frozen=True, kw_only=True):
    """An address where an outlet announces its stories."""

    kind: SourceKind
    url: str
    #: Language of the edition the source announces; None means the outlet's own.
    language: str | None = None
    #: Where the address was found.
    provenance: str = ""
    #: Year in which the address was last seen working; None when nobody saw it.
    seen: int | None = None
    #: Why it could not be used when it was last checked, as in ``http_404``; empty when it could.
    problem: str = ""
    note: str = ""


class Selectors(_Table, frozen=True, kw_only=True):
    """CSS selectors that override the general extraction where an outlet needs it."""

    #: The last day on which the selectors are known to hold.
    valid_until: date | None = None
    headline: str | None = None
    description: str | None = None
    authors: str | None = None
    date_published: str | None = None
    body: str | None = None
    #: Elements to leave out of the body.
    remove: tuple[str, ...] = ()


class Rendering(_Table, frozen=True, kw_only=True):
    """That an outlet's pages need JavaScript, and what a browser has to know to render them."""

    #: CSS selector of an element that is there once the story is; none means until the page is quiet.
    wait_for: str | None = None
    #: Hosts besides the outlet's domains that scripts and data may come from, subdomains included.
    hosts: tuple[str, ...] = ()
    #: Whether the front pages among the sources are rendered too.
    front_pages: bool = False


class Check(_Table, frozen=True, kw_only=True):
    """What ``dosvoces outlets check`` saw last."""

    at: date
    ok: bool
    newest: date | None = None
    message: str = ""


class Outlet(_Table, frozen=True, kw_only=True):
    """A news outlet: who it is, what it covers and where it announces its stories.

    A story belongs to the outlet when its address is on one of *domains*. A source may be fetched wherever
    it is: many feeds live on the host of a feed service, which is nobody's domain, and only the source's own
    address is fetched there. Front pages and the bases of editions are on *domains*.
    """

    name: str
    #: ISO 3166-1 code of the country it is published from, or ``INT``.
    country: str
    #: IANA time zone for times without a zone.
    zone: str
    #: Hosts that may be fetched, subdomains included.
    domains: tuple[str, ...]
    #: BCP 47 tag of the main edition.
    language: str
    editions: tuple[Edition, ...] = ()
    sources: tuple[Source, ...]
    selectors: Selectors | None = None
    #: What rendering the pages takes; None means that they need no JavaScript, as most do.
    rendering: Rendering | None = None
    #: Regular expressions: a story's address has one of *allow* in it, if there are any, and none of *deny*.
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    #: Seconds between requests, at least; robots.txt can ask for more, never for less.
    delay: float | None = None
    #: Minutes between two crawls by ``dosvoces schedule``: at least, at most.
    interval: tuple[int, int] | None = None
    #: Whether private and loopback addresses may be fetched, for outlets on one's own machine.
    private_network: bool = False
    check: Check | None = None
    notes: str = ""
    #: The file's stem; what ``-a outlet=`` takes.
    key: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """Primary language tags of the outlet and its editions, the main one first."""
        tags = [self.language, *(edition.language for edition in self.editions)]
        return tuple(dict.fromkeys(base_language(tag) for tag in tags))
