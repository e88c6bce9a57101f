"""Outlets: what to follow and how; one TOML file each, validated on load."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from dosvoces.core import settings
from dosvoces.core.addresses import is_on_domains
from dosvoces.core.errors import OutletError
from dosvoces.core.outlet_rules import complain, find_mistakes

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
        return tuple(dict.fromkeys(tag.split("-")[0] for tag in tags))


def edition_of(outlet: Outlet, url: str) -> Edition:
    """The edition whose base is the longest beginning of *url*, scheme and ``www.`` aside.

    Where there is none, the edition of the outlet's main language.
    """
    place = _place(url)
    matching = [edition for edition in outlet.editions if _is_under(place, _place(edition.base))]
    if matching:
        return max(matching, key=lambda edition: len("/".join(_place(edition.base))))
    main = [edition for edition in outlet.editions if edition.language == outlet.language]
    return main[0] if main else Edition(language=outlet.language, base=f"https://{outlet.domains[0]}/")


def _place(url: str) -> tuple[str, str]:
    """Host (with its port, without ``www.``) and path of *url*."""
    parts = urlsplit(url)
    return parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/")


def _is_under(place: tuple[str, str], base: tuple[str, str]) -> bool:
    return place[0] == base[0] and (place[1] == base[1] or place[1].startswith(base[1] + "/"))


def is_article_url(outlet: Outlet, url: str) -> bool:
    """Whether *url* may be a story of *outlet*: on its domains, allowed and not denied."""
    if not is_on_domains(url, outlet.domains):
        return False
    if outlet.allow and not any(_compile(pattern).search(url) for pattern in outlet.allow):
        return False
    return not any(_compile(pattern).search(url) for pattern in outlet.deny)


def owner_of(url: str, outlets: Iterable[Outlet]) -> Outlet | None:
    """The one of *outlets* that *url* belongs to: the one with the longest matching domain."""
    owners = [
        (len(domain), outlet)
        for outlet in outlets
        for domain in outlet.domains
        if is_on_domains(url, (domain,))
    ]
    return max(owners, key=lambda owner: owner[0])[1] if owners else None


#: Compiled once per pattern; :mod:`re` itself forgets them when a crawl has many outlets.
_compile = cache(re.compile)


def load(path: str | Path) -> Outlet:
    """The outlet in the file at *path*; :exc:`OutletError` says what is wrong with it, and in which line."""
    return _read(Path(path))


def find(key_or_path: str | Path) -> Outlet:
    """The outlet with this key, or in the file at this path.

    Files in ``outlets`` in the user's ``DOSVOCES_HOME`` come before the bundled ones of the same key.
    """
    return _read(locate(key_or_path))


def locate(key_or_path: str | Path) -> Traversable:
    """The file of the outlet with this key, or at this path; raises :exc:`OutletError` for an unknown key."""
    text = str(key_or_path)
    file = Path(text)
    if file.suffix == ".toml" or len(file.parts) > 1:
        return file
    for folder in (user_folder(), bundled_folder()):
        candidate = folder / f"{text}.toml"
        if re.fullmatch(r"[\w-]+", text) and candidate.is_file():
            return candidate
    raise OutletError(f"there is no outlet {text!r}{_suggest(text)}; `dosvoces outlets list` shows all")


def _suggest(key: str) -> str:
    keys = sorted(
        {
            file.name.removesuffix(".toml")
            for folder in (user_folder(), bundled_folder())
            for file in _files(folder)
        }
    )
    wanted = key.lower().replace(" ", "-").replace("_", "-")
    near = (
        difflib.get_close_matches(wanted, keys, n=3, cutoff=0.6)
        or [name for name in keys if wanted and wanted in name][:3]
    )
    return f"; did you mean {' or '.join(near)}?" if near else ""


def bundled_folder() -> Traversable:
    """Where the outlet files that come with dosvoces are."""
    return files("spiders") / "outlets"


def user_folder() -> Path:
    """Where the user's own outlet files are; it need not exist."""
    return Path(settings.get("DOSVOCES_HOME")).expanduser() / "outlets"


@cache
def bundled() -> dict[str, Outlet]:
    """The outlets that come with dosvoces, by key."""
    return {outlet.key: outlet for outlet in map(_read, _files(bundled_folder()))}


def catalogue() -> dict[str, Outlet]:
    """The bundled outlets and the user's own, which replace bundled ones of the same key; sorted by key."""
    own = {outlet.key: outlet for outlet in map(_read, _files(user_folder()))}
    return dict(sorted((bundled() | own).items()))


def _files(folder: Traversable) -> Iterator[Traversable]:
    if folder.is_dir():
        yield from sorted(
            (file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name
        )


def _read(file: Traversable) -> Outlet:
    where = str(file)
    try:
        text = file.read_bytes().decode()
        values: dict[str, Any] = tomllib.loads(text)
    except FileNotFoundError as error:
        raise OutletError(
            f"{where}: there is no such file; `dosvoces outlets list` shows the outlets there are"
        ) from error
    except UnicodeDecodeError as error:
        raise OutletError(f"{where}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    except OSError as error:
        raise OutletError(f"{where}: cannot be read: {error.strerror or error}") from error
    except tomllib.TOMLDecodeError as error:
        raise OutletError(f"{where}: not TOML: {error}") from error
    key = file.name.removesuffix(".toml")
    try:
        outlet = msgspec.convert({"key": key, **values}, Outlet)
    except msgspec.ValidationError as error:
        raise complain(where, text, str(error)) from error
    if mistakes := find_mistakes(outlet, key):
        raise complain(where, text, *mistakes)
    return outlet
