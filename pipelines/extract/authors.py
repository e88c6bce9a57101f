"""Authors of a story: people and organisations, told apart and separated."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from msgspec.structs import replace

from dosvoces.core.record import Author
from pipelines.extract import jsonld, printed_authors, site_names
from pipelines.extract.document import Document
from pipelines.extract.name_forms import (
    is_full_name,
    is_given_name,
    is_known_person,
    is_lower_case_name,
    is_name,
    is_no_name,
    is_printed_name,
    looks_like_person,
)
from pipelines.extract.names import split, strip_outlet
from pipelines.extract.organisations import AGENCIES, is_organisation_name, is_outlet, is_site
from pipelines.extract.text import fold
from pipelines.extract.unit import Unit

#: A byline with more names than this is a list of something else.
_MOST_AUTHORS = 25
#: Sources that are asked for a whole name.
_MOST_SOURCES = 40

_META = (
    "author", "article:author", "byl", "parsely-author", "sailthru.author",
    "citation_author", "citation_authors", "dc.creator", "dcterms.creator",
    "article:author_name", "cxenseparse:author", "rbauthors", "authors", "article.author",
    "og:article:author", "bt:author",
    "twitter:data1", "twitter:data2", "twitter:data3",
    "creator", "dc.creator.creator", "article-author", "autor",
)  # fmt: skip
#: Those that are for citations, with the last name first.
_CITED = frozenset(
    {"citation_author", "citation_authors", "dc.creator", "dcterms.creator", "dc.creator.creator"}
)


#: What a person is addressed by.
_HONORIFIC = re.compile(r"^(?:dra?|profa?|lic|ing|sir)\.?\s")
#: A place in capitals before a date: ``SAN JUAN, MAY 20``.
_DATELINE = re.compile(r"[A-ZÁÉÍÓÚÑ.' -]+,\s+(?=[^,]*\d)")
#: A site's name of fewer letters is in other names by chance.
_SHORT_SITE = 4


def read_declared(document: Document, sites: frozenset[str]) -> tuple[tuple[Author, ...], str]:
    """The authors that the page's metadata names, and the source; *sites* are the names of the outlet."""
    return _choose(_sources(document), sites)


def read(
    document: Document,
    sites: frozenset[str],
    declared: tuple[tuple[Author, ...], str],
    bylines: Sequence[str],
    units: Sequence[Unit],
) -> tuple[tuple[Author, ...], str]:
    """The authors and where they were found: as *declared*, else in *bylines* or other *units* of the page.

    A declared person or agency is believed; another organisation gives way to a person who is printed. A
    first name alone is completed by a whole name that another source has, one author by the others whom the
    byline names too.
    """
    lines = [*bylines, *printed_authors.find_lines(document, units)]
    signed = _find_signed(document, declared, bylines, lines, sites)
    if signed[0]:
        return signed
    if any(one.type == "Person" or fold(one.name) in AGENCIES for one in declared[0]):
        if all(one.type == "Organization" or " " in one.name for one in declared[0]):
            return declared
        others = (
            names
            for source in (_sources(document), printed_authors.find(document, bylines, units))
            for names in source
        )
        return _complete(declared[0], others, sites), declared[1]
    found = _choose(printed_authors.find(document, bylines, units), sites)
    is_told = any(one.type == "Person" or fold(one.name) in AGENCIES for one in found[0])
    return found if is_told or not declared[0] else declared


def _find_signed(
    document: Document,
    declared: tuple[tuple[Author, ...], str],
    bylines: Sequence[str],
    lines: Sequence[str],
    sites: frozenset[str],
) -> tuple[tuple[Author, ...], str]:
    """The authors whom one of *lines* names instead of those *declared*, and the source; else none.

    Those are the declared one with others; of several in microdata, which may be other stories', some; others
    whom another source declares too; and the outlet that signs itself, where none of *bylines* is of people.
    """
    people = [one for one in declared[0] if one.type == "Person"]
    if len(declared[0]) == len(people) == 1 and (company := _find_company(people[0], lines, sites)):
        return company, "page"
    signed = (collect([(line, False)], sites) for line in lines if printed_authors.is_signed(line))
    first = next(filter(None, signed), ())
    names, said = _fold(declared[0]), _fold(first)
    if said == names and not people and not any(_names_people(line, sites) for line in bylines):
        return declared
    if declared[1] == "microdata" and said and said < names:
        printed = _fold(one for line in lines for one in collect([(line, False)], sites))
        return tuple(one for one in declared[0] if fold(one.name) in printed), "page"
    if people and said.isdisjoint(names) and _is_declared(document, said, sites):
        return first, "page"
    return (), ""


def _names_people(line: str, sites: frozenset[str]) -> bool:
    """Whether *line* is whole names of people and nothing else."""
    found = collect([(line, False)], sites)
    return bool(found) and all(one.type == "Person" and is_full_name(one.name) for one in found)


def _is_declared(document: Document, said: frozenset[str], sites: frozenset[str]) -> bool:
    """Whether one of the page's sources names just the people *said*, folded."""
    return bool(said) and any(said == _fold(collect(names, sites)) for names, _ in _sources(document))


def _fold(authors: Iterable[Author]) -> frozenset[str]:
    return frozenset(fold(one.name) for one in authors)


def _find_company(author: Author, lines: Iterable[str], sites: frozenset[str]) -> tuple[Author, ...]:
    """The authors that one of *lines* names, when *author* is among several; else none."""
    surname = fold(author.name).rpartition(" ")[2]
    for line in lines:
        if surname not in fold(line):
            continue
        found = [one for one in collect([(line, False)], sites) if one.type == "Person"]
        others = [one for one in found if _HONORIFIC.sub("", fold(one.name)) != fold(author.name)]
        if len(others) == len(found) - 1 and others and all(is_full_name(one.name) for one in others):
            return tuple(found)
    return ()


def _complete(
    authors: tuple[Author, ...], sources: Iterable[tuple[list[tuple[str, bool]], str]], sites: frozenset[str]
) -> tuple[Author, ...]:
    """*authors*, with each first name alone replaced by a whole name in *sources* that begins with it."""
    wholes = [
        one.name
        for names, _ in islice(sources, _MOST_SOURCES)
        for one in collect(names, sites)
        if one.type == "Person" and " " in one.name
    ]
    return tuple(
        replace(
            one, name=next((name for name in wholes if fold(name).startswith(f"{fold(one.name)} ")), one.name)
        )
        for one in authors
    )


def _choose(
    sources: Iterable[tuple[list[tuple[str, bool]], str]], sites: frozenset[str]
) -> tuple[tuple[Author, ...], str]:
    """The first of *sources* that names a person or an agency; the outlet itself when there is only that."""
    fallback: tuple[tuple[Author, ...], str] = ((), "")
    for names, source in sources:
        found = collect(names, sites)
        if source == "page":
            found = tuple(one for one in found if one.type != "Person" or _is_printed(one.name, names))
        if any(author.type == "Person" or fold(author.name) in AGENCIES for author in found):
            return _prefer_people(found, sites), source
        if found and not fallback[0]:
            fallback = found, source
    return fallback


def _is_printed(name: str, lines: Iterable[tuple[str, bool]]) -> bool:
    """Whether *name*, found in *lines* of the page, is a person's and not the place of a dateline."""
    if not is_given_name(name) and any(_DATELINE.match(line) for line, _ in lines):
        return False
    return is_printed_name(name) or any(printed_authors.read_signature(line) == name for line, _ in lines)


def _turn(name: str) -> str:
    """*name* with the first name first: ``Roy, Aniruddha``."""
    last, _, first = name.partition(", ")
    return f"{first} {last}" if first and "," not in first and " " not in last else name


def _sources(document: Document) -> Iterator[tuple[list[tuple[str, bool]], str]]:
    """Names with whether they are declared to be organisations, by source, most trusted first."""
    for key in ("author", "creator"):
        yield (
            [_name(jsonld.resolve(one, document.nodes)) for one in _authors_of(document.story, key)],
            "json-ld",
        )
    for name in _META:
        values = document.meta.get(name, ())
        label = document.first(name.replace("data", "label")) if name.startswith("twitter:data") else "author"
        if label.lower() in ("written by", "escrito por", "author", "autor"):
            yield (
                [(_turn(value) if name in _CITED else value, False) for value in values],
                "opengraph" if name.startswith(("article:", "og:")) else "meta",
            )
    yield [(value, False) for value in _few(document.micro.get("author", []))], "microdata"
    weak = jsonld.weak_story(document.nodes)
    if not jsonld.may_describe(weak, document.titles):
        return
    yield [_name(jsonld.resolve(one, document.nodes)) for one in _authors_of(weak, "author")], "json-ld"


def _few(names: list[str]) -> list[str]:
    """*names*, or the first when they are so many that other stories' are among them."""
    return names if len(names) <= 4 else names[:1]


#: Authors of a story's JSON-LD that are read; whoever has more has the site's.
_MOST_DECLARED = 100


def _authors_of(node: dict[str, Any], key: str) -> list[Any]:
    found = []
    for one in jsonld.items(node.get(key))[:_MOST_DECLARED]:
        names = one.get("name") if isinstance(one, dict) else None
        if isinstance(names, list):
            found += [{**one, "name": name} for name in names]
        else:
            found.append(one)
    return found


def _name(value: Any) -> tuple[str, bool]:
    """The name that *value* says, whole or in parts, and whether it is declared to be an organisation's."""
    if not isinstance(value, dict):
        return jsonld.text(value), False
    parts = [jsonld.text(value.get(key)) for key in ("givenName", "familyName")]
    name = jsonld.text(value) if value.get("name") else " ".join(filter(None, parts))
    return name or jsonld.text(value), any("organization" in kind for kind in jsonld.types(value))


def collect(names: list[tuple[str, bool]], sites: frozenset[str]) -> tuple[Author, ...]:
    """Authors of the raw *names*, in order, each once."""
    found: dict[str, Author] = {}
    for raw, organisation in names:
        for name in _split(raw, sites):
            name = strip_outlet(name, sites)
            key = fold(name)
            if not key or key in found or is_no_name(name) or len(found) >= _MOST_AUTHORS:
                continue
            is_organisation = organisation and not looks_like_person(name, sites)
            is_body = is_organisation_name(name, sites)
            if is_body and not organisation and is_site(name, sites):
                is_body = not is_known_person(name)
            kind = "Organization" if is_organisation or is_body else "Person"
            if kind == "Organization" or is_name(name) or is_lower_case_name(name):
                found[key] = Author(name=name, type=kind)  # type: ignore[arg-type]
    return tuple(found.values())


def _split(raw: str, sites: frozenset[str]) -> list[str]:
    """The names in *raw*; the outlet's, and that of its newsroom (``Redacción / El País``), is one."""
    if site_names.is_name(raw, sites):
        return [jsonld.clean(raw)]
    names = split(raw)
    bodies = [name for name in names if is_organisation_name(name, sites) and fold(name) not in AGENCIES]
    return [jsonld.clean(raw)] if len(bodies) > 1 and len(bodies) == len(names) and "/" in raw else names


def _prefer_people(found: tuple[Author, ...], sites: frozenset[str]) -> tuple[Author, ...]:
    """*found* without outlets, this one or others by their article, which are no authors beside people."""
    people = [one for one in found if one.type == "Person"]
    kept = tuple(
        one
        for one in found
        if one.type == "Person"
        or not (
            is_site(one.name, sites)
            or (
                people
                and fold(one.name) not in AGENCIES
                and (is_outlet(one.name) or _is_of_site(one.name, sites))
            )
        )
    )
    return kept or found


def _is_of_site(name: str, sites: frozenset[str]) -> bool:
    """Whether *name* of an organisation has the site's in it: ``Diario Ejemplo Editorial Team``."""
    bare = site_names.strip_signs(name)
    return any(len(site) > _SHORT_SITE and site in bare for site in site_names.strip_all(sites))
