"""Outlets: what to follow and how; one TOML file each, validated on load."""

from collections.abc import Iterator, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from dosvoces.errors import OutletError

SourceKind = Literal["feed", "sitemap", "news_sitemap", "front_page"]


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of an outlet file; unknown keys are errors, so that a typing mistake is found."""


class Edition(_Table, kw_only=True):
    """The part of an outlet in one language; its pages' addresses begin with *base*."""

    language: str
    base: str


class Source(_Table, kw_only=True):
    """An address where an outlet announces its stories."""

    kind: SourceKind
    url: str
    #: Language of the edition the source announces; None means the outlet's own.
    language: str | None = None
    #: Where the address was found.
    provenance: str = ""
    #: Year in which the address was last seen working; None when nobody saw it.
    seen: int | None = None
    note: str = ""


class Selectors(_Table, kw_only=True):
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


class Check(_Table, kw_only=True):
    """What ``dosvoces outlets check`` saw last."""

    at: date
    ok: bool
    newest: date | None = None
    message: str = ""


class Outlet(_Table, kw_only=True):
    """A news outlet: who it is, what it covers and where it announces its stories."""

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
    #: Regular expressions: an address is an article's if one of *allow* (when given) and none of *deny* is found in it.
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    #: Seconds between requests, at least; robots.txt can ask for more, never for less.
    delay: float | None = None
    #: Whether private and loopback addresses may be fetched, for outlets on one's own machine.
    private_network: bool = False
    check: Check | None = None
    notes: str = ""
    #: The file's stem; what ``-a outlet=`` takes.
    key: str = ""
