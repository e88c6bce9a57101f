"""Outlets: what to follow and how; one TOML file each, validated on load."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from dosvoces.core import settings
from dosvoces.core.addresses import is_on_domains
from dosvoces.core.errors import OutletError
from dosvoces.core.outlet_file import (
    Check,
    Edition,
    Outlet,
    Rendering,
    Selectors,
    Source,
    SourceKind,
)
from dosvoces.core.outlet_rules import complain, find_mistakes

__all__ = [
    "Check",
    "Edition",
    "Outlet",
    "Rendering",
    "Selectors",
    "Source",
    "SourceKind",
    "bundled",
    "bundled_folder",
    "catalogue",
    "edition_of",
    "find",
    "is_article_url",
    "known_keys",
    "load",
    "locate",
    "owner_of",
    "read_catalogue",
    "user_folder",
]


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


def known_keys() -> list[str]:
    """The keys of all outlets that have a file, in order, whatever is in it."""
    folders = (user_folder(), bundled_folder())
    return sorted({file.name.removesuffix(".toml") for folder in folders for file in _files(folder)})


def _suggest(key: str) -> str:
    keys = known_keys()
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
    """The bundled outlets and the user's own, which replace bundled ones of the same key; sorted by key.

    A file of the user's that is wrong is left out, and the bundled one of its key too; see
    :func:`read_catalogue`.
    """
    return read_catalogue()[0]


def read_catalogue() -> tuple[dict[str, Outlet], list[OutletError]]:
    """The outlets of :func:`catalogue`, and what is wrong with each file that gives none."""
    found, mistakes = dict(bundled()), []
    for file in _files(user_folder()):
        found.pop(file.name.removesuffix(".toml"), None)
        try:
            outlet = _read(file)
        except OutletError as error:
            mistakes.append(error)
        else:
            found[outlet.key] = outlet
    return dict(sorted(found.items())), mistakes


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
